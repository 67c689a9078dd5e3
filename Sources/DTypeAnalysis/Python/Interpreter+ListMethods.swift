import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Methods of lists and deques. In loops of unknown length, and on objects that stand for many, a list that grows
/// forgets its length: what it holds is then one value for each of its elements (`ListKey.each`).
extension Interpreter {
  func callListMethod(_ name: String, of site: SiteID, _ shape: ShapeID, _ arguments: CallArguments)
    -> ValueID
  {
    let first = arguments.positional.first
    switch name {
    case "append":
      if let first { append([first], to: site) }
      return noneValue
    case "appendleft":
      if let first { insert(first, into: site, at: value(shapes.integer(0))) }
      return noneValue
    case "insert":
      if let first, arguments.positional.count == 2 {
        insert(arguments.positional[1], into: site, at: first)
      }
      return noneValue
    case "extend", "extendleft":
      if let first { extend(site, with: first) }
      return noneValue
    case "pop", "popleft":
      return pop(
        from: site,
        at: name == "popleft" ? value(shapes.integer(0)) : first ?? value(shapes.integer(-1)))
    case "remove":
      if let first { remove(first, from: site) }
      return noneValue
    case "clear":
      removeAllFields(site)
      return noneValue
    case "index": return first.map { indexOf($0, in: value(shape)) } ?? opaque(.integer)
    case "count": return opaque(.integer)
    case "copy": return copied(site, at: arguments.node)
    case "reverse":
      if case .elements(let elements) = iteration(over: value(shape)) {
        refill(site, with: elements.reversed())
      }
      return noneValue
    case "sort", "rotate":
      forgetOrder(of: site)
      return noneValue
    default: return value(shape)
    }
  }

  /// Whether a list can no longer be told element by element.
  private func growsOpenly(_ site: SiteID) -> Bool {
    growsInLoop(site) || info(site).isSummary || readField(site, ListKey.each) != nil
  }

  /// The elements of a list in order, nil where its length is not known.
  private func elements(of site: SiteID) -> [ValueID]? {
    noteRead(of: site)
    let content = store.content(of: site)
    return content[ListKey.each] == nil
      ? content.values.map { values.restrict($0, to: frame.live) } : nil
  }

  func append(_ new: [ValueID], to site: SiteID) {
    guard !growsOpenly(site), let present = elements(of: site),
      present.count + new.count <= Bounds.elements
    else {
      widen(site, with: shapes.joined(new))
      return
    }
    // Keys of other lanes count too, so that a key means one place.
    for (offset, element) in new.enumerated() {
      writeField(site, UInt32(present.count + offset), element)
    }
  }

  /// Forgets a list's length: every element may be any that it held or `new`.
  func widen(_ site: SiteID, with new: ValueID) {
    let content = store.content(of: site)
    let old = values.restrict(shapes.joined(content.values), to: frame.live)
    for key in content.keys where key != ListKey.each { removeField(site, key) }
    writeField(site, ListKey.each, values.join(old, values.restrict(new, to: frame.live)))
  }

  private func extend(_ site: SiteID, with iterable: ValueID) {
    switch iteration(over: iterable) {
    case .elements(let elements): if !elements.isEmpty { append(elements, to: site) }
    case .repeated(let element): widen(site, with: element)
    }
  }

  /// Writes the elements anew, in the lanes that hold them.
  func refill(_ site: SiteID, with elements: [ValueID]) {
    guard !info(site).isSummary else {
      widen(site, with: shapes.joined(elements))
      return
    }
    removeAllFields(site)
    fill(site, with: elements)
  }

  private func insert(_ element: ValueID, into site: SiteID, at index: ValueID) {
    guard !growsOpenly(site), var present = elements(of: site), let place = constantInteger(index)
    else {
      widen(site, with: element)
      return
    }
    let count = present.count
    present.insert(element, at: place < 0 ? max(count + place, 0) : min(place, count))
    refill(site, with: present)
  }

  private func pop(from site: SiteID, at index: ValueID) -> ValueID {
    guard let all = elements(of: site) else {
      return anyElement(iteration(over: value(.object(site))))
    }
    var present = all.filter { $0 != .empty }
    guard !present.isEmpty else { return unknown(.badArguments, "pop") }
    guard !growsOpenly(site),
      let place = constantInteger(index).map({ $0 < 0 ? present.count + $0 : $0 }),
      present.indices.contains(place), present.allSatisfy({ values.support($0) == frame.live })
    else {
      let any = shapes.joined(present)
      widen(site, with: any)
      return any
    }
    let taken = present.remove(at: place)
    refill(site, with: present)
    return taken
  }

  private func remove(_ element: ValueID, from site: SiteID) {
    let place = constantInteger(indexOf(element, in: value(.object(site))))
    guard !growsOpenly(site), var present = elements(of: site), let place,
      present.indices.contains(place)
    else {
      widen(site, with: .empty)
      return
    }
    present.remove(at: place)
    refill(site, with: present)
  }

  /// The length stays, but any element may be at any place.
  func forgetOrder(of site: SiteID) {
    guard let present = elements(of: site)?.filter({ $0 != .empty }), present.count > 1 else {
      return
    }
    let any = shapes.joined(present)
    refill(site, with: Array(repeating: any, count: present.count))
  }
}
