/// A change that mends a finding.
package struct Fix: Sendable, Hashable {
  /// How far a fix may be trusted.
  package enum Applicability: String, Sendable, CaseIterable {
    /// Measured: no lane raises and the error does not grow. Applied by `--fix`.
    case safe
    /// May lose precision or change results. Applied with `--unsafe-fixes` only.
    case unsafe
    /// Shown, never applied, because it could not be evaluated or edits nothing by itself.
    case displayOnly = "display-only"
  }

  /// What it does, imperative, such as "widen `cos` and `sin` to float32".
  package var title: String
  package var applicability: Applicability
  /// Ordered by file and offset, none overlapping another of the same file.
  package var edits: [FileEdit]
  /// The same change in code generated or copied from what is edited: a converter makes it, we only check with it.
  package var mirrors: [FileEdit] = []
  package var evidence: FixEvidence?
  /// Why it is not safe, if it is not.
  package var reason: String?

  package init(
    title: String, applicability: Applicability, edits: [FileEdit], evidence: FixEvidence? = nil,
    reason: String? = nil
  ) {
    self.title = title
    self.applicability = applicability
    self.edits = edits
    self.evidence = evidence
    self.reason = reason
  }
}

/// The replacement of one range of one file.
package struct FileEdit: Sendable, Hashable {
  package var place: Place
  package var replacement: String

  package init(place: Place, replacement: String) {
    self.place = place
    self.replacement = replacement
  }
}

/// What the reference kernel measured of the code before and after a fix.
package struct FixEvidence: Sendable, Hashable {
  /// The outcome of one variant of the code in one set of lanes.
  package struct Outcome: Sendable, Hashable {
    /// Which variant, such as "before" or "after".
    package var variant: String
    /// The dtypes it was run in, such as "q float32, cos bfloat16".
    package var setting: String
    /// The exception's message, if it raises.
    package var raises: String?
    package var resultDType: String?
    /// Largest absolute error against float64.
    package var maximumError: Double?
    package var rootMeanSquareError: Double?
    /// Largest error in units of the last place of the result's dtype.
    package var maximumUlps: Double?
    /// The part of the error that the rounded tables cause, 0…1.
    package var tableShare: Double?
    /// Largest absolute error near some positions of the sequence.
    package var errorByPosition: [PositionError]

    package init(
      variant: String, setting: String, raises: String? = nil, resultDType: String? = nil,
      maximumError: Double? = nil, rootMeanSquareError: Double? = nil, maximumUlps: Double? = nil,
      tableShare: Double? = nil, errorByPosition: [PositionError] = []
    ) {
      self.variant = variant
      self.setting = setting
      self.raises = raises
      self.resultDType = resultDType
      self.maximumError = maximumError
      self.rootMeanSquareError = rootMeanSquareError
      self.maximumUlps = maximumUlps
      self.tableShare = tableShare
      self.errorByPosition = errorByPosition
    }
  }

  /// The largest absolute error near a position.
  package struct PositionError: Sendable, Hashable {
    package var position: Int
    package var error: Double

    package init(position: Int, error: Double) {
      self.position = position
      self.error = error
    }
  }

  package var outcomes: [Outcome]

  package init(outcomes: [Outcome]) { self.outcomes = outcomes }
}
