__interpreted__ = True
"""Configurations: the base class, parts of composite models, and the registry that names classes by model type."""

from dtypelint import configuration_class, inert, is_configuration, lane_attention, lane_dtype, replaces, unknown


def part(key, given, specification):
    """A configuration inside another one, made from what is given or from the class's own default."""
    if is_configuration(given):
        return given
    options = {}
    chosen = specification
    model_type = None
    if hasattr(specification, "init_kwargs"):
        if given is None and specification.optional and unknown("whether a model has an optional part"):
            return None
        chosen = specification.config_class
        model_type = specification.model_type
        options = specification.init_kwargs
    if isinstance(given, dict):
        model_type = given.get("model_type", model_type)
        options = given
    if not hasattr(chosen, "__post_init__"):
        if model_type is None:
            return None
        chosen = configuration_class(model_type)
    return chosen(**options)


@replaces(
    "transformers.configuration_utils.PreTrainedConfig",
    "transformers.configuration_utils.PretrainedConfig",
)
class Configuration:
    model_type = ""
    base_config_key = ""
    sub_configs = {}
    has_no_defaults_at_init = False
    attribute_map = {}
    is_composition = False

    # Releases before 5.4: every class sets its own fields and leaves the rest to this.
    def __init__(self, **kwargs):
        if hasattr(self, "rope_parameters"):
            kwargs = self.convert_rope_params_to_dict(**kwargs)
        self.return_dict = kwargs.pop("return_dict", True)
        self.output_hidden_states = kwargs.pop("output_hidden_states", False)
        # Fields of their own in old releases, properties later.
        self._output_attentions = False
        self.output_attentions = kwargs.pop("output_attentions", False)
        self.torchscript = False
        self.torch_dtype = lane_dtype()
        self.dtype = lane_dtype()
        self.use_bfloat16 = False
        self.tf_legacy_loss = False
        self.pruned_heads = {}
        self.tie_word_embeddings = kwargs.pop("tie_word_embeddings", True)
        self.chunk_size_feed_forward = kwargs.pop("chunk_size_feed_forward", 0)
        self.is_encoder_decoder = kwargs.pop("is_encoder_decoder", False)
        self.is_decoder = kwargs.pop("is_decoder", False)
        self.cross_attention_hidden_size = kwargs.pop("cross_attention_hidden_size", None)
        self.add_cross_attention = kwargs.pop("add_cross_attention", False)
        self.tie_encoder_decoder = kwargs.pop("tie_encoder_decoder", False)
        self.architectures = None
        self.finetuning_task = None
        self.id2label = {0: "LABEL_0", 1: "LABEL_1"}
        self.label2id = {"LABEL_0": 0, "LABEL_1": 1}
        self.task_specific_params = None
        self.problem_type = kwargs.pop("problem_type", None)
        self.tokenizer_class = None
        self.prefix = None
        self.bos_token_id = kwargs.pop("bos_token_id", None)
        self.pad_token_id = kwargs.pop("pad_token_id", None)
        self.eos_token_id = kwargs.pop("eos_token_id", None)
        self.sep_token_id = kwargs.pop("sep_token_id", None)
        self.decoder_start_token_id = kwargs.pop("decoder_start_token_id", None)
        # Generation settings that old releases kept here.
        self.max_length = 20
        self.num_beams = 1
        self.output_scores = False
        self.return_dict_in_generate = False
        self.forced_bos_token_id = kwargs.pop("forced_bos_token_id", None)
        self.forced_eos_token_id = kwargs.pop("forced_eos_token_id", None)
        self._name_or_path = ""
        self._experts_implementation_internal = None
        self._commit_hash = None
        self.transformers_version = None
        kwargs.pop("num_labels", None)
        kwargs.pop("attn_implementation", None)
        kwargs.pop("torch_dtype", None)
        for key, value in kwargs.items():
            setattr(self, key, value)

    # Releases from 5.4: classes are data classes, made complete here.
    def __post_init__(self, **kwargs):
        for key, specification in self.sub_configs_defaults.items():
            setattr(self, key, part(key, getattr(self, key, None), specification))
        for key, chosen in self.sub_configs.items():
            # Models that have a part which the defaults leave out are as real as those that do not.
            absent = getattr(self, key, None) is None and hasattr(chosen, "__post_init__")
            if absent and unknown("whether a model has an optional part"):
                setattr(self, key, chosen())
        self.dtype = lane_dtype()
        self.id2label = {0: "LABEL_0", 1: "LABEL_1"}
        self.label2id = {"LABEL_0": 0, "LABEL_1": 1}
        if hasattr(self, "rope_parameters"):
            kwargs = self.convert_rope_params_to_dict(**kwargs)
        self._name_or_path = ""
        self._output_attentions = kwargs.pop("output_attentions", False)
        self._experts_implementation_internal = None
        kwargs.pop("torch_dtype", None)
        kwargs.pop("num_labels", None)
        kwargs.pop("name_or_path", None)
        kwargs.pop("attn_implementation", None)
        kwargs.pop("experts_implementation", None)
        for key, value in kwargs.items():
            setattr(self, key, value)

    @property
    def _attn_implementation(self):
        return lane_attention()

    @property
    def _experts_implementation(self):
        # What the loader picks where nobody says, unless the model knows better.
        chosen = self._experts_implementation_internal
        return "grouped_mm" if chosen is None else chosen

    @property
    def torch_dtype(self):
        return lane_dtype()

    @property
    def use_return_dict(self):
        return self.return_dict

    @property
    def output_attentions(self):
        return self._output_attentions

    @property
    def num_labels(self):
        return 2

    @property
    def name_or_path(self):
        return ""

    @property
    def is_heterogeneous(self):
        return False

    @property
    def per_layer_config(self):
        return [self]

    def get_text_config(self, decoder=None, encoder=None):
        if decoder or not encoder:
            for name in ("decoder", "generator", "text_config"):
                found = getattr(self, name, None)
                if is_configuration(found):
                    return found
        if encoder or not decoder:
            found = getattr(self, "text_encoder", None)
            if is_configuration(found):
                return found
        return self

    def to_dict(self):
        values = vars(self)
        values["model_type"] = self.model_type
        for key, value in list(values.items()):
            if is_configuration(value):
                values[key] = value.to_dict()
        return values

    def to_diff_dict(self):
        return self.to_dict()

    def update(self, values):
        for key, value in values.items():
            setattr(self, key, value)

    @classmethod
    def from_dict(cls, values, **kwargs):
        return cls(**values)

    @classmethod
    def from_pretrained(cls, *arguments, **kwargs):
        return cls()

    def validate_output_attentions(self):
        return None

    def validate_architecture(self):
        return None

    def validate_token_ids(self):
        return None

    def validate_layer_type(self):
        return None


@replaces("transformers.configuration_utils.layer_type_validation")
def layer_type_validation(layer_types, *arguments, **options):
    return None


@replaces(
    "transformers.modeling_rope_utils.rope_config_validation",
    "transformers.utils.backbone_utils.verify_out_features_out_indices",
    "transformers.utils.backbone_utils.verify_backbone_config_arguments",
    "transformers.backbone_utils.BackboneConfigMixin.verify_out_features_out_indices",
    "transformers.modeling_rope_utils.RotaryEmbeddingConfigMixin.validate_rope",
)
def no_validation(*arguments, **options):
    return None


@replaces("transformers.backbone_utils.consolidate_backbone_kwargs_to_config")
def consolidate_backbone_kwargs_to_config(backbone_config, default_backbone=None, default_config_type=None,
                                          default_config_kwargs=None, timm_default_kwargs=None, **kwargs):
    kwargs.pop("use_timm_backbone", None)
    kwargs.pop("backbone_kwargs", None)
    kwargs.pop("backbone", None)
    kwargs.pop("use_pretrained_backbone", None)
    if isinstance(backbone_config, dict):
        backbone_config = configuration_class(backbone_config.get("model_type"))(**backbone_config)
    elif backbone_config is None and default_config_type is not None:
        backbone_config = configuration_class(default_config_type)(**(default_config_kwargs or {}))
    return backbone_config, kwargs


# The registry by model type.
@replaces("transformers.models.auto.configuration_auto._LazyConfigMapping")
class Registry:
    def __init__(self, mapping):
        return None

    def __getitem__(self, key):
        return configuration_class(key)

    def __contains__(self, key):
        return True


@replaces("transformers.models.auto.configuration_auto.AutoConfig")
class AutomaticConfiguration:
    @classmethod
    def for_model(cls, model_type, *arguments, **kwargs):
        return configuration_class(model_type)(*arguments, **kwargs)

    @classmethod
    def from_pretrained(cls, *arguments, **kwargs):
        return unknown("a configuration read from a file")


@replaces("huggingface_hub.dataclasses.as_validated_field")
def as_validated_field(validator):
    def field(default=None, default_factory=None, **options):
        if default_factory is not None:
            return default_factory()
        return default

    return field
