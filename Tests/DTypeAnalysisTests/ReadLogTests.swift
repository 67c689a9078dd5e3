import Dataflow
import Testing

@testable import DTypeAnalysis

/// A summary that is replayed elsewhere has to make again what the calls inside it made.
@Suite struct ReadLogTests {
  @Test func whatACallMadeItsCallerMadeToo() {
    var log = ReadLog()
    log.begin()
    log.begin()
    log.note(SiteID(7), .empty)
    #expect(log.end { _ in false }.isEmpty)
    var seen: [SiteID] = []
    _ = log.end { site in
      seen.append(site)
      return false
    }
    #expect(seen == [SiteID(7)])
  }
}
