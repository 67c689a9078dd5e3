__interpreted__ = True
"""Attention masks. The canonical call has a two-dimensional mask of integers with padding in it.

So no mask can be left out: each implementation gets its own kind of it. Without a mask the kernels' own causal flag
does, and only eager attention has a causal mask written out.
"""

import torch

from dtypelint import replaces, tensor


def prepared(config, embeds, mask, is_causal, is_modified):
    """The mask as the configuration's attention implementation wants it.

    A mask that was prepared before is returned as it is; that is the same kind of mask again.
    """
    implementation = config._attn_implementation
    if implementation == "eager":
        if mask is None and not is_causal and not is_modified:
            return None
        return tensor(embeds.dtype)
    if implementation == "sdpa":
        if mask is None and not is_modified:
            return None
        return tensor(torch.bool)
    if mask is None:
        return None
    return mask.to(torch.bool)


def called(mask_function):
    """Calls a model's own mask function as its caller would, one index at a time."""
    if mask_function is not None:
        index = torch.zeros((), dtype=torch.int64)
        mask_function(index, index, index, index)
    return mask_function is not None


@replaces(
    "transformers.masking_utils.create_causal_mask",
    "transformers.masking_utils.create_sliding_window_causal_mask",
    "transformers.masking_utils.create_chunked_causal_mask",
)
def create_causal_mask(config, inputs_embeds=None, attention_mask=None, *arguments, input_embeds=None,
                       or_mask_function=None, and_mask_function=None, block_sequence_ids=None,
                       allow_is_causal_skip=True, **options):
    embeds = inputs_embeds if inputs_embeds is not None else input_embeds
    has_union = called(or_mask_function)
    has_intersection = called(and_mask_function)
    is_modified = has_union or has_intersection or block_sequence_ids is not None or not allow_is_causal_skip
    return prepared(config, embeds, attention_mask, getattr(config, "is_causal", True), is_modified)


@replaces(
    "transformers.masking_utils.create_bidirectional_mask",
    "transformers.masking_utils.create_bidirectional_sliding_window_mask",
)
def create_bidirectional_mask(config, inputs_embeds=None, attention_mask=None, encoder_hidden_states=None, *arguments,
                              input_embeds=None, or_mask_function=None, and_mask_function=None,
                              allow_is_bidirectional_skip=True, **options):
    embeds = inputs_embeds if inputs_embeds is not None else input_embeds
    if encoder_hidden_states is not None:
        embeds = encoder_hidden_states
    has_union = called(or_mask_function)
    has_intersection = called(and_mask_function)
    is_modified = has_union or has_intersection or not allow_is_bidirectional_skip
    return prepared(config, embeds, attention_mask, False, is_modified)


@replaces("transformers.masking_utils.create_recurrent_attention_mask")
def create_recurrent_attention_mask(config, inputs_embeds=None, attention_mask=None, *arguments, **options):
    return attention_mask


@replaces("transformers.masking_utils.find_packed_sequence_indices")
def find_packed_sequence_indices(position_ids):
    return None


@replaces("transformers.masking_utils.fast_all")
def fast_all(mask):
    return False


@replaces("transformers.masking_utils._ignore_causal_mask_sdpa")
def ignores_causal_mask(padding_mask=None, *arguments, **options):
    return padding_mask is None


@replaces("transformers.masking_utils._ignore_bidirectional_mask_sdpa")
def ignores_bidirectional_mask(padding_mask=None, *arguments, **options):
    return padding_mask is None


# Releases before 4.53.
@replaces("transformers.modeling_attn_mask_utils._prepare_4d_causal_attention_mask")
def prepare_4d_causal_attention_mask(attention_mask, input_shape=None, inputs_embeds=None, *arguments, **options):
    return tensor(inputs_embeds.dtype)


@replaces("transformers.modeling_attn_mask_utils._prepare_4d_causal_attention_mask_for_sdpa")
def prepare_4d_causal_attention_mask_for_sdpa(attention_mask, input_shape=None, inputs_embeds=None, *arguments,
                                              **options):
    if attention_mask is None:
        return None
    return tensor(inputs_embeds.dtype)


@replaces(
    "transformers.modeling_attn_mask_utils._prepare_4d_attention_mask",
    "transformers.modeling_attn_mask_utils._prepare_4d_attention_mask_for_sdpa",
)
def prepare_4d_attention_mask(mask, dtype, tgt_len=None):
    return tensor(dtype)


@replaces("transformers.modeling_attn_mask_utils._create_4d_causal_attention_mask")
def create_4d_causal_attention_mask(input_shape, dtype, *arguments, **options):
    return tensor(dtype)


@replaces("transformers.modeling_attn_mask_utils.AttentionMaskConverter")
class MaskConverter:
    def __init__(self, is_causal=True, sliding_window=None):
        self.is_causal = is_causal
        self.sliding_window = sliding_window

    def to_causal_4d(self, batch_size, query_length, key_value_length, dtype, device=None):
        return tensor(dtype)

    def to_4d(self, attention_mask_2d, query_length, dtype, key_value_length=None):
        return tensor(dtype)

    @staticmethod
    def _make_causal_mask(input_ids_shape, dtype, *arguments, **options):
        return tensor(dtype)

    @staticmethod
    def _expand_mask(mask, dtype, tgt_len=None):
        return tensor(dtype)

    @staticmethod
    def _unmask_unattended(expanded_mask, min_dtype):
        return expanded_mask

    @staticmethod
    def _ignore_causal_mask_sdpa(attention_mask=None, *arguments, **options):
        return attention_mask is None
