"""What a policy says of a type, a field and a model, and what its file may hold."""

import re
from pathlib import Path

import pytest

from understudy.kit.documents import read_text_document
from understudy.kit.errors import ConfigError
from understudy.trust.masking.policy import OPEN, MaskingPolicy, Rules, load_masking
from understudy.trust.values.span import TYPES

ROOT = Path(__file__).parents[3]
PAGES = (ROOT / "docs/reference/masking.md", ROOT / "docs/howto/choose-what-leaves.md")


def policy(text: str) -> MaskingPolicy:
    return read_text_document(text, MaskingPolicy, source="masking.yaml")


def test_without_a_file_all_is_masked_but_what_is_open(tmp_path: Path) -> None:
    rules = load_masking(tmp_path / "none.yaml").for_model("openai:gpt-5")
    assert {kind for kind in TYPES if rules.treatments[kind] == "keep"} == OPEN


def test_the_first_rules_that_fit_a_model_are_taken() -> None:
    read = policy(
        "rules: {types: {GPE: mask}}\nproviders:\n-"
        " {for: 'openai:own-*', everything: keep}\n- {for: 'openai:*'}\n"
    )
    assert read.for_model("openai:own-1").lets_all_pass
    assert read.for_model("openai:gpt-5") == read.providers[1]
    assert read.for_model("anthropic:x").treatments["GPE"] == "mask"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("rules: {types: {EMAIL: mask}}", "masking.yaml:1"),
        ("rules: {fields: {Email: mask}}", "write Object.Field"),
        ("rules:\n  types: {AGE: hide}", "masking.yaml:2"),
        ("rulez: {}", "there is no such key"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(text: str, told: str) -> None:
    with pytest.raises(ConfigError) as refused:
        policy(text)
    assert told in str(refused.value)


def test_everything_is_what_no_type_says() -> None:
    rules = Rules(everything="drop", types={"AGE": "keep"})
    assert {rules.treatments[kind] for kind in TYPES if kind != "AGE"} == {"drop"}
    assert rules.treatments["AGE"] == "keep"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_files_on_the_pages_are_policies(page: Path) -> None:
    files = re.findall(r"```yaml file=\S+\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    assert files
    for text in files:
        policy(text)


def test_every_type_has_its_row() -> None:
    page = PAGES[0].read_text(encoding="utf-8")
    usual = Rules().treatments
    assert [
        kind for kind in TYPES if not re.search(rf"\| `{kind}` \| `\w+_…` \| {usual[kind]} \|", page)
    ] == []
