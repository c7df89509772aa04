"""Lists of code numbers that became one number or a date are told or refused, and others left alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from intercoder.errors import InputError
from intercoder.exchange.sheets.altered_labels import joined_numbers, refuse_dates
from intercoder.exchange.sheets.codings import read_codings


def saved(folder: Path, rows: Sequence[Sequence[object]]) -> Path:
    book = Workbook()
    for row in (("Interview", "Coder 1", "Coder 2"), *rows):
        book.active.append(row)
    book.save(folder / "a.xlsx")
    return folder / "a.xlsx"


def test_a_list_that_became_a_number_is_told_and_read_as_proposed(tmp_path: Path) -> None:
    path = saved(tmp_path, [("I1", 1.3, "1,2,3"), ("I2", 1, 3), ("I3", 3, 2), ("I4", "1,2,3", 2)])
    (told,) = [repair.what for repair in read_codings(path).repairs]
    assert told.startswith('"1.3" read as one code, though "1" and "3" are codes')
    assert '--separator ".,"' in told
    assert set(read_codings(path, separator=".,").codes) == {"1", "2", "3"}


def test_numbers_of_subcodes_whose_halves_are_no_codes_are_left_alone() -> None:
    assert not list(joined_numbers(["1", "1.3", "1.4", "2"]))


@pytest.mark.parametrize("others", [[("I2", 1, 3), ("I3", 3, 2)], [("I2", 1, "1;3"), ("I3", 3, "2;3")]])
def test_a_list_that_became_a_date_is_refused(tmp_path: Path, others: list[tuple[object, ...]]) -> None:
    path = saved(tmp_path, [("I1", dt.date(2026, 2, 1), 1), *others])
    with pytest.raises(InputError, match=r'"2026-02-01" is a date among numbers such as "[13]"'):
        read_codings(path)


def test_dates_alone_and_among_words_are_left_alone() -> None:
    refuse_dates(["2026-02-01", "2026-02-02"], "a.xlsx")
    refuse_dates(["2026-02-01", "unknown"], "a.xlsx")
