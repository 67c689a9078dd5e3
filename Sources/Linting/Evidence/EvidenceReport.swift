package import NumericReference

/// What a rotary function computes with arguments of certain dtypes, against the float64 truth.
package struct EvidenceReport: Sendable {
  /// One tensor that the function returns.
  package struct Result: Hashable, Sendable {
    package var dtype: ElementType
    package var error: ErrorStatistics
    /// The error had the tables been exact and only rounded to the dtype in which they are given.
    package var errorWithExactTables: ErrorStatistics
    /// The largest absolute error near each position; empty if the result does not run over positions.
    package var errorByPosition: [PositionError]

    /// How much of the largest error the rounded tables cause, between 0 and 1.
    package var shareOfTables: Double {
      guard error.maximum > 0 else { return error.maximum.isNaN ? 1 : 0 }
      return max(0, 1 - errorWithExactTables.maximum / error.maximum)
    }
  }

  package struct PositionError: Hashable, Sendable {
    package var position: Int
    package var maximum: Double
  }

  package enum Outcome: Sendable {
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
}
