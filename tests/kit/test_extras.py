"""The line that installs an extra runs as it is printed."""

import sys
from pathlib import Path

import pytest

from understudy.kit.extras import install_line


@pytest.mark.parametrize(("has_uv", "line"), [(True, "uv pip install --python"), (False, "-m pip install")])
def test_with_the_tool_that_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_uv: bool, line: str
) -> None:
    binaries = tmp_path / ".venv" / "bin"
    binaries.mkdir(parents=True)
    if has_uv:
        (binaries / "uv").touch()
    monkeypatch.setattr(sys, "executable", str(binaries / "python"))
    monkeypatch.chdir(tmp_path)
    told = install_line("otlp")
    assert line in told
    assert ".venv/bin/python" in told
    assert str(tmp_path) not in told
    assert told.endswith("'understudy[otlp]'")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert str(binaries / "python") in install_line("otlp")
