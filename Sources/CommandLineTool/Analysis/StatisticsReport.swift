import DTypeAnalysis

/// What `check --statistics` prints: one `name: value` per line, then the roots that cost most.
struct StatisticsReport {
  private let statistics: AnalysisStatistics
  private let fileCount: Int

  init(_ result: Check.Result) {
    statistics = result.statistics
    fileCount = result.fileCount
  }

  var text: String {
    let lines = [
      "files: \(fileCount)",
      "roots: \(statistics.rootCount)",
      "roots cut by the visit bound: \(statistics.cutCount)",
      "visits: \(statistics.visits)",
      "places visited: \(statistics.places)",
      "visits per place: \(ratio(statistics.visits, statistics.places))",
      "function calls: \(statistics.calls)",
      "calls answered by a summary: \(statistics.memoHits)",
      "memo hit rate: \(ratio(statistics.memoHits, statistics.calls))",
      "dearest roots, in visits:",
    ]
    let roots = statistics.dearest.map { "  \($0.visits) \($0.file):\($0.name)" }
    return (lines + roots).map { $0 + "\n" }.joined()
  }

  /// A quotient with two decimal places.
  private func ratio(_ part: Int, _ whole: Int) -> String {
    guard whole > 0 else { return "–" }
    let hundredths = (part * 100 + whole / 2) / whole
    let fraction = hundredths % 100
    return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
  }
}
