import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// The fields of a module container that hold its elements, apart from attributes (whose keys are symbol ids).
enum ModuleKey {
  private static let indexBase: UInt32 = 0x4000_0000
  private static let nameBase: UInt32 = 0x8000_0000

  static func index(_ index: Int) -> UInt32 { indexBase + UInt32(index) }
  /// The element of this name; `key` is the shape of the name.
  static func name(_ key: UInt32) -> UInt32 { nameBase + key }
  static func isIndex(_ key: UInt32) -> Bool { key >= indexBase && key < nameBase }
  static func number(_ key: UInt32) -> Int? { isIndex(key) ? Int(key - indexBase) : nil }
  static func isName(_ key: UInt32) -> Bool { key >= nameBase && key < ListKey.each }
  static func shape(_ key: UInt32) -> ShapeID { ShapeID(key - nameBase) }
}

/// Modules of torch: containers, calls, and the methods that every module has.
extension Interpreter {
  func isContainer(_ model: ModuleModel) -> Bool {
    model.bases.contains { $0.text.hasSuffix("Container") || library.module(named: $0).map(isContainer) == true }
  }

  private static let containerNames: Set<Symbol> = [
    "torch.nn.ModuleList", "torch.nn.ModuleDict", "torch.nn.Sequential", "torch.nn.ParameterList",
    "torch.nn.ParameterDict",
  ]

  /// The container class that an object is or derives from.
  func containerName(of kind: SiteKind) -> Symbol? {
    guard case .instance(let owner) = kind else { return nil }
    switch owner {
    case .modelled(let name): return Self.containerNames.contains(name) ? name : nil
    case .checked(let id):
      for case .external(let base) in graph[id].mro where Self.containerNames.contains(base) { return base }
      return nil
    }
  }

  /// The fields of a container that hold its elements: `0`, `1` … or their names, or one for each.
  func initializeContainer(_ site: SiteID, _ arguments: CallArguments) {
    if containerName(of: info(site).kind) == "torch.nn.Sequential",
      arguments.positional.count != 1 || arguments.morePositional != nil
    {
      for (index, element) in arguments.positional.enumerated() { writeField(site, ModuleKey.index(index), element) }
      if let more = arguments.morePositional { writeField(site, ListKey.each, more) }
      return
    }
    guard let first = arguments.positional.first ?? arguments.keywords.first?.value else { return }
    for piece in values.pieces(values.restrict(first, to: frame.live)) {
      if case .none = shapes[piece.shape] { continue }
      guard case .object(let source) = shapes[piece.shape] else {
        appendElements(of: values.value(piece.shape, in: piece.mask), to: site)
        continue
      }
      if info(source).kind.isDictionary {
        noteRead(of: source)
        let content = store.content(of: source)
        for (key, field) in zip(content.keys, content.values) {
          writeField(site, FieldKey.isItem(key) ? ModuleKey.name(key) : key, field)
        }
      } else if containerName(of: info(site).kind) == "torch.nn.Sequential", info(source).kind != .list {
        writeField(site, ModuleKey.index(0), values.value(piece.shape, in: piece.mask))
      } else {
        appendElements(of: values.value(piece.shape, in: piece.mask), to: site)
      }
    }
  }

  func appendElements(of value: ValueID, to site: SiteID) {
    switch iteration(over: value) {
    case .repeated(let element): writeRepeated(element, to: site)
    case .elements(let elements):
      let count = elementCount(site)
      for (index, element) in elements.enumerated() { writeField(site, ModuleKey.index(count + index), element) }
    }
  }

  private func writeRepeated(_ element: ValueID, to site: SiteID) {
    let old = store.read(site, ListKey.each) ?? .empty
    writeField(site, ListKey.each, values.join(old, element))
  }

  func elementCount(_ site: SiteID) -> Int { store.content(of: site).keys.count(where: ModuleKey.isIndex) }

  /// A walk over a container's elements; nil for other objects.
  func containedModules(_ site: SiteID, _ shape: ShapeID) -> Iteration? {
    guard let name = containerName(of: info(site).kind) else { return nil }
    noteRead(of: site)
    let content = store.content(of: site)
    if name.text.hasSuffix("Dict") {
      if content[ListKey.each] != nil { return .repeated(opaque(.string)) }
      return .elements(
        zip(content.keys, content.values).filter { ModuleKey.isName($0.0) }
          .map { values.value(ModuleKey.shape($0.0), in: values.support($0.1) & frame.live) })
    }
    let numbered = zip(content.keys, content.values).filter { ModuleKey.isIndex($0.0) }
      .map { values.restrict($0.1, to: frame.live) }
    if let each = content[ListKey.each] {
      return .repeated(values.restrict(shapes.joined(numbered + [each]), to: frame.live))
    }
    return .elements(numbered.filter { $0 != .empty })
  }

  // MARK: Calling

  /// Calls an instance of a modelled class, or of a checked class without a `forward` of its own.
  func callModule(_ owner: ObjectClass, _ receiver: ShapeID, _ arguments: CallArguments) -> ValueID {
    guard case .object(let site) = shapes[receiver] else { return unknown(.notCallable) }
    if containerName(of: info(site).kind) == "torch.nn.Sequential" { return callSequential(site, receiver, arguments) }
    guard let model = moduleModel(of: owner), let forward = model.forward.first else {
      return unknown(.noModel, name(of: owner))
    }
    var call = arguments
    for tensor in model.tensors {
      call.keywords.append((tensor.attribute, readField(site, tensor.attribute.fieldKey) ?? noneValue))
    }
    return callOperation(forward, receiver: nil, call)
  }

  private func name(of owner: ObjectClass) -> Symbol {
    switch owner {
    case .checked(let id): graph.dottedName(of: id)
    case .modelled(let name): name
    }
  }

  private func moduleModel(of owner: ObjectClass) -> ModuleModel? {
    switch owner {
    case .modelled(let name): return library.module(named: name)
    case .checked(let id):
      for case .external(let base) in graph[id].mro {
        if let model = library.module(named: base), !model.forward.isEmpty { return model }
      }
      return nil
    }
  }

  private func callSequential(_ site: SiteID, _ receiver: ShapeID, _ arguments: CallArguments) -> ValueID {
    guard var result = arguments.positional.first ?? arguments.keywords.first?.value else {
      return unknown(.badArguments, "torch.nn.Sequential")
    }
    noteRead(of: site)
    let content = store.content(of: site)
    for (key, field) in zip(content.keys, content.values)
    where ModuleKey.isIndex(key) || key == ListKey.each || ModuleKey.isName(key) {
      let module = values.restrict(field, to: frame.live)
      if module == .empty || frame.live.isEmpty { continue }
      let input = values.restrict(result, to: frame.live)
      result =
        key == ListKey.each
        ? callInTurn(module, input, arguments) : call(module, CallArguments([input], node: arguments.node))
    }
    return result
  }

  /// Calls what stands for one module or more: each of them gets what the one before it returned.
  private func callInTurn(_ module: ValueID, _ first: ValueID, _ arguments: CallArguments) -> ValueID {
    var inputs = [first]
    var result = ValueID.empty
    while inputs.count <= Bounds.moduleRounds, !frame.live.isEmpty {
      let output = call(module, CallArguments([inputs[inputs.count - 1]], node: arguments.node))
      result = values.join(result, output)
      if inputs.contains(where: { shapes.hasSameDTypes($0, output) }) { break }
      inputs.append(output)
    }
    return values.restrict(result, to: frame.live)
  }

  // MARK: Members that every module has

  /// An attribute of a modelled object that is none of its fields.
  func modelledAttribute(_ name: Symbol, _ site: SiteID, _ shape: ShapeID, of owner: Symbol) -> ValueID {
    modelledMember(name, shape, of: owner) ?? unknown(.unresolvedAttribute, Symbol(owner.text + "." + name.text))
  }

  func modelledMember(_ name: Symbol, _ shape: ShapeID, of base: Symbol) -> ValueID? {
    let full = Symbol(base.text + "." + name.text)
    if let replacement = stubbedMember(name, of: base) { return bound(replacement, to: shape) }
    if let member = mappingMember(name, shape, of: base) { return member }
    if library.module(named: base) != nil {
      if name == "training" {
        trainingQuestions += 1
        return value(wave == .second ? shapes.opaque(.bool) : shapes.false_)
      }
      if name == "weight" || name == "bias" { return nil }
      if let size = modelledSize(name, base) { return size }
      // `super().__init__(…)` makes the tensors of that base, all other methods are those of every module.
      let owner = name == "__init__" ? base.text : "torch.nn.Module"
      return value(.boundExternal(Symbol(owner + "." + name.text), receiver: shape))
    }
    if base == "torch.autograd.Function" || base == "torch.autograd.function.Function" {
      return value(.boundExternal(Symbol("torch.autograd.Function." + name.text), receiver: shape))
    }
    return library.operatorID(named: full).map { value(.boundOperation($0, receiver: shape)) }
  }

  private func bound(_ function: ShapeID, to shape: ShapeID) -> ValueID {
    switch shapes[function] {
    case .descriptor(.property, let getter): callShape(getter, CallArguments([value(shape)], node: .none))
    case .function: value(.boundMethod(function: function, receiver: shape))
    default: value(function)
    }
  }

  /// Sizes and options of modelled modules that were not given to `__init__`.
  private func modelledSize(_ name: Symbol, _ base: Symbol) -> ValueID? {
    guard let model = library.module(named: base),
      let parameter = model.initParameters.first(where: { $0.name == name })
    else { return nil }
    return value(parameter.role == .dtype ? shapes.none : shapes.opaque(.number))
  }
}

extension Bounds {
  /// A dtype that modules of one kind hand on comes round after one of them, or after none.
  fileprivate static let moduleRounds = 3
}
