"""What columns are for, told by their headings and by what they hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from intercoder.exchange.headers import Column, HeadedTable, headed
from intercoder.exchange.sheets.roles import (
    code_column,
    coder_column,
    coder_groups,
    is_side_column,
    is_slots,
    may_hold_answers,
    profile,
    text_column,
    unit_column,
    words,
)
from intercoder.exchange.tabular import RawTable


def table(*lines: str) -> HeadedTable:
    return headed(RawTable(Path("a.xlsx"), "S", [line.split(",") for line in lines]))


def columns(*headings: str) -> list[Column]:
    return [Column(at, heading, heading) for at, heading in enumerate(headings)]


def groups(*headings: str) -> list[list[str]]:
    return [[column.name for column in group] for group in coder_groups(columns(*headings))]


@pytest.mark.parametrize(
    ("heading", "found"),
    [
        ("reasonCode1", "reason code 1"),
        ("Coder_A-codes", "coder a codes"),
        ("Unit ID", "unit id"),
        ("№", ""),
        ("é1", "é 1"),
    ],
)
def test_words_of_headings(heading: str, found: str) -> None:
    assert " ".join(words(heading)) == found


@pytest.mark.parametrize(
    ("headings", "found"),
    [
        (["id", "coder1", "coder2"], [["coder1", "coder2"]]),
        (["Rater A", "Rater B", "Rater C"], [["Rater A", "Rater B", "Rater C"]]),
        (["codes_A", "codes_B", "codes_final"], [["codes_A", "codes_B"]]),
        (["Anna codes", "Ben codes"], [["Anna codes", "Ben codes"]]),
        (["Coder 1 code", "Coder 2 code"], [["Coder 1 code", "Coder 2 code"]]),
        (["category (A)", "category (B)"], [["category (A)", "category (B)"]]),
        (["coder1", "coder1 notes", "coder2", "coder2 notes"], [["coder1", "coder2"]]),
        (["reasonCode1", "reasonCode2", "theme1", "theme2"], [["reasonCode1", "reasonCode2"], ["theme1", "theme2"]]),
        (["Q1", "Q2", "model"], []),
        (["code", "text"], []),
    ],
)
def test_columns_of_the_same_thing_by_several_coders(headings: list[str], found: list[list[str]]) -> None:
    assert groups(*headings) == found


def test_slots_are_filled_from_the_left_and_never_twice_the_same() -> None:
    slots = table("id,Code 1,Code 2", "1,P,R", "2,R,", "3,,")
    assert is_slots(slots, slots.columns[1:])
    for line in ("2,,R", "2,R,R"):
        other = table("id,Code 1,Code 2", "1,P,R", line)
        assert not is_slots(other, other.columns[1:])
    raters = table("id,Coder 1,Coder 2", "1,P,R")
    assert not is_slots(raters, raters.columns[1:])


@pytest.mark.parametrize(
    ("heading", "marked", "side"),
    [
        ("Notes", True, True), ("coder1 notes", False, True), ("Comment A", True, True), ("Date", True, True),
        ("Lack of time", True, False), ("Comments on services", True, False), ("Comments on services", False, True),
        ("Impact", False, False),
    ],
)  # fmt: skip
def test_remarks_are_no_answers_but_codes_may_speak_of_time(heading: str, marked: bool, side: bool) -> None:
    assert is_side_column(columns(heading)[0], marked=marked) is side


def test_a_constant_count_of_rounds_is_no_code_but_age_may_be() -> None:
    found = table("id,Round,Age,Year", "1,1,1,2023", "2,1,0,2024")
    assert [may_hold_answers(profile(found, column)) for column in found.columns[1:]] == [False, True, False]


def test_coder_code_and_text_columns() -> None:
    found = table("id,Coded by,Code,Answer,Answer notes", f"1,A,P,{'long ' * 9},{'longer ' * 9}", "2,A,P,x,")
    by, code, text = coder_column(found), code_column(found), text_column(found, found.columns[:1])
    assert [column.name for column in (by, code, text) if column] == ["Coded by", "Code", "Answer"]
    short = table("id,answer", "1,yes", "2,no")
    assert text_column(short, []) is None
    assert (coder_column(short), code_column(short)) == (None, None)


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (["case,unit,coder,x", "c,1,A,1", "c,2,A,1"], "unit"),
        (["participant,id,x", "p,1,1", "p,2,1"], "id"),
        (["row,x", "a,1", "b,0", "c,1"], "row"),
        (["name of service,x", "a,1", "b,0", "c,1"], "name of service"),
        (["P,R", "1,0", "0,1", "1,1"], None),
    ],
)
def test_the_unit_column(lines: list[str], name: str | None) -> None:
    found = table(*lines)
    column = unit_column(found, coder_column(found))
    assert (column.name if column else None) == name
