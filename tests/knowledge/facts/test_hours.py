"""Hours with the days on which they hold."""

import pytest

from understudy.knowledge.facts.values import find_values


@pytest.mark.parametrize(
    ("low", "days"),
    [
        ("open 9am to 5pm, monday to friday", ["01234"]),
        ("monday to friday 9am to 5pm, saturday 10am to 2pm", ["01234", "5"]),
        ("9am to 5pm on weekdays and 10am to 2pm at weekends", ["01234", "56"]),
        ("open from 9am to 5pm", [""]),
    ],
)
def test_each_span_of_hours_has_its_days(low: str, days: list[str]) -> None:
    assert [span.value.key for span in find_values(low, low) if span.value.kind == "clock"] == days
