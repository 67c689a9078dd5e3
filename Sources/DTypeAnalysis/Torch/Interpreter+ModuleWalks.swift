import Dataflow
import PythonSemantics
import SourceText

/// Modules below a module by their names: `named_children()`, `_modules`, and code that puts others in their place.
extension Interpreter {
  /// The module whose `_modules` a value is.
  func ownerOfTable(_ shape: ShapeID) -> SiteID? {
    guard case .boundExternal("torch.nn.Module._modules", let receiver) = shapes[shape],
      case .object(let site) = shapes[receiver]
    else { return nil }
    return site
  }

  /// What `items`, `keys` or `values` of a module's `_modules` walks over.
  func moduleTable(_ site: SiteID, _ method: String) -> ValueID {
    let rows = children(of: site).map { child in
      switch method {
      case "keys": child.name
      case "values": child.module
      default: value(.tuple([child.name, child.module]))
      }
    }
    return rows.count > Bounds.elements ? value(.sequence(shapes.joined(rows))) : value(.tuple(rows))
  }

  /// The modules right below a module in the order of registration, each with its name and the lanes that have it.
  private func children(of site: SiteID) -> [(name: ValueID, module: ValueID)] {
    noteRead(of: site)
    let content = store.content(of: site)
    return zip(content.keys, content.values).compactMap { key, field in
      let pieces = values.pieces(values.restrict(field, to: frame.live)).compactMap { piece -> Piece? in
        let modules = shapes.alternatives(of: piece.shape).filter { shape in
          if case .object(let child) = shapes[shape] { isModule(child) } else { false }
        }
        guard let first = modules.first else { return nil }
        return Piece(piece.mask, modules.dropFirst().reduce(first) { shapes.join($0, $1) })
      }
      return pieces.isEmpty ? nil : (childName(key, in: site), values.value(pieces))
    }
  }

  private func childName(_ key: UInt32, in site: SiteID) -> ValueID {
    if let name = FieldKey.name(key) { return value(shapes.string(name)) }
    if ModuleKey.isName(key) { return value(ModuleKey.shape(key)) }
    if let number = ModuleKey.number(key) { return value(shapes.string(Symbol(String(number)))) }
    // Elements that are not told apart go by the name of the first.
    return isNumbered(site) ? value(shapes.string(Symbol(String(elementCount(site))))) : opaque(.string)
  }

  private func isNumbered(_ site: SiteID) -> Bool {
    containerName(of: info(site).kind).map { !$0.text.hasSuffix("Dict") } ?? false
  }

  /// `module._modules[name] = other`: of the modules that a site stands for each gets another one, as code does that
  /// walks over all of them.
  func setChild(_ site: SiteID, _ index: ValueID, _ module: ValueID) {
    let entry = frame.live
    for piece in values.pieces(values.restrict(index, to: entry)) {
      guard case .string(let name) = shapes[piece.shape] else { continue }
      frame.live = piece.mask
      replaceField(site, childKey(name, in: site), values.restrict(module, to: piece.mask))
    }
    frame.live = entry
  }

  /// The field that holds the module of this name.
  func childKey(_ name: Symbol, in site: SiteID) -> UInt32 {
    guard containerName(of: info(site).kind) != nil else { return name.fieldKey }
    guard isNumbered(site) else { return childName(name) }
    guard let number = Int(name.text), number >= 0 else { return name.fieldKey }
    let key = ModuleKey.index(number)
    return store.read(site, key) == nil && store.read(site, ListKey.each) != nil ? ListKey.each : key
  }

  /// `self.norm = …` of a container makes an element of it, as it does a part of other modules.
  func isChild(_ value: ValueID, of site: SiteID) -> Bool {
    guard containerName(of: info(site).kind) != nil, let shape = uniform(value), case .object(let child) = shape else {
      return false
    }
    return isModule(child)
  }

  func childName(_ name: Symbol) -> UInt32 { ModuleKey.name(shapes.string(name).rawValue) }

  /// The element of a container that was given a name.
  func namedChild(_ name: Symbol, of site: SiteID) -> ValueID? {
    containerName(of: info(site).kind) == nil ? nil : readField(site, childName(name))
  }

  func submodules(of site: SiteID, _ method: Symbol) -> ValueID {
    let found = [value(.object(site))] + children(of: site).map(\.module)
    let element = shapes.joined(found)
    if method.text.contains("named_") { return value(.sequence(value(.tuple([value(.opaque(.string)), element])))) }
    return value(.sequence(element))
  }

  /// The module that a function goes down by when it calls itself, unless that goes round in circles.
  func moduleToWalk(_ function: FunctionInfo, _ arguments: CallArguments) -> SiteID? {
    guard function.definingClass == nil, let piece = arguments.positional.first.flatMap(values.single),
      case .object(let site) = shapes[piece.shape], isModule(site), !info(site).isFrozen, !walkedModules.contains(site)
    else { return nil }
    return site
  }
}

extension Bounds {
  /// How deep functions go that call themselves with the modules below a module.
  static let moduleDepth: UInt32 = 24
}
