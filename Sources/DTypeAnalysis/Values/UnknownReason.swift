package import Dataflow
package import SourceText

/// Why the analysis does not know a value.
///
/// Reasons are counted and shown by `--explain-unknown`.
package struct UnknownReason: Hashable, Mixable, Sendable {
  package enum Kind: UInt8, Sendable, Comparable {
    case noModel, unresolvedName, unresolvedAttribute, unresolvedImport, notModelledSyntax, notCallable,
      notSubscriptable
    case inputOfUnknownDType, opaqueDType, baseClassOnly, tooManyAlternatives, tooManyVisits, tooDeep, recursion
    case badArguments, operatorUnknown, mixedDTypes

    package static func < (left: Kind, right: Kind) -> Bool { left.rawValue < right.rawValue }
  }

  package var kind: Kind
  /// What it is about: an API, an attribute, a syntax kind.
  package var subject: Symbol

  package init(_ kind: Kind, _ subject: Symbol = .empty) {
    self.kind = kind
    self.subject = subject
  }

  package func mix(into mixer: inout Mixer) { mixer.combine(UInt64(kind.rawValue) << 32 | UInt64(subject.id)) }
}

extension UnknownReason: CustomStringConvertible {
  package var description: String {
    switch kind {
    case .noModel: "no model for `\(subject)`"
    case .unresolvedName: "name `\(subject)` is not defined"
    case .unresolvedAttribute: "attribute `\(subject)` was not found"
    case .unresolvedImport: "`\(subject)` is outside the checked tree"
    case .notModelledSyntax: "syntax `\(subject)` is not modelled"
    case .notCallable: "call of `\(subject)`, which is not known to be callable"
    case .notSubscriptable: "subscript of `\(subject)`"
    case .inputOfUnknownDType: "input `\(subject)` has no known dtype"
    case .opaqueDType: "dtype `\(subject)` is only known at run time"
    case .baseClassOnly: "only the base class `\(subject)` is known"
    case .tooManyAlternatives: "more than four alternatives"
    case .tooManyVisits: "expression budget of the root used up"
    case .tooDeep: "nested too deeply"
    case .recursion: "recursive call of `\(subject)`"
    case .badArguments: "arguments of `\(subject)` do not fit its signature"
    case .operatorUnknown: "`\(subject)` has no known result for these dtypes"
    case .mixedDTypes: "dtypes in `\(subject)` are not known"
    }
  }
}
