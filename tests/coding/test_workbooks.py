"""A coder's workbook comes back as it was filled in, whatever was sorted; what is wrong is said with its cell."""

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
TABLE = UNITS.of((unit, unit, at, text) for at, (unit, text) in enumerate(TEXTS.items()))
MODEL = {"model": dict.fromkeys(TEXTS, "CAMHS")}
MINE = Assignment("project", "main", "A", 3, FRAMEWORK.hash)


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "main_A.xlsx"
    write_coder_workbook(path, MINE, TABLE, FRAMEWORK, attributes=MODEL)
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
    write_coder_workbook(again, MINE, TABLE, FRAMEWORK, attributes=MODEL)
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
        (lambda sheet: sheet.delete_rows(5), "1 row is gone: P02"),
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


class TestSlots:
    """With many codes, a row has eight cells with a drop-down list of the codes."""

    @pytest.fixture
    def slots(self, tmp_path: Path) -> Path:
        path = tmp_path / "slots.xlsx"
        write_coder_workbook(path, MINE, TABLE, FRAMEWORK, layout="slots")
        return path

    def test_codes_are_read_by_path_or_by_a_name_that_only_one_has(self, slots: Path, type_in: Any) -> None:
        typed = {
            ("P01",): {"slot:1": "Planning / Steering", "slot:4": "planning"},
            ("P02",): {"slot:2": "Steering; Planning\n", "example": "Steering"},
            ("0012",): {"none": "x"},
        }
        type_in(slots, "Coding", typed)
        found = read(slots).revision
        assert found.codings == {("P01", "c1"), ("P01", "c2"), ("P02", "c1"), ("P02", "c2")}
        assert found.covered == {"P01", "P02", "0012"}
        assert found.examples == {("P02", "c2")}

    def test_unknown_codes_are_all_said_with_a_suggestion(self, slots: Path, type_in: Any) -> None:
        typed = {
            ("P01",): {"slot:1": "Planing", "slot:2": "Group only"},
            ("P02",): {"slot:1": "Planning", "none": "x", "example": "Steering"},
        }
        type_in(slots, "Coding", typed)
        with pytest.raises(SeveralErrors) as raised:
            read(slots)
        said = str(raised.value)
        assert 'cell D4: there is no code "Planing" in the framework. Did you mean "Planning"' in said
        assert 'cell E4: "Group only" only groups other codes.' in said
        assert '"Planning / Steering" is not a code of this row.' in said
        assert 'has both a code and "No code applies".' in said

    def test_the_list_holds_the_codes_that_may_be_applied(self, slots: Path) -> None:
        book = openpyxl.load_workbook(slots)
        assert "Planning / Steering" in [cell.value for cell in book["Lists"]["A"]]
        (rule,) = [r for r in book["Coding"].data_validations.dataValidation if "D4" in str(r.sqref)]
        assert (rule.type, rule.formula1, rule.errorStyle) == ("list", "Lists!$A$1:$A$2", "warning")

    def test_a_slot_that_was_deleted_is_missed(self, slots: Path) -> None:
        edit(slots, lambda sheet: sheet.delete_cols(4))
        with pytest.raises(InputError, match='the column "slot:1" is gone'):
            read(slots)

    def test_more_codes_than_slots_share_the_last(self, tmp_path: Path) -> None:
        many = Framework([Code(f"c{n}", f"Code {n}") for n in range(12)])
        mine = Assignment("project", "main", "A", 3, many.hash)
        before = Revision(frozenset(("P01", f"c{n}") for n in range(12)), frozenset({"P01"}))
        path = tmp_path / "many.xlsx"
        write_coder_workbook(path, mine, TABLE, many, layout="slots", filled=before)
        _, form = open_coder_workbook(path)
        assert read_answers(form, TABLE, many).revision == before

    @pytest.mark.parametrize(("n", "key"), [(40, "code:c0"), (41, "slot:1")])
    def test_columns_up_to_forty_codes(self, tmp_path: Path, n: int, key: str) -> None:
        many = Framework([Code(f"c{number}", f"Code {number}") for number in range(n)])
        write_coder_workbook(tmp_path / "w.xlsx", Assignment("p", "r", "A", 1, many.hash), TABLE, many)
        sheet = openpyxl.load_workbook(tmp_path / "w.xlsx")["Coding"]
        assert key in {cell.value for cell in sheet[1]}

    def test_another_layout_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match='Did you mean "slots"'):
            write_coder_workbook(tmp_path / "w.xlsx", MINE, TABLE, FRAMEWORK, layout="slot")  # type: ignore[arg-type]


def test_a_copied_column_is_refused(workbook: Path) -> None:
    def copy(sheet: Any) -> None:
        for row in sheet.iter_rows(min_col=5, max_col=5):
            sheet.cell(row[0].row, 20).value = row[0].value

    edit(workbook, copy)
    with pytest.raises(InputError, match="the column of cell E3 is there a second time"):
        read(workbook)


def test_a_column_of_another_version_is_refused(workbook: Path) -> None:
    edit(workbook, lambda sheet: sheet.cell(1, 20, "code:c77"))
    with pytest.raises(InputError, match='the column "code:c77" is for a code that is not of this version'):
        read(workbook)


def test_progress_is_counted_by_the_workbook_itself(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    done = {book["Coding"].cell(1, cell.column).value: cell.value for cell in book["Coding"][4]}["done"]
    assert done == '=IF(COUNTA(E4:G4)>0,"done","")'
    counts = [cell.value for cell in book["Instructions"]["B"] if str(cell.value).startswith("=")]
    assert counts == ['=COUNTIF(\'Coding\'!C4:C6,"done")&" of 3"']
