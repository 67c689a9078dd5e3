import Dataflow
import PythonSyntax
import SourceText
extension Interpreter {
  func callBuiltin(_ name: Symbol, _ arguments: CallArguments) -> ValueID { unknown(.noModel, name) }
  func callMethod(_ name: Symbol, of receiver: ShapeID, _ arguments: CallArguments) -> ValueID { unknown(.noModel, name) }
  func callStandardLibrary(_ name: Symbol, _ arguments: CallArguments) -> ValueID? { nil }
  func containerItem(_ shape: ShapeID, index: ValueID, at node: NodeID) -> ValueID { unknown(.noModel) }
  func setContainerItem(_ shape: ShapeID, index: ValueID, to: ValueID, at node: NodeID) {}
  func evaluateComprehension(_ node: NodeID) -> ValueID { unknown(.noModel) }
  func numberBinary(_ op: Operation, _ left: Shape, _ right: Shape) -> ShapeID? { nil }
  func numberCompare(_ op: Operation, _ left: Shape, _ right: Shape) -> Bool? { nil }
  func contains(_ container: ShapeID, _ element: ShapeID) -> Bool? { nil }
  func collectionBinary(_ op: Operation, _ left: ShapeID, _ right: ShapeID, at node: NodeID) -> ValueID? { nil }
}
