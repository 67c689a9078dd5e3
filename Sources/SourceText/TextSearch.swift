import Glibc

extension StringProtocol {
  /// Whether it has `part` in it, byte for byte, as Python compares strings.
  ///
  /// The standard library's search goes by characters, which takes far longer.
  package func hasText(_ part: some StringProtocol) -> Bool {
    let found = utf8.withContiguousStorageIfAvailable { text in
      part.utf8.withContiguousStorageIfAvailable { holds(text, $0) }
    }
    if case .some(.some(let found)) = found { return found }
    return Array(utf8).withUnsafeBufferPointer { text in Array(part.utf8).withUnsafeBufferPointer { holds(text, $0) } }
  }
}

private func holds(_ text: UnsafeBufferPointer<UInt8>, _ part: UnsafeBufferPointer<UInt8>) -> Bool {
  guard let needle = part.baseAddress, let first = part.first else { return true }
  guard var place = text.baseAddress else { return false }
  var left = text.count
  while left >= part.count, let found = memchr(place, Int32(first), left - part.count + 1) {
    if memcmp(found, needle, part.count) == 0 { return true }
    let next = found.assumingMemoryBound(to: UInt8.self) + 1
    left -= place.distance(to: next)
    place = UnsafePointer(next)
  }
  return false
}
