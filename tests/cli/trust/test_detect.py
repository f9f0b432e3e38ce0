"""The command that finds values in a file."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from understudy.cli.main import main


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["trust", "detect", *arguments])
    return result.exit_code, result.output + result.stderr


def test_each_line_gets_its_values(tmp_path: Path) -> None:
    given, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    texts = ["Mail ann@example.com", "", "I was born on 1970-01-02"]
    given.write_text(
        "".join(json.dumps({"id": str(at), "text": text}) + "\n" for at, text in enumerate(texts))
    )
    assert run("--file", str(given), "--out", str(out))[0] == 0
    assert [json.loads(line) for line in out.read_text().splitlines()] == [
        {"id": "0", "spans": [{"start": 5, "end": 20, "type": "EMAIL_ADDRESS"}]},
        {"id": "1", "spans": []},
        {"id": "2", "spans": [{"start": 14, "end": 24, "type": "DATE_TIME"}]},
    ]


@pytest.mark.parametrize("line", ['{"id": 1}', "no json", '{"id": 1, "text": 2}'])
def test_a_wrong_line_is_named_and_nothing_is_written(tmp_path: Path, line: str) -> None:
    given, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    given.write_text('{"id": 1, "text": "fine"}\n' + line + "\n")
    out.write_text("before")
    code, told = run("--file", str(given), "--out", str(out))
    assert code == 1
    assert "in.jsonl:2" in told
    assert [out.read_text(), sorted(path.name for path in tmp_path.iterdir())] == [
        "before",
        ["in.jsonl", "out.jsonl"],
    ]
