"""A file changed at one place keeps everything else, letter for letter."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from understudy.kit.amend import amend_file, with_entry, with_value
from understudy.kit.errors import ConfigError

WRITTEN = """# What it is for.
name: a   # the name
cases:
  - name: "one"   # quoted
    say: 'hello'

  # two is special
  - {name: two, say:
      bye}
  - name: three
    say: |
      # no comment
      and more

# About the owner.
owner: me
"""
ENTRY = {"name": "four: five", "expect": {"answers": [93, "x"], "contains": []}}


def added(text: str) -> list[str]:
    after = with_entry(text, "cases", ENTRY, source="x.yaml", note="from\na trace")
    assert yaml.safe_load(after) == {
        **yaml.safe_load(text),
        "cases": [*yaml.safe_load(text)["cases"], ENTRY],
    }
    return after.splitlines()


def test_an_entry_is_added_and_nothing_else_changes() -> None:
    after, before = added(WRITTEN), WRITTEN.splitlines()
    assert [line for line in after if line not in before] == [
        "  # from a trace",
        "  - name: 'four: five'",
        "    expect:",
        "      answers:",
        "        - 93",
        "        - x",
        "      contains: []",
    ]
    place = after.index("  # from a trace")
    assert [*after[:place], *after[place + 7 :]] == before
    assert before[place - 1] == "      and more"


@pytest.mark.parametrize(
    "text",
    [
        "cases:\n- name: a",
        "cases:\n- name: a\n# the end\n",
        "cases:\n- name: a\n\n# of b\nb: 1\n",
        "cases:\r\n  - name: a\r\n    say: b\r\nowner: c\r\n",
        "---\ncases:\n    - a\n    - b\n...\n",
        "cases:\n  - - a\n    - b\n  - {c: [1,\n      2]}\n",
        "b: &x [1]\ncases:\n  - *x\n",
    ],
)
def test_however_it_is_written(text: str) -> None:
    after = "\n".join(added(text))
    for line in text.splitlines():
        assert line in after
    assert ("\r\n" in text) == ("\r\n" in with_entry(text, "cases", 1, source="x"))


@pytest.mark.parametrize("text", ["cases: [a]\n", "cases: a\n", "{name: a}\n", "", "cases:\n"])
def test_where_nothing_can_be_added_the_file_is_named(text: str) -> None:
    with pytest.raises(ConfigError, match="nothing can be added to 'cases'") as caught:
        with_entry(text, "cases", 1, source="x.yaml")
    assert caught.value.place
    assert caught.value.place.source == "x.yaml"


def test_a_list_that_is_not_there_is_made() -> None:
    after = with_entry("name: a  # the name\n", "cases", {"x": 1}, source="x", note="why")
    assert after == "name: a  # the name\ncases:\n  # why\n  - x: 1\n"


def test_a_value_is_put_in_the_place_of_another() -> None:
    after = with_value(WRITTEN, ("cases", 0, "say"), {"a": [1]}, source="x.yaml")
    before = WRITTEN.splitlines()
    assert after.splitlines() == [*before[:4], "    say:", "      a:", "        - 1", *before[5:]]
    after = with_value(WRITTEN, ("cases", 0, "name"), "uno", source="x.yaml")
    assert after.splitlines() == [*before[:3], "  - name: uno", *before[4:]]
    after = with_value(WRITTEN, ("cases", 2, "say"), "", source="x.yaml")
    assert after.splitlines() == [*before[:10], "    say: ''", *before[13:]]
    after = with_value(WRITTEN, ("cases", 2, "new"), 1, source="x.yaml")
    assert yaml.safe_load(after)["cases"][2]["new"] == 1
    assert "# About the owner.\nowner: me\n" in after
    with pytest.raises(ConfigError, match="cannot be changed"):
        with_value(WRITTEN, ("cases", 1, "say"), "", source="x.yaml")


plain = st.text() | st.integers() | st.booleans() | st.none() | st.dates()
values = st.recursive(plain, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)


@given(values, values)
def test_whatever_is_written_is_read_again(first: object, second: object) -> None:
    text = "cases:\n  - x\nowner: me\n"
    once = with_entry(text, "cases", first, source="x")
    assert yaml.safe_load(with_entry(once, "cases", second, source="x"))["cases"] == ["x", first, second]
    changed = with_value(once, ("owner",), second, source="x")
    assert yaml.safe_load(changed) == {"cases": ["x", first], "owner": second}


def test_two_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "made" / "x.yaml"

    def add(number: int) -> None:
        amend_file(path, lambda text: with_entry(text or "cases:\n- 0\n", "cases", number, source="x"))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(1, 25)))
    assert sorted(yaml.safe_load(path.read_text("utf-8"))["cases"]) == list(range(25))
    assert [each.name for each in path.parent.iterdir()] == ["x.yaml"]


def test_a_change_that_fails_leaves_the_file(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("cases: []\n", "utf-8")
    with pytest.raises(ConfigError):
        amend_file(path, lambda text: with_entry(text, "cases", 1, source="x"))
    assert path.read_text("utf-8") == "cases: []\n"
    assert [each.name for each in tmp_path.iterdir()] == ["x.yaml"]
