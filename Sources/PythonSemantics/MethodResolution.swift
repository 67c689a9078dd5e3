/// The C3 linearization behind Python's method resolution order.
enum MethodResolution {
  /// Merges the orders of the bases and the list of bases itself.
  ///
  /// Where no order fits all of them, the result is depth-first with each class once, and not consistent.
  static func merge(_ sequences: [[ClassEntry]]) -> (order: [ClassEntry], isConsistent: Bool) {
    if sequences.count == 2, let only = sequences.first, sequences[1].count == 1 { return (only, true) }
    var rest = sequences.map { $0[...] }.filter { !$0.isEmpty }
    var order: [ClassEntry] = []
    while !rest.isEmpty {
      let next = rest.lazy.compactMap(\.first).first { head in
        !rest.contains { $0.dropFirst().contains(head) }
      }
      guard let next else { return (depthFirst(sequences), false) }
      order.append(next)
      rest = rest.map { $0.first == next ? $0.dropFirst() : $0 }.filter { !$0.isEmpty }
    }
    return (order, true)
  }

  private static func depthFirst(_ sequences: [[ClassEntry]]) -> [ClassEntry] {
    var known = Set<ClassEntry>()
    return sequences.joined().filter { known.insert($0).inserted }
  }
}
