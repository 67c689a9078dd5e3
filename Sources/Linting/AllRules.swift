/// Every rule, ordered by type name.
package enum AllRules {
  package static let all: [any Rule] = [RotaryKernelDTypeMismatch()]
}
