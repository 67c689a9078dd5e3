import SourceText
import Testing

@Suite struct SourceFileTests {
  private func problem(_ bytes: [UInt8]) -> FileProblem? {
    do throws(FileProblem) {
      _ = try SourceFile(path: "a.py", bytes: bytes)
      return nil
    } catch {
      return error
    }
  }

  @Test func invalidUTF8HasItsPlace() { #expect(problem(Array("ab".utf8) + [0xFF]) == .invalidUTF8(offset: 2)) }

  @Test(
    arguments: [
      [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80],
      [0xE2, 0x82],
      [0x80],
    ] as [[UInt8]])
  func illFormedSequences(bytes: [UInt8]) { #expect(problem(bytes) == .invalidUTF8(offset: 0)) }

  @Test(arguments: ["é", "€", "𝛼", "\u{FEFF}x", ""]) func wellFormedText(text: String) {
    #expect(problem(Array(text.utf8)) == nil)
  }

  @Test func nulMeansBinary() { #expect(problem([0x61, 0, 0x62]) == .binary) }

  @Test func tooLarge() {
    let size = SourceFile.sizeLimit + 1
    #expect(problem(Array(repeating: 0x61, count: size)) == .tooLarge(bytes: size))
  }

  @Test(arguments: ["# -*- coding: latin-1 -*-\n", "#!/bin/python\n# vim: set fileencoding=iso-8859-1 :\n"])
  func latin1IsTranscoded(head: String) throws {
    let file = try SourceFile(path: "a.py", bytes: Array(head.utf8) + [0xE9])
    #expect(file.encoding == .latin1)
    #expect(file.bytes == Array((head + "é").utf8))
  }

  @Test(arguments: [
    "# coding: utf-8\n", "# coding=UTF_8\n", "x = 1 # coding: cp1252\n", "x\n# coding: cp1252\n",
    "\n\n# coding: cp1252\n",
  ])
  func isUTF8(source: String) throws {
    #expect(try SourceFile(path: "a.py", bytes: Array(source.utf8)).encoding == .utf8)
  }

  @Test func otherEncodingsAreNamed() {
    #expect(problem(Array("# coding: shift_jis\n".utf8)) == .unsupportedEncoding("shift_jis"))
  }
}
