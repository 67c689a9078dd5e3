# torch's runtime: contexts, compilation, devices, checkpointing. The engine's own handlers are named by `@intrinsic`.
__module__ = "torch"

@intrinsic("no_grad")
def no_grad(*args, **kwargs) -> Python[opaque]: ...

enable_grad = inference_mode = set_grad_enabled = no_grad

@intrinsic("autocast")
def autocast(device_type: str, dtype: dtype = None, enabled: bool = True, cache_enabled: bool = None) -> Python[opaque]: ...

@intrinsic("set_default_dtype")
def set_default_dtype(d: dtype) -> Python[None]: ...

def _assert(condition: object, message: object) -> Python[None]: ...

@intrinsic("get_default_dtype")
def get_default_dtype() -> Python[default_dtype]: ...

@intrinsic("is_autocast_enabled")
def is_autocast_enabled(device_type: str = None) -> Python[bool]: ...

@intrinsic("get_autocast_dtype")
def get_autocast_dtype(device_type: str) -> Python[dtype]: ...

@intrinsic("get_autocast_dtype")
def get_autocast_gpu_dtype() -> Python[dtype]: ...

@intrinsic("finfo")
@overload
@accepts_dtype("floating complex", message="torch.finfo() requires a floating point input type. Use torch.iinfo to handle '{:t}'")
def finfo(type: dtype = None) -> Python[finfo]: ...

@intrinsic("iinfo")
@overload
@accepts_dtype("integer", message="torch.iinfo() requires an integer input type. Use torch.finfo to handle '{:t}'")
def iinfo(type: dtype) -> Python[int]: ...

@intrinsic("promote_types")
def promote_types(type1: dtype, type2: dtype) -> Python[dtype]: ...

@intrinsic("result_type")
def result_type(tensor1: Operand, tensor2: Operand) -> Python[dtype]: ...

@intrinsic("can_cast")
def can_cast(from_: dtype, to: dtype) -> Python[bool]: ...

@intrinsic("device")
def device(*args, **kwargs) -> Python[device]: ...

@intrinsic("size")
def Size(*args) -> Python[size]: ...

@intrinsic("identity_decorator")
def compile(model: object = None, **kwargs) -> Python[opaque]: ...

@intrinsic("vmap")
def vmap(func: object, *args, **kwargs) -> Python[opaque]: ...

def is_grad_enabled() -> Python[bool]: ...

def is_inference_mode_enabled() -> Python[bool]: ...

def are_deterministic_algorithms_enabled() -> Python[bool]: ...

def manual_seed(seed: int) -> Python[opaque]: ...

Generator = manual_seed

def save(*args, **kwargs) -> Python[None]: ...

seed = use_deterministic_algorithms = set_num_threads = save

def get_num_threads() -> Python[int]: ...

__module__ = "torch.utils.checkpoint"

@intrinsic("checkpoint")
def checkpoint(function: object, *args, **kwargs) -> Python[opaque]: ...

__module__ = "torch.jit"

@intrinsic("false")
def is_tracing() -> Python[bool]: ...

is_scripting = is_tracing

@intrinsic("identity_decorator")
def script(function: object) -> Python[opaque]: ...

ignore = export = script_if_tracing = unused = script

@intrinsic("second_argument")
def annotate(the_type: object, the_value: object) -> Python[opaque]: ...

__module__ = "torch.compiler"

@intrinsic("false")
def is_compiling() -> Python[bool]: ...

is_exporting = is_dynamo_compiling = is_compiling

@intrinsic("identity_decorator")
def disable(function: object = None, *args, **kwargs) -> Python[opaque]: ...

allow_in_graph = assume_constant_result = disable

__module__ = "torch._dynamo"

@intrinsic("false")
def is_compiling() -> Python[bool]: ...

def mark_static_address(tensor: Tensor) -> Python[None]: ...

@intrinsic("identity_decorator")
def disable(function: object = None, *args, **kwargs) -> Python[opaque]: ...

allow_in_graph = assume_constant_result = disable

__module__ = "torch.cuda"

def is_available() -> Python[bool]: ...

is_bf16_supported = is_available

def device_count() -> Python[int]: ...

current_device = memory_allocated = memory_reserved = max_memory_allocated = device_count

def get_device_capability(device: object = None) -> Python[tuple]: ...

def synchronize(device: object = None) -> Python[None]: ...

empty_cache = manual_seed_all = synchronize

@intrinsic("null_context")
def device(device: object) -> Python[opaque]: ...

__module__ = "torch.cuda.amp"

@intrinsic("cuda_autocast")
def autocast(enabled: bool = True, dtype: dtype = None, cache_enabled: bool = True) -> Python[opaque]: ...

@intrinsic("identity_decorator")
def custom_fwd(function: object = None, **kwargs) -> Python[opaque]: ...

custom_bwd = custom_fwd

@intrinsic("cuda_cast_arguments")
def _cast(value: object, dtype: dtype) -> Python[opaque]: ...

__module__ = "torch.amp"

@intrinsic("cast_arguments")
def _cast(value: object, device_type: str, dtype: dtype) -> Python[opaque]: ...

@intrinsic("autocast")
def autocast(device_type: str, dtype: dtype = None, enabled: bool = True, cache_enabled: bool = None) -> Python[opaque]: ...

__module__ = "torch.distributed"

def is_available() -> Python[bool]: ...

is_initialized = is_available

def get_rank(group: object = None) -> Python[int]: ...

get_world_size = get_rank

def all_gather(*args, **kwargs) -> Python[None]: ...

barrier = broadcast = broadcast_object_list = all_reduce = all_gather

def new_group(*args, **kwargs) -> Python[opaque]: ...

__module__ = "torch.special"

def logit(input: Tensor, eps: float = None) -> ToFloat[input]: ...

expm1 = i0 = i0e = i1 = erf = erfc = erfinv = gammaln = digamma = sinc = log1p = expit = exp2 = logit

@rank("dimensioned")
def softmax(input: Tensor, dim: int, *, dtype: dtype = None) -> dtype or input: ...

log_softmax = softmax

__module__ = "torch.library"

@intrinsic("identity_decorator")
def custom_op(name: str, function: object = None, **kwargs) -> Python[opaque]: ...

register_fake = register_autograd = register_kernel = impl = custom_op

__module__ = "torch.export"

def export(*args, **kwargs) -> Python[opaque]: ...

Dim = export

__module__ = "torch._higher_order_ops.associative_scan"

@intrinsic("associative_scan")
def associative_scan(combine_fn: object, xs: object, dim: int, reverse: bool = False, combine_mode: str = "pointwise") -> Python[opaque]: ...

__module__ = "torch.distributed.nn.functional"

@rank("dimensioned")
def all_gather(tensor: Tensor, group: object = None) -> list[tensor]: ...

__module__ = "torch.nn.attention.flex_attention"

def create_block_mask(*args, **kwargs) -> Python[opaque]: ...

create_mask = create_block_mask

@rank("dimensioned")
@message("Expected query, key, and value to have the same dtype, but got query.dtype: {query:t}, key.dtype: {key:t}, and value.dtype: {value:t} instead.")
def flex_attention(query: Tensor, key: Tensor, value: Tensor, score_mod: object = None, block_mask: object = None, scale: float = None, enable_gqa: bool = False, return_lse: bool = False, kernel_options: object = None, **kwargs) -> Equal[query, key, value]: ...
