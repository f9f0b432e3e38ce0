"""Searches of a small org, each with what it has to find, in order."""

from typing import Any

import pytest
from tests.soql.sosl.conftest import AGENT, Search, names, record_id

from understudy.kit.errors import InputError, NotPermittedError

M, R, C, K = "Maple Gardens", "Rose & Sons", "Café Müller", "東京都 Garden"
HEDGE, MEETING, INVOICE, LAWN = "Hedge trimmer broken", "Monday meeting moved", "Invoice", "Lawn and"
BOOK = record_id("01s", 1)
CASES: list[tuple[str, str, list[Any]]] = [
    # words
    ("{maple} RETURNING Account(Name)", "the name comes first", [M, R]),
    ("{MAPLE} RETURNING Account(Name)", "capitals do not matter", [M, R]),
    ("{rose} RETURNING Account(Name)", "a word is the whole word, not its plural", [R]),
    ("{maple oak} RETURNING Account(Name)", "words side by side are all wanted", [R]),
    ("{maple AND oak} RETURNING Account(Name)", "as with AND", [R]),
    ("{bonsai OR oak} RETURNING Account(Name)", "either; of equals the newest first", [K, R]),
    ("{maple AND NOT oak} RETURNING Account(Name)", "AND NOT takes away", [M]),
    ("{maple AND NOT (oak OR tulips)} RETURNING Account(Name)", "a group", []),
    ("{(bonsai OR roses) AND (weekly OR buys)} RETURNING Account(Name)", "two groups", [C]),
    ("{nothing AND NOT maple} RETURNING Account(Name)", "nothing wanted is there", []),
    ("{hot} RETURNING Account(Name)", "picklists are searched", [M]),
    ("{42} RETURNING Account(Name)", "numbers are not", []),
    ("{muller} RETURNING Account(Name)", "without accents", [C]),
    ("{Müller} RETURNING Account(Name)", "and with them", [C]),
    ('{"and"} RETURNING Case(Subject)', "an operator's name in quotes is a word", [LAWN]),
    # phrases
    ('{"monday meeting"} RETURNING Case(Subject)', "words in a row", [MEETING]),
    ("{monday meeting} RETURNING Case(Subject)", "words anywhere", [MEETING, HEDGE]),
    ('{"broken the trimmer"} RETURNING Case(Subject)', "a row does not go from field to field", []),
    ('{"trimmer" AND "before the meeting"} RETURNING Case(Subject)', "two phrases", [HEDGE]),
    ('{trimmer AND NOT "on Tuesday"} RETURNING Case(Subject)', "without a phrase", [HEDGE, INVOICE]),
    ('{"monday meet*"} RETURNING Case(Subject)', "a wildcard in a phrase", [MEETING]),
    ('{"monday m??ting"} RETURNING Case(Subject)', "also inside a word", [MEETING]),
    # wildcards
    ("{trim*} RETURNING Case(Subject)", "a beginning; more is better", [HEDGE, INVOICE, MEETING]),
    ("{jo?n} RETURNING Contact(FirstName)", "one letter; twice is better", ["John", "Joan"]),
    ("{jo*n} RETURNING Contact(FirstName)", "some letters, or none", ["John", "Joan"]),
    ("{smi*h} RETURNING Contact(FirstName)", "inside a word", ["John"]),
    ("{sm?th*} RETURNING Contact(FirstName)", "both", ["John", "Joan"]),
    ("{2?0b} RETURNING Case(Subject)", "a digit for a digit", [HEDGE]),
    ("{20?b} RETURNING Case(Subject)", "after a digit stands a digit", [HEDGE]),
    ("{200?} RETURNING Case(Subject)", "so no letter", []),
    ("{HT\\-200b} RETURNING Case(Subject)", "an escaped sign parts words in a row", [HEDGE]),
    # addresses and numbers
    ("{john.smith@maple\\-gardens.example} RETURNING Contact(FirstName)", "a whole address", ["John"]),
    ("{smith} IN EMAIL FIELDS RETURNING Contact(FirstName)", "a part of it", ["John"]),
    ("{rose} IN EMAIL FIELDS RETURNING Contact(FirstName)", "only in addresses", ["Joan"]),
    ("{smythe} IN EMAIL FIELDS RETURNING Contact(FirstName)", "not in names", []),
    ("{4155550134} IN PHONE FIELDS RETURNING Account(Name)", "the digits of a number", [M]),
    ("{415 555 0134} IN PHONE FIELDS RETURNING Contact(FirstName)", "with spaces", ["John"]),
    ("{14155550134} IN PHONE FIELDS RETURNING Account(Name)", "with the country", [M]),
    ("{5550134} RETURNING Account(Name)", "without", [M]),
    ("{\\(415\\) 555\\-0134} RETURNING Account(Name)", "written otherwise than it is kept", [M]),
    ("{415*} IN PHONE FIELDS RETURNING Account(Name)", "its beginning", [M]),
    ("{030901820} IN PHONE FIELDS RETURNING Account(Name)", "of another land", [C]),
    ("{gardens.example} RETURNING Account(Name)", "part of a host", [M]),
    # groups
    ("{maple} IN NAME FIELDS RETURNING Account(Name)", "the name", [M]),
    ("{gardens.example} IN NAME FIELDS RETURNING Account(Name)", "which a website belongs to", [M]),
    ("{john} IN NAME FIELDS RETURNING Contact(LastName)", "part of a name", ["Smith"]),
    ("{trimmer} IN NAME FIELDS RETURNING Case(Subject)", "a subject is a name", [HEDGE]),
    ("{hedges} IN NAME FIELDS RETURNING Product2(Name)", "products are searched whole", ["Hedge trimmer"]),
    ("{4155550134} IN SIDEBAR FIELDS RETURNING Account(Name)", "names, numbers, addresses", [M]),
    ("{tulips} IN SIDEBAR FIELDS RETURNING Account(Name)", "no texts", []),
    # other scripts
    ("{東京} RETURNING Account(Name)", "characters in a row", [K]),
    ("{京東} RETURNING Account(Name)", "in that row", []),
    ("{東} RETURNING Account(Name)", "one is enough", [K]),
    ("{東京* garden} RETURNING Account(Name)", "with a wildcard", [K]),
    # the query of an object
    ("{rose* OR maple} RETURNING Account(Name WHERE Rating = 'Cold')", "a condition", [R]),
    (
        "{rose* OR maple} RETURNING Account(Name WHERE Id IN (SELECT AccountId FROM Case))",
        "a join",
        [M, R, C],
    ),
    ("{rose* OR maple} RETURNING Account(Name ORDER BY Name)", "in an order", [C, M, R]),
    ("{rose* OR maple} RETURNING Account(Name ORDER BY Rating DESC NULLS LAST)", "turned round", [M, R, C]),
    ("{rose* OR maple} RETURNING Account(Name ORDER BY Name LIMIT 2)", "the first", [C, M]),
    ("{rose* OR maple} RETURNING Account(Name ORDER BY Name LIMIT 2 OFFSET 1)", "the next", [M, R]),
    ("{rose* OR maple} RETURNING Account(Name ORDER BY Name) LIMIT 1", "of all", [C]),
    ("{rose* OR maple} RETURNING Account(Name LIMIT 0)", "none", []),
    ("{smith} RETURNING Contact(Account.Name)", "a field of a parent", [M]),
    (f"{{trimmer}} RETURNING Product2(Name) WITH PricebookId = '{BOOK}'", "a book", ["Hedge trimmer"]),
]


@pytest.mark.parametrize(("sosl", "note", "found"), CASES, ids=[f"{note}: {sosl}" for sosl, note, _ in CASES])
async def test_what_is_found_in_order(find: Search, sosl: str, note: str, found: list[Any]):
    result = await find(f"FIND {sosl}")
    assert len(result.objects) == 1, note
    assert [row[result.objects[0].columns[0].name] for row in result.objects[0].rows] == found, note


async def test_without_returning_come_the_ids_of_every_object_but_some(find: Search):
    result = await find("FIND {trimmer}")
    assert {each.object: [len(row) for row in each.rows] for each in result.objects} == {
        "Case": [1, 1, 1],
        "Payroll__c": [1],
    }
    assert all(row["Id"].startswith("500") for row in result.objects[0].rows)


async def test_objects_come_as_they_were_named_also_without_records(find: Search):
    result = await find("FIND {maple} RETURNING Contact, Account(Name), Case")
    counts = [(each.object, len(each.rows)) for each in result.objects]
    assert counts == [("Contact", 1), ("Account", 2), ("Case", 0)]


async def test_a_limit_is_shared_out_evenly_and_what_is_left_goes_to_the_others(find: Search):
    sosl = "FIND {trimmer OR maple OR bonus} RETURNING Account(Id), Case(Id), Payroll__c(Id)"
    counts = {0: [0, 0, 0], 2: [1, 1, 0], 3: [1, 1, 1], 5: [2, 2, 1], 9: [2, 3, 1]}
    for limit, wanted in counts.items():
        result = await find(f"{sosl} LIMIT {limit}")
        assert [len(each.rows) for each in result.objects] == wanted


async def test_a_guard_cuts_and_says_so(find: Search):
    assert not (await find("FIND {trimmer} RETURNING Case(Id) LIMIT 2", limit_guard=2)).truncated
    cut = await find("FIND {trimmer} RETURNING Case(Id)", limit_guard=2)
    assert (cut.total, cut.truncated) == (2, True)


async def test_binds_stand_for_values(find: Search):
    values = {"words": "O'Trim* or rose-s", "name": "Cold", "most": 1}
    sosl = "FIND :words RETURNING Account(Name WHERE Rating = :name) LIMIT :most"
    assert names(await find(sosl, binds={**values, "words": "maple"})) == {"Account": [R]}
    assert names(await find(sosl, binds=values)) == {}


@pytest.mark.parametrize(
    ("sosl", "error"),
    [
        ("FIND {maple} RETURNING Acount", "no object Acount; did you mean Account?"),
        ("FIND {maple} RETURNING Account(Nam)", "no field Nam on Account; did you mean Name?"),
        ("FIND {maple} RETURNING Account(COUNT(Id))", "a search returns records, and COUNT is an aggregate"),
        ("FIND {maple} WITH DIVISION = 'x'", "not supported yet: WITH DIVISION"),
        (
            "FIND {maple} RETURNING Account(Id USING ListView=Recent)",
            "not supported yet: USING ListView=Recent",
        ),
    ],
)
async def test_what_does_not_fit_the_org_is_refused(find: Search, sosl: str, error: str):
    with pytest.raises(InputError) as refused:
        await find(sosl)
    assert refused.value.message == error
    assert refused.value.place


@pytest.mark.parametrize(
    ("binds", "error"),
    [
        ({}, "no value for :words"),
        ({"words": 3}, "words is to be a text"),
        ({"words": "*ab"}, "a wildcard stands"),
    ],
)
async def test_a_bound_text_is_read_when_it_is_known(find: Search, binds: dict[str, Any], error: str):
    with pytest.raises(InputError) as refused:
        await find("FIND :words", binds=binds)
    assert refused.value.message.startswith(error)


async def test_what_has_no_effect_is_told(find: Search):
    result = await find("FIND {maple} WITH SPELL_CORRECTION = true UPDATE VIEWSTAT")
    assert result.notes == (
        "UPDATE VIEWSTAT: nothing is counted",
        "WITH SPELL_CORRECTION: words are looked for as they are written",
    )


async def test_only_signs_find_nothing(find: Search):
    result = await find("FIND :words RETURNING Account", binds={"words": '"ab" AND NOT "--"'})
    assert result.total == 0


async def test_an_object_without_searchable_fields_has_nothing(find: Search):
    result = await find("FIND {maple} RETURNING PricebookEntry(Id), Account(Id)")
    assert [len(each.rows) for each in result.objects] == [0, 2]


async def test_highlights_mark_words_but_no_wildcards(find: Search):
    result = await find("FIND {maple gard*} RETURNING Account(Name, Website) WITH HIGHLIGHT")
    assert result.objects[0].rows == (
        {
            "Name": "Maple Gardens",
            "Website": "https://www.maple-gardens.example/shop",
            "highlight.Name": "<mark>Maple</mark> Gardens",
        },
    )


async def test_snippets_are_cut_from_the_place_where_most_is_found(find: Search):
    returning = "Guide__kav(Title WHERE PublishStatus = 'online')"
    result = await find(f"FIND {{cut roses}} RETURNING {returning} WITH SNIPPET(target_length=60)")
    (row,) = result.objects[0].rows
    assert row == {
        "Title": "Pruning roses",
        "snippet.text": (
            "In March, <mark>cut</mark> <mark>roses</mark> &lt;b&gt;above&lt;/b&gt; a bud. Wait for dry ..."
        ),
    }


async def test_an_object_that_may_not_be_read_is_no_object(find: Search):
    with pytest.raises(NotPermittedError, match="no object Payroll__c that you may read"):
        await find("FIND {trimmer} RETURNING Payroll__c", AGENT)
