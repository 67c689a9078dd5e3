/// What a syntax node is, and which children it has, in order.
///
/// `?` marks a child that may be absent: its place then holds `NodeID.none`, so that positions are fixed.
/// `*` marks any number of children at the end. Parentheses leave no node. "name" means `Node.symbol`.
public enum NodeKind: UInt8, Sendable, CaseIterable {
  /// Place 0 of every tree: the node that is not there.
  case none

  // MARK: Expressions

  /// name
  case name
  /// symbol = the literal's text without underscores
  case integer
  /// symbol = the literal's text without underscores
  case float
  /// symbol = the literal's text
  case imaginary
  /// symbol = the decoded text of all concatenated parts; operation = `.bytes` for a bytes literal
  case string
  /// children = the interpolated expressions*; symbol = the text with each interpolation replaced by `{}`
  case formattedString
  case noneLiteral
  case trueLiteral
  case falseLiteral
  case ellipsis
  /// elements*
  case tuple
  /// elements*
  case list
  /// elements*
  case set
  /// (dictionaryPair | doubleStarred)*
  case dictionary
  /// key, value
  case dictionaryPair
  /// value; name = the attribute
  case attribute
  /// value, index (a tuple node for several, slices inside)
  case subscript_
  /// lower?, upper?, step?
  case slice
  /// function, arguments* (expression | keywordArgument | starred | doubleStarred)
  case call
  /// value; name = the keyword
  case keywordArgument
  /// value: `*value`
  case starred
  /// value: `**value`
  case doubleStarred
  /// operand; operation
  case unary
  /// left, right; operation
  case binary
  /// operands (two or more; `a and b and c` is flat); operation = `.and` or `.or`
  case boolean
  /// first operand, then comparisonOperand*
  case comparison
  /// operand; operation
  case comparisonOperand
  /// test, value if true, value if false
  case conditional
  /// parameters, body
  case lambda
  /// element, comprehensionClause*
  case listComprehension
  /// element, comprehensionClause*
  case setComprehension
  /// dictionaryPair, comprehensionClause*
  case dictionaryComprehension
  /// element, comprehensionClause*
  case generatorExpression
  /// target, iterable, conditions*
  case comprehensionClause
  /// value
  case await
  /// value?
  case yield
  /// value
  case yieldFrom
  /// target (a name), value: `target := value`
  case namedExpression

  // MARK: Statements

  /// statements*
  case module
  /// statements*
  case block
  /// value
  case expressionStatement
  /// value, targets* (`a = b = value` has two; a target is any expression, `starred` inside tuples)
  case assignment
  /// target, annotation, value?
  case annotatedAssignment
  /// target, value; operation
  case augmentedAssignment
  /// value?
  case return_
  /// exception?, cause?
  case raise
  case pass
  case break_
  case continue_
  /// name nodes*
  case global
  /// name nodes*
  case nonlocal
  /// targets*
  case delete
  /// test, message?
  case assert
  /// ifClause*, then an elseClause if there is one: `elif` chains are flat
  case if_
  /// test, block
  case ifClause
  /// block
  case elseClause
  /// test, block, elseClause?
  case while_
  /// target, iterable, block, elseClause?
  case for_
  /// block, withItem*
  case with
  /// value, target?
  case withItem
  /// block, elseClause?, finallyClause?, exceptClause*
  case try_
  /// type?, block; name = the bound name or empty
  case exceptClause
  /// block
  case finallyClause
  /// subject, caseClause*
  case match
  /// pattern, guard?, block
  case caseClause
  /// parameters, return annotation?, block, decorators* (expressions); name. `start` is the `def` or `async` keyword
  case functionDefinition
  /// arguments node, block, decorators*; name. `start` is the `class` keyword
  case classDefinition
  /// the bases of a class: (expression | keywordArgument | starred | doubleStarred)*
  case argumentList
  /// parameter*
  case parameters
  /// annotation?, default?; name; operation = the parameter's kind
  case parameter
  /// importAlias*
  case importModules
  /// importAlias* (none for a star import: operation = `.star`); name = the dotted module without the leading dots;
  /// level = the number of leading dots
  case importFrom
  /// name = the (dotted) name; second symbol = the `as` name, or empty
  case importAlias
  /// target, value: `type X = …`
  case typeAlias

  // MARK: Patterns

  /// value (literal, dotted name, or unary/binary expression)
  case patternValue
  /// name
  case patternCapture
  case patternWildcard
  /// patterns*
  case patternSequence
  /// (dictionaryPair of value and pattern | patternStar)*
  case patternMapping
  /// class expression, (pattern | keywordArgument holding a pattern)*
  case patternClass
  /// alternatives*
  case patternAlternatives
  /// pattern; name
  case patternAs
  /// name or empty
  case patternStar

  // MARK: The rest

  /// Valid syntax that is not modelled: children = the expressions found in it*
  case notModelled
  /// Text that could not be parsed: children = the expressions or statements found in it*
  case error
}

/// The operator or flavour of a node; which values occur depends on its kind.
public enum Operation: UInt8, Sendable {
  case none
  // binary and augmented
  case add, subtract, multiply, divide, floorDivide, modulo, power, matrixMultiply
  case bitAnd, bitOr, bitXor, shiftLeft, shiftRight
  // unary
  case negate, plus, invert, not
  // boolean
  case and, or
  // comparison
  case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual, is_, isNot, in_, notIn
  // parameters
  case positionalOnly, positionalOrKeyword, variadicPositional, keywordOnly, variadicKeyword
  // flavours
  case bytes, star, async
}
