"""Random searches (SOSL) on the company, and which records each must find for a person."""

import random

from tests.soql.brute_force import Tables, answer
from tests.soql.leaks.company import COUNTS, SCHEMA, WORDS
from tests.soql.leaks.permission_filter import Eyes
from tests.soql.leaks.questions import Question

from understudy.kit.clock import Moment
from understudy.soql.parse import parse

__all__ = ["SearchFor"]


class SearchFor:
    """One search for words, in some objects, each perhaps with a condition."""

    def __init__(self, rng: random.Random) -> None:
        self.words = rng.sample(sorted({word.lower() for word in WORDS}), rng.randint(1, 2))
        self.asked = [Question(rng, name) for name in rng.sample(list(COUNTS), rng.randint(1, 3))]
        self.conditions = [
            f" WHERE {each.condition(depth=1)}" if rng.random() < 0.5 else "" for each in self.asked
        ]

    def text(self) -> str:
        """The search as SOSL."""
        places = zip(self.asked, self.conditions, strict=True)
        returning = ", ".join(f"{each.name}(Id{condition})" for each, condition in places)
        return f"FIND {{{' OR '.join(self.words)}}} IN ALL FIELDS RETURNING {returning}"

    def permitted(self, eyes: Eyes) -> bool:
        """Whether the person may name everything in it."""
        return all(each.permitted(eyes) for each in self.asked)

    def expected(self, tables: Tables, moment: Moment, eyes: Eyes) -> dict[str, set[str]]:
        """The ids by object: rows that the person sees, with a word in a field that the person may read."""
        found: dict[str, set[str]] = {}
        for each, condition in zip(self.asked, self.conditions, strict=True):
            described = SCHEMA.object(each.name)
            assert described
            texts = [
                field.name
                for field in described.fields
                if field.type.is_text and not field.joined_from and eyes.may_name(each.name, field.name)
            ]
            query = parse(f"SELECT Id FROM {each.name}{condition}")
            kept = {row["Id"] for row in answer(query, tables, moment, sees=eyes.sees)}
            found[each.name] = {
                row["Id"]
                for row in tables.of(described)
                if row["Id"] in kept and any(str(row.get(name)).lower() in self.words for name in texts)
            }
        return found
