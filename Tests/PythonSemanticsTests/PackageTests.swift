import PythonSemantics
import PythonSyntax
import SourceText
import Testing

/// Roots, lazily importing packages, and who imports whom.
@Suite struct PackageTests {
  static let files = [
    "pkg/__init__.py": """
    from typing import TYPE_CHECKING
    from .utils import _LazyModule, is_torch_available
    from .utils.import_utils import define_import_structure
    _import_structure = {"core": ["Core"], "data.tools": []}
    _import_structure["data.tools"].extend(["tool"])
    _import_structure["core"] += ["late"]
    if TYPE_CHECKING:
        from .models.llama import LlamaTokens
    else:
        import sys
        sys.modules[__name__] = _LazyModule(__name__)
    """,
    "pkg/utils/__init__.py": "",
    "pkg/core.py": "class Core: pass\ndef late(): pass\n",
    "pkg/data/tools.py": "def tool(): pass\n",
    "pkg/models/__init__.py": "from ..utils.import_utils import define_import_structure\n",
    "pkg/models/llama/__init__.py": """
    from typing import TYPE_CHECKING
    from ...utils.import_utils import define_import_structure
    if TYPE_CHECKING:
        from .modeling_llama import *
        from .tokens_llama import LlamaTokens
    else:
        import sys
    """,
    "pkg/models/llama/modeling_llama.py": """
    class LlamaModel: pass
    class Secret: pass
    __all__ = [
        # The "models".
        "LlamaModel",
        'LlamaForCausalLM',
    ]
    class LlamaForCausalLM: pass
    """,
    "pkg/models/llama/tokens_llama.py": "class LlamaTokens: pass\n",
    "user.py": "from pkg import LlamaModel\n",
  ]

  static var lazy: Project { Project(files) }

  @Test(
    arguments: [
      ("Core", "class pkg.core.Core"), ("late", "def pkg.core.late"), ("tool", "def pkg.data.tools.tool"),
      ("LlamaTokens", "class pkg.models.llama.tokens_llama.LlamaTokens"),
      ("LlamaForCausalLM", "class pkg.models.llama.modeling_llama.LlamaForCausalLM"),
      ("Secret", "undefined"), ("sys", "external sys"),
    ])
  func lazyPackagesGiveTheirNames(_ name: String, _ expected: String) {
    #expect(Self.lazy.attribute(name, of: "pkg") == expected)
  }

  @Test func lazySubpackages() {
    #expect(
      Self.lazy.attribute("LlamaModel", of: "pkg.models.llama") == "class pkg.models.llama.modeling_llama.LlamaModel")
    #expect(Self.lazy.attribute("LlamaModel", of: "pkg.models") == "class pkg.models.llama.modeling_llama.LlamaModel")
    // Inside the package's own file a lazy name is not bound.
    #expect(Self.lazy.resolve("LlamaModel", in: "pkg.models") == "undefined")
  }

  @Test func rootsAreFound() {
    let files = MemoryFileSystem([
      "/x/src/pkg/__init__.py": "", "/x/src/pkg/models/__init__.py": "", "/x/src/pkg/models/a/__init__.py": "",
      "/x/src/pkg/models/a/m.py": "", "/sparse/tree/models/a/m.py": "", "/sparse/tree/core.py": "",
      "/lone/m.py": "", "/gap/models/a/__init__.py": "", "/gap/models/a/m.py": "",
    ])
    func root(_ path: String) -> PackageRoot { PackageRoot.find(for: path, in: files) }
    #expect(root("/x/src/pkg/models/a/m.py") == PackageRoot(folder: "/x/src/pkg", name: "pkg"))
    #expect(root("/x/src/pkg/models") == PackageRoot(folder: "/x/src/pkg", name: "pkg"))
    #expect(root("/x/src/pkg") == PackageRoot(folder: "/x/src/pkg", name: "pkg"))
    #expect(root("/sparse/tree/models/a/m.py") == PackageRoot(folder: "/sparse/tree", name: ""))
    #expect(root("/gap/models/a/m.py") == PackageRoot(folder: "/gap", name: ""))
    #expect(root("/lone/m.py") == PackageRoot(folder: "/lone", name: ""))
    #expect(root("/x/src/pkg/models/a/m.py").relative("/x/src/pkg/models/a/m.py") == "models/a/m.py")
  }

  @Test func sparseTreesResolveRelativeImports() {
    let project = Project(
      [
        "models/a/modeling_a.py": "from ...core import f\nfrom ..b.modeling_b import g\n", "core.py": "def f(): pass\n",
        "models/b/modeling_b.py": "def g(): pass\n",
      ], package: "")
    let id = project.graph.module(atPath: "/src/models/a/modeling_a.py")
    guard let id else { return #expect(Bool(false), "no module") }
    #expect(project.describe(project.graph.resolve("f", in: id)) == "def core.f")
    #expect(project.describe(project.graph.resolve("g", in: id)) == "def models.b.modeling_b.g")
    #expect(project.graph[id].file == "models/a/modeling_a.py")
  }

  @Test func filesOutsideTheRootsGetTheirOwn() {
    let project = Self.lazy
    let graph = ModuleGraph(cache: project.graph.cache, roots: [], environment: .standard)
    let model = graph.module(atPath: "/src/pkg/models/llama/modeling_llama.py")
    let user = graph.module(atPath: "/src/user.py")
    guard let model, let user else { return #expect(Bool(false), "no module") }
    #expect(graph[model].name == "pkg.models.llama.modeling_llama")
    #expect(graph[user].file == "user.py")
    guard case .class_(let id) = graph.resolve("LlamaModel", in: user) else {
      return #expect(Bool(false), "\(graph.resolve("LlamaModel", in: user))")
    }
    #expect(graph[id].module == model)
    #expect(graph.module(atPath: "/src/absent.py") == nil)
    #expect(graph.module(atPath: "/src/pkg/../pkg/models/llama/modeling_llama.py") == model)
  }

  @Test func unreadableFilesAreEmptyModules() {
    let project = Project(["pkg/__init__.py": "", "pkg/bad.py": "x = 1\0\n", "pkg/half.py": "def f(:\nclass A: pass\n"])
    #expect(project.module("pkg.bad").fileProblem == .binary)
    #expect(project.module("pkg.bad").bindings.isEmpty)
    #expect(!project.module("pkg.half").problems.isEmpty)
    #expect(project.resolve("A", in: "pkg.half") == "class pkg.half.A")
  }

  @Test func importersAreFoundInBytes() {
    let files = MemoryFileSystem([
      "/r/pkg/__init__.py": "from .core import Core\n", "/r/pkg/core.py": "import pkg.core\n",
      "/r/pkg/a.py": "def f():\n\tfrom . import (\n  core, # the core\n  other)\n",
      "/r/pkg/b.py": "import os, pkg.core as c\n", "/r/pkg/c.py": "from pkg import core as x\n",
      "/r/pkg/sub/__init__.py": "", "/r/pkg/sub/d.py": "from ..core import Core; x = 1\n",
      "/r/pkg/sub/e.py": "from .core import Core\nfrom corel import core\nx = 'from pkg.core import y'\n",
      "/r/pkg/sub/f.py": "from .. import \\\n  core\n", "/r/pkg/sub/core.py": "",
      "/r/pkg/notes.txt": "import pkg.core\n",
    ])
    let index = ImportIndex(root: PackageRoot(folder: "/r/pkg", name: "pkg"), files: files)
    #expect(
      index.importers(of: "core.py") == ["__init__.py", "a.py", "b.py", "c.py", "sub/d.py", "sub/f.py"])
    #expect(index.importers(of: "sub/core.py") == ["sub/e.py"])
    #expect(index.importers(of: "absent.py") == [])
    #expect(index.paths.count == 10)
  }
}
