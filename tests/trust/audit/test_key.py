"""The key is made once, for its owner alone, and a damaged one is told."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from understudy.kit.errors import ConfigError
from understudy.trust.audit.key import load_key


def test_all_who_need_it_first_get_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        names = {key.name for key in pool.map(load_key, [tmp_path / "workspace"] * 32)}
    assert len(names) == 1
    kept = tmp_path / "workspace" / "audit.key"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in kept.parent.iterdir()] == ["audit.key"]


def test_it_is_not_printed(tmp_path: Path) -> None:
    key = load_key(tmp_path)
    assert key.secret.hex() not in repr(key)
    assert key.name in repr(key)


@pytest.mark.parametrize("damaged", ["", "xyz", "ab" * 31])
def test_a_damaged_one_is_told(tmp_path: Path, damaged: str) -> None:
    (tmp_path / "audit.key").write_text(damaged)
    with pytest.raises(ConfigError, match=r"audit\.key"):
        load_key(tmp_path)
