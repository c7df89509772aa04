"""A second table about the cases: joined to the notes by the ids, and told where they do not meet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from intercoder.errors import InputError, SeveralErrors
from intercoder.exchange.texts.case_tables import read_case_table, with_attributes
from intercoder.exchange.texts.notes import Notes, read_notes

Save = Callable[..., Path]


@pytest.fixture
def notes(text_file: Save) -> Notes:
    lines = ["id,note,site", "P01,We ask,", "p02,We vote,", "0012,=All,"]
    return read_notes(text_file("notes.csv", *lines), case="id", text="note")


def test_every_column_but_personal_ones_is_an_attribute(notes: Notes, text_file: Save) -> None:
    table = read_case_table(text_file("c.csv", "Case,Site,Email,Age", "P01,rural,a@b.c,40", "P02,urban,,", "0012,x,,3"))
    (joined,) = with_attributes([notes], table)
    assert joined.cases.to_dict("records") == [
        {"case": "P01", "Site": "rural", "Age": "40"},
        {"case": "p02", "Site": "urban", "Age": ""},
        {"case": "0012", "Site": "x", "Age": "3"},
    ]
    assert "left out, as they may tell who somebody is: Email" in [repair.what for repair in joined.repairs]


def test_only_the_attributes_asked_for(notes: Notes, text_file: Save) -> None:
    path = text_file("c.csv", "name,Site,Age", "P01,rural,40")
    table = read_case_table(path, case="name", attributes={"where": "site", "elsewhere": "Q9"})
    assert list(with_attributes([notes], table)[0].cases["where"]) == ["rural", "", ""]
    assert table.names == ["where"]


def test_what_does_not_meet_is_told(notes: Notes, text_file: Save) -> None:
    table = read_case_table(text_file("c.csv", "Case,Site", "P01,rural", "P77,rural", "P78,urban"))
    told = [repair.what for repair in with_attributes([notes], table)[0].repairs]
    assert told[-2:] == ["has no row for 2 cases of the notes: p02, 0012", "2 rows without notes left out: P77, P78"]


def test_a_table_of_other_cases_is_refused(notes: Notes, text_file: Save) -> None:
    table = read_case_table(text_file("c.csv", "Case,Site", "1,rural"))
    with pytest.raises(InputError, match=r'none of its cases \(such as "1"\) is a case of the notes \(such as "P01"\)'):
        with_attributes([notes], table)


def test_an_attribute_of_both_is_refused(text_file: Save) -> None:
    lines = ["id,note,site", "P01,We ask,here"]
    read = read_notes(text_file("notes.csv", *lines), case="id", text="note", attributes=["site"])
    with pytest.raises(InputError, match='the notes have an attribute "site" as well'):
        with_attributes([read], read_case_table(text_file("c.csv", "Case,site", "P01,rural")))


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (["Case,Site", "P01,rural", "P01,urban"], 'the case id "P01" comes 2 times'),
        (["Case,Site", "P01,rural", ",urban"], "the case id is empty"),
        (["Case,Site", "P01,#REF!"], 'the formula gives "#REF!"'),
        (["Site,Site 2", "rural,rural", "rural,urban"], "no telling which column names the cases"),
    ],
)
def test_a_table_in_doubt_is_refused(lines: list[str], problem: str, text_file: Save) -> None:
    with pytest.raises((InputError, SeveralErrors), match=problem):
        read_case_table(text_file("c.csv", *lines))


@pytest.mark.parametrize(
    "sheet",
    [
        [["Participant", "A : Site", "B : Age"], ["1 : P01", "rural", "40"], ["2 : P02", "urban", ""]],
        [["Participant", "Site", "Age"], ["Cases\\\\Interviews\\P01", "rural", "40"], ["Cases\\\\P02", "urban", ""]],
        [["", "A : Site", "B : Age"], ["1 : Cases\\\\P01", "rural", "40"], ["2 : Cases\\\\P02", "urban", ""]],
    ],
)
def test_a_classification_sheet_of_nvivo(notes: Notes, workbook: Save, sheet: list[list[str]]) -> None:
    (joined,) = with_attributes([notes], read_case_table(workbook("sheet.xlsx", {"Participant": sheet})))
    assert joined.cases.to_dict("records")[:2] == [
        {"case": "P01", "Site": "rural", "Age": "40"},
        {"case": "p02", "Site": "urban", "Age": ""},
    ]
    assert any(f'"{sheet[1][0]}" is "P01"' in repair.what for repair in joined.repairs)


@pytest.mark.parametrize(
    "names",
    [("1 : P01", "P02"), ("1 : P01", "7 : P02"), ("Cases\\\\A\\P01", "Cases\\\\B\\P01"), ("Cases\\\\P01", "P02")],
)
def test_names_that_only_look_like_it_stay(workbook: Save, names: tuple[str, str]) -> None:
    table = read_case_table(workbook("s.xlsx", {"S": [["Case", "Site"], *([name, "rural"] for name in names)]}))
    assert tuple(table.cases["case"]) == names
