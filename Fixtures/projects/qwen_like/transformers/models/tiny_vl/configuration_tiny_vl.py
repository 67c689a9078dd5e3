"""Configuration of the tiny vision model."""

from ...configuration_utils import PretrainedConfig


class TinyVisionConfig(PretrainedConfig):
    model_type = "tiny_vl"

    def __init__(self, hidden_size=64, num_heads=4, depth=2, in_channels=3, **kwargs):
        super().__init__(**kwargs)
        self.hidden_size = hidden_size
        self.num_heads = num_heads
        self.depth = depth
        self.in_channels = in_channels
