__interpreted__ = True
"""Caches of keys and values. The canonical call starts with an empty one, which gives back what it is given."""

import torch

from dtypelint import imported, many, replaces, size, tensor


class CacheLayer:
    """What a layer has stored; one object stands for all layers of a cache."""

    is_initialized = False
    is_sliding = False
    is_compileable = False

    def __init__(self):
        self.keys = None
        self.values = None

    def update(self, key_states, value_states, *arguments, **options):
        # Layers start from an empty tensor of the keys' dtype, for the values too; older caches keep what they get.
        if imported("transformers.cache_utils", "DynamicLayer") is not None:
            value_states = torch.cat([tensor(key_states.dtype), value_states], dim=-2)
        self.keys = key_states
        self.values = value_states
        return key_states, value_states

    def get_seq_length(self, *arguments):
        return 0

    def get_max_cache_shape(self):
        return -1

    def get_mask_sizes(self, *arguments):
        return size(), 0


@replaces(
    "transformers.cache_utils.Cache",
    "transformers.cache_utils.DynamicCache",
    "transformers.cache_utils.StaticCache",
    "transformers.cache_utils.HybridCache",
    "transformers.cache_utils.HybridChunkedCache",
    "transformers.cache_utils.SlidingWindowCache",
    "transformers.cache_utils.SinkCache",
    "transformers.cache_utils.OffloadedCache",
    "transformers.cache_utils.OffloadedStaticCache",
    "transformers.cache_utils.QuantizedCache",
)
class Cache:

    def __init__(self, *arguments, **options):
        self.layer = CacheLayer()
        self.layers = many(self.layer)
        self.key_cache = many(None)
        self.value_cache = many(None)
        self.conv_state = None
        self.recurrent_state = None
        self.layer_class_to_replicate = None
        self.offloading = False

    def update(self, key_states, value_states, layer_idx=None, cache_kwargs=None, *arguments, **options):
        return self.layer.update(key_states, value_states)

    def update_indexer(self, states, layer_idx=None, *arguments, **options):
        return states

    def update_conv_state(self, conv_states, *arguments, **options):
        return conv_states

    def update_recurrent_state(self, states, *arguments, **options):
        return states

    def get_conv_state(self, *arguments, **options):
        return None

    def get_recurrent_state(self, *arguments, **options):
        return None

    def has_previous_state(self, *arguments, **options):
        return False

    def is_recording_past(self, *arguments, **options):
        return False

    def get_seq_length(self, *arguments, **options):
        return 0

    def get_usable_length(self, *arguments, **options):
        return 0

    def get_query_offset(self, *arguments, **options):
        return 0

    def get_max_length(self, *arguments, **options):
        return None

    def get_max_cache_shape(self, *arguments, **options):
        return None

    def get_mask_sizes(self, *arguments, **options):
        return size(), 0

    def early_initialization(self, *arguments, **options):
        return None

    def reset(self):
        return None

    def crop(self, *arguments):
        return None

    def reorder_cache(self, *arguments):
        return None

    def to_legacy_cache(self):
        return many((self.layer.keys, self.layer.values))

    @classmethod
    def from_legacy_cache(cls, *arguments, **options):
        return cls()

    def __len__(self):
        return 0

    def __iter__(self):
        return many((self.layer.keys, self.layer.values))

    def __getitem__(self, index):
        return self.layer.keys, self.layer.values

    @property
    def seen_tokens(self):
        return 0

    @property
    def is_initialized(self):
        return False

    # Properties, for those of the real classes would be found before attributes.
    @property
    def is_compileable(self):
        return False

    @property
    def is_sliding(self):
        return [False]

    @property
    def max_batch_size(self):
        return size()

    @property
    def max_cache_len(self):
        return size()


class NothingUpdated:
    """Which layers of a cross-attention cache are filled: in the first call, none."""

    def get(self, layer_idx, default=None):
        return False

    def __getitem__(self, layer_idx):
        return False

    def __setitem__(self, layer_idx, flag):
        return None


@replaces("transformers.cache_utils.EncoderDecoderCache")
class EncoderDecoderCache(Cache):
    def __init__(self, *caches, self_attention_cache=None, cross_attention_cache=None, **options):
        if len(caches) > 1:
            self.self_attention_cache = caches[0]
            self.cross_attention_cache = caches[1]
        else:
            self.self_attention_cache = self_attention_cache
            self.cross_attention_cache = cross_attention_cache
        self.is_updated = NothingUpdated()

    def update(self, key_states, value_states, layer_idx=None, cache_kwargs=None, *arguments, **options):
        return self.self_attention_cache.update(key_states, value_states, layer_idx)

    def get_seq_length(self, *arguments, **options):
        return 0

    def get_max_length(self, *arguments, **options):
        return None

    def get_max_cache_shape(self, *arguments, **options):
        return None

    def get_mask_sizes(self, *arguments, **options):
        return size(), 0

    @classmethod
    def from_legacy_cache(cls, *arguments, **options):
        return cls(Cache(), Cache())

    def to_legacy_cache(self):
        return many((
            self.self_attention_cache.layer.keys, self.self_attention_cache.layer.values,
            self.cross_attention_cache.layer.keys, self.cross_attention_cache.layer.values,
        ))

    def check_dynamic_cache(self, *arguments):
        return None

    def __len__(self):
        return 0

    def __getitem__(self, index):
        return (
            self.self_attention_cache.layer.keys, self.self_attention_cache.layer.values,
            self.cross_attention_cache.layer.keys, self.cross_attention_cache.layer.values,
        )

    @property
    def is_sliding(self):
        return [False]

    @property
    def is_linear(self):
        return [False]

    @property
    def is_dummy(self):
        return [False]

    @property
    def is_compileable(self):
        return False
