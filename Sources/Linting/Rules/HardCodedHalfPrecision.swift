import DTypeAnalysis
import Dataflow
import PythonSyntax
import SourceText

/// Finds casts to a spelled 16-bit dtype, which ignore the dtype that the model has.
///
/// See `Rules/pages/CAST401-hard-coded-half-precision.md`.
package struct HardCodedHalfPrecision: Rule {
  package static let id = RuleID("CAST401", slug: "hard-coded-half-precision")
  package static let isAboutModels = true

  package init() {}

  package func findings(in unit: AnalyzedUnit) -> [Finding] {
    var functions: Set<String> = []
    return unit.writtenCasts().compactMap { (cast: WrittenCast) -> Finding? in
      guard cast.isCast, !cast.isDefault, cast.dtype.isHalfPrecision, !isDeliberate(cast, unit) else { return nil }
      let function = unit.functionName(around: cast.node)
      let name = function.lowercased()
      guard !function.isEmpty, !Self.subjects.contains(where: { name.hasText($0) }),
        let finding = finding(cast, function, unit)
      else { return nil }
      return functions.insert("\(function) \(cast.dtype.name)").inserted ? finding : nil
    }
  }

  /// What names of functions have in them that are about one dtype, `dequantize_to_bf16`, or that decide it: who loads
  /// a model may choose.
  private static let subjects = ["bf16", "bfloat16", "fp16", "float16", "fp8", "fp4", "from_pretrained"]
  private static let questions = ["half", "is_npu", "fp16", "bf16", "float8", "F8_"]

  /// Code that asks for the dtype first, that exists for one dtype only, or that says above why, knows what it does.
  private func isDeliberate(_ cast: WrittenCast, _ unit: AnalyzedUnit) -> Bool {
    isCastOn(cast, unit) || unit.isGuarded(cast.node, by: Self.questions + [".\(cast.dtype.name)"])
      || isExplained(cast, unit) || unit.unpacksWeights(around: cast.node) || isModuleOrBits(cast, unit)
  }

  /// Whether what is cast is a module, `reference.to(torch.bfloat16).eval()`, or the bits of the result are what
  /// counts, `x.to(torch.bfloat16).view(torch.int16)`.
  private func isModuleOrBits(_ cast: WrittenCast, _ unit: AnalyzedUnit) -> Bool {
    let tree = unit.tree
    let callee = tree.parent(cast.node)
    guard tree.kind(callee) == .attribute, case let call = tree.parent(callee), tree.kind(call) == .call,
      tree.child(call, 0) == callee
    else { return false }
    switch tree.symbol(callee) {
    case "eval", "train", "requires_grad_": return true
    case "view": return tree.children(of: call).dropFirst().contains { unit.literalDType($0) != nil }
    default: return false
    }
  }

  /// Whether a comment above the statement, or above the test that it is the answer to, names the dtype and says what
  /// for.
  private func isExplained(_ cast: WrittenCast, _ unit: AnalyzedUnit) -> Bool {
    let statement = unit.analysis.statement(of: cast.node)
    let clause = unit.tree.parent(unit.tree.parent(statement))
    let isFirst = unit.tree.kind(clause) == .ifClause
    return (unit.commentsAbove(statement) + (isFirst ? unit.commentsAbove(clause) : [])).contains { comment in
      Self.names[cast.dtype, default: []].contains(where: comment.words.contains)
        && Self.reasons.contains(where: comment.words.contains)
    }
  }

  private static let names: [DType: [Substring]] = [.bfloat16: ["bfloat16", "bf16"], .float16: ["float16", "fp16"]]
  /// What is given as the reason for a dtype, and what introduces one.
  private static let reasons: [Substring] = [
    "memory", "original", "reference", "kernel", "kernels", "because", "since", "requires", "needs", "only", "accepts",
    "expects", "cannot",
  ]

  /// Whether the result goes straight into a call that is told which dtype to make of it, as quantization is.
  private func isCastOn(_ cast: WrittenCast, _ unit: AnalyzedUnit) -> Bool {
    let call = unit.tree.parent(cast.node)
    guard unit.tree.kind(call) == .call, unit.tree.child(call, 0) != cast.node else { return false }
    return unit.tree.children(of: call).dropFirst().contains { argument in
      let value = unit.tree.kind(argument) == .keywordArgument ? unit.tree.child(argument, 0) : argument
      return unit.literalDType(value).map { $0 != cast.dtype } ?? false
    }
  }

  private func finding(_ cast: WrittenCast, _ function: String, _ unit: AnalyzedUnit) -> Finding? {
    let value = unit.value(of: cast.node)
    let reached = unit.support(of: value) & unit.mixedLanes
    let lanes = unit.lanes(in: reached) { lane in
      let (dtypes, isKnown) = unit.dtypes(of: value, in: lane)
      // Whatever it was before, the cast says what it is now.
      guard !isKnown || dtypes.single == cast.dtype else { return false }
      return !unit.isModelDType(DTypeSet(cast.dtype), in: lane)
    }
    // Where no lane comes by, the branch is for a setting that the lanes do not have, such as float32 norm weights.
    let isHypothetical = reached.isEmpty && unit.isGuarded(cast.node, by: [".float32"])
    guard !lanes.isEmpty || isHypothetical else { return nil }
    let failing = isHypothetical ? unit.mixedLanes : lanes
    return Finding(
      .hardCoded(cast.dtype, unit.words(for: cast)), at: unit.tree.span(cast.node), function: function,
      lanes: unit.names(of: failing), related: unit.spelling(of: cast),
      condition: isHypothetical ? "only where the test before it holds, as with float32 norm weights" : nil,
      consequences: consequences(of: cast, in: failing, unit))
  }

  /// Where something raises because of the cast.
  private func consequences(of cast: WrittenCast, in lanes: LaneMask, _ unit: AnalyzedUnit) -> [Span] {
    let trace = FlowTrace(unit: unit, lanes: lanes)
    return unit.raisedOperations.filter { raised in
      guard RaiseRule.isAboutDTypes(raised, in: unit), !(raised.lanes & lanes).isEmpty else { return false }
      return raised.floatingOperands.contains { operand in
        operand.dtypes.single == cast.dtype
          && operand.node.map { $0 == cast.node || trace.way(to: $0).contains(cast.node) } == true
      }
    }.map { unit.tree.span($0.node) }
  }
}

extension Diagnostic.Message {
  fileprivate static func hardCoded(_ dtype: DType, _ cast: String) -> Self {
    "\(cast) casts to \(dtype.name) whatever the model's dtype is"
  }
}
