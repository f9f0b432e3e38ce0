"""Every record of the demo org agrees with every other."""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, cast

import pytest

from understudy.kit.ids import is_record_id, key_prefix
from understudy.org.demo import DEMO_NOW, DEMO_TODAY, DemoOrg, generate_demo
from understudy.org.demo.company import FACTS
from understudy.org.metadata import FieldType

SIZES = ("small", "standard")
Rows = list[dict[str, Any]]


@cache
def org(size: str = "standard", seed: int = 7) -> DemoOrg:
    return generate_demo(seed, "small" if size == "small" else "standard")


def tables(size: str = "standard", seed: int = 7) -> dict[str, Rows]:
    return cast("dict[str, Rows]", org(size, seed).rows)


def rows(name: str) -> Rows:
    return tables()[name]


@cache
def by_id() -> dict[str, dict[str, Any]]:
    return {row["Id"]: row for table in tables().values() for row in table}


def grouped(name: str, key: str) -> dict[str, Rows]:
    groups: dict[str, Rows] = defaultdict(list)
    for row in rows(name):
        groups[row[key]].append(row)
    return groups


def test_the_same_seed_gives_the_same_rows_and_another_gives_others() -> None:
    assert generate_demo(7, "small").rows == org("small").rows
    assert generate_demo(8, "small").rows["Case"] != org("small").rows["Case"]


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        ("User", 22, 30),
        ("Account", 110, 130),
        ("Contact", 270, 330),
        ("Product2", 18, 24),
        ("OrderItem", 550, 850),
        ("Case", 1200, 1200),
        ("Lead", 250, 250),
        ("Opportunity", 350, 350),
        ("Task", 900, 1800),
        ("EmailMessage", 800, 1600),
        ("LiveChatTranscript", 120, 320),
        ("VoiceCallTranscript__c", 150, 150),
    ],
)
def test_the_org_is_as_large_as_promised(name: str, least: int, most: int) -> None:
    assert least <= len(rows(name)) <= most


@pytest.mark.parametrize(("size", "seed"), [("standard", 7), ("small", 7), ("small", 1), ("small", 2)])
def test_ids_are_right_and_references_lead_to_rows_of_the_right_object(size: str, seed: int) -> None:
    found = tables(size, seed)
    owner = {row["Id"]: name for name, table in found.items() for row in table}
    assert len(owner) == sum(map(len, found.values()))
    for each in org(size).schema:
        assert found[each.name], each.name
        stored = {f.name for f in each.fields if not f.joined_from}
        references = [f for f in each.fields if f.type is FieldType.REFERENCE]
        for row in found[each.name]:
            assert row.keys() == stored
            assert is_record_id(row["Id"])
            assert key_prefix(row["Id"]) == each.key_prefix
            for f in references:
                value: Any = row[f.name]
                assert value is None or owner[value] in f.references, (each.name, f.name, value)


@pytest.mark.parametrize("size", SIZES)
def test_values_have_the_type_of_their_field_and_picklists_hold_known_ones(size: str) -> None:
    kinds: dict[FieldType, type | tuple[type, ...]] = {
        FieldType.NUMBER: (int, Decimal),
        FieldType.CURRENCY: Decimal,
        FieldType.PERCENT: (int, Decimal),
        FieldType.BOOLEAN: bool,
        FieldType.DATE: date,
        FieldType.DATETIME: datetime,
    }
    demo = org(size)
    for each in demo.schema:
        for f in each.fields:
            for value in (row[f.name] for row in demo.rows[each.name] if not f.joined_from):
                if value is None:
                    assert not f.required, (each.name, f.name)
                    continue
                assert isinstance(value, kinds.get(f.type, str)), (each.name, f.name, value)
                assert not f.values or value in f.values, (each.name, f.name, value)
                assert not isinstance(value, datetime) or value.tzinfo, (each.name, f.name)


def test_numbers_and_names_of_records_are_unique() -> None:
    for name, field in [
        ("Case", "CaseNumber"),
        ("Order", "OrderNumber"),
        ("Contract", "ContractNumber"),
        ("Quote", "QuoteNumber"),
        ("Account", "Name"),
        ("Opportunity", "Name"),
        ("Product2", "Name"),
        ("Contact", "Email"),
        ("Knowledge__kav", "UrlName"),
    ]:
        assert max(Counter(row[field] for row in rows(name)).values()) == 1, name
    people = Counter((row["FirstName"], row["LastName"]) for row in rows("Contact"))
    assert max(people.values()) == 1


def test_two_names_are_ambiguous_on_purpose() -> None:
    assert len([a for a in rows("Account") if a["Name"].startswith("Harbor ")]) == 2
    assert len([c for c in rows("Contact") if c["LastName"] == "Okafor"]) == 2


def test_nothing_has_happened_after_now() -> None:
    for name, table in tables().items():
        for row in table:
            assert row["CreatedDate"] is None or row["CreatedDate"] <= DEMO_NOW, (name, row["Id"])
    for name, field in [
        ("Case", "ClosedDate"),
        ("EmailMessage", "MessageDate"),
        ("LiveChatTranscript", "EndTime"),
        ("VoiceCallTranscript__c", "EndTime__c"),
    ]:
        assert all(row[field] is None or row[field] <= DEMO_NOW for row in rows(name)), name
    for name, field in [
        ("Order", "EffectiveDate"),
        ("Lead", "ConvertedDate"),
        ("Contract", "CompanySignedDate"),
    ]:
        assert all(row[field] is None or row[field] <= DEMO_TODAY for row in rows(name)), name


def test_prices_are_those_of_the_price_book() -> None:
    for item in rows("OrderItem"):
        entry, order = by_id()[item["PriceBookEntryId"]], by_id()[item["OrderId"]]
        assert item["UnitPrice"] == entry["UnitPrice"]
        assert item["Product2Id"] == entry["Product2Id"]
        assert order["Pricebook2Id"] == entry["Pricebook2Id"]
    for line in rows("OpportunityLineItem"):
        entry = by_id()[line["PricebookEntryId"]]
        assert line["TotalPrice"] == line["Quantity"] * entry["UnitPrice"]


def test_an_opportunity_its_contract_and_its_order_agree() -> None:
    lines, orders = grouped("OpportunityLineItem", "OpportunityId"), grouped("Order", "ContractId")
    items = grouped("OrderItem", "OrderId")
    for deal in rows("Opportunity"):
        assert deal["Amount"] == sum(line["TotalPrice"] for line in lines[deal["Id"]])
        assert by_id()[deal["ContactId"]]["AccountId"] == deal["AccountId"]
        won = deal["StageName"] == "Closed" and deal["Probability"] == 100
        assert bool(deal["ContractID__c"]) == won
        if won:
            contract = by_id()[deal["ContractID__c"]]
            (order,) = orders[contract["Id"]]
            assert contract["AccountId"] == order["AccountId"] == deal["AccountId"]
            assert (
                deal["CreatedDate"].date() <= contract["CustomerSignedDate"] <= contract["CompanySignedDate"]
            )
            assert deal["CloseDate"] == contract["CompanySignedDate"] <= contract["StartDate"]
            assert contract["CompanySignedDate"] <= order["EffectiveDate"]
            assert deal["Amount"] == sum(i["Quantity"] * i["UnitPrice"] for i in items[order["Id"]])
            assert order["OwnerId"] == deal["OwnerId"]


def test_closed_deals_lie_behind_and_have_a_certain_end() -> None:
    for deal in rows("Opportunity"):
        closed = deal["StageName"] == "Closed"
        assert closed == (deal["Probability"] in {0, 100})
        assert not closed or deal["CloseDate"] <= DEMO_TODAY
        assert deal["CreatedDate"].date() <= deal["CloseDate"]
    stages = Counter(deal["StageName"] for deal in rows("Opportunity"))
    assert min(stages.values()) >= 8
    assert len(stages) == 5


def test_quotes_add_up_and_only_won_deals_have_one_accepted() -> None:
    quotes, lines = grouped("Quote", "OpportunityId"), grouped("QuoteLineItem", "QuoteId")
    for deal in rows("Opportunity"):
        accepted = [q for q in quotes[deal["Id"]] if q["Status"] == "Accepted"]
        assert len(accepted) == bool(deal["ContractID__c"])
        for quote in quotes[deal["Id"]]:
            assert quote["AccountId"] == deal["AccountId"]
            assert deal["CreatedDate"] <= quote["CreatedDate"] < quote["ExpirationDate"]
            for line in lines[quote["Id"]]:
                off = (100 - line["Discount"]) / Decimal(100)
                exact = line["Quantity"] * line["UnitPrice"] * off
                assert abs(line["TotalPrice"] - exact) < Decimal("0.01")
        for quote in accepted:
            assert quote["CreatedDate"].date() <= deal["CloseDate"] <= quote["ExpirationDate"].date()


def test_a_case_is_about_something_its_account_had_bought() -> None:
    for case in rows("Case"):
        item = by_id()[case["OrderItemId__c"]]
        order, product = by_id()[item["OrderId"]], by_id()[item["Product2Id"]]
        assert by_id()[case["ContactId"]]["AccountId"] == case["AccountId"] == order["AccountId"]
        assert case["CreatedDate"].date() >= order["EffectiveDate"]
        text = case["Subject"] + case["Description"]
        assert product["Name"] in text or order["OrderNumber"] in text
        assert case["IssueId__c"]


def test_a_case_and_its_history_tell_the_same_story() -> None:
    history = grouped("CaseHistory__c", "CaseId__c")
    for case in rows("Case"):
        steps = sorted(history[case["Id"]], key=lambda row: row["CreatedDate"])
        assert [s["Field__c"] for s in steps].count("Case Creation") == 1
        assert steps[0]["Field__c"] == "Case Creation"
        assert steps[0]["CreatedDate"] == case["CreatedDate"]
        given = [s for s in steps if s["Field__c"] == "Owner Assignment"]
        assert given[0]["OldValue__c"] is None
        assert [s["OldValue__c"] for s in given[1:]] == [s["NewValue__c"] for s in given[:-1]]
        assert all(s["OldValue__c"] != s["NewValue__c"] for s in given)
        assert given[-1]["NewValue__c"] == case["OwnerId"]
        closing = [s for s in steps if s["Field__c"] == "Case Closed"]
        assert (case["Status"] == "Closed") == (case["ClosedDate"] is not None) == (len(closing) == 1)
        if closing:
            assert steps[-1] is closing[0]
            assert closing[0]["CreatedDate"] == case["ClosedDate"] > case["CreatedDate"]


def test_agents_take_cases_only_while_employed_and_some_pass_them_on() -> None:
    given = [row for row in rows("CaseHistory__c") if row["Field__c"] == "Owner Assignment"]
    for step in given:
        agent = by_id()[step["NewValue__c"]]
        assert agent["Department"] == "Support"
        assert agent["CreatedDate"] <= step["CreatedDate"]
    passed_on = sum(step["OldValue__c"] is not None for step in given)
    assert 0.1 < passed_on / len(rows("Case")) < 0.4
    assert 30 <= sum(case["Status"] != "Closed" for case in rows("Case")) <= 150


def test_one_product_had_its_worst_month_after_a_bad_update() -> None:
    (product,) = [p for p in rows("Product2") if p["Name"] == "Tally Water Controller"]
    (issue,) = [i for i in rows("Issue__c") if i["Name"] == "Schedule Lost After Update"]
    about = [case for case in rows("Case") if by_id()[case["OrderItemId__c"]]["Product2Id"] == product["Id"]]
    months = Counter(
        (case["CreatedDate"].year, case["CreatedDate"].month)
        for case in about
        if case["IssueId__c"] == issue["Id"]
    ).most_common(2)
    assert months[0][0] == (2026, 5)
    assert months[0][1] > 4 * months[1][1]
    in_may = Counter(c["IssueId__c"] for c in rows("Case") if c["CreatedDate"].strftime("%Y-%m") == "2026-05")
    assert in_may.most_common(1)[0][0] == issue["Id"]


def test_converted_leads_are_the_customers_they_became() -> None:
    converted = [lead for lead in rows("Lead") if lead["IsConverted"]]
    assert 0.25 < len(converted) / len(rows("Lead")) < 0.5
    for lead in rows("Lead"):
        linked = [lead[f"Converted{what}"] for what in ("Date", "AccountId", "ContactId", "OpportunityId")]
        assert all(linked) if lead["IsConverted"] else not any(linked)
    for lead in converted:
        contact, deal = by_id()[lead["ConvertedContactId"]], by_id()[lead["ConvertedOpportunityId"]]
        assert contact["AccountId"] == deal["AccountId"] == lead["ConvertedAccountId"]
        assert (contact["LastName"], contact["Email"]) == (lead["LastName"], lead["Email"])
        assert lead["CreatedDate"].date() <= lead["ConvertedDate"] == deal["CreatedDate"].date()
        assert by_id()[deal["AccountId"]]["Name"] == lead["Company"]


def test_sellers_belong_to_the_territory_of_the_customer() -> None:
    states: dict[str, set[str]] = defaultdict(set)
    for member in rows("UserTerritory2Association"):
        states[member["UserId"]] |= set(by_id()[member["Territory2Id"]]["Description"].split(","))
    for account in rows("Account"):
        assert account["ShippingState"] in states[account["OwnerId"]]
    covered = [s for t in rows("Territory2") for s in t["Description"].split(",")]
    assert len(covered) == len(set(covered)) == 51


def test_everyone_but_the_director_has_a_manager_who_was_there_first() -> None:
    tops = [user for user in rows("User") if user["ManagerId"] is None]
    assert [user["Title"] for user in tops] == ["Managing Director"]
    for user in rows("User"):
        assert user in tops or by_id()[user["ManagerId"]]["CreatedDate"] < user["CreatedDate"]


def test_mails_and_chats_speak_of_their_case() -> None:
    for mail in rows("EmailMessage"):
        related = by_id()[mail["RelatedToId"]]
        assert mail["MessageDate"] >= related["CreatedDate"]
        if mail["ParentId"]:
            assert mail["ParentId"] == mail["RelatedToId"]
            assert related["Subject"] in mail["Subject"]
            assert related["Origin"] == "Email"
            assert related["CaseNumber"] in mail["TextBody"] or related["Description"] in mail["TextBody"]
            assert related["ClosedDate"] is None or mail["MessageDate"] <= related["ClosedDate"]
        for recipient in mail["ToIds"].split(","):
            assert recipient in by_id()
    for chat in rows("LiveChatTranscript"):
        case = by_id()[chat["CaseId"]]
        assert (case["ContactId"], case["AccountId"]) == (chat["ContactId"], chat["AccountId"])
        assert case["Description"] in chat["Body"]
        assert case["CaseNumber"] in chat["Body"]


def test_tasks_and_calls_belong_to_deals_and_leads() -> None:
    for task in rows("Task"):
        deal = by_id()[task["WhatId"]]
        assert task["OwnerId"] == deal["OwnerId"]
        assert task["CreatedDate"] >= deal["CreatedDate"]
        contact = by_id()[deal["ContactId"]]
        names = by_id()[deal["AccountId"]]["Name"], f"{contact['FirstName']} {contact['LastName']}"
        assert any(name in task["Subject"] + task["Description"] for name in names)
    for call in rows("VoiceCallTranscript__c"):
        about = by_id()[call["LeadId__c"] or call["OpportunityId__c"]]
        assert (call["LeadId__c"] is None) != (call["OpportunityId__c"] is None)
        assert call["CreatedDate"] >= about["CreatedDate"]
        assert timedelta() < call["EndTime__c"] - call["CreatedDate"] < timedelta(hours=1)


def test_quotes_hold_as_long_as_the_help_centre_says() -> None:
    for quote in rows("Quote"):
        assert quote["ExpirationDate"] - quote["CreatedDate"] == timedelta(days=FACTS.quote_valid_days)
