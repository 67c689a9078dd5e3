import Testing

@testable import DTypeAnalysis

@Suite struct PromotionTests {
  private let all = DType.allCases

  @Test func joinIsCommutative() {
    for a in all {
      for b in all { #expect(Promotion.promoteTypes(a, b) == Promotion.promoteTypes(b, a), "\(a) \(b)") }
    }
  }

  @Test func joinIsIdempotent() {
    for a in all { #expect(Promotion.promoteTypes(a, a) == a) }
  }

  @Test func joinIsAssociative() {
    for a in all {
      for b in all {
        for c in all {
          let left = Promotion.promoteTypes(a, b).flatMap { Promotion.promoteTypes($0, c) }
          let right = Promotion.promoteTypes(b, c).flatMap { Promotion.promoteTypes(a, $0) }
          #expect(left == right, "\(a) \(b) \(c)")
        }
      }
    }
  }

  @Test func joinIsAnUpperBound() {
    for a in all {
      for b in all {
        guard let joined = Promotion.promoteTypes(a, b) else { continue }
        #expect(Promotion.canCast(a, to: joined) && Promotion.canCast(b, to: joined), "\(a) \(b)")
        #expect(Promotion.promoteTypes(joined, a) == joined, "\(a) \(b)")
      }
    }
  }

  @Test func setsFormALattice() {
    let sets = (0..<UInt16(64)).map { DTypeSet(rawValue: $0 &* 1021) }
    for a in sets {
      #expect(a.union(a) == a)
      for b in sets {
        #expect(a.union(b) == b.union(a))
        for c in sets { #expect(a.union(b).union(c) == a.union(b.union(c))) }
      }
    }
  }

  @Test func agreesWithTorch() throws {
    var count = 0
    for line in try Recording.lines("promotion.txt") {
      let words = line.split(separator: " ").map(String.init)
      count += 1
      switch words[0] {
      case "promote":
        let result = try Promotion.promoteTypes(dtype(words[1]), dtype(words[2]))
        #expect((result?.name ?? "raises") == words[3], "\(line)")
      case "cast":
        #expect(try Promotion.canCast(dtype(words[1]), to: dtype(words[2])) == (words[3] == "true"), "\(line)")
      case "result":
        let operands = try [operand(words[2]), operand(words[3])]
        let result = try Promotion.resultType(operands, default: dtype(words[1]))
        #expect((result?.name ?? "raises") == words[4], "\(line)")
      case "finfo":
        let limits = try #require(dtype(words[1]).floatLimits)
        #expect(
          [limits.max, limits.smallestNormal, limits.epsilon] == words[2...].map { Double($0) ?? .nan }, "\(line)")
      case "iinfo":
        let limits = try #require(dtype(words[1]).integerLimits)
        #expect([limits.min, limits.max] == words[2...].map { Int64($0) ?? -1 }, "\(line)")
      default: Issue.record("unknown line \(line)")
      }
    }
    #expect(count > 2500)
  }

  private func dtype(_ name: String) throws -> DType { try #require(DType(name: name)) }

  private func operand(_ text: String) throws -> Operand {
    let parts = text.split(separator: ":").map(String.init)
    switch parts[0] {
    case "tensor": return .tensor(try dtype(parts[1]))
    case "zero_dim": return .zeroDim(try dtype(parts[1]))
    default:
      let numbers: [String: PythonScalar] = ["bool": .bool, "int": .int, "float": .float, "complex": .complex]
      return .number(try #require(numbers[parts[1]]))
    }
  }
}
