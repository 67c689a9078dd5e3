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
    /// Zero where it is not cast.
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
  private struct Majority {
    let least: Int
    let share: Double
    /// Layers whose names begin with the same word.
    static let sameName = Majority(least: 4, share: 0.8)
    /// Layers under whatever name: where a package has begun to cast, the rest of it is not done yet.
    static let sameClass = Majority(least: 10, share: 0.25)
  }

  /// The siblings of a layer's call if enough of them cast the input: all that give it to a layer of the same class, or
  /// those whose layers' names agree in their first word.
  ///
  /// - Parameter inputs: the names that the input goes by, of which the first that has such siblings counts.
  package func castingSiblings(layer: String, inputs: [String], in file: String) -> Siblings? {
    inputs.lazy.compactMap { castingSiblings(layer: layer, input: $0, in: file) }.first
  }

  private func castingSiblings(layer: String, input: String, in file: String) -> Siblings? {
    let classes = layers[file]?[layer] ?? []
    let alike = (callsByInput[input] ?? []).filter { $0.file != file && !classes.isDisjoint(with: $0.classes) }
    return Self.siblings(alike, .sameClass)
      ?? Self.siblings(alike.filter { Self.stem($0.layer) == Self.stem(layer) }, .sameName)
  }

  private static func siblings(_ calls: [Call], _ majority: Majority) -> Siblings? {
    guard let first = calls.first(where: \.isCast) else { return nil }
    var isCast: [String: Bool] = [:]
    for call in calls { isCast[call.file] = isCast[call.file, default: true] && call.isCast }
    let count = isCast.count { $0.value }
    guard count >= majority.least, Double(count) >= majority.share * Double(isCast.count) else { return nil }
    return Siblings(castCount: count, count: isCast.count, first: first)
  }

  /// `patch` of `patch_embedding`.
  private static func stem(_ name: String) -> Substring { name.prefix { $0 != "_" } }

  /// What a file's text shows of a cast that was meant for inputs with certain names.
  package enum Handling {
    /// The file casts such an input somewhere.
    case casts
    /// It does not; the calls of its layers with what is not cast either, which siblings may cast such an input for.
    case feeds([(layer: String, input: String)])
  }

  /// Whether a file's text reads the dtype of a layer's weight, as who casts to it does.
  package static func readsDType(of layer: String, in bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBufferPointer {
      var scanner = ByteScanner($0)
      return scanner.next(Array("self.\(layer).weight.dtype".utf8)) != nil
    }
  }

  package static func handling(in bytes: [UInt8], of isSubject: (String) -> Bool) -> Handling {
    let found = LayerInputScanner(bytes)
    if found.castSubjects.contains(where: isSubject) { return .casts }
    return .feeds(found.calls.filter { !$0.isCast }.map { ($0.layer, $0.input) })
  }

  /// Reads every `modeling_*.py` below the root.
  init(root: PackageRoot, files: any FileSystem) {
    PythonFiles.forEachModel(below: root, in: files) { bytes, file in
      add(LayerInputScanner(bytes), file, Path.joined(root.folder, file))
    }
  }

  private mutating func add(_ found: LayerInputScanner, _ file: String, _ path: String) {
    layers[file] = found.layers
    for call in found.calls {
      guard let classes = found.layers[call.layer] else { continue }
      callsByInput[call.input, default: []].append(
        Call(
          layer: call.layer, input: call.input, classes: classes,
          isCast: call.isCast, file: file, path: path, line: call.line))
    }
  }

  /// The names that a file casts to some dtype by assigning them anew, in the order of its lines.
  package static func casts(in bytes: [UInt8]) -> [Cast] { LayerInputScanner(bytes).casts }
}
