import NumericReference
import PythonSemantics
import PythonSyntax
import SourceText
import Testing

@testable import Linting

/// Python as the evaluator runs it.
@Suite struct PythonEvaluatorTests {
  /// Calls `f()` of a module and gives what it returns.
  private func result(_ text: String) throws -> PythonValue {
    let snippet = try Snippet("import math\nimport torch\nimport torch.nn.functional as F\n" + text)
    let scope = GraphScope(snippet.module, in: snippet.graph)
    guard case .function(_, let node) = scope.definition(of: "f") else { throw PythonFailure.unsupported("no f") }
    return try PythonEvaluator(policy: OperatorPromotion()).call(PythonFunction(scope: scope, node: node), [])
  }

  private func integers(_ text: String) throws -> [Int] {
    let value = try result(text)
    if let tensor = value.tensor { return tensor.integers.map { Int($0) } }
    return (value.elements ?? [value]).compactMap(\.integer)
  }

  @Test func controlFlow() throws {
    #expect(
      try integers(
        """
        def f():
            found = []
            for i, (a, b) in enumerate(zip(range(10), reversed(range(10)))):
                if i == 2:
                    continue
                elif i > 4:
                    break
                found.append(a * b)
            else:
                found = []
            while len(found) < 6:
                found += [found[-1] // 2]
            return found
        """) == [0, 8, 18, 20, 10, 5])
  }

  @Test func functionsClosuresAndArguments() throws {
    #expect(
      try integers(
        """
        scale = 3

        def g(a, *rest, b=scale, **more):
            return a + sum(rest) * b + more["c"]

        def f():
            total = 1
            def add(n):
                return total + n
            first, *middle, last = [1, 2, 3, 4]
            pair = (lambda x, y=2: x ** y)(3)
            return [g(1, 2, 3, c=4), g(*middle, b=1, **{"c": 0}), add(last), pair, 7 if pair > 8 else 0]
        """) == [20, 5, 5, 9, 7])
  }

  @Test func recursionEndsAndLoopsDoNotHang() throws {
    #expect(try integers("def f(n=5):\n    return 1 if n < 2 else n * f(n - 1)\n") == [120])
    #expect(throws: PythonFailure.tooLong) { try result("def f():\n    while True:\n        pass\n") }
    #expect(throws: PythonFailure.tooLong) { try result("def f():\n    return f()\n") }
  }

  @Test func tensorsAndTheirViews() throws {
    #expect(
      try integers(
        """
        def f():
            x = torch.arange(8).view(2, 4)
            x[..., 1::2] += 10
            x[0, 0] = -1
            y = x[:, None].expand(-1, 2, -1).flatten(1)
            y.mul_(2)
            a, b = x.chunk(2, dim=-1)
            return torch.cat([a, -b], dim=-1)
        """) == [-1, 11, -2, -13, 4, 15, -6, -17])
    #expect(
      try integers("def f():\n    return [*torch.zeros(2, 3, dtype=torch.float16).shape, torch.ones(4).ndim]\n")
        == [2, 3, 1])
  }

  @Test func dtypesFollowTorch() throws {
    let value = try result(
      """
      def f():
          half = torch.ones(2, dtype=torch.bfloat16)
          return (half * 0.5).dtype, (half + torch.ones(2)).dtype, torch.arange(3).dtype, (torch.arange(3) / 2).dtype, \\
              (half * torch.tensor(2.0)).dtype, torch.cat([half, half.half()]).dtype, half.to(torch.ones(1).double()).dtype
      """)
    let dtypes = (value.elements ?? []).map { element -> ElementType? in
      if case .dtype(let dtype) = element { dtype } else { nil }
    }
    #expect(dtypes == [.bfloat16, .float32, .int64, .float32, .bfloat16, .float32, .float64])
  }

  @Test func comprehensionsKeepTheirVariables() throws {
    #expect(
      try integers(
        "def f():\n    i = 9\n    s = [i * j for i in range(3) for j in (1, 2) if i != 1]\n    return s + [i]\n")
        == [0, 0, 2, 4, 9])
  }

  @Test func exceptionsCarryTorchsMessages() {
    #expect(
      throws: PythonFailure.raised(
        type: "RuntimeError",
        message: "The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 0")
    ) { try result("def f():\n    return torch.ones(2) + torch.ones(3)\n") }
    #expect(throws: PythonFailure.raised(type: "ValueError", message: "no")) {
      try result("def f():\n    if math.pi > 3:\n        raise ValueError('no')\n")
    }
    #expect(throws: PythonFailure.raised(type: "TypeError", message: "missing a required argument: 'x'")) {
      try result("def g(x):\n    return x\n\ndef f():\n    return g()\n")
    }
  }

  @Test func whatIsNotKnownIsSaid() {
    #expect(throws: PythonFailure.unsupported("the tensor method `frobnicate`")) {
      try result("def f():\n    return torch.ones(1).frobnicate()\n")
    }
    #expect(throws: PythonFailure.unsupported("a call of `torch.frobnicate`")) {
      try result("def f():\n    return torch.frobnicate(1)\n")
    }
  }
}
