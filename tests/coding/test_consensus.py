"""Consensus is a layer of its own: what all applied, or what was decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from intercoder.coding.consensus import DECISIONS, final_codings, find_disagreements
from intercoder.tables import CODINGS, COVERAGE

if TYPE_CHECKING:
    import pandas as pd

UNITS, CODES, CODERS = ("u1", "u2", "u3"), ("a", "b"), ("A", "B")
BOTH = COVERAGE.of((unit, coder) for unit in UNITS for coder in CODERS)


def pairs(frame: pd.DataFrame) -> set[tuple[str, str]]:
    return set(zip(frame["unit"], frame["code"], strict=True))


def test_only_units_that_both_finished_can_be_disagreed_on() -> None:
    codings = CODINGS.of([("u1", "A", "a"), ("u2", "A", "a"), ("u2", "B", "a"), ("u3", "A", "b")])
    coverage = COVERAGE.of([("u1", "A"), ("u1", "B"), ("u2", "A"), ("u2", "B"), ("u3", "A")])
    found = find_disagreements(codings, coverage, CODERS)
    assert found.to_dict("records") == [{"unit": "u1", "code": "a", "applied_by": ("A",), "not_applied_by": ("B",)}]


def test_a_decision_settles_a_disagreement_either_way() -> None:
    codings = CODINGS.of([("u1", "A", "a"), ("u1", "B", "b")])
    decided = DECISIONS.of([("u1", "a", True, "it says so"), ("u1", "b", False, "it does not")])
    final = final_codings(codings, BOTH, CODERS, decided)
    assert pairs(final.codings) == {("u1", "a")}
    assert final.open.empty


def test_what_is_not_decided_is_open_and_not_counted() -> None:
    codings = CODINGS.of([("u1", "A", "a"), ("u2", "A", "a"), ("u2", "B", "a")])
    final = final_codings(codings, BOTH, CODERS, DECISIONS.of([]))
    assert pairs(final.codings) == {("u2", "a")}
    assert pairs(final.open) == {("u1", "a")}


def test_a_later_discussion_may_find_what_both_had_missed_or_overdone() -> None:
    codings = CODINGS.of([("u1", "A", "a"), ("u1", "B", "a")])
    decided = DECISIONS.of([("u1", "a", False, "C was right"), ("u2", "b", True, "C was right")])
    assert pairs(final_codings(codings, BOTH, CODERS, decided).codings) == {("u2", "b")}


def test_one_coder_alone_is_the_consensus() -> None:
    codings = CODINGS.of([("u1", "J", "a")])
    final = final_codings(codings, COVERAGE.of([("u1", "J"), ("u2", "J")]), ["J"], DECISIONS.of([]))
    assert pairs(final.codings) == {("u1", "a")}
    assert final.covered == ("u1", "u2")


def test_consensus_can_be_compared_like_a_coder() -> None:
    final = final_codings(CODINGS.of([("u1", "A", "a"), ("u1", "B", "a")]), BOTH, CODERS, DECISIONS.of([]))
    codings, coverage = final.as_coder()
    assert CODINGS.check(codings).to_dict("records") == [{"unit": "u1", "coder": "consensus", "code": "a"}]
    assert set(coverage["unit"]) == set(UNITS)


@given(st.sets(st.tuples(st.sampled_from(UNITS), st.sampled_from(CODERS), st.sampled_from(CODES))))
def test_final_and_open_and_neither_add_up(applied: set[tuple[str, str, str]]) -> None:
    final = final_codings(CODINGS.of(sorted(applied)), BOTH, CODERS, DECISIONS.of([]))
    for unit in UNITS:
        for code in CODES:
            by = {coder for coder in CODERS if (unit, coder, code) in applied}
            assert ((unit, code) in pairs(final.codings)) == (len(by) == 2)
            assert ((unit, code) in pairs(final.open)) == (len(by) == 1)


@given(
    st.permutations(sorted((u, c, k) for u in UNITS for c in CODERS for k in CODES if (u, c, k) != ("u1", "A", "a")))
)
def test_the_order_of_rows_does_not_matter(rows: list[tuple[str, str, str]]) -> None:
    found = find_disagreements(CODINGS.of(rows), BOTH, CODERS)
    assert found.to_dict("records") == [{"unit": "u1", "code": "a", "applied_by": ("B",), "not_applied_by": ("A",)}]
