# What torch.autocast does, per device type: the lists of aten/src/ATen/autocast_mode.h (torch 2.13).
# A bare name stands for torch.NAME, torch.Tensor.NAME, torch.nn.functional.NAME and operator.NAME; a dotted name for itself.
# Functions made of listed ones (F.normalize of norm, F.interpolate of upsample …) are listed, too.
# float64, integers and complex tensors are never cast.

class cuda:
  lower = [
    conv1d, conv2d, conv3d, conv_transpose1d, conv_transpose2d, conv_transpose3d, prelu, matmul, mm, mv, bmm, linear,
    addmm, addmv, addbmm, baddbmm, einsum, chain_matmul, linalg.multi_dot, linalg.matmul, linalg.matrix_power, addr, scaled_dot_product_attention,
    multi_head_attention_forward, _grouped_mm,
    torch.nn.LSTM, torch.nn.GRU, torch.nn.RNN, torch.nn.LSTMCell, torch.nn.GRUCell, torch.nn.RNNCell,
  ]
  float32 = [
    acos, asin, cosh, erfinv, exp, expm1, log, log10, log2, log1p, reciprocal, rsqrt, sinh, tan, pow, square,
    special.expm1, softplus, layer_norm, group_norm, rms_norm, norm, linalg.norm, linalg.vector_norm,
    linalg.matrix_norm, cosine_similarity, pairwise_distance, normalize, poisson_nll_loss, cosine_embedding_loss,
    nll_loss, hinge_embedding_loss, kl_div, l1_loss, smooth_l1_loss, huber_loss, mse_loss, margin_ranking_loss,
    multilabel_margin_loss, soft_margin_loss, triplet_margin_loss, multi_margin_loss, cross_entropy,
    binary_cross_entropy_with_logits, dist, cdist, logsumexp, interpolate, upsample,
    prod, softmax, log_softmax, softmin, gumbel_softmax, cumprod, cumsum, sum,
  ]
  promote = [addcdiv, addcmul, atan2, bilinear, cross, dot, vdot, grid_sample, index_put, tensordot, inner, scatter_add]

class mps(cuda): ...

class cpu:
  lower = [
    conv1d, conv2d, conv3d, conv_transpose1d, conv_transpose2d, conv_transpose3d, prelu, matmul, mm, bmm, linear,
    addmm, addbmm, baddbmm, linalg.matmul, linalg.matrix_power, scaled_dot_product_attention,
    multi_head_attention_forward, affine_grid,
    torch.nn.LSTM, torch.nn.RNN,
  ]
  float32 = [
    avg_pool3d, binary_cross_entropy, grid_sample, polar, prod, quantile, nanquantile, stft, cdist, trace,
    view_as_complex, cholesky, inverse, pinverse, max_pool3d, mse_loss, cosine_embedding_loss, nll_loss, hinge_embedding_loss,
    poisson_nll_loss, smooth_l1_loss, cross_entropy, l1_loss, huber_loss, margin_ranking_loss, soft_margin_loss,
    triplet_margin_loss, multi_margin_loss, ctc_loss, kl_div, multilabel_margin_loss,
    binary_cross_entropy_with_logits, fft.fft, fft.ifft, fft.fft2, fft.ifft2, fft.fftn, fft.ifftn, fft.rfft, fft.irfft,
    fft.rfft2, fft.irfft2, fft.rfftn, fft.irfftn, fft.hfft, fft.ihfft, linalg.solve,
    linalg.cond, linalg.matrix_rank, linalg.cholesky, linalg.svdvals, linalg.eigvals, linalg.eigvalsh, linalg.inv, linalg.pinv, linalg.qr, linalg.svd,
    linalg.eigh,
  ]
  promote = [
    stack, cat, concat, concatenate, hstack, vstack, dstack, column_stack, row_stack, index_copy, roll, fft.fftshift, fft.ifftshift, matrix_exp, linalg.matrix_exp,
  ]
  equal_then_lower = [inner, tensordot, chain_matmul, linalg.multi_dot]
