"""A name that nothing has is refused, with its place and the name that was meant."""

from typing import Any

import pytest

from understudy.app import App
from understudy.conversations.turn import Stage
from understudy.kit.errors import ConfigError
from understudy.trust.policy.form import RuleForm


async def check(app: App, stage: Stage, **rule: Any) -> None:
    form = RuleForm.model_validate({"name": "mine", "then": "approve", **rule})
    await app.check_rules(stage.org, [form], ["policy.yaml:3"])


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ({"when": {"action": "updte_record"}}, "no action 'updte_record'; did you mean 'update_record'"),
        ({"when": {"object": "Opportunty"}}, "no object 'Opportunty'; did you mean 'Opportunity'"),
        ({"when": {"object": "Lead", "fields": "Amount"}}, "no field 'Amount'"),
        (
            {"when": {"values": {"Amout": {"over": 1}}}},
            "no field or parameter 'Amout'; did you mean 'Amount'",
        ),
        ({"when": {"agent": "sale"}}, "no agent 'sale'; did you mean 'sales'"),
        ({"when": {"channel": "webchat"}}, "no channel 'webchat'; did you mean 'web_chat'"),
        ({"when": {"who": {"profiles": ["suport"]}}}, "no profile 'suport'; did you mean 'support'"),
        ({"when": {"who": {"users": ["Nobody Here"]}}}, "no user 'Nobody Here'"),
        ({"by": {"role": "Boss"}}, "no role 'Boss'"),
        ({"by": {"profile": "executiv"}}, "no profile 'executiv'; did you mean 'executive'"),
        ({"by": "owner", "then_by": {"user": "nobody@x.example"}}, "no user 'nobody@x.example'"),
    ],
)
async def test_what_is_not_there(demo_app: App, demo_stage: Stage, rule: dict[str, Any], told: str) -> None:
    with pytest.raises(ConfigError) as raised:
        await check(demo_app, demo_stage, **rule)
    assert told in raised.value.message
    assert "policy.yaml:3: rule 'mine'" in raised.value.message


async def test_names_of_the_org_are_the_same_whatever_their_capitals(
    demo_app: App, demo_stage: Stage
) -> None:
    when = {"object": "opportunity", "values": {"amount": {"over": 1}}, "who": {"profiles": ["Support"]}}
    await check(demo_app, demo_stage, when=when, by={"user": "delia ortiz"})
