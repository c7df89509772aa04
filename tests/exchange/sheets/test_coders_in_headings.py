"""Sheets in which a heading says code and coder: read when that is plain, refused with the readings when it is not."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from intercoder.errors import InputError
from intercoder.exchange.sheets.codings import read_codings

MARKS = {  # unit, coder: the codes applied
    ("u1", 0): {"Trust", "Time"},
    ("u1", 1): {"Trust"},
    ("u2", 0): set(),
    ("u2", 1): {"Time"},
    ("u3", 0): {"Time"},
    ("u3", 1): {"Time"},
}
Save = Callable[..., Path]


def sheet(headings: Sequence[tuple[str, str, int]], *, yes: str = "1", no: str = "0") -> list[str]:
    """Return the lines of a sheet; a heading comes with its code and the number of its coder."""
    rows = [["unit", "text", *(heading for heading, _, _ in headings)]]
    for unit in ("u1", "u2", "u3"):
        marks = [yes if code in MARKS[unit, coder] else no for _, code, coder in headings]
        rows.append([unit, f"What was said in {unit}", *marks])
    return [",".join(row) for row in rows]


def headings(
    pattern: str, coders: Sequence[str], codes: Sequence[str] = ("Trust", "Time")
) -> list[tuple[str, str, int]]:
    return [(pattern.format(code=code, coder=name), code, at) for code in codes for at, name in enumerate(coders)]


def expected(coders: Sequence[str]) -> set[tuple[str, str, str]]:
    return {(unit, coders[at], code) for (unit, at), codes in MARKS.items() for code in codes}


def found(path: Path, **options: object) -> set[tuple[str, str, str]]:
    sheets = read_codings(path, **options)  # type: ignore[arg-type]
    assert sheets.arrangement == "headings"
    assert len(sheets.coverage) == 6
    assert "the coder in each heading" in sheets.description
    return set(sheets.codings.itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("pattern", "coders"),
    [
        ("{code}_{coder}", ["A", "B"]),
        ("{coder}_{code}", ["A", "B"]),
        ("{code} ({coder})", ["A", "B"]),
        ("{code}.{coder}", ["x", "y"]),
        ("{code} - {coder}", ["Coder 1", "Coder 2"]),
        ("{coder}: {code}", ["rater_1", "rater_2"]),
        ("{code}/{coder}", ["Reviewer Anna", "Reviewer Ben"]),
    ],
)
def test_headings_that_plainly_name_coders(pattern: str, coders: list[str], text_file: Save) -> None:
    path = text_file("a.csv", *sheet(headings(pattern, coders)))
    assert found(path) == expected(coders)
    assert found(path, coders=coders[::-1]) == expected(coders)


@pytest.mark.parametrize("pattern", ["{code}_{coder}", "{coder}_{code}", "{code} ({coder})", "{coder} {code}"])
def test_headings_that_may_name_coders_are_refused_until_they_are_named(pattern: str, text_file: Save) -> None:
    path = text_file("a.csv", *sheet(headings(pattern, ["Anna", "Ben"])))
    with pytest.raises(InputError) as refused:
        read_codings(path)
    told = str(refused.value)
    assert 'codes "Trust", "Time" by coders "Anna", "Ben"' in told
    assert 'codes "Anna", "Ben" by coders "Trust", "Time"' in told
    assert "--coders" in told
    assert found(path, coders=["Anna", "ben"]) == expected(["Anna", "Ben"])
    assert set(read_codings(path, coder="Eva").coders) == {"Eva"}


def test_the_other_reading_is_there_for_the_asking(text_file: Save) -> None:
    sheets = read_codings(text_file("a.csv", *sheet(headings("{code}_{coder}", ["A", "B"]))), coders=["Trust", "Time"])
    assert sheets.codes == ("A", "B")
    assert sheets.coders == ("Trust", "Time")


def test_three_coders_of_whom_two_are_asked_for(text_file: Save) -> None:
    given = [*headings("{code}_{coder}", ["A", "B"]), ("Trust_C", "Trust", 0), ("Time_C", "Time", 0)]
    path = text_file("a.csv", *sheet(given))
    assert read_codings(path).coders == ("A", "B", "C")
    assert found(path, coders=["A", "B"]) == expected(["A", "B"])


def test_columns_about_the_unit_stand_beside_and_notes_are_left_alone(text_file: Save) -> None:
    lines = sheet(headings("{code}_{coder}", ["A", "B"]))
    longer = [
        f"{line},{more}" for line, more in zip(lines, ["site,Notes_A,Notes_B", "x,hm,", "y,,why", "x,,"], strict=True)
    ]
    sheets = read_codings(text_file("a.csv", *longer), beside=["site"])
    assert set(sheets.codings.itertuples(index=False, name=None)) == expected(["A", "B"])
    assert list(sheets.units["site"]) == ["x", "y", "x"]
    assert "What was said in u1" in set(sheets.units["text"])


def test_variables_with_categories(text_file: Save) -> None:
    lines = [
        "unit,Mood_A,Mood_B,Tone_A,Tone_B",
        "u1,glad,glad,soft,loud",
        "u2,sad,glad,soft,soft",
        "u3,sad,sad,loud,loud",
    ]
    sheets = read_codings(text_file("a.csv", *lines))
    assert sheets.kind == "categories"
    assert sheets.variables["Tone"].loc["u1"].to_dict() == {"A": "soft", "B": "loud"}


def test_a_code_that_one_coder_lacks_is_no_such_sheet(text_file: Save) -> None:
    given = headings("{code}_{coder}", ["A", "B"])[:-1]
    with pytest.raises(InputError, match="nothing says who coded"):
        read_codings(text_file("a.csv", *sheet(given)))


def test_coders_who_are_not_in_the_headings(text_file: Save) -> None:
    with pytest.raises(InputError, match='there is no column of coder "Anna"'):
        read_codings(text_file("a.csv", *sheet(headings("{code}_{coder}", ["A", "B"]))), coders=["Anna", "Ben"])


def test_a_file_per_coder_is_read_as_before(text_file: Save) -> None:
    given = headings("{code}_{coder}", ["A", "B"])
    paths = [text_file(f"{name}.csv", *sheet(given)) for name in ("Anna", "Ben")]
    sheets = read_codings(paths)
    assert sheets.arrangement == "files"
    assert len(sheets.codes) == len(list(itertools.product(("Trust", "Time"), "AB")))


def test_coders_of_several_words_are_found_by_their_names(text_file: Save) -> None:
    path = text_file("a.csv", *sheet(headings("{code} {coder}", ["Mary Ann", "Ben Li"])))
    assert found(path, coders=["Mary Ann", "Ben Li"]) == expected(["Mary Ann", "Ben Li"])
