"""The second look: a plan that was bound with another view than the actor's does not get past the rules."""

import pytest

from understudy.kit.clock import Moment
from understudy.kit.errors import InputError, NotPermittedError
from understudy.org.orgs import Org
from understudy.org.permissions import AccessPolicy, Employee, ObjectAccess
from understudy.soql.bind import bind
from understudy.soql.parse import parse
from understudy.soql.plan import Plan
from understudy.soql.restrict import restrict
from understudy.soql.view import View


def unguarded(text: str, org: Org, moment: Moment) -> Plan:
    return bind(parse(text), View.full(org.schema), moment)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT Name, AnnualRevenue FROM Account",
        "SELECT Id FROM Case WHERE Account.AnnualRevenue > 5",
        "SELECT Id, (SELECT Name FROM Visits__r) FROM Case",
        "SELECT Id FROM Case WHERE Id IN (SELECT Case__c FROM Visit__c)",
        "SELECT COUNT() FROM Visit__c",
    ],
)
def test_hidden_names_are_refused(text: str, org: Org, moment: Moment, seller: Employee) -> None:
    with pytest.raises(NotPermittedError):
        restrict(unguarded(text, org, moment), org.schema, org.access, seller, moment)


def test_every_reading_of_an_object_carries_its_rule(org: Org, moment: Moment, seller: Employee) -> None:
    text = (
        "SELECT Id, Parent.Name, (SELECT Id FROM Contacts) FROM Account"
        " WHERE Id IN (SELECT AccountId FROM Case WHERE Account.Parent.Name = 'x')"
    )
    plan = unguarded(text, org, moment)
    restricted = restrict(plan, org.schema, org.access, seller, moment)
    guarded = {alias for alias, _ in restricted.rules}
    assert guarded == {scan.alias for scan in plan.scans}
    assert len(guarded) == 6


def test_joined_text_is_hidden_with_its_parts(org: Org, moment: Moment) -> None:
    auditor = Employee("005", "auditor")  # type: ignore[arg-type]
    plan = unguarded("SELECT Name FROM User", org, moment)
    with pytest.raises(NotPermittedError, match="Name on User"):
        restrict(plan, org.schema, org.access, auditor, moment)


def test_a_rule_that_does_not_fit_closes_the_object_and_tells_the_actor_nothing(
    org: Org, moment: Moment, seller: Employee
) -> None:
    broken = AccessPolicy(profiles={"seller": {"*": ObjectAccess(readable=True, rows="Boss = :user_id")}})
    with pytest.raises(NotPermittedError, match="no object Case that you may read") as refused:
        restrict(unguarded("SELECT Id FROM Case", org, moment), org.schema, broken, seller, moment)
    assert isinstance(refused.value.__cause__, InputError)
    assert "no field Boss on Case" in str(refused.value.__cause__)
