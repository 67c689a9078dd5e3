import Dataflow

/// Values by a pair of ids: variables by module or class and name.
struct ValueTable {
  private var table = IDMap()

  subscript(key: IDPair) -> ValueID? {
    get { table[key.high, key.low].map(ValueID.init) }
    set {
      if let newValue {
        table.set(key.high, key.low, to: newValue.rawValue)
      } else {
        table.remove(key.high, key.low)
      }
    }
  }
}
