import Foundation
import Testing

/// `trace` for people.
@Suite struct TraceTests {
  static let model = ReadmeTests.root.appending(
    path: "Fixtures/projects/qwen_like/transformers/models/tiny_vl/modeling_tiny_vl.py"
  ).path

  @Test func aPlaceShowsTheDTypesOfEachLaneAndTheirFlow() {
    let run = Program("trace", Self.model + ":47:cos")
    #expect(run.code == 0)
    let lines = run.output.split(separator: "\n").map(String.init)
    #expect(lines.first == "\(Self.model):47: `cos` in `apply_rotary_pos_emb_flashatt`")
    #expect(lines.contains("    float32   load-bf16, load-fp16, autocast-bf16, fp32 × flash_attention_2"))
    let start = lines.firstIndex(of: "    bfloat16  cast-bf16 × flash_attention_2")
    let flow = lines[(start.map { $0 + 1 } ?? lines.count)...]
    #expect(flow.first?.contains("then cast with its module: `model.to(torch.bfloat16)`") == true)
    #expect(flow.last == "      modeling_tiny_vl.py:47   `cos = cos.chunk(2, dim=-1)[0].contiguous()`")
  }

  @Test(arguments: ["46:cos", "124", "27"]) func parametersAndReturnsHaveAFlowToo(place: String) {
    let run = Program("trace", "\(Self.model):\(place)")
    #expect(run.code == 0)
    #expect(run.output.contains("\n      modeling_tiny_vl.py:"))
  }

  @Test func wholeFilesAreShownWithoutFlows() {
    let run = Program("trace", Self.model)
    #expect(run.code == 0)
    #expect(run.output.contains(":47: `cos` in `apply_rotary_pos_emb_flashatt`\n    float32   load-bf16"))
    #expect(!run.output.contains("\n      modeling_tiny_vl.py:"))
  }

  /// A name bound by what raises has the dtype of the mended code; that it raises is said beside it.
  @Test func whatRaisesIsTold() throws {
    let text = """
      import torch
      def f():
          a = torch.ones(2, 2)
          y = torch.matmul(a, torch.ones(2, 2, dtype=torch.bfloat16))
          z = y + 1
      """
    try withFile(text) { path in
      let lines = Program("trace", path).output.split(separator: "\n")
      let told = lines.indices.filter { lines[$0].contains("but `torch.matmul` raises in load-bf16, load-fp16") }
      #expect(told.count == 1)
      #expect(told.first.map { lines[$0 - 2].contains("`y` in `f`") } == true)
    }
  }

  /// An input that the plain call leaves out is None there, and a tensor in the call that gives everything.
  @Test func inputsOfLaterCallsAreTold() throws {
    let text = """
      import torch
      from torch import nn
      from transformers import PreTrainedConfig, PreTrainedModel
      class TinyConfig(PreTrainedConfig):
          model_type = "tiny"
      class TinyModel(PreTrainedModel):
          config: TinyConfig
          def __init__(self, config: TinyConfig):
              super().__init__(config)
              self.embed = nn.Embedding(10, 4)
          def forward(self, input_ids, encoder_hidden_states=None):
              return self.embed(input_ids)
      """
    try withFile(text, named: "modeling_tiny.py") { path in
      let run = Program("trace", path + ":11:encoder_hidden_states")
      #expect(run.code == 0)
      #expect(run.output.contains("    bfloat16  load-bf16, cast-bf16 × any attention\n"))
    }
  }

  @Test func mistakesAreTold() {
    #expect(Program("trace", Self.model + ":1").code == 2)
    #expect(Program("trace", Self.model + ":47:nothing").error.contains("no name that holds a tensor is bound there"))
    for command in ["trace", "sites"] {
      let folder = ReadmeTests.root.appending(path: "docs/ci/gitlab-ci.yml").deletingLastPathComponent().path
      #expect(Program(command, "/gone/nowhere.py").code == 2)
      #expect(Program(command, folder, "--exclude", "*.py").error.contains("nothing was checked: no Python file in"))
    }
  }

  /// What a rotary function is called with in the plain forward call is not blurred by calls that only may happen.
  @Test func sitesTellOfLaterCallsOnlyWhereTheFirstDidNotReach() throws {
    try withFile(Self.training, named: "modeling_tiny.py") { path in
      let run = Program("sites", "--output-format", "jsonl", path)
      #expect(run.code == 0)
      #expect(run.output.contains("\"load-bf16/eager\": [\"torch.bfloat16\"]"))
      #expect(!run.output.contains("float64"))
    }
  }

  /// A call that raises whenever it is made returns nothing; one that may go another way returns what it returns then.
  @Test func sitesReturnNothingWhereTheyAlwaysRaise() throws {
    try withFile(Self.raising, named: "rotary.py") { path in
      let rows = Program("sites", "--output-format", "jsonl", path).output.split(separator: "\n")
      #expect(rows.count == 3)
      #expect(rows.filter { $0.contains("\"returns\": {\"load-bf16/eager\": [], ") }.count == 2)
      #expect(rows.filter { $0.contains("\"returns\": {\"load-bf16/eager\": [\"torch.bfloat16\"], ") }.count == 1)
    }
  }

  private static let raising = """
    import torch
    from flash_attn.layers.rotary import apply_rotary_emb

    def apply_rotary_always(q, cos):
        return apply_rotary_emb(q, cos, cos)

    def apply_rotary_maybe(q, cos):
        if q.sum() > 0:
            return q
        return torch.matmul(q, cos)

    def use():
        q = torch.ones(2, 2, dtype=torch.bfloat16)
        cos = torch.ones(2, 2, dtype=torch.float32)
        apply_rotary_always(q, cos)
        return apply_rotary_maybe(q, cos)

    """

  private static let training = """
    import torch
    from torch import nn
    from transformers.configuration_utils import PreTrainedConfig
    from transformers.modeling_utils import PreTrainedModel

    class TinyConfig(PreTrainedConfig):
        model_type = "tiny"

    def apply_rotary(q, cos):
        return q * cos

    class TinyModel(PreTrainedModel):
        config: TinyConfig

        def __init__(self, config: TinyConfig):
            super().__init__(config)
            self.embed = nn.Embedding(10, 4)

        def forward(self, input_ids):
            q = self.embed(input_ids)
            if self.training:
                q = q.double()
            return apply_rotary(q, q)

    """
}
