# The calls behind the names of Fixtures/recorded/operators.jsonl where the name alone does not tell: the operands of a
# row in order are the lambda's parameters; `index` and `mask` are further tensors; Tools/recorders made the recording.
__module__ = "recorded"

# `x.masked_fill(mask, torch.finfo(x.dtype).min)`: finfo is what raises.
@accepts(x="floating complex", message="torch.finfo() requires a floating point input type. Use torch.iinfo to handle '{x:t}'")
def fill_own_minimum(x: Tensor) -> x: ...

# Whether the target holds class indices or probabilities is a matter of its shape, which a recording's name tells.
@accepts(target="int64 uint8", message="expected target dtype to be Long or Byte, but got {target:s}")
@autocast(cpu="float32", cuda="float32", mps="float32")
@rank("zero")
def cross_entropy_of_indices(input: Tensor, target: Tensor) -> input: ...

@accepts(target="floating", message="Expected floating point type for target with class probabilities, got {target:s}")
@autocast(cpu="float32", cuda="float32", mps="float32")
@rank("zero")
def cross_entropy_of_probabilities(input: Tensor, target: Tensor) -> Promote: ...

recorded_calls = {
  "F.cross_entropy(index)": lambda x, t: recorded.cross_entropy_of_indices(x, t),
  "F.cross_entropy(prob)": lambda x, t: recorded.cross_entropy_of_probabilities(x, t),
  "nn.CrossEntropyLoss": lambda x, t: recorded.cross_entropy_of_indices(x, t),
  "torch.einsum(mm)": lambda a, b: torch.einsum("ij,jk->ik", a, b),
  "torch.einsum(batch)": lambda a, b: torch.einsum("bij,bkj->bik", a, b),
  "torch.einsum(outer)": lambda a, b: torch.einsum("i,j->ij", a, b),
  "torch.einsum(mul)": lambda a, b: torch.einsum("ij,ij->ij", a, b),
  "torch.einsum(1)": lambda a: torch.einsum("ij->ji", a),
  "torch.einsum(sum)": lambda a: torch.einsum("ij->i", a),
  "torch.chain_matmul": lambda a, b: torch.linalg.multi_dot([a, b]),
  "torch.div(floor)": lambda a, b: torch.div(a, b, rounding_mode="floor"),
  "torch.div(trunc)": lambda a, b: torch.div(a, b, rounding_mode="trunc"),
  "torch.nan_to_num(x,0.0)": lambda x: torch.nan_to_num(x, 0.0),
  "torch.unique(inverse,counts)": lambda x: torch.unique(x, return_inverse=True, return_counts=True),
  "torch.nonzero(as_tuple)": lambda x: torch.nonzero(x, as_tuple=True),
  "torch.stft": lambda x: torch.stft(x, 4, return_complex=True),
  "torch.tensor([v])": lambda v: torch.tensor([v]),
  "torch.tensor([[v,w]])": lambda v, w: torch.tensor([v, w]),
  "torch.as_tensor([v])": lambda v: torch.as_tensor([v]),
  "torch.tensor([])": lambda: torch.tensor([]),
  "torch.full(finfo.min)": lambda: torch.full(2, -3.4028234663852886e38),
  "torch.full(-inf)": lambda: torch.full(2, -infinity),
  "torch.arange(0,end,step)": lambda e, s: torch.arange(0, e, s),
  "torch.logspace": lambda a: torch.logspace(a, a, 3),
  "torch.normal(0.0,1.0,size)": lambda: torch.normal(0.0, 1.0, 2),
  "torch.normal(tensor)": lambda m: torch.normal(m, 1.0),
  "torch.Tensor(size)": lambda: torch.Tensor(2),
  "torch.Tensor([1,2])": lambda: torch.Tensor(2),
  "torch.Tensor([0.5])": lambda: torch.Tensor(2),
  "torch.bucketize(out_int32)": lambda a, b: torch.bucketize(a, b, out_int32=True),
  "torch.addcmul(value=0.5)": lambda x: torch.addcmul(x, x, x),
  "torch.where(cond dtype)": lambda c, a, b: torch.where(c, a, b),
  "torch.cat(fp8,t)": lambda x: torch.cat([tensor(float8_e4m3fn), x]),
  "operator.+(fp8,t)": lambda x: operator.add(tensor(float8_e4m3fn), x),
  "operator.*(fp8,fp8)": lambda x: operator.mul(tensor(float8_e4m3fn), tensor(float8_e4m3fn)),
  "operator.+(fp8,scalar)": lambda x, s: operator.add(tensor(float8_e4m3fn), s),
  "builtins.sum": lambda x: builtins.sum([x, x]),

  "x[slice]=v": lambda x, v: operator.setitem(x, slice, v),
  "x[mask]=v": lambda x, v: operator.setitem(x, mask, v),
  "x[mask]=tensor": lambda x, v: operator.setitem(x, mask, v),
  "x[long]=tensor": lambda x, v: operator.setitem(x, index, v),
  "x[idx] (get)": lambda x, i: operator.getitem(x, i),
  "x[0dim] (get)": lambda x, i: operator.getitem(x, i),
  "x[idx]=1 (set)": lambda x, i: operator.setitem(x, i, 1),
  "operator.x[i]": lambda x: operator.getitem(x, slice),

  "Tensor.copy_(scalar)": lambda x: x.copy_(zero_dim(float32)),
  "Tensor.addcmul_": lambda x, y: x.addcmul_(y, y),
  "Tensor.addmm_": lambda a, b: a.addmm_(b, b),
  "Tensor.lerp_": lambda x, y: x.lerp_(y, 0.5),
  "Tensor.scatter_(scalar)": lambda x, v: x.scatter_(0, index, v),
  "Tensor.scatter_(index dtype)": lambda x, i: x.scatter_(0, i, 1.0),
  "Tensor.index_add_(index dtype)": lambda x, i: x.index_add_(0, i, tensor(float32)),
  "Tensor.index_copy_(index dtype)": lambda x, i: x.index_copy_(0, i, tensor(float32)),
  "Tensor.masked_scatter(mask dtype)": lambda x, m: x.masked_scatter(m, tensor(float32)),
  "Tensor.masked_fill(mask dtype)": lambda x, m: x.masked_fill(m, 0.0),
  "Tensor.masked_fill(dim value)": lambda x, v: x.masked_fill(mask, v),
  "Tensor.masked_fill(finfo(self).min)": lambda x: recorded.fill_own_minimum(x),
  "Tensor.masked_fill(finfo(f32).min)": lambda x: x.masked_fill(mask, -3.4028234663852886e38),
  "Tensor.masked_fill(-1e9)": lambda x: x.masked_fill(mask, -1e9),
  "Tensor.masked_fill(-inf)": lambda x: x.masked_fill(mask, -infinity),
  "Tensor.where": lambda x, c, y: x.where(c, y),
  "Tensor.new_tensor": lambda x, v: x.new_tensor([v]),
  "Tensor.to(float8_e4m3fn)": lambda x: x.to(torch.float8_e4m3fn),
  "Tensor.to(dtype=None)": lambda x: x.to(device, None),
  "Tensor.to(tensor.dtype)": lambda x, y: x.to(y),
  "Tensor.type(torch.FloatTensor)": lambda x: x.type("torch.FloatTensor"),
  "Tensor.type()": lambda x: x.type(),

  "F.interpolate(area)": lambda x: F.interpolate(x, scale_factor=0.5, mode="area"),
  "F.pad(reflect)": lambda x: F.pad(x, 1, mode="reflect"),
  "F.pad(replicate)": lambda x: F.pad(x, 1, mode="replicate"),
  "F.pad(circular)": lambda x: F.pad(x, 1, mode="circular"),
  "F.dropout(p=0,train)": lambda x: F.dropout(x, 0.0, training=False),
  "F.dropout(eval)": lambda x: F.dropout(x, 0.5, training=False),
  "F.dropout1d(eval)": lambda x: F.dropout1d(x, 0.5, training=False),
  "F.dropout2d(eval)": lambda x: F.dropout2d(x, 0.5, training=False),
  "F.alpha_dropout(eval)": lambda x: F.alpha_dropout(x, 0.5, training=False),
  "F.mse_loss(none)": lambda a, b: F.mse_loss(a, b, reduction="none"),
  "F.l1_loss(none)": lambda a, b: F.l1_loss(a, b, reduction="none"),
  "F.cross_entropy(weight)": lambda x, w: F.cross_entropy(x, index, weight=w),
  "F.scaled_dot_product_attention(mask)": lambda q, m: F.scaled_dot_product_attention(q, q, q, attn_mask=m),
  "F.scaled_dot_product_attention(causal)": lambda q: F.scaled_dot_product_attention(q, q, q, is_causal=True),
  "F.batch_norm(train)": lambda x, w: F.batch_norm(x, None, None, w, w, training=True),
  "F.batch_norm(eval)": lambda x, m: F.batch_norm(x, m, m),
  "F.layer_norm(w)": lambda x, w: F.layer_norm(x, 2, w),
  "F.layer_norm(w,b)": lambda x, w: F.layer_norm(x, 2, w, w),
  "F.rms_norm(w)": lambda x, w: F.rms_norm(x, 2, w),
  "F.group_norm(w)": lambda x, w: F.group_norm(x, 1, w, w),
  "F.bilinear": lambda x, w: F.bilinear(x, x, w),
  "F.cosine_embedding_loss": lambda a, t: F.cosine_embedding_loss(a, a, t),
  "F.linear(bias)": lambda x, w, b: F.linear(x, w, b),
  "F.ctc_loss": lambda x: F.ctc_loss(x, index, index, index),
  "F.multi_head_attention_forward": lambda x, w: F.multi_head_attention_forward(x, x, x, 4, 1, w, w, None, None, False, 0.0, w, w)[0],

  "nn.BatchNorm1d(train)": lambda w, x: torch.nn.BatchNorm1d.forward(x, weight=w, bias=w, running_mean=w, running_var=w),
  "nn.pad_sequence": lambda a, b: torch.nn.utils.rnn.pad_sequence([a, b]),
  "nn.Parameter(requires_grad=False)": lambda x: torch.nn.Parameter(x, requires_grad=False),
  "Module.to(dtype)[buffer]": lambda x: torch.nn._module_to(x, dtype),
  "Module.type(dtype)[buffer]": lambda x: torch.nn._module_type(x, dtype),
  "Module.half()[buffer]": lambda x: torch.nn._module_half(x),
  "Module.bfloat16()[buffer]": lambda x: torch.nn._module_bfloat16(x),
  "Module.float()[buffer]": lambda x: torch.nn._module_float(x),
  "Module.double()[buffer]": lambda x: torch.nn._module_double(x),
}
