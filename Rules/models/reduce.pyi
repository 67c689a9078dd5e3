# Reductions, scans, sorting and statistics.
__module__ = "torch"

@method
@rank("reduces")
def sum(input: Tensor, dim: int = None, keepdim: bool = False, *, dtype: dtype = None) -> dtype or Accumulate[input]: ...

prod = sum

@method
@rank("reduces")
def nansum(input: Tensor, dim: int = None, keepdim: bool = False, *, dtype: dtype = None) -> NanSum[input]: ...

@method
@rank("reduces")
@accepts_dtype("floating complex", message="mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: {input:s}")
def mean(input: Tensor, dim: int = None, keepdim: bool = False, *, dtype: dtype = None) -> dtype or input: ...

@method
@rank("reduces")
@accepts(input="floating", message="nanmean(): expected input to have floating point or complex dtype but got {input:s}")
@accepts_dtype("floating", message="nanmean(): could not infer output dtype. Optional dtype must be either a floating point or complex dtype.")
def nanmean(input: Tensor, dim: int = None, keepdim: bool = False, *, dtype: dtype = None) -> dtype or input: ...

@method
def cumsum(input: Tensor, dim: int, *, dtype: dtype = None) -> dtype or Accumulate[input]: ...

cumprod = cumsum

@method
def logcumsumexp(input: Tensor, dim: int) -> input: ...

@method
def cummax(input: Tensor, dim: int) -> tuple[input, int64]: ...

cummin = cummax

@method
@rank("reduces")
def logsumexp(input: Tensor, dim: int, keepdim: bool = False) -> ToFloat[input]: ...

@method
@rank("reduces")
@accepts(input="floating complex", message="std and var only support floating point and complex dtypes")
def std(input: Tensor, dim: int = None, unbiased: bool = True, keepdim: bool = False, *, correction: int = 1) -> Real[input]: ...

var = std

@rank("reduces")
@accepts(input="floating complex", message="std_mean only support floating point and complex dtypes")
def std_mean(input: Tensor, dim: int = None, unbiased: bool = True, keepdim: bool = False, *, correction: int = 1) -> tuple[Real[input], input]: ...

var_mean = std_mean

# max and min have three forms: of two tensors, along a dimension, of everything.

@method
@overload
@rejects("complex", message="max is not supported for complex tensors")
def max(input: Tensor, other: Tensor) -> Promote[input, other]: ...
@method
@overload
@rank("dimensioned")
@rejects(input="complex", message="max(): does not support complex input")
def max(input: Tensor, dim: int, keepdim: bool = False) -> tuple[input, int64]: ...
@method
@overload
@rank("zero")
def max(input: Tensor) -> input: ...

min = max

@method
@overload
@rank("dimensioned")
def median(input: Tensor, dim: int, keepdim: bool = False) -> tuple[input, int64]: ...
@method
@overload
@rank("zero")
def median(input: Tensor) -> input: ...

nanmedian = median

@method
@rank("dimensioned")
def mode(input: Tensor, dim: int = -1, keepdim: bool = False) -> tuple[input, int64]: ...

@method
@rank("dimensioned")
def kthvalue(input: Tensor, k: int, dim: int = -1, keepdim: bool = False) -> tuple[input, int64]: ...

@method
@rank("reduces")
def amax(input: Tensor, dim: int = None, keepdim: bool = False) -> input: ...

amin = amax

@method
@rank("reduces")
def aminmax(input: Tensor, *, dim: int = None, keepdim: bool = False) -> tuple[input, input]: ...

@method
@rank("reduces")
@rejects(input="bool complex", message="argmax(): does not support {input:s} input")
def argmax(input: Tensor, dim: int = None, keepdim: bool = False) -> int64: ...

argmin = argmax

@method
@rank("reduces")
def count_nonzero(input: Tensor, dim: int = None) -> int64: ...

@method
@rank("reduces")
def all(input: Tensor, dim: int = None, keepdim: bool = False) -> BoolOrByte[input]: ...

any = all

@method
@rank("dimensioned")
@rejects(input="bool complex", message="topk does not support {input:s} dtypes on CPU")
def topk(input: Tensor, k: int, dim: int = -1, largest: bool = True, sorted: bool = True) -> tuple[input, int64]: ...

@method
@rank("dimensioned")
@rejects(input="complex", message="Sort does not support complex dtypes on CPU")
def sort(input: Tensor, dim: int = -1, descending: bool = False, stable: bool = False) -> tuple[input, int64]: ...

@method
@rank("dimensioned")
@rejects(input="complex", message="Sort does not support complex dtypes on CPU")
def argsort(input: Tensor, dim: int = -1, descending: bool = False, stable: bool = False) -> int64: ...

@method
@rank("dimensioned")
@rejects(input="complex", message="Sort does not support complex dtypes on CPU")
def msort(input: Tensor) -> input: ...

@method
@rank("zero")
def trace(input: Tensor) -> Accumulate[input]: ...

@method
@rank("reduces")
@accepts(input="float32 float64", message="quantile() input tensor must be either float or double dtype")
def quantile(input: Tensor, q: Number, dim: int = None, keepdim: bool = False, *, interpolation: str = "linear") -> input: ...

nanquantile = quantile

@method
@rank("zero")
@rejects(input="bool", other="bool", message="Subtraction, the `-` operator, with a bool tensor is not supported.")
def dist(input: Tensor, other: Tensor, p: Number = 2) -> VectorNorm[Promote[input, other]]: ...

@method
@rank("reduces")
def norm(input: Tensor, p: object = "fro", dim: int = None, keepdim: bool = False, dtype: dtype = None) -> VectorNorm[input]: ...

@method
@overload
@rank("dimensioned")
@accepts(input="integral", message="bincount only supports 1-d non-negative integral inputs.")
def bincount(input: Tensor, weights: Tensor, minlength: int = 0) -> BincountWeights[weights]: ...
@method
@overload
@rank("dimensioned")
@accepts(input="integral", message="bincount only supports 1-d non-negative integral inputs.")
def bincount(input: Tensor, *, minlength: int = 0) -> int64: ...

@rank("dimensioned")
def histogram(input: Tensor, bins: int, *, range: int = None, weight: Tensor = None, density: bool = False) -> tuple[input, input]: ...

@method
@overload
@rank("dimensioned")
def softmax(input: Tensor, dim: int = None, dtype: dtype = None) -> dtype or input: ...

log_softmax = softmax

@method
@rank("dimensioned")
@accepts(input="floating", message="multinomial only supports floating-point dtypes for input, got: {input:s}")
def multinomial(input: Tensor, num_samples: int, replacement: bool = False, *, generator: object = None) -> int64: ...

@method
def bernoulli(input: Tensor, p: float = None, *, generator: object = None) -> input: ...

@overload
@rank("dimensioned")
@rejects(std="complex", message="normal expects standard deviation to be non-complex")
def normal(mean: Tensor, std: Tensor, *, generator: object = None) -> mean: ...
@overload
@rank("dimensioned")
def normal(mean: Tensor, std: float = 1, *, generator: object = None) -> mean: ...
@overload
@rank("dimensioned")
def normal(mean: float, std: Tensor, *, generator: object = None) -> std: ...
@overload
@rank("dimensioned")
def normal(mean: float, std: float, size: int, *, dtype: dtype = None, **kwargs) -> dtype or Default: ...

@rejects(elements="bool complex", message="Unsupported input type encountered for isin(): {elements:s}")
@rejects(test_elements="bool complex", message="Unsupported input type encountered for isin(): {test_elements:s}")
def isin(elements: Operand, test_elements: Operand, *, assume_unique: bool = False, invert: bool = False) -> bool: ...

@message("expected m1 and m2 to have the same dtype")
def _softmax_backward_data(grad_output: Tensor, output: Tensor, dim: int, input_dtype: dtype) -> Equal[grad_output, output]: ...

__module__ = "torch.masked"

@rank("reduces")
@accepts_dtype("floating complex", message="mean(): Could not infer output dtype. Input dtype must be either a floating point or complex dtype.")
def mean(input: Tensor, dim: int = None, *, keepdim: bool = False, dtype: dtype = None, mask: Mask = None) -> dtype or input: ...

@rank("reduces")
def sum(input: Tensor, dim: int = None, *, keepdim: bool = False, dtype: dtype = None, mask: Mask = None) -> dtype or Accumulate[input]: ...

@rank("reduces")
@rejects(input="bool", message="Subtraction, the `-` operator, with a bool tensor is not supported.")
def var(input: Tensor, dim: int = None, unbiased: bool = True, *, keepdim: bool = False, dtype: dtype = None, mask: Mask = None) -> dtype or ToFloat[input]: ...

std = var
