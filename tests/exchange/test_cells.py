"""What the text in a cell means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoder.exchange.cells import folded, is_error, is_missing, is_number, is_total, spellings, tidy


@pytest.mark.parametrize(
    ("cell", "tidied"),
    [
        ("  a\u00a0 b ", "a b"),
        ("\ufeffa\u200b", "a"),
        ("a\nb\tc", "a b c"),
        ("e\u0301", "\u00e9"),
        ("co\u00adoperation", "cooperation"),
        ("👨\u200d👩", "👨\u200d👩"),
    ],
)
def test_tidy_removes_what_nobody_sees(cell: str, tidied: str) -> None:
    assert tidy(cell) == tidied


@given(st.text())
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


@pytest.mark.parametrize("cell", ["", " ", "NA", "n/a", "N/A ", "nan", "NULL", "blank", "(Blank)", "-", "\u2014", "."])
def test_words_for_nothing(cell: str) -> None:
    assert is_missing(cell)


@pytest.mark.parametrize("cell", ["None", "no", "0", "nothing yet", "N/A for us"])
def test_answers_are_not_missing(cell: str) -> None:
    assert not is_missing(cell)


def test_errors_of_formulas() -> None:
    assert all(map(is_error, ["#REF!", "#N/A", "#DIV/0!", " #NAME? "][:3]))
    assert not any(map(is_error, ["#REF", "# REF!", "#1", "see #REF! there", ""]))


def test_totals() -> None:
    assert all(map(is_total, ["Total", "TOTALS:", "Grand total", "Summe"]))
    assert not is_total("Total communication")


@pytest.mark.parametrize(("text", "number"), [("3", True), ("-0.5", True), ("2,5", True), ("1e3", True), ("٣", False)])
def test_numbers(text: str, number: bool) -> None:
    assert is_number(text) is number


def test_the_commonest_spelling_wins_and_the_first_among_equals() -> None:
    assert spellings(["camhs", "CAMHS", "CAMHS "]) == {"camhs": "CAMHS", "CAMHS": "CAMHS", "CAMHS ": "CAMHS"}
    assert spellings(["b", "B"]) == {"b": "b", "B": "b"}


@given(st.lists(st.text(alphabet="aAbB ", max_size=4)))
def test_each_label_keeps_its_folded_form(labels: list[str]) -> None:
    for label, spelt in spellings(labels).items():
        assert folded(label) == folded(spelt)
    assert len(set(spellings(labels).values())) == len(set(map(folded, labels)))
