import PythonSyntax
package import SourceText

extension ModuleGraph {
  // MARK: Finding

  /// The module of a file, wherever it lies; nil if there is no such file.
  package func module(atPath path: String) -> ModuleID? {
    let real = (try? cache.files.realPath(path)) ?? Path.normalized(path)
    if let known = modulesByPath[real] { return known }
    guard cache.kind(of: real) == .file else { return nil }
    let root = root(of: real)
    let file = root.relative(real)
    let isPackage = Path.name(of: real) == "__init__.py"
    let name = moduleName(ofFile: file, in: root)
    let id = load(real, name: name, file: file, isPackage: isPackage)
    // A package of the same name hides a file from imports.
    if modulesByName[name] == nil, isPackage || cache.kind(of: initFile(in: withoutExtension(real))) != .file {
      modulesByName[name] = .some(id)
    }
    return id
  }

  private func root(of path: String) -> PackageRoot {
    var best: PackageRoot?
    for root in roots where Path.relative(path, to: root.folder) != nil {
      if let known = best, known.folder.utf8.count >= root.folder.utf8.count { continue }
      best = root
    }
    if let best { return best }
    let found = PackageRoot.find(for: path, in: cache.files)
    roots.append(found)
    // Names that were not in the tree may be in the new root.
    modulesByName = modulesByName.filter { $0.value != nil }
    return found
  }

  private func moduleName(ofFile file: String, in root: PackageRoot) -> Symbol {
    var parts = withoutExtension(file).split(separator: "/").map(String.init)
    if parts.last == "__init__" { parts.removeLast() }
    return Symbol(ImportedName.joined(root.name, parts.joined(separator: ".")))
  }

  private func withoutExtension(_ path: String) -> String {
    path.hasSuffix(".py") ? String(path.dropLast(3)) : path.hasSuffix(".pyi") ? String(path.dropLast(4)) : path
  }

  private func initFile(in folder: String) -> String { Path.joined(folder, "__init__.py") }

  /// The module with a dotted name; nil if it is not in the checked tree.
  package func module(named name: Symbol) -> ModuleID? {
    if let known = modulesByName[name] { return known }
    let found = locate(name)
    modulesByName[name] = .some(found)
    return found
  }

  private func locate(_ name: Symbol) -> ModuleID? {
    let parts = name.text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard let first = parts.first, !parts.contains("") else { return nil }
    for root in roots where root.name == first {
      if let id = locate(name, parts.dropFirst(), in: root) { return id }
    }
    for root in roots where root.name.isEmpty {
      if let id = locate(name, parts[...], in: root) { return id }
    }
    return nil
  }

  private func locate(_ name: Symbol, _ parts: ArraySlice<String>, in root: PackageRoot) -> ModuleID? {
    let place = parts.reduce(root.folder) { Path.joined($0, $1) }
    let package = initFile(in: place)
    if cache.kind(of: package) == .file {
      return modulesByPath[package] ?? load(package, name: name, file: root.relative(package), isPackage: true)
    }
    let file = place + ".py"
    if !parts.isEmpty, cache.kind(of: file) == .file {
      return modulesByPath[file] ?? load(file, name: name, file: root.relative(file), isPackage: false)
    }
    // A folder without `__init__.py` is a package too, except beside a lone file, where it may hold anything.
    guard !root.name.isEmpty || parts.count > 1 || parts.first == "models", cache.kind(of: place) == .directory else {
      return nil
    }
    return add(
      LoadedSource(path: place, bytes: [], fileProblem: nil), name: name, file: root.relative(place),
      isPackage: true, isStub: false)
  }

  // MARK: Loading

  private func load(_ path: String, name: Symbol, file: String, isPackage: Bool) -> ModuleID {
    let id = add(cache.source(at: path), name: name, file: file, isPackage: isPackage, isStub: false)
    modulesByPath[path] = id
    return id
  }

  /// Adds a module that is on no disk, such as the description of a library; it hides what the tree has by that name.
  package func addModule(named name: Symbol, file: String, text: String) -> ModuleID {
    let source = LoadedSource(path: file, bytes: Array(text.utf8), fileProblem: nil)
    let id = add(source, name: name, file: file, isPackage: true, isStub: true)
    modulesByName[name] = .some(id)
    return id
  }

  private func add(
    _ source: LoadedSource, name: Symbol, file: String, isPackage: Bool, isStub: Bool
  ) -> ModuleID {
    let id = ModuleID(UInt32(modules.count))
    let firstFunction = UInt32(functions.count)
    let firstClass = UInt32(classes.count)
    let module = Module(
      id: id, name: name, file: file, isPackage: isPackage, isStub: isStub, source: source,
      firstFunction: firstFunction, firstClass: firstClass)
    modules.append(module)
    firstFunctions.append(firstFunction)
    firstClasses.append(firstClass)
    for record in source.scopes.functions {
      functions.append(
        FunctionInfo(
          record, id: FunctionID(UInt32(functions.count)), module: id, firstFunction: firstFunction,
          firstClass: firstClass))
    }
    for record in source.scopes.classes {
      classes.append(
        ClassInfo(
          record, id: ClassID(UInt32(classes.count)), module: id, firstFunction: firstFunction,
          firstClass: firstClass))
    }
    module.mutations = activeMutations(of: source, in: id)
    module.registrants = registrants(of: module)
    return id
  }

  private func registrants(of module: Module) -> [(decorator: Symbol, function: FunctionID)] {
    let tree = module.tree
    return module.functionsInOrder.flatMap { id -> [(decorator: Symbol, function: FunctionID)] in
      let function = self[id]
      guard function.enclosingFunction == nil, function.definingClass == nil else { return [] }
      return function.decorators.compactMap { decorator in
        guard let root = tree.rootName(of: decorator), let bindings = module.bindings[root],
          bindings.contains(where: { $0.kind != .import_ })
        else { return nil }
        return (root, id)
      }
    }
  }

  private func activeMutations(of source: LoadedSource, in module: ModuleID) -> [Symbol: [NodeID]] {
    var result: [Symbol: [NodeID]] = [:]
    for (name, mutations) in source.scopes.mutations {
      // An imported module or class is changed where it is defined, or not at all.
      guard let bindings = source.scopes.bindings[name], bindings.contains(where: { $0.kind != .import_ }) else {
        continue
      }
      let active = mutations.filter { decide($0.guards, in: module) != false }.map(\.node)
      if !active.isEmpty { result[name] = active }
    }
    return result
  }
}
