"""A coder's workbook comes back as it was filled in, whatever was sorted or added; what is wrong is said with its cell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from intercoder.coding.answers import Answers, read_answers
from intercoder.coding.revisions import Revision
from intercoder.coding.workbooks import Assignment, open_coder_workbook, write_coder_workbook
from intercoder.errors import InputError, SeveralErrors
from intercoder.framework.codes import Code, Framework
from intercoder.tables import UNITS

FRAMEWORK = Framework(
    [
        Code("c1", "Planning", definition="About planning"),
        Code("c2", "Steering", parent="c1"),
        Code("c3", "Group only", applicable=False),
    ]
)
TEXTS = {"P01": "They met\nevery month.", "P02": "=1+1 was said", "0012": "  odd _x0041_ \x01 text"}
TABLE = UNITS.of((unit, unit, at, text) for at, (unit, text) in enumerate(TEXTS.items())).assign(model="CAMHS")
MINE = Assignment("project", "main", "A", 3, FRAMEWORK.hash)


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "main_A.xlsx"
    write_coder_workbook(path, MINE, TABLE, FRAMEWORK, attributes=["model"])
    return path


def read(path: Path) -> Answers:
    assignment, form = open_coder_workbook(path)
    assert assignment == MINE
    return read_answers(form, TABLE, FRAMEWORK)


def edit(path: Path, change: Callable[[Any], None]) -> None:
    book = openpyxl.load_workbook(path)
    change(book["Coding"])
    book.save(path)


def test_an_empty_workbook_says_that_nothing_is_coded_yet(workbook: Path) -> None:
    answers = read(workbook)
    assert not answers.revision.covered
    assert answers.waiting == ("P01", "P02", "0012")


def test_marks_come_back_as_codings_and_no_code_applies_as_coverage(workbook: Path, type_in: Any) -> None:
    typed = {
        ("P01",): {"code:c2": "x", "code:c1": "X", "memo": "sure", "suggestion": "Boards"},
        ("P02",): {"none": "1"},
    }
    type_in(workbook, "Coding", typed)
    answers = read(workbook)
    assert answers.revision == Revision(
        codings=frozenset({("P01", "c1"), ("P01", "c2")}),
        covered=frozenset({"P01", "P02"}),
        remarks={"P01": ("sure", "Boards")},
    )
    assert answers.waiting == ("0012",)


def test_notes_that_look_like_formulas_are_text(workbook: Path) -> None:
    sheet = openpyxl.load_workbook(workbook)["Coding"]
    cells = [cell for row in sheet.iter_rows(min_row=4) for cell in row if cell.data_type == "f"]
    assert {sheet.cell(1, cell.column).value for cell in cells} == {"done"}


def test_only_codes_that_may_be_applied_have_a_column(workbook: Path) -> None:
    sheet = openpyxl.load_workbook(workbook)["Coding"]
    assert [c.value for c in sheet[1] if str(c.value).startswith("code:")] == ["code:c1", "code:c2"]


def test_the_same_workbook_has_the_same_bytes(workbook: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.xlsx"
    write_coder_workbook(again, MINE, TABLE, FRAMEWORK, attributes=["model"])
    assert again.read_bytes() == workbook.read_bytes()


def test_rows_may_be_sorted_and_columns_moved_and_added(workbook: Path, type_in: Any) -> None:
    type_in(workbook, "Coding", {("P01",): {"code:c2": "x"}, ("P02",): {"none": "x"}, ("0012",): {"code:c1": "x"}})
    before = read(workbook)

    def rearrange(sheet: Any) -> None:
        rows = [[(cell.value, cell.data_type) for cell in row] for row in sheet.iter_rows()]
        rows[3:] = reversed(rows[3:])
        for at_row, row in enumerate(rows, start=1):
            for at, (value, kind) in enumerate([("my own column", "s"), *reversed(row)], start=1):
                cell = sheet.cell(at_row, at)
                cell.value = value
                cell.data_type = kind
        sheet.cell(1, 1).value = None

    edit(workbook, rearrange)
    assert read(workbook) == before


def test_everything_wrong_is_said_at_once_with_its_cell(workbook: Path, type_in: Any) -> None:
    type_in(workbook, "Coding", {("P01",): {"code:c2": "maybe"}, ("P02",): {"code:c1": "x", "none": "x"}})
    with pytest.raises(SeveralErrors) as raised:
        read(workbook)
    said = str(raised.value)
    assert 'main_A.xlsx, sheet Coding, cell F4: "maybe" is not a mark.' in said
    assert 'cell G5: has both a code and "No code applies".' in said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda sheet: sheet.delete_rows(5), "1 rows are gone: P02"),
        (lambda sheet: sheet.cell(5, 1, "P01"), r"unit \"P01\" comes twice, first in cell A4"),
        (lambda sheet: sheet.cell(5, 1, "P99"), r"cell A5: \"P99\" is not a unit of this round"),
        (lambda sheet: sheet.cell(4, 4, "They met."), r"cell D4: the notes of unit \"P01\" are not those"),
        (lambda sheet: sheet.delete_cols(6), 'the column "Planning / Steering" is gone'),
    ],
)
def test_what_was_changed_or_taken_out_is_refused(workbook: Path, change: Callable[[Any], None], said: str) -> None:
    edit(workbook, change)
    with pytest.raises(InputError, match=said):
        read(workbook)


def test_another_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(path)
    with pytest.raises(InputError, match="not a workbook that intercoder wrote"):
        open_coder_workbook(path)


def test_a_workbook_without_its_hidden_row_is_refused(workbook: Path) -> None:
    edit(workbook, lambda sheet: sheet.delete_rows(1))
    with pytest.raises(InputError, match="keys of the columns is gone"):
        open_coder_workbook(workbook)


def test_marks_are_open_and_notes_are_locked(workbook: Path) -> None:
    sheet = openpyxl.load_workbook(workbook)["Coding"]
    locked = {sheet.cell(1, cell.column).value: cell.protection.locked for cell in sheet[4]}
    assert sheet.protection.sheet
    assert {key for key, shut in locked.items() if not shut} == {
        "code:c1", "code:c2", "none", "suggestion", "example", "memo"
    }  # fmt: skip
