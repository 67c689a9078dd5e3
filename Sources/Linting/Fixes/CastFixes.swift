import DTypeAnalysis
import Dataflow
import PythonSyntax
import SourceText

/// Mends a cache that gets keys and values of different dtypes: the wider one is cast back.
struct CacheFixes {
  private let unit: AnalyzedUnit

  init(_ unit: AnalyzedUnit) { self.unit = unit }

  func candidates(for finding: Finding) -> [LocalFixes.Candidate] {
    let places = finding.operands.compactMap(\.place).compactMap { unit.expression(at: $0.span) }
    guard places.count == 2 else { return [] }
    return [(places[0], places[1]), (places[1], places[0])].compactMap { wide, model in
      guard isWider(wide, than: model), unit.isReadable(model), let name = unit.shortText(wide) else { return nil }
      let text = unit.checkedFile.text(unit.tree.span(model))
      let dtype = unit.dtypeWords(model, in: unit.halfLanes(model))
      return LocalFixes.Candidate(
        title: "cast `\(name)` to the dtype of `\(text)`",
        edits: [unit.appending(".to(\(text).dtype)", to: wide)],
        casts: [LocalFixes.Cast(node: wide)],
        caveat: "it rounds `\(name)` to \(dtype) before it is kept: \(RoundingWords.halfUlp(of: dtype))")
    }
  }

  private func isWider(_ wide: NodeID, than model: NodeID) -> Bool {
    let lanes = unit.halfLanes(model)
    return !lanes.isEmpty
      && unit.lanes(in: lanes) { unit.floatingDTypes(wide, in: $0)?.single == DType.float32 } != LaneMask()
  }
}

/// Mends a cast whose result is thrown away: the name takes it.
struct DiscardedCastFixes {
  private let unit: AnalyzedUnit

  init(_ unit: AnalyzedUnit) { self.unit = unit }

  func candidates(for finding: Finding) -> [LocalFixes.Candidate] {
    let tree = unit.tree
    guard let call = unit.expression(at: finding.span), tree.kind(tree.parent(call)) == .expressionStatement else {
      return []
    }
    let receiver = tree.child(tree.child(call, 0), 0)
    guard unit.isReadable(receiver) else { return [] }
    let name = unit.checkedFile.text(tree.span(receiver))
    let start = tree.span(call).start
    return [
      LocalFixes.Candidate(
        title: "assign the result to `\(name)`",
        edits: [Edit(span: Span(start: start, end: start), replacement: "\(name) = ")],
        caveat: "what follows then runs in another dtype than it did")
    ]
  }
}

/// Takes out a cast that does nothing.
struct RedundantCastFixes {
  private let unit: AnalyzedUnit

  init(_ unit: AnalyzedUnit) { self.unit = unit }

  func candidates(for finding: Finding) -> [LocalFixes.Candidate] {
    let tree = unit.tree
    guard let call = unit.expression(at: finding.span), case let callee = tree.span(tree.child(call, 0)),
      case let text = unit.checkedFile.text(callee).utf8,
      // Brackets around what is cast are no part of its span.
      let dot = text.lastIndex(of: UInt8(ascii: "."))
    else { return [] }
    let start = callee.start + UInt32(text.distance(from: text.startIndex, to: dot))
    let cast = Span(start: start, end: tree.span(call).end)
    return [
      LocalFixes.Candidate(
        title: "take out `\(unit.checkedFile.text(cast))`", edits: [Edit(span: cast, replacement: "")])
    ]
  }
}

/// Mends an angle that is rounded to 16 bits: what it is made of is counted, or widened, in float32.
struct AngleFixes {
  private let unit: AnalyzedUnit
  private let slice: DataSlice

  init(_ unit: AnalyzedUnit) {
    self.unit = unit
    slice = DataSlice(unit)
  }

  func candidates(for finding: Finding) -> [LocalFixes.Candidate] {
    let tree = unit.tree
    guard let product = unit.expression(at: finding.span) else { return [] }
    if let withoutCast = withoutCast(product) { return [withoutCast] }
    let operands: [NodeID]
    switch tree.kind(product) {
    case .binary: operands = Array(tree.children(of: product))
    case .call:
      let callee = tree.child(product, 0)
      let arguments = tree.children(of: product).dropFirst().filter { tree.kind($0) != .string }
      let hasReceiver = tree.kind(callee) == .attribute && !unit.halfLanes(tree.child(callee, 0)).isEmpty
      operands = (hasReceiver ? [tree.child(callee, 0)] : []) + arguments
    default: return []
    }
    if isCount(product) {
      let counting = countings(product)
      return counting.isEmpty ? [] : [candidate("count in float32", counting)]
    }
    let narrow = operands.filter { !unit.halfLanes($0).isEmpty }
    guard !narrow.isEmpty else { return [] }
    let countings = narrow.map(countings)
    let counting = merged(countings)
    // Where the product is float32 already, what was rounded before it stays rounded.
    let isRoundedHere = !unit.halfLanes(product).isEmpty
    var found: [LocalFixes.Candidate] = []
    if isRoundedHere {
      found.append(candidate("compute the angle in float32: widen \(names(of: narrow))", widened(narrow)))
    }
    guard !counting.isEmpty else { return found }
    found.append(candidate("count in float32", counting))
    guard isRoundedHere else { return found }
    // An operand that is counted in float32 need not be widened, unless something else narrows it.
    let uncounted = zip(narrow, countings).filter(\.1.isEmpty).map(\.0)
    for rest in [uncounted, narrow] where !rest.isEmpty {
      found.append(candidate("count in float32 and widen \(names(of: rest))", counting + widened(rest)))
    }
    return found
  }

  private func widened(_ operands: [NodeID]) -> [Edit] { operands.map { unit.appending(".float()", to: $0) } }

  private func names(of operands: [NodeID]) -> String {
    operands.map { unit.shortText($0).map { "`\($0)`" } ?? "an operand" }.joined(separator: " and ")
  }

  /// Operands may share what they count.
  private func merged(_ edits: [[Edit]]) -> [Edit] {
    var result: [Edit] = []
    for edit in edits.joined() where !result.contains(edit) { result.append(edit) }
    return result
  }

  private func candidate(_ title: String, _ edits: [Edit]) -> LocalFixes.Candidate {
    LocalFixes.Candidate(
      title: title, edits: edits, makesTables: true,
      caveat: "results change: the angle is no longer rounded to 16 bits")
  }

  /// The sine is taken of what a cast rounds: `freqs.to(x.dtype)` becomes `freqs`.
  private func withoutCast(_ cast: NodeID) -> LocalFixes.Candidate? {
    guard let angle = unit.roundedByCast(cast), unit.tree.childCount(cast) <= 2, unit.halfLanes(angle).isEmpty else {
      return nil
    }
    let rest = Span(start: unit.tree.span(angle).end, end: unit.tree.span(cast).end)
    return candidate("keep the angle in float32", [Edit(span: rest, replacement: "")])
  }

  private func isCount(_ node: NodeID) -> Bool {
    unit.tree.kind(node) == .call && ["arange", "linspace"].contains(unit.calledName(node))
  }

  /// `torch.arange(n, dtype=x.dtype)` and `torch.arange(n).type_as(x)` behind an operand: the dtype becomes float32.
  private func countings(_ operand: NodeID) -> [Edit] {
    let tree = unit.tree
    return slice.expressions(behind: operand).compactMap { (call: NodeID) -> Edit? in
      if isCount(call) {
        // What is cast at once, as by `torch.arange(n, dtype=torch.int64).float()`, has the dtype of the cast.
        guard tree.kind(tree.parent(call)) != .attribute else { return nil }
        let given = tree.children(of: call).first { tree.kind($0) == .keywordArgument && tree.symbol($0) == "dtype" }
        return given.map { Edit(span: tree.span(tree.child($0, 0)), replacement: "torch.float32") }
      }
      guard let count = unit.roundedByCast(call), isCount(count), tree.childCount(call) == 2 else { return nil }
      return Edit(span: Span(start: tree.span(count).end, end: tree.span(call).end), replacement: ".float()")
    }
  }
}

/// How much a rounding costs, in words.
enum RoundingWords {
  static func halfUlp(of dtype: String) -> String {
    switch dtype {
    case "bfloat16": "an error of up to 0.4 %"
    case "float16": "an error of up to 0.05 %"
    default: "an error of half an ulp"
    }
  }
}

extension AnalyzedUnit {
  /// The expression with just this range.
  func expression(at span: Span) -> NodeID? {
    tree.nodes.indices.dropFirst().lazy.map { NodeID(UInt32($0)) }.first {
      tree.span($0) == span && tree.kind($0) != .expressionStatement
    }
  }
}
