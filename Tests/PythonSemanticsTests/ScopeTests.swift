import PythonSemantics
import PythonSyntax
import SourceText
import Testing

/// Which variable each name is.
@Suite struct ScopeTests {
  @Test func parametersComeFirstAndAssignmentsMakeLocals() {
    let project = Project(
      module: """
        import torch
        def f(a, /, b, *args, c=1, **kw):
            x = a + b
            for i, (j, *k) in args:
                x += i
            with c as w, kw as (p, q):
                y: int = torch.zeros(x)
            return print
        """)
    let function = project.function("f")
    #expect(
      function.locals.texts == ["a", "b", "args", "c", "kw", "x", "i", "j", "k", "w", "p", "q", "y"])
    #expect(function.parameters.map(\.slot) == [0, 1, 2, 3, 4])
    #expect(
      function.parameters.map(\.kind) == [
        .positionalOnly, .positionalOrKeyword, .variadicPositional, .keywordOnly, .variadicKeyword,
      ])
    #expect(project.places(of: "x") == [5, 5, 5])
    #expect(project.places(of: "torch") == [-1, -1])
    #expect(project.places(of: "print") == [-1])
    #expect(project.places(of: "f") == [-1])
    #expect(function.cells.isEmpty && function.freeVariables.isEmpty)
  }

  @Test func everyBindingStatementMakesALocal() {
    let project = Project(
      module: """
        def f(s):
            import a.b, c.d as d2
            from e import g as h, i
            try:
                pass
            except E as err:
                pass
            def inner(): pass
            class C: pass
            del dd
            if (n := s): pass
            match s:
                case [p, *rest]: pass
                case {"k": v, **more}: pass
                case K(z) as whole: pass
            global gg
            gg = 1
        """)
    #expect(
      project.function("f").locals.texts == [
        "s", "a", "d2", "h", "i", "err", "inner", "C", "dd", "n", "p", "rest", "v", "more", "whole", "z",
      ])
    #expect(project.places(of: "gg") == [-1, -1])
    #expect(project.module("m").globalWrites == ["gg"])
    #expect(project.resolve("gg") == "value m.gg")
  }

  @Test func innerFunctionsShareCells() {
    let project = Project(
      module: """
        def outer(a, b):
            total = 0
            def inner(x):
                nonlocal total
                total = total + x + a
                return lambda y: y + a + b
            return inner
        """)
    let outer = project.function("outer")
    #expect(outer.locals.texts == ["inner"])
    #expect(Set(outer.cells.texts) == ["a", "b", "total"])
    #expect(outer.parameters.map(\.slot) == [-1, -1])
    let inner = project.function("outer.inner")
    #expect(inner.locals.texts == ["x"])
    #expect(inner.cells.isEmpty)
    #expect(Set(inner.freeVariables.texts) == ["total", "a", "b"])
    #expect(inner.enclosingFunction == outer.id)
    let lambda = project.function("outer.inner.<lambda>")
    #expect(lambda.locals.texts == ["y"])
    #expect(Set(lambda.freeVariables.texts) == ["a", "b"])
    let module = project.module("m")
    for (function, name) in [(outer, "total"), (inner, "total"), (lambda, "b")] {
      let span = module.tree.span(function.body)
      let inside = module.resolutions.indices.filter { index in
        let node = module.tree.nodes[index]
        return node.kind == .name && node.symbol.text == name && span.contains(node.span)
      }
      #expect(!inside.isEmpty)
      // Nodes of nested functions are numbered for those; the innermost comes last in this list.
      if let last = inside.last, function.id == lambda.id {
        #expect(function.cellName(ofResolution: module.resolutions[last])?.text == name)
      }
    }
    #expect(module.resolutions[Int(outer.parameters[0].node.rawValue)] <= -3)
    #expect(outer.cellName(ofResolution: module.resolutions[Int(outer.parameters[1].node.rawValue)]) == "b")
  }

  @Test func comprehensionTargetsAreLocalsOfTheirOwn() {
    let project = Project(
      module: """
        def f(x, rows):
            y = [x for x in rows if x]
            z = {k: v for k in x for v in k}
            return x, [(w := x) for x in y], w
        g = [t for t in range(3)]
        """)
    let function = project.function("f")
    #expect(function.locals.texts.filter { $0 == "x" }.count == 3)
    #expect(function.locals.texts.filter { $0 == "w" }.count == 1)
    let x = project.places(of: "x")
    // The parameter; element, target and test of the first comprehension; the iterable of the second; the return;
    // element and target of the last.
    #expect(x[0] == 0)
    #expect(x[1] == x[2] && x[2] == x[3] && x[1] != 0)
    #expect(x[4] == 0 && x[5] == 0)
    #expect(x[6] == x[7] && x[6] != 0 && x[6] != x[1])
    #expect(project.places(of: "t") == [-1, -1])
    #expect(Set(project.places(of: "w")).count == 1)
  }

  @Test func theFirstIterableIsEvaluatedOutside() {
    let project = Project(module: "def f(x):\n    return [x for x in x]\n")
    let places = project.places(of: "x")
    #expect(places[0] == 0)
    #expect(places[1] == places[2] && places[1] != 0)
    #expect(places[3] == 0)
  }

  @Test func lambdasHaveParameters() {
    let project = Project(module: "f = lambda a, b=c: a + b + d\n")
    let function = project.function("<lambda>")
    #expect(function.name == "<lambda>")
    #expect(function.locals.texts == ["a", "b"])
    #expect(project.places(of: "a") == [0, 0])
    #expect(project.places(of: "c") == [-1])
    #expect(project.places(of: "d") == [-1])
    #expect(project.graph.function(at: function.node, in: project.module("m").id) == function.id)
  }

  @Test func classBodiesAreNotSeenByMethods() {
    let project = Project(
      module: """
        class C:
            size = 1
            doubled = size * 2
            def method(self, n=size):
                return size
            table = [size for _ in range(size)]
        """)
    #expect(Set(project.places(of: "size")) == [-1])
    let method = project.function("C.method")
    #expect(method.definingClass == project.class_("C").id)
    #expect(method.locals.texts == ["self", "n"])
  }

  @Test func classesInFunctionsUseCells() {
    let project = Project(
      module: """
        def make(width):
            class Layer(object):
                size = width
                def forward(self, x):
                    return x * width
            return Layer
        """)
    #expect(project.function("make").cells.texts == ["width"])
    #expect(project.function("make").locals.texts == ["Layer"])
    let forward = project.function("make.Layer.forward")
    #expect(forward.freeVariables.texts == ["width"])
    #expect(forward.qualifiedName == "make.Layer.forward")
    #expect(project.places(of: "width").allSatisfy { $0 <= -3 })
    #expect(project.class_("make.Layer").enclosingFunction == project.function("make").id)
  }

  @Test func superInANestedFunctionKnowsItsClass() {
    let project = Project(
      module: """
        class C:
            def forward(self):
                def run():
                    return super().forward()
                return [lambda: 1 for _ in run()]
        """)
    let id = project.class_("C").id
    #expect(project.function("C.forward.run").definingClass == nil)
    #expect(project.function("C.forward.run").lexicalClass == id)
    #expect(project.function("C.forward").lexicalClass == id)
    #expect(project.function("C.forward.<lambda>").lexicalClass == id)
  }

  @Test func generatorsAndCoroutinesAreMarked() {
    let project = Project(
      module: """
        def g():
            x = yield 1
        async def c():
            await d
        def plain():
            def inner():
                yield from g()
            return (i for i in inner())
        """)
    #expect(project.function("g").isGenerator)
    #expect(!project.function("c").isGenerator)
    #expect(project.function("c").isAsync)
    #expect(!project.function("plain").isGenerator)
    #expect(project.function("plain.inner").isGenerator)
  }

  @Test func decoratorsDefaultsAndAnnotationsBelongOutside() {
    let project = Project(
      module: """
        def outer(deco, value, Kind):
            @deco
            def inner(a: Kind = value) -> Kind:
                return a
            return inner
        """)
    #expect(project.function("outer").cells.isEmpty)
    #expect(project.places(of: "deco") == [0, 0])
    #expect(project.places(of: "value") == [1, 1])
    #expect(project.places(of: "Kind") == [2, 2, 2])
    #expect(project.function("outer.inner").decorators.count == 1)
  }

  @Test func loopVariablesCapturedInAComprehensionAreCells() {
    let project = Project(module: "def f(xs):\n    return [lambda: x for x in xs]\n")
    #expect(project.function("f").cells.texts == ["x"])
    #expect(project.function("f.<lambda>").freeVariables.texts == ["x"])
  }
}
