"""Values in the rows of tables."""

from understudy.knowledge.facts.rows import cells_of
from understudy.knowledge.markup import CELL_GAP


def test_a_cell_of_mere_text_says_which_case_the_row_is_of() -> None:
    (cell,) = cells_of(CELL_GAP.join(["Mooring", "Visitors", "€30"]), CELL_GAP.join(["Fee", "Who", "Price"]))
    assert cell.value.text == "€30"
    assert cell.labels == ("mooring", "price", "visitors")


def test_the_head_of_a_column_tells_on_which_days_hours_hold() -> None:
    row = CELL_GAP.join(["Harbour", "9am to 5pm", "10am to 1pm"])
    cells = list(cells_of(row, CELL_GAP.join(["Where", "Weekdays", "Saturday"])))
    assert [cell.value.key for cell in cells] == ["01234", "5"]


def test_the_head_of_a_column_tells_what_its_numbers_are_in() -> None:
    row = CELL_GAP.join(["Large crate", "12.50", "3-5", "40"])
    cells = list(cells_of(row, CELL_GAP.join(["What", "Price (£)", "Days to deliver", "Load"])))
    assert [(cell.value.kind, cell.value.high) for cell in cells] == [
        ("money", 12.5),
        ("duration", 5),
        ("count", 40),
    ]
    assert [cell.value.text for cell in cells][2] == "40"


def test_the_name_of_a_row_tells_on_which_days_hours_hold() -> None:
    row = CELL_GAP.join(["Breakfast, weekends", "7am to 10am"])
    (cell,) = cells_of(row, CELL_GAP.join(["Meal", "Hours"]))
    assert cell.value.key == "56"
