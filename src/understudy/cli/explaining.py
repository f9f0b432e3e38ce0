"""`understudy org explain`: the rules behind a query, for reading and as JSON."""

import json
from collections.abc import Iterator
from dataclasses import asdict

from rich.markup import escape

from understudy.cli.console import console
from understudy.soql.explain import Explanation
from understudy.soql.reasons import Denial, ObjectReasons

__all__ = ["print_explanation", "print_explanation_as_json"]


def print_explanation(explanation: Explanation) -> None:
    """Who asks, which rule added what and where it is declared, then the SQL and PostgreSQL's plan."""
    console.print(f"[bold]who[/] {escape(explanation.who)}", soft_wrap=True)
    for rule in explanation.rules:
        console.print(f"[bold]rule[/] {escape(rule)}", soft_wrap=True)
    for each in explanation.objects:
        for line in _lines(each):
            console.print(f"  {escape(line)}", soft_wrap=True)
    for denial in explanation.denials:
        console.print(f"[bold red]denied[/] {escape(_denied(denial))}", soft_wrap=True)
    if explanation.sql:
        console.print(f"[bold]sql[/] {escape(explanation.sql)}", soft_wrap=True)
    if explanation.plan:
        console.print(f"[bold]plan[/]\n{escape(explanation.plan)}", soft_wrap=True)


def print_explanation_as_json(explanation: Explanation) -> None:
    """The same for programs; values of the query that are no JSON as texts."""
    console.print(json.dumps(asdict(explanation), indent=2, default=str), soft_wrap=True, markup=False)


def _lines(reasons: ObjectReasons) -> Iterator[str]:
    for entry in reasons.entries:
        whose, at = f"{reasons.object}: {entry.whose}", _at(entry.source)
        yield f"{whose}: {', '.join(entry.rights) or 'no rights'}{at}"
        if entry.hidden_fields:
            yield f"{whose}: hides {', '.join(entry.hidden_fields)}{at}"
        if entry.rows:
            yield f"{whose}: only rows where {entry.rows}{at}"
    for grant in reasons.grants:
        rows = f"rows where {grant.rows}" if grant.rows else "every row"
        yield f"{reasons.object}: {grant.why}: {grant.level}, {rows}{_at(grant.source)}"


def _denied(denial: Denial) -> str:
    return f"{denial.what}: {denial.why}{_at(denial.source)}"


def _at(source: str) -> str:
    return f" [{source}]" if source else ""
