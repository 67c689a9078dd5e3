/// A place whose bindings somebody wants to see: `FILE:LINE` or `FILE:LINE:NAME`.
struct TraceTarget: Equatable, Sendable {
  let path: String
  let line: Int
  let name: String?

  /// Reads an operand; nil if it is a plain path.
  init?(_ operand: String) {
    let parts = operand.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    if parts.count >= 3, let line = Int(parts[parts.count - 2]), line > 0 {
      path = parts.dropLast(2).joined(separator: ":")
      self.line = line
      name = parts[parts.count - 1]
    } else if parts.count >= 2, let line = Int(parts[parts.count - 1]), line > 0 {
      path = parts.dropLast().joined(separator: ":")
      self.line = line
      name = nil
    } else {
      return nil
    }
    if path.isEmpty { return nil }
  }

  /// The operands that name places, and those that are paths.
  static func split(_ operands: [String]) -> (targets: [TraceTarget], paths: [String]) {
    var targets: [TraceTarget] = []
    var paths: [String] = []
    for operand in operands {
      if let target = TraceTarget(operand) { targets.append(target) } else { paths.append(operand) }
    }
    return (targets, paths)
  }
}
