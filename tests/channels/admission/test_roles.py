"""Who has which role."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from understudy.channels.admission.roles import STAFF, Role, Roles
from understudy.kit.errors import ConfigError
from understudy.kit.ids import new_record_id
from understudy.org.audience import Audience, People
from understudy.org.metadata import Schema
from understudy.org.orgs import Org
from understudy.org.permissions import AccessPolicy, Customer, Employee, PermissionSet, System

ACCESS = AccessPolicy(
    profiles={"office": {}, "skipper": {}},
    permission_sets=(PermissionSet("Deal Desk", Audience(users=("bo",)), {}),),
    people=People(hierarchy="roles"),
)
ADA = Employee(new_record_id("005", 1), "office", "master", username="ada")
BO = Employee(new_record_id("005", 2), "skipper", "pier", username="bo")
CY = Employee(new_record_id("005", 3), "skipper", username="cy")


def read(folder: Path, text: str) -> Roles:
    (folder / "roles.yaml").write_text(text)
    return Roles.read(folder / "roles.yaml")


@pytest.mark.parametrize(
    ("text", "ada", "bo", "cy"),
    [
        ("admin: {}", {}, {}, {}),
        ("admin: {user: ada}", {"admin"}, {}, {}),
        ("admin: {user: [ada, cy]}\nreviewer: {user: ada}", {"admin", "reviewer"}, {}, {"admin"}),
        ("builder: {profile: Skipper}", {}, {"builder"}, {"builder"}),
        ("reviewer: {permission_set: deal desk}", {}, {"reviewer"}, {}),
        ("reviewer: {everybody: true}", {"reviewer"}, {"reviewer"}, {"reviewer"}),
        ("reviewer: {role: master}", {"reviewer"}, {}, {}),
    ],
)
def test_roles_are_as_the_file_says(
    tmp_path: Path, text: str, ada: set[str], bo: set[str], cy: set[str]
) -> None:
    roles = read(tmp_path, text)
    for employee, more in ((ADA, ada), (BO, bo), (CY, cy)):
        assert roles.of(employee, ACCESS) == {"user", *more}


def test_customers_and_the_operator_are_what_they_are(tmp_path: Path) -> None:
    roles = read(tmp_path, "admin: {everybody: true}")
    assert roles.of(Customer(new_record_id("003", 1), None), ACCESS) == {Role.CUSTOMER}
    assert Roles().of(System("the operator"), ACCESS) == STAFF


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("owner: {user: ada}", "there is no such key"),
        ("admin: {team: north}", "there is no such key"),
        ("admin: ada", "admin"),
        ("", "empty"),
    ],
)
def test_a_file_that_does_not_fit_is_refused(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        read(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("admin: {profile: Captain}", "no profile 'Captain' is declared"),
        ("admin: {permission_set: Crew}", "there is no permission set 'crew'"),
    ],
)
def test_what_it_names_must_be_there(tmp_path: Path, text: str, told: str) -> None:
    org = Org("harbour", "harbour", Schema(()), ACCESS, ZoneInfo("UTC"), 1)
    read(tmp_path, "admin: {profile: office, permission_set: Deal Desk}").check(org)
    with pytest.raises(ConfigError, match=told):
        read(tmp_path, text).check(org)
