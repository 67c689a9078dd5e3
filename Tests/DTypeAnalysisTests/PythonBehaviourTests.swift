import PythonSemantics
import RuleLibrary
import SourceText
import Testing

@testable import DTypeAnalysis

/// What Python's own types and functions give, seen through the interpreter: each expression decides between two
/// dtypes, so that an answer that is wrong, or that is not known, shows in the traced binding.
@Suite struct PythonBehaviourTests {
  private static let sources = RuleLibrary.models.map { (file: $0.file, text: $0.text) }
  private static let stubs = sources.filter { StubSource.isInterpreted($0.text) }
    .map { StubSource(file: $0.file, text: $0.text) }
  private static let library = OperatorLibrary.load(sources.filter { !StubSource.isInterpreted($0.text) }).library

  /// Per name bound in a function, the distinct dtype alternatives over all lanes.
  private func dtypes(
    of body: [String], before: String = "", in function: String = "check"
  ) -> [String: Set<String>] {
    let text = """
      import collections, copy, functools, inspect, itertools, math, operator, types
      import torch
      from torch import nn

      \(before)

      def choose(condition):
        return torch.ones(1, dtype=torch.float64) if condition else torch.ones(1, dtype=torch.int8)

      def check(x, n):
        some = x.shape[0]
      \(body.map { "  " + $0 }.joined(separator: "\n"))

      class CheckModel(nn.Module):
        def forward(self, hidden_states):
          return check(hidden_states, hidden_states.shape[0])

      """
    let files = MemoryFileSystem(["/t/modeling_t.py": text])
    let graph = ModuleGraph(
      cache: SourceCache(files: files), roots: [PackageRoot.find(for: "/t/modeling_t.py", in: files)],
      environment: .standard)
    let analyzer = UnitAnalyzer(graph: graph, library: Self.library, stubs: Self.stubs, options: AnalysisOptions())
    guard let module = graph.module(atPath: "/t/modeling_t.py") else { return [:] }
    var result: [String: Set<String>] = [:]
    for row in analyzer.analyze(module).traceRows() where row.function == function {
      result[row.name, default: []].formUnion(row.lanes.flatMap { $0.alternatives.map(\.json) })
    }
    return result
  }

  private static let float64: Set<String> = ["\"torch.float64\""]
  private static let either: Set<String> = ["\"torch.float64\"", "\"torch.int8\""]

  @Test(arguments: [
    "len((1, 2, 3)) == 3", "sum([1, 2, 3]) == 6", "max(1, 5, 2) == 5 and min([4, 2]) == 2",
    "[i * i for i in range(4)][2] == 4", "sum(i for i in range(4) if i % 2 == 0) == 2",
    "[a + b for a in (1, 2) for b in (10, 20)][3] == 22", "list(zip((1, 2), (3, 4)))[1][0] == 2",
    "[i for i, _ in enumerate('abc', 1)][-1] == 3", "sorted([3, 1, 2])[0] == 1", "list(reversed((1, 2)))[0] == 2",
    "(1, 2, 3, 4)[-2:] == (3, 4) and (1, 2, 3)[::-1] == (3, 2, 1)", "(1,) * 3 == (1, 1, 1)",
    "{k: v + 1 for k, v in {'a': 1}.items()}['a'] == 2", "{'a': 1}.get('b', 7) == 7", "'a' in {'a': 1}",
    "'b' not in {'a': 1}", "len({'a': 1} | {'b': 2}) == 2", "len({1, 1, 2}) == 2",
    "dict(a=1)['a'] == 1 and dict([('q', 2)])['q'] == 2", "dict.fromkeys(['m'], 4)['m'] == 4",
    "isinstance(x, torch.Tensor) and not isinstance(x, (list, tuple))", "all(isinstance(i, int) for i in (1, 2))",
    "any(v is None for v in (1, None))", "int(2.9) == 2 and round(2.5) == 2 and divmod(7, 2) == (3, 1)",
    "float('inf') > 1e300 and abs(-3) == 3", "next(iter((5, 6))) == 5",
    "next((v for v in (1, 2, 3) if v > 1), None) == 2", "tuple(map(lambda v: v * 2, (1, 2))) == (2, 4)",
    "list(filter(None, (0, 1)))[0] == 1", "math.prod((2, 3)) == 6 and math.ceil(2.5) == 3 and math.sqrt(16) == 4.0",
    "functools.reduce(operator.mul, (2, 3, 4)) == 24", "functools.partial(lambda a, b: a - b, b=1)(3) == 2",
    "isinstance(functools.partial(max, 1), (str, functools.partial))", "isinstance(check, types.FunctionType)",
    "isinstance(nn.ReLU, type) and isinstance([].append, object)",
    "len(list(itertools.product((1, 2), (3, 4)))) == 4", "list(itertools.chain((1,), [2]))[1] == 2",
    "'a.b.c'.split('.')[-1] == 'c' and 'a_b'.replace('_', '-') == 'a-b'", "'{}-{}'.format('a', 3) == 'a-3'",
    "'abc'.startswith(('z', 'a'))", "str(torch.bfloat16).split('.')[-1] == 'bfloat16'", "type(3) is int",
    "'n' in inspect.signature(check).parameters and 'm' not in inspect.signature(check).parameters",
    "some > 0 and len(x.shape[:2]) > 0", "some + 1 > 0 and some * 2 >= 1",
  ])
  func isTrue(_ expression: String) {
    #expect(dtypes(of: ["r = choose(\(expression))"])["r"] == Self.float64, "\(expression)")
  }

  /// What depends on sizes is not decided: both branches run.
  @Test(arguments: [
    "some > 1", "some // 2 > 0", "some in (1, 2)", "len([v for v in range(some)]) == 2", "math.log(some) > 1",
  ])
  func isOpen(_ expression: String) {
    #expect(dtypes(of: ["r = choose(\(expression))"])["r"] == Self.either, "\(expression)")
  }

  @Test func listsThatGrowInOpenLoopsForgetTheirLength() {
    let found = dtypes(of: [
      "parts = []", "for i in range(n):", "  parts.append(choose(True))", "r = parts[0]", "s = choose(len(parts) == 1)",
      "t = torch.cat(parts)",
    ])
    #expect(found["r"] == Self.float64)
    #expect(found["s"] == Self.either)
    #expect(found["t"] == Self.float64)
  }

  @Test func listMethodsAreExactOutsideLoops() {
    let found = dtypes(of: [
      "l = [1]", "l.extend((2, 3))", "l.insert(0, 9)", "r = choose(l.pop() == 3 and l[0] == 9 and len(l) == 3)",
      "l.clear()", "s = choose(len(l) == 0)",
    ])
    #expect(found["r"] == Self.float64)
    #expect(found["s"] == Self.float64)
  }

  @Test func elementsOfAnUnrolledComprehensionAreObjectsOfTheirOwn() {
    let found = dtypes(of: [
      "lists = [[] for _ in range(3)]", "lists[0].append(1)",
      "r = choose(len(lists[0]) == 1 and len(lists[1]) == 0)",
    ])
    #expect(found["r"] == Self.float64)
  }

  @Test func tuplesOfTwoCallsStayApart() {
    let found = dtypes(
      of: ["pair(choose(True))", "pair(torch.ones(1))"], before: "def pair(x):\n  return x, x", in: "pair")
    let pairs = ["float64", "float32"].map { "[\"torch.\($0)\", \"torch.\($0)\"]" }
    #expect(found["<return>"] == Set(pairs))
  }

  @Test func aListOfUnlikeTensorsDoesNotSayWhichIsWhich() {
    let found = dtypes(of: ["l = [choose(True) for _ in range(n)] + [torch.ones(1)]"])
    #expect(found["l"] == ["[\"unknown\", \"...\"]"])
  }

  @Test func deepCopiesShareNothing() {
    let found = dtypes(of: [
      "a = {'k': [1]}", "b = copy.deepcopy(a)", "b['k'].append(2)", "b['z'] = 1",
      "r = choose(len(a['k']) == 1 and len(b['k']) == 2 and 'z' not in a)",
    ])
    #expect(found["r"] == Self.float64)
  }

  @Test func attributesAreClosedWorld() {
    let settings = """
      class Settings:
        attribute_map = {"hidden": "size"}
        fixed = 1
        def __init__(self, **kwargs):
          self.size = 4
          for key, item in kwargs.items():
            setattr(self, key, item)
      """
    let found = dtypes(
      of: [
        "c = Settings(foo=3)", "r = choose(getattr(c, 'foo') == 3 and getattr(c, 'bar', 8) == 8 and hasattr(c, 'foo'))",
        "s = choose(not hasattr(c, 'bar') and hasattr(c, 'fixed') and hasattr(c, 'hidden') and c.hidden == 4)",
        "t = choose(not hasattr(nn.Linear(1, 1), 'foo') and hasattr(nn.Linear(1, 1), 'weight'))",
      ], before: settings)
    #expect(found["r"] == Self.float64)
    #expect(found["s"] == Self.float64)
    #expect(found["t"] == Self.float64)
  }

  @Test func classesDeriveFromDictsAndMappings() {
    let classes = """
      class Registry(collections.OrderedDict):
        def __getitem__(self, key):
          return super().__getitem__(key) + 1

      class Interface(collections.abc.MutableMapping):
        shared = {"sdpa": 1}
        def __init__(self):
          self.own = {}
        def __getitem__(self, key):
          return self.own[key] if key in self.own else self.shared[key]
        def __setitem__(self, key, item):
          self.own.update({key: item})
        def __iter__(self):
          return iter({**self.shared, **self.own})
      """
    let found = dtypes(
      of: [
        "g = Registry({'a': 1})", "r = choose(g['a'] == 2 and g.get('a') == 1 and len(g) == 1 and 'b' not in g)",
        "i = Interface()", "i['mine'] = 5",
        "s = choose(i.get('sdpa', 9) == 1 and i.get('eager', 9) == 9 and i['mine'] == 5 and 'mine' in i)",
      ], before: classes)
    #expect(found["r"] == Self.float64)
    #expect(found["s"] == Self.float64)
  }

  @Test func moduleContainersAnswerLikeContainers() {
    let found = dtypes(of: [
      "m = nn.ModuleList([nn.Linear(2, 2) for _ in range(3)])", "d = nn.ModuleDict({'a': nn.Linear(1, 1)})",
      "r = choose(len(m) == 3 and 'a' in d and 'b' not in d)", "s = m[1].double()(x.double())",
    ])
    #expect(found["r"] == Self.float64)
  }

  /// An attribute that only one branch sets is open to `hasattr` afterwards; None is not carried through operations
  /// that raise for it; modules made in a loop of unknown length keep their own elements apart.
  @Test func branchesAndOpenLoopsKeepObjectsApart() {
    let classes = """
      class Optional_(nn.Module):
        def __init__(self, wide):
          super().__init__()
          if wide:
            self.proj = nn.Linear(2, 2)

      class Cross(nn.Module):
        def forward(self, hidden_states, states):
          return hidden_states.to(torch.int8)

      class Plain(nn.Module):
        def forward(self, hidden_states):
          return hidden_states.double()

      class Block(nn.Module):
        def __init__(self):
          super().__init__()
          self.layer = nn.ModuleList()
          self.layer.append(Cross())
          self.layer.append(Plain())
      """
    let found = dtypes(
      of: [
        "o = Optional_(some > 4)", "r = choose(hasattr(o, 'proj'))",
        "states = () if some > 4 else None", "states = states + (x.double(),)", "s = states[0]",
        "blocks = nn.ModuleList([Block() for _ in range(some)])", "t = blocks[0].layer[-1](x)",
      ], before: classes)
    #expect(found["r"] == Self.either)
    #expect(found["s"] == Self.float64)
    #expect(found["t"] == Self.float64)
  }
}
