package import SourceText

/// What module code is told about the machine it would run on: which branches of conditional imports are taken.
package struct EnvironmentPolicy: Sendable {
  /// The answers of predicate functions, by their own name: `is_flash_attn_2_available`.
  package var predicates: [Symbol: Bool]
  /// Top-level packages that cannot be imported: a `try` that imports one goes to its handlers.
  package var missingPackages: Set<Symbol>
  /// What a parameter of a function, by their own names, is given where it is None: what the machine has loaded.
  package var insteadOfNone: [Symbol: (parameter: Symbol, value: Symbol)] = [:]
  /// The bases of a class outside the checked tree, by dotted names; empty where nothing is known.
  package var externalBases: @Sendable (Symbol) -> [Symbol]

  package init(
    predicates: [String: Bool] = [:], missingPackages: [String] = [],
    externalBases: @escaping @Sendable (Symbol) -> [Symbol] = EnvironmentPolicy.knownBases
  ) {
    self.predicates = Dictionary(uniqueKeysWithValues: predicates.map { (Symbol($0), $1) })
    self.missingPackages = Set(missingPackages.map { Symbol($0) })
    self.externalBases = externalBases
  }

  /// torch with its usual kernels on one GPU or CPU; no other accelerator, no tracing, no sharded training.
  ///
  /// What is named in neither list stays open.
  package static let standard = EnvironmentPolicy(
    predicates: Dictionary(
      uniqueKeysWithValues: present.map { ($0, true) } + absent.map { ($0, false) }),
    missingPackages: ["torch_npu", "torch_xla", "deepspeed", "habana_frameworks", "tensorflow", "flax", "jax"])

  private static let present = [
    "is_torch_available", "is_torch_distributed_available", "is_flash_attn_available", "is_flash_attn_2_available",
    "is_einops_available", "is_kernels_available", "is_torch_flex_attn_available", "is_torch_sdpa_available",
  ]

  private static let absent = [
    "is_torch_npu_available", "is_npu_available", "is_torch_xpu_available", "is_ipex_available",
    "is_torch_hpu_available", "is_torch_mlu_available", "is_torch_musa_available", "is_torch_tpu_available",
    "is_torch_xla_available", "is_torch_neuroncore_available", "is_torch_neuron_available", "is_tpu_available",
    "is_deepspeed_available", "is_deepspeed_zero3_enabled", "is_fsdp_enabled", "is_fsdp_managed_module",
    "is_peft_available", "is_tf_available", "is_flax_available", "is_mlx_available", "is_torchdynamo_compiling",
    "is_tracing", "is_jit_tracing", "is_scripting", "is_compiling", "is_torch_fx_proxy",
    "is_sagemaker_mp_enabled", "is_torch_tensorrt_fx_available",
  ]

  /// The answer of a predicate function, nil where it is open.
  package func answer(of predicate: Symbol) -> Bool? {
    if let known = predicates[predicate] { return known }
    // Versions are taken to be recent.
    let text = predicate.text
    guard text.hasPrefix("is_") else { return nil }
    if text.contains("greater_or_equal") { return true }
    if text.contains("less_or_equal") || text.contains("_less_than") { return false }
    return nil
  }

  /// The part of the standard hierarchy that follows from names: torch's layers are modules, enums are enums.
  @Sendable package static func knownBases(of name: Symbol) -> [Symbol] {
    switch name.text {
    case "torch.nn.Module", "enum.Enum": return []
    case "enum.IntEnum", "enum.StrEnum", "enum.Flag", "enum.IntFlag": return ["enum.Enum"]
    case "collections.OrderedDict", "collections.defaultdict", "collections.Counter": return ["dict"]
    case "torch.nn.Parameter", "torch.nn.Buffer", "torch.nn.parameter.Parameter", "torch.nn.parameter.Buffer":
      return ["torch.Tensor"]
    default: return isLayer(name.text) ? ["torch.nn.Module"] : []
    }
  }

  /// `torch.nn.Linear`, `torch.nn.modules.linear.Linear`: a capitalised name, except for what is no layer.
  private static func isLayer(_ name: String) -> Bool {
    guard name.hasPrefix("torch.nn."), let last = name.split(separator: ".").last else { return false }
    let isDirect = name.utf8.count == "torch.nn.".utf8.count + last.utf8.count
    return (isDirect || name.hasPrefix("torch.nn.modules.")) && last.first?.isUppercase == true
      && !last.hasPrefix("Uninitialized")
  }
}
