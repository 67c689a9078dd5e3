# The less common of torch: what other modules also offer under torch's own name, and rarer functions.
__module__ = "torch"

def sin_(input: Tensor) -> InPlace[input, ToFloat[input]]: ...

cos_ = exp_ = sqrt_ = rsqrt_ = sigmoid_ = tanh_ = sin_

@rejects(input="bool complex", message="relu_ is not supported for {input:s}")
def relu_(input: Tensor) -> input: ...

def celu(input: Tensor, alpha: float = 1.0) -> input: ...

selu = rrelu = threshold = dropout = feature_dropout = alpha_dropout = celu

@rejects(input="complex bool uint8", message="hardtanh is not supported for {input:s}")
def hardtanh(input: Tensor, min_val: float = -1.0, max_val: float = 1.0) -> input: ...

@message("prelu: Type promoting not supported. Got {input:s} and {weight:s}")
def prelu(input: Tensor, weight: Tensor) -> Equal[input, weight]: ...

@rank("dimensioned")
@message("Input type ({input:c}) and weight type ({weight:c}) should be the same")
def conv2d(input: Tensor, weight: Tensor, bias: Tensor = None, *args, **kwargs) -> Equal[input, weight, bias]: ...

conv1d = conv3d = conv_transpose1d = conv_transpose2d = conv_transpose3d = conv2d

@rank("dimensioned")
@message("All tensors must have the same dtype, got input1: {input1:s}, input2: {input2:s}, weight: {weight:s}")
def bilinear(input1: Tensor, input2: Tensor, weight: Tensor, bias: Tensor = None) -> Equal[input1, input2, weight, bias]: ...

@message("mixed dtype (CPU): expect parameter to have scalar type of Float")
def layer_norm(input: Tensor, normalized_shape: int, weight: Tensor = None, bias: Tensor = None, eps: float = 1e-05) -> MixedNorm[input, weight, bias]: ...

@message("mixed dtype (CPU): expect parameter to have scalar type of Float")
def group_norm(input: Tensor, num_groups: int, weight: Tensor = None, bias: Tensor = None, eps: float = 1e-05) -> MixedNorm[input, weight, bias]: ...

def rms_norm(input: Tensor, normalized_shape: int, weight: Tensor = None, eps: float = None) -> input: ...

@rank("dimensioned")
def pixel_shuffle(input: Tensor, upscale_factor: int) -> input: ...

pixel_unshuffle = channel_shuffle = unsqueeze_copy = pixel_shuffle

def fill(input: Tensor, value: Fill) -> Into[input, value]: ...

def rsub(input: Tensor, other: Operand, *, alpha: Number = 1) -> Scaled[Promote[input, other], alpha]: ...

@rank("dimensioned")
@rejects(x1="bool", x2="bool", message="Subtraction, the `-` operator, with a bool tensor is not supported.")
def pairwise_distance(x1: Tensor, x2: Tensor, p: float = 2.0, eps: float = 1e-06, keepdim: bool = False) -> Real[ToFloat[Promote]]: ...

@method
@rank("dimensioned")
def addr(input: Tensor, vec1: Tensor, vec2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Promote: ...

@rank("dimensioned")
def vander(x: Tensor, N: int = None, increasing: bool = False) -> Accumulate[x]: ...

@method
@rank("zero")
@accepts(input="float32 float64 complex64 complex128", message="linalg.det: Low precision dtypes not supported. Got {input:s}")
def det(input: Tensor) -> input: ...

logdet = det

@method
@rank("zero")
@accepts(input="float32 float64 complex64 complex128", message="linalg.slogdet: Low precision dtypes not supported. Got {input:s}")
def slogdet(input: Tensor) -> tuple[input, Real[input]]: ...

@method
@accepts(input="floating", message="torch.frexp() only supports floating-point dtypes")
def frexp(input: Tensor) -> tuple[input, int32]: ...

@method
@rank("dimensioned")
def cov(input: Tensor, *, correction: int = 1, fweights: Tensor = None, aweights: Tensor = None) -> ToFloat[input]: ...

@method
@rank("dimensioned")
def corrcoef(input: Tensor) -> ToFloat[input]: ...

__module__ = "torch.special"

def ndtr(input: Tensor) -> ToFloat[input]: ...

entr = log_ndtr = ndtri = erfcx = i1e = psi = bessel_j0 = bessel_j1 = multigammaln = ndtr

def xlogy(input: Operand, other: Operand) -> ToFloat[Promote]: ...

xlog1py = xlogy

@rank("reduces")
def logsumexp(input: Tensor, dim: int, keepdim: bool = False) -> ToFloat[input]: ...

def round(input: Tensor, *, decimals: int = 0) -> input: ...

__module__ = "torch.linalg"

@rank("unknown")
@message("expected m1 and m2 to have the same dtype, but got: {input:c} != {other:c}")
def matmul(input: Tensor, other: Tensor) -> Equal[input, other]: ...

@rank("zero")
@accepts(A="float32 float64 complex64 complex128", message="linalg.slogdet: Low precision dtypes not supported. Got {A:s}")
def slogdet(A: Tensor) -> tuple[A, Real[A]]: ...

@rank("dimensioned")
@accepts(A="float32 float64 complex64 complex128", message="linalg.eig: Low precision dtypes not supported. Got {A:s}")
def eig(A: Tensor) -> tuple[Complex[A], Complex[A]]: ...

@rank("dimensioned")
@accepts(A="float32 float64 complex64 complex128", message="linalg.eig: Low precision dtypes not supported. Got {A:s}")
def eigvals(A: Tensor) -> Complex[A]: ...

@rank("zero")
@accepts(A="float32 float64 complex64 complex128", message="linalg.svd: Low precision dtypes not supported. Got {A:s}")
def matrix_rank(A: Tensor, *args, **kwargs) -> int64: ...

@rank("zero")
@accepts(A="float32 float64 complex64 complex128", message="linalg.svd: Low precision dtypes not supported. Got {A:s}")
def cond(A: Tensor, p: object = None) -> Real[A]: ...
