import Foundation
import Testing

/// Which lanes a finding names.
@Suite struct LaneTests {
  private func lanes(of statement: String, before classes: String = "") throws -> [String] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "dtypelint-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "modeling_a.py")
    try """
    import torch
    from torch import nn
    from transformers.modeling_utils import PreTrainedModel

    \(classes)

    class AModel(PreTrainedModel):
        def __init__(self, config):
            super().__init__(config)
            self.proj = nn.Linear(3, 4)

        def forward(self, hidden_states):
            x = self.proj(hidden_states)
            \(statement)
            return y

    """.write(to: file, atomically: true, encoding: .utf8)
    return Program("check", file.path()).output.split(separator: "\n").filter {
      $0.contains(" in ") && $0.contains(" × ")
    }
    .map { $0.trimmingCharacters(in: .whitespaces) }
  }

  /// A cast model's weights come from elsewhere than a loaded one's: that is one finding all the same.
  @Test func lanesThatGotThereByOtherWaysAreTold() throws {
    #expect(
      try lanes(of: "y = x.detach().numpy()") == [
        "fails in load-bf16, cast-bf16, autocast-bf16 × any attention", "holds in load-fp16, fp32 × any attention",
      ])
  }

  /// Where the dtype of the cache is whoever's that makes it, nobody knows that the write holds.
  @Test func lanesWithAnUnknownOperandAreNotSaidToHold() throws {
    let caches = """
      class Cache:
          def update(self, states, index):
              raise NotImplementedError

      class DynamicCache(Cache):
          def update(self, states, index):
              return states

      class StaticCache(Cache):
          def __init__(self, config, dtype: torch.dtype = torch.float32):
              self.states = torch.zeros(3, 4, dtype=dtype)

          def update(self, states, index):
              self.states.index_copy_(1, index, states)
              return self.states
      """
    #expect(
      try lanes(of: "y = DynamicCache().update(x, None)", before: caches) == [
        "fails in autocast-bf16 × any attention", "holds in fp32 × any attention",
      ])
  }
}
