"""Marks: more spellings than anyone would think of, and a hint for what is none."""

from __future__ import annotations

import pytest

from intercoder.exchange.sheets.marks import APPLIED, NOT_APPLIED, is_mark, mark, suggestion


@pytest.mark.parametrize("cell", ["1", "1.0", " X ", "yes", "TRUE", "Ja", "oui", "✓", "☒", "sì"])
def test_applied(cell: str) -> None:
    assert mark(cell) is True


@pytest.mark.parametrize("cell", ["0", "0,0", "No", "false", "NEIN", "non", "✗"])
def test_not_applied(cell: str) -> None:
    assert mark(cell) is False


@pytest.mark.parametrize("cell", ["", " ", "n/a", "blank"])
def test_nothing(cell: str) -> None:
    assert mark(cell) is None


@pytest.mark.parametrize("cell", ["2", "maybe", "0.5", "#REF!"])
def test_what_is_no_mark(cell: str) -> None:
    assert not is_mark(cell)
    with pytest.raises(KeyError):
        mark(cell)


def test_no_word_says_both() -> None:
    assert not APPLIED & NOT_APPLIED


def test_suggestions() -> None:
    assert 'Did you mean "yes"?' in suggestion("yess")
    assert "scale" in suggestion("3")
    assert suggestion("perhaps").startswith("Write 1")
