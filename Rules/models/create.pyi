# Functions that make tensors from sizes and Python values.
__module__ = "torch"

@rank("dimensioned")
def zeros(*size: int, dtype: dtype = None, **kwargs) -> dtype or Default: ...

ones = empty = rand = randn = eye = empty_strided = empty_permuted = zeros

@rank("dimensioned")
@accepts_dtype("floating", message="window functions expect floating point dtypes")
def hann_window(*size: int, dtype: dtype = None, **kwargs) -> dtype or Default: ...

bartlett_window = blackman_window = hamming_window = kaiser_window = hann_window

@rank("dimensioned")
@accepts_dtype("bool integer floating", message="check_random_bounds handles only integral, floating-point and boolean types")
def randint(*args: int, dtype: dtype = None, **kwargs) -> dtype or int64: ...

randperm = tril_indices = triu_indices = randint

@rank("same")
def zeros_like(input: Tensor, *, dtype: dtype = None, **kwargs) -> dtype or input: ...

ones_like = empty_like = zeros_like

@rank("same")
@accepts_dtype("floating complex", message="\"check_uniform_bounds\" not implemented for '{:s}'")
def rand_like(input: Tensor, *, dtype: dtype = None, **kwargs) -> dtype or input: ...

@rank("same")
@accepts_dtype("floating complex", message="\"normal_kernel_cpu\" not implemented for '{:s}'")
def randn_like(input: Tensor, *, dtype: dtype = None, **kwargs) -> dtype or input: ...

@rank("same")
@accepts_dtype("bool integer floating", message="check_random_bounds handles only integral, floating-point and boolean types")
def randint_like(input: Tensor, low: int = 0, high: int = None, *, dtype: dtype = None, **kwargs) -> dtype or input: ...

@rank("same")
def full_like(input: Tensor, fill_value: Fill, *, dtype: dtype = None, **kwargs) -> Into[input, fill_value]: ...

@rank("unknown")
def full(size: int, fill_value: Fill, *, dtype: dtype = None, **kwargs) -> FullValue[fill_value]: ...

@rank("dimensioned")
@overload
def arange(start: Operand, end: Operand, step: Operand = 1, *, dtype: dtype = None, **kwargs) -> FromBounds[start, end, step]: ...
@rank("dimensioned")
@overload
def arange(end: Operand, *, dtype: dtype = None, **kwargs) -> FromBounds[end]: ...

range = arange

@rank("dimensioned")
@message("torch.linspace(): inferred dtype can't be safely cast to passed dtype")
def linspace(start: Operand, end: Operand, steps: int, *, dtype: dtype = None, **kwargs) -> Linspace[start, end]: ...

logspace = linspace

@rank("same")
@overload
def tensor(data: Operand, *, dtype: dtype = None, **kwargs) -> FromValue[data]: ...
@rank("elements")
@overload
def tensor(data: list[Operand], *, dtype: dtype = None, **kwargs) -> FromValues[data]: ...

@rank("same")
@overload
def as_tensor(data: Operand, dtype: dtype = None, device: object = None) -> FromValue[data]: ...
@rank("elements")
@overload
def as_tensor(data: list[Operand], dtype: dtype = None, device: object = None) -> FromValues[data]: ...

asarray = as_tensor

@rank("zero")
def scalar_tensor(s: Number, *, dtype: dtype = None, **kwargs) -> ScalarTensor[s]: ...

@intrinsic("from_numpy")
@rank("dimensioned")
def from_numpy(array: Tensor) -> array: ...

@rank("dimensioned")
def frombuffer(buffer: object, *, dtype: dtype, **kwargs) -> dtype or Default: ...

# The legacy constructors, one a dtype: from sizes or from values, always of that dtype.

@overload
@rank("dimensioned")
def Tensor(data: Tensor) -> data: ...
@overload
@rank("dimensioned")
def Tensor(*data: object) -> Default: ...

@rank("dimensioned")
def FloatTensor(*data: object) -> float32: ...

@rank("dimensioned")
def DoubleTensor(*data: object) -> float64: ...

@rank("dimensioned")
def HalfTensor(*data: object) -> float16: ...

@rank("dimensioned")
def BFloat16Tensor(*data: object) -> bfloat16: ...

@rank("dimensioned")
def LongTensor(*data: object) -> int64: ...

@rank("dimensioned")
def IntTensor(*data: object) -> int32: ...

@rank("dimensioned")
def ShortTensor(*data: object) -> int16: ...

@rank("dimensioned")
def CharTensor(*data: object) -> int8: ...

@rank("dimensioned")
def ByteTensor(*data: object) -> uint8: ...

@rank("dimensioned")
def BoolTensor(*data: object) -> bool: ...

__module__ = "torch.fft"

@rank("dimensioned")
@accepts_dtype("floating complex", message="fftfreq requires a floating point or complex dtype")
def fftfreq(n: int, d: float = 1.0, *, dtype: dtype = None, **kwargs) -> dtype or Default: ...

rfftfreq = fftfreq

@rank("dimensioned")
@rejects(input="float16 bfloat16", message="Unsupported dtype {input:s}")
def fft(input: Tensor, n: int = None, dim: int = -1, norm: str = None) -> Complex[ToFloat[input]]: ...

ifft = fft2 = ifft2 = fftn = ifftn = fft

@rank("dimensioned")
@rejects(input="complex", message="rfft expects a real input tensor, but got {input:s}")
@rejects(input="float16 bfloat16", message="Unsupported dtype {input:s}")
def rfft(input: Tensor, n: int = None, dim: int = -1, norm: str = None) -> Complex[ToFloat[input]]: ...

rfft2 = rfftn = ihfft = rfft

@rank("dimensioned")
@rejects(input="float16 bfloat16", message="Unsupported dtype {input:s}")
def irfft(input: Tensor, n: int = None, dim: int = -1, norm: str = None) -> Real[ToFloat[input]]: ...

irfft2 = irfftn = hfft = irfft

def fftshift(input: Tensor, dim: int = None) -> input: ...

ifftshift = fftshift

__module__ = "torch.distributions"

@rank("dimensioned")
def Bernoulli(probs: Tensor = None, logits: Tensor = None, validate_args: bool = None) -> probs: ...

@rank("dimensioned")
def Categorical(probs: Tensor = None, logits: Tensor = None, validate_args: bool = None) -> int64: ...

@rank("dimensioned")
def Normal(loc: Operand, scale: Operand, validate_args: bool = None) -> Promote: ...
