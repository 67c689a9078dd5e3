import SourceText

/// The classes of all model files of a package, found as text: what the siblings of a class do.
///
/// Only names and places are kept; the text of a class is read again when it is asked for.
package struct ModelClassIndex: Sendable {
  package struct Entry: Sendable {
    package let name: String
    /// Relative to the package root.
    package let file: String
    package let path: String
    package let line: Int
    package let text: String
  }

  private struct Place {
    var name: String
    var file: String
    var line: Int
    var range: Range<Int>
  }

  private let root: PackageRoot
  private let files: any FileSystem
  private var places: [Place] = []

  /// Reads every `modeling_*.py` below the root.
  init(root: PackageRoot, files: any FileSystem) {
    self.root = root
    self.files = files
    PythonFiles.forEachModel(below: root, in: files) { add($0, $1) }
  }

  private mutating func add(_ bytes: [UInt8], _ file: String) {
    let word = Array("class ".utf8)
    var line = 1
    var start = 0
    var open: Place?
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 10) ?? bytes.count
      // A class ends where something else begins at the margin; closing brackets of its header do not.
      if let first = bytes[start..<end].first, ![32, 9, 13, 35, 41].contains(first) {
        if var place = open {
          place.range = place.range.lowerBound..<start
          places.append(place)
          open = nil
        }
        if bytes[start..<end].starts(with: word) {
          let name = bytes[(start + word.count)..<end].prefix { $0 != 40 && $0 != 58 }
          open = Place(
            name: String(decoding: name, as: UTF8.self), file: file, line: line, range: start..<bytes.count)
        }
      }
      start = end + 1
      line += 1
    }
    if let open { places.append(open) }
  }

  /// The classes with such names, in the order of their files.
  package func classes(named isWanted: (String) -> Bool) -> [Entry] {
    var read: (file: String, bytes: [UInt8])?
    return places.filter { isWanted($0.name) }.compactMap { place in
      let path = Path.joined(root.folder, place.file)
      if read?.file != place.file {
        read = (try? files.read(path, limit: SourceFile.sizeLimit)).map { (place.file, $0) }
      }
      guard let bytes = read?.bytes, place.range.upperBound <= bytes.count else { return nil }
      return Entry(
        name: place.name, file: place.file, path: path, line: place.line,
        text: String(decoding: bytes[place.range], as: UTF8.self))
    }
  }
}
