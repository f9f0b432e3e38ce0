"""The documented rules of SOQL by name, and the one way to refuse a query by one of them.

Source: SOQL and SOSL Reference, the "Considerations" of each clause and "Understanding Relationship Query
Limitations"; App Limits Cheat Sheet, "SOQL and SOSL Limits".
"""

from typing import NoReturn

from understudy.kit.errors import InputError
from understudy.soql.lexer import place

__all__ = ["RULES", "BrokenRuleError", "Judge"]

RULES = {
    "aggregate-in-where": "{name} may not stand in WHERE",
    "alias-in-where": "{name} is an alias, and WHERE takes fields",
    "alias-needs-group": "only a query with GROUP BY gives a plain field an alias",
    "alias-reserved": "{name} is a word of SOQL and no alias",
    "alias-twice": "{name} is selected twice",
    "all-rows-in-apex": "ALL ROWS belongs to Apex",
    "all-rows-for-update": "ALL ROWS and FOR UPDATE exclude each other",
    "category-group-once": "the category group {name} is used twice",
    "category-object": "WITH DATA CATEGORY filters articles and questions only",
    "category-three": "WITH DATA CATEGORY takes at most 3 conditions",
    "child-aggregate": "a child query returns records, not aggregates",
    "child-depth": "child queries nest at most 4 deep",
    "child-in-aggregate": "an aggregate query has no child queries",
    "child-number": "a query has at most 20 child queries",
    "count-alone": "COUNT() is all that its query selects, without an alias",
    "count-grouped": "COUNT() does not go with GROUP BY",
    "count-ordered": "COUNT() does not go with ORDER BY",
    "currency-aggregate": "a currency literal is not compared with an aggregate",
    "currency-in-select": "convertCurrency stands in the field list only",
    "currency-mixed": "a list has currency codes on all amounts or on none",
    "date-function-grouped": "a date function is selected only if it is grouped by",
    "date-function-literal": "{name} gives a number, and {literal} is a range of days",
    "distance-place": "DISTANCE does not go with GROUP BY",
    "distance-operator": "DISTANCE is compared with < or >",
    "distance-range": "a latitude lies within 90 degrees and a longitude within 180",
    "field-twice": "{name} is selected twice",
    "fields-alone": "FIELDS() stands by itself in the field list, without an alias",
    "fields-group": "FIELDS takes ALL, STANDARD or CUSTOM",
    "fields-in-aggregate": "FIELDS() does not go with GROUP BY or aggregates",
    "fields-in-apex": "FIELDS({name}) does not exist in Apex",
    "fields-limit": "FIELDS({name}) needs LIMIT 200 or less",
    "for-aggregate": "an aggregate query returns no records that FOR {name} could concern",
    "for-update-ordered": "FOR UPDATE does not go with ORDER BY",
    "format-in-select": "FORMAT stands in the field list only",
    "from-path": "a query reads one object, and {name} is no path from it",
    "function-nesting": "{name} is not a function of {inner}",
    "group-by-field": "GROUP BY takes fields and date functions, not {name}",
    "grouped": "{name} is neither grouped nor aggregated",
    "grouping-function": "GROUPING is for fields in GROUP BY ROLLUP or CUBE",
    "having-grouped": "HAVING needs GROUP BY",
    "having-join": "HAVING takes no subquery",
    "includes-text": "{name} takes texts",
    "join-clause": "this subquery takes no aggregate, GROUP BY, ORDER BY, LIMIT or OFFSET",
    "join-field-path": "this subquery returns a field of its own object",
    "join-id": "{name} is not an id, and a subquery compares ids",
    "join-nested": "subqueries of WHERE do not nest",
    "join-not": "NOT does not go before a comparison with a subquery",
    "join-number": "WHERE takes at most 2 subqueries",
    "join-object": "{name} may not be asked in a subquery of WHERE",
    "join-one-field": "this subquery returns one field",
    "join-or": "a comparison with a subquery does not go with OR",
    "join-same-object": "this subquery asks the object that the query asks itself",
    "label-ordered": "toLabel does not go with ORDER BY",
    "like-text": "LIKE needs a text",
    "limit-grouped": "LIMIT in an aggregate query needs GROUP BY",
    "null-order": "null can only be compared with = and !=",
    "offset-in-child": "OFFSET in a child query needs LIMIT 1 around it",
    "offset-range": "OFFSET is at most 2000",
    "order-aggregate": "ORDER BY an aggregate needs GROUP BY",
    "order-keys": "ORDER BY takes at most 32 fields",
    "path-steps": "a path may take 5 steps up, not {name}",
    "relationship-number": "a query follows at most 55 relationships up",
    "rollup-three": "{name} takes at most 3 fields",
    "scope-name": "there is no scope {name}",
    "security-path": "{name} may lead to several objects, and WITH SECURITY_ENFORCED follows no such path",
    "security-typeof": "TYPEOF with ELSE does not go with WITH SECURITY_ENFORCED",
    "text-length": "a text in WHERE has at most 4000 characters",
    "timezone-place": "convertTimezone stands in a date function only",
    "truth-order": "true and false can only be compared with = and !=",
    "typeof-in-aggregate": "TYPEOF does not go with GROUP BY or aggregates",
    "typeof-in-join": "TYPEOF does not stand in a subquery of WHERE",
    "typeof-selected": "{name} is selected beside its TYPEOF",
    "typeof-twice": "TYPEOF names {name} twice",
    "with-once": "a query has one WITH",
}
"""Each rule's name and what a query that breaks it is told."""


class BrokenRuleError(InputError):
    """A query that is well written and breaks a documented rule; `rule` is the rule's name."""

    rule: str = ""


class Judge:
    """Refuses by a rule, at a place of the text that the query was read from.

    `by_name` tells that no org will say what a field is, so that its name must.
    """

    def __init__(self, text: str, *, by_name: bool) -> None:
        self._text = text
        self.by_name = by_name

    def refuse(self, rule: str, at: int, *, hint: str | None = None, **names: object) -> NoReturn:
        """Refuse the query; `names` fill the rule's sentence.

        Raises:
            BrokenRuleError: always.
        """
        error = BrokenRuleError(
            RULES[rule].format(**names), hint=hint, place=place(self._text, at) if self._text else None
        )
        error.rule = rule
        raise error
