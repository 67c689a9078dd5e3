import PythonSyntax
package import SourceText

/// What an analysis cost, in counts that are the same on every machine.
package struct AnalysisStatistics: Sendable {
  /// A call that the analysis started from, and what it cost.
  package struct Root: Sendable {
    package var name: Symbol
    /// Empty until `tell(file:)`.
    package var file = ""
    package var visits: Int
  }

  /// Statements and expressions interpreted from roots; code at module level is not counted, for units share it.
  package var visits = 0
  /// How many different statements and expressions these were.
  package var places = 0
  /// Calls of functions of the checked code, and how many of them a summary answered.
  package var calls = 0
  package var memoHits = 0
  package private(set) var rootCount = 0
  /// Roots that used up their budget.
  package private(set) var cutCount = 0
  /// The roots that cost most, dearest first.
  package private(set) var dearest: [Root] = []

  package init() {}

  mutating func add(_ root: Root, limit: Int) {
    rootCount += 1
    visits += root.visits
    if root.visits >= limit { cutCount += 1 }
    keepDearest([root])
  }

  /// Says which file all roots so far belong to.
  package mutating func tell(file: String) {
    for index in dearest.indices { dearest[index].file = file }
  }

  /// Adds what another unit cost.
  package mutating func add(_ other: AnalysisStatistics) {
    visits += other.visits
    places += other.places
    calls += other.calls
    memoHits += other.memoHits
    rootCount += other.rootCount
    cutCount += other.cutCount
    keepDearest(other.dearest)
  }

  private mutating func keepDearest(_ roots: [Root]) {
    dearest += roots
    dearest.sort { ($1.visits, $0.file, $0.name.text) < ($0.visits, $1.file, $1.name.text) }
    dearest.removeLast(max(0, dearest.count - 10))
  }
}

/// The places that one unit visited, a bit for each node of each module.
struct VisitedPlaces {
  /// Off unless somebody wants to know, and while code at module level runs.
  var isCounting = false
  private var modules: [[Bool]] = []
  private(set) var count = 0

  mutating func note(_ node: NodeID, of tree: SyntaxTree, in module: Int) {
    while modules.count <= module { modules.append([]) }
    if modules[module].isEmpty { modules[module] = Array(repeating: false, count: tree.nodes.count) }
    guard !modules[module][Int(node.rawValue)] else { return }
    modules[module][Int(node.rawValue)] = true
    count += 1
  }
}
