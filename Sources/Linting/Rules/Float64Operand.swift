import DTypeAnalysis
import Dataflow
import PythonSyntax
import SourceText

/// What the two rules about float64 share: a cast to, or a tensor made in, a dtype that some devices do not have.
struct Float64Use {
  /// The float64 casts of the file that nothing around guards, one for each function.
  static func findings(
    in unit: AnalyzedUnit, rotary: Bool, message: (String) -> Diagnostic.Message
  ) -> [Finding] {
    var functions: Set<String> = []
    return unit.writtenCasts().compactMap { (cast: WrittenCast) -> Finding? in
      guard cast.dtype == .float64 else { return nil }
      let function = unit.functionName(around: cast.node)
      guard !function.isEmpty, RotaryName.isPart(of: function) == rotary, isTorch(cast, unit),
        !unit.isGuarded(cast.node, by: ["mps", "npu", "cpu", "float64", "device", "double"]),
        !unit.isOnCPU(cast.node), !isMadeOnDefault(cast, unit), !goesToNumPy(cast, unit),
        functions.insert(function).inserted
      else { return nil }
      let reached = unit.support(of: unit.value(of: cast.node)) & unit.mixedLanes
      return Finding(
        message(unit.words(for: cast)), at: unit.tree.span(cast.node), function: function,
        lanes: unit.names(of: reached.isEmpty ? unit.mixedLanes : reached), related: unit.spelling(of: cast),
        notes: ["MPS and most NPUs have no float64: the call raises a TypeError there"])
    }
  }

  /// Whether it makes a tensor on the default device, which is the CPU.
  private static func isMadeOnDefault(_ cast: WrittenCast, _ unit: AnalyzedUnit) -> Bool {
    factories.contains(unit.calledName(cast.node))
      && !unit.tree.children(of: cast.node).contains { argument in
        unit.tree.kind(argument) == .keywordArgument && unit.tree.symbol(argument) == "device"
      }
  }

  private static let factories: Set<String> = [
    "arange", "empty", "eye", "full", "linspace", "logspace", "ones", "rand", "randn", "tensor", "zeros",
  ]

  /// Whether the function hands a tensor to NumPy as it is: it then runs on the CPU, which has float64.
  private static func goesToNumPy(_ cast: WrittenCast, _ unit: AnalyzedUnit) -> Bool {
    let function = unit.analysis.enclosingFunction(of: cast.node)
    return unit.nodes(.call).contains { call in
      let receiver = unit.tree.child(unit.tree.child(call, 0), 0)
      return unit.calledName(call) == "numpy" && unit.tree.kind(receiver) == .name
        && unit.analysis.enclosingFunction(of: call) == function
    }
  }

  /// A tensor by the facts, or a call of torch.
  private static func isTorch(_ cast: WrittenCast, _ unit: AnalyzedUnit) -> Bool {
    let (dtypes, _) = unit.dtypes(of: unit.value(of: cast.node), in: unit.lanes.all)
    return dtypes.contains(.float64)
  }
}

/// Finds float64 in code that runs on devices which have none.
///
/// See `Rules/pages/MIX107-float64-operand.md`.
package struct Float64Operand: Rule {
  package static let id = RuleID("MIX107", slug: "float64-operand")
  package static let isAboutModels = true

  package init() {}

  package func findings(in unit: AnalyzedUnit) -> [Finding] {
    Float64Use.findings(in: unit, rotary: false) { .float64($0) }
  }
}

/// Finds rotary embeddings that are computed in float64.
///
/// See `Rules/pages/ROPE003-rotary-float64.md`.
package struct RotaryFloat64: Rule {
  package static let id = RuleID("ROPE003", slug: "rotary-float64")
  package static let isAboutModels = true

  package init() {}

  package func findings(in unit: AnalyzedUnit) -> [Finding] {
    Float64Use.findings(in: unit, rotary: true) { .rotaryFloat64($0) }
  }
}

extension Diagnostic.Message {
  fileprivate static func float64(_ text: String) -> Self {
    "\(text) needs float64, which MPS does not have"
  }

  fileprivate static func rotaryFloat64(_ text: String) -> Self {
    "the rotary embedding is computed in float64 by \(text), which MPS does not have"
  }
}
