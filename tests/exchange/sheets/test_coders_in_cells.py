"""A column per code with the names of those who applied it in each cell: read when the coders are named."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intercoder.cli import main
from intercoder.errors import InputError, SeveralErrors
from intercoder.exchange.sheets.codings import read_codings

Save = Callable[..., Path]
INITIALS = [
    "unit,site,Trust,Access,Cost,Comment",
    "u1,north,AB,A,,look",
    'u2,south,"A, B",,,',
    "u3,north,,b,,",
    "u4,,,,,",
]
READ = {
    ("u1", "A", "Trust"), ("u1", "B", "Trust"), ("u1", "A", "Access"), ("u2", "A", "Trust"), ("u2", "B", "Trust"),
    ("u3", "B", "Access"),
}  # fmt: skip


def test_initials_of_coders_who_are_named(text_file: Save) -> None:
    sheets = read_codings(text_file("a.csv", *INITIALS), coders=["A", "B"], beside=["site"])
    assert set(sheets.codings.itertuples(index=False, name=None)) == READ
    assert set(sheets.coverage.itertuples(index=False, name=None)) == set(product(["u1", "u2", "u3", "u4"], "AB"))
    assert (sheets.arrangement, sheets.codes) == ("cells", ("Trust", "Access", "Cost"))
    assert list(sheets.units["site"]) == ["north", "south", "north", ""]
    assert "the coders in each cell, coders A and B, 4 units, 3 codes" in sheets.description
    told = " ".join(map(str, sheets.repairs))
    assert "taken to have coded every unit, also where no cell names them" in told
    assert '"Comment"' in told


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(
    cells=st.lists(st.sets(st.sampled_from(["Anna", "Ben", "Mary Ann"])), min_size=8, max_size=8),
    between=st.sampled_from(["; ", "/", "|", " & ", " and ", "+"]),
)
def test_names_between_signs_are_the_marks_of_each(cells: list[set[str]], between: str, text_file: Save) -> None:
    cells[0] = {"Anna", "Ben", "Mary Ann"}
    rows = [f"u{at},{between.join(sorted(cells[at]))},{between.join(cells[at + 4])}" for at in range(4)]
    sheets = read_codings(text_file("a.csv", "unit,Trust,Access", *rows), coders=["Anna", "Ben", "Mary Ann"])
    pairs = [
        (f"u{at % 4}", code, at) for code, first in (("Trust", 0), ("Access", 4)) for at in range(first, first + 4)
    ]
    expected = {(unit, who, code) for unit, code, at in pairs for who in cells[at] if code in sheets.codes}
    assert set(sheets.codings.itertuples(index=False, name=None)) == expected


def test_a_cell_that_names_somebody_else_is_an_error(text_file: Save) -> None:
    path = text_file("a.csv", *INITIALS, "u5,north,AC,Anna,,")
    with pytest.raises(SeveralErrors) as caught:
        read_codings(path, coders=["A", "B"])
    told = str(caught.value)
    assert 'cell C6: "AC" is none of the coders A, B' in told
    assert 'cell D6: "Anna" is none of the coders A, B' in told


@pytest.mark.parametrize("coders", [None, ["Anna", "Ben"]])
def test_short_names_in_cells_are_suggested(coders: list[str] | None, text_file: Save) -> None:
    with pytest.raises(InputError) as caught:
        read_codings(text_file("a.csv", *INITIALS[:-1], "u5,x,A,B,,"), coders=coders)
    assert "If the cells name who applied each code: --coders A,B." in caught.value.fix


def test_categories_are_not_suggested_as_coders(text_file: Save) -> None:
    with pytest.raises(InputError) as caught:
        read_codings(text_file("a.csv", "unit,tone,pace", "u1,high,low", "u2,low,low", "u3,high,high"))
    assert "high" not in caught.value.fix


def test_from_the_command_line(text_file: Save) -> None:
    done = CliRunner().invoke(main, ["reliability", str(text_file("a.csv", *INITIALS)), "--coders", "A,B"])
    assert done.exit_code == 0, done.output
    assert "a column per code, with marks, the coders in each cell" in done.stderr
