/// Something that is looked for: reads frozen facts and tells what it found.
///
/// Finding, wording and fixing are separate members. A rule never runs the engine, never prints, and knows nothing of
/// severity, selection, suppression or order: `Linter` applies those once for all.
package protocol Rule: Sendable {
  static var id: RuleID { get }

  /// Whether it reads the second look, in which processors give the models float32: only then is one taken.
  static var readsProcessorInputs: Bool { get }

  /// Whether it is about models in 16 bits, and has nothing to say where no module of the file comes by.
  static var isAboutModels: Bool { get }

  func findings(in unit: AnalyzedUnit) -> [Finding]

  /// The ways to mend a finding, the best first.
  func fixes(for finding: Finding, in unit: AnalyzedUnit) -> [Fix]
}

extension Rule {
  package static var readsProcessorInputs: Bool { false }

  package static var isAboutModels: Bool { false }

  package func fixes(for finding: Finding, in unit: AnalyzedUnit) -> [Fix] { [] }
}
