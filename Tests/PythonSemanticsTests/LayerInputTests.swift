import PythonSemantics
import Testing

/// How many siblings make a custom, and which count as siblings.
@Suite struct LayerInputTests {
  /// Models that give `pixel_values` to a convolution under some name, cast or not.
  private func index(cast: Int, uncast: Int, named name: (Int) -> String) -> LayerInputIndex? {
    var files = ["pkg/__init__.py": ""]
    for number in 0..<cast + uncast {
      let layer = name(number)
      let input = number < cast ? "pixel_values.to(self.\(layer).weight.dtype)" : "pixel_values"
      files["pkg/models/m\(number)/modeling_m\(number).py"] = """
        class Embeddings(nn.Module):
            def __init__(self):
                self.\(layer) = nn.Conv2d(3, 8, 16)

            def forward(self, pixel_values):
                return self.\(layer)(\(input))

        """
    }
    return Project(files).graph.layerInputs
  }

  private func siblings(_ index: LayerInputIndex?, _ number: Int, _ layer: String) -> LayerInputIndex.Siblings? {
    index?.castingSiblings(layer: layer, inputs: ["pixel_values"], in: "models/m\(number)/modeling_m\(number).py")
  }

  @Test func mostOfTheSameNameAreEnough() {
    let few = index(cast: 4, uncast: 1) { _ in "patch_embed" }
    #expect(siblings(few, 4, "patch_embed")?.castCount == 4)
    let mixed = index(cast: 4, uncast: 3) { _ in "patch_embed" }
    #expect(siblings(mixed, 6, "patch_embed") == nil)
  }

  @Test func aQuarterOfManyOfTheSameClassIsEnough() {
    let many = index(cast: 10, uncast: 30) { $0 < 10 ? "patch_embed" : "projection" }
    #expect(siblings(many, 39, "projection")?.castCount == 10)
    #expect(siblings(many, 39, "projection")?.count == 39)
    let fewer = index(cast: 9, uncast: 3) { $0 < 9 ? "patch_embed" : "projection" }
    #expect(siblings(fewer, 11, "projection") == nil)
    let rare = index(cast: 10, uncast: 32) { $0 < 10 ? "patch_embed" : "projection" }
    #expect(siblings(rare, 41, "projection") == nil)
  }
}
