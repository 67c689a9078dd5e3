import SourceText

/// The methods of Python's own types that the engine interprets, as `type.method`.
struct PythonMethod {
  enum Owner: String, CaseIterable { case list, dict, mapping, set, str, tuple, namedtuple, int, float, object }

  let owner: Owner
  let name: String

  private static let names: [Owner: String] = [
    .list: """
    append extend insert pop remove clear index count copy sort reverse appendleft popleft extendleft rotate tolist \
    __len__ __getitem__ __setitem__ __contains__ __iter__ __add__
    """,
    .dict: """
    get pop setdefault update items keys values copy clear popitem fromkeys move_to_end elements most_common to_dict \
    __init__ __len__ __getitem__ __setitem__ __contains__ __iter__ __delitem__
    """,
    .mapping: """
    get pop setdefault update items keys values clear popitem __init__ __len__ __getitem__ __setitem__ __contains__ \
    __iter__
    """,
    .set: """
    add remove discard pop clear copy update union intersection difference symmetric_difference issubset issuperset \
    isdisjoint difference_update intersection_update __len__ __contains__ __iter__
    """,
    .str: """
    format format_map join split rsplit splitlines partition rpartition startswith endswith lower upper title \
    capitalize casefold swapcase strip lstrip rstrip removeprefix removesuffix replace find rfind index rindex count \
    isdigit isnumeric isdecimal isalpha isalnum isspace isupper islower isidentifier istitle encode zfill ljust rjust \
    center expandtabs translate __len__ __contains__ __getitem__
    """,
    .tuple: "index count numel size __len__ __getitem__ __contains__ __iter__ close send",
    .namedtuple: "_replace _asdict",
    .int: "bit_length bit_count to_bytes conjugate item real imag numerator denominator is_integer",
    .float: "is_integer hex conjugate item real imag as_integer_ratio",
    .object: "indices start stop step",
  ]

  private static let bySymbol: [Symbol: PythonMethod] = {
    var table: [Symbol: PythonMethod] = [:]
    for owner in Owner.allCases {
      for name in (names[owner] ?? "").split(separator: " ") {
        table[Symbol("\(owner.rawValue).\(name)")] = PythonMethod(owner: owner, name: String(name))
      }
    }
    return table
  }()

  init?(_ symbol: Symbol) {
    guard let known = Self.bySymbol[symbol] else { return nil }
    self = known
  }

  private init(owner: Owner, name: String) {
    self.owner = owner
    self.name = name
  }

  /// Whether a dotted name is one of a Python type, known or not; other names belong to modelled classes.
  static func isPythonType(_ symbol: Symbol) -> Bool {
    Owner(rawValue: String(symbol.text.prefix { $0 != "." })) != nil
  }
}
