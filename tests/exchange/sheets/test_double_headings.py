"""Headings in two rows, over merged cells or without; with parent codes or coders in the upper one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from intercoder.errors import InputError
from intercoder.exchange.sheets.codings import read_codings
from intercoder.exchange.sheets.double_headings import headed_twice
from intercoder.exchange.tabular import RawTable

Rows = list[list[object]]
Save = Callable[..., Path]
UPPER: list[object] = ["unit", "coder", "Planning", "", "Resources", "", "Site"]
LOWER: list[object] = ["", "", "Asking", "Starting", "Money", "People", ""]
DATA: Rows = [
    ["u1", "A", 1, 0, 1, 0, "rural"],
    ["u1", "B", 1, 0, 0, 0, "rural"],
    ["u2", "A", 0, 1, 0, 1, "urban"],
    ["u2", "B", 0, 1, 0, 1, "urban"],
    ["u3", "A", 1, 0, 1, 0, "urban"],
    ["u3", "B", 1, 0, 1, 0, "urban"],
]
CODES = ("Planning / Asking", "Planning / Starting", "Resources / Money", "Resources / People")


@pytest.fixture
def merged(tmp_path: Path) -> Callable[[Rows, str], Path]:
    """Return a function that saves rows as a workbook in which the cells of some ranges are merged."""

    def save(rows: Rows, ranges: str) -> Path:
        book = openpyxl.Workbook()
        for row in rows:
            book.worksheets[0].append([None if cell == "" else cell for cell in row])
        for cells in ranges.split():
            book.worksheets[0].merge_cells(cells)
        book.save(tmp_path / "a.xlsx")
        return tmp_path / "a.xlsx"

    return save


def rows_read(path: Path, **options: object) -> set[tuple[str, str, str]]:
    sheets = read_codings(path, **options)  # type: ignore[arg-type]
    return set(sheets.codings.itertuples(index=False, name=None))


EXPECTED = {
    (str(row[0]), str(row[1]), code) for row in DATA for code, mark in zip(CODES, row[2:6], strict=True) if mark
}


@pytest.mark.parametrize("above", [0, 1])
def test_parents_over_merged_cells(above: int, merged: Callable[[Rows, str], Path]) -> None:
    title: Rows = [["Coding of the interviews"]] * above
    ranges = "C1:D1 E1:F1 A1:A2 B1:B2 G1:G2" if not above else "A1:G1 C2:D2 E2:F2 A2:A3 B2:B3 G2:G3"
    path = merged([*title, UPPER, LOWER, *DATA], ranges)
    sheets = read_codings(path, beside=["Site"])
    assert sheets.codes == CODES
    assert rows_read(path) == EXPECTED
    assert list(sheets.units["Site"]) == ["rural", "urban", "urban"]
    told = [repair.what for repair in sheets.repairs]
    assert f'rows {above + 1} and {above + 2} read as one header: "Planning / Asking"' in told


def test_parents_without_merged_cells(text_file: Save) -> None:
    lines = [",".join(map(str, row)) for row in (UPPER, LOWER, *DATA)]
    sheets = read_codings(text_file("a.csv", *lines))
    assert sheets.codes == CODES
    assert set(sheets.codings.itertuples(index=False, name=None)) == EXPECTED


def test_a_group_of_one_column_and_a_code_without_a_group(merged: Callable[[Rows, str], Path]) -> None:
    upper = ["unit", "coder", "Planning", "", "Resources", "Trust", "Site"]
    lower = ["", "", "Asking", "Starting", "Money", "", ""]
    sheets = read_codings(merged([upper, lower, *DATA], "C1:D1 A1:A2 B1:B2"))
    assert sheets.codes == ("Planning / Asking", "Planning / Starting", "Resources / Money", "Trust")


def test_unit_and_coder_headed_in_the_lower_row(merged: Callable[[Rows, str], Path]) -> None:
    upper = ["", "", "Planning", "", "Resources", "", ""]
    lower = ["unit", "coder", "Asking", "Starting", "Money", "People", "Site"]
    assert rows_read(merged([upper, lower, *DATA], "C1:D1 E1:F1")) == EXPECTED


# --- coders above the codes

BY_CODER: Rows = [
    ["unit", "Anna", "", "Ben", ""],
    ["", "Trust", "Time", "Trust", "Time"],
    ["u1", 1, 0, 1, 1],
    ["u2", 0, 0, 0, 1],
    ["u3", 1, 1, 0, 1],
]


def test_coders_above_their_codes_are_asked_about(merged: Callable[[Rows, str], Path]) -> None:
    path = merged(BY_CODER, "B1:C1 D1:E1 A1:A2")
    with pytest.raises(
        InputError,
        match='codes "Trust", "Time" by coders "Anna", "Ben", or codes "Anna", "Ben" by coders "Trust", "Time"',
    ):
        read_codings(path)
    assert rows_read(path, coders=["Anna", "Ben"]) == {
        ("u1", "Anna", "Trust"), ("u1", "Ben", "Trust"), ("u1", "Ben", "Time"), ("u2", "Ben", "Time"),
        ("u3", "Anna", "Trust"), ("u3", "Anna", "Time"), ("u3", "Ben", "Time"),
    }  # fmt: skip
    one = read_codings(path, coder="Eva")
    assert one.codes == ("Anna / Trust", "Anna / Time", "Ben / Trust", "Ben / Time")


def test_coders_below_their_codes_are_offered_too(merged: Callable[[Rows, str], Path]) -> None:
    rows: Rows = [["unit", "Trust", "", "Time", ""], ["", "Anna", "Ben", "Anna", "Ben"], *BY_CODER[2:]]
    path = merged(rows, "B1:C1 D1:E1 A1:A2")
    with pytest.raises(InputError, match='codes "Trust", "Time" by coders "Anna", "Ben"') as asked:
        read_codings(path)
    assert 'If Anna, Ben are the coders: --coders "Anna,Ben".' in asked.value.fix
    assert 'If Trust, Time are the coders: --coders "Trust,Time".' in asked.value.fix
    assert read_codings(path, coders=["Anna", "Ben"]).codes == ("Trust", "Time")
    assert read_codings(path, coders=["Trust", "Time"]).codes == ("Anna", "Ben")
    sure: Rows = [rows[0], ["", "A", "B", "A", "B"], *rows[2:]]
    assert read_codings(merged(sure, "B1:C1 D1:E1 A1:A2")).coders == ("A", "B")


def test_coders_above_their_codes_who_are_called_so(merged: Callable[[Rows, str], Path]) -> None:
    named = [["unit", "Coder A", "", "Coder B", ""], *BY_CODER[1:]]
    sheets = read_codings(merged(named, "B1:C1 D1:E1 A1:A2"))
    assert (sheets.coders, sheets.codes) == (("Coder A", "Coder B"), ("Trust", "Time"))


# --- what is no second heading


@pytest.mark.parametrize(
    "lines",
    [
        ["unit,codes_A,codes_B,", "u1,Trust,,a remark", "u2,Time,Time,"],
        ["unit,coder,Trust,Time", ",,,", "u1,A,1,0", "u1,B,1,1"],
        ["Coding,,", "unit,coder,Trust", "u1,A,1", "u1,B,1"],
        ["Project: X,,Date: Y,", "unit,coder,Trust,Time", "u1,A,1,1", "u1,B,1,0"],
        ["unit,coder,Trust,", ",A,1,x", "u1,B,1,x"],
    ],
)
def test_other_tables_have_one_heading(lines: list[str]) -> None:
    table = headed_twice(RawTable(Path("a.csv"), "", [line.split(",") for line in lines]))
    assert not any(column.group for column in table.columns)
    assert {"unit"} <= {column.name for column in table.columns}
