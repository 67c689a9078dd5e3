import Foundation

/// A Markdown page of examples: every fenced `py` block is a case.
///
/// A block under a line such as `` `models/tiny/modeling_tiny.py`: `` is a file of that name; the named blocks of one
/// section are one tree. A block without a name is a tree of its own. A `snapshot` block belongs to the case before it.
struct SpecPage {
  let url: URL
  let cases: [SpecCase]

  init(_ url: URL) throws {
    self.url = url
    let text = try String(contentsOf: url, encoding: .utf8)
    var reader = Reader(page: url)
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      reader.read(String(line), number: index + 1)
    }
    reader.finishSection()
    cases = reader.cases
  }

  private struct Reader {
    let page: URL
    var cases: [SpecCase] = []
    private var title = ""
    private var tree: SpecCase?
    private var pendingName: String?
    private var skipped: Set<String> = []
    private var block: (language: String, name: String?, firstLine: Int, lines: [String])?

    init(page: URL) { self.page = page }

    mutating func read(_ line: String, number: Int) {
      if var open = block {
        if line == "```" {
          block = nil
          finish(open.language, open.name, open.firstLine, open.lines.map { $0 + "\n" }.joined())
        } else {
          open.lines.append(line)
          block = open
        }
      } else if line.hasPrefix("```") {
        block = (String(line.dropFirst(3)), pendingName, number + 1, [])
        pendingName = nil
      } else if line.hasPrefix("#") {
        finishSection()
        title = String(line.drop { $0 == "#" || $0 == " " })
      } else if line.hasPrefix("`"), line.hasSuffix("`:") {
        pendingName = String(line.dropFirst().dropLast(2))
      } else if line.hasPrefix("<!-- no-mutation: ") {
        skipped.formUnion(line.dropFirst(18).split { " ,->".contains($0) }.map(String.init))
      }
    }

    mutating func finishSection() {
      if let tree { cases.append(tree) }
      tree = nil
      skipped = []
    }

    private mutating func finish(_ language: String, _ name: String?, _ firstLine: Int, _ text: String) {
      switch language {
      case "py":
        let file = SpecCase.File(name: name ?? "main.py", text: text, firstLine: firstLine)
        let isNewTree = name == nil || tree?.files.contains { $0.name == "main.py" } == true
        if isNewTree, let tree {
          cases.append(tree)
          self.tree = nil
        }
        var grown = tree ?? SpecCase(page: page, title: title, skippedMutations: skipped)
        grown.files.append(file)
        tree = grown
      case "snapshot": tree?.snapshot = (text, firstLine)
      default: break
      }
    }
  }
}

/// One tree of files with what is expected of them.
struct SpecCase {
  struct File {
    let name: String
    let text: String
    /// The line of the page on which the text begins.
    let firstLine: Int
  }

  let page: URL
  let title: String
  let skippedMutations: Set<String>
  var files: [File] = []
  var snapshot: (text: String, line: Int)?

  init(page: URL, title: String, skippedMutations: Set<String>) {
    self.page = page
    self.title = title
    self.skippedMutations = skippedMutations
  }
}
