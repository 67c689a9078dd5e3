import Foundation

/// The text of a file under Fixtures/recorded.
func recorded(_ path: String, from file: String = #filePath) throws -> String {
  let root = URL(fileURLWithPath: file).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  return try String(contentsOf: root.appendingPathComponent("Fixtures/recorded/" + path), encoding: .utf8)
}
