import PythonSyntax
import SourceText

extension ScopeBuilder {
  /// Decides for every use which variable it means, then where each variable lives.
  mutating func resolveUses() {
    table.resolutions = Array(repeating: -2, count: tree.nodes.count)
    var variableOfUse = [Int32](repeating: -1, count: uses.count)
    var freeNames = Set<UInt64>()
    for index in uses.indices {
      let use = uses[index]
      let (variable, isCaptured) = lookUp(symbol(of: use.node), from: use.scope)
      variableOfUse[index] = variable
      guard isCaptured else { continue }
      variables[Int(variable)].isCaptured = true
      noteFree(variables[Int(variable)], from: use.scope, &freeNames)
    }
    assignPlaces()
    let cells = cellPlaces()
    for index in uses.indices {
      let use = uses[index]
      let place: Int32
      if variableOfUse[index] < 0 {
        place = -1
      } else if variables[Int(variableOfUse[index])].isCaptured {
        let variable = variables[Int(variableOfUse[index])]
        place = cells[Self.key(scopes[Int(use.scope)].function, variable.symbol)].map { -3 - $0 } ?? -1
      } else {
        place = variables[Int(variableOfUse[index])].slot
      }
      table.resolutions[Int(use.node.rawValue)] = place
    }
    placeParameters()
  }

  private func symbol(of node: NodeID) -> Symbol {
    tree.kind(node) == .importAlias ? ImportedName.bound(by: node, in: tree) : tree.symbol(node)
  }

  /// The variable that a name means in a scope, -1 for globals and names of class bodies.
  private func lookUp(_ symbol: Symbol, from start: Int32) -> (variable: Int32, isCaptured: Bool) {
    var current = start
    var isCaptured = false
    var level = 0
    while current > 0 {
      level += 1
      if level > Limits.nesting { break }
      let scope = scopes[Int(current)]
      // Functions in a class body do not see its names.
      if scope.kind != .class_ || current == start, let index = variableIndex[Self.key(current, symbol)] {
        let variable = variables[Int(index)]
        if variable.isGlobal { return (-1, false) }
        if !variable.isNonlocal {
          return variable.owner < 0 ? (-1, false) : (index, isCaptured)
        }
      }
      if scope.kind == .function || scope.kind == .class_ { isCaptured = true }
      current = scope.parent
    }
    return (-1, false)
  }

  /// Notes a captured variable as free in every function between its use and its owner.
  private mutating func noteFree(_ variable: Variable, from start: Int32, _ known: inout Set<UInt64>) {
    var current = start
    while current > 0 {
      let scope = scopes[Int(current)]
      if scope.function == variable.owner { return }
      if scope.kind == .function, known.insert(Self.key(scope.function, variable.symbol)).inserted {
        table.functions[Int(scope.function)].freeVariables.append(variable.symbol)
      }
      current = scope.parent
    }
  }

  private mutating func assignPlaces() {
    // Parameters first: they are declared before anything in the body, so one pass in order is enough.
    for index in variables.indices {
      let variable = variables[index]
      guard variable.owner >= 0, !variable.isGlobal, !variable.isNonlocal else { continue }
      let function = Int(variable.owner)
      if variable.isCaptured {
        if !table.functions[function].cells.contains(variable.symbol) {
          table.functions[function].cells.append(variable.symbol)
        }
      } else {
        variables[index].slot = Int32(table.functions[function].locals.count)
        table.functions[function].locals.append(variable.symbol)
      }
    }
  }

  /// The number of every captured name in its function's cells and free variables.
  private func cellPlaces() -> [UInt64: Int32] {
    var places: [UInt64: Int32] = [:]
    for (index, function) in table.functions.enumerated() {
      for (place, symbol) in (function.cells + function.freeVariables).enumerated() {
        let key = Self.key(Int32(index), symbol)
        if places[key] == nil { places[key] = Int32(place) }
      }
    }
    return places
  }

  private mutating func placeParameters() {
    for index in table.functions.indices {
      table.functions[index].parameters = table.functions[index].parameters.map { parameter in
        FunctionInfo.Parameter(
          name: parameter.name, kind: parameter.kind, node: parameter.node, annotation: parameter.annotation,
          defaultValue: parameter.defaultValue,
          slot: max(-1, Int(table.resolutions[Int(parameter.node.rawValue)])))
      }
    }
  }
}
