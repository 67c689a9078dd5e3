import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// `functools.partial`: a function with some of its arguments.
extension Interpreter {
  func newPartial(_ arguments: CallArguments) -> ValueID {
    guard let function = arguments.positional.first else { return unknown(.badArguments, "partial") }
    let site = allocate(.partial, at: arguments.node, in: frame.module.id, context: frame.context)
    let more = Array(arguments.positional.dropFirst())
    // A partial of a partial is one of the function itself.
    if case .object(let inner)? = uniform(function), info(inner).kind == .partial, inner != site {
      for (name, field) in keywords(ofPartial: inner) { writeField(site, shapes.string(name).rawValue, field) }
      writeField(site, PartialKey.function, readField(inner, PartialKey.function) ?? function)
      writeField(site, PartialKey.positional, value(.tuple(positional(ofPartial: inner) + more)))
    } else {
      writeField(site, PartialKey.function, function)
      writeField(site, PartialKey.positional, value(.tuple(more)))
    }
    for (name, value) in arguments.keywords { writeField(site, shapes.string(name).rawValue, value) }
    return value(.object(site))
  }

  func callPartial(_ site: SiteID, _ arguments: CallArguments) -> ValueID {
    guard let function = readField(site, PartialKey.function) else { return unknown(.notCallable, "partial") }
    var combined = arguments
    combined.positional = positional(ofPartial: site) + arguments.positional
    for keyword in keywords(ofPartial: site) where arguments[keyword.name] == nil { combined.keywords.append(keyword) }
    return call(function, combined)
  }

  /// `func`, `args` and `keywords`.
  func attribute(_ name: Symbol, ofPartial site: SiteID, at node: NodeID) -> ValueID {
    switch name {
    case "func": return readField(site, PartialKey.function) ?? unknown(.unresolvedAttribute, name)
    case "args": return value(.tuple(positional(ofPartial: site)))
    case "keywords":
      let result = newDictionary(at: node)
      for (name, field) in keywords(ofPartial: site) {
        setItemWhereBound(result, key: value(shapes.string(name)), to: field)
      }
      return result
    default: return unknown(.unresolvedAttribute, name)
    }
  }

  private func positional(ofPartial site: SiteID) -> [ValueID] {
    guard let given = readField(site, PartialKey.positional), case .tuple(let elements)? = uniform(given) else {
      return []
    }
    return elements.map { values.restrict($0, to: frame.live) }
  }

  private func keywords(ofPartial site: SiteID) -> [(name: Symbol, value: ValueID)] {
    noteRead(of: site)
    let content = store.content(of: site)
    return zip(content.keys, content.values).compactMap { key, field in
      guard FieldKey.isItem(key), case .string(let name) = shapes[ShapeID(key)] else { return nil }
      return (name, values.restrict(field, to: frame.live))
    }
  }
}

/// The fields of a partial that are no keyword.
private enum PartialKey {
  static let function: UInt32 = .max - 1
  static let positional: UInt32 = .max - 2
}
