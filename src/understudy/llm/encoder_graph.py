"""The ONNX graph of a BERT sentence encoder, made from its weights; used once, when the cache is empty.

Inputs: `input_ids` and `attention_mask`, int64 [batch, length]. Output: `sentence`, float32 [batch, width],
the mean of the tokens' last layer over the mask, of length 1. Source: Devlin et al., "BERT" (2018), section
3; Reimers and Gurevych, "Sentence-BERT" (2019), section 3.
"""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load_file

__all__ = ["build_encoder"]

_OPSET = 17
_MASKED = -10_000.0


def build_encoder(model_dir: Path, target: Path) -> None:
    """Write the int8 graph (per output channel) of the model in `model_dir` to `target`."""
    config = json.loads((model_dir / "config.json").read_text(encoding="utf-8"))
    weights = load_file(model_dir / "model.safetensors")
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        plain = Path(folder) / "float32.onnx"
        onnx.save(_Graph(config, weights).model(), plain)
        quantize_dynamic(plain, target, weight_type=QuantType.QInt8, per_channel=True)


class _Graph:
    """Collects nodes; every method returns the name of what it computed."""

    def __init__(self, config: dict[str, Any], weights: dict[str, np.ndarray]) -> None:
        self._config = config
        self._weights = weights
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[str, onnx.TensorProto] = {}

    def model(self) -> onnx.ModelProto:
        """The whole graph."""
        hidden = self._embed()
        mask = self._mask()
        for layer in range(self._config["num_hidden_layers"]):
            hidden = self._layer(f"encoder.layer.{layer}", hidden, mask)
        self._pool(hidden)
        tokens = [helper.make_tensor_value_info(n, TensorProto.INT64, ["batch", "length"]) for n in _INPUTS]
        width = self._config["hidden_size"]
        sentence = helper.make_tensor_value_info("sentence", TensorProto.FLOAT, ["batch", width])
        graph = helper.make_graph(self._nodes, "encoder", tokens, [sentence], list(self._constants.values()))
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=8)

    def _op(self, kind: str, *inputs: str, output: str | None = None, **attributes: Any) -> str:  # noqa: ANN401 - as onnx takes them
        name = output or f"v{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def _constant(self, name: str, value: np.ndarray) -> str:
        if name not in self._constants:
            self._constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def _ints(self, *values: int) -> str:
        return self._constant("ints_" + "_".join(map(str, values)), np.array(values, np.int64))

    def _number(self, value: float) -> str:
        return self._constant(f"number_{value}", np.array(value, np.float32))

    def _weight(self, name: str, *, transposed: bool = False) -> str:
        value = self._weights[name]
        return self._constant(name, value.T if transposed else value)

    def _dense(self, name: str, value: str) -> str:
        product = self._op("MatMul", value, self._weight(f"{name}.weight", transposed=True))
        return self._op("Add", product, self._weight(f"{name}.bias"))

    def _norm(self, name: str, value: str) -> str:
        return self._op(
            "LayerNormalization",
            value,
            self._weight(f"{name}.weight"),
            self._weight(f"{name}.bias"),
            axis=-1,
            epsilon=self._config["layer_norm_eps"],
        )

    def _embed(self) -> str:
        words = self._op("Gather", self._weight("embeddings.word_embeddings.weight"), "input_ids")
        shape = self._op("Shape", "input_ids")
        length = self._op("Gather", shape, self._ints(1))
        table = self._weight("embeddings.position_embeddings.weight")
        positions = self._op("Slice", table, self._ints(0), length, self._ints(0))
        kind = self._constant("first_kind", self._weights["embeddings.token_type_embeddings.weight"][0])
        together = self._op("Add", self._op("Add", words, positions), kind)
        return self._norm("embeddings.LayerNorm", together)

    def _mask(self) -> str:
        kept = self._op("Cast", "attention_mask", to=TensorProto.FLOAT)
        gone = self._op("Mul", self._op("Sub", self._number(1.0), kept), self._number(_MASKED))
        return self._op("Unsqueeze", gone, self._ints(1, 2))

    def _layer(self, name: str, hidden: str, mask: str) -> str:
        attended = self._dense(f"{name}.attention.output.dense", self._attend(name, hidden, mask))
        hidden = self._norm(f"{name}.attention.output.LayerNorm", self._op("Add", attended, hidden))
        wide = self._gelu(self._dense(f"{name}.intermediate.dense", hidden))
        narrow = self._dense(f"{name}.output.dense", wide)
        return self._norm(f"{name}.output.LayerNorm", self._op("Add", narrow, hidden))

    def _attend(self, name: str, hidden: str, mask: str) -> str:
        query, key, value = (
            self._heads(self._dense(f"{name}.attention.self.{part}", hidden), last=part == "key")
            for part in ("query", "key", "value")
        )
        size = self._config["hidden_size"] // self._config["num_attention_heads"]
        scores = self._op("Mul", self._op("MatMul", query, key), self._number(float(1 / np.sqrt(size))))
        weights = self._op("Softmax", self._op("Add", scores, mask), axis=-1)
        mixed = self._op("Transpose", self._op("MatMul", weights, value), perm=[0, 2, 1, 3])
        return self._op("Reshape", mixed, self._ints(0, 0, self._config["hidden_size"]))

    def _heads(self, value: str, *, last: bool) -> str:
        heads = self._config["num_attention_heads"]
        split = self._op("Reshape", value, self._ints(0, 0, heads, self._config["hidden_size"] // heads))
        return self._op("Transpose", split, perm=[0, 2, 3, 1] if last else [0, 2, 1, 3])

    def _gelu(self, value: str) -> str:
        error = self._op("Erf", self._op("Mul", value, self._number(float(1 / np.sqrt(2)))))
        return self._op(
            "Mul", self._op("Mul", value, self._op("Add", error, self._number(1.0))), self._number(0.5)
        )

    def _pool(self, hidden: str) -> None:
        kept = self._op("Unsqueeze", self._op("Cast", "attention_mask", to=TensorProto.FLOAT), self._ints(2))
        total = self._op("ReduceSum", self._op("Mul", hidden, kept), self._ints(1), keepdims=0)
        mean = self._op("Div", total, self._op("ReduceSum", kept, self._ints(1), keepdims=0))
        self._op("LpNormalization", mean, output="sentence", axis=-1, p=2)


_INPUTS = ("input_ids", "attention_mask")

if __name__ == "__main__":
    build_encoder(Path(sys.argv[1]), Path(sys.argv[2]))
