"""Compiled rules, and what they decide: the first that fits; none that fits, and it is not done. Pure."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from understudy.org.audience import People
from understudy.trust.policy.asked import Asked
from understudy.trust.policy.conditions import Condition, conditions_of
from understudy.trust.policy.decision import Approver, Decision, Risk, stricter
from understudy.trust.policy.form import RuleForm, WhoApproves

__all__ = ["NO_RULE", "Policy", "Rule", "Weighed", "compile_rules"]

NO_RULE = "(no rule)"
_NOTHING_ALLOWS = "nothing allows it"
_RISKS: tuple[Risk, ...] = ("low", "medium", "high")


@dataclass(frozen=True, slots=True)
class Weighed:
    """How one rule was weighed: whether it fits; the conditions that do not hold, and that cannot be told."""

    rule: "Rule"
    fits: bool
    fails: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, compiled. `place` is where it is written."""

    form: RuleForm
    decision: Decision
    conditions: tuple[Condition, ...]
    place: str

    def fits(self, asked: Asked) -> bool:
        """Whether all conditions hold. Where one cannot be told, a rule that stands in the way fits, and one
        that lets through does not.
        """
        unsure = False
        for condition in self.conditions:
            holds = condition.holds(asked)
            if holds is False:
                return False
            unsure = unsure or holds is None
        return not unsure or self.decision.effect != "run"

    def weigh(self, asked: Asked) -> Weighed:
        """The same, told."""
        answers = [(condition.told, condition.holds(asked)) for condition in self.conditions]
        fails = tuple(told for told, holds in answers if holds is False)
        unsure = tuple(told for told, holds in answers if holds is None)
        return Weighed(self, self.fits(asked), fails, unsure)


@dataclass(frozen=True, slots=True)
class Policy:
    """The company's rules, and those of one agent. An agent's rules can only be stricter: where both decide,
    the decision holds that lets less through; what the agent's rules do not speak of, the company's decide.
    """

    company: tuple[Rule, ...]
    own: tuple[Rule, ...] = ()

    def decide(self, asked: Asked) -> Decision:
        """What becomes of it."""
        companys = _first(self.company, asked) or Decision("deny", NO_RULE, _NOTHING_ALLOWS)
        agents = _first(self.own, asked) if self.own else None
        decision = stricter(companys, agents) if agents else companys
        return _risen(decision, asked.action.risk)

    def weigh(self, asked: Asked) -> list[Weighed]:
        """Every rule up to the one that decides, the company's and then the agent's."""
        weighed: list[Weighed] = []
        for rules in (self.company, self.own):
            for rule in rules:
                weighed.append(rule.weigh(asked))
                if weighed[-1].fits:
                    break
        return weighed


def compile_rules(forms: Sequence[RuleForm], people: People, places: Sequence[str] = ()) -> tuple[Rule, ...]:
    """The rules, ready to decide; `places` are where they are written."""
    named = places or [""] * len(forms)
    return tuple(
        Rule(form, _decision(form), conditions_of(form.when, people), place)
        for form, place in zip(forms, named, strict=True)
    )


def _first(rules: Sequence[Rule], asked: Asked) -> Decision | None:
    return next((rule.decision for rule in rules if rule.fits(asked)), None)


def _decision(form: RuleForm) -> Decision:
    digest = hashlib.sha256(form.model_dump_json().encode()).hexdigest()[:16]
    return Decision(
        form.then,
        form.name,
        form.because,
        form.risk or "low",
        approver(form.by),
        form.within,
        approver(form.then_by) if form.then_by else None,
        digest,
    )


def approver(form: WhoApproves) -> Approver:
    """Whose yes it is."""
    if isinstance(form, str):
        return Approver(form)
    if form.role is not None:
        return Approver("role", form.role)
    if form.profile is not None:
        return Approver("profile", form.profile)
    return Approver("user", form.user or "")


def _risen(decision: Decision, own: Risk) -> Decision:
    """The action's own risk, or that of the rule where it is higher."""
    if _RISKS.index(own) <= _RISKS.index(decision.risk):
        return decision
    return replace(decision, risk=own)
