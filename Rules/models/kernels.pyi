# Hand-written kernels and the dtypes they demand. This is also how to describe your own.

__module__ = "flash_attn.layers.rotary"

@message("Input and cos/sin must have the same dtype, got {x:t} and {cos:t}")
def apply_rotary_emb(x: Tensor, cos: Tensor, sin: Tensor, interleaved: bool = False, inplace: bool = False, seqlen_offsets: object = 0, cu_seqlens: Tensor = None, max_seqlen: int = None) -> Equal[x, cos, sin]: ...

apply_rotary_emb_func = apply_rotary_emb

@message("Input and cos/sin must have the same dtype, got {qkv:t} and {cos:t}")
def apply_rotary_emb_qkv_(qkv: Tensor, cos: Tensor, sin: Tensor, cos_k: Tensor = None, sin_k: Tensor = None, interleaved: bool = False, seqlen_offsets: object = 0, num_heads_q: int = None) -> Equal[qkv, cos, sin]: ...

@message("Input and cos/sin must have the same dtype, got {kv:t} and {cos:t}")
def apply_rotary_emb_kv_(kv: Tensor, cos: Tensor, sin: Tensor, interleaved: bool = False, seqlen_offsets: object = 0) -> Equal[kv, cos, sin]: ...

__module__ = "flash_attn.ops.triton.rotary"

@message("Input and cos/sin must have the same dtype, got {x:t} and {cos:t}")
def apply_rotary(x: Tensor, cos: Tensor, sin: Tensor, seqlen_offsets: object = 0, cu_seqlens: Tensor = None, max_seqlen: int = None, interleaved: bool = False, inplace: bool = False, conjugate: bool = False) -> Equal[x, cos, sin]: ...

__module__ = "flash_attn"

@rank("dimensioned")
@accepts(q="float16 bfloat16", message="FlashAttention only support fp16 and bf16 data type")
@message("query and key must have the same dtype")
def flash_attn_func(q: Tensor, k: Tensor, v: Tensor, dropout_p: float = 0.0, softmax_scale: float = None, causal: bool = False, window_size: object = None, softcap: float = 0.0, alibi_slopes: Tensor = None, deterministic: bool = False, return_attn_probs: bool = False, **kwargs) -> Equal[q, k, v]: ...

@rank("dimensioned")
@accepts(q="float16 bfloat16", message="FlashAttention only support fp16 and bf16 data type")
@message("query and key must have the same dtype")
def flash_attn_varlen_func(q: Tensor, k: Tensor, v: Tensor, cu_seqlens_q: Tensor = None, cu_seqlens_k: Tensor = None, max_seqlen_q: int = None, max_seqlen_k: int = None, dropout_p: float = 0.0, softmax_scale: float = None, causal: bool = False, window_size: object = None, softcap: float = 0.0, alibi_slopes: Tensor = None, deterministic: bool = False, return_attn_probs: bool = False, block_table: Tensor = None, **kwargs) -> Equal[q, k, v]: ...

@rank("dimensioned")
@accepts(q="float16 bfloat16", message="FlashAttention only support fp16 and bf16 data type")
@message("query and key must have the same dtype")
def flash_attn_with_kvcache(q: Tensor, k_cache: Tensor, v_cache: Tensor, k: Tensor = None, v: Tensor = None, *args, **kwargs) -> Equal[q, k_cache, v_cache, k, v]: ...

@rank("dimensioned")
@accepts(qkv="float16 bfloat16", message="FlashAttention only support fp16 and bf16 data type")
def flash_attn_qkvpacked_func(qkv: Tensor, *args, **kwargs) -> qkv: ...

flash_attn_varlen_qkvpacked_func = flash_attn_qkvpacked_func

__module__ = "flash_attn.flash_attn_interface"

@rank("dimensioned")
@accepts(q="float16 bfloat16", message="FlashAttention only support fp16 and bf16 data type")
@message("query and key must have the same dtype")
def flash_attn_func(q: Tensor, k: Tensor, v: Tensor, dropout_p: float = 0.0, softmax_scale: float = None, causal: bool = False, **kwargs) -> Equal[q, k, v]: ...

__module__ = "flash_attn.bert_padding"

@rank("dimensioned")
def index_first_axis(input: Tensor, indices: Index) -> input: ...

@rank("dimensioned")
def pad_input(hidden_states: Tensor, indices: Index, batch: int, seqlen: int) -> hidden_states: ...

@rank("dimensioned")
def unpad_input(hidden_states: Tensor, attention_mask: Tensor, unused_mask: Tensor = None) -> tuple[hidden_states, int64, int32, Python[int], int32]: ...

__module__ = "causal_conv1d"

@rank("dimensioned")
def causal_conv1d_fn(x: Tensor, weight: Tensor, bias: Tensor = None, *args, **kwargs) -> x: ...

@rank("dimensioned")
def causal_conv1d_update(x: Tensor, conv_state: Tensor, weight: Tensor, bias: Tensor = None, *args, **kwargs) -> x: ...

__module__ = "torch.ops.fbgemm"

@rank("dimensioned")
@accepts(w_scale="float32", message="Expected w_scale in float32, got {w_scale:t}")
def f8f8bf16_rowwise(XQ: Tensor, WQ: Tensor, x_scale: Tensor, w_scale: Tensor, *args, **kwargs) -> bfloat16: ...

__module__ = "einops"

@rank("dimensioned")
@overload
def rearrange(tensor: Tensor, pattern: str, **axes_lengths) -> tensor: ...
@rank("dimensioned")
@overload
def rearrange(tensor: list[Tensor], pattern: str, **axes_lengths) -> First[tensor]: ...

@rank("dimensioned")
def repeat(tensor: Tensor, pattern: str, **axes_lengths) -> tensor: ...

@rank("dimensioned")
def reduce(tensor: Tensor, pattern: str, reduction: str, **axes_lengths) -> tensor: ...

__module__ = "torchvision.ops"

@rank("dimensioned")
def nms(boxes: Tensor, scores: Tensor, iou_threshold: float) -> int64: ...

@rank("dimensioned")
def batched_nms(boxes: Tensor, scores: Tensor, idxs: Tensor, iou_threshold: float) -> int64: ...

@rank("dimensioned")
@message("Expected input and rois to have the same dtype")
def roi_align(input: Tensor, boxes: Tensor, output_size: int, *args, **kwargs) -> Equal[input, boxes]: ...

__module__ = "torchvision.transforms.v2.functional"

@rank("dimensioned")
def resize(inpt: Tensor, *args, **kwargs) -> inpt: ...

center_crop = crop = pad = horizontal_flip = rotate = resize

@rank("dimensioned")
def normalize(inpt: Tensor, mean: object, std: object, inplace: bool = False) -> inpt: ...
