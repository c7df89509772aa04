"""The workbook of a discussion: disagreements out, decisions with their reasons back in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from intercoder.coding.discussions import (
    Decision,
    Discussion,
    Outcomes,
    Proposal,
    open_discussion_workbook,
    read_outcomes,
    write_discussion_workbook,
)
from intercoder.coding.workbooks import open_coder_workbook
from intercoder.errors import InputError, SeveralErrors

OURS = Discussion("project", "main", ("A", "B"))
CODES = {"c1": "Planning", "c2": "Planning / Steering"}
ROWS = [
    {"unit": unit, "text": f"Notes of {unit}", "code_id": code, "code": CODES[code], "definition": "",
     "mark:A": "applied", "mark:B": "–", "memo:A": "", "memo:B": "", "decision": "", "rationale": ""}
    for unit, code in [("P01", "c1"), ("P01", "c2"), ("P02", "c2")]
]  # fmt: skip


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "decisions.xlsx"
    write_discussion_workbook(path, OURS, ROWS)
    return path


def decide(workbook: Path, type_in: Any, **texts: dict[tuple[str, str], str]) -> None:
    pairs = {pair for given in texts.values() for pair in given}
    typed = {pair: {key: given[pair] for key, given in texts.items() if pair in given} for pair in pairs}
    type_in(workbook, "Discussion", typed, row_named_by=("unit", "code_id"))


MARKS = {(unit, code): {"A": "applied", "B": "–"} for unit, code in [("P01", "c1"), ("P01", "c2"), ("P02", "c2")]}


def read(path: Path) -> Outcomes:
    discussion, form = open_discussion_workbook(path)
    assert discussion == OURS
    return read_outcomes(form, CODES, MARKS, ["P01", "P02"])


def test_decisions_come_back_with_their_reasons(workbook: Path, type_in: Any) -> None:
    decision = {("P01", "c1"): "applies", ("P02", "c2"): " Does not  apply"}
    decide(workbook, type_in, decision=decision, rationale={("P01", "c1"): "said so", ("P02", "c2"): "only planned"})
    assert read(workbook).decisions == (
        Decision("P01", "c1", True, "said so"),
        Decision("P02", "c2", False, "only planned"),
    )


@pytest.mark.parametrize(("word", "applied"), [("keep A", True), ("KEEP b", False), ("both", True), ("Neither", False)])
def test_whose_coding_stands(workbook: Path, type_in: Any, word: str, applied: bool) -> None:
    decide(workbook, type_in, decision={("P01", "c1"): word}, rationale={("P01", "c1"): "why"})
    assert read(workbook).decisions == (Decision("P01", "c1", applied, "why"),)


def test_what_the_framework_lacks_is_a_proposal(workbook: Path, type_in: Any) -> None:
    words = {("P01", "c1"): "New code: Boards", ("P01", "c2"): "change the definition"}
    decide(workbook, type_in, decision=words, rationale={("P01", "c2"): "say of whom"})
    found = read(workbook)
    assert found.proposals == (
        Proposal("P01", "c1", "new code", "Boards"),
        Proposal("P01", "c2", "change the definition", "say of whom"),
    )
    assert (found.decisions, found.n_open) == ((), 3)


def test_a_column_that_is_gone_is_named(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    sheet = book["Discussion"]
    (at,) = (cell.column for cell in sheet[1] if cell.value == "rationale")
    sheet.delete_cols(at)
    book.save(workbook)
    with pytest.raises(InputError, match='the column "rationale" is gone'):
        read(workbook)


def test_rows_without_a_decision_stay_open(workbook: Path) -> None:
    assert read(workbook) == Outcomes((), (), 3)


def test_a_decision_needs_a_reason_and_must_be_one(workbook: Path, type_in: Any) -> None:
    decide(workbook, type_in, decision={("P01", "c1"): "applies", ("P01", "c2"): "perhaps"})
    with pytest.raises(SeveralErrors) as raised:
        read(workbook)
    assert "a decision without a reason" in str(raised.value)
    assert 'no decision "perhaps"' in str(raised.value)


def test_a_unit_or_code_that_is_not_of_the_round_is_refused(workbook: Path, type_in: Any) -> None:
    decide(workbook, type_in, unit={("P01", "c1"): "P77"}, code_id={("P02", "c2"): "c9"})
    with pytest.raises(SeveralErrors) as raised:
        read(workbook)
    assert '"P77" is not a unit' in str(raised.value)
    assert "in this round" in str(raised.value)


def test_deciding_one_thing_twice_differently_is_refused(workbook: Path, type_in: Any) -> None:
    texts = {("P01", "c1"): "applies", ("P01", "c2"): "does not apply"}
    decide(workbook, type_in, decision=texts, rationale=dict.fromkeys(texts, "why"), code_id={("P01", "c2"): "c1"})
    with pytest.raises(InputError, match="decided twice"):
        read(workbook)


def test_a_workbook_of_another_kind_is_refused(workbook: Path) -> None:
    with pytest.raises(InputError, match="is a discussion workbook, not a coder's workbook"):
        open_coder_workbook(workbook)
