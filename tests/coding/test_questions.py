"""The question that was asked stands beside the notes: where there are several, and only there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoder.coding.answers import Answers, read_answers
from intercoder.coding.discussions import Discussion, write_discussion_workbook
from intercoder.coding.questions import Question, Questions
from intercoder.coding.workbooks import Assignment, open_coder_workbook, write_coder_workbook
from intercoder.errors import InputError
from intercoder.framework.codes import Code, Framework
from intercoder.spreadsheet import put_text
from intercoder.tables import UNITS

FRAMEWORK = Framework([Code("c1", "Planning"), Code("c2", "Time")])
HELPED, HINDERED = Question("Q5", "What helped you?"), Question("Q6", "=What got in the way? " + "Say all. " * 40)
SEVERAL = Questions({"R1/Q5": HELPED, "R1/Q6": HINDERED, "R2/Q5": HELPED, "R2/Q6": HINDERED})
TEXTS = {"R1/Q5": "Time.", "R1/Q6": "No.", "R2/Q5": "No.", "R2/Q6": "No."}
TABLE = UNITS.of((unit, unit[:2], at, text) for at, (unit, text) in enumerate(TEXTS.items()))
MINE = Assignment("project", "main", "A", 1, FRAMEWORK.hash)


def workbook(folder: Path, asked: Questions | None = SEVERAL, *, layout: Any = None) -> Path:
    path = folder / "main_A.xlsx"
    write_coder_workbook(path, MINE, TABLE, FRAMEWORK, questions=asked, layout=layout)
    return path


def keys(path: Path) -> list[str]:
    return [str(cell.value) for cell in openpyxl.load_workbook(path).worksheets[0][1]]


def told(path: Path) -> dict[str, str]:
    sheet = openpyxl.load_workbook(path)["Instructions"]
    return {str(row[0]): str(row[1]) for row in sheet.iter_rows(values_only=True)}


def read(path: Path, asked: Questions | None = SEVERAL) -> Answers:
    return read_answers(open_coder_workbook(path)[1], TABLE, FRAMEWORK, asked)


@pytest.mark.parametrize("layout", ["columns", "slots"])
def test_several_questions_stand_right_before_the_notes_and_cannot_be_typed_over(tmp_path: Path, layout: str) -> None:
    path = workbook(tmp_path, layout=layout)
    at = keys(path).index("question")
    assert keys(path)[at + 1] == "text"
    book = openpyxl.load_workbook(path)
    sheet = book["Coding"]
    assert [sheet.cell(row, at + 1).value for row in (3, 4, 6)] == ["Question", HELPED.text, HELPED.text]
    assert sheet.protection.sheet
    assert sheet.cell(4, at + 1).protection.locked
    assert sheet.cell(4, at + 1).alignment.wrap_text
    assert sheet.freeze_panes == sheet.cell(4, at + 3).coordinate  # what is coded stays in sight, question and all
    long = sheet.cell(5, at + 1)
    assert str(long.value).endswith(" …")
    assert len(str(long.value)) <= 200
    assert long.data_type == "s"
    whole = [tuple(row) for row in book["Questions"].iter_rows(values_only=True)]
    assert whole == [("Name", "Question"), ("Q5", HELPED.text), ("Q6", HINDERED.text)]
    assert "sheet Questions" in told(path)["The questions"]


def test_the_only_question_is_told_once(tmp_path: Path) -> None:
    path = workbook(tmp_path, Questions(dict.fromkeys(TEXTS, HELPED)))
    assert "question" not in keys(path)
    assert "Questions" not in openpyxl.load_workbook(path).sheetnames
    assert told(path)["The question"] == HELPED.text


@pytest.mark.parametrize("asked", [None, Questions(), Questions({"elsewhere": HELPED, "too": HINDERED})])
def test_nothing_is_told_of_questions_that_are_not_known(tmp_path: Path, asked: Questions | None) -> None:
    path = workbook(tmp_path, asked)
    assert "question" not in keys(path)
    assert not {"The question", "The questions"} & told(path).keys()


def test_a_question_that_no_cell_holds_is_cut(tmp_path: Path) -> None:
    endless = Question("Q7", "Why? " * 10_000)
    assert "Why?" in told(workbook(tmp_path, Questions(dict.fromkeys(TEXTS, endless))))["The question"]
    path = workbook(tmp_path, Questions({**SEVERAL.of_unit, "R1/Q5": endless}))
    assert str(openpyxl.load_workbook(path)["Questions"]["B2"].value).endswith(" …")


def test_units_without_a_question_among_others_with_one(tmp_path: Path) -> None:
    asked = Questions({"R1/Q5": HELPED})
    path = workbook(tmp_path, asked)
    at = keys(path).index("question") + 1
    assert [openpyxl.load_workbook(path)["Coding"].cell(row, at).value for row in (4, 5)] == [HELPED.text, None]
    assert read(path, asked).waiting == tuple(TEXTS)


def sort_and_move(path: Path) -> None:
    """Turn the rows round, and put the column of the questions last, as a person might."""
    book = openpyxl.load_workbook(path)
    sheet = book["Coding"]
    at = keys(path).index("question") + 1
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    rows = [[*row[: at - 1], *row[at:], row[at - 1]] for row in [*rows[:3], *reversed(rows[3:])]]
    for row, values in enumerate(rows, start=1):
        for column, value in enumerate(values, start=1):
            put_text(sheet, row, column, str(value or ""))
    book.save(path)


def test_a_workbook_comes_back_sorted_and_with_columns_moved(tmp_path: Path, type_in: Any) -> None:
    path = workbook(tmp_path)
    type_in(path, "Coding", {("R1/Q6",): {"code:c2": "x"}, ("R2/Q5",): {"none": "x"}})
    sort_and_move(path)
    assert keys(path)[-1] == "question"
    revision = read(path).revision
    assert revision.codings == {("R1/Q6", "c2")}
    assert revision.covered == {"R1/Q6", "R2/Q5"}


def test_a_workbook_without_the_column_is_read_as_before(tmp_path: Path) -> None:
    assert read(workbook(tmp_path, None)).waiting == tuple(TEXTS)


def test_rows_sorted_in_part_are_found_by_their_questions(tmp_path: Path, type_in: Any) -> None:
    """Two answers may read alike, so that the notes alone would not tell that units have changed places."""
    path = workbook(tmp_path)
    swapped = {("R1/Q6",): {"unit": "R2/Q5"}, ("R2/Q5",): {"unit": "R1/Q6"}}
    type_in(path, "Coding", swapped)
    with pytest.raises(InputError, match='the question beside unit "R2/Q5" is not that of its notes') as found:
        read(path)
    assert "sheet Coding, cell D5" in str(found.value)


def test_a_discussion_shows_the_question_too(tmp_path: Path) -> None:
    row = {"case": "R1", "code_id": "c1", "code": "Planning", "definition": "", "mark:A": "applied", "mark:B": "–"}
    rows = [row | {"unit": unit, "text": text} for unit, text in TEXTS.items()]
    path = tmp_path / "meeting.xlsx"
    write_discussion_workbook(path, Discussion("p", "main", ("A", "B")), rows, questions=SEVERAL)
    at = keys(path).index("question")
    assert keys(path)[at + 1] == "text"
    assert openpyxl.load_workbook(path)["Discussion"].cell(4, at + 1).value == HELPED.text
    assert "Questions" in openpyxl.load_workbook(path).sheetnames
    write_discussion_workbook(path, Discussion("p", "main", ("A", "B")), rows[:1], questions=SEVERAL)
    assert "question" not in keys(path)
    assert told(path)["The question"] == HELPED.text


WORDING = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=400)


@given(WORDING)
def test_what_is_shown_of_a_question_fits_it_wherever_it_is_cut(wording: str) -> None:
    asked = Questions({"u": Question("Q", wording)})
    assert asked.fits("u", asked.shown("u"))
    assert len(asked.shown("u")) <= 200


@given(WORDING.filter(str.strip), WORDING.filter(str.strip))
def test_another_question_does_not_fit(wording: str, other: str) -> None:
    asked = Questions({"u": Question("Q", wording)})
    if len(other) < 200 and not other.rstrip().endswith("…") and other.split() != wording.split():
        assert not asked.fits("u", other)


def test_notes_that_stand_together_have_each_new_question_once() -> None:
    of_unit = {"R1/Q5.1": HELPED, "R1/Q5.2": HELPED, "R1/Q6": Question("Q6", "And then?"), "R1/Q7": Question("", "")}
    notes = [("R1/Q5.1", "Time."), ("R1/Q5.2", "Trust."), ("R1/Q6", "No."), ("R1/Q7", "All.")]
    assert Questions(of_unit).together(notes) == ("[What helped you?] Time.\n\nTrust.\n\n[And then?] No.\n\nAll.")
    assert Questions(dict.fromkeys(of_unit, HELPED)).together(notes) == "Time.\n\nTrust.\n\nNo.\n\nAll."
