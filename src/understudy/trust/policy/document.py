"""The company's policy: one file of rules, limits and prices. The shipped one stands where there is none."""

from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, model_validator

from understudy.kit.documents import line_finder, read_document
from understudy.trust.policy.form import RuleForm
from understudy.trust.policy.limits import Allowance, Lasting, Price

__all__ = [
    "POLICY_FILE",
    "CompanyLimits",
    "Declared",
    "PolicyDocument",
    "load_policy",
    "names_differ",
    "policy_json_schema",
]

POLICY_FILE = "policy.yaml"
"""In the folder of trust."""


class CompanyLimits(Lasting):
    """Limits for every agent; where an agent's file has others, the smaller holds."""

    turn: Allowance = Allowance()


class PolicyDocument(BaseModel):
    """The company's policy. See `docs/reference/policy.md`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rules: tuple[RuleForm, ...] = Field(
        min_length=1, description="In order: the first that fits decides. Where none fits, nothing is done."
    )
    limits: CompanyLimits = CompanyLimits()
    prices: tuple[Price, ...] = ()

    @model_validator(mode="after")
    def _names_differ(self) -> "PolicyDocument":
        names_differ(self.rules)
        return self


@dataclass(frozen=True)
class Declared:
    """A policy as it is written; `places` has the file and line of each rule."""

    document: PolicyDocument
    places: tuple[str, ...]
    source: str


def names_differ(rules: tuple[RuleForm, ...]) -> None:
    """See that each rule can be told by its name.

    Raises: ValueError when two have the same.
    """
    names = [rule.name for rule in rules]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(f"two rules are named {min(twice)!r}")


def load_policy(path: Path | None = None) -> Declared:
    """The policy in the file, or the shipped one where there is no such file.

    Raises: ConfigError when the file is wrong, with line, reason and fix.
    """
    if path is not None and path.exists():
        return _read(path, str(path))
    with as_file(files("understudy.trust.policy") / "shipped.yaml") as shipped:
        return _read(shipped, "the shipped policy")


def _read(path: Path, source: str) -> Declared:
    document = read_document(path, PolicyDocument)
    line_of = line_finder(path.read_text(encoding="utf-8"), source=source)
    return Declared(document, tuple(line_of("rules", at) for at in range(len(document.rules))), source)


def policy_json_schema() -> dict[str, object]:
    """The JSON Schema of a policy file, for editors."""
    return PolicyDocument.model_json_schema()
