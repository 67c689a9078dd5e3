import PythonSyntax
import Testing

/// Source on the left, the tree's text on the right: each child convention of `NodeKind` once.
@Suite struct LoweringTests {
  @Test(arguments: [
    (
      "a not in b is not c",
      "expressionStatement(comparison(name'a' comparisonOperand.notIn(name'b') comparisonOperand.isNot(name'c')))"
    ),
    ("a <> b", "expressionStatement(comparison(name'a' comparisonOperand.notEqual(name'b')))"),
    (
      "-a ** ~b @ c",
      "expressionStatement(binary.matrixMultiply(unary.negate(binary.power(name'a' unary.invert(name'b'))) name'c'))"
    ),
    ("a and b and (c and d)", "expressionStatement(boolean.and(name'a' name'b' boolean.and(name'c' name'd')))"),
    ("a and b or not c", "expressionStatement(boolean.or(boolean.and(name'a' name'b') unary.not(name'c')))"),
    ("a if b else c", "expressionStatement(conditional(name'b' name'a' name'c'))"),
    (
      "x[1, 2:3, ::4]",
      "expressionStatement(subscript_(name'x' tuple(integer'1' slice(integer'2' integer'3' -) slice(- - integer'4'))))"
    ),
    ("x[a], x[a,]", "expressionStatement(tuple(subscript_(name'x' name'a') subscript_(name'x' tuple(name'a'))))"),
    (
      "f(a, *b, c=1, **d)",
      "expressionStatement(call(name'f' name'a' starred(name'b') keywordArgument'c'(integer'1') doubleStarred(name'd')))"
    ),
    (
      "f(i for i in x)",
      "expressionStatement(call(name'f' generatorExpression(name'i' comprehensionClause(name'i' name'x'))))"
    ),
    (
      "[i async for i in x, y if a if b for j in i]",
      "expressionStatement(listComprehension(name'i' comprehensionClause.async(name'i' tuple(name'x' name'y') name'a' name'b') comprehensionClause(name'j' name'i')))"
    ),
    (
      "{k: v for k in a}",
      "expressionStatement(dictionaryComprehension(dictionaryPair(name'k' name'v') comprehensionClause(name'k' name'a')))"
    ),
    ("{k for k in a}", "expressionStatement(setComprehension(name'k' comprehensionClause(name'k' name'a')))"),
    ("{**a, 1: 2}", "expressionStatement(dictionary(doubleStarred(name'a') dictionaryPair(integer'1' integer'2')))"),
    ("{*a, b}", "expressionStatement(set(starred(name'a') name'b'))"),
    (
      "[*x.size()[1:]]",
      "expressionStatement(list(starred(subscript_(call(attribute'size'(name'x')) slice(integer'1' - -)))))"
    ),
    ("(a := 1)", "expressionStatement(namedExpression(name'a' integer'1'))"),
    ("lambda: 1", "expressionStatement(lambda(parameters integer'1'))"),
    (
      "1_000 + 0x1F + 1e-5 + 2j",
      "expressionStatement(binary.add(binary.add(binary.add(integer'1000' integer'0x1F') float'1e-5') imaginary'2j'))"
    ),
    ("None, True, False, ...", "expressionStatement(tuple(noneLiteral trueLiteral falseLiteral ellipsis))"),
    ("(((a)))", "expressionStatement(name'a')"),
    ("a.b.c", "expressionStatement(attribute'c'(attribute'b'(name'a')))"),
  ])
  func expressions(source: String, tree: String) { #expect(TreeText.of(source) == tree) }

  @Test(arguments: [
    ("a, b = c = 1,", "assignment(tuple(integer'1') tuple(name'a' name'b') name'c')"),
    ("*a, b = c", "assignment(name'c' tuple(starred(name'a') name'b'))"),
    ("x: list[int]", "annotatedAssignment(name'x' subscript_(name'list' name'int') -)"),
    (
      "x: A | list[int] | None = 3",
      "annotatedAssignment(name'x' binary.bitOr(binary.bitOr(name'A' subscript_(name'list' name'int')) noneLiteral) integer'3')"
    ),
    ("x: dict[A : int]", "annotatedAssignment(name'x' subscript_(name'dict' slice(name'A' name'int' -)) -)"),
    ("x @= y", "augmentedAssignment.matrixMultiply(name'x' name'y')"),
    ("type(a).b = c", "assignment(name'c' attribute'b'(call(name'type' name'a')))"),
    ("type X = int", "typeAlias(name'X' name'int')"),
    ("return", "return_(-)"),
    ("raise A from b", "raise(name'A' name'b')"),
    ("assert a, b", "assert(name'a' name'b')"),
    ("del a, b[0]", "delete(name'a' subscript_(name'b' integer'0'))"),
    ("global a, b", "global(name'a' name'b')"),
    ("nonlocal a", "nonlocal(name'a')"),
    ("pass; break; continue", "pass break_ continue_"),
    ("yield; x = yield from y", "expressionStatement(yield(-)) assignment(yieldFrom(name'y') name'x')"),
    ("await x", "expressionStatement(await(name'x'))"),
    (
      "if a: pass\nelif b: pass\nelse: pass",
      "if_(ifClause(name'a' block(pass)) ifClause(name'b' block(pass)) elseClause(block(pass)))"
    ),
    ("while a: pass\nelse: pass", "while_(name'a' block(pass) elseClause(block(pass)))"),
    ("async for *a, b in c: pass", "for_.async(tuple(starred(name'a') name'b') name'c' block(pass) -)"),
    ("for _, (x) in y: pass", "for_(tuple(name'_' name'x') name'y' block(pass) -)"),
    ("with a as f, b: pass", "with(block(pass) withItem(name'a' name'f') withItem(name'b' -))"),
    ("with (a as f, b as g,): pass", "with(block(pass) withItem(name'a' name'f') withItem(name'b' name'g'))"),
    ("async with (a() as f): pass", "with.async(block(pass) withItem(call(name'a') name'f'))"),
    (
      "try: pass\nexcept A as e: pass\nexcept B, C: pass\nexcept: pass\nelse: a\nfinally: b",
      "try_(block(pass) elseClause(block(expressionStatement(name'a'))) finallyClause(block(expressionStatement(name'b'))) exceptClause'e'(name'A' block(pass)) exceptClause(tuple(name'B' name'C') block(pass)) exceptClause(- block(pass)))"
    ),
    ("try: pass\nexcept* A as e: pass", "try_(block(pass) - - exceptClause.star'e'(name'A' block(pass)))"),
    ("from . import a as b, c", "importFrom/1(importAlias'a'=b importAlias'c')"),
    ("from ..x . y import *", "importFrom.star/2'x.y'"),
    ("from __future__ import d", "importFrom'__future__'(importAlias'd')"),
    ("import a . b, c as d", "importModules(importAlias'a.b' importAlias'c'=d)"),
    ("print \"x\", y", "notModelled(string'x' name'y')"),
    ("exec \"c\" in d", "notModelled(string'c' name'd')"),
  ])
  func statements(source: String, tree: String) { #expect(TreeText.of(source) == tree) }

  @Test(arguments: [
    (
      "def f(a, /, b: int, c=1, *d: int, e: int = 2, **g) -> int: pass",
      "functionDefinition'f'(parameters(parameter.positionalOnly'a'(- -) parameter.positionalOrKeyword'b'(name'int' -) parameter.positionalOrKeyword'c'(- integer'1') parameter.variadicPositional'd'(name'int' -) parameter.keywordOnly'e'(name'int' integer'2') parameter.variadicKeyword'g'(- -)) name'int' block(pass))"
    ),
    ("def f(*, a): pass", "functionDefinition'f'(parameters(parameter.keywordOnly'a'(- -)) - block(pass))"),
    (
      "@d(1)\n@e\nasync def f(): pass",
      "functionDefinition.async'f'(parameters - block(pass) call(name'd' integer'1') name'e')"
    ),
    (
      "@d\nclass A[T](B, metaclass=M): x = 1",
      "classDefinition'A'(argumentList(name'B' keywordArgument'metaclass'(name'M')) block(assignment(integer'1' name'x')) name'd')"
    ),
    ("class A: pass", "classDefinition'A'(argumentList block(pass))"),
  ])
  func definitions(source: String, tree: String) { #expect(TreeText.of(source) == tree) }

  @Test(arguments: [
    (
      "case [1, *_, A(b=2) as q] if g: pass",
      "caseClause(patternSequence(patternValue(integer'1') patternStar patternAs'q'(patternClass(name'A' keywordArgument'b'(patternValue(integer'2'))))) name'g' block(pass))"
    ),
    (
      "case {\"k\": v, **r}: pass",
      "caseClause(patternMapping(dictionaryPair(string'k' patternCapture'v') patternStar'r') - block(pass))"
    ),
    ("case _: pass", "caseClause(patternWildcard - block(pass))"),
    ("case (x): pass", "caseClause(patternCapture'x' - block(pass))"),
    (
      "case a.b | -1 | None: pass",
      "caseClause(patternAlternatives(patternValue(attribute'b'(name'a')) patternValue(unary.negate(integer'1')) patternValue(noneLiteral)) - block(pass))"
    ),
    ("case -1+2j: pass", "caseClause(patternValue(notModelled(integer'1' imaginary'2j')) - block(pass))"),
    ("case a, *b: pass", "caseClause(patternSequence(patternCapture'a' patternStar'b') - block(pass))"),
  ])
  func patterns(source: String, tree: String) {
    #expect(TreeText.of("match x:\n  \(source)") == "match(name'x' \(tree))")
  }

  @Test func severalSubjectsAreATuple() {
    #expect(TreeText.of("match x, y:\n  case _: pass").hasPrefix("match(tuple(name'x' name'y') "))
  }
}
