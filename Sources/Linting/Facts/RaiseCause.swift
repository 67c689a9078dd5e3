import DTypeAnalysis
import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Where the dtype was decided that makes an operation raise; operations that share it are one finding.
enum RaiseCause: Hashable {
  case origin(module: UInt32, node: NodeID)
  case place(NodeID)
}

extension AnalyzedUnit {
  /// What one cause makes raise at one place, though lanes that got there by other ways have facts of their own.
  func joined(_ raises: [RaisedOperation]) -> [(raised: RaisedOperation, causes: [RaiseCause])] {
    struct Call: Hashable {
      var node: NodeID
      var template: Symbol
      var causes: [RaiseCause]
    }
    var result: [(raised: RaisedOperation, causes: [RaiseCause])] = []
    var places: [Call: Int] = [:]
    for raised in raises {
      let call = Call(node: raised.node, template: raised.reason.template, causes: causes(of: raised))
      if let place = places[call], let both = result[place].raised.joined(with: raised, analysis.interpreter.values) {
        result[place].raised = both
      } else {
        places[call] = places[call] ?? result.count
        result.append((raised, call.causes))
      }
    }
    return result
  }

  /// Whether an operation in another file gets what does not fit from the checked one, and nothing of its own.
  func gives(_ raised: RaisedOperation) -> Bool {
    let module = analysis.module.id.rawValue
    let isDecidedHere = causes(of: raised).contains { cause in
      if case .origin(module, _) = cause { true } else { false }
    }
    return isDecidedHere
      && raised.floatingOperands.allSatisfy { operand in
        let lineages = lineages(of: operand.value, in: raised.lanes)
        return !lineages.isEmpty && lineages.allSatisfy { $0.last?.module == module }
      }
  }

  /// Where the operands were decided that do not have the model's dtype, the one that is told first; never empty.
  private func causes(of raised: RaisedOperation) -> [RaiseCause] {
    let odd = raised.floatingOperands.filter { !isModelDType($0.dtypes, in: raised.lanes) }
    let causes = odd.map { self.causes(of: $0.value, in: raised.lanes).first ?? .place(raised.node) }
    return causes.isEmpty ? [.place(raised.node)] : causes
  }

  /// Where the dtypes of the tensors were decided that a value may be; empty if origins were not tracked.
  func causes(of value: ValueID, in mask: LaneMask) -> [RaiseCause] {
    tensors(of: value, in: mask).filter { $0.origin != .none }.map { tensor in
      let origin = analysis.interpreter.origin(tensor.origin)
      return .origin(module: origin.module, node: origin.node)
    }
  }

  /// The same with what decided those in turn.
  func ancestry(of value: ValueID, in mask: LaneMask) -> Set<RaiseCause> {
    Set(lineages(of: value, in: mask).joined().map { .origin(module: $0.module, node: $0.node) })
  }

  /// Where the dtypes of the tensors were decided that a value may be, each from the last place to the first.
  private func lineages(of value: ValueID, in mask: LaneMask) -> [[DTypeAnalysis.Origin]] {
    tensors(of: value, in: mask).map { tensor in
      sequence(first: tensor.origin) { analysis.interpreter.origin($0).parent }.prefix { $0 != .none }
        .map(analysis.interpreter.origin)
    }.filter { !$0.isEmpty }
  }
}
