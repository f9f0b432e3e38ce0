"""The benchmark's tasks are read, their answers are not."""

import json
from pathlib import Path

import pytest

from understudy.evals.suites.crmarena_pro.tasks import read_tasks
from understudy.kit.errors import InputError

GOOD = {"idx": 3, "task": "routing", "query": "Who?", "metadata": {"required": "Rules", "optional": "More"}}


def written(folder: Path, *lines: object) -> Path:
    path = folder / "tasks.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines))
    return path


def test_a_task_has_a_question_and_a_context(tmp_path: Path) -> None:
    (task,) = read_tasks(written(tmp_path, {**GOOD, "answer": ["secret"], "reward_metric": "exact_match"}))
    assert (task.idx, task.task, task.query, task.context) == (3, "routing", "Who?", "Rules")
    assert "secret" not in task.model_dump_json()


@pytest.mark.parametrize("metadata", [{}, {"required": None}, None])
def test_a_task_may_have_no_context(tmp_path: Path, metadata: object) -> None:
    task = {key: value for key, value in GOOD.items() if key != "metadata"}
    (read,) = read_tasks(written(tmp_path, task if metadata is None else {**task, "metadata": metadata}))
    assert read.context == ""


def test_empty_lines_are_nothing(tmp_path: Path) -> None:
    assert len(read_tasks(written(tmp_path, GOOD, "", "  ", {**GOOD, "idx": 4}, ""))) == 2
    assert read_tasks(written(tmp_path, "")) == []


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "Invalid JSON"),
        ("[]", "the line"),
        ({**GOOD, "idx": "x"}, "idx: "),
        ({"idx": 1, "task": "routing"}, "query: Field required"),
        ({**GOOD, "metadata": {"required": 5}}, "metadata.required: "),
    ],
)
def test_a_line_that_is_no_task_is_refused_with_its_number(tmp_path: Path, line: object, told: str) -> None:
    path = written(tmp_path, GOOD, "", line)
    with pytest.raises(InputError) as caught:
        read_tasks(path)
    assert told in caught.value.message
    assert caught.value.place is not None
    assert (caught.value.place.source, caught.value.place.line) == (str(path), 3)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the tasks cannot be read"):
        read_tasks(tmp_path / "nothing.jsonl")
