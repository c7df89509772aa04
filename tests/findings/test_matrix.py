"""The framework matrix: summaries that point to quotations, and know when their codings changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from intercoder.errors import InputError, SeveralErrors
from intercoder.findings.charting import open_matrix_workbook, read_summaries, write_matrix_workbook
from intercoder.findings.matrix import NOTHING, FrameworkMatrix, Summary, framework_matrix
from intercoder.findings.synthesis import (
    ACROSS,
    Synthesis,
    open_synthesis_workbook,
    read_syntheses,
    synthesis_of,
    write_synthesis_workbook,
)
from intercoder.framework.codes import Code, Framework
from intercoder.tables import UNITS

FRAMEWORK = Framework(
    [
        Code("t", "Time", definition="How long"),
        Code("t1", "Meetings", parent="t"),
        Code("m", "Money"),
        Code("s", "Meetings"),
    ]
)
CASES = pd.DataFrame({"case": ["B1", "A1", "A2"], "site": ["Site B", "Site A", "Site A"]})
TABLE = UNITS.of([(f"{case}.{n}", case, 0, f"=said {case} {n}") for case in ("B1", "A1", "A2") for n in (1, 2)])
CODINGS = pd.DataFrame(
    [("B1.1", "t1"), ("B1.2", "t1"), ("A1.1", "t1"), ("A2.2", "m")], columns=["unit", "code"], dtype=object
)
CASE_OF = {unit: unit.split(".")[0] for unit in TABLE["unit"]}


def matrix(summaries: dict[tuple[str, str], Summary] | None = None, **options: Any) -> FrameworkMatrix:
    return framework_matrix(CODINGS, TABLE, CASES, FRAMEWORK, summaries or {}, **{"by": "site", **options})


def texts(found: FrameworkMatrix) -> dict[tuple[str, str], str]:
    return {(cell.case, cell.code): cell.shown() for cell in found.entries}


def test_rows_are_grouped_and_columns_are_codes_without_others_below() -> None:
    found = matrix()
    assert list(found.to_frame()["case"]) == ["B1", "A1", "A2"]
    assert list(found.categories) == ["t1", "m", "s"]
    assert [column.heading for column in found.columns()] == [
        "Site",
        "Participant",
        "Time / Meetings",
        "Money",
        "Meetings",
    ]
    assert list(matrix(codes=["time"]).categories) == ["t"]
    assert texts(matrix(codes=["time"]))["B1", "t"] == "(no summary yet, 2 quotations) [B1.1, B1.2]"


def test_empty_cells_are_shown_as_such() -> None:
    shown = texts(matrix({("A2", "m"): Summary("Pays late", ("A2.2",), ("A2.2",))}))
    assert shown["A1", "m"] == NOTHING
    assert shown["A1", "t1"] == "(no summary yet, 1 quotation) [A1.1]"
    assert shown["A2", "m"] == "Pays late [A2.2]"


def test_a_cell_says_when_its_codings_changed() -> None:
    found = matrix({("B1", "t1"): Summary("Slow", (), ("B1.1", "B1.9"))})
    assert texts(found)["B1", "t1"] == "Slow [B1.1, B1.2] (codings changed since: B1.2 added; B1.9 taken out)"
    cell = found.to_dict()["rows"][0]["cells"]["Time / Meetings"]
    assert cell["stale"]
    assert "1 whose codings changed" in found.notes()[0]


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "matrix.xlsx"
    before = {("B1", "t1"): Summary("Slow", (), ("B1.1",)), ("A2", "m"): Summary("Late", (), ("A2.2",))}
    write_matrix_workbook(
        path, "project", matrix(before), FRAMEWORK, dict(zip(TABLE["unit"], TABLE["text"], strict=True))
    )
    return path


BEFORE = {("B1", "t1"): Summary("Slow", (), ("B1.1",)), ("A2", "m"): Summary("Late", (), ("A2.2",))}


def read(path: Path) -> dict[tuple[str, str], Summary]:
    return read_summaries(open_matrix_workbook(path), BEFORE, CASE_OF, FRAMEWORK)


def type_rows(path: Path, type_in: Any, typed: dict[tuple[str, str], dict[str, str]]) -> None:
    type_in(path, "Matrix", typed, row_named_by=("case", "code"))


def test_a_workbook_read_back_untouched_changes_nothing(workbook: Path) -> None:
    assert read(workbook) == {}


def test_new_and_changed_summaries_come_back_with_what_they_were_written_from(workbook: Path, type_in: Any) -> None:
    type_rows(
        workbook, type_in, {("A1", "t1"): {"summary": " Evenings ", "cited": "A1.1"}, ("A2", "m"): {"summary": ""}}
    )
    assert read(workbook) == {
        ("A1", "t1"): Summary("Evenings", ("A1.1",), ("A1.1",)),
        ("A2", "m"): Summary("", (), ("A2.2",)),
    }


def test_a_summary_that_still_holds_takes_the_new_codings(workbook: Path, type_in: Any) -> None:
    type_rows(workbook, type_in, {("B1", "t1"): {"holds": "x"}})
    assert read(workbook) == {("B1", "t1"): Summary("Slow", (), ("B1.1", "B1.2"))}


def test_what_is_wrong_is_said_together_with_its_cell(workbook: Path, type_in: Any) -> None:
    type_rows(workbook, type_in, {("A1", "t1"): {"summary": "x", "cited": "A2.1"}, ("A2", "m"): {"holds": "perhaps"}})
    with pytest.raises(SeveralErrors) as raised:
        read(workbook)
    assert '"A2.1" is not a unit of case "A1". The quotations of the row: A1.1.' in str(raised.value)
    assert '"perhaps" is not a mark' in str(raised.value)


def test_synthesis_stands_by_site_and_across() -> None:
    view = synthesis_of(matrix(BEFORE), {})
    assert view.groups == {"Site B": 1, "Site A": 2, ACROSS: 3}
    fields = {(field.group, field.code): field for field in view.fields}
    assert fields["Site A", "m"].n == 1
    assert fields["Site A", "m"].shown() == "1 of 2. (not written yet)"
    assert fields["Site B", "m"].shown() == "0 of 1."
    assert fields[ACROSS, "m"].summaries == "A2: Late"


def test_a_synthesis_knows_when_a_summary_changed(tmp_path: Path, type_in: Any) -> None:
    path = tmp_path / "synthesis.xlsx"
    write_synthesis_workbook(path, "project", synthesis_of(matrix(BEFORE), {}))
    typed = {("Money", "Site A"): {"synthesis": "One of two paid late"}}
    type_in(path, "Synthesis", typed, row_named_by=("category", "group"))
    written = read_syntheses(open_synthesis_workbook(path), synthesis_of(matrix(BEFORE), {}))
    assert set(written) == {("Site A", "m")}
    fresh = synthesis_of(matrix(BEFORE), written)
    assert read_syntheses(open_synthesis_workbook(path), fresh) == {}
    assert not any(field.stale for field in fresh.fields)
    later = synthesis_of(matrix(BEFORE | {("A2", "m"): Summary("Never", (), ("A2.2",))}), written)
    assert [(field.group, field.code) for field in later.fields if field.stale] == [("Site A", "m")]
    assert "(summaries changed since)" in next(field.shown() for field in later.fields if field.stale)


def test_a_synthesis_of_another_group_is_refused(tmp_path: Path, type_in: Any) -> None:
    path = tmp_path / "synthesis.xlsx"
    view = synthesis_of(matrix(BEFORE), {("Site A", "m"): Synthesis("x", "")})
    write_synthesis_workbook(path, "project", view)
    type_in(path, "Synthesis", {("Money", "Site A"): {"group": "Site Z"}}, row_named_by=("category", "group"))
    with pytest.raises(InputError, match='there is no "Site Z"'):
        read_syntheses(open_synthesis_workbook(path), view)
