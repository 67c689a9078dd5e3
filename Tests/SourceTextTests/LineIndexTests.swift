import SourceText
import Testing

@Suite struct LineIndexTests {
  @Test func allLineEndsCount() {
    let index = LineIndex(Array("a\nb\r\nc\rd".utf8))
    #expect(index.starts == [0, 2, 5, 7])
    #expect((0..<8).map { index.line(at: UInt32($0)) } == [1, 1, 2, 2, 2, 3, 3, 4])
  }

  @Test func columnsInBytesAndCharacters() {
    let bytes = Array("x\né𝛼b".utf8)
    let index = LineIndex(bytes)
    #expect(index.position(at: 8) == LinePosition(line: 2, column: 7))
    #expect(index.characterPosition(at: 8, in: bytes) == LinePosition(line: 2, column: 3))
  }

  @Test func textOfALine() {
    let bytes = Array("one\r\ntwo\n".utf8)
    let index = LineIndex(bytes)
    #expect((1...4).map { index.text(ofLine: $0, in: bytes) } == ["one", "two", "", ""])
  }

  @Test func anEmptyFileHasOneLine() {
    let index = LineIndex([])
    #expect(index.lineCount == 1)
    #expect(index.position(at: 0) == LinePosition(line: 1, column: 1))
  }
}
