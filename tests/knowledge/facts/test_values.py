"""The values of a text."""

from understudy.knowledge.facts.values import find_values, named_terms


def test_a_length_that_names_a_thing_is_no_value_beside_its_rate() -> None:
    low = "the two-year berth costs €900"
    assert [span.value.kind for span in find_values(low, low)] == ["money"]
    assert named_terms(low) == {"two-year"}


def test_a_length_by_itself_is_the_value() -> None:
    low = "berths have a two-year warranty"
    assert [span.value.kind for span in find_values(low, low)] == ["duration"]
