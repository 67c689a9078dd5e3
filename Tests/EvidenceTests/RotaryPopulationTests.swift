import Foundation
import Linting
import PythonSyntax
import SourceText
import Testing

/// The rotary functions of real releases: how many of them evaluate.
@Suite struct RotaryPopulationTests {
  private static let corpus: URL = {
    let environment = ProcessInfo.processInfo.environment
    let folder = environment["DTYPELINT_CORPUS"] ?? NSHomeDirectory() + "/.cache/dtypelint-corpus"
    return URL(fileURLWithPath: folder).appendingPathComponent("transformers")
  }()

  private static func isPresent(_ version: String) -> Bool {
    FileManager.default.fileExists(atPath: corpus.appendingPathComponent(version).path)
  }

  @Test(.enabled(if: isPresent("5.23.0")), arguments: ["5.23.0", "4.57.6"])
  func mostDefinitionsAndBodiesEvaluate(_ version: String) throws {
    let root = RotaryPopulationTests.corpus.appendingPathComponent(version + "/transformers")
    var outcomes: [String: [Bool]] = [:]
    var reasons: [String] = []
    var definitions = 0
    let loader = RotaryPopulation.Loader(root: root)
    for path in try RotaryPopulation.files(in: root) {
      guard let scope = loader.scope(path) else { continue }
      for found in RotaryPopulation.definitions(in: scope.tree) {
        definitions += 1
        let evidence = RotaryEvidence(
          function: found.node, in: scope, enclosingClass: found.enclosingClass, policy: OperatorPromotion())
        let body = RotaryPopulation.fingerprint(of: found.node, in: scope.tree)
        switch evidence.layout() {
        case .success: outcomes[body, default: []].append(true)
        case .failure(let failure):
          outcomes[body, default: []].append(false)
          reasons.append("\(path) \(scope.tree.symbol(found.node)): \(failure)")
        }
      }
    }
    let evaluated = outcomes.values.joined().filter { $0 }.count
    let bodies = outcomes.values.filter { $0.contains(true) }.count
    print("\(version): \(evaluated) of \(definitions) definitions, \(bodies) of \(outcomes.count) bodies evaluate")
    for reason in reasons { print("  ", reason) }
    #expect(definitions > 100)
    #expect(Double(evaluated) >= 0.95 * Double(definitions))
    #expect(Double(bodies) >= 0.9 * Double(outcomes.count))
  }
}
