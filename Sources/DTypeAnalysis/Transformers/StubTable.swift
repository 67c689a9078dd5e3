import Dataflow
import PythonSemantics
import SourceText

/// Functions and classes of stub files that stand in for others, by the dotted names they replace.
///
/// A stub is ordinary Python, interpreted like any code; `@replaces("transformers.modeling_utils.PreTrainedModel")`
/// says what it stands for, whether that is in the checked tree or outside it.
struct StubTable {
  enum Entry {
    case function(FunctionID)
    case shape(ShapeID)
  }

  /// Functions, and methods as `module.Class.method`.
  var functions: [Symbol: Entry] = [:]
  /// Classes outside the checked tree.
  var classes: [Symbol: ClassID] = [:]
  /// Methods of classes outside the checked tree.
  var members: [Symbol: [Symbol: FunctionID]] = [:]
  /// The full names behind `package.Name`, as which public names are imported too.
  private var fullNames: [Symbol: Symbol] = [:]

  /// Every replaced name, those of the unit's own module included, which are not replaced while it is analysed.
  private var names: Set<Symbol> = []

  mutating func addName(_ name: Symbol) { names.insert(name) }

  /// Whether a module holds something that stubs stand in for.
  func replacesPart(of module: Symbol) -> Bool {
    names.contains { $0.text.hasPrefix(module.text + ".") }
  }

  /// `transformers.cache_utils.DynamicCache` is also imported as `transformers.DynamicCache`.
  mutating func addPublicName(of name: Symbol) {
    let parts = name.text.split(separator: ".")
    guard parts.count > 2 else { return }
    let short = Symbol("\(parts[0]).\(parts[parts.count - 1])")
    if fullNames[short] == nil { fullNames[short] = name }
  }

  /// The full name of something outside the tree: imports from the package's own folders leave it off, or keep
  /// leading dots that reach above the tree.
  func fullName(_ name: Symbol) -> Symbol {
    if functions[name] != nil || classes[name] != nil || members[name] != nil { return name }
    if let full = fullNames[name] { return full }
    guard name.text.hasPrefix(".") else { return name }
    let written = String(name.text.drop { $0 == "." })
    return functions[Symbol("transformers." + written)] != nil || classes[Symbol("transformers." + written)] != nil
      ? Symbol("transformers." + written) : name
  }
}

extension Interpreter {
  /// The stub function that stands for a function or method of the checked tree, by its dotted name.
  func stubbedFunction(_ name: Symbol) -> ShapeID? {
    switch stubs.functions[name] {
    case .shape(let known): return known
    case .function(let id):
      let made = functionValue(id)
      stubs.functions[name] = .shape(made)
      return made
    case nil: return nil
    }
  }

  /// What stands for a name outside the checked tree.
  func stubbedExternal(_ name: Symbol) -> ShapeID? {
    let full = stubs.fullName(name)
    if let id = stubs.classes[full] { return classValue(id) }
    return stubbedFunction(full)
  }

  /// A method of a class outside the checked tree, with its decorators applied.
  func stubbedMember(_ name: Symbol, of base: Symbol) -> ShapeID? {
    stubs.members[stubs.fullName(base)]?[name].map { functionValue($0) }
  }
}
