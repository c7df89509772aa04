"""Numbers that are known of the units stand beside the answers, and are not taken for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from intercoder.exchange.sheets.codings import read_codings

Save = Callable[..., Path]
SITES = (1, 1, 2, 1)


def marks(numbers: Sequence[object], *, other: object = None) -> list[str]:
    """Return a sheet of codes with a column of numbers; the second coder has `other` in the third unit."""
    rows = ["unit,coder,sites,Trust,Leaders"]
    for at, number in enumerate(numbers):
        rows += [f"{at},A,{number},1,{at % 2}", f"{at},B,{other if other and at == 2 else number},{at % 2},0"]
    return rows


def ratings(numbers: Sequence[object]) -> list[str]:
    rows = ["unit,coder,beds,severity"]
    for at, number in enumerate(numbers):
        rows += [f"{at},A,{number},low", f"{at},B,{number},{'low' if at else 'high'}"]
    return rows


def test_a_count_of_sites_is_no_code(text_file: Save) -> None:
    found = read_codings(text_file("a.csv", *marks(SITES)))
    assert (found.layout, found.codes) == ("wide", ("Trust", "Leaders"))
    (told,) = [repair.what for repair in found.repairs]
    assert told.startswith('columns left alone: "sites", for coders never differ on these numbers')
    assert "--layout variables" in told
    assert next(iter(read_codings(text_file("a.csv", *marks(SITES)), layout="variables").variables)) == "sites"


def test_a_slip_of_one_coder_is_still_refused(text_file: Save) -> None:
    with pytest.raises(Exception, match='"2" is no mark for the code "sites"'):
        read_codings(text_file("a.csv", *marks((1, 1, 0, 1), other=2)))


def test_marks_on_which_coders_never_differ_are_codes(text_file: Save) -> None:
    assert read_codings(text_file("a.csv", *marks((1, 0, 1, 0)))).codes == ("sites", "Trust", "Leaders")


def test_numbers_beyond_a_scale_are_no_variable_unless_named(text_file: Save) -> None:
    path = text_file("a.csv", *ratings((112, 40, 8)))
    found = read_codings(path)
    assert list(found.variables) == ["severity"]
    assert any('left alone: "beds"' in repair.what and "--codes" in repair.what for repair in found.repairs)
    assert list(read_codings(path, codes=["beds", "severity"]).variables) == ["beds", "severity"]
    assert list(read_codings(text_file("b.csv", *ratings((5, 4, 1)))).variables) == ["beds", "severity"]


def test_numbers_are_kept_where_nothing_shows_that_they_are_known(text_file: Save) -> None:
    differ = [*ratings((112, 40, 8)), "3,A,12,low", "3,B,13,low"]
    assert list(read_codings(text_file("a.csv", *differ)).variables) == ["beds", "severity"]
    alone = [line for line in ratings((112, 40, 8)) if ",B," not in line]
    assert list(read_codings(text_file("b.csv", *alone)).variables) == ["beds", "severity"]
    only = [line.rpartition(",")[0] for line in ratings((112, 40, 8))]
    assert list(read_codings(text_file("c.csv", *only)).variables) == ["beds"]


def test_files_of_coders_are_compared_too(text_file: Save) -> None:
    rows = ratings((112, 40, 8))
    files = [
        text_file(
            f"{coder}.csv", "unit,beds,severity", *(r.replace(f",{coder},", ",") for r in rows if f",{coder}," in r)
        )
        for coder in "AB"
    ]
    assert list(read_codings(files).variables) == ["severity"]
