import PythonSemantics
import PythonSyntax
import SourceText
import Testing

/// What imported names stand for.
@Suite struct ImportTests {
  static let files = [
    "pkg/__init__.py": "from .core import Core\n__version__ = '1'\n",
    "pkg/core.py": "class Core: pass\ndef helper(): pass\nLIMIT = 3\n_private = 1\n",
    "pkg/utils/__init__.py": "from . import logging\nfrom .generic import *\n",
    "pkg/utils/logging.py": "def get_logger(): pass\n",
    "pkg/utils/generic.py": "__all__ = ['Thing', '_shown']\nclass Thing: pass\n_shown = 1\nhidden = 2\n",
    "pkg/models/a/__init__.py": "",
    "pkg/models/a/modeling_a.py": """
    import torch
    import torch.nn.functional as F
    import torch.utils.checkpoint
    from torch import nn
    from ...core import Core as C, helper, LIMIT
    from ...utils import logging, Thing, hidden
    from ... import core
    from pkg.core import Core as AbsoluteCore
    import pkg.utils.generic
    import pkg.core as core2
    from ..b.modeling_b import Shared
    from .missing import nothing
    from ...core import absent
    from ......outside import thing
    """,
    "pkg/models/b/modeling_b.py": "from ..a import modeling_a\nclass Shared: pass\n",
  ]

  static var project: Project { Project(files) }

  @Test(
    arguments: [
      ("torch", "external torch"), ("F", "external torch.nn.functional"), ("nn", "external torch.nn"),
      ("C", "class pkg.core.Core"), ("helper", "def pkg.core.helper"), ("LIMIT", "value pkg.core.LIMIT"),
      ("logging", "module pkg.utils.logging"), ("Thing", "class pkg.utils.generic.Thing"),
      ("core", "module pkg.core"), ("AbsoluteCore", "class pkg.core.Core"), ("pkg", "module pkg"),
      ("core2", "module pkg.core"), ("Shared", "class pkg.models.b.modeling_b.Shared"),
      ("nothing", "external pkg.models.a.missing.nothing"), ("thing", "external ......outside.thing"),
      ("len", "builtin len"), ("nowhere", "undefined"), ("absent", "undefined"), ("hidden", "undefined"),
    ])
  func resolves(_ name: String, _ expected: String) {
    #expect(Self.project.resolve(name, in: "pkg.models.a.modeling_a") == expected)
  }

  @Test func attributesOfModules() {
    let project = Self.project
    #expect(project.attribute("Core", of: "pkg") == "class pkg.core.Core")
    #expect(project.attribute("models", of: "pkg") == "module pkg.models")
    #expect(project.attribute("Thing", of: "pkg.utils") == "class pkg.utils.generic.Thing")
    #expect(project.attribute("_shown", of: "pkg.utils") == "value pkg.utils.generic._shown")
    #expect(project.attribute("hidden", of: "pkg.utils") == "undefined")
    #expect(project.attribute("hidden", of: "pkg.utils.generic") == "value pkg.utils.generic.hidden")
    #expect(project.attribute("len", of: "pkg.core") == "undefined")
    #expect(project.attribute("__name__", of: "pkg.core") == "builtin __name__")
  }

  @Test func importsInsideFunctionsAreAnsweredByStatement() {
    let project = Project([
      "pkg/__init__.py": "", "pkg/a.py": "def f():\n    from .b import g as h\n    import pkg.b\n",
      "pkg/b.py": "def g(): pass\n",
    ])
    let module = project.module("pkg.a")
    let statement = module.tree.nodes.indices.first { module.tree.nodes[$0].kind == .importFrom }
    let node = NodeID(UInt32(statement ?? 0))
    #expect(project.describe(project.graph.importedName("g", from: node, in: module.id)) == "def pkg.b.g")
    #expect(project.describe(project.graph.importedModule("pkg.b", bindsRoot: true)) == "module pkg")
    #expect(project.describe(project.graph.importedModule("pkg.b", bindsRoot: false)) == "module pkg.b")
    #expect(project.describe(project.graph.importedModule("torch.nn", bindsRoot: true)) == "external torch")
    #expect(project.describe(project.graph.importedModule("torch.nn", bindsRoot: false)) == "external torch.nn")
  }

  @Test func circlesEnd() {
    let project = Project([
      "pkg/__init__.py": "from .a import x, y\n", "pkg/a.py": "from .b import x\nfrom .b import *\nfrom . import y\n",
      "pkg/b.py": "from .a import x\nfrom .a import *\nfrom . import x as z\n",
    ])
    #expect(project.resolve("x", in: "pkg.a") == "undefined")
    #expect(project.resolve("y", in: "pkg.a") == "undefined")
    #expect(project.resolve("z", in: "pkg.b") == "undefined")
  }

  @Test func aCircleDoesNotHideWhatIsThere() {
    let project = Project([
      "pkg/__init__.py": "", "pkg/a.py": "from .b import *\nclass A: pass\n",
      "pkg/b.py": "from .a import *\nclass B(A): pass\n",
    ])
    #expect(project.resolve("B", in: "pkg.a") == "class pkg.b.B")
    #expect(project.resolve("A", in: "pkg.b") == "class pkg.a.A")
    #expect(project.order(of: "B", in: "pkg.b") == ["B", "A"])
  }

  @Test func aliasesAreFollowed() {
    let project = Project(
      module: """
        from torch import nn
        class Base: pass
        def f(): pass
        Old = Base
        Older = Old
        Norm = nn.RMSNorm
        g = h = f
        number = 3
        other = number
        table = {}
        """)
    #expect(project.resolve("Older") == "class m.Base")
    #expect(project.resolve("Norm") == "external torch.nn.RMSNorm")
    #expect(project.resolve("h") == "def m.f")
    #expect(project.resolve("other") == "value m.other")
    #expect(project.resolve("table") == "value m.table")
  }

  @Test func stubsAreModulesLikeAnyOther() {
    let project = Project(["m.py": "from flash_attn import flash_attn_func, unknown\nimport flash_attn\n"], package: "")
    let id = project.graph.addModule(
      named: "flash_attn", file: "flash_attn.pyi",
      text:
        "import torch\nfrom m import flash_attn as back\ndef flash_attn_func(q: Tensor, k): ...\nclass Kernel: ...\n")
    #expect(project.resolve("flash_attn_func") == "def flash_attn.flash_attn_func")
    #expect(project.resolve("unknown") == "external flash_attn.unknown")
    #expect(project.resolve("flash_attn") == "module flash_attn")
    #expect(project.graph[id].isStub)
    #expect(project.describe(project.graph.resolve("torch", in: id)) == "external torch")
    #expect(project.describe(project.graph.resolve("back", in: id)) == "module flash_attn")
    #expect(project.graph[project.graph[id].functionsInOrder[0]].parameters.map(\.name.text) == ["q", "k"])
  }

  @Test func stubsOfSubmodules() {
    let project = Project(["m.py": "import flash_attn.ops\nfrom flash_attn import ops\nimport kit\n"], package: "")
    _ = project.graph.addModule(named: "flash_attn.ops", file: "ops.pyi", text: "def apply(x): ...\n")
    _ = project.graph.addModule(named: "kit", file: "kit.pyi", text: "class Box:\n    def put(self): ...\n")
    _ = project.graph.addModule(named: "kit.deep", file: "deep.pyi", text: "def dive(): ...\n")
    #expect(project.resolve("ops") == "module flash_attn.ops")
    #expect(project.resolve("flash_attn") == "external flash_attn")
    #expect(project.attribute("deep", of: "kit") == "module kit.deep")
    let graph = project.graph
    for (name, expected) in [
      ("flash_attn.ops.apply", "def flash_attn.ops.apply"), ("kit.Box.put", "def kit.Box.put"),
      ("kit.deep.dive", "def kit.deep.dive"), ("torch.nn.Linear", "external torch.nn.Linear"),
      ("kit.Box.absent", "undefined"), ("m", "module m"),
    ] {
      #expect(project.describe(graph.definition(ofDottedName: Symbol(name))) == expected)
    }
  }

  @Test func aLoneFileSeesItsSiblings() {
    let project = Project(
      [
        "m.py": "from .rope import rotate\nimport helpers\nfrom ...far import x\n", "rope.py": "def rotate(): pass\n",
        "helpers.py": "", "data/readme.txt": "",
      ], package: "")
    #expect(project.resolve("rotate") == "def rope.rotate")
    #expect(project.resolve("helpers") == "module helpers")
    #expect(project.resolve("x") == "external ...far.x")
    #expect(project.graph.module(named: "data") == nil)
  }

  @Test func modulesAreLoadedOnlyWhenNeeded() {
    let project = Self.project
    let fresh = ModuleGraph(cache: project.graph.cache, roots: project.graph.roots, environment: .standard)
    let id = fresh.module(atPath: "/src/pkg/models/a/modeling_a.py")
    #expect(fresh.moduleCount == 1)
    guard let id else { return #expect(Bool(false), "no module") }
    #expect(fresh[id].name == "pkg.models.a.modeling_a")
    #expect(fresh[id].file == "models/a/modeling_a.py")
    _ = fresh.resolve("helper", in: id)
    #expect(fresh.moduleCount == 2)
  }
}
