import Testing

@testable import SourceText

@Suite struct SymbolTests {
  @Test func literalsAndTextsAgree() {
    for _ in 0..<3 {
      #expect("super" as Symbol == Symbol(String("super")))
      #expect("" as Symbol == Symbol.empty)
      #expect(("größe" as Symbol).text == "größe")
    }
  }

  @Test func literalsAgreeOnAllThreads() async {
    let answers = await withTaskGroup(of: [Symbol].self) { group in
      for _ in 0..<8 {
        group.addTask {
          var symbols: [Symbol] = []
          for _ in 0..<200 { symbols += ["raced-1", "raced-2", "raced-3", "raced-4"] as [Symbol] }
          return symbols
        }
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
    #expect(Set(answers.map(\.text)) == ["raced-1", "raced-2", "raced-3", "raced-4"])
    #expect(Set(answers).count == 4)
  }
}
