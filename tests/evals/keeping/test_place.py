"""Where a suite of one's own lies."""

from pathlib import Path

import pytest

from understudy.evals.keeping.place import own_suite_file
from understudy.kit.errors import InputError


def test_by_name_or_by_path(tmp_path: Path) -> None:
    assert own_suite_file("mine", tmp_path) == tmp_path / "mine.yaml"
    assert own_suite_file("x/mine.yml", tmp_path) == Path("x/mine.yml")
    (tmp_path / "service.yaml").touch()
    assert own_suite_file("service", tmp_path) == tmp_path / "service.yaml"


@pytest.mark.parametrize("name", ["../mine", "a/b", "A", "", "mine.yaml", "/etc/x.yaml"])
def test_over_the_wire_only_names(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="no name of a suite"):
        own_suite_file(name, tmp_path, paths=False)


def test_what_comes_with_the_platform_stays(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="comes with the platform"):
        own_suite_file("service", tmp_path)
