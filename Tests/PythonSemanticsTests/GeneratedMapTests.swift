import PythonSemantics
import SourceText
import Testing

/// A small family: `b` inherits from `a`, `c` from `b`, and `d` is a hand-made copy of `a`.
@Suite struct GeneratedMapTests {
  private static func banner(_ name: String) -> String {
    "# This file was automatically generated from src/pkg/models/\(name)/modular_\(name).py.\n"
  }

  private static let files = [
    "pkg/__init__.py": "",
    "pkg/models/__init__.py": "",
    "pkg/models/a/__init__.py": "",
    "pkg/models/a/modeling_a.py": """
    def rotate(x):
        return -x

    class AlphaNorm:
        def forward(self, x):
            return x.float()

    class AlphaAttention:
        def __init__(self, config):
            self.size = config.size

        def forward(self, x, y):
            # Alpha's own words
            x = rotate(x)
            z = call(
                x,
                y,
            )
            return AlphaNorm(z)

    """,
    "pkg/models/b/__init__.py": "",
    "pkg/models/b/modular_b.py": """
    from ..a.modeling_a import AlphaAttention

    class BetaAttention(AlphaAttention):
        def __init__(self, config):
            super().__init__(config)
            self.extra = 1

    """,
    "pkg/models/b/modeling_b.py": banner("b") + """
      def rotate(x):
          return -x

      class BetaNorm:
          def forward(self, x):
              return x.float()

      class BetaAttention:
          def __init__(self, config):
              self.size = config.size
              self.extra = 1

          def forward(self, x, y):
              x = rotate(x)
              z = call(x, y)
              return BetaNorm(z)

      """,
    "pkg/models/c/__init__.py": "",
    "pkg/models/c/modular_c.py": """
    from ..b.modeling_b import BetaAttention

    class GammaAttention(BetaAttention):
        pass

    """,
    "pkg/models/c/modeling_c.py": banner("c") + """
      class GammaAttention:
          def forward(self, x, y):
              x = rotate(x)

      """,
    "pkg/models/d/__init__.py": "",
    "pkg/models/d/modeling_d.py": """
    # Copied from pkg.models.a.modeling_a.AlphaAttention with Alpha->Delta
    class DeltaAttention:
        def forward(self, x, y):
            return DeltaNorm(z)

    # Copied from pkg.models.a.modeling_a.rotate
    def rotate(x):
        return -x

    """,
  ]

  private let project = Project(files)
  private let map: GeneratedMap

  init() { map = GeneratedMap(project.graph) }

  private func origin(_ model: String, containing text: String) -> String? {
    let module = project.module("pkg.models.\(model).modeling_\(model)")
    let lines = String(decoding: module.bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    guard let line = lines.firstIndex(where: { $0.contains(text) }) else { return "no such line" }
    return map.origin(of: module.id, line: line + 1).map { origin in
      let source = project.graph[origin.module]
      let spelled = source.lines.text(ofLine: origin.line, in: source.bytes).drop { $0 == " " }
      return "\(origin.kind) \(origin.isExact ? "" : "~")\(Path.name(of: origin.file)): \(spelled)"
    }
  }

  @Test func theModularFileComesFirst() {
    #expect(origin("b", containing: "self.extra") == "own modular_b.py: self.extra = 1")
  }

  @Test func whatSuperBringsIsTheAncestors() {
    #expect(origin("b", containing: "self.size") == "ancestor modeling_a.py: self.size = config.size")
  }

  @Test func inheritedMembersAreRenamed() {
    #expect(origin("b", containing: "return BetaNorm") == "ancestor modeling_a.py: return AlphaNorm(z)")
    #expect(origin("b", containing: "z = call") == "ancestor modeling_a.py: z = call(")
  }

  @Test func dependenciesComeAlong() {
    #expect(origin("b", containing: "return -x") == "ancestor modeling_a.py: return -x")
    #expect(origin("b", containing: "x.float()") == "ancestor modeling_a.py: return x.float()")
  }

  @Test func ancestorsAreFollowedToTheEnd() {
    #expect(origin("c", containing: "rotate(x)") == "ancestor modeling_a.py: x = rotate(x)")
  }

  @Test func copiesNameTheirSource() {
    #expect(origin("d", containing: "return DeltaNorm") == "copied modeling_a.py: return AlphaNorm(z)")
    #expect(origin("d", containing: "return -x") == "copied modeling_a.py: return -x")
  }

  @Test func anOrdinaryFileHasNone() { #expect(origin("a", containing: "x.float()") == nil) }

  @Test func descendantsAreFound() {
    let module = project.module("pkg.models.a.modeling_a")
    let lines = String(decoding: module.bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    let line = (lines.firstIndex { $0.contains("x = rotate(x)") } ?? 0) + 1
    let found = map.descendants(of: module.id, line: line).map { Path.name(of: project.graph[$0.module].file) }
    #expect(found == ["modeling_b.py", "modeling_c.py"])
  }

  @Test func aFirstStatementOfSeveralLinesIsFoundToTheWord() throws {
    let text = """
      class E:
          def forward(self, x):
              return scale(x).to(
                  x.dtype
              )

      """
    let project = Project([
      "pkg/__init__.py": "", "pkg/modular_e.py": text, "pkg/modeling_e.py": Self.banner("e") + text,
    ])
    let module = project.module("pkg.modeling_e")
    let bytes = Array("scale(x)".utf8)
    let start = try #require(module.bytes.indices.first { module.bytes[$0...].starts(with: bytes) })
    let span = Span(start: UInt32(start), end: UInt32(start + bytes.count))
    let source = try #require(GeneratedMap(project.graph).source(of: module.id, span: span))
    #expect(source.isExact)
    #expect(source.span.start == span.start - UInt32(Self.banner("e").utf8.count))
  }
}
