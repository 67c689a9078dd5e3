import SourceText

/// How the models of a package feed their layers: which calls `self.layer(input)` cast the input, found as text.
///
/// What a line says is enough: `self.proj(x.to(dtype))`, or `x = x.to(dtype)` anywhere in the file for `self.proj(x)`.
package struct LayerInputIndex: Sendable {
  /// A call of a layer with an input under its own name.
  package struct Call: Sendable {
    package let layer: String
    package let input: String
    /// The classes of torch that the file makes layers of this name with.
    package let classes: Set<String>
    package let isCast: Bool
    /// Relative to the package root.
    package let file: String
    package let path: String
    package let line: Int
  }

  /// A cast of a name to some dtype.
  package struct Cast: Sendable {
    package let name: String
    package let line: Int
  }

  private var callsByInput: [String: [Call]] = [:]
  private var layers: [String: [String: Set<String>]] = [:]

  /// How other files of the package feed a layer of this name and class with an input of this name.
  package struct Siblings {
    package var castCount: Int
    package var count: Int
    /// The first of those that cast.
    package var first: Call
  }

  /// So many siblings, and such a share of all, have to cast.
  private static let leastSiblings = 4
  private static let leastShare = 0.8

  /// The siblings of a layer's call if most of them cast the input; names of layers agree in their first word.
  package func castingSiblings(layer: String, input: String, in file: String) -> Siblings? {
    let classes = layers[file]?[layer] ?? []
    var isCast: [String: Bool] = [:]
    var first: Call?
    for call in callsByInput[input] ?? [] where call.file != file && Self.stem(call.layer) == Self.stem(layer) {
      guard !classes.isDisjoint(with: call.classes) else { continue }
      isCast[call.file] = isCast[call.file, default: true] && call.isCast
      if call.isCast, first == nil { first = call }
    }
    let count = isCast.count { $0.value }
    guard let first, count >= Self.leastSiblings, Double(count) >= Self.leastShare * Double(isCast.count) else {
      return nil
    }
    return Siblings(castCount: count, count: isCast.count, first: first)
  }

  /// `patch` of `patch_embedding`.
  private static func stem(_ name: String) -> Substring { name.prefix { $0 != "_" } }

  /// What a file's text shows of a cast that was meant for inputs with certain names.
  package enum Handling {
    /// The file casts such an input somewhere.
    case casts
    /// It does not, but gives such an input to layers, which siblings may cast it for.
    case feeds([(layer: String, input: String)])
  }

  /// Whether a file's text reads the dtype of a layer's weight, as who casts to it does.
  package static func readsDType(of layer: String, in bytes: [UInt8]) -> Bool {
    String(decoding: bytes, as: UTF8.self).hasText("self.\(layer).weight.dtype")
  }

  package static func handling(in bytes: [UInt8], of isSubject: (String) -> Bool) -> Handling {
    let found = LayerInputScanner(bytes)
    if found.castSubjects.contains(where: isSubject) { return .casts }
    return .feeds(found.calls.filter { !$0.isCast && isSubject($0.input) }.map { ($0.layer, $0.input) })
  }

  /// Reads every `modeling_*.py` below the root.
  init(root: PackageRoot, files: any FileSystem) {
    PythonFiles.forEachModel(below: root, in: files) { bytes, file in
      add(LayerInputScanner(bytes), file, Path.joined(root.folder, file))
    }
  }

  private mutating func add(_ found: LayerInputScanner, _ file: String, _ path: String) {
    let casts = Set(found.casts.map(\.name))
    layers[file] = found.layers
    for call in found.calls {
      guard let classes = found.layers[call.layer] else { continue }
      callsByInput[call.input, default: []].append(
        Call(
          layer: call.layer, input: call.input, classes: classes,
          isCast: call.isCast || casts.contains(call.input), file: file, path: path, line: call.line))
    }
  }

  /// The names that a file casts to some dtype by assigning them anew, in the order of its lines.
  package static func casts(in bytes: [UInt8]) -> [Cast] { LayerInputScanner(bytes).casts }
}

/// Reads one file's layers, their calls and casts line by line.
private struct LayerInputScanner {
  private(set) var layers: [String: Set<String>] = [:]
  private(set) var calls: [(layer: String, input: String, isCast: Bool, line: Int)] = []
  private(set) var casts: [LayerInputIndex.Cast] = []
  /// The names that are cast anywhere, in an argument too.
  private(set) var castSubjects: Set<String> = []

  init(_ bytes: [UInt8]) {
    bytes.withUnsafeBufferPointer { bytes in
      var number = 0
      for line in bytes.split(separator: 10, omittingEmptySubsequences: false) {
        number += 1
        let text = TextLine(line)
        scanCast(text, number)
        scanSubjects(text)
        var position = 0
        while let start = text.find("self.", from: position) {
          position = start + 5
          scanLayer(text, position, number)
        }
      }
    }
  }

  /// `self.layer = nn.Linear(…)` or `self.layer(input…)`, from behind `self.`.
  private mutating func scanLayer(_ text: TextLine, _ start: Int, _ number: Int) {
    guard let end = text.identifierEnd(from: start), end < text.count else { return }
    let name = text.string(start..<end)
    if text.has(" = nn.", at: end), let classEnd = text.identifierEnd(from: end + 6), text.has("(", at: classEnd) {
      layers[name, default: []].insert(text.string(end + 6..<classEnd))
    } else if text.has("(", at: end), let inputEnd = text.identifierEnd(from: end + 1), !text.has("self", at: end + 1) {
      let argument = text.argument(from: end + 1)
      guard text.has(")", at: inputEnd) || text.has(",", at: inputEnd) || text.has(".", at: inputEnd) else { return }
      calls.append((name, text.string(end + 1..<inputEnd), text.castsDType(in: argument), number))
    }
  }

  /// `x` of every `x.to(…dtype…)` and `x.type(…)`.
  private mutating func scanSubjects(_ text: TextLine) {
    for method in [".to(", ".type("] {
      var position = 0
      while let dot = text.find(method, from: position) {
        position = dot + method.utf8.count
        let start = text.identifierStart(before: dot)
        if start < dot, text.castsDType(in: dot..<text.count) { castSubjects.insert(text.string(start..<dot)) }
      }
    }
  }

  /// `x = x.to(dtype)`.
  private mutating func scanCast(_ text: TextLine, _ number: Int) {
    let start = text.indentation
    guard let end = text.identifierEnd(from: start), text.has(" = ", at: end) else { return }
    let name = text.string(start..<end)
    guard text.has(name + ".", at: end + 3), text.castsDType(in: end + 3..<text.count) else { return }
    casts.append(LayerInputIndex.Cast(name: name, line: number))
  }
}

/// One line of a file.
private struct TextLine {
  private let bytes: Slice<UnsafeBufferPointer<UInt8>>

  init(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) { self.bytes = bytes }

  var count: Int { bytes.count }

  private subscript(offset: Int) -> UInt8 { bytes[bytes.startIndex + offset] }

  var indentation: Int { bytes.prefix { $0 == 32 || $0 == 9 }.count }

  func string(_ range: Range<Int>) -> String {
    String(decoding: bytes[bytes.startIndex + range.lowerBound..<bytes.startIndex + range.upperBound], as: UTF8.self)
  }

  func has(_ word: String, at offset: Int) -> Bool {
    guard offset + word.utf8.count <= count else { return false }
    return bytes[(bytes.startIndex + offset)...].starts(with: word.utf8)
  }

  func find(_ word: String, from offset: Int) -> Int? {
    guard let first = word.utf8.first else { return nil }
    var position = offset
    while position < count {
      if self[position] == first, has(word, at: position) { return position }
      position += 1
    }
    return nil
  }

  /// Nil where no identifier starts.
  func identifierEnd(from start: Int) -> Int? {
    var end = start
    while end < count {
      guard isLetter(self[end]) || (isDigit(self[end]) && end > start) else { break }
      end += 1
    }
    return end > start ? end : nil
  }

  func identifierStart(before end: Int) -> Int {
    var start = end
    while start > 0, isLetter(self[start - 1]) || isDigit(self[start - 1]) { start -= 1 }
    return start
  }

  private func isLetter(_ byte: UInt8) -> Bool {
    byte == 95 || byte >= 0x80 || (byte | 0x20 >= 97 && byte | 0x20 <= 122)
  }

  private func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }

  /// The rest up to the bracket that closes the call.
  func argument(from start: Int) -> Range<Int> {
    var depth = 0
    var end = start
    while end < count {
      if self[end] == UInt8(ascii: "(") { depth += 1 }
      if self[end] == UInt8(ascii: ")") {
        if depth == 0 { break }
        depth -= 1
      }
      end += 1
    }
    return start..<end
  }

  /// Whether some text casts to a dtype that it does not spell out.
  func castsDType(in range: Range<Int>) -> Bool {
    let isCast = has(Self.to, in: range) && has(Self.dtype, in: range)
    guard isCast || has(Self.type, in: range) || has(Self.typeAs, in: range) else { return false }
    return !Self.spelled.contains { has($0, in: range) }
  }

  private static let type = Array(".type(".utf8)
  private static let typeAs = Array(".type_as(".utf8)
  private static let to = Array(".to(".utf8)
  private static let dtype = Array("dtype".utf8)
  private static let spelled = ["torch.float", "torch.int", "torch.long"].map { Array($0.utf8) }

  private func has(_ word: [UInt8], in range: Range<Int>) -> Bool {
    let start = bytes.startIndex + range.lowerBound
    var scanner = ByteScanner(UnsafeBufferPointer(rebasing: bytes.base[start..<start + range.count]))
    return scanner.next(word) != nil
  }
}
