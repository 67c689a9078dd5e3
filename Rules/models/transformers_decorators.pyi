__interpreted__ = True
"""Decorators of transformers: what they change about a function that matters to dtypes."""

from dtypelint import captured, inert, replaces


def unchanged(function):
    return function


# Documentation, caches, hooks of devices and training, renamed keywords; and swaps for hub kernels, whose place the
# function's own body takes.
@replaces(
    "transformers.utils.doc.add_start_docstrings",
    "transformers.utils.doc.add_start_docstrings_to_model_forward",
    "transformers.utils.doc.add_end_docstrings",
    "transformers.utils.doc.add_code_sample_docstrings",
    "transformers.utils.doc.replace_return_docstrings",
    "transformers.utils.auto_docstring.auto_docstring",
    "transformers.utils.auto_docstring.auto_class_docstring",
    "transformers.utils.args_doc.auto_docstring",
    "transformers.utils.deprecation.deprecate_kwarg",
    "transformers.utils.generic.filter_out_non_signature_kwargs",
    "transformers.utils.generic.accepts_precomputed_kwargs",
    "transformers.utils.generic.maybe_replace_from_package",
    "transformers.utils.generic.no_inherit_decorator",
    "transformers.utils.import_utils._make_compile_constant",
    "transformers.utils.import_utils.requires",
    "transformers.utils.metrics.traced",
    "transformers.pytorch_utils.compile_compatible_method_lru_cache",
    "transformers.integrations.hub_kernels.use_kernel_forward_from_hub",
    "transformers.integrations.hub_kernels.use_kernel_func_from_hub",
    "transformers.integrations.hub_kernels.use_kernel_func_from_hub_with_fallback",
    "transformers.integrations.accelerate.force_accelerate_hooks",
    "transformers.modeling_utils.restore_default_dtype",
    "transformers.modeling_utils.restore_default_torch_dtype",
)
def documented(subject=None, *arguments, **options):
    if callable(subject):
        return subject
    return unchanged


@replaces("transformers.integrations.hub_kernels.use_kernelized_func")
def use_kernelized_func(*functions):
    return unchanged


@replaces("transformers.utils.generic.can_return_tuple")
def can_return_tuple(function):
    def wrapper(self, *args, **kwargs):
        wanted = kwargs.pop("return_dict", None)
        output = function(self, *args, **kwargs)
        if wanted is not None and not wanted:
            return output.to_tuple()
        return output

    return wrapper


def with_defaults(self, kwargs):
    for name in ("use_cache", "vision_feature_layer", "vision_feature_select_strategy", "vision_aspect_ratio"):
        if kwargs.get(name) is None:
            default = getattr(self.config, name, None)
            if default is not None:
                kwargs[name] = default
    return kwargs


@replaces("transformers.utils.generic.merge_with_config_defaults")
def merge_with_config_defaults(function):
    def wrapper(self, *args, **kwargs):
        with_defaults(self, kwargs)
        is_causal = kwargs.get("is_causal", getattr(self.config, "is_causal", None))
        if is_causal is not None:
            kwargs["is_causal"] = is_causal
        return function(self, *args, **kwargs)

    return wrapper


def capturing(self, function, args, kwargs):
    """Runs a forward and adds what hooks would have collected, where that is asked for."""
    wanted = kwargs.pop("return_dict", None)
    keeps_states = kwargs.get("output_hidden_states", getattr(self.config, "output_hidden_states", False))
    keeps_attentions = kwargs.get("output_attentions", getattr(self.config, "output_attentions", False))
    outputs = function(self, *args, **kwargs)
    # A number or a list names those that are wanted.
    if keeps_states == "some" or (isinstance(keeps_states, (int, list, tuple)) and not isinstance(keeps_states, bool)):
        outputs["hidden_states"] = captured(self, "hidden_states", None)
    elif keeps_states:
        outputs["hidden_states"] = captured(self, "hidden_states")
    if keeps_attentions:
        outputs["attentions"] = captured(self, "attentions")
    if wanted is not None and not wanted:
        return outputs.to_tuple()
    return outputs


@replaces("transformers.utils.output_capturing.capture_outputs")
def capture_outputs(function=None, **options):
    def decorate(decorated):
        def wrapper(self, *args, **kwargs):
            return capturing(self, decorated, args, kwargs)

        return wrapper

    if function is not None:
        return decorate(function)
    return decorate


@replaces("transformers.utils.generic.check_model_inputs")
def check_model_inputs(function=None, **options):
    def decorate(decorated):
        def wrapper(self, *args, **kwargs):
            if kwargs.get("use_cache") is None:
                use_cache = getattr(self.config, "use_cache", None)
                if use_cache is not None:
                    kwargs["use_cache"] = use_cache
            return capturing(self, decorated, args, kwargs)

        return wrapper

    if function is not None:
        return decorate(function)
    return decorate


# A backbone needs all hidden states for its feature maps; its caller gets them only if it asked.
@replaces("transformers.backbone_utils.filter_output_hidden_states")
def filter_output_hidden_states(function):
    def wrapper(self, *args, **kwargs):
        wanted = kwargs.get("output_hidden_states", getattr(self.config, "output_hidden_states", False))
        kwargs["output_hidden_states"] = True
        output = function(self, *args, **kwargs)
        if not wanted:
            output.hidden_states = None
        return output

    return wrapper


@replaces("transformers.utils.output_capturing.select_hidden_states")
def select_hidden_states(selection):
    def decorate(function):
        def wrapper(self, *args, **kwargs):
            # Those that are not asked for are None.
            if not kwargs.get("output_hidden_states"):
                kwargs["output_hidden_states"] = "some"
            return function(self, *args, **kwargs)

        return wrapper

    return decorate


# Fields of configurations that check their values.
def field(default=None, *arguments, **options):
    return default


@replaces(
    "transformers.utils.type_validators.interval",
    "transformers.utils.type_validators.is_divisible_by",
    "transformers.utils.type_validators.tensor_shape",
)
def checked_field(*arguments, **options):
    return field


@replaces("transformers.utils.type_validators.probability", "transformers.utils.type_validators.activation_fn_key")
def checked_value(default=None, *arguments, **options):
    return default


@replaces(
    "transformers.utils.import_utils.torch_compilable_check",
    "transformers.utils.import_utils.requires_backends",
    "transformers.utils.logging.get_logger",
    "transformers.utils.output_capturing.maybe_install_capturing_hooks",
)
def no_effect(*arguments, **options):
    return inert()
