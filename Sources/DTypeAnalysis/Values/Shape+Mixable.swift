package import Dataflow
import SourceText

extension TensorShape: Mixable {
  package func mix(into mixer: inout Mixer) {
    mixer.combine(UInt64(dtypes.rawValue) << 32 | UInt64(narrowest.rawValue))
    mixer.combine(UInt64(origin.rawValue) << 32 | UInt64(rank.rawValue) << 8 | UInt64(role.rawValue))
  }
}

/// Interning shapes is what the machine does most.
extension Shape: Mixable {
  package func mix(into mixer: inout Mixer) {
    switch self {
    case .absent: mixer.combine(UInt32(0))
    case .none: mixer.combine(UInt32(1))
    case .bool(let value): mixer.combine(2, UInt32(value ? 1 : 0))
    case .integer(let value): mixer.combine(3, UInt64(bitPattern: Int64(value)))
    case .float(let bits): mixer.combine(4, bits)
    case .string(let symbol): mixer.combine(5, symbol.id)
    case .opaque(let kind): mixer.combine(6, UInt32(kind.rawValue))
    case .dtype(let vector): mixer.combine(7, vector.rawValue)
    case .tensor(let tensor): tensor.mix(into: &mixer)
    case .tuple(let elements):
      mixer.combine(8, UInt32(truncatingIfNeeded: elements.count))
      for element in elements { mixer.combine(element.rawValue) }
    case .sequence(let element): mixer.combine(9, element.rawValue)
    case .slice(let lower, let upper, let step):
      mixer.combine(10, lower.rawValue, upper.rawValue)
      mixer.combine(step.rawValue)
    case .object(let site): mixer.combine(11, site.rawValue)
    case .function(let id, let environment): mixer.combine(12, id, environment?.rawValue ?? .max)
    case .boundMethod(let function, let receiver): mixer.combine(13, function.rawValue, receiver.rawValue)
    case .descriptor(let kind, let function): mixer.combine(14, UInt32(kind.rawValue), function.rawValue)
    case .superProxy(let owner, let receiver): mixer.combine(15, owner, receiver.rawValue)
    case .class_(let id): mixer.combine(16, id)
    case .module(let id): mixer.combine(17, id)
    case .operation(let id): mixer.combine(18, UInt32(id.rawValue))
    case .boundOperation(let id, let receiver): mixer.combine(19, UInt32(id.rawValue), receiver.rawValue)
    case .external(let name): mixer.combine(20, name.id)
    case .boundExternal(let name, let receiver): mixer.combine(21, name.id, receiver.rawValue)
    case .builtin(let name): mixer.combine(22, name.id)
    case .record(let kind, let keys, let values):
      mixer.combine(23, UInt32(kind.rawValue))
      for (key, value) in zip(keys, values) { mixer.combine(UInt64(key.id) << 32 | UInt64(value.rawValue)) }
    case .alternatives(let list):
      mixer.combine(24, UInt32(truncatingIfNeeded: list.count))
      for shape in list { mixer.combine(shape.rawValue) }
    case .unknown(let reason): mixer.combine(25, reason.rawValue)
    case .numbered(let symbol): mixer.combine(26, symbol.id)
    }
  }
}

extension Mixer {
  /// A kind of shape and what it holds.
  fileprivate mutating func combine(_ kind: UInt32, _ word: UInt64) {
    combine(kind)
    combine(word)
  }

  fileprivate mutating func combine(_ kind: UInt32, _ id: UInt32) { combine(UInt64(kind) << 32 | UInt64(id)) }

  fileprivate mutating func combine(_ kind: UInt32, _ first: UInt32, _ second: UInt32) {
    combine(kind)
    combine(UInt64(first) << 32 | UInt64(second))
  }
}
