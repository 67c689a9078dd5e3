import Dataflow
import PythonSemantics
import SourceText

/// Functions and classes of stub files that stand in for others, by the dotted names they replace.
///
/// A stub is ordinary Python, interpreted like any code; `@replaces("transformers.modeling_utils.PreTrainedModel")`
/// says what it stands for, whether that is in the checked tree or outside it.
package struct StubTable {
  /// Functions, and methods as `module.Class.method`.
  private var functions: [Symbol: FunctionID] = [:]
  /// Classes outside the checked tree.
  private var classes: [Symbol: ClassID] = [:]
  /// Methods of classes outside the checked tree.
  private var members: [Symbol: [Symbol: FunctionID]] = [:]
  /// The full names behind `package.Name`, as which public names are imported too.
  private var fullNames: [Symbol: Symbol] = [:]
  /// How the names begin that the analysed file defines itself: they are never replaced, for its own code is what is
  /// asked about.
  private var own: String?

  package init() {}

  /// The same table for the analysis of one file.
  func except(module name: Symbol) -> StubTable {
    var table = self
    table.own = name == .empty ? nil : name.text + "."
    return table
  }

  mutating func add(_ function: FunctionID, as name: Symbol) { functions[name] = function }

  mutating func add(_ id: ClassID, as name: Symbol) { classes[name] = id }

  mutating func add(_ method: FunctionID, as name: Symbol, of owner: Symbol) {
    functions[Symbol(owner.text + "." + name.text)] = method
    members[owner, default: [:]][name] = method
  }

  func function(_ name: Symbol) -> FunctionID? { functions[name].flatMap { isOwn(name) ? nil : $0 } }

  func class_(_ name: Symbol) -> ClassID? { classes[name].flatMap { isOwn(name) ? nil : $0 } }

  func member(_ name: Symbol, of base: Symbol) -> FunctionID? {
    members[base]?[name].flatMap { isOwn(base) ? nil : $0 }
  }

  private func isOwn(_ name: Symbol) -> Bool { own.map { name.text.hasPrefix($0) } ?? false }

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
    if isReplaced(name) || members[name] != nil { return name }
    if let full = fullNames[name] { return full }
    guard name.text.hasPrefix(".") else { return name }
    let full = Symbol("transformers." + String(name.text.drop { $0 == "." }))
    return isReplaced(full) ? full : name
  }

  private func isReplaced(_ name: Symbol) -> Bool { functions[name] != nil || classes[name] != nil }
}

extension Interpreter {
  /// The stub function that stands for a function or method of the checked tree, by its dotted name.
  func stubbedFunction(_ name: Symbol) -> ShapeID? {
    stubs.function(name).map { functionValue($0) }
  }

  /// What stands for a name outside the checked tree.
  func stubbedExternal(_ name: Symbol) -> ShapeID? {
    let full = stubs.fullName(name)
    if let id = stubs.class_(full) { return classValue(id) }
    return stubbedFunction(full)
  }

  /// A method of a class outside the checked tree, with its decorators applied.
  func stubbedMember(_ name: Symbol, of base: Symbol) -> ShapeID? {
    stubs.member(name, of: stubs.fullName(base)).map { functionValue($0) }
  }
}
