/// The rule pages, library models and known releases of `Rules/`, as they were when the program was built.
package enum RuleLibrary {
  /// One file of the library.
  package struct Entry: Sendable {
    /// The name within its folder, such as `torch.pyi`.
    package let file: String
    package let text: String

    package init(file: String, text: String) {
      self.file = file
      self.text = text
    }
  }

  /// The models of torch and its companions, in Python stub syntax, ordered by name.
  package static let models: [Entry] = entries(generatedModels)

  /// The rule pages, in Markdown, ordered by name.
  package static let pages: [Entry] = entries(generatedPages)

  /// What later releases fixed, a Markdown page for each package, ordered by name.
  package static let releases: [Entry] = entries(generatedReleases)

  private static func entries(_ table: [(file: StaticString, text: StaticString)]) -> [Entry] {
    table.map { Entry(file: $0.file.description, text: $0.text.description) }
  }
}
