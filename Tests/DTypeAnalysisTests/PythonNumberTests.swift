import PythonSyntax
import Testing

@testable import DTypeAnalysis

/// Python's arithmetic on numbers that are known, partly known or only typed.
@Suite struct PythonNumberTests {
  @Test(arguments: [
    (Operation.floorDivide, 7, 2, 3), (.floorDivide, -7, 2, -4), (.floorDivide, 7, -2, -4), (.modulo, -7, 3, 2),
    (.modulo, 7, -3, -2), (.power, 2, 10, 1024), (.power, -1, 1_000_001, -1), (.power, 0, 0, 1), (.shiftLeft, 3, 4, 48),
    (.shiftRight, -1, 200, -1), (.bitXor, 6, 3, 5),
  ])
  func integersAreExact(_ operation: PythonSyntax.Operation, _ left: Int, _ right: Int, _ expected: Int) {
    #expect(PythonNumber.result(operation, .integer(left), .integer(right)) == .integer(expected))
  }

  @Test func overflowKeepsTheSignOnly() {
    #expect(PythonNumber.result(.add, .integer(.max), .integer(1)) == .positiveInteger)
    #expect(PythonNumber.result(.subtract, .integer(.min), .integer(1)) == .someInteger)
    #expect(PythonNumber.result(.multiply, .integer(.max), .integer(-2)) == .someInteger)
    #expect(PythonNumber.result(.power, .integer(10), .integer(40)) == .positiveInteger)
    #expect(PythonNumber.result(.power, .integer(-10), .integer(41)) == .someInteger)
    #expect(PythonNumber.result(.floorDivide, .integer(.min), .integer(-1)) == .positiveInteger)
  }

  @Test func divisionByZeroHasNoResult() {
    for operation in [Operation.divide, .floorDivide, .modulo] {
      #expect(PythonNumber.result(operation, .integer(1), .integer(0)) == nil)
      #expect(PythonNumber.result(operation, .positiveInteger, .float(0)) == nil)
    }
    #expect(PythonNumber.result(.power, .integer(0), .integer(-1)) == nil)
  }

  @Test func floatsFollowPython() {
    #expect(PythonNumber.result(.divide, .integer(1), .integer(2)) == .float(0.5))
    #expect(PythonNumber.result(.modulo, .float(-1.5), .integer(1)) == .float(0.5))
    #expect(PythonNumber.result(.power, .float(-2), .float(0.5)) == nil)
    #expect(PythonNumber.result(.bitAnd, .someFloat, .integer(1)) == nil)
  }

  @Test func sizesStayPositiveWhereThatIsSure() {
    #expect(PythonNumber.result(.add, .positiveInteger, .integer(0)) == .positiveInteger)
    #expect(PythonNumber.result(.multiply, .positiveInteger, .integer(2)) == .positiveInteger)
    #expect(PythonNumber.result(.multiply, .positiveInteger, .integer(0)) == .someInteger)
    #expect(PythonNumber.result(.floorDivide, .positiveInteger, .integer(2)) == .someInteger)
    #expect(PythonNumber.result(.subtract, .positiveInteger, .integer(1)) == .someInteger)
    #expect(PythonNumber.result(.divide, .positiveInteger, .integer(2)) == .someFloat)
    #expect(PythonNumber.result(.add, .someNumber, .integer(2)) == .someNumber)
  }

  @Test func comparisonsWithSizes() {
    #expect(PythonNumber.comparison(.greater, .positiveInteger, .integer(0)) == true)
    #expect(PythonNumber.comparison(.greaterOrEqual, .positiveInteger, .integer(1)) == true)
    #expect(PythonNumber.comparison(.greater, .positiveInteger, .integer(1)) == nil)
    #expect(PythonNumber.comparison(.equal, .positiveInteger, .integer(0)) == false)
    #expect(PythonNumber.comparison(.notEqual, .positiveInteger, .float(1.5)) == true)
    #expect(PythonNumber.comparison(.less, .integer(0), .positiveInteger) == true)
    #expect(PythonNumber.comparison(.lessOrEqual, .integer(2), .positiveInteger) == nil)
    #expect(PythonNumber.comparison(.equal, .someInteger, .integer(0)) == nil)
  }
}
