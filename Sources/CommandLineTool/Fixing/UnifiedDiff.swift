/// Renders the change of one file as `diff -u` does.
struct UnifiedDiff {
  private enum Line {
    case same([UInt8])
    case removed([UInt8])
    case added([UInt8])
  }

  private static let context = 3

  /// The diff with its header, empty if nothing changed; bytes, since a file need not be UTF-8.
  static func bytes(path: String, old: [UInt8], new: [UInt8]) -> [UInt8] {
    if old == new { return [] }
    let all = lines(lines(of: old), lines(of: new))
    let name = path.hasPrefix("/") ? String(path.dropFirst()) : path
    var result = Array("--- a/\(name)\n+++ b/\(name)\n".utf8)
    for hunk in hunks(all) { result += text(of: hunk, in: all) }
    return result
  }

  /// Lines with their ends.
  private static func lines(of bytes: [UInt8]) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    var start = 0
    for (index, byte) in bytes.enumerated() where byte == 10 {
      lines.append(Array(bytes[start...index]))
      start = index + 1
    }
    if start < bytes.count { lines.append(Array(bytes[start...])) }
    return lines
  }

  private static func lines(_ old: [[UInt8]], _ new: [[UInt8]]) -> [Line] {
    var removed: Set<Int> = []
    var added: Set<Int> = []
    for change in new.difference(from: old) {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): added.insert(offset)
      }
    }
    var result: [Line] = []
    var (left, right) = (0, 0)
    while left < old.count || right < new.count {
      if left < old.count, removed.contains(left) {
        result.append(.removed(old[left]))
        left += 1
      } else if right < new.count, added.contains(right) {
        result.append(.added(new[right]))
        right += 1
      } else {
        result.append(.same(old[left]))
        (left, right) = (left + 1, right + 1)
      }
    }
    return result
  }

  /// The runs of lines around changes; runs that touch are one.
  private static func hunks(_ lines: [Line]) -> [Range<Int>] {
    var hunks: [Range<Int>] = []
    for (index, line) in lines.enumerated() {
      if case .same = line { continue }
      let range = max(0, index - context)..<min(lines.count, index + context + 1)
      if let last = hunks.last, last.upperBound >= range.lowerBound {
        hunks[hunks.count - 1] = last.lowerBound..<range.upperBound
      } else {
        hunks.append(range)
      }
    }
    return hunks
  }

  private static func text(of hunk: Range<Int>, in lines: [Line]) -> [UInt8] {
    func counts(_ range: Range<Int>) -> (old: Int, new: Int) {
      lines[range].reduce(into: (0, 0)) { counts, line in
        switch line {
        case .same: counts = (counts.0 + 1, counts.1 + 1)
        case .removed: counts.0 += 1
        case .added: counts.1 += 1
        }
      }
    }
    func range(_ before: Int, _ count: Int) -> String {
      let start = count == 0 ? before : before + 1
      return count == 1 ? "\(start)" : "\(start),\(count)"
    }
    let (before, own) = (counts(0..<hunk.lowerBound), counts(hunk))
    var result = Array("@@ -\(range(before.old, own.old)) +\(range(before.new, own.new)) @@\n".utf8)
    for line in lines[hunk] {
      let (sign, text): (String, [UInt8]) =
        switch line {
        case .same(let text): (" ", text)
        case .removed(let text): ("-", text)
        case .added(let text): ("+", text)
        }
      result += Array(sign.utf8) + text
      if text.last != 10 { result += Array("\n\\ No newline at end of file\n".utf8) }
    }
    return result
  }
}
