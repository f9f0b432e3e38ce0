"""The settings of an installation, read once from the environment and passed on as a value."""

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
)


@dataclass(frozen=True, slots=True)
class Settings:
    """Where an installation keeps its things and which model it thinks with.

    `database_url` is None when the embedded PostgreSQL in the workspace is used.
    """

    workspace: Path = Path(".understudy")
    database_url: str | None = None
    model: str = "embedded"
    definitions_dir: Path = Path("definitions")
    agents_dir: Path = Path("agents")

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> "Settings":
        """The settings that the environment asks for; an empty variable counts as unset.

        Names that begin with `UNDERSTUDY_TEST_` belong to the test suite and are left alone.

        Raises: ConfigError when a variable begins with `UNDERSTUDY_` and is not a setting.
        """
        _refuse_unknown(env)
        given = {name: value for name in _KNOWN if (value := env.get(name, "").strip())}
        return cls(
            workspace=Path(given.get("UNDERSTUDY_WORKSPACE", ".understudy")).expanduser(),
            database_url=given.get("UNDERSTUDY_DATABASE_URL"),
            model=given.get("UNDERSTUDY_MODEL", "embedded"),
            definitions_dir=Path(given.get("UNDERSTUDY_DEFINITIONS", "definitions")).expanduser(),
            agents_dir=Path(given.get("UNDERSTUDY_AGENTS", "agents")).expanduser(),
        )


def _refuse_unknown(env: Mapping[str, str]) -> None:
    for name in sorted(env):
        if name.startswith(_PREFIX) and not name.startswith(_TEST_PREFIX) and name not in _KNOWN:
            nearest = process.extractOne(name, _KNOWN, processor=_own_part, score_cutoff=60)
            hint = f"did you mean {nearest[0]}?" if nearest else f"the settings are {', '.join(_KNOWN)}"
            raise ConfigError(f"the environment variable {name} is not a setting", hint=hint)


def _own_part(name: str) -> str:
    return name.removeprefix(_PREFIX)
