"""Reading the texts that lie beside this file: YAML files and the articles."""

from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any

import yaml

from understudy.org.demo.company import fact_texts

__all__ = ["Article", "read_articles", "read_yaml"]


@dataclass(frozen=True, slots=True)
class Article:
    """One article with all facts filled in. `issue` is the key of the issue it helps with, if any; `owner`
    the name of the colleague who answers for it; `related` the URL names of those that it leads on to.

    Of two nobody has taken care since they were `published`: one that no other leads to, and that contradicts
    another; and one that is out of date. They are there for the gate to find.
    """

    url_name: str
    title: str
    summary: str
    audience: str
    issue: str | None
    owner: str
    published: date
    reviewed: date | None
    related: tuple[str, ...]
    text: str


_PUBLISHED, _REVIEWED = date(2026, 1, 12), date(2026, 9, 14)


def read_yaml(name: str) -> dict[str, Any]:
    """The mapping in the YAML file of that name."""
    text = (files("understudy.org.demo") / f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=yaml.CSafeLoader)


def read_articles(remedies: dict[str, str]) -> list[Article]:
    """All articles by file name, the facts and the remedy of their issue filled in.

    Raises:
        KeyError: an article names a fact that does not exist.
    """
    folder = files("understudy.org.demo") / "articles"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".md"))
    return [
        _article(name.removesuffix(".md"), (folder / name).read_text("utf-8"), remedies) for name in names
    ]


def _article(url_name: str, text: str, remedies: dict[str, str]) -> Article:
    _, head, body = text.split("---\n", 2)
    front = yaml.load(head, Loader=yaml.CSafeLoader)
    issue = front.get("issue")
    facts = fact_texts()
    if issue:
        facts["remedy"] = remedies[issue].format_map(facts)
    return Article(
        url_name=url_name,
        title=front["title"].format_map(facts),
        summary=front["summary"].format_map(facts),
        audience=front["audience"],
        issue=issue,
        owner=front["owner"],
        published=front.get("published", _PUBLISHED),
        reviewed=None if "published" in front else _REVIEWED,
        related=tuple(front.get("related", ())),
        text=body.strip().format_map(facts),
    )
