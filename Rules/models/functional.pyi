# torch.nn.functional.
__module__ = "torch.nn.functional"

# Activations.

def gelu(input: Tensor, *args, **kwargs) -> input: ...

silu = mish = elu = selu = celu = leaky_relu = hardswish = hardsigmoid = logsigmoid = softplus = rrelu = threshold = gelu
softshrink = hardshrink = gelu

def glu(input: Tensor, dim: int = -1) -> input: ...

@rejects(input="bool", message="Boolean inputs not supported for relu")
@rejects(input="complex", message="clamp is not supported for complex types")
def relu(input: Tensor, inplace: bool = False) -> input: ...

@rejects(input="complex bool", message="{input:s} inputs not supported for hardtanh")
def relu6(input: Tensor, inplace: bool = False) -> input: ...

@rejects(input="complex bool uint8", message="hardtanh is not supported for {input:s}")
def hardtanh(input: Tensor, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False) -> input: ...

def sigmoid(input: Tensor) -> ToFloat[input]: ...

tanh = sigmoid

def softsign(input: Tensor) -> ToFloat[input]: ...

@rejects(input="bool", message="Subtraction, the `-` operator, with a bool tensor is not supported.")
def tanhshrink(input: Tensor) -> ToFloat[input]: ...

@rank("dimensioned")
def softmax(input: Tensor, dim: int = None, _stacklevel: int = 3, dtype: dtype = None) -> dtype or input: ...

log_softmax = softmax

@rank("dimensioned")
@rejects(input="bool", message="Negation, the `-` operator, on a bool tensor is not supported.")
def softmin(input: Tensor, dim: int = None, _stacklevel: int = 3, dtype: dtype = None) -> dtype or input: ...

@rank("dimensioned")
@accepts(logits="floating", message="Exponential distribution is a continuous probability distribution. dtype must be a floating point but you specified {logits:s}")
def gumbel_softmax(logits: Tensor, tau: float = 1, hard: bool = False, eps: float = 1e-10, dim: int = -1) -> logits: ...

@rank("dimensioned")
@message("prelu: Type promoting not supported. Got {input:s} and {weight:s}")
def prelu(input: Tensor, weight: Tensor) -> Equal[input, weight]: ...

# Dropout: scaling by a float needs a floating input when it really drops.

@overload
def dropout(input: Tensor, p: float = 0.5, *, training: Literal[False], inplace: bool = False) -> input: ...
@overload
def dropout(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> InPlace[input, ToFloat[input]]: ...

dropout1d = dropout2d = dropout3d = alpha_dropout = feature_alpha_dropout = dropout

# Shapes.

@overload
@autocast(cpu="float32")
def pad(input: Tensor, pad: int, mode: Literal["reflect"], value: float = None) -> input: ...
@overload
@autocast(cpu="float32")
def pad(input: Tensor, pad: int, mode: Literal["replicate"], value: float = None) -> input: ...
@overload
def pad(input: Tensor, pad: int, mode: str = "constant", value: PadFill = None) -> input: ...

@rank("dimensioned")
def pixel_shuffle(input: Tensor, upscale_factor: int) -> input: ...

pixel_unshuffle = channel_shuffle = pixel_shuffle

@rank("dimensioned")
def unfold(input: Tensor, *args, **kwargs) -> input: ...

fold = unfold

@rank("dimensioned")
@overload
@autocast(cuda="none", mps="none")
def interpolate(input: Tensor, size: int = None, scale_factor: float = None, *, mode: Literal["area"], align_corners: bool = None, **kwargs) -> input: ...
@rank("dimensioned")
@overload
def interpolate(input: Tensor, size: int = None, scale_factor: float = None, mode: str = "nearest", align_corners: bool = None, **kwargs) -> input: ...

upsample = interpolate

@rank("dimensioned")
@message("grid_sampler(): expected input and grid to have the same dtype, but input has {input:t} and grid has {grid:t}")
def grid_sample(input: Tensor, grid: Tensor, mode: str = "bilinear", padding_mode: str = "zeros", align_corners: bool = None) -> Equal[input, grid]: ...

@rank("dimensioned")
@accepts(theta="floating", message="Expected theta to have floating point type, but got {theta:t}")
def affine_grid(theta: Tensor, size: int, align_corners: bool = None) -> theta: ...

@rank("dimensioned")
def avg_pool2d(input: Tensor, *args, **kwargs) -> input: ...

avg_pool1d = avg_pool3d = adaptive_avg_pool1d = adaptive_avg_pool2d = adaptive_avg_pool3d = lp_pool1d = lp_pool2d = avg_pool2d

@rank("dimensioned")
@overload
def max_pool2d(input: Tensor, kernel_size: int, stride: int = None, padding: int = 0, dilation: int = 1, ceil_mode: bool = False, *, return_indices: Literal[True]) -> tuple[input, int64]: ...
@rank("dimensioned")
@overload
def max_pool2d(input: Tensor, kernel_size: int, stride: int = None, padding: int = 0, dilation: int = 1, ceil_mode: bool = False, return_indices: bool = False) -> input: ...

max_pool1d = max_pool3d = max_pool2d

@rank("dimensioned")
def adaptive_max_pool2d(input: Tensor, output_size: int, return_indices: bool = False) -> input: ...

adaptive_max_pool1d = adaptive_max_pool3d = adaptive_max_pool2d

@rank("dimensioned")
@accepts(input="floating complex", message="linalg.vector_norm: Expected a floating point or complex tensor as input. Got {input:s}")
def normalize(input: Tensor, p: float = 2.0, dim: int = 1, eps: float = 1e-12) -> input: ...

@rank("dimensioned")
@accepts(input="int64", message="one_hot is only applicable to index tensor of type LongTensor.")
def one_hot(input: Index, num_classes: int = -1) -> int64: ...

# Products: every operand has one dtype.

@rank("dimensioned")
@message("mat1 and mat2 must have the same dtype, but got {input:s} and {weight:s}")
@message("expected m1 and m2 to have the same dtype, but got: {input:c} != {weight:c}", without="bias")
def linear(input: Tensor, weight: Tensor, bias: Tensor = None) -> Equal[input, weight, bias]: ...

@rank("dimensioned")
@message("All tensors must have the same dtype, got input1: {input1:s}, input2: {input2:s}, weight: {weight:s}")
def bilinear(input1: Tensor, input2: Tensor, weight: Tensor, bias: Tensor = None) -> Equal[input1, input2, weight, bias]: ...

@rank("dimensioned")
@message("Input type ({input:c}) and weight type ({weight:c}) should be the same")
def conv2d(input: Tensor, weight: Tensor, bias: Tensor = None, *args, **kwargs) -> Equal[input, weight, bias]: ...

conv1d = conv3d = conv_transpose1d = conv_transpose2d = conv_transpose3d = conv2d

@rank("dimensioned")
@accepts(query="floating complex", message="expected scalar type Float but found {query:s}")
@message("Expected query, key, and value to have the same dtype, but got query.dtype: {query:c} key.dtype: {key:c} and value.dtype: {value:c} instead.")
@accepts_mask(attn_mask="bool float32", like="query", message="Expected attn_mask dtype to be bool or float or to match query dtype, but got attn_mask.dtype: {attn_mask:c} and  query.dtype: {query:c} instead.")
def scaled_dot_product_attention(query: Tensor, key: Tensor, value: Tensor, attn_mask: Tensor = None, dropout_p: float = 0.0, is_causal: bool = False, scale: float = None, enable_gqa: bool = False) -> Equal[query, key, value]: ...

# With `use_separate_proj_weight=True` torch does not look at `in_proj_weight`, and callers give an empty one.
@overload
@rank("dimensioned")
@accepts(query="floating complex", message="expected scalar type Float but found {query:s}")
@message("mat1 and mat2 must have the same dtype, but got {query:s} and {out_proj_weight:s}")
def multi_head_attention_forward(query: Tensor, key: Tensor, value: Tensor, embed_dim_to_check: int, num_heads: int, in_proj_weight: object, in_proj_bias: object, bias_k: object, bias_v: object, add_zero_attn: bool, dropout_p: float, out_proj_weight: Tensor, out_proj_bias: Tensor, training: bool, key_padding_mask: object, need_weights: Literal[False], attn_mask: Tensor = None, **kwargs) -> tuple[Equal[query, key, value, out_proj_weight], Python[None]]: ...
@overload
@rank("dimensioned")
@accepts(query="floating complex", message="expected scalar type Float but found {query:s}")
@message("mat1 and mat2 must have the same dtype, but got {query:s} and {out_proj_weight:s}")
def multi_head_attention_forward(query: Tensor, key: Tensor, value: Tensor, embed_dim_to_check: int, num_heads: int, in_proj_weight: Tensor, in_proj_bias: Tensor, bias_k: Tensor, bias_v: Tensor, add_zero_attn: bool, dropout_p: float, out_proj_weight: Tensor, out_proj_bias: Tensor, training: bool = True, key_padding_mask: Tensor = None, need_weights: bool = True, attn_mask: Tensor = None, **kwargs) -> tuple[Equal[query, key, value, out_proj_weight], Equal[query, key, value, out_proj_weight]]: ...

@rank("dimensioned")
@accepts(mat_a="bfloat16 float32 float16", message="Expected mat_a to be Float32, BFloat16 or Float16 matrix, got {mat_a:s}")
@accepts(mat_b="bfloat16 float32 float16", message="Expected mat_b to be Float32, BFloat16 or Float16 matrix, got {mat_b:s}")
@message("expected m1 and m2 to have the same dtype, but got: {mat_a:c} != {mat_b:c}")
def grouped_mm(mat_a: Tensor, mat_b: Tensor, *, offs: Index = None, bias: Tensor = None, out_dtype: dtype = None) -> out_dtype or Equal[mat_a, mat_b]: ...

# Tables.

@rank("dimensioned")
@accepts(input="int32 int64", message="Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got {input:s} instead (while checking arguments for embedding)")
def embedding(input: Index, weight: Tensor, padding_idx: int = None, max_norm: float = None, norm_type: float = 2.0, scale_grad_by_freq: bool = False, sparse: bool = False) -> weight: ...

@rank("dimensioned")
@accepts(input="int32 int64", message="Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got {input:s} instead (while checking arguments for embedding_bag)")
@accepts(weight="floating", message="Expected tensor for argument #1 'weight' to have a floating scalar type; but got {weight:s} instead (while checking arguments for embedding_bag)")
def embedding_bag(input: Index, weight: Tensor, *args, **kwargs) -> weight: ...

# Norms.

@message("mixed dtype (CPU): expect parameter to have scalar type of Float")
def layer_norm(input: Tensor, normalized_shape: int, weight: Tensor = None, bias: Tensor = None, eps: float = 1e-05) -> MixedNorm[input, weight, bias]: ...

@message("mixed dtype (CPU): expect parameter to have scalar type of Float")
def group_norm(input: Tensor, num_groups: int, weight: Tensor = None, bias: Tensor = None, eps: float = 1e-05) -> MixedNorm[input, weight, bias]: ...

def rms_norm(input: Tensor, normalized_shape: int, weight: Tensor = None, eps: float = None) -> input: ...

@message("mixed dtype (CPU): expect parameter to have scalar type of Float")
def batch_norm(input: Tensor, running_mean: Tensor, running_var: Tensor, weight: Tensor = None, bias: Tensor = None, training: bool = False, momentum: float = 0.1, eps: float = 1e-05) -> MixedBatchNorm[input, weight, bias, running_mean, running_var]: ...

@message("mixed dtype (CPU): expect parameter to have scalar type of Float")
def instance_norm(input: Tensor, running_mean: Tensor = None, running_var: Tensor = None, weight: Tensor = None, bias: Tensor = None, use_input_stats: bool = True, momentum: float = 0.1, eps: float = 1e-05) -> MixedBatchNorm[input, weight, bias, running_mean, running_var]: ...

def local_response_norm(input: Tensor, size: int, alpha: float = 0.0001, beta: float = 0.75, k: float = 1.0) -> input: ...

# Similarity.

@accepts("floating", message="expected common dtype to be floating point, yet common dtype is {:s}")
@rank("dimensioned")
def cosine_similarity(x1: Tensor, x2: Tensor, dim: int = 1, eps: float = 1e-8) -> Promote: ...

@rank("dimensioned")
@rejects(x1="bool", x2="bool", message="Subtraction, the `-` operator, with a bool tensor is not supported.")
def pairwise_distance(x1: Tensor, x2: Tensor, p: float = 2.0, eps: float = 1e-06, keepdim: bool = False) -> Real[ToFloat[Promote]]: ...
