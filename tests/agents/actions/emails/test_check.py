"""A merge field that is no field of the org is told, with the nearest that is."""

import pytest

from understudy.agents.actions.emails.check import check_merge_fields
from understudy.agents.actions.registry import ActionContext
from understudy.kit.errors import InputError


def test_the_shipped_templates_fit_the_standard_objects(context: ActionContext) -> None:
    for email in context.library.emails.values():
        check_merge_fields(context, email)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("{CaseNumber}", "{CaseNumbr}", "CaseNumbr"),
        ("{To.FirstName}", "{To.Forename__c}", "Forename__c"),
        ("{Sender.Name}", "{Sender.Nickname__c}", "Nickname__c"),
    ],
)
def test_a_path_that_leads_nowhere(context: ActionContext, old: str, new: str, told: str) -> None:
    email = context.library.emails["case_status_update"]
    changed = {"body": email.body.replace(old, new), "subject": email.subject.replace(old, new)}
    with pytest.raises(InputError, match=told):
        check_merge_fields(context, email.model_copy(update=changed))


def test_a_way_to_nobody(context: ActionContext) -> None:
    email = context.library.emails["case_status_update"].model_copy(update={"to": "ReporterId"})
    with pytest.raises(InputError, match="no ReporterId"):
        check_merge_fields(context, email)
