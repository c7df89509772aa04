"""Codes that come together in a case or a unit."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoder.errors import InputError
from intercoder.findings.cooccurrence import co_occurrence
from intercoder.framework.codes import Code, Framework
from intercoder.tables import UNITS

FRAMEWORK = Framework([Code("a", "A"), Code("a1", "One", parent="a"), Code("b", "B"), Code("c", "C")])
CASES = pd.DataFrame({"case": ["P", "Q", "R"]})
TABLE = UNITS.of([("p1", "P", 0, ""), ("p2", "P", 1, ""), ("q1", "Q", 2, ""), ("r1", "R", 3, "")])


def pairs(codings: list[tuple[str, str]], **options: object) -> dict[tuple[str, str], tuple[int, float]]:
    frame = pd.DataFrame(codings, columns=["unit", "code"], dtype=object)
    found = co_occurrence(frame, TABLE, CASES, FRAMEWORK, **options).to_dict()["pairs"]  # type: ignore[arg-type]
    return {(row["code_a"], row["code_b"]): (row["both"], row["jaccard"]) for row in found}


def test_cases_and_units_give_different_answers() -> None:
    codings = [("p1", "a1"), ("p2", "b"), ("q1", "a1"), ("q1", "b"), ("r1", "b")]
    assert pairs(codings)["A", "B"] == (2, pytest.approx(2 / 3))
    assert pairs(codings, level="unit")["A", "B"] == (1, pytest.approx(1 / 4))


def test_a_code_is_not_said_to_come_with_its_own_sub_code() -> None:
    assert ("A", "A / One") not in pairs([("p1", "a1"), ("q1", "a")])


def test_the_code_asked_for_stands_first_and_rare_pairs_can_be_left_out() -> None:
    codings = [("p1", "a1"), ("p1", "b"), ("q1", "c"), ("q1", "b"), ("r1", "b"), ("r1", "c")]
    assert set(pairs(codings, code="B")) == {("B", "A"), ("B", "A / One"), ("B", "C")}
    assert set(pairs(codings, at_least=2)) == {("B", "C")}


def test_another_level_is_refused() -> None:
    with pytest.raises(InputError, match='Did you mean "unit"'):
        pairs([], level="units")


CODED = st.lists(st.tuples(st.sampled_from(["p1", "p2", "q1", "r1"]), st.sampled_from(["a", "a1", "b", "c"])))


@given(CODED)
def test_jaccard_is_between_none_and_all(codings: list[tuple[str, str]]) -> None:
    for both, jaccard in pairs(codings).values():
        assert 1 <= both <= 3
        assert 0 < jaccard <= 1
