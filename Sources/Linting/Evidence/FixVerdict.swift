package import NumericReference

/// Whether what the kernel measured allows a fix to be called safe.
package struct FixVerdict: Hashable, Sendable {
  package var applicability: Fix.Applicability
  /// Why it is not safe; nil if it is.
  package var reason: String?

  /// Judges a fix by the code before and after it, lane by lane in the same order.
  ///
  /// Safe: it raises in no lane, keeps the result's dtype where there was a result, and its error is nowhere larger
  /// than before, or, where the code raised before, than that of the best alternative. A difference below one part in
  /// a hundred does not count: it is noise of the inputs drawn. The error that the tables bring along is left out: the
  /// code to be mended does not make it.
  ///
  /// - Parameter expected: the dtypes that results should have, where a fix is there to change them: what came out in
  ///   another one before is no measure of the error.
  package init(
    before: [EvidenceReport], after: [EvidenceReport], alternatives: [[EvidenceReport]] = [],
    expected: [ElementType?] = []
  ) {
    applicability = .unsafe
    for (lane, report) in after.enumerated() {
      switch report.outcome {
      case .notEvaluated(let why):
        applicability = .displayOnly
        reason = "it could not be evaluated: \(why)"
        return
      case .raised(_, let message):
        reason = "it raises: \(message)"
        return
      case .results: break
      }
      let wanted = expected.indices.contains(lane) ? expected[lane] : nil
      if let wanted, let new = report.worst, new.dtype != wanted {
        reason = "the result is \(new.dtype.rawValue) where \(wanted.rawValue) is expected"
        return
      }
      var old = before.indices.contains(lane) ? before[lane].worst : nil
      if let wanted, old?.dtype != wanted { old = nil }
      if let old, let new = report.worst, old.dtype != new.dtype {
        reason = "the result becomes \(new.dtype.rawValue) instead of \(old.dtype.rawValue)"
        return
      }
      let others = alternatives.compactMap { $0.indices.contains(lane) ? $0[lane].ownError : nil }
      let measured = report.ownError ?? .nan
      let bound = (old == nil ? nil : before[lane].ownError) ?? others.filter { !$0.isNaN }.min() ?? .infinity
      guard measured <= bound * 1.01 else {
        reason =
          "its error of \(FixVerdict.figure(measured)) exceeds \(FixVerdict.figure(bound)) "
          + (old == nil ? "of the best alternative" : "before")
        return
      }
    }
    applicability = after.isEmpty ? .displayOnly : .safe
    reason = after.isEmpty ? "it could not be evaluated: no lane to try" : nil
  }

  /// A number with three significant digits.
  private static func figure(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return "\(value)" }
    var exponent = 0
    var scaled = value.magnitude
    while scaled >= 1_000 {
      scaled /= 10
      exponent += 1
    }
    while scaled < 100 {
      scaled *= 10
      exponent -= 1
    }
    // One division by an exact power: dividing step by step leaves digits behind.
    let power = (0..<abs(exponent)).reduce(1.0) { power, _ in power * 10 }
    let rounded = exponent < 0 ? scaled.rounded() / power : scaled.rounded() * power
    return "\(value < 0 ? -rounded : rounded)"
  }
}
