"""The transformer of the `targeted` engine: for training, and as an ONNX graph.

Six layers of all-MiniLM-L6-v2; the classes are read from the target's place
in the last layer and from the mean over the layer before it.
"""

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

LONGEST = 96
HEADS = 12


class Network(nn.Module):
    """A BERT encoder with a linear head for three classes."""

    def __init__(self, bert, dropout: float = 0.1):
        super().__init__()
        self.bert = bert
        self.drop = nn.Dropout(dropout)
        self.head = nn.Linear(2 * bert.config.hidden_size, 3)

    def forward(self, ids, mask, target):
        """Return logits of negative, neutral and positive."""
        states = self.bert(
            input_ids=ids, attention_mask=mask, output_hidden_states=True
        ).hidden_states
        seen = mask.unsqueeze(-1).to(states[-1].dtype)
        mean = (states[-2] * seen).sum(1) / seen.sum(1)
        at_target = states[-1][torch.arange(len(ids)), target]
        return self.head(self.drop(torch.cat([at_target, mean], -1))).float()


def quantised(weights: np.ndarray, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """Return 8-bit weights and one scale for each channel along the axis."""
    others = tuple(i for i in range(weights.ndim) if i != axis)
    scale = np.abs(weights).max(axis=others, keepdims=True) / 127
    scale[scale == 0] = 1
    stored = np.clip(np.rint(weights / scale), -127, 127).astype(np.int8)
    return stored, scale.astype(np.float32)


def write_graph(state: dict, path, *, layers: int, temperature: float) -> None:
    """Write the network with 8-bit weights, to be computed in 32-bit floats.

    Inputs are `ids` (n, length) without padding and `target` (n, 1); the output is
    `logits` (n, 3), already divided by the temperature.
    """
    state = {name: value.numpy().astype(np.float32) for name, value in state.items()}
    nodes, constants = [], []

    def constant(name, array):
        constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(operation, *inputs, out, **options):
        nodes.append(helper.make_node(operation, list(inputs), [out], **options))
        return out

    def linear(x, name, out, factor=1.0):
        weights = state[f"{name}.weight"].T * np.float32(factor)
        stored, scale = quantised(weights, axis=1)
        inputs = constant(f"{out}.q", stored), constant(f"{out}.s", scale.ravel())
        weights = node("DequantizeLinear", *inputs, out=f"{out}.w", axis=1)
        product = node("MatMul", x, weights, out=f"{out}.m")
        bias = constant(f"{out}.b", state[f"{name}.bias"] * np.float32(factor))
        return node("Add", product, bias, out=out)

    def norm(x, name, out):
        scale = constant(f"{out}.g", state[f"{name}.weight"])
        bias = constant(f"{out}.b", state[f"{name}.bias"])
        return node(
            "LayerNormalization", x, scale, bias, out=out, axis=-1, epsilon=1e-12
        )

    def heads(x, out, perm):
        return node(
            "Transpose", node("Reshape", x, "split", out=f"{out}.r"), out=out, perm=perm
        )

    table = "bert.embeddings"
    words, scale = quantised(state[f"{table}.word_embeddings.weight"], axis=0)
    size = words.shape[1]
    constant("words", words)
    constant("scales", scale)
    places = state[f"{table}.position_embeddings.weight"][:LONGEST]
    constant("places", places + state[f"{table}.token_type_embeddings.weight"][0])
    constant("zero", np.array([0]))
    constant("one", np.array([1]))
    constant("split", np.array([0, 0, HEADS, size // HEADS]))
    constant("merge", np.array([0, 0, size]))
    node("Gather", "words", "ids", out="word.q")
    node("Cast", "word.q", out="word.f", to=TensorProto.FLOAT)
    node("Gather", "scales", "ids", out="word.s")
    node("Mul", "word.f", "word.s", out="word")
    node("Shape", "ids", out="length", start=1, end=2)
    node("Slice", "places", "zero", "length", "zero", out="place")
    x = norm(node("Add", "word", "place", out="sum"), f"{table}.LayerNorm", "x")
    for i in range(layers):
        name, at = f"bert.encoder.layer.{i}", f"l{i}"
        if i == layers - 1:
            node("ReduceMean", x, "one", out="mean", keepdims=0)
            # the last layer is computed for the target alone
            asked = node("GatherND", x, "target", out="asked2", batch_dims=1)
            asked = node("Unsqueeze", asked, "one", out="asked")
        else:
            asked = x
        attention = f"{name}.attention.self"
        q = linear(asked, f"{attention}.query", f"{at}.q", (size // HEADS) ** -0.5)
        k = linear(x, f"{attention}.key", f"{at}.k")
        v = linear(x, f"{attention}.value", f"{at}.v")
        q, k = heads(q, f"{at}.qh", [0, 2, 1, 3]), heads(k, f"{at}.kh", [0, 2, 3, 1])
        weights = node("Softmax", node("MatMul", q, k, out=f"{at}.a"), out=f"{at}.p")
        v = heads(v, f"{at}.vh", [0, 2, 1, 3])
        context = node("MatMul", weights, v, out=f"{at}.c")
        context = node("Transpose", context, out=f"{at}.ct", perm=[0, 2, 1, 3])
        context = node("Reshape", context, "merge", out=f"{at}.cm")
        out = linear(context, f"{name}.attention.output.dense", f"{at}.o")
        out = node("Add", out, asked, out=f"{at}.r")
        x = norm(out, f"{name}.attention.output.LayerNorm", f"{at}.x")
        wide = linear(x, f"{name}.intermediate.dense", f"{at}.i")
        wide = node("Gelu", wide, out=f"{at}.g")
        out = linear(wide, f"{name}.output.dense", f"{at}.f")
        out = node("Add", out, x, out=f"{at}.t")
        x = norm(out, f"{name}.output.LayerNorm", f"{at}.y")
    node("Squeeze", x, "one", out="last")
    node("Concat", "last", "mean", out="both", axis=-1)
    head = constant("head.w", state["head.weight"].T / np.float32(temperature))
    bias = constant("head.b", state["head.bias"] / np.float32(temperature))
    node("Add", node("MatMul", "both", head, out="head"), bias, out="logits")
    integers, floats = TensorProto.INT64, TensorProto.FLOAT
    graph = helper.make_graph(
        nodes,
        "targeted",
        [
            helper.make_tensor_value_info("ids", integers, ["n", "length"]),
            helper.make_tensor_value_info("target", integers, ["n", 1]),
        ],
        [helper.make_tensor_value_info("logits", floats, ["n", 3])],
        constants,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)])
    model.ir_version = 9
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString(deterministic=True))
