"""Cases for route_case and route_lead: who gets a record, by the declared policy."""

from collections.abc import AsyncGenerator
from random import Random

from understudy.agents.actions.registry import Action
from understudy.evals.cases import Expectation
from understudy.evals.generate.askers import Asker
from understudy.evals.generate.draft import UNDER_SPECIFIED, Draft, Phrase
from understudy.evals.generate.ground import Ground
from understudy.evals.generate.makers.templates import Wordings
from understudy.evals.generate.subjects import Subject, subjects
from understudy.evals.generate.words import prose
from understudy.kit.errors import UnderstudyError
from understudy.org.definitions.policy import PolicyDefinition
from understudy.org.metadata import ObjectType
from understudy.soql.literals import quote

__all__ = ["make_for_cases", "make_for_leads"]

_ID_OF = {"route_case": "case_id", "route_lead": "lead_id"}
_RECORD = (
    "who should get {record}?",
    "which agent is the right one for {record}?",
    "to whom should we assign {record}?",
    "please tell me who ought to take {record}.",
)
_VALUE = (
    "who should get a new {label} with the {input} {value}?",
    "we have a new {label}, {input} {value}. Who takes it?",
    "to whom does a new {label} with the {input} {value} go?",
)
_TEXT = (
    'who should take a new {label} that says: "{text}"?',
    'which agent should get this {label}: "{text}"?',
    'a customer writes "{text}". Who should get the {label}?',
)
_VAGUE = ("who should get this {label}?", "which agent takes the new {label}?", "assign the {label}, please.")


def make_for_cases(ground: Ground) -> AsyncGenerator[Draft]:
    """Cases that are there, and what a new one says."""
    return _make(ground, "route_case", "Case")


def make_for_leads(ground: Ground) -> AsyncGenerator[Draft]:
    """Leads that are there, and new ones by what the policy must know of them."""
    return _make(ground, "route_lead", "Lead")


async def _make(ground: Ground, action: str, routed: str) -> AsyncGenerator[Draft]:
    policy = _policy(ground, routed)
    kind = ground.stage.org.schema.object(routed)
    if policy is None or kind is None:
        return
    random = ground.random(action)
    record, vague = Wordings(random, _RECORD), Wordings(random, _VAGUE)
    spoken = [draft async for draft in _spoken(ground, action, policy, kind, random)]
    random.shuffle(spoken)
    at = 0
    async for subject in subjects(ground, random, lambda table: table.kind.name == routed):
        at += 1
        if at % 10 == 5 and at < 10 * len(_VAGUE):
            yield _vague(ground, action, policy, kind, subject.asker, vague)
        if at % 2 and spoken:
            yield spoken.pop()
        elif winner := await _winner(ground, action, subject.asker, {_ID_OF[action]: subject.handle.id}):
            yield _of_record(ground, action, policy, subject, winner, record)


def _policy(ground: Ground, routed: str) -> PolicyDefinition | None:
    """The one that the action takes too."""
    known = ground.stage.library.policies.values()
    return next((each for each in known if each.routes == routed and ground.spec.may_use(each.name)), None)


async def _winner(ground: Ground, action: str, asker: Asker, given: dict[str, str]) -> str | None:
    """Whom the policy names; None where it names nobody, or several are equally suited."""
    found = ground.stage.actions[action]
    assert isinstance(found, Action), "routing reads"
    try:
        finding = await found.run(ground.context(asker), found.parameters(**given))
    except UnderstudyError:
        return None
    return finding.items[0].label if finding.status == "found" and len(finding.items) == 1 else None


def _of_record(
    ground: Ground,
    action: str,
    policy: PolicyDefinition,
    subject: Subject,
    winner: str,
    wordings: Wordings,
) -> Draft:
    kind, handle, parameter = subject.table.kind, subject.handle, _ID_OF[action]
    phrase = Phrase(
        wordings.said(record=handle.text),
        f"assign {handle.brief}",
        (handle.bare,),
        ground.words.others(ground.random(handle.id), kind),
    )
    expect = Expectation(kind="reply", action=action, arguments={parameter: handle.id}, answers=(winner,))
    title = f"who gets {handle.text}"
    return Draft(
        action, title, subject.asker.name, phrase, expect, (parameter,), (kind.name,), (policy.name,)
    )


async def _spoken(
    ground: Ground, action: str, policy: PolicyDefinition, kind: ObjectType, random: Random
) -> AsyncGenerator[Draft]:
    """New records, of which the policy knows what the message says."""
    texts = [name for name, each in policy.inputs.items() if each.text and each.field]
    if texts:
        async for draft in _by_text(ground, action, policy, kind, texts, random):
            yield draft
        return
    wordings, label = Wordings(random, _VALUE), prose(kind.label)
    parameters = ground.stage.actions[action].parameters.model_fields
    [name, *more] = policy.inputs
    field = policy.inputs[name].field
    if more or not field or name not in parameters or not kind.field(field):
        return
    for row in await ground.rows(f"SELECT {field} told FROM {kind.name} GROUP BY {field} ORDER BY {field}"):
        asker = random.choice(ground.askers)
        if not row["told"] or not (winner := await _winner(ground, action, asker, {name: str(row["told"])})):
            continue
        value, called = str(row["told"]), prose(policy.inputs[name].label)
        phrase = Phrase(
            wordings.said(label=label, input=called, value=value),
            f"new {label} {called} {value} who",
            (value,),
            ground.words.others(random, kind),
        )
        title = f"who gets a {label} with the {called} {value}"
        expect = Expectation(kind="reply", action=action, answers=(winner,))
        yield Draft(action, title, asker.name, phrase, expect, (name,), (kind.name,), (policy.name,))


async def _by_text(
    ground: Ground,
    action: str,
    policy: PolicyDefinition,
    kind: ObjectType,
    texts: list[str],
    random: Random,
) -> AsyncGenerator[Draft]:
    """The text of a record that is there, as if it were new: only where it leads to the same person as what
    the org itself knows of that record.
    """
    wordings, label = Wordings(random, _TEXT), prose(kind.label)
    first = policy.inputs[texts[0]].field or "Id"
    async for subject in subjects(ground, random, lambda table: table.kind.name == kind.name):
        query = f"SELECT {first} FROM {kind.name} WHERE Id = {quote(subject.handle.id)}"
        told = str((await ground.rows(query))[0][first] or "")
        if not told or '"' in told or "\n" in told:
            continue
        known = await _winner(ground, action, subject.asker, {_ID_OF[action]: subject.handle.id})
        if not known or known != await _winner(ground, action, subject.asker, {texts[0]: told}):
            continue
        phrase = Phrase(
            wordings.said(label=label, text=told), f"assign {label}: {told}", (f'"{told}"', told),
            ground.words.others(random, kind),
        )  # fmt: skip
        expect = Expectation(kind="reply", action=action, answers=(known,))
        title = f"who gets a {label} that says “{told}”"
        yield Draft(
            action, title, subject.asker.name, phrase, expect, (texts[0],), (kind.name,), (policy.name,)
        )


def _vague(
    ground: Ground, action: str, policy: PolicyDefinition, kind: ObjectType, asker: Asker, wordings: Wordings
) -> Draft:
    """Nothing is said of the record."""
    label = prose(kind.label)
    told = wordings.said(label=label)
    phrase = Phrase(told, others=ground.words.others(ground.random(told), kind))
    expect = Expectation(kind="clarify")
    return Draft(
        action,
        f"who gets some {label}: {told}",
        asker.name,
        phrase,
        expect,
        objects=(kind.name,),
        definitions=(policy.name,),
        style=UNDER_SPECIFIED,
    )
