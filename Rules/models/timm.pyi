__interpreted__ = True
"""Models of timm that others build on: convolutions in the dtype of the model around them."""

from torch import nn

from dtypelint import inert, replaces


class Backbone(nn.Module):
    def __init__(self, features_only):
        self.conv1 = nn.Conv2d(3, 64, 7)
        self.features_only = features_only
        self.feature_info = inert()
        self.default_cfg = inert()
        self.pretrained_cfg = inert()

    def forward_features(self, x):
        return self.conv1(x)

    def forward(self, x):
        features = self.conv1(x)
        if self.features_only:
            return [features, features, features, features]
        return features


@replaces("timm.create_model")
def create_model(model_name, pretrained=False, features_only=False, **options):
    return Backbone(features_only)
