__interpreted__ = True
"""Rotary embeddings of flash_attn, which models build on: tables made in float32, kept in the dtype of the queries."""

import torch
from torch import nn

from dtypelint import replaces


@replaces("flash_attn.layers.rotary.RotaryEmbedding")
class RotaryEmbedding(nn.Module):
    def __init__(self, dim, base=10000.0, interleaved=False, scale_base=None, device=None, **options):
        self.dim = dim
        self.base = float(base)
        self.register_buffer("inv_freq", self._compute_inv_freq(device), persistent=False)
        self.interleaved = interleaved
        self.scale_base = scale_base
        scale = torch.arange(0, dim, 2, device=device, dtype=torch.float32) if scale_base is not None else None
        self.register_buffer("scale", scale, persistent=False)
        self._seq_len_cached = 0
        self._cos_cached = None
        self._sin_cached = None

    def _compute_inv_freq(self, device=None):
        return 1.0 / (self.base ** (torch.arange(0, self.dim, 2, device=device, dtype=torch.float32) / self.dim))

    def _update_cos_sin_cache(self, seqlen, device=None, dtype=None):
        # Made anew where they are rounded.
        inv_freq = self._compute_inv_freq(device) if self.inv_freq.dtype != torch.float32 else self.inv_freq
        freqs = torch.outer(torch.arange(seqlen, device=device, dtype=torch.float32), inv_freq)
        self._cos_cached = torch.cos(freqs).to(dtype)
        self._sin_cached = torch.sin(freqs).to(dtype)
