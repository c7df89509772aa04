"""Survey exports are known by what they hold, never by counting header rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from intercoder.exchange.headers import headed
from intercoder.exchange.tabular import RawTable
from intercoder.exchange.texts.qualtrics import Survey, personal_columns, survey

OWN = ["StartDate", "Status", "Finished", "ResponseId"]


def look(*rows: list[str]) -> Survey | None:
    return survey(headed(RawTable(Path("a.csv"), "", [list(row) for row in rows])))


def test_three_of_its_own_columns_make_an_export() -> None:
    assert look([*OWN, "Q1"], ["2024-01-01", "0", "1", "R_1", "x"]) is not None
    assert look(["StartDate", "Status", "Q1"], ["2024-01-01", "0", "x"]) is None
    assert look(["id", "notes"], ["1", "x"]) is None
    assert look(["id", "notes"]) is None


@pytest.mark.parametrize(
    "second", [["2024-01-01", "0", "1", "R_1"], ["", "", "True", ""], ["", "", "", ""], ["45292.4", "", "", ""]]
)
def test_a_response_below_the_ids_is_data(second: list[str]) -> None:
    found = look([*OWN, "Q1"], [*second, "x"])
    assert found is not None
    assert found.table.rows == (1,)


@pytest.mark.parametrize(
    "labels",
    [["Start Date", "Response Type", "Finished", "Response ID"], ["Anfangsdatum", "Antworttyp", "Beendet", ""]],
)
def test_labels_below_the_ids_are_a_header(labels: list[str]) -> None:
    found = look([*OWN, "Q1"], [*labels, "Which model?"], ["2024-01-01", "0", "1", "R_1", "x"])
    assert found is not None
    assert found.table.rows == (2,)
    assert found.table.columns[4].label == "Which model?"


def test_import_ids_that_are_no_json_do_no_harm() -> None:
    found = look(
        [*OWN, "Q1"], ['{"ImportId":"startDate"}', '{"ImportId":', '["ImportId"]', '{"ImportId":"_recordId"}', "x"]
    )
    assert found is not None
    assert [column.import_id for column in found.table.columns] == ["startDate", "", "", "_recordId", ""]


@pytest.mark.parametrize(
    ("status", "preview", "spam"),
    [("0", 0, 0), ("IP Address", 0, 0), ("1", 1, 0), ("Survey Preview", 1, 0), ("Umfragevorschau", 1, 0), ("2", 1, 0),
     ("8", 0, 1), ("Spam", 0, 1), ("4", 0, 0), ("Imported", 0, 0), ("17", 1, 0), ("16", 0, 0)],
)  # fmt: skip
def test_status(status: str, preview: int, spam: int) -> None:
    found = look([*OWN, "Q1"], ["2024-01-01", status, "1", "R_1", "x"])
    assert found is not None
    assert (len(found.previews()), len(found.spam())) == (preview, spam)


@pytest.mark.parametrize(("finished", "count"), [("1", 0), ("0", 1), ("True", 0), ("FALSE", 1), ("Falsch", 1), ("", 0)])
def test_finished(finished: str, count: int) -> None:
    found = look([*OWN, "Q1"], ["2024-01-01", "0", finished, "R_1", "x"])
    assert found is not None
    assert len(found.unfinished()) == count


def test_progress_tells_where_finished_is_missing() -> None:
    found = look(
        ["StartDate", "Status", "ResponseId", "Progress"],
        ["2024-01-01", "0", "R_1", "40"],
        ["2024-01-01", "0", "R_2", "100"],
    )
    assert found is not None
    assert found.unfinished() == (1,)


def test_personal_columns_of_plain_tables_are_known_by_their_headings() -> None:
    headings = ["id", "Name", "E-mail", "Phone number", "First name", "Model name", "Emailed families", "Latitude"]
    found = headed(RawTable(Path("a.csv"), "", [headings, list("12345678")]))
    named = [column.name for column in personal_columns(found, {})]
    assert named == ["Name", "E-mail", "Phone number", "First name", "Latitude"]
