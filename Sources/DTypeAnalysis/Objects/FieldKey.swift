import SourceText

/// The key spaces of an object's fields: items of lists and dicts (an index, or the shape of a constant key),
/// attributes, and elements of module containers never meet, since one object may have all three.
enum FieldKey {
  private static let attributeBase: UInt32 = 0x2000_0000

  static func attribute(_ name: Symbol) -> UInt32 { attributeBase | name.id }

  static func isAttribute(_ key: UInt32) -> Bool { key & attributeBase != 0 && key < attributeBase << 1 }

  /// The name behind the key of an attribute.
  static func name(_ key: UInt32) -> Symbol? { isAttribute(key) ? Symbol(id: key ^ attributeBase) : nil }

  /// Whether this is an item of a list or dict with a known index or key.
  static func isItem(_ key: UInt32) -> Bool { key < attributeBase }
}

extension Symbol {
  /// The key of the attribute of this name.
  var fieldKey: UInt32 { FieldKey.attribute(self) }
}
