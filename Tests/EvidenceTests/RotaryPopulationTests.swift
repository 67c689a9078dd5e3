import Linting
import NumericReference
import PythonSemantics
import SourceText
import Testing

/// The rotary functions of real releases: how many of them evaluate, and how long that takes.
@Suite struct RotaryPopulationTests {
  @Test(.enabled(if: Release("5.23.0") != nil), arguments: ["5.23.0", "4.57.6"])
  func mostDefinitionsAndBodiesEvaluate(_ version: String) throws {
    let release = try #require(Release(version))
    var outcomes: [String: [Bool]] = [:]
    var reasons: [String] = []
    var slowest = Duration.zero
    var total = Duration.zero
    for path in release.rotaryFiles() {
      for function in release.rotaryFunctions(in: path) {
        let evidence = RotaryEvidence(function: function, in: release.graph, policy: OperatorPromotion())
        let start = ContinuousClock.now
        let layout = evidence.layout()
        let time = ContinuousClock.now - start
        slowest = max(slowest, time)
        total += time
        let body = release.fingerprint(of: function)
        switch layout {
        case .success: outcomes[body, default: []].append(true)
        case .failure(let failure):
          outcomes[body, default: []].append(false)
          reasons.append("\(path) \(release.graph[function].qualifiedName.text): \(failure)")
        }
      }
    }
    let definitions = outcomes.values.joined().count
    let evaluated = outcomes.values.joined().filter { $0 }.count
    let bodies = outcomes.values.filter { $0.contains(true) }.count
    print("\(version): \(evaluated) of \(definitions) definitions, \(bodies) of \(outcomes.count) bodies evaluate;")
    print("  layouts found in \(total), the slowest in \(slowest)")
    for reason in reasons { print("  ", reason) }
    #expect(definitions > 100)
    #expect(Double(evaluated) >= 0.95 * Double(definitions))
    #expect(Double(bodies) >= 0.9 * Double(outcomes.count))
  }
}
