"""The workbook of a discussion: disagreements out, decisions with their reasons back in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from intercoder.coding.discussions import (
    Discussion,
    open_discussion_workbook,
    read_decisions,
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


def read(path: Path) -> list[dict[str, Any]]:
    discussion, form = open_discussion_workbook(path)
    assert discussion == OURS
    return read_decisions(form, ["P01", "P02"], CODES).to_dict("records")


def test_decisions_come_back_with_their_reasons(workbook: Path, type_in: Any) -> None:
    decision = {("P01", "c1"): "applies", ("P02", "c2"): " Does not  apply"}
    decide(workbook, type_in, decision=decision, rationale={("P01", "c1"): "said so", ("P02", "c2"): "only planned"})
    assert read(workbook) == [
        {"unit": "P01", "code": "c1", "applied": True, "rationale": "said so"},
        {"unit": "P02", "code": "c2", "applied": False, "rationale": "only planned"},
    ]


def test_rows_without_a_decision_stay_open(workbook: Path) -> None:
    assert read(workbook) == []


def test_a_decision_needs_a_reason_and_must_be_one(workbook: Path, type_in: Any) -> None:
    decide(workbook, type_in, decision={("P01", "c1"): "applies", ("P01", "c2"): "perhaps"})
    with pytest.raises(SeveralErrors) as raised:
        read(workbook)
    assert "a decision without a reason" in str(raised.value)
    assert '"perhaps" is not a decision' in str(raised.value)


def test_a_unit_or_code_that_is_not_of_the_round_is_refused(workbook: Path, type_in: Any) -> None:
    decide(workbook, type_in, unit={("P01", "c1"): "P77"}, code_id={("P02", "c2"): "c9"})
    with pytest.raises(SeveralErrors) as raised:
        read(workbook)
    assert '"P77" is not a unit' in str(raised.value)
    assert "is not a code of this round" in str(raised.value)


def test_deciding_one_thing_twice_differently_is_refused(workbook: Path, type_in: Any) -> None:
    texts = {("P01", "c1"): "applies", ("P01", "c2"): "does not apply"}
    decide(workbook, type_in, decision=texts, rationale=dict.fromkeys(texts, "why"), code_id={("P01", "c2"): "c1"})
    with pytest.raises(InputError, match="decided twice"):
        read(workbook)


def test_a_workbook_of_another_kind_is_refused(workbook: Path) -> None:
    with pytest.raises(InputError, match="is a discussion workbook, not a coder's workbook"):
        open_coder_workbook(workbook)
