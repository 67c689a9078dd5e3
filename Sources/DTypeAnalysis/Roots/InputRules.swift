import SourceText
enum InputKind { case integer, boolean, floating, pair, flag, size, number, unknown }
struct InputRules {
  func isGiven(_ name: Symbol, wave: Wave) -> Bool { ["input_ids", "attention_mask", "pixel_values"].contains(name.text) }
  func kind(of name: Symbol, annotation: String) -> InputKind { .floating }
}
