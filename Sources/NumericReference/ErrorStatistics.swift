/// How far a result is from the truth.
package struct ErrorStatistics: Hashable, Sendable {
  package private(set) var count = 0
  /// The largest absolute difference; NaN if a result is not finite where the truth is.
  package private(set) var maximum = 0.0
  private var sumOfSquares = 0.0
  /// The largest difference in ulps of the result's dtype at the true value.
  package private(set) var worstUlps = 0.0

  package init() {}

  /// The square root of the mean squared difference.
  package var rootMeanSquare: Double { count == 0 ? 0 : (sumOfSquares / Double(count)).squareRoot() }

  /// Counts one number of a floating dtype against its true value.
  package mutating func add(_ value: Double, truth: Double, dtype: ElementType) {
    count += 1
    if value.isNaN && truth.isNaN || value == truth { return }
    let difference = (value - truth).magnitude
    if !difference.isFinite || maximum.isNaN {
      maximum = .nan
      worstUlps = .infinity
      sumOfSquares = .nan
      return
    }
    maximum = max(maximum, difference)
    sumOfSquares += difference * difference
    worstUlps = max(worstUlps, difference / dtype.realType.ulpSize(at: truth))
  }

  /// Counts all elements of a tensor against a truth of the same shape; false if the shapes differ.
  @discardableResult
  package mutating func add(_ result: Tensor, truth: Tensor) -> Bool {
    guard result.shape == truth.shape, result.dtype.isComplex == truth.dtype.isComplex else { return false }
    for (value, exact) in zip(result.reals, truth.reals) { add(value, truth: exact, dtype: result.dtype) }
    return true
  }
}
