# Views, copies and index operations: the dtype of what is looked at stays.
__module__ = "torch"

@method
def reshape(input: Tensor, *args, **kwargs) -> input: ...

transpose = permute = movedim = moveaxis = swapaxes = swapdims = t = adjoint = rot90 = flip = fliplr = flipud = roll = reshape
clone = detach = resolve_conj = resolve_neg = squeeze = tril = triu = reshape

@method
@rank("dimensioned")
def unsqueeze(input: Tensor, *args, **kwargs) -> input: ...

flatten = ravel = tile = narrow = diag = diagonal = diag_embed = diagflat = diff = broadcast_to = as_strided = unsqueeze
unflatten = unsqueeze

@method
@rank("unknown")
def select(input: Tensor, dim: int, index: int) -> input: ...

@method
@rank("dimensioned")
def split(input: Tensor, *args, **kwargs) -> list[input]: ...

chunk = unsafe_chunk = unsafe_split = tensor_split = split_with_sizes = hsplit = vsplit = dsplit = split

@method
@rank("unknown")
def unbind(input: Tensor, dim: int = 0) -> list[input]: ...

@method
@rank("dimensioned")
def repeat_interleave(input: Tensor, repeats: RepeatCount, dim: int = None, *, output_size: int = None) -> input: ...

# Reading by index.

@method
@accepts(index="int32 int64", message="gather(): Expected dtype int32/int64 for index")
def gather(input: Tensor, dim: int, index: Index) -> input: ...

@method
@accepts(index="int32 int64", message="index_select(): Expected dtype int32 or int64 for index")
@rank("dimensioned")
def index_select(input: Tensor, dim: int, index: Index) -> input: ...

@method
@accepts(indices="int64", message="torch.take_along_dim(): dtype of indices should be Long but got {indices:s}")
def take_along_dim(input: Tensor, indices: Index, dim: int = None) -> input: ...

@method
@accepts(index="int64", message="take(): Expected a long tensor for index, but got {index:s}")
def take(input: Tensor, index: Index) -> input: ...

@accepts(indices="integer", message="expected 'indices' to be integer, but got {indices:s}")
def unravel_index(indices: Index, shape: int) -> list[int64]: ...

# Writing by index: the value must have the dtype of the destination.

@method
@accepts(index="int32 int64", message="scatter(): Expected dtype int32/int64 for index")
@message("scatter(): Expected self.dtype to be equal to src.dtype")
@overload
def scatter(input: Tensor, dim: int, index: Index, src: Tensor, *, reduce: str = None) -> Equal[input, src]: ...
@method
@overload
def scatter(input: Tensor, dim: int, index: Index, value: Fill, *, reduce: str = None) -> Into[input, value]: ...

@method
@accepts(index="int32 int64", message="scatter(): Expected dtype int32/int64 for index")
@message("scatter(): Expected self.dtype to be equal to src.dtype")
def scatter_add(input: Tensor, dim: int, index: Index, src: Tensor) -> Equal[input, src]: ...

@method
@accepts(index="int32 int64", message="scatter(): Expected dtype int32/int64 for index")
@message("scatter(): Expected self.dtype to be equal to src.dtype")
def scatter_reduce(input: Tensor, dim: int, index: Index, src: Tensor, reduce: str, *, include_self: bool = True) -> Equal[input, src]: ...

@method
@accepts(index="int32 int64", message="index_add_(): Expected dtype int32/int64 for index but got: {index:s}")
@message("index_add_(): self ({input:s}) and source ({source:s}) must have the same scalar type")
def index_add(input: Tensor, dim: int, index: Index, source: Tensor, *, alpha: Number = 1) -> Equal[input, source]: ...

@method
@accepts(index="int64", message="index_copy_(): Expected a long tensor for index, but got {index:s}")
@message("index_copy_(): self and source expected to have the same dtype, but got (self) {input:s} and (source) {source:s}")
def index_copy(input: Tensor, dim: int, index: Index, source: Tensor) -> Equal[input, source]: ...

@method
@message("index_reduce_(): self ({input:s}) and source ({source:s}) must have the same scalar type")
def index_reduce(input: Tensor, dim: int, index: Index, source: Tensor, reduce: str, *, include_self: bool = True) -> Equal[input, source]: ...

@method
@message("Index put requires the source and destination dtypes match, got {input:s} for the destination and {values:s} for the source.")
def index_put(input: Tensor, indices: Indices, values: Tensor, accumulate: bool = False) -> Equal[input, values]: ...

@method
@message("put_(): self and source expected to have the same dtype, but got self.dtype = {input:s} and source.dtype = {source:s}")
def put(input: Tensor, index: Index, source: Tensor, accumulate: bool = False) -> Equal[input, source]: ...

@method
def index_fill(input: Tensor, dim: int, index: Index, value: Operand) -> IndexFill[input, value]: ...

@method
@accepts(mask="bool", message="masked_scatter_ only supports boolean masks, but got mask with dtype {mask:s}")
@message("masked_scatter_: expected self and source to have same dtypes but got {input:s} and {source:s}")
def masked_scatter(input: Tensor, mask: Mask, source: Tensor) -> Equal[input, source]: ...

@method
def select_scatter(input: Tensor, src: Tensor, dim: int, index: int) -> input: ...

@method
def slice_scatter(input: Tensor, src: Tensor, dim: int = 0, start: int = None, end: int = None, step: int = 1) -> input: ...

@method
def diagonal_scatter(input: Tensor, src: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> input: ...

# Positions of elements.

@method
@rank("dimensioned")
@overload
def nonzero(input: Tensor, *, as_tuple: Literal[True]) -> list[int64]: ...
@method
@rank("dimensioned")
@overload
def nonzero(input: Tensor, *, as_tuple: bool = False) -> int64: ...

@method
@rank("dimensioned")
def argwhere(input: Tensor) -> int64: ...

@method
@rank("dimensioned")
@overload
def unique(input: Tensor, sorted: bool = True, *, return_inverse: Literal[True], return_counts: Literal[True], dim: int = None) -> tuple[input, int64, int64]: ...
@method
@rank("dimensioned")
@overload
def unique(input: Tensor, sorted: bool = True, *, return_inverse: Literal[True], return_counts: bool = False, dim: int = None) -> tuple[input, int64]: ...
@method
@rank("dimensioned")
@overload
def unique(input: Tensor, sorted: bool = True, *, return_inverse: bool = False, return_counts: Literal[True], dim: int = None) -> tuple[input, int64]: ...
@method
@rank("dimensioned")
@overload
def unique(input: Tensor, sorted: bool = True, return_inverse: bool = False, return_counts: bool = False, dim: int = None) -> input: ...

unique_consecutive = unique

@rejects("complex", message="bucketize is not supported for complex types")
@rank("same")
@overload
def bucketize(input: Operand, boundaries: Tensor, *, out_int32: Literal[True], right: bool = False) -> int32: ...
@rejects("complex", message="bucketize is not supported for complex types")
@rank("same")
@overload
def bucketize(input: Operand, boundaries: Tensor, *, out_int32: bool = False, right: bool = False) -> int64: ...

@overload
@rank("dimensioned")
def searchsorted(sorted_sequence: Tensor, input: Operand, *, out_int32: Literal[True], right: bool = False, side: str = None, sorter: Index = None) -> int32: ...
@overload
@rank("dimensioned")
def searchsorted(sorted_sequence: Tensor, input: Operand, *, out_int32: bool = False, right: bool = False, side: str = None, sorter: Index = None) -> int64: ...

@method
@rank("dimensioned")
def histc(input: Tensor, bins: int = 100, min: int = 0, max: int = 0) -> input: ...
