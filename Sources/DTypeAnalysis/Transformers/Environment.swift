import Dataflow
package import PythonSemantics
import SourceText

extension EnvironmentPolicy {
  /// The environment that `environment.pyi` describes.
  package static func described(by sources: [StubSource]) -> EnvironmentPolicy {
    let data = StubData("environment.pyi", in: sources)
    var predicates: [String: Bool] = [:]
    for name in data.strings("true") { predicates[name] = true }
    for name in data.strings("false") { predicates[name] = false }
    var bases: [Symbol: [Symbol]] = [:]
    for (name, values) in data.pairs("bases") { bases[Symbol(name)] = values.map { Symbol($0) } }
    var homes: [Symbol: Symbol] = [:]
    for (name, values) in data.pairs("homes") {
      if let home = values.first { homes[Symbol(name)] = Symbol(home + "." + name) }
    }
    let known = (bases: bases, homes: homes)
    var policy = EnvironmentPolicy(
      predicates: predicates, missingPackages: data.strings("missing"),
      externalBases: { name in
        if let own = known.bases[name] { return own }
        if let full = fullName(name, known.homes) { return [full] }
        return knownBases(of: name)
      })
    for (function, values) in data.pairs("instead_of_none") where values.count == 2 {
      policy.insteadOfNone[Symbol(function)] = (Symbol(values[0]), Symbol(values[1]))
    }
    return policy
  }

  /// `transformers.PreTrainedModel` and `...modeling_utils.PreTrainedModel` are the class in its home module.
  private static func fullName(_ name: Symbol, _ homes: [Symbol: Symbol]) -> Symbol? {
    let text = name.text
    guard text.hasPrefix("transformers.") || text.hasPrefix("."), let dot = text.lastIndex(of: ".") else { return nil }
    guard let full = homes[Symbol(String(text[text.index(after: dot)...]))], full != name else { return nil }
    return full
  }
}

extension Interpreter {
  /// What a predicate of the environment answers when it is called: a function that is constantly true or false.
  func environmentAnswer(_ predicate: Symbol) -> ShapeID? {
    guard let answer = graph.environment.answer(of: predicate) else { return nil }
    return shapes.intern(.external(answer ? "dtypelint.true" : "dtypelint.false"))
  }
}
