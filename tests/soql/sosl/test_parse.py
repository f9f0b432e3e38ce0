"""Verdicts: what is SOSL, and for what is not, which rule is named where."""

import pytest

from understudy.kit.errors import InputError
from understudy.soql.ast import Bind, Comparison, Query
from understudy.soql.sosl.ast import Both, Either, Term, Without
from understudy.soql.sosl.parse import parse_search

VALID = r"""
FIND {acme}
find { acme } in name fields
// a comment\nFIND /* and one more */ {acme}
FIND {acme} IN ALL FIELDS RETURNING Account
FIND {john.smith@shop.example} IN EMAIL FIELDS RETURNING Contact(Id), Lead
FIND {4155550134} IN PHONE FIELDS
FIND {acme} IN SIDEBAR FIELDS
FIND {returning}
FIND {in or find}
FIND {"and" OR "or"}
FIND {not}
FIND {jo?n sm*th}
FIND {"john sm*"}
FIND {(acme OR birch) AND NOT "acme mills"}
FIND {a b}
FIND {東}
FIND {right \} left \{ ask \? star \* dash \- quote \" plus \+}
FIND {acme} RETURNING Account(Id, Name WHERE Name LIKE 'A%' ORDER BY Name DESC NULLS LAST, Id LIMIT 5)
FIND {acme} RETURNING Account(Id USING ListView=Recent ORDER BY Name LIMIT 51)
FIND {acme} RETURNING Account(Id USING LOOKUP Case.AccountId BIND Priority = 'High')
FIND {acme} RETURNING Account(Id LIMIT 10 OFFSET 2000)
FIND {acme} RETURNING Case(Id, toLabel(Status) Zustand, FORMAT(CreatedDate), convertCurrency(Amount__c))
FIND {acme} RETURNING Account(Id WHERE Id IN (SELECT AccountId FROM Case WHERE IsClosed = false))
FIND {acme} RETURNING Order(Account.Owner.Name, Id)
FIND {acme} RETURNING Account, Contact LIMIT 2000
FIND {acme} LIMIT 0
FIND {acme} WITH DIVISION = 'Global'
FIND {acme} WITH HIGHLIGHT WITH SPELL_CORRECTION = false LIMIT 3
FIND {acme} WITH METADATA = 'LABELS'
FIND {acme} WITH NETWORK = '0DB000000000001' UPDATE TRACKING, VIEWSTAT
FIND {acme} WITH NETWORK IN ('0DB000000000001', '0DB000000000002')
FIND {acme} WITH SNIPPET
FIND {acme} WITH SNIPPET (target_length = 120) LIMIT 3
FIND {acme} RETURNING Product2(Id) WITH PricebookId = '01s000000000001AAA'
FIND {acme} RETURNING FAQ__kav(Id WHERE PublishStatus = 'online') WITH DATA CATEGORY Geo__c AT (us__c, uk__c)
FIND {acme} RETURNING Question(Id) WITH DATA CATEGORY Geo__c BELOW us__c AND Kind__c ABOVE_OR_BELOW phone__c
"""
IN_A_PROGRAM = """
FIND 'acme'
FIND 'O\\'Brien & sons'
FIND :words IN ALL FIELDS RETURNING Account(Id WHERE Name = :name LIMIT :most) LIMIT :all
FIND :words WITH DIVISION = :division
"""
INVALID = [
    ("SELECT Id FROM Account", "1:1: a search begins with FIND"),
    ("FIND acme", "1:6: the search text stands in braces"),
    ("FIND 'acme'", "1:6: the search text stands in braces"),
    ("FIND :words", "1:6: the search text stands in braces"),
    ("FIND {acme", "1:6: this brace is not closed"),
    ("FIND {ac{me}", "1:6: this brace is not closed"),
    ("FIND {}", "1:7: the search text is empty"),
    ("FIND {a}", "1:7: a search text has at least 2 letters or digits besides wildcards"),
    ("FIND {a*}", "1:7: a search text has at least 2 letters or digits besides wildcards"),
    ("FIND {\\*\\*\\*}", "1:7: a search text has at least 2 letters or digits besides wildcards"),
    ("FIND {*cme}", "1:7: a wildcard stands in the middle or at the end of a word"),
    ('FIND {"my ?cme"}', "1:11: a wildcard stands in the middle or at the end of a word"),
    ("FIND {co-op}", "1:9: '-' is a reserved character"),
    ('FIND {"a+b"}', "1:9: '+' is a reserved character"),
    ("FIND {O'Brien}", '1:8: "\'" is a reserved character'),
    ("FIND {ac\\me}", "1:9: no escape '\\\\m'"),
    ('FIND {"acme}', "1:7: this phrase is not closed"),
    ("FIND {(acme}", "1:7: this parenthesis is not closed"),
    ("FIND {acme)}", "1:11: this parenthesis was not opened"),
    ("FIND {acme ()}", "1:13: expected a word or a phrase"),
    ("FIND {and}", "1:7: AND stands between two words"),
    ("FIND {acme OR}", "1:14: expected a word or a phrase"),
    ("FIND {OR acme}", "1:7: OR stands between two words"),
    ("FIND {acme AND OR birch}", "1:16: OR stands between two words"),
    (f"FIND {{{'acme ' * 2001}}}", "1:7: a search text has at most 10,000 characters"),
    ("FIND {acme} IN FIELDS", "1:16: expected ALL, NAME, EMAIL, PHONE, SIDEBAR, found 'FIELDS'"),
    ("FIND {acme} IN NAME RETURNING Account", "1:21: expected FIELDS, found 'RETURNING'"),
    ("FIND {acme} RETURNING", "1:22: expected an object, the query ends"),
    ("FIND {acme} RETURNING Account Contact", "1:31: expected the end of the search, found 'Contact'"),
    ("FIND {acme} RETURNING Account()", "1:31: expected a field, found ')'"),
    ("FIND {acme} RETURNING Account(LIMIT 3)", "1:31: a list of fields comes first, found 'LIMIT'"),
    ("FIND {acme} RETURNING Account(WHERE Name = 'x')", "1:31: a list of fields comes first"),
    ("FIND {acme} RETURNING Account(Id OFFSET 2001)", "1:23: OFFSET is at most 2,000, not 2,001"),
    ("FIND {acme} RETURNING Account(Id OFFSET 1), Case", "1:23: OFFSET is for searches of one object"),
    ("FIND {acme} RETURNING Account(Id OFFSET 1 LIMIT 2)", "1:43: expected ')', found 'LIMIT'"),
    ("FIND {acme} RETURNING Account(Id LIMIT :most)", "1:40: expected a value, found ':most'"),
    ("FIND {acme} LIMIT 2001", "1:23: a search returns at most 2,000 rows, not 2,001"),
    ("FIND {acme} LIMIT 5 RETURNING Account", "1:21: expected the end of the search, found 'RETURNING'"),
    ("FIND {acme} WHERE Name = 'x'", "1:13: expected the end of the search, found 'WHERE'"),
    ("FIND {acme} WITH COLOUR", "1:18: no filter COLOUR"),
    ("FIND {acme} WITH HIGHLIGHT WITH HIGHLIGHT", "1:33: WITH HIGHLIGHT stands twice"),
    ("FIND {acme} WITH NETWORK", "1:25: expected '=', the query ends"),
    ("FIND {acme} WITH SNIPPET (length = 3)", "1:27: expected TARGET_LENGTH, found 'length'"),
    ("FIND {acme} WITH SPELL_CORRECTION = 'yes'", "1:18: SPELL_CORRECTION is true or false"),
    ("FIND {acme} WITH METADATA = 'ALL'", "1:18: METADATA is 'LABELS'"),
    (
        "FIND {acme} RETURNING Case WITH PricebookId = 'x'",
        "1:33: WITH PricebookId is for searches of Product2",
    ),
    ("FIND {acme} RETURNING Case(Id) WITH DATA CATEGORY a__c AT b__c", "1:37: WITH DATA CATEGORY is for"),
    (
        "FIND {acme} RETURNING A__kav(Id) WITH DATA CATEGORY a__c AT b__c",
        "1:23: WITH DATA CATEGORY needs a condition on PublishStatus",
    ),
    (
        "FIND {acme} RETURNING Question WITH DATA CATEGORY " + " AND ".join(["a__c AT b__c"] * 4),
        "1:37: WITH DATA CATEGORY takes at most 3 conditions",
    ),
    (
        "FIND {acme} RETURNING Question WITH DATA CATEGORY a__c AT b__c OR c__c AT d__c",
        "1:64: expected the end",
    ),
    ("FIND {acme} UPDATE", "1:19: expected TRACKING or VIEWSTAT, the query ends"),
    ("FIND {acme}\n  LIMIT x", "2:9: expected a whole number for LIMIT, found 'x'"),
    (f"FIND {{{'(' * 1900}ab{')' * 1900}}}", "1:1: the query is nested too deeply"),
]


@pytest.mark.parametrize("text", VALID.strip().splitlines())
def test_a_search_is_read(text: str):
    text = text.replace("\\n", "\n")
    assert parse_search(text, binds=False).text == text


@pytest.mark.parametrize("text", IN_A_PROGRAM.strip().splitlines())
def test_a_search_in_a_program_may_have_quotes_and_binds(text: str):
    assert parse_search(text).text == text
    with pytest.raises(InputError, match="stands in braces"):
        parse_search(text, binds=False)


@pytest.mark.parametrize(("text", "error"), INVALID)
def test_what_is_no_search_is_refused_with_its_place(text: str, error: str):
    with pytest.raises(InputError) as refused:
        parse_search(text, binds=False)
    assert str(refused.value).startswith(f"query:{error}")


def test_operators_bind_and_before_or_from_left_to_right():
    a, b, c, d = (Term(name) for name in ("aa", "bb", "cc", "dd"))
    read = {
        "aa bb": Both((a, b)),
        "aa AND bb cc": Both((a, b, c)),
        "aa OR bb cc": Either((a, Both((b, c)))),
        "(aa OR bb) cc": Both((Either((a, b)), c)),
        "aa AND NOT bb AND cc": Both((Without(a, b), c)),
        "aa bb AND NOT cc OR dd": Either((Without(Both((a, b)), c), d)),
        "aa and not (bb or cc)": Without(a, Either((b, c))),
    }
    assert {text: parse_search(f"FIND {{{text}}}").find for text in read} == read


def test_a_text_over_4000_characters_loses_its_operators():
    found = parse_search(f"FIND {{acme AND NOT birch {'cedar ' * 700}}}").find
    assert isinstance(found, Either)
    assert found.operands[:2] == (Term("acme"), Term("birch"))


def test_an_object_of_returning_becomes_a_query():
    (returned,) = parse_search("FIND {acme} RETURNING Account(Name WHERE Id = :id LIMIT 3)").returning
    assert isinstance(returned.query, Query)
    assert isinstance(returned.query.where, Comparison)
    assert returned.query.where.right == Bind("id")
    assert (returned.object, returned.query.limit, returned.bare) == ("Account", 3, False)
