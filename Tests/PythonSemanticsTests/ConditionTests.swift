import PythonSemantics
import PythonSyntax
import SourceText
import Testing

/// Which of several bindings counts.
@Suite struct ConditionTests {
  @Test func availabilityDecides() {
    let project = Project(
      module: """
        from x import is_flash_attn_2_available, is_torch_npu_available, is_odd_available
        import sys
        from packaging import version
        import torch
        if is_flash_attn_2_available():
            from flash_attn import flash_attn_func
        else:
            flash_attn_func = None
        if is_torch_npu_available():
            from npu import norm
        elif is_odd_available():
            from odd import norm
        else:
            norm = None
        if not is_torch_npu_available() and is_flash_attn_2_available():
            def chosen(): pass
        else:
            chosen = 1
        if sys.version_info >= (3, 8):
            from new import recent
        else:
            from old import recent
        if version.parse(torch.__version__) < version.parse("2.1"):
            from old import modern
        else:
            from new import modern
        """)
    #expect(project.resolve("flash_attn_func") == "external flash_attn.flash_attn_func")
    #expect(project.resolve("norm") == "external odd.norm")
    #expect(project.resolve("chosen") == "def m.chosen")
    #expect(project.resolve("recent") == "external new.recent")
    #expect(project.resolve("modern") == "external new.modern")
  }

  @Test func aVariableThatHoldsAnAnswer() {
    let project = Project(
      module: """
        from x import is_flash_attn_2_available
        HAS_FLASH = is_flash_attn_2_available()
        MISSING = not HAS_FLASH
        if MISSING:
            from a import f
        else:
            from b import f
        """)
    #expect(project.resolve("f") == "external b.f")
  }

  @Test func tryTakesItsBody() {
    let project = Project(
      module: """
        try:
            from fast import kernel
            from deepspeed import engine
        except ImportError:
            kernel = None
            engine = None
        try:
            import quick
        except ImportError as error:
            from slow import run
        else:
            from quick import run
        finally:
            from always import end
        """)
    // A package that the environment lacks sends the whole body to the handler.
    #expect(project.resolve("kernel") == "value m.kernel")
    #expect(project.resolve("run") == "external quick.run")
    #expect(project.resolve("end") == "external always.end")
  }

  @Test func flagIsWhatItsLastBindingSays() {
    let project = Project(
      module: """
        uses_own = True
        try:
            from deepspeed import Norm
            uses_own = False
        except ImportError:
            pass
        class Own: pass
        if not uses_own:
            Own = Norm
        looped = True
        if looped:
            looped = False
        """)
    #expect(project.resolve("Own") == "class m.Own")
  }

  @Test func dependencyGuardsOfLazyPackages() {
    let project = Project(
      module: """
        try:
            if not is_torch_available():
                raise OptionalDependencyNotAvailable()
        except OptionalDependencyNotAvailable:
            from dummies import Model
        else:
            from real import Model
        try:
            if not is_tf_available():
                raise OptionalDependencyNotAvailable()
        except OptionalDependencyNotAvailable:
            from dummies import TFModel
        else:
            from real import TFModel
        """)
    #expect(project.resolve("Model") == "external real.Model")
    #expect(project.resolve("TFModel") == "external dummies.TFModel")
  }

  @Test func theLastBindingWinsUnlessItIsOpen() {
    let project = Project(
      module: """
        def f(): pass
        def f(): return 1
        g = None
        if maybe():
            from lib import g
        def h(): pass
        if maybe():
            h = wrap(h)
        for k in range(3):
            t = k
        """)
    let functions = project.module("m").functionsInOrder
    #expect(project.graph.resolve("f", in: project.module("m").id) == .function(functions[1]))
    #expect(project.resolve("g") == "external lib.g")
    #expect(project.resolve("h") == "value m.h")
    #expect(project.resolve("t") == "value m.t")
    let loop = project.module("m").bindings["t"]?.first
    #expect(loop?.kind == .other)
    #expect(project.module("m").tree.kind(loop?.node ?? .none) == .for_)
  }

  @Test func aFlagSetUnderItsOwnTestIsReadWhereItStands() {
    let tests = (0..<8).map { _ in "if not flag:\n    flag = maybe()\n" }.joined()
    let project = Project(
      module: "flag = True\n" + tests + """
        if flag:
            from a import f
            flag = False
        if flag:
            from b import g
        else:
            from c import g
        """)
    #expect(project.resolve("f") == "external a.f")
    #expect(project.resolve("g") == "external c.g")
  }

  @Test func typeCheckingNamesAreALastResort() {
    let project = Project(
      module: """
        from typing import TYPE_CHECKING
        if TYPE_CHECKING:
            from a import Only, Both
        else:
            from b import Both
        """)
    #expect(project.resolve("Only") == "external a.Only")
    #expect(project.resolve("Both") == "external b.Both")
    let module = project.module("m")
    let bindings = module.bindings["Both"] ?? []
    #expect(bindings.map { project.graph.isActive($0, in: module.id) } == [false, true])
  }

  @Test func predicatesCanBeToldOtherwise() {
    let text = "if is_flash_attn_2_available():\n    from a import f\nelse:\n    from b import f\n"
    let policy = EnvironmentPolicy(predicates: ["is_flash_attn_2_available": false])
    #expect(Project(module: text).resolve("f") == "external a.f")
    #expect(Project(module: text, environment: policy).resolve("f") == "external b.f")
    #expect(Project(module: text, environment: EnvironmentPolicy()).resolve("f") == "external a.f")
  }

  @Test func mutationsAreTheOutermostStatements() {
    let project = Project(
      module: """
        import sys
        TABLE = {}
        TABLE["a"] = 1
        for key in names:
            if key:
                TABLE[key] = 2
            TABLE.update(x)
        if is_torch_npu_available():
            TABLE["npu"] = 3
        if unknown_thing():
            TABLE["open"] = 4
        TABLE |= other
        TABLE.inner.append(5)
        del TABLE["a"]
        sys.modules["m"] = 1
        COUNT = 0
        COUNT += 1
        """)
    let module = project.module("m")
    let lines = (module.mutations["TABLE"] ?? []).map { module.lines.line(at: module.tree.span($0).start) }
    #expect(lines == [3, 4, 11, 12, 13, 14])
    #expect(module.mutations["sys"] == nil)
    #expect(module.mutations["COUNT"]?.count == 1)
    #expect(module.bindings["TABLE"]?.count == 1)
  }

  @Test func exportsAreRead() {
    let project = Project(
      module: """
        __all__ = ["a", 'b'] + ["c"]
        __all__ += ["d"]
        __all__.extend(["e"])
        __all__.append("f")
        """)
    #expect(project.module("m").exports?.texts == ["a", "b", "c", "d", "e", "f"])
  }
}
