import DTypeAnalysis
import Dataflow
import PythonSyntax
import SourceText

/// Finds long sums, buckets and offsets that are computed in 16 bits and lose what they are for.
///
/// Each rule looks at one operation and at the dtype of one operand of it.
struct HalfPrecisionOperation {
  let unit: AnalyzedUnit

  /// One finding for each function in which an operand certainly has 16 bits.
  func findings(
    _ operand: (NodeID) -> NodeID?, kind: NodeKind, message: (String, String) -> Diagnostic.Message
  ) -> [Finding] {
    var functions: Set<String> = []
    return unit.nodes(kind).compactMap { (node: NodeID) -> Finding? in
      guard let operand = operand(node) else { return nil }
      let lanes = unit.halfLanes(operand)
      let function = unit.functionName(around: node)
      guard !lanes.isEmpty, functions.insert(function).inserted else { return nil }
      let flow = FlowTrace(unit: unit, lanes: lanes).operand(operand)
      return Finding(
        message(flow.name, flow.dtype), at: unit.tree.span(node), function: function, lanes: unit.names(of: lanes),
        operands: [flow],
        related: flow.steps.map(RelatedPlace.init),
        // A sum is the same wherever it stands, a call says less.
        copyKey: kind == .binary ? .text(unit.checkedFile.text(unit.tree.span(node))) : unit.cloneKey(statement: node))
    }
  }

  /// The tensor that a call of one of these functions or methods works on.
  func subject(of call: NodeID, named names: [String]) -> NodeID? {
    guard names.contains(unit.calledName(call)) else { return nil }
    let tree = unit.tree
    let callee = tree.child(call, 0)
    // `dtype=` says in what is computed.
    if tree.children(of: call).contains(where: { tree.kind($0) == .keywordArgument && tree.symbol($0) == "dtype" }) {
      return nil
    }
    if tree.kind(callee) == .attribute, unit.floatingDTypes(tree.child(callee, 0), in: unit.mixedLanes) != nil {
      return tree.child(callee, 0)
    }
    let argument = tree.child(call, 1)
    return argument.isNone || tree.kind(argument) == .keywordArgument ? nil : argument
  }
}

/// Finds cumulative sums of 16-bit values.
///
/// See `Rules/pages/PREC302-cumulative-sum-in-16-bit.md`.
package struct CumulativeSumInHalfPrecision: Rule {
  package static let id = RuleID("PREC302", slug: "cumulative-sum-in-16-bit")
  package static let isAboutModels = true

  package init() {}

  package func findings(in unit: AnalyzedUnit) -> [Finding] {
    let operations = HalfPrecisionOperation(unit: unit)
    var slice: DataSlice?
    return operations.findings(
      { call in
        guard let subject = operations.subject(of: call, named: ["cumsum", "cumprod", "logcumsumexp"]) else {
          return nil
        }
        let known = slice ?? DataSlice(unit)
        slice = known
        return isCount(subject, known, unit) ? nil : subject
      }, kind: .call
    ) { .cumulativeSum($0, $1) }
  }

  /// Sums of ones and of masks count, and are exact as long as images and sequences are short.
  private func isCount(_ node: NodeID, _ slice: DataSlice, _ unit: AnalyzedUnit) -> Bool {
    slice.expressions(behind: node).contains { expression in
      if unit.tree.kind(expression) == .call, ["ones", "ones_like", "full"].contains(unit.calledName(expression)) {
        return true
      }
      let (dtypes, _) = unit.dtypes(of: unit.value(of: expression), in: unit.mixedLanes)
      return !dtypes.isEmpty && dtypes.dtypes.allSatisfy(\.isIntegral)
    }
  }
}

/// Finds coordinates and positions that are rounded to 16 bits before they are sorted into buckets, or made integers.
///
/// See `Rules/pages/PREC303-bucketing-in-16-bit.md`.
package struct BucketingInHalfPrecision: Rule {
  package static let id = RuleID("PREC303", slug: "bucketing-in-16-bit")
  package static let isAboutModels = true

  package init() {}

  package func findings(in unit: AnalyzedUnit) -> [Finding] {
    let operations = HalfPrecisionOperation(unit: unit)
    var slice: DataSlice?
    return operations.findings(
      { call in
        if let subject = operations.subject(of: call, named: ["bucketize", "searchsorted"]) { return subject }
        guard let position = castToInteger(call, unit) else { return nil }
        let known = slice ?? DataSlice(unit)
        slice = known
        return isPosition(position, known, unit) ? position : nil
      }, kind: .call
    ) { .bucketing($0, $1) }
  }

  /// What certainly has 16 bits and is cast to integers, which are buckets as well.
  private func castToInteger(_ call: NodeID, _ unit: AnalyzedUnit) -> NodeID? {
    let callee = unit.tree.child(call, 0)
    guard ["long", "int", "to", "type"].contains(unit.calledName(call)), unit.tree.kind(callee) == .attribute else {
      return nil
    }
    let (dtypes, isKnown) = unit.dtypes(of: unit.value(of: call), in: unit.mixedLanes)
    let subject = unit.tree.child(callee, 0)
    let isCast = isKnown && !dtypes.isEmpty && dtypes.dtypes.allSatisfy(\.isIntegral)
    return isCast && !unit.halfLanes(subject).isEmpty ? subject : nil
  }

  /// Whether a value is made of counted numbers, and not of activations.
  private func isPosition(_ node: NodeID, _ slice: DataSlice, _ unit: AnalyzedUnit) -> Bool {
    let isCounted = slice.expressions(behind: node).contains {
      unit.tree.kind($0) == .call && ["arange", "linspace", "cumsum"].contains(unit.calledName($0))
        && !unit.halfLanes($0).isEmpty
    }
    return isCounted && !AngleOperand(node, slice, unit).isWeighted
  }
}

/// Finds `1 + weight` where the weight has 16 bits: next to one, bfloat16 has steps of 1/128.
///
/// See `Rules/pages/PREC304-unit-offset-in-16-bit.md`.
package struct UnitOffsetInHalfPrecision: Rule {
  package static let id = RuleID("PREC304", slug: "unit-offset-in-16-bit")
  package static let isAboutModels = true

  package init() {}

  package func findings(in unit: AnalyzedUnit) -> [Finding] {
    HalfPrecisionOperation(unit: unit).findings({ parameter($0, unit) }, kind: .binary) { .unitOffset($0, $1) }
  }

  private func parameter(_ sum: NodeID, _ unit: AnalyzedUnit) -> NodeID? {
    let tree = unit.tree
    guard tree[sum].operation == .add else { return nil }
    let operands = Array(tree.children(of: sum))
    guard operands.contains(where: { isOne($0, tree) }), let other = operands.first(where: { !isOne($0, tree) }) else {
      return nil
    }
    let isParameter = unit.tensors(of: unit.value(of: other), in: unit.mixedLanes).contains { $0.role == .parameter }
    return isParameter && computesInFloat32(around: sum, unit) ? other : nil
  }

  /// Whether the class casts to float32: next to a norm in 16 bits, the rounding of its weight is one more of the same
  /// size.
  private func computesInFloat32(around sum: NodeID, _ unit: AnalyzedUnit) -> Bool {
    guard let owner = unit.classAround(sum) else { return false }
    return unit.writtenCasts().contains { $0.isCast && $0.dtype == .float32 && unit.classAround($0.node) == owner }
  }

  private func isOne(_ node: NodeID, _ tree: SyntaxTree) -> Bool {
    (tree.kind(node) == .integer && tree.symbol(node) == "1")
      || (tree.kind(node) == .float && ["1.0", "1."].contains(tree.symbol(node).text))
  }
}

extension Diagnostic.Message {
  fileprivate static func cumulativeSum(_ name: String, _ dtype: String) -> Self {
    "a cumulative sum of `\(name)` is kept in \(dtype), which loses small addends and may overflow"
  }

  fileprivate static func bucketing(_ name: String, _ dtype: String) -> Self {
    "`\(name)` is rounded to \(dtype) before it is sorted into buckets"
  }

  fileprivate static func unitOffset(_ name: String, _ dtype: String) -> Self {
    let step = dtype.contains("bfloat16") ? 128 : 1024
    return "one is added to `\(name)` in \(dtype), which rounds the weight to steps of 1/\(step)"
  }
}
