"""Settings are read once, and a variable that means nothing is refused."""

from pathlib import Path

import pytest

from understudy.kit.config import Settings
from understudy.kit.errors import ConfigError


def test_an_empty_environment_gives_the_defaults():
    assert Settings.from_environment({"PATH": "/bin", "UNDERSTUDY_MODEL": " "}) == Settings(
        Path(".understudy"), None, "embedded", Path("definitions"), Path("agents")
    )


def test_every_variable_is_read():
    given = {
        "UNDERSTUDY_WORKSPACE": "w",
        "UNDERSTUDY_DATABASE_URL": "postgresql://host/db",
        "UNDERSTUDY_MODEL": "openai:x",
        "UNDERSTUDY_DEFINITIONS": "d",
        "UNDERSTUDY_AGENTS": "a",
        "UNDERSTUDY_MODEL_TIMEOUT_S": "2.5",
    }
    expected = Settings(Path("w"), "postgresql://host/db", "openai:x", Path("d"), Path("a"), 2.5)
    assert Settings.from_environment(given) == expected


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("UNDERSTUDY_WORKSPCE", "did you mean UNDERSTUDY_WORKSPACE?"),
        ("UNDERSTUDY_DATABASE", "did you mean UNDERSTUDY_DATABASE_URL?"),
        ("UNDERSTUDY_ZZZ", "the settings are UNDERSTUDY_WORKSPACE"),
    ],
)
def test_an_unknown_variable_is_refused_with_the_nearest(name: str, hint: str):
    with pytest.raises(ConfigError, match=name) as caught:
        Settings.from_environment({name: "x"})
    assert str(caught.value.hint).startswith(hint)


def test_the_test_suites_own_variables_are_left_alone():
    assert Settings.from_environment({"UNDERSTUDY_TEST_DATABASE_URL": "x"}) == Settings()


@pytest.mark.parametrize("seconds", ["soon", "0", "-1", "inf", "nan"])
def test_a_time_that_is_none_is_refused(seconds: str):
    with pytest.raises(ConfigError, match=f"UNDERSTUDY_MODEL_TIMEOUT_S is '{seconds}'"):
        Settings.from_environment({"UNDERSTUDY_MODEL_TIMEOUT_S": seconds})
