# Losses: a zero-dimensional mean unless `reduction="none"`.
__module__ = "torch.nn.functional"

@overload
@rank("dimensioned")
def mse_loss(input: Tensor, target: Tensor, size_average: bool = None, reduce: bool = None, *, reduction: Literal["none"], weight: Tensor = None) -> Promote[input, target]: ...
@overload
@rank("zero")
def mse_loss(input: Tensor, target: Tensor, size_average: bool = None, reduce: bool = None, reduction: str = "mean", weight: Tensor = None) -> FloatMean[Promote[input, target]]: ...

@overload
@rank("dimensioned")
@rejects(input="bool", target="bool", message="Subtraction, the `-` operator, with a bool tensor is not supported.")
def l1_loss(input: Tensor, target: Tensor, size_average: bool = None, reduce: bool = None, *, reduction: Literal["none"], weight: Tensor = None) -> Real[Promote[input, target]]: ...
@overload
@rank("zero")
@rejects(input="bool", target="bool", message="Subtraction, the `-` operator, with a bool tensor is not supported.")
def l1_loss(input: Tensor, target: Tensor, size_average: bool = None, reduce: bool = None, reduction: str = "mean", weight: Tensor = None) -> FloatMean[Real[Promote[input, target]]]: ...

@rank("zero")
def smooth_l1_loss(input: Tensor, target: Tensor, size_average: bool = None, reduce: bool = None, reduction: str = "mean", beta: float = 1.0) -> Promote[input, target]: ...

@rank("zero")
def huber_loss(input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0, weight: Tensor = None) -> InPlace[input, Promote[input, target]]: ...

@rank("zero")
@rejects(input="bool", message="Negation, the `-` operator, on a bool tensor is not supported.")
def soft_margin_loss(input: Tensor, target: Tensor, size_average: bool = None, reduce: bool = None, reduction: str = "mean") -> InPlace[input, ToFloat[Promote[input, target]]]: ...

@rank("zero")
@rejects(target="bool", message="Subtraction, the `-` operator, with a bool tensor is not supported.")
def binary_cross_entropy_with_logits(input: Tensor, target: Tensor, weight: Tensor = None, size_average: bool = None, reduce: bool = None, reduction: str = "mean", pos_weight: Tensor = None) -> InPlace[target, Promote[input, target]]: ...

@rank("zero")
@message("Found dtype {target:s} but expected {input:s}")
def binary_cross_entropy(input: Tensor, target: Tensor, weight: Tensor = None, size_average: bool = None, reduce: bool = None, reduction: str = "mean") -> Equal[input, target]: ...

@rank("zero")
@rejects(input="integral", target="integral", message="kl_div: Integral inputs not supported.")
@rejects(input="complex", target="complex", message="kl_div: Complex inputs not supported.")
def kl_div(input: Tensor, target: Tensor, size_average: bool = None, reduce: bool = None, reduction: str = "mean", log_target: bool = False) -> Promote[input, target]: ...

@rank("zero")
def cross_entropy(input: Tensor, target: Tensor, weight: Tensor = None, size_average: bool = None, ignore_index: int = -100, reduce: bool = None, reduction: str = "mean", label_smoothing: float = 0.0) -> CrossEntropy[input, target, weight]: ...

@rank("zero")
@accepts(target="int64 uint8", message="expected target dtype to be Long or Byte, but got {target:s}")
def nll_loss(input: Tensor, target: Tensor, weight: Tensor = None, size_average: bool = None, ignore_index: int = -100, reduce: bool = None, reduction: str = "mean") -> CrossEntropy[input, target, weight]: ...

@rank("zero")
@rejects(log_probs="float16 bfloat16", message="\"ctc_loss_cpu\" not implemented for '{log_probs:s}'")
def ctc_loss(log_probs: Tensor, targets: Index, input_lengths: Index, target_lengths: Index, blank: int = 0, reduction: str = "mean", zero_infinity: bool = False) -> log_probs: ...

@rank("zero")
@rejects(anchor="bool", positive="bool", negative="bool", message="Subtraction, the `-` operator, with a bool tensor is not supported.")
def triplet_margin_loss(anchor: Tensor, positive: Tensor, negative: Tensor, margin: float = 1.0, p: float = 2, eps: float = 1e-06, swap: bool = False, size_average: bool = None, reduce: bool = None, reduction: str = "mean") -> Real[ToFloat[Promote]]: ...

@rank("zero")
@rejects(input1="complex", input2="complex", message="clamp is not supported for complex types")
def cosine_embedding_loss(input1: Tensor, input2: Tensor, target: Tensor, margin: float = 0, size_average: bool = None, reduce: bool = None, reduction: str = "mean") -> Real[ToFloat[Promote[input1, input2]]]: ...

@rank("zero")
def margin_ranking_loss(input1: Tensor, input2: Tensor, target: Tensor, margin: float = 0, size_average: bool = None, reduce: bool = None, reduction: str = "mean") -> Promote: ...

@rank("zero")
def poisson_nll_loss(input: Tensor, target: Tensor, log_input: bool = True, full: bool = False, size_average: bool = None, eps: float = 1e-08, reduce: bool = None, reduction: str = "mean") -> PoissonLoss[input, target]: ...

@rank("zero")
def gaussian_nll_loss(input: Tensor, target: Tensor, var: Tensor, full: bool = False, eps: float = 1e-06, reduction: str = "mean") -> Promote: ...

@rank("zero")
def hinge_embedding_loss(input: Tensor, target: Tensor, margin: float = 1.0, size_average: bool = None, reduce: bool = None, reduction: str = "mean") -> Promote: ...

@rank("zero")
def multi_margin_loss(input: Tensor, target: Tensor, p: int = 1, margin: float = 1.0, weight: Tensor = None, size_average: bool = None, reduce: bool = None, reduction: str = "mean") -> input: ...

multilabel_margin_loss = multi_margin_loss
