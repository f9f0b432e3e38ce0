"""Test collections in BEIR's form, and what is said of malformed ones."""

from pathlib import Path

import pytest

from understudy.kit.errors import InputError
from understudy.knowledge.index.collection import read_collection

CORPUS = '{"_id": "d1", "title": "Hoses", "text": "They are red."}\n\n{"_id": 2, "text": ""}\n'
QUERIES = '{"_id": "q1", "text": "red hose?"}\n{"_id": "q2", "text": "no judgement"}\n'
JUDGED = "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\t2\t0\nq9\td1\t1\n"


def write(folder: Path, corpus: str = CORPUS, queries: str = QUERIES, **judged: str) -> Path:
    (folder / "qrels").mkdir()
    (folder / "corpus.jsonl").write_text(corpus)
    (folder / "queries.jsonl").write_text(queries)
    for split, text in (judged or {"test": JUDGED}).items():
        (folder / "qrels" / f"{split}.tsv").write_text(text)
    return folder


def test_a_collection_is_read(tmp_path: Path) -> None:
    found = read_collection(write(tmp_path))
    assert [(each.key, each.title, each.text) for each in found.documents] == [
        ("d1", "Hoses", "They are red."),
        ("2", "", ""),
    ]
    assert found.queries == {"q1": "red hose?"}
    assert found.relevant["q1"] == {"d1": 2}


def test_one_split_or_all(tmp_path: Path) -> None:
    write(tmp_path, test="q1\td1\t1\n", train="q2\td1\t1\n")
    assert set(read_collection(tmp_path).queries) == {"q1", "q2"}
    assert set(read_collection(tmp_path, "train").queries) == {"q2"}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"corpus": '{"_id": "d1"\n'}, "corpus.jsonl:1: not JSON"),
        ({"corpus": '{"_id": "d1", "text": "x"}\n[]\n'}, "corpus.jsonl:2: no JSON object"),
        ({"corpus": '{"text": "x"}\n'}, "corpus.jsonl:1: '_id' is missing"),
        ({"corpus": '{"_id": "d1", "text": null}\n'}, "corpus.jsonl:1: 'text' is missing"),
        ({"corpus": '{"_id": "d1", "title": 3, "text": "x"}\n'}, "the title is no text"),
        ({"corpus": ""}, "has no document"),
        ({"queries": ""}, "has no query that has a relevant document"),
        ({"test": "q1\td1\n"}, "qrels/test.tsv:1: no judgement can be read"),
        ({"test": "h\th\tscore\nq1\td1\tmuch\n"}, "qrels/test.tsv:2: no judgement can be read"),
    ],
)
def test_what_is_malformed_is_told_with_its_place(tmp_path: Path, given: dict[str, str], told: str) -> None:
    with pytest.raises(InputError) as caught:
        read_collection(write(tmp_path, **given))
    assert told in str(caught.value)


@pytest.mark.parametrize("name", ["corpus.jsonl", "queries.jsonl", "qrels/test.tsv"])
def test_a_missing_file_is_told(tmp_path: Path, name: str) -> None:
    (write(tmp_path) / name).unlink()
    with pytest.raises(InputError, match="there is no"):
        read_collection(tmp_path)
    with pytest.raises(InputError, match="there is no"):
        read_collection(tmp_path, "test")
