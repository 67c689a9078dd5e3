import DTypeAnalysis
import Dataflow
import PythonSyntax

/// A product of a tensor that was widened to float32 for it and something that a sine went into: a rotation that is
/// meant to run in float32, whatever its function is called.
struct WidenedProduct {
  let node: NodeID
  /// The cast that widens the other factor.
  let widening: NodeID
  /// The factor that comes from a sine or cosine.
  let table: NodeID
  /// Where the other factor had 16 bits and has float32.
  let lanes: LaneMask

  /// The products of a file, in the order of its tree.
  static func all(in unit: AnalyzedUnit, _ slice: DataSlice) -> [WidenedProduct] {
    let wideningCasts = unit.nodes(.call).filter { !widenedLanes($0, unit).isEmpty }
    guard !wideningCasts.isEmpty else { return [] }
    let functions = Set(wideningCasts.compactMap(unit.analysis.enclosingFunction))
    return unit.nodes(.binary).compactMap { product in
      guard unit.tree[product].operation == .multiply,
        let function = unit.analysis.enclosingFunction(of: product), functions.contains(function)
      else { return nil }
      let (left, right) = (unit.tree.child(product, 0), unit.tree.child(product, 1))
      return made(of: left, table: right, in: product, unit, slice)
        ?? made(of: right, table: left, in: product, unit, slice)
    }
  }

  private static func made(
    of factor: NodeID, table: NodeID, in product: NodeID, _ unit: AnalyzedUnit, _ slice: DataSlice
  ) -> WidenedProduct? {
    let function = unit.analysis.enclosingFunction(of: product)
    let widening = slice.expressions(behind: factor).first {
      unit.analysis.enclosingFunction(of: $0) == function && !widenedLanes($0, unit).isEmpty
    }
    // Everything that attention returns comes of a sine, but of weights as well.
    guard let widening, slice.expressions(behind: table).contains(where: unit.isSine),
      !AngleOperand(table, slice, unit).isWeighted
    else { return nil }
    let lanes = unit.lanes(in: widenedLanes(widening, unit)) {
      unit.floatingDTypes(factor, in: $0)?.single == DType.float32
    }
    return lanes.isEmpty ? nil : WidenedProduct(node: product, widening: widening, table: table, lanes: lanes)
  }

  /// The lanes in which a call casts 16 bits to float32.
  private static func widenedLanes(_ call: NodeID, _ unit: AnalyzedUnit) -> LaneMask {
    guard unit.tree.kind(call) == .call, ["float", "to", "type"].contains(unit.calledName(call)),
      unit.tree.kind(unit.tree.child(call, 0)) == .attribute
    else { return LaneMask() }
    return unit.halfLanes(unit.tree.child(unit.tree.child(call, 0), 0))
      & unit.lanes(in: unit.mixedLanes) { unit.floatingDTypes(call, in: $0)?.single == DType.float32 }
  }
}
