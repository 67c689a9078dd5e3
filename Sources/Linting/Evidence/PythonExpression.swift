package import NumericReference
import PythonSemantics
import PythonSyntax
import SourceText

/// A Python expression over some tensors, evaluated on the kernel: what recordings name their results by.
package enum PythonExpression {
  /// The expression's value; nil if it is no tensor, raises, or is not known to the evaluator.
  ///
  /// Functions are called as in torch, `F.` stands for `torch.nn.functional`.
  package static func tensor(
    _ text: String, _ variables: [(name: String, value: Tensor)], policy: any PromotionPolicy
  ) -> Tensor? {
    let names = variables.map(\.name).joined(separator: ", ")
    let path = "/expression.py"
    let modules = ["math", "torch", "torch.nn.functional as F"].map { "import \($0)" }
    let source = (modules + ["def value(\(names)):", "    return (\(text))", ""]).joined(separator: "\n")
    let graph = ModuleGraph(
      cache: SourceCache(files: MemoryFileSystem([path: source])), roots: [PackageRoot(folder: "/", name: "")],
      environment: .standard)
    guard let module = graph.module(atPath: path), graph[module].problems.isEmpty,
      let function = graph[module].functionsInOrder.first
    else { return nil }
    let scope = GraphScope(module, in: graph)
    let evaluator = PythonEvaluator(policy: policy)
    let value = try? evaluator.call(
      PythonFunction(scope: scope, node: graph[function].node), variables.map { .tensor($0.value) })
    return value?.tensor
  }
}
