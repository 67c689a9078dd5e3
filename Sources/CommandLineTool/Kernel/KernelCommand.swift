package import NumericReference

/// `dtypelint kernel`: computes every result in a goldens-shaped file on the reference kernel.
///
/// The file has one object for each section; in it, leaves with certain names are inputs (`x`, `y`, `q`, …), and the
/// name of every other leaf says which operation makes it from them. Results that the file holds are ignored. A result
/// whose input is missing, or whose operation is not known, is left without patterns.
package enum KernelCommand {
  /// The same document with all results as computed here; throws a message if the text is no JSON object.
  package static func run(_ text: String, policy: any PromotionPolicy) throws(KernelCommandError) -> String {
    let document: JSONValue
    do { document = try JSONReader.read(text) } catch {
      throw KernelCommandError(message: "not a JSON document: \(error.message) at byte \(error.offset)")
    }
    guard case .object(let members) = document else {
      throw KernelCommandError(message: "not a goldens file: the document is no object")
    }
    let arithmetic = TensorArithmetic(policy: policy)
    let sections = members.map { member in
      JSONValue.Member(key: member.key, value: section(member.key, member.value, arithmetic))
    }
    return JSONValue.object(sections).text + "\n"
  }

  private static func section(_ name: String, _ value: JSONValue, _ arithmetic: TensorArithmetic) -> JSONValue {
    recomputed(value, path: [name], arithmetic)
  }

  /// Goes down to the objects that hold leaves, and recomputes those.
  private static func recomputed(
    _ value: JSONValue, path: [String], _ arithmetic: TensorArithmetic
  ) -> JSONValue {
    guard case .object(let members) = value else { return value }
    guard members.contains(where: { TensorLeaf($0.value) != nil }) else {
      return .object(
        members.map { .init(key: $0.key, value: recomputed($0.value, path: path + [$0.key], arithmetic)) })
    }
    let inputs = members.compactMap { member -> (name: String, value: Tensor)? in
      guard GoldenRecipes.isInput(member.key, section: path[0]) else { return nil }
      return TensorLeaf(member.value)?.tensor.map { (member.key, $0) }
    }
    let recipes = GoldenRecipes(path: path, orderedInputs: inputs, arithmetic: arithmetic)
    if path[0] == "rope" { return RotaryGoldens(recipes).recomputed(members) }
    return .object(
      members.map { member in
        .init(key: member.key, value: recipes.recomputed(member.key, member.value))
      })
  }
}

/// Why `dtypelint kernel` could not use its input.
package struct KernelCommandError: Error, Equatable {
  package var message: String
}
