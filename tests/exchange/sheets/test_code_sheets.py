"""What options say about signs between codes and between levels, and what is told where they do not fit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from intercoder.cli import main
from intercoder.exchange.sheets.codings import read_codings

Save = Callable[..., Path]
MIXED = ("unit,coder,codes", '1,A,"x; y"', '1,B,"x, y"', "2,A,y", "2,B,y", '3,A,"z; x"', '3,B,"z; x"', "4,A,z", "4,B,x")
FLAT = ("unit,coder,Access / Parking,Bus,and/or", "1,A,1,0,1", "1,B,1,0,1", "2,A,0,1,0", "2,B,0,0,1")


def told(path: Path, **options: str) -> list[str]:
    return [repair.what for repair in read_codings(path, **options).repairs]  # type: ignore[arg-type]


def test_mixed_signs_are_told_with_the_option_that_reads_them(text_file: Save) -> None:
    path = text_file("mixed.csv", *MIXED)
    assert read_codings(path).codes == ("x", "y", "x, y", "z")
    (slip,) = told(path)
    assert slip.endswith('--separator ";," reads both signs')
    found = read_codings(path, separator=";,")
    assert (found.codes, found.repairs) == (("x", "y", "z"), ())


def test_a_sign_that_stands_nowhere_is_told(text_file: Save) -> None:
    path = text_file("mixed.csv", *MIXED)
    assert told(path, separator=";|,") == ['--separator: "|" stands in none of the cells with codes']
    assert '--separator: "\\n" stands in none of the cells with codes' in told(path, separator="newline")
    wide = text_file("wide.csv", "unit,coder,x,y", "1,A,1,0", "1,B,1,0")
    assert told(wide, separator=";") == ["--separator is of no use here: a column per code, with marks"]
    assert told(wide, separator="none") == []
    categories = text_file("categories.csv", "unit,A,B", "1,low / no,high", "2,high,high")
    (useless,) = told(categories, layout="categories", coders=["A", "B"], levels="/")
    assert useless.startswith("--levels is of no use here: a column per coder")
    assert told(categories, layout="categories", coders=["A", "B"], levels="none") == []


def test_levels_are_told_and_may_be_declined(text_file: Save) -> None:
    path = text_file("flat.csv", *FLAT)
    (said,) = told(path)
    assert said.startswith(
        '"/" read as levels in 1 of 3 names of codes: "Access / Parking" is "Parking" below "Access"'
    )
    assert "--levels none" in said
    whole = read_codings(path, levels="none")
    assert (whole.codes, whole.repairs) == (("Access \\/ Parking", "Bus", "and/or"), ())
    assert read_codings(path, levels="/").codes == ("Access / Parking", "Bus", "and / or")
    shown = CliRunner().invoke(main, ["reliability", str(path), "--levels", "none", "--csv"]).stdout
    assert [line.split(",")[0] for line in shown.splitlines()[1:]] == ["Access \\/ Parking", "Bus", "and/or"]


def test_two_rows_of_headings_say_their_levels_themselves(text_file: Save) -> None:
    path = text_file("twice.csv", "unit,coder,Access,,Staff", ",,Parking,Bus,", "1,A,1,0,1", "1,B,1,0,0", "2,A,0,1,1")
    found = read_codings(path)
    assert found.codes[0] == "Access / Parking"
    assert not [repair for repair in found.repairs if "levels" in repair.what]


@pytest.mark.parametrize("option", ["--separator", "--levels"])
def test_every_command_that_reads_codings_takes_them(option: str) -> None:
    for command in (["reliability"], ["codings", "read"], ["plan", "reliability"]):
        assert option in CliRunner().invoke(main, [*command, "--help"]).stdout, command
