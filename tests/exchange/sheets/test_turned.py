"""Codes in rows and units in columns: read as the same sheet with units in rows; what may be either is asked."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from itertools import zip_longest
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intercoder.cli import main
from intercoder.errors import InputError, SeveralErrors
from intercoder.exchange.sheets.codings import read_codings

Save = Callable[..., Path]
ANNA = ["Code,D1,D2,D3", "Trust,1,0,1", "Access,0,0,1"]
BEN = ["Code,D1,D2,D3", "Trust,1,1,1", "Access,0,0,0"]
READ = {
    ("D1", "Anna", "Trust"), ("D3", "Anna", "Trust"), ("D3", "Anna", "Access"),
    ("D1", "Ben", "Trust"), ("D2", "Ben", "Trust"), ("D3", "Ben", "Trust"),
}  # fmt: skip


def lines(rows: Sequence[Sequence[str]]) -> list[str]:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue().splitlines()


def found(*paths: Path, **options: object) -> set[tuple[str, ...]]:
    sheets = read_codings(paths, **options)  # type: ignore[arg-type]
    assert sheets.layout == "turned"
    assert "codes in rows, units in columns" in sheets.description
    return set(sheets.codings.itertuples(index=False, name=None))


def two(text_file: Save, anna: Sequence[str] = ANNA, ben: Sequence[str] = BEN) -> list[Path]:
    return [text_file("Anna.csv", *anna), text_file("Ben.csv", *ben)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(
    marks=st.lists(st.lists(st.sampled_from(["1", "0", ""]), min_size=6, max_size=6), min_size=8, max_size=8),
    blanks=st.sampled_from(["not applied", "not coded"]),
)
def test_a_wide_sheet_turned_is_the_same_sheet(marks: list[list[str]], blanks: str, text_file: Save) -> None:
    """Each of two coders has the first row of marks in full, so that both layouts are recognised."""
    full = ["1", "0", "1", "0", "1", "0"]
    rows = {
        coder: [["Code", "Trust", "Access", "Time", "Cost", "Care", "Space"]]
        + [[f"D{at}", *row] for at, row in enumerate([full, *mine])]
        for coder, mine in (("Anna", marks[:4]), ("Ben", marks[4:]))
    }
    wide = [text_file(f"{coder}.csv", *lines([["unit", *own[0][1:]], *own[1:]])) for coder, own in rows.items()]
    plain = read_codings(wide, blanks=blanks)  # type: ignore[arg-type]
    turned = [text_file(f"{coder}.csv", *lines(list(zip_longest(*own)))) for coder, own in rows.items()]
    changed = read_codings(turned, blanks=blanks)  # type: ignore[arg-type]
    assert (plain.layout, changed.layout) == ("wide", "turned")
    assert changed.coders == plain.coders
    assert changed.codes == plain.codes
    for name in ("codings", "coverage", "units"):
        assert getattr(changed, name).to_dict() == getattr(plain, name).to_dict()


@pytest.mark.parametrize("heading", ["Code", "Codes", "Theme", "Sub-code", "Code name", "Category", "Nodes"])
def test_the_first_column_may_say_codes_in_several_words(heading: str, text_file: Save) -> None:
    assert found(*two(text_file, [f"{heading},D1,D2,D3", *ANNA[1:]], [f"{heading},D1,D2,D3", *BEN[1:]])) == READ


def test_marks_alone_leave_what_is_blank_as_not_applied(text_file: Save) -> None:
    anna = ["Code,D1,D2,D3", "Trust,x,,x", "Access,,,x"]
    ben = ["Code,D1,D2,D3", "Trust,x,x,x", "Access,,,"]
    sheets = read_codings(two(text_file, anna, ben))
    assert set(sheets.codings.itertuples(index=False, name=None)) == READ
    assert sheets.codes == ("Trust", "Access")
    assert "Anna: 1 empty answer read as not applied" in sheets.description


def test_an_empty_column_is_a_unit_not_coded_where_zeros_are_written(text_file: Save) -> None:
    paths = two(text_file, ["Code,D1,D2,D3", "Trust,1,,1", "Access,0,,1"])
    assert {unit for unit, coder in read_codings(paths).coverage.itertuples(index=False) if coder == "Anna"} == {
        "D1",
        "D3",
    }


def test_totals_at_both_ends_side_columns_and_headings_between_codes(workbook: Save) -> None:
    anna = [
        ["No.", "Theme", "Code", "Definition", "D1", "D2", "D3", "Total", "Comment"],
        ["1", "Care", "Trust", "Relies on them", "1", "0", "1", "2", "look again"],
        ["", "", "Barriers", "", "", "", "", "", ""],
        ["2", "Care", "Access", "Gets there", "0", "0", "1", "1", ""],
        ["", "", "Total", "", "1", "0", "2", "3", ""],
    ]
    ben = [["Code", "D1", "D2", "D3"], ["Trust", "1", "1", "1"], ["Access", "0", "0", "0"], ["", "1", "1", "1"]]
    sheets = read_codings(workbook("a.xlsx", {"Anna": anna}), coder="Anna")
    assert set(sheets.codings.itertuples(index=False, name=None)) == {row for row in READ if row[1] == "Anna"}
    assert sheets.codes == ("Trust", "Access")
    told = " ".join(map(str, sheets.repairs))
    assert '"No.", "Theme", "Definition", "Total", "Comment"' in told
    assert 'rows left alone: "Barriers"' in told
    assert "taken for totals" in told
    assert found(workbook("Ben.xlsx", {"Sheet": [*ben[:3], ["Total", "1", "1", "1"]]}), coder="Ben") == {
        row for row in READ if row[1] == "Ben"
    }


def test_a_sheet_per_coder_with_units_in_another_order_and_one_missing(workbook: Save) -> None:
    ben = [["Code", "D3", "D1"], ["Access", "0", "0"], ["Trust", "1", "1"]]
    sheets = {"Anna": [line.split(",") for line in ANNA], "Ben": ben}
    path = workbook("a.xlsx", {name: [*rows, ["Time", *"101"[: len(rows[0]) - 1]]] for name, rows in sheets.items()})
    got = read_codings(path)
    assert got.arrangement == "sheets"
    assert {row for row in got.codings.itertuples(index=False, name=None) if row[2] != "Time"} == {
        row for row in READ if row != ("D2", "Ben", "Trust")
    }
    assert ("D2", "Ben") not in set(got.coverage.itertuples(index=False, name=None))


@pytest.mark.parametrize("second", ["", "Money"])
def test_themes_beside_their_codes(second: str, text_file: Save) -> None:
    themed = [["Theme,Code,1,2,3", f"Care,Trust{mine[1][5:]}", f"{second},Access{mine[2][6:]}"] for mine in (ANNA, BEN)]
    assert found(*two(text_file, *themed)) == {(unit[1:], coder, code) for unit, coder, code in READ}


def test_a_coder_column_beside_the_codes(text_file: Save) -> None:
    rows = ["Coder,Code,D1,D2,D3", *(f"Anna,{line}" for line in ANNA[1:]), *(f"Ben,{line}" for line in BEN[1:])]
    path = text_file("a.csv", *rows)
    assert found(path) == READ
    assert read_codings(path).arrangement == "coder column"


def test_which_rows_are_codes_and_what_is_known_of_units_can_be_said(text_file: Save) -> None:
    paths = two(text_file, [*ANNA, "Site,north,south,north"], [*BEN, "Site,north,south,north"])
    sheets = read_codings(paths, beside=["Site"])
    assert list(sheets.units["Site"]) == ["north", "south", "north"]
    assert read_codings(paths, codes=["Access"]).codes == ("Access",)
    assert any('rows left alone: "Site"' in str(repair) for repair in read_codings(paths).repairs)


@pytest.mark.parametrize(
    ("anna", "problem", "where"),
    [
        ([*ANNA, "trust,0,0,0"], 'the code "trust" comes twice', "cell A4"),
        ([*ANNA, ",1,0,0", "Time,0,0,0"], "the code is empty", "cell A4"),
        (["Code,D1,,D3", *ANNA[1:]], "the unit is empty", "cell C1"),
        (["Code,D1,D2,D3", "Trust,1,0,maybe", "Access,0,0,1"], '"maybe" is no mark for the code "Trust"', "cell D2"),
        (["Code,D1,D1,D3", *ANNA[1:]], 'coder "Anna" has unit "D1" twice', "column C"),
        ([*ANNA, "Time,0,0,0"], 'there is no row "Time" here, but another coder has it', "Ben.csv"),
        (["Code,D1,D2,D3", "Trust,1,0,#REF!", "Access,0,0,1"], 'the formula gives "#REF!"', "cell D2"),
    ],
)
def test_what_is_wrong_is_said_with_its_place_in_the_file(
    anna: list[str], problem: str, where: str, text_file: Save
) -> None:
    ben = [*BEN, "Time,0,0,0"] if any(line.startswith("Time") and "," in anna[-2][:1] for line in anna) else BEN
    with pytest.raises((InputError, SeveralErrors)) as caught:
        read_codings(two(text_file, anna, ben))
    assert problem in str(caught.value)
    assert where in str(caught.value)


def test_one_file_of_units_or_of_coders_is_asked(text_file: Save) -> None:
    path = text_file("a.csv", "Code,Lea,Max", "Trust,1,0", "Access,0,0", "Time,1,1")
    with pytest.raises(InputError, match='"Lea", "Max" beside them may be units, or coders') as caught:
        read_codings(path)
    assert "--coder, or a file for each coder" in caught.value.fix
    assert '--coders "Lea,Max"' in caught.value.fix
    assert found(path, coder="Ann") == {("Lea", "Ann", "Trust"), ("Lea", "Ann", "Time"), ("Max", "Ann", "Time")}
    assert read_codings(path, coders=["Lea", "Max"]).layout == "categories"


def test_a_table_per_unit_is_not_taken_for_one_per_coder(workbook: Save) -> None:
    rows = [["Code", "Anna", "Ben"], ["Trust", "1", "0"], ["Access", "0", "0"]]
    path = workbook("a.xlsx", dict.fromkeys(("P1", "P2", "P3"), rows))
    with pytest.raises(InputError, match="may be units, each table a coder's, or coders, each table a unit's"):
        read_codings(path)


@pytest.mark.parametrize("coders", [["Coder 1", "Coder 2"], ["rater_A", "rater_B"]])
def test_columns_that_speak_of_coders_are_theirs(coders: list[str], text_file: Save) -> None:
    path = text_file("a.csv", f"Code,{','.join(coders)}", "Trust,1,0", "Access,0,0", "Time,1,1")
    sheets = read_codings(path)
    assert (sheets.layout, sheets.coders, len(sheets.units)) == ("categories", tuple(coders), 3)


def test_codes_of_participants_name_units(text_file: Save) -> None:
    rows = ["Code,Trust,Access", "P01,1,0", "P02,0,0", "P03,1,1"]
    paths = two(text_file, rows, rows)
    with pytest.raises(InputError, match='the column "Code" may name codes, or units: "P01", "P02", "P03"'):
        read_codings(paths)
    sheets = read_codings(paths, unit="Code")
    assert (sheets.layout, sheets.codes, list(sheets.units["unit"])) == (
        "wide",
        ("Trust", "Access"),
        ["P01", "P02", "P03"],
    )


@pytest.mark.parametrize("first", ["", "Label"])
def test_headings_numbered_as_units_are_asked_about(first: str, text_file: Save) -> None:
    rows = [f"{first},P01,P02,P03", "Trust,1,0,1", "Access,0,0,1", "Time,1,1,1"]
    paths = two(text_file, rows, rows)
    with pytest.raises(InputError, match=r'rows may be codes .* and the columns units .*"P01"'):
        read_codings(paths)
    assert read_codings(paths, layout="turned").codes == ("Trust", "Access", "Time")
    if first:
        assert read_codings(paths, unit=first).codes == ("P01", "P02", "P03")


def test_a_plain_wide_sheet_is_left_as_it_is(text_file: Save) -> None:
    rows = ["Name,Trust,Access,Theme 3", "Lea,1,0,1", "Max,0,0,1", "Ute,1,1,1"]
    assert read_codings(two(text_file, rows, rows)).layout == "wide"


def test_the_layout_can_be_said_and_refuses_what_does_not_fit(text_file: Save) -> None:
    paths = two(text_file, ["Construct,A,B", "Trust,1,0", "Access,0,0"], ["Construct,A,B", "Trust,1,1", "Access,0,0"])
    assert found(*paths, layout="turned") == {("A", "Anna", "Trust"), ("A", "Ben", "Trust"), ("B", "Ben", "Trust")}
    with pytest.raises(InputError, match="is for units in rows"):
        read_codings(paths, layout="turned", unit="Construct")
    with pytest.raises(InputError, match="no codes in rows with marks beside them"):
        read_codings(text_file("b.csv", "a,b", "u,some words", "v,more words"), layout="turned")


def test_from_the_command_line(text_file: Save) -> None:
    paths = [str(path) for path in two(text_file)]
    agreed = CliRunner().invoke(main, ["reliability", *paths, "--json"])
    assert agreed.exit_code == 0, agreed.output
    assert agreed.stderr.startswith(
        "Read as: codes in rows, units in columns, a file per coder, coders Anna and Ben, 3 un"
    )
    trust = json.loads(agreed.stdout)["codes"][0]
    assert (trust["code"], trust["both"], trust["only_a"], trust["only_b"], trust["neither"]) == ("Trust", 2, 0, 1, 0)
