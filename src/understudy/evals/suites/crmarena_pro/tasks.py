"""Tasks as the benchmark writes them, one JSON object a line. Right answers, if there, are never read."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from understudy.kit.errors import InputError, Place

__all__ = ["Task", "read_tasks"]


class _Metadata(BaseModel):
    required: str | None = None


class Task(BaseModel):
    """One task: the question and the context that the benchmark gives with it."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    idx: int
    task: str
    query: str
    metadata: _Metadata = _Metadata()

    @property
    def context(self) -> str:
        """The text given beside the question."""
        return self.metadata.required or ""


def read_tasks(path: Path) -> list[Task]:
    """All tasks of the file.

    Raises:
        InputError: the file is missing or a line is no task; with the line.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise InputError(f"the tasks cannot be read: {error}") from None
    return [_task(line, path, number) for number, line in enumerate(lines, 1) if line.strip()]


def _task(line: str, path: Path, number: int) -> Task:
    try:
        return Task.model_validate_json(line)
    except ValidationError as error:
        detail = error.errors()[0]
        where = ".".join(str(part) for part in detail["loc"]) or "the line"
        raise InputError(f"{where}: {detail['msg']}", place=Place(str(path), number)) from None
