# Parameters and buffers as wrappers, initialisers, and helpers of torch.nn.utils.
__module__ = "torch.nn"

@intrinsic("parameter")
@overload
def Parameter(data: Tensor, *, requires_grad: Literal[False]) -> data: ...
@intrinsic("parameter")
@accepts(data="floating complex", message="Only Tensors of floating point and complex dtype can require gradients")
@overload
def Parameter(data: Tensor, requires_grad: bool = True) -> data: ...

@intrinsic("buffer")
def Buffer(data: Tensor, *, persistent: bool = True) -> data: ...

@intrinsic("module_to")
@overload
def _module_to(self: Tensor, dtype: dtype) -> ModuleCast[self]: ...

def _module_type(self: Tensor, dtype: dtype) -> dtype or self: ...

def _module_half(self: Tensor) -> FloatingTo[self, float16]: ...

def _module_bfloat16(self: Tensor) -> FloatingTo[self, bfloat16]: ...

def _module_float(self: Tensor) -> FloatingTo[self, float32]: ...

def _module_double(self: Tensor) -> FloatingTo[self, float64]: ...

__module__ = "torch.nn.init"

def normal_(tensor: Tensor, *args, **kwargs) -> tensor: ...

uniform_ = zeros_ = ones_ = xavier_uniform_ = xavier_normal_ = kaiming_uniform_ = kaiming_normal_ = trunc_normal_ = normal_
eye_ = dirac_ = orthogonal_ = sparse_ = lecun_normal_ = default_flax_embed_init_ = variance_scaling_ = normal_

def constant_(tensor: Tensor, val: Fill) -> Into[tensor, val]: ...

@inplace
def copy_(tensor: Tensor, other: Tensor) -> tensor: ...

def _calculate_fan_in_and_fan_out(tensor: Tensor) -> Python[tuple]: ...

def calculate_gain(nonlinearity: str, param: object = None) -> Python[float]: ...

__module__ = "torch.nn.utils"

@intrinsic("identity_module")
def weight_norm(module: object, name: str = "weight", dim: int = 0) -> Python[opaque]: ...

remove_weight_norm = spectral_norm = weight_norm

def clip_grad_norm_(parameters: object, max_norm: float, *args, **kwargs) -> Python[opaque]: ...

__module__ = "torch.nn.utils.parametrizations"

@intrinsic("identity_module")
def weight_norm(module: object, name: str = "weight", dim: int = 0) -> Python[opaque]: ...

__module__ = "torch.nn.utils.parametrize"

def remove_parametrizations(module: object, tensor_name: str, leave_parametrized: bool = True) -> Python[opaque]: ...

__module__ = "torch.nn.utils.rnn"

@rank("dimensioned")
def pad_sequence(sequences: list[Tensor], batch_first: bool = False, padding_value: float = 0.0, padding_side: str = "right") -> First[sequences]: ...

@rank("dimensioned")
def unpad_sequence(padded_sequences: Tensor, lengths: Index, batch_first: bool = False) -> list[padded_sequences]: ...

__module__ = "torch.nn.attention"

@intrinsic("null_context")
def sdpa_kernel(*args, **kwargs) -> Python[opaque]: ...
