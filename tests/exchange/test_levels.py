"""Levels in the names of codes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoder.exchange.levels import as_paths, told_of_levels
from intercoder.framework import paths


@pytest.mark.parametrize("sign", [" - ", "/", " > ", ">", "::", "->", " → ", " – ", "\\"])
def test_every_sign_between_levels(sign: str) -> None:
    names = [f"Planning{sign}Evaluating", f"Planning{sign}Starting", "Resources"]
    found, _ = as_paths(names)
    assert list(found.values()) == ["Planning / Evaluating", "Planning / Starting", "Resources"]


def test_three_levels() -> None:
    assert as_paths(["A > B > C", "A > B"])[0] == {"A > B > C": "A / B / C", "A > B": "A / B"}


@pytest.mark.parametrize(
    "names",
    [
        ["and/or", "Leaflets"],
        ["Post - its", "Letters - cards"],
        ["A - B", "A - C", "A/B", "A/C"],
        ["A::B", "A->B"],
        ["Planning / Evaluating", "Planning / Starting"],
        ["project:consistency", "project:other"],
        [],
    ],
)
def test_names_stay_where_there_is_no_telling(names: list[str]) -> None:
    assert as_paths(names) == ({name: name for name in names}, None)


def test_two_names_never_become_one_path() -> None:
    assert as_paths(["A->B", "A -> B"]) == ({"A->B": "A->B", "A -> B": "A -> B"}, None)


def test_a_slash_within_a_level_is_kept_apart() -> None:
    found, sign = as_paths(["A > B / C", "A > D"])
    assert sign == " > "
    assert paths.split(found["A > B / C"]) == ["A", "B / C"]


@given(st.lists(st.text(alphabet="AB ->/:\\", min_size=1, max_size=8), unique=True))
def test_different_names_stay_different(names: list[str]) -> None:
    found, _ = as_paths(names)
    assert list(found) == names
    assert len(set(found.values())) == len(names)


@given(st.lists(st.text(alphabet="AB ->/:\\", min_size=1, max_size=8), unique=True))
def test_names_without_levels_have_none(names: list[str]) -> None:
    found, sign = as_paths(names, "none")
    assert sign is None
    assert [paths.split(path) for path in found.values()] == [[name.strip()] for name in names]
    assert list(told_of_levels(found, sign)) == []


def test_a_sign_that_is_said_counts_even_once() -> None:
    names = ["Access - Parking", "Bus"]
    assert as_paths(names)[1] is None
    found, sign = as_paths(names, " - ")
    assert found["Access - Parking"] == "Access / Parking"
    (told,) = told_of_levels(found, sign)
    assert told.startswith(
        '"-" read as levels in 1 of 2 names of codes: "Access - Parking" is "Parking" below "Access"'
    )
