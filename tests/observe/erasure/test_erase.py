"""Once erased, no column, no passage, no word of the index and no entry of the log tells of the person."""

import json
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from psycopg import sql
from psycopg.types.json import Jsonb
from tests.conftest import MakeOrg

from understudy.agents.outcome import Reply
from understudy.conversations.session import new_session
from understudy.conversations.store import save_turn
from understudy.kit.db import Database
from understudy.kit.errors import InputError
from understudy.kit.ids import RecordId, new_record_id
from understudy.knowledge.documents import read_text
from understudy.knowledge.front_matter import Head
from understudy.knowledge.index.indexing import index_documents
from understudy.llm.situation import Memory
from understudy.observe.erasure.erase import erase_person, find_traces
from understudy.observe.erasure.person import find_person
from understudy.org.metadata import Field, FieldType, ObjectType, Schema
from understudy.org.orgs import Org
from understudy.org.permissions import Customer, System
from understudy.trust.audit.entry import Event
from understudy.trust.audit.log import AuditLog
from understudy.trust.audit.verify import verify

STRING, EMAIL, PHONE = FieldType.STRING, FieldType.EMAIL, FieldType.PHONE
SCHEMA = Schema(
    (
        ObjectType(
            "Contact",
            "Contact",
            "Contacts",
            "003",
            (
                Field("FirstName", "First name", STRING),
                Field("LastName", "Last name", STRING),
                Field("Name", "Name", STRING, joined_from=("FirstName", "LastName")),
                Field("Email", "Email", EMAIL, unique=True),
                Field("Phone", "Phone", PHONE),
                Field("MailingStreet", "Street", STRING),
                Field("Birthdate", "Birthdate", FieldType.DATE),
            ),
            "Name",
        ),
        ObjectType(
            "Case",
            "Case",
            "Cases",
            "500",
            (
                Field("Subject", "Subject", STRING),
                Field("Description", "Description", FieldType.TEXT),
                Field("ContactId", "Contact", FieldType.REFERENCE, references=("Contact",)),
            ),
            "Subject",
        ),
    )
)
ADA = {
    "FirstName": "Ada",
    "LastName": "O'Quill (née Stern)",
    "Email": "ada.quill+news@example.com",
    "Phone": "+1 (907) 555-0147",
    "MailingStreet": "1 Elm Street",
    "Birthdate": "1980-02-03",
}
OTHER = {
    "FirstName": "Ada",
    "LastName": "Byron",
    "Email": "ada.byron@example.com",
    "Phone": "+1 415 555 0199",
}
LEAD = ObjectType(
    "Lead", "Lead", "Leads", "00Q", (Field("Name", "Name", STRING), Field("Email", "Email", EMAIL)), "Name"
)
LEADS = Schema((SCHEMA.objects[0], LEAD))
TRACE, OTHERS_TRACE = "a" * 32, "b" * 32
TOLD = (
    "ADA O'QUILL (NÉE STERN) wrote from Ada.Quill+News@example.com; call +1 (907) 555-0147."
    " Ada Byron did not."
)


@pytest.fixture
async def org(small_org: MakeOrg, database: Database) -> AsyncGenerator[Org]:
    """An org in which much tells of Ada O'Quill, and something of Ada Byron."""
    org = await small_org(
        SCHEMA,
        {
            "Contact": [ADA, OTHER],
            "Case": [{"Subject": "Call Ada O'Quill (née Stern)", "Description": TOLD, "ContactId": ada()}],
        },
    )
    for actor, trace in ((Customer(RecordId(ada()), None), TRACE), (System("a test"), OTHERS_TRACE)):
        session = new_session("service", actor, "terminal")
        await save_turn(database, org.name, session, TOLD, Reply(TOLD), Memory(), trace)
        await database.execute(
            "INSERT INTO understudy.span (trace_id, span_id, name, started_at, ended_at, attributes)"
            " VALUES (%s, %s, 'model.request', now(), now(), %s)",
            (
                trace,
                trace[:16],
                Jsonb(
                    {
                        "message": f"Regards,\n{TOLD}",
                        "quoted": '"ada.quill+news@example.com"',
                        "nested": json.dumps({"said": TOLD}),
                    }
                ),
            ),
        )
    documents = [
        read_text(f"# Complaints\n\n{TOLD}", "letter.md", Head("employees", "A letter")),
        read_text("# Shipping\n\nParcels leave daily.", "shipping.md", Head("public", "Shipping")),
    ]
    await index_documents(database, org, "letters", documents, None, gated=False)
    yield org
    await database.execute("DELETE FROM understudy.span WHERE trace_id IN (%s, %s)", (TRACE, OTHERS_TRACE))


def ada() -> str:
    """Her id."""
    return new_record_id("003", 1)


async def everything(database: Database, org: Org) -> str:
    """Every row of every table, as text: found without what is tested."""
    tables = await database.fetch(
        "SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('understudy', %s)", (org.pg_schema,)
    )
    found: list[str] = []
    for schema, name in tables:
        place = sql.Identifier(schema, name)
        rows = await database.fetch(sql.SQL("SELECT t::text FROM {} t").format(place))
        found += [row[0].lower() for row in rows]
    return "\n".join(found)


@pytest.mark.parametrize("called", ["ada.quill+news@example.com", "Ada O'Quill (née Stern)", ada()])
async def test_nothing_is_left_of_the_person(
    database: Database, org: Org, tmp_path: Path, called: str
) -> None:
    log = AuditLog.open(database, tmp_path)
    begun = await log.append([Event("action", "query", f"contact:{ada()}", org.name, details={"rows": 3})])
    await log.append([Event("denial", "query", "user:005", org.name, details={"said": TOLD})])
    person = await find_person(database, org, called)
    before = await find_traces(database, org, person)
    assert f"{org.pg_schema}.Case" in before.rows
    assert [key for _, _, key in before.documents] == ["letter.md"]

    erased = await erase_person(database, org, person, log, "asked")

    assert erased.left.none
    assert (erased.sessions, erased.entries) == (1, 2)
    left = await everything(database, org)
    for word in ("quill", "ada o", "u00c9e stern", "née stern", "907) 555-0147", "elm street", "1980-02-03"):
        assert word not in left, word
    assert "ada byron did not" in left
    assert "ada.byron@example.com" in left
    stems = await database.fetch(
        "SELECT DISTINCT term FROM understudy.posting JOIN understudy.segment ON segment.id = segment_id"
        " JOIN understudy.shelf ON shelf.id = shelf_id WHERE org = %s",
        (org.name,),
    )
    assert {row[0] for row in stems} & {"quill", "o'quill", "stern"} == set()
    assert any(word.startswith("parcel") for row in stems for word in row)
    report = await verify(database, log.key, [])
    assert begun
    own = [
        each for each in report.faults if each.seq >= begun.seq
    ]  # before it others logged, with their keys
    assert not [fault for fault in own if fault.what.startswith("body")]


async def test_the_record_stays_for_those_that_refer_to_it(
    database: Database, org: Org, tmp_path: Path
) -> None:
    person = await find_person(database, org, ada())
    await erase_person(database, org, person, AuditLog.open(database, tmp_path), "asked")
    place = sql.Identifier(org.pg_schema, "Contact")
    row = await database.fetch_one(
        sql.SQL('SELECT "Name", "Email", "Phone" FROM {} WHERE "Id" = %s').format(place), (ada(),)
    )
    assert row == ("Erased", None, None)
    case = await database.fetch_one(
        sql.SQL('SELECT "ContactId", "Description" FROM {}').format(sql.Identifier(org.pg_schema, "Case"))
    )
    assert case
    assert case[0] == ada()
    assert len(case[1]) == len(TOLD)
    again = await erase_person(database, org, person, AuditLog.open(database, tmp_path), "asked")
    assert (again.sessions, again.rows, again.entries) == (0, {}, 0)


async def test_records_with_the_same_address_are_one_person(database: Database, small_org: MakeOrg) -> None:
    twins = [{**ADA, "Email": "a@example.com"}, {**ADA, "Email": "b@example.com"}]
    org = await small_org(LEADS, {"Contact": twins, "Lead": [{"Name": "A. Quill", "Email": "A@example.com"}]})
    found = await find_person(database, org, "a@example.com")
    assert found.who == [f"contact:{ada()}", f"lead:{new_record_id('00Q', 1)}"]
    assert {"A. Quill", "Ada O'Quill (née Stern)"} <= set(found.words)
    assert (await find_person(database, org, ada())).who == found.who
    with pytest.raises(InputError, match="may be the contact"):
        await find_person(database, org, "Ada O'Quill (née Stern)")


async def test_who_is_not_known_is_told(database: Database, org: Org) -> None:
    with pytest.raises(InputError, match="nobody in the org"):
        await find_person(database, org, "Grace Hopper")


async def test_a_word_of_its_own_is_needed(database: Database, org: Org) -> None:
    """What is part of a longer word is somebody else's."""
    person = await find_person(database, org, ada())
    row = await database.fetch_one("SELECT 'xada.quill+news@example.com' ~* %s", (person.pattern,))
    assert row == (False,)
