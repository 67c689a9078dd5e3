import PythonSyntax
import SourceText

/// What a parameter of a rotary function is for, as its name says.
struct RotaryParameter {
  enum Role: Hashable, Sendable {
    case receiver
    /// A tensor that is turned: q, k, x …
    case subject
    case cosine, sine
    /// Both tables in one argument, in whatever form.
    case table
    case positions
    /// The sizes of a multimodal rotary embedding's sections.
    case sections
    /// Left at its default.
    case default_
  }

  var name: String
  var role: Role

  /// The parameters of a function definition or nil if one has no role and no default.
  static func all(of function: NodeID, in tree: SyntaxTree) -> [RotaryParameter] {
    tree.children(of: tree.child(function, 0)).compactMap { node in
      guard tree.kind(node) == .parameter else { return nil }
      switch tree[node].operation {
      case .variadicPositional, .variadicKeyword: return nil
      default: break
      }
      let name = tree.symbol(node).text
      let fallback = tree.child(node, 1)
      let isNoneDefault = !fallback.isNone && tree.kind(fallback) == .noneLiteral
      return RotaryParameter(
        name: name, role: role(name.lowercased(), hasDefault: !fallback.isNone, isNoneDefault: isNoneDefault))
    }
  }

  /// Whether a parameter of this name takes tables.
  static func isTable(_ name: String) -> Bool {
    [.cosine, .sine, .table].contains(role(name.lowercased(), hasDefault: false, isNoneDefault: false))
  }

  private static func role(_ name: String, hasDefault: Bool, isNoneDefault: Bool) -> Role {
    if name == "self" || name == "cls" { return .receiver }
    if hasDefault && !isNoneDefault { return .default_ }
    if name.contains("section") { return .sections }
    if name.hasSuffix("pos_ids") || name.contains("position_ids") || name == "positions" || name == "pos" {
      return isNoneDefault ? .default_ : .positions
    }
    if name.contains("sinusoid") || (name.contains("sin") && name.contains("cos")) { return .table }
    if name.contains("cos") { return .cosine }
    if name.contains("sin") { return .sine }
    let words = ["freq", "rope", "rotary", "pos_emb", "position_emb", "positional_emb", "pos_embed"]
    if words.contains(where: name.contains) { return isNoneDefault ? .default_ : .table }
    if isNoneDefault {
      let names = ["k", "key", "xk", "key_layer", "key_states", "v", "value", "value_layer"]
      return names.contains(name) ? .subject : .default_
    }
    return .subject
  }
}
