/// Something that is looked for: reads frozen facts and tells what it found.
///
/// Finding, wording and fixing are separate members. A rule never runs the engine, never prints, and knows nothing of
/// severity, selection, suppression or order: `Linter` applies those once for all.
package protocol Rule: Sendable {
  static var id: RuleID { get }

  func findings(in unit: AnalyzedUnit) -> [Finding]

  /// The ways to mend a finding, the best first.
  func fixes(for finding: Finding, in unit: AnalyzedUnit) -> [Fix]
}

extension Rule {
  package func fixes(for finding: Finding, in unit: AnalyzedUnit) -> [Fix] { [] }
}
