__interpreted__ = True
"""Models: the base class, the registries that name classes by configuration, and what other packages' files need."""

from torch import nn

from dtypelint import (
    automatic_class, inert, is_configuration, lane_attention, module_dtype, replaces, unknown,
)

from transformers.loss.loss_utils import LOSS_MAPPING


# Parts of class names that choose a loss; two short lists, each walked name by name.
LOSSES = (
    "ForCausalLM", "ForMaskedLM", "ForConditionalGeneration", "ForQuestionAnswering", "ForSequenceClassification",
    "ForTokenClassification", "ForImageClassification", "ForVideoClassification",
)
MORE_LOSSES = (
    "ForSemanticSegmentation", "ForSegmentation", "ForAudioClassification", "ForObjectDetection", "ForCTC",
)


def loss_name(class_name):
    if class_name in LOSS_MAPPING:
        return class_name
    for name in LOSSES:
        if name in class_name:
            return name
    for name in MORE_LOSSES:
        if name in class_name:
            return name
    return None


@replaces("transformers.modeling_utils.PreTrainedModel")
class Model:
    config_class = None
    base_model_prefix = ""
    main_input_name = "input_ids"
    is_parallelizable = False
    supports_gradient_checkpointing = False
    gradient_checkpointing = False
    model_tags = None
    _keep_in_fp32_modules = None
    _keep_in_fp32_modules_strict = None
    _tied_weights_keys = None
    _supports_sdpa = False
    _supports_flash_attn = False
    _supports_flash_attn_2 = False

    def __init__(self, config, *inputs, **kwargs):
        self.config = config
        self.name_or_path = ""
        self.warnings_issued = {}
        self.generation_config = inert()
        self.kernel_config = None
        self._is_quantized = False
        self.loss_type = loss_name(self.__class__.__name__)
        experts = self.get_correct_experts_implementation(None)
        if experts != "grouped_mm":
            config._experts_implementation_internal = experts

    def post_init(self):
        return None

    def init_weights(self):
        return None

    def initialize_weights(self):
        return None

    def _init_weights(self, module):
        return None

    def _initialize_weights(self, module):
        return None

    def tie_weights(self, *arguments, **options):
        return None

    def _backward_compatibility_gradient_checkpointing(self):
        return None

    def get_correct_experts_implementation(self, requested_experts):
        return "grouped_mm" if requested_experts is None else requested_experts

    def _check_and_adjust_attn_implementation(self, *arguments, **options):
        return lane_attention()

    def warn_if_padding_and_no_attention_mask(self, input_ids, attention_mask):
        return None

    def gradient_checkpointing_enable(self, *arguments, **options):
        return None

    def gradient_checkpointing_disable(self):
        return None

    def enable_input_require_grads(self):
        return None

    def can_generate(self):
        return False

    def add_model_tags(self, tags):
        return None

    @classmethod
    def _from_config(cls, config, **kwargs):
        return cls(config)

    @classmethod
    def from_pretrained(cls, *arguments, **kwargs):
        return unknown("a model read from files")

    @property
    def is_gradient_checkpointing(self):
        return False

    @property
    def loss_function(self):
        own = getattr(self, "_loss_function", None)
        if own is not None:
            return own
        chosen = LOSS_MAPPING.get(self.loss_type)
        if chosen is None:
            return LOSS_MAPPING["ForCausalLM"]
        return chosen

    @property
    def dtype(self):
        return module_dtype(self)

    @property
    def device(self):
        return inert()

    @property
    def base_model(self):
        return getattr(self, self.base_model_prefix, self)

    @property
    def framework(self):
        return "pt"

    def get_head_mask(self, head_mask, num_hidden_layers, is_attention_chunked=False):
        if head_mask is None:
            return [None] * num_hidden_layers
        return head_mask.to(self.dtype)


@replaces("transformers.modeling_utils.ModuleUtilsMixin")
class ModuleUtilities:
    @property
    def dtype(self):
        return module_dtype(self)

    @property
    def device(self):
        return inert()

    def get_head_mask(self, head_mask, num_hidden_layers, is_attention_chunked=False):
        if head_mask is None:
            return [None] * num_hidden_layers
        return head_mask.to(self.dtype)

    def estimate_tokens(self, *arguments):
        return 0

    def floating_point_ops(self, *arguments, **options):
        return 0


@replaces("transformers.modeling_utils.get_parameter_dtype", "transformers.modeling_utils.get_parameter_first_dtype")
def get_parameter_dtype(module):
    return module_dtype(module)


@replaces("transformers.modeling_utils.get_parameter_device")
def get_parameter_device(module):
    return inert()


# Registries.
@replaces("transformers.models.auto.auto_factory.auto_class_update")
def auto_class_update(cls, *arguments, **options):
    return cls


@replaces("transformers.models.auto.auto_factory._BaseAutoModelClass")
class AutomaticModel:
    @classmethod
    def from_config(cls, config, **kwargs):
        return automatic_class(cls, config)(config)

    @classmethod
    def from_pretrained(cls, *arguments, **kwargs):
        return unknown("a model read from files")


class CheckpointBackbone(nn.Module):
    def __init__(self):
        self.conv1 = nn.Conv2d(3, 64, 7)
        self.channels = inert()
        self.out_features = inert()

    def forward(self, pixel_values, *arguments, **options):
        from transformers.modeling_outputs import BackboneOutput

        features = self.conv1(pixel_values)
        return BackboneOutput(feature_maps=(features, features, features, features))


@replaces("transformers.backbone_utils.load_backbone", "transformers.utils.backbone_utils.load_backbone")
def load_backbone(config):
    from transformers.models.auto.modeling_auto import AutoBackbone

    inner = getattr(config, "backbone_config", None)
    if is_configuration(inner):
        return AutoBackbone.from_config(inner)
    if is_configuration(config) and getattr(config, "backbone", None) is None:
        return AutoBackbone.from_config(config)
    # Named by a checkpoint: whichever it is, it is made of convolutions.
    return CheckpointBackbone()
