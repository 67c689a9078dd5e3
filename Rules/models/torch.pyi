# What torch's functions do to dtypes. The language is explained in docs/models.md.
__module__ = "torch"

# Elementwise, one operand: integers and bool become the default dtype.

@method
def sin(input: Tensor) -> ToFloat[input]: ...

cos = tan = asin = acos = atan = sinh = cosh = tanh = asinh = acosh = atanh = sin
exp = exp2 = expm1 = log = log2 = log10 = log1p = sqrt = rsqrt = reciprocal = sigmoid = sinc = sin
erf = erfc = erfinv = lgamma = digamma = logit = sin
arcsin = arccos = arctan = arcsinh = arccosh = arctanh = i0 = mvlgamma = polygamma = sin

@method
@rejects(input="complex", message="deg2rad is not supported for complex tensors.")
def deg2rad(input: Tensor) -> ToFloat[input]: ...

rad2deg = deg2rad

# Elementwise, one operand: the dtype stays.

@method
def round(input: Tensor, *, decimals: int = 0) -> input: ...

frac = sgn = conj = conj_physical = round

@method
def nan_to_num(input: Tensor, nan: float = None, posinf: float = None, neginf: float = None) -> input: ...

@method
@rejects(input="complex", message="floor is not supported for complex inputs")
def floor(input: Tensor) -> input: ...

ceil = trunc = fix = floor

@method
@rejects(input="complex", message="Unlike NumPy, torch.sign is not intended to support complex numbers. Please use torch.sgn instead.")
def sign(input: Tensor) -> input: ...

@method
@rejects(input="bool", message="The `+` operator, on a bool tensor is not supported.")
def positive(input: Tensor) -> input: ...

@method
@rejects(input="bool", message="Boolean inputs not supported for relu")
@rejects(input="complex", message="clamp is not supported for complex types")
def relu(input: Tensor) -> input: ...

def detach_(input: Tensor) -> input: ...

@method
@rejects(input="bool", message="Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.")
def neg(input: Tensor) -> input: ...

negative = neg

@method
@rejects(input="floating complex", message="\"bitwise_not_cpu\" not implemented for '{input:s}'")
def bitwise_not(input: Tensor) -> input: ...

@method
def abs(input: Tensor) -> Real[input]: ...

absolute = abs

@method
def angle(input: Tensor) -> Real[ToFloat[input]]: ...

@method
def square(input: Tensor) -> PromoteInt[input]: ...

def real(input: Tensor) -> Real[input]: ...

@accepts(input="complex", message="imag is not implemented for tensors with non-complex dtypes.")
def imag(input: Tensor) -> Real[input]: ...

@method
def isnan(input: Tensor) -> bool: ...

isinf = isfinite = isreal = logical_not = isneginf = isposinf = isnan

@method
@rejects(input="complex", message="signbit is not implemented for complex tensors.")
def signbit(input: Tensor) -> bool: ...

# Elementwise, two operands.

@method
def add(input: Operand, other: Operand, *, alpha: Number = 1) -> Scaled[Promote[input, other], alpha]: ...

@method
def mul(input: Operand, other: Operand) -> Promote: ...

multiply = mul

@method
@rejects(input="bool", other="bool", message="Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.")
def sub(input: Operand, other: Operand, *, alpha: Number = 1) -> Scaled[Promote[input, other], alpha]: ...

subtract = sub

@method
@overload
def div(input: Operand, other: Operand) -> ToFloat[Promote]: ...
@method
@overload
def div(input: Operand, other: Operand, *, rounding_mode: str) -> Promote: ...
@method
@overload
def div(input: Operand, other: Operand, *, rounding_mode: None) -> ToFloat[Promote]: ...

divide = div

@method
def true_divide(input: Operand, other: Operand) -> ToFloat[Promote]: ...

@method
def xlogy(input: Operand, other: Operand) -> ToFloat[Promote]: ...

xlog1py = xlogy

@method
def atan2(input: Tensor, other: Tensor) -> ToFloat[Promote]: ...

arctan2 = atan2

@method
@rejects("complex", message="maximum not implemented for complex tensors.")
def maximum(input: Tensor, other: Tensor) -> Promote: ...

minimum = fmax = fmin = maximum

@method
def hypot(input: Tensor, other: Tensor) -> Promote: ...

logaddexp = logaddexp2 = copysign = nextafter = heaviside = gcd = lcm = hypot

@method
def floor_divide(input: Operand, other: Operand) -> Promote: ...

@method
def remainder(input: Operand, other: Operand) -> Promote: ...

@method
def fmod(input: Tensor, other: Operand) -> Promote: ...

@method
def bitwise_and(input: Operand, other: Operand) -> Promote: ...

bitwise_or = bitwise_xor = bitwise_left_shift = bitwise_right_shift = bitwise_and

@method
def pow(input: Operand, exponent: Operand) -> Power[input, exponent]: ...

@method
def float_power(input: Operand, exponent: Operand) -> FloatPower[input, exponent]: ...

@method
def ldexp(input: Tensor, other: Tensor) -> Ldexp[input, other]: ...

@method
def eq(input: Tensor, other: Operand) -> Compare: ...

ne = not_equal = eq

@method
def lt(input: Tensor, other: Operand) -> Compare: ...

le = gt = ge = greater = less = greater_equal = less_equal = lt

@method
def logical_and(input: Tensor, other: Tensor) -> Compare: ...

logical_or = logical_xor = logical_and

@method
@message("{input:s} did not match {other:s}")
def isclose(input: Tensor, other: Tensor, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False) -> Checked[Equal[input, other], bool]: ...

@method
@message("{input:s} did not match {other:s}")
def allclose(input: Tensor, other: Tensor, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False) -> Checked[Equal[input, other], Python[bool]]: ...

@method
def equal(input: Tensor, other: Tensor) -> Python[bool]: ...

# Several operands.

@overload
@accepts(condition="bool uint8", message="where expected condition to be a boolean tensor, but got a tensor with dtype {condition:s}")
def where(condition: Mask, input: Operand, other: Operand) -> Promote[input, other]: ...
@overload
@rank("dimensioned")
def where(condition: Tensor) -> list[int64]: ...

@method
@overload
@rejects("complex", message="clamp is not supported for complex types")
def clamp(input: Tensor, min: FillOrNone = None, max: FillOrNone = None) -> Clamp[input, min, max]: ...

clip = clamp

@method
@rejects("complex", message="clamp is not supported for complex types")
def clamp_min(input: Tensor, min: Operand) -> Clamp[input, min]: ...

@method
@rejects("complex", message="clamp is not supported for complex types")
def clamp_max(input: Tensor, max: Operand) -> Clamp[input, max]: ...

@method
def addcmul(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: Number = 1) -> Promote: ...

@method
@rejects_both(tensor1="integral", tensor2="integral", message="Integer division with addcdiv is no longer supported")
def addcdiv(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: Number = 1) -> Promote: ...

@method
@message("expected dtype {input:c} for `end` but got dtype {end:c}")
def lerp(input: Tensor, end: Tensor, weight: Operand) -> Lerp[input, end, weight]: ...

@method
@accepts(mask="bool", message="masked_fill_ only supports boolean masks, but got mask with dtype {mask:c}")
@message("masked_fill_ only supports a 0-dimensional value tensor")
def masked_fill(input: Tensor, mask: Mask, value: Fill) -> IntoSingle[input, value]: ...

@method
@accepts(mask="bool", message="masked_select: expected BoolTensor for mask")
@rank("dimensioned")
def masked_select(input: Tensor, mask: Mask) -> input: ...

@rejects(real="bfloat16", message="Expected both inputs to be Half, Float or Double tensors but got {real:s} and {imag:s}")
def complex(real: Tensor, imag: Tensor) -> EqualComplex[real, imag]: ...

@rejects(abs="bfloat16", message="Expected both inputs to be Half, Float or Double tensors but got {abs:s} and {angle:s}")
@rejects(abs="float16", message="\"polar_cpu\" not implemented for '{abs:s}'")
def polar(abs: Tensor, angle: Tensor) -> EqualComplex[abs, angle]: ...

@accepts(input="float16 float32 float64", message="view_as_complex is only supported for half, float and double tensors, but got a tensor of scalar type: {input:s}")
def view_as_complex(input: Tensor) -> Complex[input]: ...

@accepts(input="complex", message="view_as_real is only supported for complex tensors")
@rank("dimensioned")
def view_as_real(input: Tensor) -> Real[input]: ...

# Joining.

@rank("dimensioned")
def cat(tensors: list[Tensor], dim: int = 0) -> Promote: ...

concat = concatenate = stack = hstack = vstack = dstack = column_stack = row_stack = cat

@rank("dimensioned")
def block_diag(*tensors: Tensor) -> Promote: ...

def broadcast_tensors(*tensors: Tensor) -> list[Each[tensors]]: ...

@message("meshgrid expects all tensors to have the same dtype")
@rank("dimensioned")
def meshgrid(*tensors: Tensor, indexing: str = "ij") -> list[Equal[tensors]]: ...

@message("meshgrid expects all tensors to have the same dtype")
@rank("dimensioned")
def cartesian_prod(*tensors: Tensor) -> Equal[tensors]: ...

@rank("dimensioned")
def combinations(input: Tensor, r: int = 2, with_replacement: bool = False) -> input: ...

@rank("dimensioned")
def atleast_1d(input: Tensor) -> input: ...

atleast_2d = atleast_3d = atleast_1d

# Python's view.

@method
def is_floating_point(input: Tensor) -> Python[bool]: ...

is_complex = is_floating_point

@method
def numel(input: Tensor) -> Python[int]: ...

def is_tensor(obj: Tensor) -> Python[bool]: ...

def is_nonzero(input: Tensor) -> Python[bool]: ...
