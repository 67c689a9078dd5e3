"""The base class of all configurations of this tree."""


class PretrainedConfig:
    def __init__(self, **kwargs):
        self._attn_implementation_internal = kwargs.pop("attn_implementation", "sdpa")

    @property
    def _attn_implementation(self):
        return self._attn_implementation_internal
