"""The settings of an installation, read once from the environment and passed on as a value."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from rapidfuzz import process

from understudy.kit.door_settings import DOOR_SETTINGS, DoorSettings
from understudy.kit.errors import ConfigError

__all__ = ["Collector", "ModelRate", "Settings"]

_PREFIX = "UNDERSTUDY_"
_TEST_PREFIX = "UNDERSTUDY_TEST_"
_KNOWN = (
    "UNDERSTUDY_WORKSPACE",
    "UNDERSTUDY_DATABASE_URL",
    "UNDERSTUDY_MODEL",
    "UNDERSTUDY_DEFINITIONS",
    "UNDERSTUDY_AGENTS",
    "UNDERSTUDY_TRUST",
    "UNDERSTUDY_MASKING",
    "UNDERSTUDY_MODEL_RATES",
    "UNDERSTUDY_MODEL_TIMEOUT_S",
    "UNDERSTUDY_QUERY_TIMEOUT_S",
    "UNDERSTUDY_BIN_DAYS",
    "UNDERSTUDY_KEEP_DAYS",
    "UNDERSTUDY_KEEP_TEXTS",
    "UNDERSTUDY_OTLP_ENDPOINT",
    "UNDERSTUDY_OTLP_TEXTS",
    *DOOR_SETTINGS,
)
_PROTOCOL = "http/protobuf"


@dataclass(frozen=True, slots=True)
class Collector:
    """Where traces are sent to as well, by OTLP; `texts` says whether people's words go with them."""

    url: str
    texts: bool = False

    @property
    def place(self) -> str:
        """The address as it may be printed: without a password and the like."""
        parts = urlsplit(self.url)
        return f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)


@dataclass(frozen=True, slots=True)
class ModelRate:
    """How many requests and tokens a minute models of these names (a pattern) take; None is any number."""

    model: str
    requests: int | None = None
    tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """Where an installation keeps its things and which model it thinks with.

    `database_url` is None when the embedded PostgreSQL in the workspace is used. `model_timeout_s` bounds one
    request to a provider's model with all its attempts, `query_timeout_s` one statement in the database.
    `masking_file` says which values leave to providers' models; nothing in it is needed for them to be
    masked. Without a `collector` traces stay in the database. `bin_days` is how long a deleted record can
    be brought back, `keep_days` how long conversations and traces are kept, None for always. Without
    `keeps_texts` traces, audit log and messages of the program hold digests of what people and models say.
    `doors` is what the doors are told.
    """

    workspace: Path = Path(".understudy")
    database_url: str | None = None
    model: str = "embedded"
    definitions_dir: Path = Path("definitions")
    agents_dir: Path = Path("agents")
    trust_dir: Path = Path("trust")
    model_timeout_s: float = 120.0
    collector: Collector | None = None
    query_timeout_s: float = 30.0
    bin_days: int = 15
    keep_days: int | None = None
    keeps_texts: bool = True
    doors: DoorSettings = field(default_factory=DoorSettings)
    masking_file: Path = Path("masking.yaml")
    model_rates: tuple[ModelRate, ...] = ()

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> "Settings":
        """The settings that the environment asks for; an empty variable counts as unset.

        Names that begin with `UNDERSTUDY_TEST_` belong to the test suite and are left alone.

        Raises: ConfigError when a variable begins with `UNDERSTUDY_` and is not a setting, or cannot be read.
        """
        _refuse_unknown(env)
        given = {name: value for name in _KNOWN if (value := env.get(name, "").strip())}
        return cls(
            workspace=Path(given.get("UNDERSTUDY_WORKSPACE", ".understudy")).expanduser(),
            database_url=given.get("UNDERSTUDY_DATABASE_URL"),
            model=given.get("UNDERSTUDY_MODEL", "embedded"),
            definitions_dir=Path(given.get("UNDERSTUDY_DEFINITIONS", "definitions")).expanduser(),
            agents_dir=Path(given.get("UNDERSTUDY_AGENTS", "agents")).expanduser(),
            trust_dir=Path(given.get("UNDERSTUDY_TRUST", "trust")).expanduser(),
            masking_file=Path(given.get("UNDERSTUDY_MASKING", "masking.yaml")).expanduser(),
            model_rates=_rates(given),
            model_timeout_s=_seconds(given, "UNDERSTUDY_MODEL_TIMEOUT_S", 120.0),
            query_timeout_s=_seconds(given, "UNDERSTUDY_QUERY_TIMEOUT_S", 30.0),
            collector=_collector(given, env),
            bin_days=_days(given, "UNDERSTUDY_BIN_DAYS") or 15,
            keep_days=_days(given, "UNDERSTUDY_KEEP_DAYS"),
            keeps_texts=_switch(given, "UNDERSTUDY_KEEP_TEXTS", usual="yes"),
            doors=DoorSettings.of(given),
        )


def _refuse_unknown(env: Mapping[str, str]) -> None:
    for name in sorted(env):
        if name.startswith(_PREFIX) and not name.startswith(_TEST_PREFIX) and name not in _KNOWN:
            nearest = process.extractOne(name, _KNOWN, processor=_own_part, score_cutoff=60)
            hint = f"did you mean {nearest[0]}?" if nearest else f"the settings are {', '.join(_KNOWN)}"
            raise ConfigError(f"the environment variable {name} is not a setting", hint=hint)


def _seconds(given: Mapping[str, str], name: str, default: float) -> float:
    try:
        seconds = float(given.get(name, default))
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < math.inf:
        raise ConfigError(f"{name} is {given[name]!r}", hint="a number of seconds, such as 120")
    return seconds


def _rates(given: Mapping[str, str]) -> tuple[ModelRate, ...]:
    name = "UNDERSTUDY_MODEL_RATES"
    rates = [each.strip() for each in given.get(name, "").split(",") if each.strip()]
    found = [re.fullmatch(r"([^=\s]+)=(-|[1-9]\d*)/(-|[1-9]\d*)", each) for each in rates]
    for rate, match in zip(rates, found, strict=True):
        if match is None or match[2] == match[3] == "-":
            raise ConfigError(
                f"{name} has {rate!r}",
                hint="model=requests/tokens a minute, such as openai:*=500/200000; - for any number",
            )
    numbers = [(m[1], *(None if n == "-" else int(n) for n in m.group(2, 3))) for m in found if m]
    return tuple(ModelRate(*each) for each in numbers)


def _days(given: Mapping[str, str], name: str) -> int | None:
    text = given.get(name)
    if text is None:
        return None
    if not re.fullmatch(r"[1-9]\d{0,4}", text):
        raise ConfigError(f"{name} is {text!r}", hint="a whole number of days, such as 15")
    return int(text)


def _collector(given: Mapping[str, str], env: Mapping[str, str]) -> Collector | None:
    """The collector, by our own variable or by OpenTelemetry's."""

    def otel(name: str) -> str | None:
        return env.get(f"OTEL_EXPORTER_OTLP_TRACES_{name}") or env.get(f"OTEL_EXPORTER_OTLP_{name}")

    texts = _switch(given, "UNDERSTUDY_OTLP_TEXTS")
    if texts and not _switch(given, "UNDERSTUDY_KEEP_TEXTS", usual="yes"):
        raise ConfigError(
            "UNDERSTUDY_OTLP_TEXTS sends texts of traces, and UNDERSTUDY_KEEP_TEXTS keeps none",
            hint="leave one of them out",
        )
    base = given.get("UNDERSTUDY_OTLP_ENDPOINT") or env.get("OTEL_EXPORTER_OTLP_ENDPOINT")
    url = f"{base.rstrip('/')}/v1/traces" if base else None
    if "UNDERSTUDY_OTLP_ENDPOINT" not in given:
        url = env.get("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") or url
    if url is None:
        return None
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise ConfigError(f"the collector's address {url!r} is none", hint="such as http://localhost:4318")
    if (protocol := otel("PROTOCOL") or _PROTOCOL) != _PROTOCOL:
        raise ConfigError(
            f"traces cannot be sent by the protocol {protocol!r}",
            hint=f"set OTEL_EXPORTER_OTLP_PROTOCOL={_PROTOCOL}; collectors take it at port 4318",
        )
    return Collector(url, texts)


def _switch(given: Mapping[str, str], name: str, usual: str = "no") -> bool:
    value = given.get(name, usual).lower()
    if value not in ("yes", "no"):
        raise ConfigError(f"{name} is {given[name]!r}", hint="yes or no")
    return value == "yes"


def _own_part(name: str) -> str:
    return name.removeprefix(_PREFIX)
