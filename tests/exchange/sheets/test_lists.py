"""Several codes in one cell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoder.errors import InputError
from intercoder.exchange.sheets.lists import find_separator, shown, signs_of, split_codes


@pytest.mark.parametrize(
    ("cell", "separator", "codes"),
    [
        ("P, R ,P", ",", ["P", "R"]),
        ("P;R;", ";", ["P", "R"]),
        ("P\r\nR\n\n", "\n", ["P", "R"]),
        ("1. P\n2. R", "\n", ["P", "R"]),
        ("1) P 2) R", "", ["P", "R"]),
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
        ("P, R", "", ["P, R"]),
    ],
)
def test_codes_in_a_cell(cell: str, separator: str, codes: list[str]) -> None:
    assert split_codes(cell, signs_of(separator)) == codes


@pytest.mark.parametrize(
    ("cell", "separator", "codes"),
    [
        ("P; R, S", ";,", ["P", "R", "S"]),
        ("P; R (one, two), S", ";,", ["P", "R (one, two)", "S"]),
        ("P (a\nR, S; T", "\\n,;", ["P (a", "R", "S", "T"]),
        ("P / R (a / b) / S", " / ", ["P", "R (a / b)", "S"]),
        ("P, R; S", "semicolon", ["P, R", "S"]),
        ("P||R|S", "||", ["P", "R|S"]),
        ("P;,R", ";,", ["P", "R"]),
    ],
)
def test_several_signs_or_long_ones(cell: str, separator: str, codes: list[str]) -> None:
    assert split_codes(cell, signs_of(separator)) == codes


@pytest.mark.parametrize(
    ("said", "signs"),
    [
        ("comma", [","]),
        ("Commas and semicolons", [",", ";"]),
        ("line break, bar", ["\n", "|"]),
        ("; ,", [";", ","]),
        (", ", [", "]),
        ("::", ["::"]),
        (" and ", [" and "]),
        ("", []),
        ("None", []),
    ],
)
def test_signs_in_words_or_as_they_are(said: str, signs: list[str]) -> None:
    assert list(signs_of(said)) == signs


@given(
    st.lists(st.sampled_from([",", ";", "|", "\n"]), min_size=1, unique=True),
    st.lists(st.sampled_from("abc"), unique=True),
)
def test_whichever_of_the_signs_stands_there(signs: list[str], codes: list[str]) -> None:
    cell = "".join(f"{code}{signs[at % len(signs)]}" for at, code in enumerate(codes))
    assert split_codes(cell, signs_of(shown(signs))) == codes


@given(st.text(alphabet='aB,;|\n 1.)("“-:'), st.sampled_from([",", ";", "|", "\n", "none", ";,", "\\n|"]))
def test_codes_are_tidy_and_come_once(cell: str, separator: str) -> None:
    codes = split_codes(cell, signs_of(separator))
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
