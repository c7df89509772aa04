"""Several codes in one cell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoder.errors import InputError
from intercoder.exchange.sheets.lists import find_separator, split_codes


@pytest.mark.parametrize(
    ("cell", "separator", "codes"),
    [
        ("P, R ,P", ",", ["P", "R"]),
        ("P;R;", ";", ["P", "R"]),
        ("P\r\nR\n\n", "\n", ["P", "R"]),
        ("1. P\n2. R", "\n", ["P", "R"]),
        ("1) P 2) R", None, ["P", "R"]),
        ("- P\n- R", "\n", ["P", "R"]),
        ('P: "we plan, a lot"\nR: “and more”', "\n", ["P", "R"]),
        ("project:compatibility:license", ",", ["project:compatibility:license"]),
        ("Formal (surveys, measures), Informal", ",", ["Formal (surveys, measures)", "Informal"]),
        ('"one, two", three', ",", ['"one, two"', "three"]),
        ("5 (five, three", ",", ["5 (five", "three"]),
        ("2nd. stage, P", ",", ["2nd. stage", "P"]),
        ("none", ",", []),
        ("no codes; n/a", ";", []),
        ("", ",", []),
        ("P, R", None, ["P, R"]),
    ],
)
def test_codes_in_a_cell(cell: str, separator: str | None, codes: list[str]) -> None:
    assert split_codes(cell, separator) == codes


@given(st.text(alphabet='aB,;|\n 1.)("“-:'), st.sampled_from([",", ";", "|", "\n", None]))
def test_codes_are_tidy_and_come_once(cell: str, separator: str | None) -> None:
    codes = split_codes(cell, separator)
    assert len(set(codes)) == len(codes)
    assert all(code == " ".join(code.split()) != "" for code in codes)


@pytest.mark.parametrize(
    ("cells", "separator"),
    [
        (["P, R", "P", "R, S", "S"], ","),
        (["P; R", "R", "P"], ";"),
        (["P\nR", "R", "P"], "\n"),
        (["P|R", "R", "P"], "|"),
        (["P, Q; R", "R", "P, Q", "P, Q; S"], ";"),
        (["Videos, leaflets", "Plans", "Videos, leaflets"], None),
        (["P", "R"], None),
        ([], None),
    ],
)
def test_what_separates(cells: list[str], separator: str | None) -> None:
    assert find_separator(cells) == separator


def test_a_comma_that_may_mean_either_is_refused_with_the_option() -> None:
    with pytest.raises(InputError, match="may be one code, or several separated by commas") as caught:
        find_separator(["Videos, leaflets", "Letters, cards", "Letters", "Videos, posters"], where="a.csv")
    assert "--separator" in caught.value.fix


def test_known_codes_settle_it() -> None:
    cells = ["Videos, leaflets", "Letters, cards", "Letters", "Videos, posters"]
    assert find_separator(cells, codes=["videos", "leaflets", "letters", "cards", "posters"]) == ","
    assert find_separator(cells, codes=["Videos, leaflets", "Letters, cards", "x"]) is None
