"""What is trusted by default, and what a file says instead."""

from pathlib import Path

import pytest

from understudy.kit.errors import ConfigError
from understudy.org.metadata import Field, FieldType
from understudy.trust.provenance.declared import Origins, load_origins


@pytest.mark.parametrize(
    ("object_name", "kind", "trusted"),
    [
        ("Case", FieldType.PICKLIST, True),
        ("Case", FieldType.REFERENCE, True),
        ("Quote", FieldType.CURRENCY, True),
        ("Case", FieldType.STRING, False),  # a subject line
        ("Case", FieldType.TEXT, False),
        ("Lead", FieldType.EMAIL, False),  # typed into a form on the web
        ("Lead", FieldType.URL, False),
        ("User", FieldType.STRING, True),
    ],
)
def test_a_field_is_trusted_by_its_type(object_name: str, kind: FieldType, trusted: bool) -> None:
    assert Origins().trusts(object_name, Field("Something", "Something", kind)) is trusted


def test_a_number_that_the_system_gives_is_trusted() -> None:
    assert Origins().trusts("Case", Field("CaseNumber", "Number", FieldType.STRING, numbered=8))


def test_the_file_says_otherwise(tmp_path: Path) -> None:
    (tmp_path / "origins.yaml").write_text(
        "trusted_fields: [Product2.*, case.reason__c]\noutside_fields: [Lead.Region__c]\n"
        "trusted_sources: [articles]\nhosts: ['*.acme.com']\n"
    )
    origins = load_origins(tmp_path)
    text, choice = FieldType.TEXT, FieldType.PICKLIST
    assert origins.trusts("Product2", Field("Description", "", text))
    assert origins.trusts("Case", Field("Reason__c", "", text))
    assert not origins.trusts("Lead", Field("Region__c", "", choice))
    assert origins.trusts_source("articles")
    assert not origins.trusts_source("wiki")
    assert load_origins(tmp_path / "none") == Origins()


def test_a_mistake_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "origins.yaml").write_text("hosts:\n  - https://acme.com/x\n")
    with pytest.raises(ConfigError) as caught:
        load_origins(tmp_path)
    assert caught.value.place is not None
    assert caught.value.place.line == 2
