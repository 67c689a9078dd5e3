package import RuleLibrary

/// Bugs that a later release of the same package fixed: the tables of `Rules/releases`, one page a package.
///
/// A row names the rule, the file, the function and the hash of the statement, so that it fits whatever else changes
/// in the file, and no longer fits once the statement is another one.
package struct KnownReleases: Sendable {
  /// What is wrong with a page.
  package enum Problem: Error, Equatable {
    case noTable
    case malformedRow(String)
    case unknownRule(String)
    case invalidStatement(String)
    case invalidVersion(String)
    /// Rows stand in the order of their text, each once.
    case outOfOrder(String)
  }

  /// What a row is found by.
  struct Key: Hashable {
    var package: String
    var rule: String
    var file: String
    var function: String
    var statement: String
  }

  private struct Release: Sendable {
    var version: ReleaseVersion
    /// The version as the page has it, and where to read more.
    var text: String
  }

  private var releases: [Key: Release] = [:]

  package init() {}

  /// Adds the table of a page; the name of the page is that of the package.
  package mutating func add(_ page: RuleLibrary.Entry, rules: Set<String>) throws(Problem) {
    let rows = page.text.split(separator: "\n").filter { $0.hasPrefix("|") }.map(String.init)
    guard rows.count >= 2, Self.cells(of: rows[0]) == Self.header else { throw .noTable }
    let package = String(page.file.prefix { $0 != "." })
    var previous = ""
    for row in rows.dropFirst(2) {
      let cells = Self.cells(of: row)
      guard cells.count == Self.header.count, !cells[..<5].contains("") else { throw .malformedRow(row) }
      guard rules.contains(cells[0]) else { throw .unknownRule(cells[0]) }
      guard Self.isHash(cells[3]) else { throw .invalidStatement(cells[3]) }
      guard let version = ReleaseVersion(cells[4]) else { throw .invalidVersion(cells[4]) }
      guard previous < row else { throw .outOfOrder(row) }
      previous = row
      let key = Key(package: package, rule: cells[0], file: cells[1], function: cells[2], statement: cells[3])
      releases[key] = Release(version: version, text: cells[4] + (cells[5].isEmpty ? "" : " (\(cells[5]))"))
    }
  }

  private static let header = ["rule", "file", "function", "statement", "fixed in", "see"]

  private static func cells(of row: String) -> [String] {
    row.dropFirst().dropLast(row.hasSuffix("|") ? 1 : 0).split(separator: "|", omittingEmptySubsequences: false)
      .map { cell in String(cell.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
  }

  private static func isHash(_ text: String) -> Bool {
    text.utf8.count == 16 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }
}

extension KnownReleases {
  /// The tables that the program was built with.
  ///
  /// A page that cannot be read is left out here and fails the test that reads them all.
  package static let bundled: KnownReleases = {
    var known = KnownReleases()
    let rules = Set(RulePage.all.map(\.id.code))
    for page in RuleLibrary.releases { try? known.add(page, rules: rules) }
    return known
  }()

  /// Says which later release is without the finding; nil if none is known to be.
  ///
  /// - Parameter checked: the release that is checked, if it says so.
  func note(for key: Key, checked: @autoclosure () -> ReleaseVersion?) -> String? {
    guard let release = releases[key] else { return nil }
    if let checked = checked(), checked >= release.version { return nil }
    return "fixed in \(key.package) \(release.text), see its \(key.file)"
  }
}
