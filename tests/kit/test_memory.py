"""A container's limit counts where there is one."""

from pathlib import Path

import pytest

from understudy.kit.memory import memory_bytes


def test_without_a_limit_it_is_the_machines(tmp_path: Path) -> None:
    assert memory_bytes(tmp_path / "none") > 2**28


@pytest.mark.parametrize("told", ["max\n", ""])
def test_a_limit_of_none_is_none(tmp_path: Path, told: str) -> None:
    (limit := tmp_path / "memory.max").write_text(told)
    assert memory_bytes(limit) == memory_bytes(tmp_path / "none")


def test_a_containers_limit_holds_if_it_is_less(tmp_path: Path) -> None:
    (limit := tmp_path / "memory.max").write_text("123456789\n")
    assert memory_bytes(limit) == 123456789
    limit.write_text(str(2**62))
    assert memory_bytes(limit) == memory_bytes(tmp_path / "none")
