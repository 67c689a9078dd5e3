import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Methods of strings: exact on constants (registry keys, class names, device names), typed on all others.
extension Interpreter {
  func callStringMethod(_ name: String, of receiver: ShapeID, _ arguments: CallArguments) -> ValueID {
    if case .string(let symbol) = shapes[receiver],
      let exact = exactString(name, symbol.text, arguments)
    {
      return exact
    }
    switch name {
    case "startswith", "endswith", "isdigit", "isnumeric", "isdecimal", "isalpha", "isalnum",
      "isspace", "isupper",
      "islower", "isidentifier", "istitle":
      return opaque(.bool)
    case "find", "rfind", "index", "rindex", "count": return opaque(.integer)
    case "split", "rsplit", "splitlines":
      return newRepeatedList(opaque(.string), at: arguments.node)
    case "partition", "rpartition":
      return value(.tuple([opaque(.string), opaque(.string), opaque(.string)]))
    case "encode": return opaque(.inert)
    default: return opaque(.string)
    }
  }

  private func exactString(_ name: String, _ text: String, _ arguments: CallArguments) -> ValueID? {
    switch name {
    case "startswith", "endswith":
      guard let affix = arguments.positional.first, arguments.positional.count == 1 else {
        return nil
      }
      return mapPieces(of: affix) { boolean(hasAffix(text, $0, isPrefix: name == "startswith")) }
    case "join": return arguments.positional.first.flatMap { joinedText($0, separator: text) }
    case "format": return formattedText(text, arguments)
    case "split", "rsplit", "partition", "rpartition": return parts(name, of: text, arguments)
    default: break
    }
    if let changed = changedText(name, text, arguments) {
      return value(shapes.string(Symbol(changed)))
    }
    if let answer = textAnswer(name, text) { return value(shapes.bool(answer)) }
    guard name == "count" || name == "find",
      let part = arguments.positional.first.flatMap(constantString)?.text,
      arguments.positional.count == 1, !part.isEmpty
    else { return nil }
    if name == "count" { return value(shapes.integer(text.ranges(of: part).count)) }
    let place = text.firstRange(of: part).map {
      text.unicodeScalars.distance(from: text.startIndex, to: $0.lowerBound)
    }
    return value(shapes.integer(place ?? -1))
  }

  private func hasAffix(_ text: String, _ affix: ShapeID, isPrefix: Bool) -> Bool? {
    switch shapes[affix] {
    case .string(let part): return isPrefix ? text.hasPrefix(part.text) : text.hasSuffix(part.text)
    case .tuple(let parts):
      let answers = parts.map { part -> Bool? in
        constantString(part).map { isPrefix ? text.hasPrefix($0.text) : text.hasSuffix($0.text) }
      }
      return answers.contains(true) ? true : answers.contains(nil) ? nil : false
    default: return nil
    }
  }

  /// Methods that give another string.
  private func changedText(_ name: String, _ text: String, _ arguments: CallArguments) -> String? {
    let given = arguments.positional.map { constantString($0)?.text }
    switch name {
    case "lower", "casefold": return text.lowercased()
    case "upper": return text.uppercased()
    case "capitalize": return text.prefix(1).uppercased() + text.dropFirst().lowercased()
    case "strip", "lstrip", "rstrip":
      guard given.isEmpty || given[0] != nil else { return nil }
      return stripped(text, of: given.first ?? nil, left: name != "rstrip", right: name != "lstrip")
    case "removeprefix":
      guard let part = given.first ?? nil else { return nil }
      return text.hasPrefix(part) ? String(text.dropFirst(part.count)) : text
    case "removesuffix":
      guard let part = given.first ?? nil else { return nil }
      return text.hasSuffix(part) ? String(text.dropLast(part.count)) : text
    case "replace":
      guard given.count == 2, let old = given[0], let new = given[1], !old.isEmpty else {
        return nil
      }
      return text.replacing(old, with: new)
    default: return nil
    }
  }

  private func stripped(_ text: String, of characters: String?, left: Bool, right: Bool) -> String {
    func isStripped(_ character: Character) -> Bool {
      characters?.contains(character) ?? character.isWhitespace
    }
    var rest = Substring(text)
    if left { rest = rest.drop(while: isStripped) }
    if right { while let last = rest.last, isStripped(last) { rest.removeLast() } }
    return String(rest)
  }

  private func textAnswer(_ name: String, _ text: String) -> Bool? {
    switch name {
    case "isdigit", "isnumeric", "isdecimal": !text.isEmpty && text.allSatisfy(\.isNumber)
    case "isalpha": !text.isEmpty && text.allSatisfy(\.isLetter)
    case "isalnum": !text.isEmpty && text.allSatisfy { $0.isLetter || $0.isNumber }
    case "isspace": !text.isEmpty && text.allSatisfy(\.isWhitespace)
    case "isupper": text != text.lowercased() && text == text.uppercased()
    case "islower": text != text.uppercased() && text == text.lowercased()
    default: nil
    }
  }

  private func joinedText(_ parts: ValueID, separator: String) -> ValueID? {
    guard case .elements(let elements) = iteration(over: parts) else { return nil }
    let texts = elements.compactMap { constantString($0)?.text }
    guard texts.count == elements.count else { return nil }
    return value(shapes.string(Symbol(texts.joined(separator: separator))))
  }

  /// `"{}.{}".format(a, b)` with plain places.
  private func formattedText(_ text: String, _ arguments: CallArguments) -> ValueID? {
    guard arguments.keywords.isEmpty, arguments.moreKeywords == nil, arguments.morePositional == nil,
      !text.replacing("{}", with: "").contains("{")
    else { return nil }
    return format(text, with: arguments.positional[...])
  }

  /// `split` and `partition` by a constant, or by blanks.
  private func parts(_ name: String, of text: String, _ arguments: CallArguments) -> ValueID? {
    let separator = arguments.argument(0, "sep").flatMap { constantString($0)?.text }
    let isPartition = name == "partition" || name == "rpartition"
    if arguments.argument(0, "sep") != nil, separator == nil || separator == "" { return nil }
    if isPartition {
      guard let separator else { return nil }
      let ranges = text.ranges(of: separator)
      guard let range = name == "partition" ? ranges.first : ranges.last else {
        return textTuple(name == "partition" ? [text, "", ""] : ["", "", text])
      }
      return textTuple([
        String(text[..<range.lowerBound]), separator, String(text[range.upperBound...]),
      ])
    }
    guard arguments.argument(1, "maxsplit") == nil else { return nil }
    let pieces: [String] =
      if let separator {
        separated(text, by: separator)
      } else {
        text.split(whereSeparator: \.isWhitespace).map(String.init)
      }
    return newList(pieces.map { value(shapes.string(Symbol($0))) }, at: arguments.node)
  }

  private func separated(_ text: String, by separator: String) -> [String] {
    var result: [String] = []
    var start = text.startIndex
    for range in text.ranges(of: separator) {
      result.append(String(text[start..<range.lowerBound]))
      start = range.upperBound
    }
    return result + [String(text[start...])]
  }

  private func textTuple(_ texts: [String]) -> ValueID {
    value(.tuple(texts.map { value(shapes.string(Symbol($0))) }))
  }
}
