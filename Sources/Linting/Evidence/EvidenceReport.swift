package import NumericReference

/// What a rotary function computes with arguments of certain dtypes, against the float64 truth.
package struct EvidenceReport: Hashable, Sendable {
  /// One tensor that the function returns.
  package struct Result: Hashable, Sendable {
    package var dtype: ElementType
    package var error: ErrorStatistics
    /// The error had the tables been exact and only rounded to the dtype in which they are given.
    package var errorWithExactTables: ErrorStatistics
    /// The largest absolute error near each position; empty if the result does not run over positions.
    package var errorByPosition: [FixEvidence.PositionError]

    /// How much of the largest error the rounded tables cause, between 0 and 1.
    package var tableShare: Double {
      guard error.maximum > 0 else { return error.maximum.isNaN ? 1 : 0 }
      return max(0, 1 - errorWithExactTables.maximum / error.maximum)
    }
  }

  package enum Outcome: Hashable, Sendable {
    case results([Result])
    /// Python or torch raises.
    case raised(type: String, message: String)
    /// No layout was found, or something is not known to the evaluator.
    case notEvaluated(String)
  }

  package var outcome: Outcome

  package var results: [Result] {
    if case .results(let results) = outcome { results } else { [] }
  }

  /// The worst of the results, in terms of the largest absolute error; NaN is worse than any number.
  package var worst: Result? {
    results.reduce(nil as Result?) { worst, result in
      guard let worst, !(result.error.maximum > worst.error.maximum), !result.error.maximum.isNaN else { return result }
      return worst
    }
  }

  /// The largest error that the function itself makes, its tables being exact but for their last rounding.
  package var ownError: Double? {
    results.map(\.errorWithExactTables.maximum).reduce(nil) { worst, error in
      guard let worst, !worst.isNaN, !error.isNaN else { return worst == nil ? error : .nan }
      return max(worst, error)
    }
  }

  /// The report as a fix shows it: of all results the worst.
  package func outcome(variant: String, setting: String) -> FixEvidence.Outcome {
    switch outcome {
    case .raised(let type, let message):
      return FixEvidence.Outcome(
        variant: variant, setting: setting, raises: message.isEmpty ? type : "\(type): \(message)")
    case .notEvaluated: return FixEvidence.Outcome(variant: variant, setting: setting)
    case .results:
      return FixEvidence.Outcome(
        variant: variant, setting: setting, resultDType: worst?.dtype.rawValue, maximumError: worst?.error.maximum,
        rootMeanSquareError: worst?.error.rootMeanSquare, maximumUlps: worst?.error.worstUlps,
        tableShare: worst?.tableShare, errorByPosition: worst?.errorByPosition ?? [])
    }
  }
}
