"""`understudy policy`: whether the rules for what agents may do fit the org, and which one decides."""

import json
import sys
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.markup import escape

from understudy.agents.actions.registry import known_action
from understudy.agents.spec import agent_names
from understudy.app import ACTIONS, open_app
from understudy.cli.asking import actor_named
from understudy.cli.console import command, console
from understudy.kit.errors import InputError
from understudy.org.nearest import nearest
from understudy.org.orgs import Org
from understudy.org.store import load_org
from understudy.trust.policy.asked import Asked, KnownAction
from understudy.trust.policy.cover import idle_rules
from understudy.trust.policy.decision import Decision
from understudy.trust.policy.document import policy_json_schema
from understudy.trust.policy.form import RuleForm
from understudy.trust.policy.policy import Weighed

__all__ = ["policy"]

policy = typer.Typer(help="What agents may do, and for whose yes it waits.", no_args_is_help=True)

KNOWN = {name: known_action(action) for name, action in ACTIONS.items()}


@policy.command()
@command
async def check() -> None:
    """Read the company's policy and the agents' own rules: wrong names are refused, idle rules are told."""
    async with open_app() as app:
        org = await load_org(app.database)
        declared = app.declared_policy
        company = await app.policy(org)
        warned = _warn(declared.document.rules, declared.places)
        for name in agent_names(app.settings.agents_dir):
            spec = app.agent(name)
            places = [f"agent {name!r}"] * len(spec.rules)
            await app.check_rules(org, spec.rules, places)
            warned += _warn(spec.rules, places)
        told = f"{declared.source}: {len(company.rules)} rules fit the org {org.name}"
        console.print(escape(f"{told}{f', {warned} warnings' if warned else ''}"), soft_wrap=True)


@policy.command()
@command
async def explain(
    agent: Annotated[str, typer.Argument(help="Name of an agent, or path of its file.")],
    action: Annotated[str, typer.Argument(help="Name of an action.")],
    who: Annotated[str | None, typer.Option("--as", help="Who asks; the operator when left out.")] = None,
    object_: Annotated[str, typer.Option("--object", help="The object that it is about.")] = "",
    values: Annotated[
        list[str] | None, typer.Option("--set", help="A field and what it would be set to: Amount=120.")
    ] = None,
    channel: Annotated[str, typer.Option(help="Where the conversation is.")] = "terminal",
    untrusted: Annotated[bool, typer.Option(help="Once text from outside has been read.")] = False,
) -> None:
    """Which rule decides, and why those before it do not."""
    async with open_app() as app:
        org = await load_org(app.database)
        rules = (await app.policy(org)).of_agent(app.agent(agent).rules)
        asked = Asked(
            _known(action),
            app.agent(agent).name,
            await actor_named(app, org, who),
            channel,
            app.moment(org).now.astimezone(org.timezone),
            _object(org, object_),
            _set(values or []),
            untrusted=untrusted,
        )
        for weighed in rules.weigh(asked):
            _print(weighed)
        _conclude(rules.decide(asked))


@policy.command()
def schema() -> None:
    """The JSON Schema of a policy file, for your editor."""
    sys.stdout.write(json.dumps(policy_json_schema(), indent=2) + "\n")


def _warn(rules: tuple[RuleForm, ...], places: Sequence[str]) -> int:
    found = idle_rules(rules, KNOWN)
    for at, why in found:
        console.print(f"[yellow]warning[/] {escape(f'{places[at]}: {why}')}", soft_wrap=True)
    return len(found)


def _known(action: str) -> KnownAction:
    if action not in KNOWN:
        near = nearest(action, KNOWN)
        raise InputError(
            f"there is no action {action!r}",
            hint=f"did you mean {near!r}?" if near else f"actions: {', '.join(KNOWN)}",
        )
    return KNOWN[action]


def _object(org: Org, name: str) -> frozenset[str]:
    if name and org.schema.object(name) is None:
        near = nearest(name, [each.name for each in org.schema])
        raise InputError(f"there is no object {name!r}", hint=f"did you mean {near!r}?" if near else None)
    return frozenset({name.lower()} if name else ())


def _set(values: Sequence[str]) -> dict[str, object]:
    found: dict[str, object] = {}
    for each in values:
        name, equals, value = each.partition("=")
        if not equals:
            raise InputError(f"{each!r} sets nothing", hint="write --set Field=value")
        found[name.strip().lower()] = value.strip()
    return found


def _print(weighed: Weighed) -> None:
    rule = weighed.rule
    mark = "[green]fits[/]" if weighed.fits else "[dim]no  [/]"
    why = "" if weighed.fits else f": not so that {' and '.join(weighed.fails or weighed.unsure)}"
    if weighed.fits and weighed.unsure:
        why = f": it cannot be told whether {' and '.join(weighed.unsure)}"
    console.print(f"{mark} {escape(f'{rule.place} {rule.form.name}{why}')}", soft_wrap=True)


def _conclude(decision: Decision) -> None:
    told = {"run": "it runs", "deny": "it is not done", "approve": f"it waits for the yes of {decision.by}"}
    because = f", because {decision.reason}" if decision.reason else ""
    line = f"{told[decision.effect]}{because} (rule {decision.rule}, {decision.risk} risk)"
    console.print(escape(line), soft_wrap=True)
