__interpreted__ = True
"""The machine that models are taken to run on: what feature tests answer, wherever they are called.

Functions are named by their own name, whichever module defines them. What is listed nowhere stays open, and
`is_…_greater_or_equal…` and `is_…_less_than…` are answered as a recent release would.
"""

true = (
    "is_torch_available",
    "is_torch_distributed_available",
    "is_torch_cuda_available",
    "is_torch_sdpa_available",
    "is_torch_flex_attn_available",
    "is_flash_attn_available",
    "is_flash_attn_2_available",
    "is_flash_attn_greater_or_equal_2_10",
    "is_einops_available",
    "is_kernels_available",
    "is_torch_greater_or_equal_than_2_0",
    "is_scipy_available",
    "is_vision_available",
    "is_torchvision_available",
    "is_accelerate_available",
    "is_timm_available",
    "is_torch_bf16_available",
    "is_torch_bf16_gpu_available",
    "is_torch_bf16_cpu_available",
    "is_torch_fp16_available_on_device",
    "is_torch_bf16_available_on_device",
    "is_torch_fx_available",
)

false = (
    # Other accelerators and other frameworks.
    "is_torch_npu_available", "is_npu_available", "is_torch_xpu_available", "is_ipex_available",
    "is_torch_hpu_available", "is_torch_mlu_available", "is_torch_musa_available", "is_torch_tpu_available",
    "is_tpu_available", "is_torch_xla_available", "is_torch_neuroncore_available", "is_torch_neuron_available",
    "is_torch_mps_available", "is_tf_available", "is_flax_available", "is_mlx_available", "is_keras_nlp_available",
    "is_ninja_available", "is_training_run_on_sagemaker", "is_torch_qaic_available", "is_torch_spyre_available",
    # Kernel packages that replace code of the models, and quantised layers.
    "is_mamba_ssm_available", "is_mamba_2_ssm_available", "is_causal_conv1d_available",
    "is_flash_linear_attention_available",
    "is_fla_available", "is_flash_attn_3_available", "is_flash_attn_4_available", "is_apex_available",
    "is_xlstm_available", "is_mambapy_available", "is_megablocks_available", "is_natten_available",
    "is_liger_kernel_available", "is_bitsandbytes_available", "is_optimum_quanto_available", "is_quanto_available",
    "is_hqq_available", "is_torchao_available", "is_gptqmodel_available", "is_auto_gptq_available",
    "is_auto_awq_available", "is_aqlm_available", "is_eetq_available", "is_pytorch_quantization_available",
    "is_fbgemm_gpu_available", "is_compressed_tensors_available", "is_sonicmoe_available", "is_deepgemm_available",
    # Sharded and adapted training.
    "is_deepspeed_available", "is_deepspeed_zero3_enabled", "is_fsdp_enabled", "is_fsdp_managed_module",
    "is_peft_available", "is_sagemaker_mp_enabled", "is_sagemaker_dp_enabled", "is_smp_enabled",
    # No tracing, scripting, compiling or capturing.
    "is_torchdynamo_compiling", "is_torchdynamo_exporting", "is_tracing", "is_jit_tracing", "is_scripting",
    "is_compiling", "is_exporting", "is_torch_fx_proxy", "is_torch_tensorrt_fx_available", "is_cuda_stream_capturing",
    "is_in_onnx_export", "is_dynamo_compiling", "is_torch_deterministic",
    # Values that never occur.
    "is_mlx_array", "is_tf_tensor", "is_jax_tensor", "is_numpy_array", "is_timm_config_dict",
    "is_timm_local_checkpoint", "is_kernel", "is_remote_code",
)

# Packages whose import fails: a `try` around it goes to its handlers.
missing = (
    "torch_npu", "torch_xla", "deepspeed", "habana_frameworks", "tensorflow", "flax", "jax",
    # Kernel packages and quantised layers, as above.
    "apex", "mamba_ssm", "causal_conv1d", "fla", "xlstm", "mambapy", "megablocks", "natten", "liger_kernel",
    "bitsandbytes", "pytorch_quantization",
)

# What a function's parameter is where it is None: loading a model has chosen it before.
instead_of_none = {"lazy_import_flash_attention": ("implementation", "flash_attention_2")}

# The bases of classes that are not in the checked tree.
bases = {
    "transformers.modeling_utils.PreTrainedModel": ("torch.nn.Module",),
    "transformers.modeling_layers.GradientCheckpointingLayer": ("torch.nn.Module",),
    "transformers.pytorch_utils.Conv1D": ("torch.nn.Module",),
    "flash_attn.layers.rotary.RotaryEmbedding": ("torch.nn.Module",),
    "transformers.cache_utils.DynamicCache": ("transformers.cache_utils.Cache",),
    "transformers.cache_utils.StaticCache": ("transformers.cache_utils.Cache",),
    "transformers.cache_utils.EncoderDecoderCache": ("transformers.cache_utils.Cache",),
    "transformers.utils.generic.ModelOutput": ("collections.OrderedDict",),
}

# The modules in which public names of transformers are defined, for files that import them from elsewhere.
homes = {
    "PreTrainedModel": "transformers.modeling_utils",
    "AttentionInterface": "transformers.modeling_utils",
    "ALL_ATTENTION_FUNCTIONS": "transformers.modeling_utils",
    "PreTrainedConfig": "transformers.configuration_utils",
    "PretrainedConfig": "transformers.configuration_utils",
    "GradientCheckpointingLayer": "transformers.modeling_layers",
    "GenerationMixin": "transformers.generation.utils",
    "ModelOutput": "transformers.utils.generic",
    "Cache": "transformers.cache_utils",
    "DynamicCache": "transformers.cache_utils",
    "StaticCache": "transformers.cache_utils",
    "EncoderDecoderCache": "transformers.cache_utils",
}
