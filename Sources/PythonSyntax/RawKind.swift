/// The kinds of the grammar's nodes that the lowering tells apart.
///
/// The raw value is the name in the grammar; a token's name stands in quotes, as `'+'`.
enum RawKind: String, CaseIterable, Sendable {
  /// A node or token that no rule here looks at.
  case other = ""
  /// The call in `type(x).y = z`, which the grammar takes for a type alias statement.
  case typeCall = "type("
  case error = "ERROR"

  // MARK: Extras
  case comment, lineContinuation = "line_continuation"

  // MARK: Statements
  case module, block
  case importStatement = "import_statement", futureImportStatement = "future_import_statement"
  case importFromStatement = "import_from_statement"
  case importPrefix = "import_prefix", relativeImport = "relative_import"
  case aliasedImport = "aliased_import", wildcardImport = "wildcard_import"
  case printStatement = "print_statement", chevron, execStatement = "exec_statement"
  case assertStatement = "assert_statement", expressionStatement = "expression_statement"
  case returnStatement = "return_statement", deleteStatement = "delete_statement", raiseStatement = "raise_statement"
  case passStatement = "pass_statement", breakStatement = "break_statement", continueStatement = "continue_statement"
  case ifStatement = "if_statement", elifClause = "elif_clause", elseClause = "else_clause"
  case matchStatement = "match_statement", caseClause = "case_clause"
  case forStatement = "for_statement", whileStatement = "while_statement"
  case tryStatement = "try_statement", exceptClause = "except_clause", exceptGroupClause = "except_group_clause"
  case finallyClause = "finally_clause"
  case withStatement = "with_statement", withClause = "with_clause", withItem = "with_item"
  case functionDefinition = "function_definition", classDefinition = "class_definition"
  case decoratedDefinition = "decorated_definition", decorator
  case globalStatement = "global_statement", nonlocalStatement = "nonlocal_statement"
  case typeAliasStatement = "type_alias_statement"
  case assignment, augmentedAssignment = "augmented_assignment"

  // MARK: Parameters and arguments
  case parameters, lambdaParameters = "lambda_parameters"
  case defaultParameter = "default_parameter", typedParameter = "typed_parameter"
  case typedDefaultParameter = "typed_default_parameter"
  case positionalSeparator = "positional_separator", keywordSeparator = "keyword_separator"
  case argumentList = "argument_list", keywordArgument = "keyword_argument"

  // MARK: Expressions
  case identifier, integer, float, string, concatenatedString = "concatenated_string"
  case stringStart = "string_start", stringContent = "string_content", stringEnd = "string_end"
  case interpolation, formatSpecifier = "format_specifier", formatExpression = "format_expression"
  case true_ = "true", false_ = "false", none, ellipsis
  case dottedName = "dotted_name"
  case list, set, tuple, dictionary, pair
  case expressionList = "expression_list", patternList = "pattern_list"
  case listPattern = "list_pattern", tuplePattern = "tuple_pattern"
  case listSplat = "list_splat", listSplatPattern = "list_splat_pattern"
  case parenthesizedListSplat = "parenthesized_list_splat"
  case dictionarySplat = "dictionary_splat", dictionarySplatPattern = "dictionary_splat_pattern"
  case attribute, subscript_ = "subscript", slice, call
  case unaryOperator = "unary_operator", notOperator = "not_operator", binaryOperator = "binary_operator"
  case booleanOperator = "boolean_operator", comparisonOperator = "comparison_operator"
  case conditionalExpression = "conditional_expression", namedExpression = "named_expression"
  case lambda, await, yield
  case parenthesizedExpression = "parenthesized_expression"
  case asPattern = "as_pattern", asPatternTarget = "as_pattern_target"
  case listComprehension = "list_comprehension", setComprehension = "set_comprehension"
  case dictionaryComprehension = "dictionary_comprehension", generatorExpression = "generator_expression"
  case forInClause = "for_in_clause", ifClause = "if_clause"

  // MARK: Types
  case type, typeParameter = "type_parameter", genericType = "generic_type", unionType = "union_type"
  case memberType = "member_type", splatType = "splat_type", constrainedType = "constrained_type"

  // MARK: Patterns
  case casePattern = "case_pattern", unionPattern = "union_pattern", dictPattern = "dict_pattern"
  case keywordPattern = "keyword_pattern", splatPattern = "splat_pattern", classPattern = "class_pattern"
  case complexPattern = "complex_pattern"

  // MARK: Tokens
  case tokenAdd = "'+'", tokenSubtract = "'-'", tokenMultiply = "'*'", tokenDivide = "'/'"
  case tokenFloorDivide = "'//'", tokenModulo = "'%'", tokenPower = "'**'", tokenMatrixMultiply = "'@'"
  case tokenBitAnd = "'&'", tokenBitOr = "'|'", tokenBitXor = "'^'", tokenInvert = "'~'"
  case tokenShiftLeft = "'<<'", tokenShiftRight = "'>>'"
  case assignAdd = "'+='", assignSubtract = "'-='", assignMultiply = "'*='", assignDivide = "'/='"
  case assignFloorDivide = "'//='", assignModulo = "'%='", assignPower = "'**='", assignMatrixMultiply = "'@='"
  case assignBitAnd = "'&='", assignBitOr = "'|='", assignBitXor = "'^='"
  case assignShiftLeft = "'<<='", assignShiftRight = "'>>='"
  case tokenLess = "'<'", tokenLessOrEqual = "'<='", tokenGreater = "'>'", tokenGreaterOrEqual = "'>='"
  case tokenEqual = "'=='", tokenNotEqual = "'!='", tokenNotEqualOld = "'<>'"
  case tokenIn = "'in'", tokenNotIn = "'not in'", tokenIs = "'is'", tokenIsNot = "'is not'"
  case tokenAnd = "'and'", tokenOr = "'or'"
  case tokenAsync = "'async'", tokenFrom = "'from'", tokenColon = "':'", tokenComma = "','"
  case tokenUnderscore = "'_'"

  /// The operation that a token stands for.
  var operation: Operation {
    switch self {
    case .tokenAdd, .assignAdd: .add
    case .tokenSubtract, .assignSubtract: .subtract
    case .tokenMultiply, .assignMultiply: .multiply
    case .tokenDivide, .assignDivide: .divide
    case .tokenFloorDivide, .assignFloorDivide: .floorDivide
    case .tokenModulo, .assignModulo: .modulo
    case .tokenPower, .assignPower: .power
    case .tokenMatrixMultiply, .assignMatrixMultiply: .matrixMultiply
    case .tokenBitAnd, .assignBitAnd: .bitAnd
    case .tokenBitOr, .assignBitOr: .bitOr
    case .tokenBitXor, .assignBitXor: .bitXor
    case .tokenShiftLeft, .assignShiftLeft: .shiftLeft
    case .tokenShiftRight, .assignShiftRight: .shiftRight
    case .tokenInvert: .invert
    case .tokenLess: .less
    case .tokenLessOrEqual: .lessOrEqual
    case .tokenGreater: .greater
    case .tokenGreaterOrEqual: .greaterOrEqual
    case .tokenEqual: .equal
    case .tokenNotEqual, .tokenNotEqualOld: .notEqual
    case .tokenIn: .in_
    case .tokenNotIn: .notIn
    case .tokenIs: .is_
    case .tokenIsNot: .isNot
    case .tokenAnd: .and
    case .tokenOr: .or
    default: .none
    }
  }
}

/// The fields of the grammar that the lowering asks for.
enum RawField: String, CaseIterable, Sendable {
  case none = ""
  case alias, argument, arguments, attribute, body, cause, code, condition, consequence, definition, expression
  case function, guard_ = "guard", key, left, name, object, operator_ = "operator", operators, parameters, right
  case alternative, subject, subscript_ = "subscript", superclasses, type, value
  case moduleName = "module_name", returnType = "return_type", typeParameters = "type_parameters"
  case formatSpecifier = "format_specifier"
}
