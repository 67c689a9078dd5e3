/// torch's order of summation on the CPU.
///
/// A float sum depends on the order of its additions. torch adds in up to four levels of partial sums (an error of
/// O(log n) instead of O(n)), over four interleaved rows, and along the innermost dimension over the lanes of a vector
/// as well. The same tree is walked here, for the 256-bit vectors that torch's sums use on every x86 processor;
/// elsewhere torch's sums differ in the last place.
enum CascadeSum {
  private static let levels = 4
  private static let rows = 4

  /// Partial sums of `rows` interleaved rows of `count` elements each; `element(i, k)` is element `i` of row `k`.
  private static func levelSums<Value: FloatingPoint>(
    _ count: Int, rows: Int, _ element: (Int, Int) -> Value
  ) -> [Value] {
    let logarithm = count <= 1 ? 0 : Int.bitWidth - (count - 1).leadingZeroBitCount
    let power = max(4, logarithm / levels)
    let step = 1 << power
    let mask = step - 1
    var sums = [[Value]](repeating: [Value](repeating: 0, count: rows), count: levels)
    var index = 0
    while index + step <= count {
      for _ in 0..<step {
        for row in 0..<rows { sums[0][row] += element(index, row) }
        index += 1
      }
      for level in 1..<levels {
        for row in 0..<rows {
          sums[level][row] += sums[level - 1][row]
          sums[level - 1][row] = 0
        }
        if index & (mask << (level * power)) != 0 { break }
      }
    }
    while index < count {
      for row in 0..<rows { sums[0][row] += element(index, row) }
      index += 1
    }
    for level in 1..<levels {
      for row in 0..<rows { sums[0][row] += sums[level][row] }
    }
    return sums[0]
  }

  /// The sum of one row as four interleaved ones.
  private static func rowSum<Value: FloatingPoint>(_ count: Int, _ element: (Int) -> Value) -> Value {
    let quarter = count / rows
    var partial = levelSums(quarter, rows: rows) { element($0 * rows + $1) }
    for index in quarter * rows..<count { partial[0] += element(index) }
    for row in 1..<rows { partial[0] += partial[row] }
    return partial[0]
  }

  /// The sum along the innermost dimension, over vectors of `lanes` elements.
  static func inner<Value: FloatingPoint>(_ values: [Value], lanes: Int) -> Value {
    let vectors = values.count / lanes
    guard vectors > 0 else { return rowSum(values.count) { values[$0] } }
    let perLane = (0..<lanes).map { lane in rowSum(vectors) { values[$0 * lanes + lane] } }
    var total: Value = 0
    for index in vectors * lanes..<values.count { total += values[index] }
    for partial in perLane { total += partial }
    return total
  }

  /// The sum along another dimension: each column by itself, in levels.
  static func outer<Value: FloatingPoint>(_ values: [Value]) -> Value {
    levelSums(values.count, rows: 1) { index, _ in values[index] }[0]
  }
}
