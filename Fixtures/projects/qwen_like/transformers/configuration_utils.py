"""The base class of all configurations of this tree."""


class PretrainedConfig:
    def __init__(self, **kwargs):
        self._attn_implementation = kwargs.pop("attn_implementation", "sdpa")
