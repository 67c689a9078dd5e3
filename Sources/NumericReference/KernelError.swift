/// Why an operation has no result; `message` is torch's wherever torch raises too.
package struct KernelError: Error, Equatable, CustomStringConvertible {
  package enum Kind: Equatable, Sendable {
    /// Sizes, ranks or indices do not fit together.
    case shape
    /// The dtypes are not allowed here.
    case dtype
    /// The kernel does not know the operation or this use of it.
    case unsupported
  }

  package var kind: Kind
  package var message: String

  package init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  package var description: String { message }
}
