"""From a model's name to a model."""

import pytest

from understudy.kit.errors import ConfigError
from understudy.llm.model import provider_model


@pytest.mark.parametrize(
    ("name", "told", "hint"),
    [
        ("gpt-5", "there is no model 'gpt-5'", "provider:model such as openai:gpt-5"),
        ("", "there is no model ''", "'embedded'"),
        ("openai:", "there is no model 'openai:'", "provider:model"),
        ("nowhere:big", "'nowhere:big' cannot be used", None),
    ],
)
def test_a_name_that_means_no_model(name: str, told: str, hint: str | None) -> None:
    with pytest.raises(ConfigError) as caught:
        provider_model(name, {})
    assert told in caught.value.message
    assert (hint or "") in (caught.value.hint or "")


def test_a_package_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("understudy.llm.model.find_spec", lambda name: None)
    with pytest.raises(ConfigError, match="'anthropic:claude-x' needs the package 'anthropic'") as caught:
        provider_model("anthropic:claude-x", {"ANTHROPIC_API_KEY": "key"})
    assert (caught.value.hint or "").endswith("'understudy[anthropic]'")


@pytest.mark.parametrize(
    ("name", "key"), [("openai:gpt-5", "OPENAI_API_KEY"), ("anthropic:claude-x", "ANTHROPIC_API_KEY")]
)
def test_a_key_that_is_missing(monkeypatch: pytest.MonkeyPatch, name: str, key: str) -> None:
    monkeypatch.setattr("understudy.llm.model.find_spec", lambda name: object())
    with pytest.raises(ConfigError, match=f"needs the key {key}") as caught:
        provider_model(name, {})
    assert "embedded" in (caught.value.hint or "")
