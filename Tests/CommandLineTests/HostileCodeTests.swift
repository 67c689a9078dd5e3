import Foundation
import Testing

/// Code that no person writes: every command ends normally, and what is beside it is still seen.
@Suite struct HostileCodeTests {
  private static let after = "\ndef after(x):\n    y = torch.ones(2, dtype=torch.int8)\n    return y\n"

  static let nested: [(name: String, text: String)] = {
    let depth = 100_000
    func line(_ expression: String) -> String {
      "import torch\ndef f(a):\n    x = \(expression)\n    return x\n" + after
    }
    return [
      ("parentheses", line(String(repeating: "(", count: depth) + "a" + String(repeating: ")", count: depth))),
      ("attributes", line("a" + String(repeating: ".b", count: depth))),
      ("calls", line("a" + String(repeating: ".b()", count: depth))),
      ("sums", line("a" + String(repeating: " + a", count: depth))),
      ("negations", line(String(repeating: "not ", count: depth) + "a")),
      ("lists", line(String(repeating: "[", count: depth) + String(repeating: "]", count: depth))),
      ("conditions", line(String(repeating: "1 if a else ", count: depth / 10) + "2")),
    ]
  }()

  @Test(arguments: nested.map(\.name))
  func deepNesting(name: String) throws {
    let text = try #require(Self.nested.first { $0.name == name }).text
    try withFile(text) { path in
      let check = Program("check", path)
      #expect(check.code == 0)
      let trace = Program("trace", path)
      #expect(trace.code == 0)
      #expect(trace.output.contains("`y` in `after`"))
      #expect(trace.output.contains("int8"))
    }
  }

  @Test(arguments: [
    "def f(x):\n    return f(x)\n", "def f(x):\n    return g(x.float())\ndef g(x):\n    return f(x.half())\n",
    "class A(A): pass\nclass B(C): pass\nclass C(B):\n    def forward(self, x): return super().forward(x)\n",
    """
    from torch import nn
    class Module(nn.Module):
        def __init__(self):
            super().__init__()
            self.inner = Module()
        def forward(self, x):
            return self.inner(x)
    """,
    """
    from torch import nn
    class Loop(nn.Module):
        def __init__(self):
            super().__init__()
            self.me = self
            self.all = [self]
            self.all.append(self.all)
        def forward(self, x):
            return self.me.forward(x) + self.all[0](x)
    """,
    """
    import copy
    from torch import nn
    from transformers import PreTrainedConfig, PreTrainedModel
    class Config(PreTrainedConfig):
        def __init__(self):
            self.width = 4
            self.me = self
            self.parts = [self, {"all": self}]
            self.parts.append(self.parts)
    class Model(PreTrainedModel):
        config_class = Config
        def __init__(self, config):
            super().__init__(config)
            self.config = copy.deepcopy(config)
            self.parts = sorted(config.parts) + list(config.parts[1].values())
            self.linear = nn.Linear(config.me.me.width, 4)
        def forward(self, x):
            print(self.config, self.config == self.parts, str(self.parts))
            return self.linear(x)
    """,
    "from . import file\nfrom .file import *\nimport file\nfrom .file import f\n",
    "x = x\ndef f(): return x\nglobal y\nreturn 3\nyield 4\nbreak\n",
    (1...50).map { "def f\($0)(x): return f\($0 - 1)(f\($0 - 1)(x) + f\($0 - 1)(x.float()))\n" }.joined(),
  ])
  func codeThatLoops(text: String) throws {
    try withFile("import torch\n" + text + Self.after) { path in
      #expect(Program("check", path).code <= 1)
      let trace = Program("trace", path)
      #expect(trace.code == 0)
      #expect(trace.output.contains("`y` in `after`"))
      #expect(Program("sites", path).code == 0)
    }
  }

  /// A broken `def` is told with its place, and the function after it is still analysed.
  @Test func brokenFunctions() throws {
    try withFile("import torch\ndef f(\n\n\n@\nclass :\n" + Self.after) { path in
      let check = Program("check", path)
      #expect(check.code == 0)
      #expect(check.error.contains("file.py:2:"))
    }
    try withFile("def f(") { path in
      #expect(Program("check", path).error.contains("file.py:1:1: syntax error: cannot be parsed"))
    }
  }

  @Test func unreadableFilesAreNamed() throws {
    try withFile(Self.after) { path in
      try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
      // The superuser may read everything.
      if FileManager.default.isReadableFile(atPath: path) { return }
      let run = Program("check", path)
      #expect(run.code == 2)
      #expect(run.error.contains("file.py"))
    }
  }

  /// A long generated file takes time in proportion to its length.
  @Test func longFiles() throws {
    let functions = (0..<2_000).map { "def f\($0)(x):\n    y = x.float() * \($0)\n    return y\n" }.joined()
    try withFile("import torch\n" + functions) { path in
      let start = ContinuousClock.now
      #expect(Program("check", path).code == 0)
      #expect(ContinuousClock.now - start < .seconds(60))
    }
  }
}
