"""The trained network as an ONNX graph for one text at a time: no batch, no padding, so no text has mates.

Weights of the layers are 8-bit integers with a scale for each column; activations are quantised as they come,
with one scale for each text. The graph is written out by hand: no exporter decides how a score is computed.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from training.encoder.network import HIDDEN

Floats = NDArray[np.float32]
STEPS = 63
"""Weights are whole numbers from -63 to 63: products with 8-bit activations then never overflow the 16-bit
sums of processors without VNNI, so every processor computes the same."""

OUTLIERS = 16
"""So many columns of a layer's input may be far larger than the others; what they are larger by is computed
in float32."""

ROOM = 1.3
"""How much larger than on the sample an ordinary column may get before it is cut."""

SMOOTH = ("qkv", "out", "inner")
_LOCAL = "com.microsoft"


class Graph:
    """Nodes and constants as they are added; every method returns the name of what it computes."""

    def __init__(
        self, weights: Mapping[str, Floats], peaks: Mapping[str, Floats], steps: int | None = STEPS
    ) -> None:
        self._weights = weights
        self._peaks = peaks
        self._steps = steps
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def const(self, name: str, value: NDArray[np.generic]) -> str:
        if name not in self.constants:
            self.constants[name] = numpy_helper.from_array(np.asarray(value, order="C"), name)
        return name

    def op(self, kind: str, *inputs: str, domain: str = "", **attributes: object) -> str:
        name = f"{kind.lower()}{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], domain=domain, **attributes))
        return name

    def linear(self, x: str, name: str) -> str:
        """`x` (n, in) through `name`'s weight and bias, in whole numbers unless steps are None.

        Where the peaks of the input are known, columns with outliers are made smaller and the weights that
        meet them larger, so that one scale serves them all (SmoothQuant: Xiao et al. 2023, arXiv 2211.10438).
        """
        weight = np.ascontiguousarray(self._weights[f"{name}.weight"].T)
        bias = self.const(f"{name}.bias", self._weights[f"{name}.bias"])
        if self._steps is None:
            return self.op("Add", self.op("MatMul", x, self.const(f"{name}.weight", weight)), bias)
        beside = None
        if name in self._peaks:
            x, beside = self._tamed(x, name, weight)
            if name.endswith(SMOOTH):
                smooth = np.sqrt(self._peaks[name] / np.maximum(np.abs(weight).max(axis=1), 1e-6))
                smooth = np.maximum(smooth / np.exp(np.log(np.maximum(smooth, 1e-6)).mean()), 1e-3)
                x = self.op("Mul", x, self.const(f"{name}.smooth", (1.0 / smooth).astype(np.float32)))
                weight = weight * smooth[:, None].astype(np.float32)
        size = np.maximum(np.abs(weight).max(axis=0), 1e-12) / self._steps
        whole = np.clip(np.rint(weight / size), -self._steps, self._steps).astype(np.int8)
        y = self.op(
            "DynamicQuantizeMatMul",
            x,
            self.const(f"{name}.weight", whole),
            self.const(f"{name}.scale", size.astype(np.float32)),
            self.const(f"{name}.zero", np.zeros(whole.shape[1], dtype=np.int8)),
            bias,
            domain=_LOCAL,
        )
        return y if beside is None else self.op("Add", y, beside)

    def _tamed(self, x: str, name: str, weight: Floats) -> tuple[str, str | None]:
        """`x` within what all but a few columns need, and what those few columns lose by it, in float32
        (after LLM.int8: Dettmers et al. 2022, arXiv 2208.07339). None where no column stands out."""
        peaks = self._peaks[name]
        order = np.argsort(peaks)
        limit = float(peaks[order[-OUTLIERS - 1]]) * ROOM
        if peaks.max() < 1.5 * limit:
            return x, None
        few = np.sort(order[-OUTLIERS:]).astype(np.int64)
        low = self.const(f"{name}.low", np.array(-limit, dtype=np.float32))
        high = self.const(f"{name}.high", np.array(limit, dtype=np.float32))
        tame = self.op("Clip", x, low, high)
        at = self.const(f"{name}.outliers", few)
        lost = self.op("Sub", self.op("Gather", x, at, axis=1), self.op("Gather", tame, at, axis=1))
        return tame, self.op("MatMul", lost, self.const(f"{name}.beside", weight[few]))

    def plain(self, x: str, name: str) -> str:
        """`x` through `name`'s weight and bias in float32."""
        weight = self.const(f"{name}.weight", self._weights[f"{name}.weight"].T)
        return self.op(
            "Add", self.op("MatMul", x, weight), self.const(f"{name}.bias", self._weights[f"{name}.bias"])
        )

    def norm(self, x: str, name: str) -> str:
        weight = self.const(f"{name}.weight", self._weights[f"{name}.weight"])
        bias = self.const(f"{name}.bias", self._weights[f"{name}.bias"])
        return self.op("LayerNormalization", x, weight, bias, epsilon=1e-12)

    def gelu(self, x: str) -> str:
        return self.op("Gelu", x, domain=_LOCAL)

    def layer(self, x: str, name: str, heads: int) -> str:
        """One layer on (n, 384)."""
        size = HIDDEN // heads
        apart = self.const("shape.apart", np.array([0, 3, heads, size], dtype=np.int64))
        together = self.const("shape.together", np.array([0, HIDDEN], dtype=np.int64))
        qkv = self.op("Reshape", self.linear(x, f"{name}.qkv"), apart)
        each = self.op("Transpose", qkv, perm=[1, 2, 0, 3])
        q, k, v = (
            self.op("Gather", each, self.const(f"at.{at}", np.array(at, dtype=np.int64)), axis=0)
            for at in range(3)
        )
        scale = self.const("scale.heads", np.array(size**-0.5, dtype=np.float32))
        near = self.op("MatMul", self.op("Mul", q, scale), self.op("Transpose", k, perm=[0, 2, 1]))
        mixed = self.op("MatMul", self.op("Softmax", near, axis=-1), v)
        mixed = self.op("Reshape", self.op("Transpose", mixed, perm=[1, 0, 2]), together)
        x = self.norm(self.op("Add", x, self.linear(mixed, f"{name}.out")), f"{name}.norm1")
        wide = self.gelu(self.linear(x, f"{name}.inner"))
        return self.norm(self.op("Add", x, self.linear(wide, f"{name}.outer")), f"{name}.norm2")


def model(
    weights: Mapping[str, Floats],
    layers: int,
    heads: int,
    peaks: Mapping[str, Floats] | None = None,
    steps: int | None = STEPS,
) -> bytes:
    """The ONNX model: `words` (n, 384) in, for n pieces of one text; `scores` (1, outputs), `tokens`
    (n, kinds) and `meaning` (1, 384) out. `weights`: the network's state by name; `peaks`: of each linear
    layer's input, the largest size of each column; `steps` None: float32."""
    graph = Graph(weights, peaks or {}, steps)
    zero, one = graph.const("zero", np.array([0], np.int64)), graph.const("one", np.array([1], np.int64))
    count = graph.op("Slice", graph.op("Shape", "words"), zero, one)
    places = graph.op("Slice", graph.const("places", weights["places"]), zero, count)
    x = graph.norm(graph.op("Add", "words", places), "norm")
    for at in range(layers):
        x = graph.layer(x, f"layers.{at}", heads)
    first = graph.op("Slice", x, zero, one)
    mean = graph.op("ReduceMean", x, axes=[0], keepdims=1)
    pooled = graph.gelu(graph.plain(graph.op("Concat", first, mean, axis=1), "pooled"))
    named = {
        "scores": graph.plain(pooled, "clauses"),
        "tokens": graph.plain(x, "tokens"),
        "meaning": graph.plain(mean, "meaning"),
    }
    graph.nodes += [helper.make_node("Identity", [name], [output]) for output, name in named.items()]
    made = helper.make_graph(
        graph.nodes,
        "gatepost",
        [helper.make_tensor_value_info("words", TensorProto.FLOAT, ["n", HIDDEN])],
        [helper.make_tensor_value_info(output, TensorProto.FLOAT, None) for output in named],
        list(graph.constants.values()),
    )
    proto = helper.make_model(
        made, opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid(_LOCAL, 1)], ir_version=9
    )
    return bytes(proto.SerializeToString(deterministic=True))
