import PythonSyntax

/// Counts what the parser could not understand.
enum SyntaxCheck {
  static func problemCount(_ bytes: [UInt8]) -> Int { PythonParser.parse(bytes).problems.count }
}
