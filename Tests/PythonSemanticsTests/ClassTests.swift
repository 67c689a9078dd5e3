import PythonSemantics
import PythonSyntax
import SourceText
import Testing

/// Bases, orders and members.
@Suite struct ClassTests {
  @Test func ordersFollowC3() {
    let project = Project(
      module: """
        class O: pass
        class A(O): pass
        class B(O): pass
        class C(A, B): pass
        class D(object): pass
        class E(D, C): pass
        """)
    #expect(project.order(of: "C") == ["C", "A", "B", "O"])
    #expect(project.order(of: "E") == ["E", "D", "C", "A", "B", "O"])
    #expect(!project.class_("E").hasInconsistentOrder)
  }

  @Test func contradictionsFallBackToDepthFirst() {
    let project = Project(
      module: """
        class A: pass
        class B(A): pass
        class C(A, B): pass
        class X(Y): pass
        class Y(X): pass
        class Z(Z): pass
        """)
    #expect(project.class_("C").hasInconsistentOrder)
    #expect(project.order(of: "C") == ["C", "A", "B"])
    #expect(project.class_("Y").hasInconsistentOrder || project.class_("X").hasInconsistentOrder)
    #expect(project.order(of: "Z") == ["Z"])
  }

  @Test func basesComeFromAnywhere() {
    let project = Project([
      "pkg/__init__.py": "",
      "pkg/base.py": """
      import torch.nn as nn
      from torch import nn as nn2
      from typing import Generic, TypeVar
      T = TypeVar("T")
      class Base(nn.Module, Generic[T]):
          def forward(self): pass
      class Plain(nn2.Linear): pass
      """,
      "pkg/m.py": """
      from . import base
      from .base import Base as B, Plain
      class One(base.Base[int]): pass
      class Two(B, metaclass=Meta, flag=True): pass
      class Three(Plain): pass
      class Four(compute()): pass
      class Kind(str, Enum): pass
      class Five(Outer.Inner): pass
      class Outer:
          class Inner: pass
          class Deep(Inner): pass
      """,
    ])
    #expect(
      project.order(of: "One", in: "pkg.m") == ["One", "Base", "external torch.nn.Module", "external typing.Generic"])
    let two = project.class_("Two", in: "pkg.m")
    #expect(two.keywords.map(\.name.text) == ["metaclass", "flag"])
    #expect(two.bases.count == 1)
    #expect(project.graph.isSubclass(project.class_("Three", in: "pkg.m").id, of: "torch.nn.Module"))
    #expect(project.graph.isSubclass(project.class_("Three", in: "pkg.m").id, of: "torch.nn.Linear"))
    #expect(project.graph.isSubclass(project.class_("Three", in: "pkg.m").id, of: "pkg.base.Plain"))
    #expect(!project.graph.isSubclass(project.class_("Three", in: "pkg.m").id, of: "pkg.base.Base"))
    #expect(project.class_("Four", in: "pkg.m").hasUnknownBase)
    #expect(project.order(of: "Kind", in: "pkg.m") == ["Kind", "external str"])
    #expect(project.class_("Kind", in: "pkg.m").hasUnknownBase)
    #expect(project.order(of: "Outer.Deep", in: "pkg.m") == ["Outer.Deep", "Outer.Inner"])
    #expect(project.class_("Five", in: "pkg.m").bases == [.class_(project.class_("Outer.Inner", in: "pkg.m").id)])
  }

  @Test func membersFollowTheOrder() {
    let project = Project(
      module: """
        class A:
            size = 1
            def forward(self): pass
            def only(self): pass
        class B(A):
            size: int = 2
            def forward(self): pass
        class C(B):
            pass
        """)
    let graph = project.graph
    let (a, b, c) = (project.class_("A").id, project.class_("B").id, project.class_("C").id)
    #expect(graph.member("forward", of: c)?.owner == b)
    #expect(graph.member("forward", of: c, after: b)?.owner == a)
    #expect(graph.member("forward", of: c, after: a) == nil)
    #expect(graph.member("only", of: c)?.owner == a)
    #expect(graph.member("size", of: c)?.binding.kind == .assignment)
    #expect(graph.member("absent", of: c) == nil)
    #expect(graph.member("forward", of: a, after: c) == nil)
  }

  @Test func accessorsDoNotHideTheGetter() {
    let project = Project(
      module: """
        class A:
            @property
            def value(self): return 1
            @value.setter
            def value(self, new): pass
            @overload
            def f(self, x: int): ...
            @overload
            def f(self, x: str): ...
            def f(self, x): return x
            if TYPE_CHECKING:
                g = 1
            else:
                def g(self): pass
        """)
    let members = ["value", "f", "g"].map { project.graph.member(Symbol($0), of: project.class_("A").id)?.binding }
    let lines = members.map { binding in
      binding.map { project.module("m").lines.line(at: project.module("m").tree.span($0.node).start) }
    }
    #expect(lines == [3, 10, 14])
    #expect(members.allSatisfy { $0?.kind == .function })
  }

  @Test func classesInFunctionsFindLocalBases() {
    let project = Project(
      module: """
        def make(Given):
            from torch.nn import Module
            class Inner(Module): pass
            class Derived(Inner): pass
            class Open(Given): pass
            return Derived
        """)
    #expect(project.order(of: "make.Derived") == ["make.Derived", "make.Inner", "external torch.nn.Module"])
    #expect(project.class_("make.Open").hasUnknownBase)
  }

  @Test func definitionsAreFoundByNode() {
    let project = Project(module: "class A:\n    def f(self): pass\ndef g(): pass\n")
    let module = project.module("m")
    for id in module.functionsInOrder {
      #expect(project.graph.function(at: project.graph[id].node, in: module.id) == id)
      #expect(project.graph.class_(at: project.graph[id].node, in: module.id) == nil)
    }
    let id = project.class_("A").id
    #expect(project.graph.class_(at: project.graph[id].node, in: module.id) == id)
    #expect(project.graph.dottedName(of: project.function("A.f").id) == "m.A.f")
    #expect(project.graph.dottedName(of: id) == "m.A")
  }

  @Test func conditionalBases() {
    let project = Project(
      module: """
        from x import FastBase, SlowBase, is_torch_npu_available
        Base = FastBase if is_torch_npu_available() else SlowBase
        class A(Base): pass
        try:
            from apex import FusedNorm as Norm
        except ImportError:
            class Norm: pass
        class B(Norm): pass
        """)
    #expect(project.order(of: "A") == ["A", "external x.SlowBase"])
    #expect(project.order(of: "B") == ["B", "external apex.FusedNorm"])
  }

  @Test func namesBoundTwice() {
    let project = Project([
      "pkg/__init__.py": "", "pkg/old.py": "class Mixin: pass\n",
      "pkg/m.py": """
      from .old import Mixin
      class Mixin(Mixin): pass
      class Auto(Mixin): pass
      Auto = update(Auto, head="x")
      class Child(Auto): pass
      """,
    ])
    let entries = project.class_("Mixin", in: "pkg.m").mro
    #expect(entries.count == 2)
    #expect(!project.class_("Mixin", in: "pkg.m").hasInconsistentOrder)
    #expect(project.order(of: "Child", in: "pkg.m") == ["Child", "Auto", "Mixin", "Mixin"])
    #expect(project.resolve("Auto", in: "pkg.m") == "value pkg.m.Auto")
  }
}
