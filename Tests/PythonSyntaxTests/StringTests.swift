import PythonSyntax
import Testing

@Suite struct StringTests {
  @Test(arguments: [
    (#"'a\n\x41\u00e9\101\q'"#, "string'a\nAéA\\q'"),
    (#"r"a\n" r"\"""#, #"string'a\n\"'"#),
    (#"'''q''' "" 'it' 's'"#, "string'qits'"),
    (#"b'\xff\u0041'"#, #"string.bytes'ÿ\u0041'"#),
    (#"f"a{x!r:>{w}}b{{c}}{y=}""#, "formattedString'a{}b{c}{}'(name'x' name'y' name'w')"),
    (#""a" f"{x}" "b""#, "formattedString'a{}b'(name'x')"),
    (#"f"none""#, "string'none'"),
    ("'a\\\nb'", "string'ab'"),
    ("'''a\r\nb'''", "string'a\nb'"),
  ])
  func decodes(source: String, tree: String) { #expect(TreeText.of(source) == "expressionStatement(\(tree))") }
}
