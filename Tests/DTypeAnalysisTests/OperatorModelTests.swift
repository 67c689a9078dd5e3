import RuleLibrary
import SourceText
import Testing

@testable import DTypeAnalysis

@Suite struct OperatorModelTests {
  private let library = OperatorLibrary.bundled.library

  private func evaluate(
    _ name: Symbol, _ operands: [Operand], _ dtype: DType? = nil, context: OperatorContext = OperatorContext()
  ) throws -> OperatorOutcome {
    let id = try #require(library.operatorID(named: name))
    return library.evaluate(id, operands: operands, dtypeArgument: dtype, context: context)
  }

  @Test func bundledModelsHaveNoProblems() {
    #expect(OperatorLibrary.bundled.problems.isEmpty, "\(OperatorLibrary.bundled.problems)")
    let present = Set(RuleLibrary.models.map(\.file))
    for file in OperatorLibrary.files { #expect(present.contains(file), "\(file)") }
  }

  @Test func unknownNamesAreReportedWithTheirLine() {
    let text = """
      __module__ = "kernels"
      def rotate(x: Tensor, cos: Tensor) -> Twisted[x]: ...
      @accepts(y="floating")
      def scale(x: Tensor) -> z: ...
      half = quarter
      """
    let problems = OperatorLibrary.load([("own.pyi", text)]).problems
    #expect(problems.map(\.line) == [2, 4, 3, 5])
    #expect(problems.map(\.message).contains("unknown scheme `Twisted`"))
    #expect(problems.map(\.message).contains("no parameter `y`"))
    #expect(problems.map(\.message).contains("`quarter` is not declared above"))
  }

  @Test func ownKernelsAreDescribedInTheSameLanguage() throws {
    let text = """
      __module__ = "kernels"
      @message("got {x:t} and {cos:t}")
      def rotate(x: Tensor, cos: Tensor) -> Equal[x, cos]: ...
      """
    let loaded = OperatorLibrary.load([("own.pyi", text)])
    #expect(loaded.problems.isEmpty)
    let id = try #require(loaded.library.operatorID(named: "kernels.rotate"))
    let outcome = loaded.library.evaluate(
      id, operands: [.tensor(.bfloat16), .tensor(.float32)], dtypeArgument: nil, context: OperatorContext())
    guard case .raises(let reason) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(reason.message == "got torch.bfloat16 and torch.float32")
  }

  @Test func flashAttentionRotaryWantsOneDType() throws {
    let outcome = try evaluate(
      "flash_attn.layers.rotary.apply_rotary_emb", [.tensor(.float32), .tensor(.bfloat16), .tensor(.bfloat16)])
    guard case .raises(let reason) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(
      reason.message == "Input and cos/sin must have the same dtype, got torch.float32 and torch.bfloat16")
  }

  @Test(arguments: [
    (Operand.tensor(.bfloat16), "mat1 and mat2 must have the same dtype, but got Float and BFloat16"),
    (.absent, "expected m1 and m2 to have the same dtype, but got: float != c10::BFloat16"),
  ])
  func linearSaysWhatTorchSays(bias: Operand, text: String) throws {
    let linear = try #require(library.module(named: "torch.nn.Linear")?.forward.first)
    let outcome = library.evaluate(
      linear, operands: [.tensor(.float32), .tensor(.bfloat16), bias], dtypeArgument: nil,
      context: OperatorContext())
    guard case .raises(let reason) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(reason.message == text)
  }

  @Test func autocastDependsOnTheDevice() throws {
    let low: [Operand] = [.tensor(.bfloat16)]
    let cuda = OperatorContext(autocast: .bfloat16, device: .cuda)
    let cpu = OperatorContext(autocast: .bfloat16, device: .cpu)
    #expect(try evaluate("torch.Tensor.exp", low, context: cuda) == .dtypes([.float32]))
    #expect(try evaluate("torch.Tensor.exp", low, context: cpu) == .dtypes([.bfloat16]))
    let pair: [Operand] = [.tensor(.float32), .tensor(.bfloat16)]
    #expect(try evaluate("torch.matmul", pair, context: cuda) == .dtypes([.bfloat16]))
    #expect(try evaluate("operator.matmul", pair, context: cpu) == .dtypes([.bfloat16]))
    #expect(try evaluate("torch.nn.functional.softmax", low, .bfloat16, context: cuda) == .dtypes([.bfloat16]))
  }

  @Test func argumentsChooseTheOverload() throws {
    func result(_ name: Symbol, _ positional: [ArgumentClass], _ keywords: [(name: Symbol, value: ArgumentClass)] = [])
      throws -> ResultShape
    {
      let binding = try #require(library.bind(name, positional: positional, keywords: keywords))
      return library[binding.id].result
    }
    let pair = ResultShape.tuple([.tensor(0), .tensor(1)])
    #expect(try result("torch.Tensor.max", [.tensor]) == .tensor(0))
    #expect(try result("torch.Tensor.max", [.tensor, .number(.int)]) == pair)
    #expect(try result("torch.max", [.tensor], [(name: "dim", value: .number(.int))]) == pair)
    #expect(try result("torch.max", [.tensor, .tensor]) == .tensor(0))
    #expect(try result("torch.Tensor.size", [.tensor]) == .size)
    #expect(try result("torch.Tensor.size", [.tensor, .number(.int)]) == .number(.int))
    #expect(try result("torch.where", [.tensor]) == .list(.tensor(0)))
    #expect(try result("torch.nonzero", [.tensor], [(name: "as_tuple", value: .boolean(true))]) == .list(.tensor(0)))
  }

  @Test func listsTakeAnyNumberOfOperands() throws {
    let three: [Operand] = [.tensor(.bfloat16), .tensor(.float16), .tensor(.int64)]
    #expect(try evaluate("torch.cat", three) == .dtypes([.float32]))
    #expect(try evaluate("torch.broadcast_tensors", three) == .dtypes([.bfloat16, .float16, .int64]))
  }

  @Test func equationsTellContractionsFromProducts() {
    #expect(EinsumEquation("i,j->ij").kind == .outer)
    #expect(EinsumEquation("bij, bkj -> bik").kind == .contraction)
    #expect(EinsumEquation("...n,...n->...n").kind == .outer)
    #expect(EinsumEquation("ij->i").kind == .reduction)
    #expect(EinsumEquation("ij,jk").kind == .contraction)
  }

  @Test func modulesTellTheirTensors() throws {
    let norm = try #require(library.module(named: "torch.nn.BatchNorm2d"))
    #expect(
      norm.tensors.map(\.attribute.text) == ["weight", "bias", "running_mean", "running_var", "num_batches_tracked"])
    #expect(norm.tensors.last?.dtype == .fixed(.int64))
    #expect(norm.tensors.last?.rank == .zeroDimensional)
    #expect(library.module(named: "torch.nn.ModuleList")?.isContainer == true)
  }
}
