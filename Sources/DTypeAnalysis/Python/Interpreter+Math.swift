import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// `math`, and the functions of numpy that modeling code calls on plain numbers: numbers in, a number out.
extension Interpreter {
  func callMath(_ function: String, _ arguments: CallArguments) -> ValueID? {
    guard let first = arguments.positional.first else { return nil }
    switch function {
    case "ceil", "floor", "trunc": return mapPieces(of: first) { value(wholeNumber(function, $0)) }
    case "prod": return product(first, start: arguments.argument(1, "start"), at: arguments.node)
    case "isnan", "isinf", "isfinite", "isclose": return opaque(.bool)
    case "isqrt", "factorial", "comb", "perm": return opaque(.integer)
    case "gcd", "lcm": return integersOnly(arguments.positional, function)
    case "frexp": return value(.tuple([opaque(.float), opaque(.integer)]))
    case "modf": return value(.tuple([opaque(.float), opaque(.float)]))
    case "fsum", "dist", "hypot": return opaque(.float)
    default: break
    }
    if let operation = Self.unaryMath[function], arguments.positional.count == 1 {
      return mapPieces(of: first) { value(realNumber(operation, $0)) }
    }
    guard let operation = Self.binaryMath[function] else { return nil }
    guard arguments.positional.count == 2 else { return opaque(.float) }
    return mapPairs(first, arguments.positional[1]) { left, right in
      guard let a = self.real(left), let b = self.real(right) else { return self.opaque(.float) }
      return self.value(self.floatResult(operation(a, b)))
    }
  }

  private static let unaryMath: [String: @Sendable (Double) -> Double] = [
    "sqrt": { $0.squareRoot() }, "exp": { exp($0) }, "expm1": { expm1($0) }, "exp2": { exp2($0) },
    "log": { log($0) },
    "log2": { log2($0) }, "log10": { log10($0) }, "log1p": { log1p($0) }, "sin": { sin($0) },
    "cos": { cos($0) },
    "tan": { tan($0) }, "asin": { asin($0) }, "acos": { acos($0) }, "atan": { atan($0) },
    "sinh": { sinh($0) },
    "cosh": { cosh($0) }, "tanh": { tanh($0) }, "fabs": { Swift.abs($0) }, "erf": { erf($0) },
    "erfc": { erfc($0) },
    "gamma": { tgamma($0) }, "lgamma": { lgamma($0) }, "radians": { $0 * .pi / 180 },
    "degrees": { $0 * 180 / .pi },
  ]

  private static let binaryMath: [String: @Sendable (Double, Double) -> Double] = [
    "log": { $1 == 0 ? .nan : log($0) / log($1) }, "pow": { pow($0, $1) },
    "atan2": { atan2($0, $1) },
    "fmod": { fmod($0, $1) }, "copysign": { copysign($0, $1) }, "remainder": { remainder($0, $1) },
  ]

  private func real(_ shape: ShapeID) -> Double? { PythonNumber(shapes[shape])?.constant }

  /// These functions give a float whatever number (or tensor of one element) they take.
  private func realNumber(_ operation: (Double) -> Double, _ shape: ShapeID) -> ShapeID {
    real(shape).map { floatResult(operation($0)) } ?? shapes.opaque(.float)
  }

  /// Where Python raises a domain error there is no value: the type is kept.
  private func floatResult(_ number: Double) -> ShapeID {
    number.isNaN ? shapes.opaque(.float) : shapes.float(number)
  }

  private func wholeNumber(_ function: String, _ shape: ShapeID) -> ShapeID {
    guard let number = PythonNumber(shapes[shape]) else { return shapes.opaque(.integer) }
    if number.isInteger { return shapes.intern(number.shape) }
    guard let real = number.constant else { return shapes.opaque(.integer) }
    let rounded = real.rounded(function == "ceil" ? .up : function == "floor" ? .down : .towardZero)
    return Int(exactly: rounded).map(shapes.integer) ?? shapes.opaque(.integer)
  }

  private func product(_ iterable: ValueID, start: ValueID?, at node: NodeID) -> ValueID {
    if case .opaque(.size)? = uniform(iterable) { return opaque(.positiveInteger) }
    return folded(.multiply, iterable, start: start ?? value(shapes.integer(1)), at: node)
  }

  private func integersOnly(_ operands: [ValueID], _ function: String) -> ValueID {
    let numbers = operands.map { constantInteger($0) }
    guard numbers.count == 2, let a = numbers[0], let b = numbers[1], a > 0, b > 0 else {
      return opaque(.integer)
    }
    var (x, y) = (a, b)
    while y != 0 { (x, y) = (y, x % y) }
    if function == "gcd" { return value(shapes.integer(x)) }
    let (multiple, overflow) = (a / x).multipliedReportingOverflow(by: b)
    return overflow ? opaque(.positiveInteger) : value(shapes.integer(multiple))
  }

  // MARK: numpy

  /// numpy's functions on plain numbers; nil as soon as an argument is anything else.
  func callNumpyScalar(_ function: String, _ arguments: CallArguments) -> ValueID? {
    guard !arguments.positional.isEmpty, arguments.keywords.isEmpty, arguments.morePositional == nil
    else { return nil }
    if function == "prod", arguments.positional.count == 1, holdsIntegers(arguments.positional[0]) {
      return product(arguments.positional[0], start: nil, at: arguments.node)
    }
    guard arguments.positional.allSatisfy(isNumber) else { return nil }
    switch function {
    case "ceil", "floor", "trunc", "rint", "round": return opaque(.float)
    case "abs", "absolute": return callBuiltin("abs", arguments)
    case "maximum", "max": return callBuiltin("max", arguments)
    case "minimum", "min": return callBuiltin("min", arguments)
    case "power": return callMath("pow", arguments)
    case "log", "log2", "log10", "log1p", "sqrt", "exp", "exp2", "expm1", "sin", "cos", "tan",
      "tanh", "arctan2":
      return callMath(function == "arctan2" ? "atan2" : function, arguments)
    case "float64": return callBuiltin("float", arguments)
    case "isnan", "isinf", "isfinite", "isclose": return opaque(.bool)
    default: return nil
    }
  }

  private func isNumber(_ value: ValueID) -> Bool {
    values.pieces(values.restrict(value, to: frame.live)).allSatisfy {
      PythonNumber(shapes[$0.shape]) != nil
    }
  }

  private func holdsIntegers(_ value: ValueID) -> Bool {
    switch uniform(value) {
    case .opaque(.size)?: return true
    case .tuple?, .sequence?: break
    case .object(let site)? where info(site).kind == .list: break
    default: return false
    }
    return values.pieces(anyElement(iteration(over: value))).allSatisfy {
      PythonNumber(shapes[$0.shape])?.isInteger == true
    }
  }
}
