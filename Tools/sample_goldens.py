#!/usr/bin/env python3
"""Cuts recorded goldens down to a sample small enough to commit.

    sample_goldens.py GOLDENS.json > Fixtures/recorded/kernel/goldens.json

GOLDENS.json is what Fixtures/recorded/kernel/record_goldens.py writes where torch is installed. Long lists of
elementwise results lose their tail; everything else is kept as it was recorded.
"""
import json
import sys

LONGEST = {"round_f32": 900, "elementwise": 96, "scalar_ops": 64, "complex_mul": 64, "polar": 64, "transcendental_f32": 64}
DIGITS = {"bfloat16": 4, "float16": 4, "float32": 8, "float64": 16, "complex64": 16}


def cut(node, longest):
    if isinstance(node, dict) and "hex" in node:
        count = node["shape"][0] if len(node["shape"]) == 1 else 0
        if count > longest:
            return dict(node, shape=[longest], hex=node["hex"][: longest * DIGITS[node["dtype"]]])
        return node
    if isinstance(node, dict):
        return {key: cut(value, longest) for key, value in node.items()}
    if isinstance(node, list) and len(node) > longest:
        return node[:longest]
    return node


goldens = json.load(open(sys.argv[1]))
sample = {key: cut(value, LONGEST[key]) if key in LONGEST else value for key, value in goldens.items()}
# The longest rows were recorded in part only, so nothing can be computed from them.
for group in sample["reductions"].values():
    group.pop("1000", None)
json.dump(sample, sys.stdout, separators=(",", ":"))
print()
