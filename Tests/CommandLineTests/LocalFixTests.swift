import Foundation
import Testing

@testable import CommandLineTool

/// Fixes that a cast next to the finding makes, proven by analysing the edited file.
@Suite struct LocalFixTests {
  /// What `--diff` adds to the code, without indentation; safe fixes only unless told otherwise.
  private func added(_ code: String, unsafe: Bool = false, select: String = "ALL") throws -> [String] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "dtypelint-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "model.py")
    try Data(code.utf8).write(to: file)
    let options = ["--diff", "--select", select] + (unsafe ? ["--unsafe-fixes"] : [])
    let run = Program(["check", file.path] + options)
    return run.output.split(separator: "\n").filter { $0.hasPrefix("+") && !$0.hasPrefix("+++") }.map {
      $0.dropFirst().trimmingCharacters(in: .whitespaces)
    }
  }

  @Test func aProductOfTwoDTypesIsCast() throws {
    let code = """
      import torch

      def product():
          left = torch.ones(2, 2, dtype=torch.bfloat16)
          right = torch.ones(2, 2, dtype=torch.float32)
          return left @ right

      """
    // Nobody calls the function, so that the finding rests on an assumption.
    #expect(try added(code, select: "MIX102").isEmpty)
    #expect(try added(code, unsafe: true, select: "MIX102") == ["return left @ right.to(left.dtype)"])
  }

  /// A model around one expression, which a text-generation model's package would call.
  private func model(_ parts: String, _ expression: String) -> String {
    """
    import torch
    from torch import nn

    class PreTrainedModel(nn.Module):
        pass

    class Model(PreTrainedModel):
        def __init__(self, config):
            super().__init__(config)
            self.embed = nn.Embedding(16, 8)
            self.proj = nn.Linear(8, 8)

        def forward(self, input_ids, image_features):
            inputs_embeds = self.embed(input_ids)
            \(parts)
            return \(expression)

    """
  }

  @Test func aCastThatDoesNothingIsTakenOut() throws {
    let angles = "(self.embed.weight[0] * torch.arange(8, dtype=torch.int64)).float()"
    let code = model("angles = \(angles)", "(angles).to(\n            torch.float32\n        ).cos()")
    #expect(try added(code, select: "CAST403") == ["return (angles).cos()"])
  }

  @Test func aSourceTakesTheDTypeOfItsTarget() throws {
    let code = model(
      "mask = (input_ids == 3).unsqueeze(-1)", "inputs_embeds.masked_scatter(mask, self.proj(image_features))")
    #expect(
      try added(code, unsafe: true, select: "MIX103")
        == ["return inputs_embeds.masked_scatter(mask, self.proj(image_features).to(inputs_embeds.dtype))"])
  }

  @Test func aLayerInputTakesTheDTypeOfTheWeight() throws {
    let code = model("scores = inputs_embeds.to(torch.float32).softmax(-1)", "self.proj(scores)")
    #expect(
      try added(code, unsafe: true, select: "MIX101") == ["return self.proj(scores.to(self.proj.weight.dtype))"])
  }

  @Test func aDiscardedCastIsAssignedWhenAskedFor() throws {
    let code = """
      import torch

      def widen():
          x = torch.ones(2, dtype=torch.bfloat16)
          x.to(torch.float32)
          return x

      """
    #expect(try added(code, select: "CAST402").isEmpty)
    #expect(try added(code, unsafe: true, select: "CAST402") == ["x = x.to(torch.float32)"])
  }

  @Test func aRotaryResultIsCastBackWhereItIsMade() throws {
    let code = """
      import torch
      from torch import nn

      def rotate_half(x):
          x1 = x[..., : x.shape[-1] // 2]
          x2 = x[..., x.shape[-1] // 2 :]
          return torch.cat((-x2, x1), dim=-1)

      def apply_rotary_pos_emb(q, k, cos, sin):
          q_embed = (q * cos) + (rotate_half(q) * sin)
          k_embed = (k * cos) + (rotate_half(k) * sin)
          return q_embed, k_embed

      class Attention(nn.Module):
          def __init__(self):
              super().__init__()
              self.q_proj = nn.Linear(8, 8)

          def forward(self, hidden_states, position_ids):
              q = self.q_proj(hidden_states)
              angles = position_ids[..., None].float() * torch.ones(4, dtype=torch.float32)
              emb = torch.cat((angles, angles), dim=-1)
              q, k = apply_rotary_pos_emb(q, q, emb.cos(), emb.sin())
              return q

      """
    #expect(try added(code, select: "ROPE004") == ["return q_embed.to(q.dtype), k_embed.to(k.dtype)"])
  }
}
