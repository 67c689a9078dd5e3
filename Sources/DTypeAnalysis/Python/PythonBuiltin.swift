import SourceText

/// The functions and types of Python's `builtins` that the engine interprets, by their names.
enum PythonBuiltin: String, CaseIterable {
  case abs, all, any, ascii, bin, bool, breakpoint, bytearray, bytes, callable, chr, classmethod,
    complex, delattr
  case dict, dir, divmod, enumerate, filter, float, format, frozenset, getattr, globals, hasattr,
    hash, hex, id
  case identity, input, int, isinstance, issubclass, iter, len, list, locals, map, max, memoryview,
    min, next, object
  case objectInit = "object.__init__"
  case oct, open, ord, pow, print, property, range, repr, reversed, round, set, setattr, slice,
    sorted, staticmethod
  case str, sum, tuple, type, vars, zip

  private static let byName = Dictionary(
    uniqueKeysWithValues: allCases.map { (Symbol($0.rawValue), $0) })

  init?(_ name: Symbol) {
    guard let known = Self.byName[name] else { return nil }
    self = known
  }

  /// Whether a builtin name is a class of exceptions.
  static func isException(_ name: Symbol) -> Bool {
    let text = name.text
    return ["Error", "Exception", "Warning", "Interrupt", "Exit", "ExceptionGroup"].contains {
      text.hasSuffix($0)
    }
      || text == "StopIteration" || text == "StopAsyncIteration"
  }
}
