"""The base class of all models of this tree."""

from torch import nn


class PreTrainedModel(nn.Module):
    config_class = None

    def __init__(self, config):
        super().__init__()
        self.config = config

    def post_init(self):
        pass
