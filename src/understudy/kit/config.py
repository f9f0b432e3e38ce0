"""The settings of an installation, read once from the environment and passed on as a value."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import process

from understudy.kit.errors import ConfigError

__all__ = ["Settings"]

_PREFIX = "UNDERSTUDY_"
_TEST_PREFIX = "UNDERSTUDY_TEST_"
_KNOWN = (
    "UNDERSTUDY_WORKSPACE",
    "UNDERSTUDY_DATABASE_URL",
    "UNDERSTUDY_MODEL",
    "UNDERSTUDY_DEFINITIONS",
    "UNDERSTUDY_AGENTS",
    "UNDERSTUDY_MODEL_TIMEOUT_S",
)


@dataclass(frozen=True, slots=True)
class Settings:
    """Where an installation keeps its things and which model it thinks with.

    `database_url` is None when the embedded PostgreSQL in the workspace is used. `model_timeout_s` bounds one
    request to a provider's model with all its attempts.
    """

    workspace: Path = Path(".understudy")
    database_url: str | None = None
    model: str = "embedded"
    definitions_dir: Path = Path("definitions")
    agents_dir: Path = Path("agents")
    model_timeout_s: float = 120.0

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
            model_timeout_s=_seconds(given, "UNDERSTUDY_MODEL_TIMEOUT_S", 120.0),
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


def _own_part(name: str) -> str:
    return name.removeprefix(_PREFIX)
