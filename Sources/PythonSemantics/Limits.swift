/// How far nesting and chains are followed: beyond what any program has, so that hostile input neither overflows the
/// stack nor takes quadratic time.
enum Limits {
  /// Names that stand for names: aliases, imports that pass on an import.
  static let nameChain = 100
  /// The parts of a dotted expression.
  static let dottedName = 64
  /// The classes of a method resolution order.
  static let inheritance = 200
  /// Scopes around a name.
  static let nesting = 1_000
  /// Conditions noted for a statement: beyond, the tests of a long `elif` chain are left open.
  static let guards = 100
  private static let qualifiedName = 1_000

  /// Whether the path of a definition goes on below one with this path.
  static func extends(_ path: String) -> Bool { path.utf8.count < qualifiedName }
}
