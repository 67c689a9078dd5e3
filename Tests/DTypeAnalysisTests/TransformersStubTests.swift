import PythonSemantics
import RuleLibrary
import SourceText
import Testing

@testable import DTypeAnalysis

/// What the stubs say about transformers, on small packages laid out like it.
@Suite struct TransformersStubTests {
  private static let sources = RuleLibrary.models.map { (file: $0.file, text: $0.text) }
  private static let stubs = sources.filter { StubSource.isInterpreted($0.text) }
    .map { StubSource(file: $0.file, text: $0.text) }
  private static let library = OperatorLibrary.load(sources.filter { !StubSource.isInterpreted($0.text) }).library

  /// A package whose base classes have the names that stubs replace, and whose own code would tell nothing.
  private static let package = [
    "__init__.py": "",
    "configuration_utils.py": """
    class PretrainedConfig:
      def __init__(self, **kwargs):
        raise NotImplementedError
      @property
      def _attn_implementation(self):
        return self._attn_implementation_internal
    """,
    "modeling_utils.py": """
    from torch import nn
    class PreTrainedModel(nn.Module):
      def __init__(self, config):
        super().__init__()
      def post_init(self):
        raise NotImplementedError
      @property
      def dtype(self):
        return next(p.dtype for p in self.parameters())
    """,
    "models/__init__.py": "",
    "models/auto/__init__.py": "from .modeling_auto import AutoModel\n",
    "models/auto/configuration_auto.py": """
    from collections import OrderedDict
    CONFIG_MAPPING_NAMES = OrderedDict([("inner", "InnerConfig")])
    """,
    "models/auto/modeling_auto.py": """
    from .auto_factory import _BaseAutoModelClass, auto_class_update
    MODEL_MAPPING_NAMES = {"inner": "InnerModel"}
    MODEL_MAPPING = object()
    class AutoModel(_BaseAutoModelClass):
      _model_mapping = MODEL_MAPPING
    AutoModel = auto_class_update(AutoModel)
    """,
    "models/auto/auto_factory.py": """
    class _BaseAutoModelClass:
      @classmethod
      def from_config(cls, config):
        raise NotImplementedError
    def auto_class_update(cls):
      return None
    """,
    "models/inner/__init__.py":
      "from .configuration_inner import InnerConfig\nfrom .modeling_inner import InnerModel\n",
    "models/inner/configuration_inner.py": """
    from ...configuration_utils import PretrainedConfig
    class InnerConfig(PretrainedConfig):
      model_type = "inner"
      def __init__(self, size=4, **kwargs):
        self.size = size
        super().__init__(**kwargs)
    """,
    "models/inner/modeling_inner.py": """
    import torch
    from torch import nn
    from ...modeling_utils import PreTrainedModel
    from .configuration_inner import InnerConfig
    class InnerModel(PreTrainedModel):
      config: InnerConfig
      def __init__(self, config):
        super().__init__(config)
        self.weight = nn.Parameter(torch.ones(config.size))
        self.post_init()
      def forward(self, input_ids, labels=None):
        first = torch.zeros(1, dtype=self.dtype)
        second = torch.zeros(1, dtype=self.config.torch_dtype)
        third = first if self.config._attn_implementation == "eager" else input_ids
        return self.weight * input_ids
    """,
    "models/outer/modeling_outer.py": """
    from ...modeling_utils import PreTrainedModel
    from ..auto import AutoModel
    from ..inner.configuration_inner import InnerConfig
    class OuterModel(PreTrainedModel):
      config: InnerConfig
      def __init__(self, config):
        super().__init__(config)
        self.inner = AutoModel.from_config(config)
      def forward(self, input_ids):
        found = self.inner(input_ids)
        return found
    """,
  ]

  /// The alternatives of each binding of one file, per lane.
  private func trace(_ file: String) -> [String: [String: [String]]] {
    var texts: [String: String] = [:]
    for (name, text) in Self.package { texts["/t/transformers/" + name] = text }
    let files = MemoryFileSystem(texts)
    let path = "/t/transformers/" + file
    let graph = ModuleGraph(
      cache: SourceCache(files: files), roots: [PackageRoot.find(for: path, in: files)],
      environment: .described(by: Self.stubs))
    let analyzer = UnitAnalyzer(graph: graph, library: Self.library, stubs: Self.stubs, options: AnalysisOptions())
    guard let module = graph.module(atPath: path) else { return [:] }
    var result: [String: [String: [String]]] = [:]
    for row in analyzer.analyze(module).traceRows() where row.function.hasSuffix(".forward") {
      for lane in row.lanes { result[row.name, default: [:]][lane.lane] = lane.alternatives.map(\.json) }
    }
    return result
  }

  @Test func modelHasItsLanesDTypeAndAttention() {
    let rows = trace("models/inner/modeling_inner.py")
    #expect(rows["first"]?["load-fp16/sdpa"] == ["\"torch.float16\""])
    #expect(rows["first"]?["cast-bf16/sdpa"] == ["\"torch.bfloat16\""])
    #expect(rows["second"]?["cast-bf16/sdpa"] == ["\"torch.float32\""])
    #expect(rows["third"]?["load-bf16/eager"] == ["\"torch.bfloat16\""])
    #expect(rows["third"]?["load-bf16/flash_attention_2"] == ["\"torch.int64\""])
    // The plain call gives none, the one that gives everything does.
    #expect(rows["labels"]?["load-fp16/eager"] == ["\"torch.int64\""])
  }

  @Test func registriesNameTheClassOfAConfiguration() {
    let rows = trace("models/outer/modeling_outer.py")
    #expect(rows["found"]?["load-bf16/eager"] == ["\"torch.bfloat16\""])
    #expect(rows["found"]?["autocast-bf16/eager"] == ["\"torch.float32\""])
  }

  @Test(arguments: [
    ("input_ids", "torch.LongTensor", InputKind.integer), ("pixel_values", "torch.LongTensor", .floating),
    ("image_grid_thw", "", .integer), ("past_key_values", "Cache | None", .unknown), ("head_mask", "", .floating),
    ("position_embeddings", "tuple[torch.Tensor, torch.Tensor]", .pair), ("scale", "float", .number),
    ("position_embeddings", "torch.Tensor", .floating), ("use_cache", "bool | None", .flag), ("strange", "", .unknown),
    ("strange", "torch.BoolTensor", .boolean), ("logits_to_keep", "int | torch.Tensor", .size),
  ])
  func inputsAreKnownByNameAndAnnotation(name: String, annotation: String, kind: InputKind) {
    #expect(InputRules(Self.stubs).kind(of: Symbol(name), annotation: annotation, beside: []) == kind)
  }

  @Test func canonicalCallGivesWhatModelsNeed() {
    let rules = InputRules(Self.stubs)
    func isGiven(_ name: Symbol, _ model: Symbol, beside others: [Symbol] = [], wave: Wave = .first) -> Bool {
      rules.isGiven(name, to: model, beside: others, wave: wave)
    }
    #expect(isGiven("labels", "AnyForCausalLM"))
    #expect(!isGiven("labels", "AnyForTokenClassification"))
    #expect(isGiven("labels", "AnyForTokenClassification", wave: .second))
    #expect(!isGiven("inputs_embeds", "AnyModel"))
    #expect(!isGiven("token_type_ids", "AnyModel"))
    #expect(isGiven("token_type_ids", "AnyModel", beside: ["pixel_values"]))
    #expect(isGiven("encoder_hidden_states", "AnyDecoder"))
    #expect(!isGiven("encoder_hidden_states", "AnyModel"))
  }

  @Test func environmentAnswersPredicatesAndBases() {
    let environment = EnvironmentPolicy.described(by: Self.stubs)
    #expect(environment.answer(of: "is_flash_attn_2_available") == true)
    #expect(environment.answer(of: "is_torch_npu_available") == false)
    #expect(environment.answer(of: "is_something_else") == nil)
    #expect(
      environment.externalBases("transformers.PreTrainedModel") == ["transformers.modeling_utils.PreTrainedModel"])
    #expect(
      environment.externalBases("...modeling_utils.PreTrainedModel") == [
        "transformers.modeling_utils.PreTrainedModel"
      ])
    #expect(environment.externalBases("transformers.modeling_utils.PreTrainedModel") == ["torch.nn.Module"])
  }
}
