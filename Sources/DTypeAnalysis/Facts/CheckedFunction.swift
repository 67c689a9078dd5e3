package import Dataflow
package import PythonSemantics
package import SourceText

extension Interpreter {
  /// Whether a value is a module of torch itself, such as a linear layer.
  package func isTorchModule(_ shape: ShapeID) -> Bool { torchModule(shape) != nil }

  /// The class of torch that a module is an instance of, by its full name.
  package func torchModule(_ shape: ShapeID) -> Symbol? {
    guard case .object(let site) = shapes[shape], case .instance(.modelled(let name)) = info(site).kind else {
      return nil
    }
    return name
  }

  /// Whether a value is a tuple, list or dict, of whatever.
  package func isContainer(_ shape: ShapeID) -> Bool {
    switch shapes[shape] {
    case .tuple, .sequence: true
    case .object(let site): info(site).kind == .list || info(site).kind.isDictionary
    case .alternatives(let list): list.contains { isContainer($0) }
    default: false
    }
  }

  /// The function of the checked tree that calling a value runs: itself, a bound method's, a module's `forward` or
  /// another object's `__call__`.
  package func checkedFunction(behind shape: ShapeID) -> FunctionID? {
    switch shapes[shape] {
    case .function(let id, _): return FunctionID(id)
    case .boundMethod(let function, _): return checkedFunction(behind: function)
    case .object(let site):
      guard case .instance(.checked(let class_)) = info(site).kind else { return nil }
      return graph.method(calledMethod(of: class_), of: class_)?.id
    case .alternatives(let list): return list.lazy.compactMap { self.checkedFunction(behind: $0) }.first
    default: return nil
    }
  }
}
