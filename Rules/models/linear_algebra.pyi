# Products of matrices and what follows from them: operands must have one dtype.
__module__ = "torch"

@method
@rank("unknown")
@message("expected m1 and m2 to have the same dtype, but got: {input:c} != {other:c} (of batches: expected scalar type {input:s} but found {other:s})")
def matmul(input: Tensor, other: Tensor) -> Equal[input, other]: ...

@method
@rank("dimensioned")
@message("expected m1 and m2 to have the same dtype, but got: {input:c} != {mat2:c}")
def mm(input: Tensor, mat2: Tensor) -> Equal[input, mat2]: ...

@method
@rank("dimensioned")
@message("expected scalar type {input:s} but found {mat2:s}")
def bmm(input: Tensor, mat2: Tensor) -> Equal[input, mat2]: ...

@method
@rank("dimensioned")
@message("addmv input tensors must have the same dtype")
def mv(input: Tensor, vec: Tensor) -> Equal[input, vec]: ...

@method
@rank("zero")
@message("dot : expected both vectors to have same dtype, but found {input:s} and {tensor:s}")
def dot(input: Tensor, tensor: Tensor) -> Equal[input, tensor]: ...

vdot = dot

@method
@rank("dimensioned")
@message("both inputs should have same dtype")
def inner(input: Tensor, other: Tensor) -> InnerProduct[input, other]: ...

@method
@rank("dimensioned")
def outer(input: Tensor, vec2: Tensor) -> Promote: ...

ger = outer

@method
@rank("dimensioned")
def kron(input: Tensor, other: Tensor) -> Promote: ...

@method
@rank("dimensioned")
@message("self and mat2 must have the same dtype, but got {mat1:s} and {mat2:s}")
def addmm(input: Tensor, mat1: Tensor, mat2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Equal[mat1, mat2, input]: ...

@method
@rank("dimensioned")
@message("self and mat2 must have the same dtype, but got {batch1:s} and {batch2:s}")
def addbmm(input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Equal[batch1, batch2, input]: ...

@method
@rank("dimensioned")
@message("Input dtypes must be the same, got: input {input:s}, batch1: {batch1:s}, batch2: {batch2:s}")
def baddbmm(input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Equal[input, batch1, batch2]: ...

@method
@rank("dimensioned")
@message("addmv input tensors must have the same dtype, but got {input:s}, {mat:s}, and {vec:s}")
def addmv(input: Tensor, mat: Tensor, vec: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Equal[input, mat, vec]: ...

@method
@rank("dimensioned")
@message("expected scalar type {input:s} but found {other:s}")
def cross(input: Tensor, other: Tensor, dim: int = None) -> Equal[input, other]: ...

@rank("unknown")
@message("both inputs should have same dtype")
def tensordot(a: Tensor, b: Tensor, dims: int = 2, out: object = None) -> Equal[a, b]: ...

@rank("dimensioned")
@message("multi_dot(): all tensors must have be the same dtype but tensor 0 is {tensors:s}")
def chain_matmul(*tensors: Tensor) -> Equal[tensors]: ...

# A contraction goes through bmm, a mere outer or elementwise product through mul.

@overload
@rank("unknown")
@autocast(cpu="lower")
@message("expected scalar type {a:s} but found {b:s}")
def einsum(equation: Contraction, a: Tensor, b: Tensor) -> Equal[a, b]: ...
@overload
@rank("unknown")
@autocast(cpu="lower")
@message("expected all operands of einsum to have the same dtype")
def einsum(equation: Contraction, *operands: Tensor) -> Equal[operands]: ...
@overload
@rank("unknown")
def einsum(equation: Outer, *operands: Tensor) -> Promote[operands]: ...
@overload
@rank("unknown")
def einsum(equation: Reduction, operand: Tensor) -> Accumulate[operand]: ...

@rank("dimensioned")
@rejects(input="float16 bfloat16", message="\"pdist\" not implemented for '{input:s}'")
def pdist(input: Tensor, p: float = 2.0) -> input: ...

@rank("unknown")
@accepts(x1="floating", message="cdist only supports floating-point dtypes, X1 got: {x1:s}")
@accepts(x2="floating", message="cdist only supports floating-point dtypes, X2 got: {x2:s}")
@rejects(x1="float16 bfloat16", message="\"cdist\" not implemented for '{x1:s}'")
@message("expected m1 and m2 to have the same dtype, but got: {x1:c} != {x2:c}")
def cdist(x1: Tensor, x2: Tensor, p: float = 2.0, compute_mode: str = None) -> Equal[x1, x2]: ...

@accepts("floating", message="expected common dtype to be floating point, yet common dtype is {:s}")
@rank("dimensioned")
def cosine_similarity(x1: Tensor, x2: Tensor, dim: int = 1, eps: float = 1e-8) -> Promote: ...

@rank("dimensioned")
@accepts(mat_a="bfloat16 float32 float16", message="Expected mat_a to be Float32, BFloat16 or Float16 matrix, got {mat_a:s}")
@accepts(mat_b="bfloat16 float32 float16", message="Expected mat_b to be Float32, BFloat16 or Float16 matrix, got {mat_b:s}")
@message("expected m1 and m2 to have the same dtype, but got: {mat_a:c} != {mat_b:c}")
def _grouped_mm(mat_a: Tensor, mat_b: Tensor, offs: Index = None, bias: Tensor = None, out_dtype: dtype = None) -> out_dtype or Equal[mat_a, mat_b]: ...

@rank("dimensioned")
def _scaled_mm(input: Tensor, mat2: Tensor, scale_a: Tensor, scale_b: Tensor, bias: Tensor = None, scale_result: Tensor = None, out_dtype: dtype = None, use_fast_accum: bool = False) -> out_dtype or input: ...

@rank("dimensioned")
@overload
@accepts(input="floating complex", message="stft: input must be floating point or complex")
@rejects(input="float16 bfloat16", message="FFT doesn't support tensors of type: {input:s}")
def stft(input: Tensor, n_fft: int, *args, return_complex: Literal[True], **kwargs) -> Complex[input]: ...
@rank("dimensioned")
@overload
@accepts(input="floating complex", message="stft: input must be floating point or complex")
@rejects(input="float16 bfloat16", message="FFT doesn't support tensors of type: {input:s}")
def stft(input: Tensor, n_fft: int, *args, **kwargs) -> Real[input]: ...

@rank("dimensioned")
def istft(input: Tensor, n_fft: int, *args, **kwargs) -> Real[input]: ...

@method
@rank("dimensioned")
@accepts(input="float32 float64 complex64 complex128", message="linalg.inv: Low precision dtypes not supported. Got {input:s}")
def inverse(input: Tensor) -> input: ...

@method
@rank("dimensioned")
@accepts(input="float32 float64 complex64 complex128", message="linalg.svd: Expected a floating point or complex tensor as input. Got {input:s}")
def pinverse(input: Tensor, rcond: float = 1e-15) -> input: ...

cholesky = pinverse

@method
@rank("dimensioned")
@accepts(input="floating complex", message="Expected a floating point or complex tensor as input. Got: {input:s}")
def matrix_exp(input: Tensor) -> input: ...

__module__ = "torch.linalg"

@rank("reduces")
@accepts(input="floating complex", message="linalg.vector_norm: Expected a floating point or complex tensor as input. Got {input:s}")
def norm(input: Tensor, ord: object = None, dim: int = None, keepdim: bool = False, *, dtype: dtype = None) -> VectorNorm[input]: ...

vector_norm = norm

@rank("reduces")
@accepts(input="floating complex", message="linalg.matrix_norm: Expected a floating point or complex tensor as input. Got {input:s}")
def matrix_norm(input: Tensor, ord: object = "fro", dim: int = None, keepdim: bool = False, *, dtype: dtype = None) -> VectorNorm[input]: ...

@rank("dimensioned")
def matrix_power(input: Tensor, n: int) -> input: ...

@rank("dimensioned")
@message("expected scalar type {input:s} but found {other:s}")
def cross(input: Tensor, other: Tensor, *, dim: int = -1) -> Equal[input, other]: ...

@rank("dimensioned")
@message("multi_dot(): all tensors must have be the same dtype but tensor 0 is {tensors:s}")
def multi_dot(tensors: list[Tensor]) -> Equal[tensors]: ...

@rank("dimensioned")
@accepts(A="float32 float64 complex64 complex128", message="linalg.inv: Low precision dtypes not supported. Got {A:s}")
def inv(A: Tensor) -> A: ...

pinv = cholesky = matrix_exp = inv

@rank("zero")
@accepts(A="float32 float64 complex64 complex128", message="linalg.det: Low precision dtypes not supported. Got {A:s}")
def det(A: Tensor) -> A: ...

@rank("dimensioned")
@accepts(A="float32 float64 complex64 complex128", message="linalg.svd: Low precision dtypes not supported. Got {A:s}")
def svdvals(A: Tensor) -> Real[A]: ...

eigvalsh = svdvals

@rank("dimensioned")
@accepts(A="float32 float64 complex64 complex128", message="linalg.eigh: Low precision dtypes not supported. Got {A:s}")
def eigh(A: Tensor, UPLO: str = "L") -> tuple[Real[A], A]: ...

@rank("dimensioned")
@accepts(A="float32 float64 complex64 complex128", message="linalg.qr: Low precision dtypes not supported. Got {A:s}")
def qr(A: Tensor, mode: str = "reduced") -> tuple[A, A]: ...

@rank("dimensioned")
@accepts(A="float32 float64 complex64 complex128", message="linalg.svd: Low precision dtypes not supported. Got {A:s}")
def svd(A: Tensor, full_matrices: bool = True) -> tuple[A, Real[A], A]: ...

@rank("dimensioned")
@accepts(A="floating complex", message="linalg.solve: Expected a floating point or complex tensor as input. Got {A:s}")
@rejects(A="float16 bfloat16", message="\"lu_cpu\" not implemented for '{A:s}'")
@message("linalg.solve: Expected A and B to have the same dtype, but found A of type {A:s} and B of type {B:s} instead")
def solve(A: Tensor, B: Tensor, *, left: bool = True) -> Equal[A, B]: ...

@rank("dimensioned")
@rejects(A="float16 bfloat16", message="\"triangular_solve_cpu\" not implemented for '{A:s}'")
def solve_triangular(A: Tensor, B: Tensor, *, upper: bool, left: bool = True, unitriangular: bool = False) -> A: ...
