"""The company's policy, compiled; and the shipped one, which holds where a company has none of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from understudy.org.audience import People
from understudy.trust.policy.document import CompanyLimits, Declared, load_policy
from understudy.trust.policy.form import RuleForm
from understudy.trust.policy.limits import Price
from understudy.trust.policy.policy import Policy, Rule, compile_rules

__all__ = ["CompanyPolicy", "compile_policy", "shipped", "shipped_policy"]


@dataclass(frozen=True)
class CompanyPolicy:
    """What holds for all agents of an org: rules, limits, and the prices that spend is counted by."""

    rules: tuple[Rule, ...]
    people: People
    limits: CompanyLimits
    prices: tuple[Price, ...]

    def of_agent(self, own: Sequence[RuleForm]) -> Policy:
        """With the rules of one agent's file."""
        return Policy(self.rules, compile_rules(own, self.people) if own else ())


def compile_policy(declared: Declared, people: People) -> CompanyPolicy:
    """The policy, for an org with these people."""
    document = declared.document
    rules = compile_rules(document.rules, people, declared.places)
    return CompanyPolicy(rules, people, document.limits, document.prices)


@cache
def shipped() -> CompanyPolicy:
    """Reading runs, changes wait for the yes of who asks. It names nobody, so it is the same for any org."""
    return compile_policy(load_policy(), People())


def shipped_policy() -> Policy:
    """Its rules alone."""
    return shipped().of_agent(())
