/// Reads one file's layers, their calls and casts, each from the line that it stands in.
struct LayerInputScanner {
  private(set) var layers: [String: Set<String>] = [:]
  /// The calls of layers, with the lines of those whose input is cast: lines take time to count.
  private(set) var calls: [(layer: String, input: String, isCast: Bool, line: Int)] = []
  private(set) var casts: [LayerInputIndex.Cast] = []
  private var castNames: Set<String> = []
  /// The names that are cast anywhere, in an argument too.
  private(set) var castSubjects: Set<String> = []

  init(_ bytes: [UInt8]) {
    bytes.withUnsafeBufferPointer { bytes in
      let text = TextBytes(bytes)
      scanCasts(text)
      scanLayers(text)
    }
  }

  // MARK: Layers

  private mutating func scanLayers(_ text: TextBytes) {
    var scanner = ByteScanner(text.bytes)
    var counter = LineCounter(text.bytes)
    while scanner.next(Self.receiver) != nil {
      scanLayer(text, scanner.position, &counter)
    }
  }

  /// `self.layer = nn.Linear(…)` or `self.layer(input…)`, from behind `self.`.
  private mutating func scanLayer(_ text: TextBytes, _ start: Int, _ counter: inout LineCounter) {
    guard let end = text.identifierEnd(from: start) else { return }
    if text.has("(", at: end) {
      guard let inputEnd = text.identifierEnd(from: end + 1), !text.has("self", at: end + 1),
        text.has(")", at: inputEnd) || text.has(",", at: inputEnd) || text.has(".", at: inputEnd)
      else { return }
      let input = text.string(end + 1..<inputEnd)
      let isCast = castNames.contains(input) || text.castsDType(in: text.argument(from: end + 1))
      calls.append((text.string(start..<end), input, isCast, isCast ? counter.line(at: start) : 0))
    } else if text.has(" = nn.", at: end), let classEnd = text.identifierEnd(from: end + 6), text.has("(", at: classEnd)
    {
      layers[text.string(start..<end), default: []].insert(text.string(end + 6..<classEnd))
    }
  }

  // MARK: Casts

  private mutating func scanCasts(_ text: TextBytes) {
    var scanner = ByteScanner(text.bytes)
    var counter = LineCounter(text.bytes)
    while let dot = scanner.next(Self.method) {
      guard text.has("o(", at: scanner.position) || text.has("ype", at: scanner.position) else { continue }
      let line = text.line(around: dot)
      scanCast(text, line, &counter)
      scanSubjects(text, dot..<line.upperBound)
      scanner.position = line.upperBound
    }
  }

  /// `x` of every `x.to(…dtype…)` and `x.type(…)`.
  private mutating func scanSubjects(_ text: TextBytes, _ line: Range<Int>) {
    var scanner = ByteScanner(text.bytes)
    scanner.position = line.lowerBound
    while let dot = scanner.next(Self.method), dot < line.upperBound {
      guard text.has(".to(", at: dot) || text.has(".type(", at: dot) else { continue }
      let start = text.identifierStart(before: dot)
      if start < dot, text.castsDType(in: dot..<line.upperBound) { castSubjects.insert(text.string(start..<dot)) }
    }
  }

  /// `x = x.to(dtype)`.
  private mutating func scanCast(_ text: TextBytes, _ line: Range<Int>, _ counter: inout LineCounter) {
    let start = text.indentationEnd(of: line)
    guard let end = text.identifierEnd(from: start), text.has(" = ", at: end),
      text.repeats(start..<end, at: end + 3), text.has(".", at: end + 3 + (end - start)),
      text.castsDType(in: end + 3..<line.upperBound)
    else { return }
    let name = text.string(start..<end)
    castNames.insert(name)
    casts.append(LayerInputIndex.Cast(name: name, line: counter.line(at: start)))
  }

  private static let receiver = Array("self.".utf8)
  private static let method = Array(".t".utf8)
}

/// The lines of places that come in order, counted from one.
private struct LineCounter {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0
  private var line = 1

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  mutating func line(at place: Int) -> Int {
    var count = 0
    for offset in position..<place { count &+= bytes[offset] == 10 ? 1 : 0 }
    line += count
    position = place
    return line
  }
}
