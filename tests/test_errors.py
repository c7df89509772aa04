"""Errors say what, where and what to do."""

from __future__ import annotations

import difflib
from collections.abc import Collection
from typing import Any

import pytest

from intercoder.errors import InputError, IntercoderError, ProjectError, SeveralErrors, did_you_mean, no_such, raise_all


def test_an_error_reads_as_where_problem_fix() -> None:
    error = InputError('"x" is not a code.', where="a.xlsx, cell F14", fix="Write one of the codes.")
    assert str(error) == 'a.xlsx, cell F14: "x" is not a code. Write one of the codes.'
    assert str(InputError("is empty.")) == "is empty."


def test_no_problem_raises_nothing_and_one_is_raised_itself() -> None:
    raise_all([])
    only = InputError("is empty.", where="a.csv")
    with pytest.raises(InputError) as caught:
        raise_all([only], where="elsewhere")
    assert caught.value is only


def test_several_problems_are_told_together() -> None:
    with pytest.raises(SeveralErrors) as caught:
        raise_all([InputError("one."), IntercoderError("two.", where="b")], where="a.csv", fix="Correct it.")
    assert str(caught.value).splitlines() == [
        "a.csv: 2 problems found; nothing was changed. Correct it.",
        "  - one.",
        "  - b: two.",
    ]
    assert [problem.problem for problem in caught.value.problems] == ["one.", "two."]


def test_of_very_many_problems_the_first_are_told_and_all_are_kept() -> None:
    error = SeveralErrors([InputError(f"number {n}.") for n in range(1200)])
    lines = str(error).splitlines()
    assert (lines[0], lines[1], lines[-1]) == (
        "1,200 problems found; nothing was changed.",
        "  - number 0.",
        "  and 1,150 more",
    )
    assert len(error.problems) == 1200


@pytest.mark.parametrize(
    ("word", "choices", "says"),
    [
        ("servise", ["Service", "Model"], 'Did you mean "Service"?'),
        ("MODEL", ["Service", "Model"], 'Did you mean "Model"?'),
        ("code 1", ["Code 2", "Code 3"], 'Did you mean "Code 2" or "Code 3"?'),
        ("zzz", ["Service"], ""),
        ("x", [], ""),
    ],
)
def test_near_matches(word: str, choices: list[str], says: str) -> None:
    assert sorted(did_you_mean(word, choices)) == sorted(says)


@pytest.mark.parametrize(
    ("name", "known", "says"),
    [
        ("tow", ["one", "two"], 'there is no round "tow" here. Did you mean "two"?'),
        ("zzz", ["one", "two", "two", ""], 'there is no round "zzz" here. Choose one of: one, two.'),
        ("zzz", ["one"], 'there is no round "zzz" here. There is only "one".'),
        ("zzz", [], 'there is no round "zzz" here. There is none at all.'),
        (9, [1, 2], 'there is no round "9" here. Choose one of: 1, 2.'),
    ],
)
def test_a_name_that_there_is_not(name: object, known: list[object], says: str) -> None:
    assert str(no_such("round", name, known, among="here")) == says


def test_of_a_name_that_there_is_not_it_is_said_where_and_what_to_do_when_none_is_near() -> None:
    error = no_such("unit", "case", map(str, range(1000)), where="UNIT", fix="List them.", error=ProjectError)
    assert isinstance(error, ProjectError)
    assert str(error) == 'UNIT: there is no unit "case". List them.'
    assert no_such("unit", "10", ["100"], fix="List them.").fix == 'Did you mean "100"?'
    assert no_such("unit", "case", map(str, range(1000))).fix.endswith(", 38, 39 and 960 more.")


def test_of_very_many_names_only_the_likeliest_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []
    near = difflib.get_close_matches

    def counted(word: str, names: Collection[str], **options: Any) -> list[str]:
        compared.append(len(names))
        return near(word, names, **options)

    monkeypatch.setattr(difflib, "get_close_matches", counted)
    names = [f"Service {n} of town {n % 97}" for n in range(20_000)]
    assert did_you_mean("Servise 12345 of twn 26", names).startswith('Did you mean "Service 12345 of town 26"')
    did_you_mean("x" * 100_000, names)
    assert max(compared) <= 500
