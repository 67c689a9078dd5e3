import Testing

@testable import NumericReference

/// Shapes, views and indices.
@Suite struct LayoutTests {
  private func counting(_ shape: Int...) -> Tensor {
    Tensor(.int64, shape: shape, integers: (0..<Shape.count(shape)).map(Int64.init))
  }

  private let all = IndexItem.slice(start: nil, stop: nil, step: 1)

  @Test func slicesAreViews() throws {
    let base = counting(2, 6)
    let odd = try base.indexed([.ellipsis, .slice(start: 1, stop: nil, step: 2)])
    #expect(odd.shape == [2, 3])
    #expect(odd.integers == [1, 3, 5, 7, 9, 11])
    try odd.assign(Tensor.scalar(.int64, .integer(-1)))
    #expect(base.integers == [0, -1, 2, -1, 4, -1, 6, -1, 8, -1, 10, -1])
  }

  @Test func negativeBoundsAndNewAxes() throws {
    let base = counting(3, 4)
    #expect(try base.indexed([.index(-1), .slice(start: -2, stop: nil, step: 1)]).integers == [10, 11])
    #expect(try base.indexed([all, .newAxis, all]).shape == [3, 1, 4])
    #expect(try base.indexed([.newAxis, .ellipsis, .newAxis]).shape == [1, 3, 4, 1])
    #expect(try base.indexed([.slice(start: 5, stop: nil, step: 1)]).shape == [0, 4])
  }

  @Test func tensorIndicesTakeTheirPlace() throws {
    let base = counting(2, 3, 4)
    let index = Tensor(.int64, shape: [2], integers: [2, 0])
    #expect(try base.indexed([all, .tensor(index)]).shape == [2, 2, 4])
    #expect(try base.indexed([all, .tensor(index)]).integers.prefix(8) == [8, 9, 10, 11, 0, 1, 2, 3])
    // Separated by a slice, the indexed dimension comes first.
    #expect(
      try base.indexed([.tensor(Tensor(.int64, shape: [1], integers: [1])), all, .tensor(index)]).shape == [2, 3])
    let mask = Tensor(.bool, shape: [2, 3], integers: [1, 0, 0, 0, 0, 1])
    #expect(try base.indexed([.tensor(mask)]).integers == [0, 1, 2, 3, 20, 21, 22, 23])
  }

  @Test func wrongIndicesRaiseAsInTorch() {
    let base = counting(2, 3)
    #expect(throws: KernelError(.shape, "too many indices for tensor of dimension 2")) {
      try base.indexed([.index(0), .index(0), .index(0)])
    }
    #expect(throws: KernelError(.shape, "index 3 is out of bounds for dimension 1 with size 3")) {
      try base.selected(1, at: 3)
    }
    #expect(throws: KernelError(.shape, "shape '[4, -1]' is invalid for input of size 6")) {
      try base.reshaped([4, -1])
    }
  }

  @Test func broadcastingFollowsTheRules() throws {
    #expect(try Shape.broadcast([2, 1, 4], [3, 1]) == [2, 3, 4])
    #expect(try Shape.broadcast([], [5]) == [5])
    #expect(
      throws: KernelError(
        .shape, "The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 1")
    ) { try Shape.broadcast([4, 2], [4, 3]) }
  }

  @Test func rearrangementsKeepTheElements() throws {
    let base = counting(2, 3, 4)
    #expect(try base.permuted([2, 0, 1]).shape == [4, 2, 3])
    #expect(try base.transposed(0, -1).reshaped([-1]).integers.prefix(4) == [0, 12, 4, 16])
    #expect(try base.flattened(from: 1).shape == [2, 12])
    #expect(try base.unflattened(-1, [2, -1]).shape == [2, 3, 2, 2])
    #expect(try base.unsqueezed(-1).squeezed([-1]).shape == [2, 3, 4])
    #expect(try base.flipped([0, 2]).integers.prefix(4) == [15, 14, 13, 12])
    #expect(try counting(4).rolled([1], dimensions: [0]).integers == [3, 0, 1, 2])
    #expect(try counting(2, 2).rolled([1], dimensions: []).integers == [3, 0, 1, 2])
  }

  @Test func joiningAndParting() throws {
    let base = counting(2, 5)
    #expect(try base.chunked(2, dimension: -1).map(\.shape) == [[2, 3], [2, 2]])
    #expect(try base.split(every: 2, dimension: 1).map(\.shape) == [[2, 2], [2, 2], [2, 1]])
    #expect(try base.split([1, 4], dimension: 1)[1].integers == [1, 2, 3, 4, 6, 7, 8, 9])
    #expect(try base.tensorSplit(3, dimension: 1).map { $0.shape[1] } == [2, 2, 1])
    let parts = try base.unbound(1)
    #expect(try Tensor.stacked(parts, dimension: 1, dtype: .int64).integers == base.integers)
    #expect(try Tensor.concatenated(parts, dimension: 0, dtype: .float32).reals == [0, 5, 1, 6, 2, 7, 3, 8, 4, 9])
    #expect(throws: KernelError.self) { try base.split([1, 3], dimension: 1) }
  }

  @Test func repetitions() throws {
    let base = counting(2, 2)
    #expect(try base.repeated([2, 1, 2]).shape == [2, 2, 4])
    #expect(try base.repeated([1, 2]).integers == [0, 1, 0, 1, 2, 3, 2, 3])
    #expect(try base.repeatInterleaved(2, dimension: -1).integers == [0, 0, 1, 1, 2, 2, 3, 3])
    #expect(try base.repeatInterleaved(2, dimension: nil).shape == [8])
    #expect(try base.repeatInterleaved(counts: [0, 3], dimension: 0).integers == [2, 3, 2, 3, 2, 3])
  }

  @Test func complexViewsShareTheBuffer() throws {
    let pairs = Tensor(.float32, shape: [2, 2], reals: [1, 2, 3, 4])
    let numbers = try pairs.viewedAsComplex()
    #expect(numbers.shape == [2])
    #expect(try numbers.part(1).reals == [2, 4])
    let turned = try Tensor.binary(
      .multiply, .tensor(numbers), .number(.complex(0, 1)), common: .complex64)
    #expect(try turned.viewedAsReal().reals == [-2, 1, -4, 3])
    try numbers.part(0).assign(Tensor.scalar(.float32, .integer(9)))
    #expect(pairs.reals == [9, 2, 9, 4])
    #expect(throws: KernelError.self) { try pairs.converted(to: .bfloat16).viewedAsComplex() }
  }

  @Test func choosing() throws {
    let base = Tensor(.float32, shape: [2, 3], reals: [1, 2, 3, 4, 5, 6])
    let mask = Tensor(.bool, shape: [2, 1], integers: [1, 0])
    #expect(try base.maskFilled(mask, with: .number(.real(0.1))).reals.suffix(3) == [4, 5, 6])
    let index = Tensor(.int64, shape: [2, 1], integers: [2, 0])
    #expect(try base.gathered(1, index).reals == [3, 4])
    #expect(try base.indexSelected(1, Tensor(.int64, shape: [2], integers: [2, 2])).reals == [3, 3, 6, 6])
    #expect(try base.triangle(isUpper: true, diagonal: 1).reals == [0, 2, 3, 0, 0, 6])
    #expect(try base.triangle(isUpper: false, diagonal: 0).reals == [1, 0, 0, 4, 5, 0])
  }
}
