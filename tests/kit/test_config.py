"""Settings are read once, and a variable that means nothing is refused."""

from pathlib import Path

import pytest

from understudy.kit.config import Collector, Settings
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
        "UNDERSTUDY_TRUST": "t",
        "UNDERSTUDY_MODEL_TIMEOUT_S": "2.5",
        "UNDERSTUDY_OTLP_ENDPOINT": "http://c:4318/",
        "UNDERSTUDY_OTLP_TEXTS": "yes",
        "UNDERSTUDY_QUERY_TIMEOUT_S": "7",
        "UNDERSTUDY_BIN_DAYS": "30",
        "UNDERSTUDY_KEEP_DAYS": "90",
        "UNDERSTUDY_KEEP_TEXTS": "yes",
    }
    there = Collector("http://c:4318/v1/traces", texts=True)
    folders = (Path("d"), Path("a"), Path("t"))
    expected = Settings(Path("w"), "postgresql://host/db", "openai:x", *folders, 2.5, there, 7.0, 30, 90)
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


@pytest.mark.parametrize("name", ["UNDERSTUDY_MODEL_TIMEOUT_S", "UNDERSTUDY_QUERY_TIMEOUT_S"])
@pytest.mark.parametrize("seconds", ["soon", "0", "-1", "inf", "nan"])
def test_a_time_that_is_none_is_refused(name: str, seconds: str):
    with pytest.raises(ConfigError, match=f"{name} is '{seconds}'"):
        Settings.from_environment({name: seconds})


@pytest.mark.parametrize("days", ["soon", "0", "-1", "1.5", "1e3"])
def test_days_that_are_none_are_refused(days: str):
    with pytest.raises(ConfigError, match=f"UNDERSTUDY_BIN_DAYS is '{days}'"):
        Settings.from_environment({"UNDERSTUDY_BIN_DAYS": days})


_OURS = "UNDERSTUDY_OTLP_ENDPOINT"
_BASE, _WHOLE = "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ({}, None),
        ({_BASE: "http://base:4318"}, "http://base:4318/v1/traces"),
        ({_BASE: "http://base:4318", _WHOLE: "https://whole/traces"}, "https://whole/traces"),
        (
            {_BASE: "http://base:4318", _WHOLE: "https://whole/traces", _OURS: "http://ours"},
            "http://ours/v1/traces",
        ),
        ({_OURS: "http://ours", "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf"}, "http://ours/v1/traces"),
    ],
)
def test_the_collector_is_ours_or_opentelemetrys(given: dict[str, str], url: str | None):
    found = Settings.from_environment(given).collector
    assert (found and found.url) == url
    assert not (found and found.texts)


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({_OURS: "localhost:4318"}, "'localhost:4318/v1/traces' is none"),
        ({_OURS: "http://c", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}, "the protocol 'grpc'"),
        ({_OURS: "http://c", "UNDERSTUDY_OTLP_TEXTS": "maybe"}, "UNDERSTUDY_OTLP_TEXTS is 'maybe'"),
    ],
)
def test_a_collector_that_cannot_be_used_is_refused(given: dict[str, str], error: str):
    with pytest.raises(ConfigError, match=error):
        Settings.from_environment(given)


def test_the_place_of_a_collector_shows_no_password():
    assert Collector("https://me:secret@c.example:4318/v1/traces").place == "c.example:4318"


def test_words_are_not_sent_where_none_are_kept():
    given = {
        "UNDERSTUDY_OTLP_ENDPOINT": "http://c:4318",
        "UNDERSTUDY_OTLP_TEXTS": "yes",
        "UNDERSTUDY_KEEP_TEXTS": "no",
    }
    with pytest.raises(ConfigError, match="leave one of them out"):
        Settings.from_environment(given)
    del given["UNDERSTUDY_OTLP_TEXTS"]
    assert not Settings.from_environment(given).keeps_texts
