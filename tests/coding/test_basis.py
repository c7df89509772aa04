"""What final codings rest on is said when one coder stands alone, and not a word when all coders finished all."""

from __future__ import annotations

from typing import Any

import pytest

from intercoder.coding.basis import Basis, RoundBasis
from intercoder.coding.consensus import DECISIONS, final_codings, finished_by_all
from intercoder.tables import CODINGS, COVERAGE

A, B, AB = ("A",), ("B",), ("A", "B")


def of_round(*who: tuple[str, ...], coders: tuple[str, ...] = AB, name: str = "main", **more: Any) -> RoundBasis:
    """Return a round whose units u1, u2, ... were finished by `who`."""
    return RoundBasis(name, coders, {f"u{at}": each for at, each in enumerate(who, start=1)}, **more)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (of_round(AB, AB), ""),
        (of_round(A, A, silent=B),
         "These are A's codings alone: B has finished no unit of round main yet (intercoder workbook read FILE)."),
        (of_round(A, coders=("A", "B", "C"), silent=("B", "C")),
         "These are A's codings alone: B and C have finished no unit of round main yet "
         "(intercoder workbook read FILE)."),
        (of_round(A, AB), "Round main: 1 of 2 units rests on A's codings alone, 1 on the agreement of both."),
        (of_round(A, B, B, AB, AB, decided=frozenset({"u1", "u4"})),
         "Round main: 3 of 5 units rest on one coder's codings alone (A 1, B 2), 1 on the agreement of both, "
         "1 on decisions."),
        (of_round(A, AB, open=frozenset({"u2"}), decided=frozenset({"u2"})),
         "Round main: 1 of 2 units rests on A's codings alone, 1 on codings that still differ."),
        (of_round(AB, AB, ("A", "B", "C"), coders=("A", "B", "C")),
         "Round main: 2 of 3 units rest on some of its 3 coders, 1 on the agreement of all."),
        (of_round(AB, coders=("A", "B", "C"), silent=("C",)),
         "Round main: 1 of 1 unit rests on some of its 3 coders; C has finished no unit of round main yet "
         "(intercoder workbook read FILE)."),
        (of_round(A, A, coders=A), "All 2 units were coded by one coder, as planned: A (round main)."),
        (of_round(A, coders=A), "1 of 1 unit was coded by one coder, as planned: A (round main)."),
        (of_round(A, A, coders=A, checks={"check": (("C",), 1), "late": (("D",), 0)}),
         "All 2 units were coded by one coder, as planned: A (round main; C checked 1 in round check)."),
        (of_round(("consensus",), coders=("consensus",)), ""),
    ],
)  # fmt: skip
def test_what_is_said_of_one_round(found: RoundBasis, said: str) -> None:
    assert Basis((found,)).notes() == ((said,) if said else ())


def test_of_several_rounds_each_is_named() -> None:
    double, rest = of_round(AB, AB, name="double"), of_round(A, A, A, coders=A, name="rest")
    assert Basis((rest, double)).notes() == ("3 of 5 units were coded by one coder, as planned: A (round rest).",)
    more = RoundBasis("more", B, {"u9": B})
    assert Basis((more, rest, double)).notes() == (
        "4 of 6 units were coded by one coder, as planned: B 1 (round more), A 3 (round rest).",
    )
    late = of_round(A, name="late", silent=B)
    assert Basis((late, double)).notes()[0].startswith("1 of 3 units: A's codings alone: B has finished no unit")


def test_what_is_left_out_is_counted() -> None:
    assert Basis((of_round(AB),), n_left_out=1).notes() == (
        "1 unit that not all coders of the round have finished is left out.",
    )


def test_by_finished_by_all_a_unit_of_one_coder_is_as_not_coded() -> None:
    codings = CODINGS.of([("u1", "A", "a"), ("u1", "B", "a"), ("u2", "A", "a")])
    coverage = COVERAGE.of([("u1", "A"), ("u1", "B"), ("u2", "A")])
    assert finished_by_all(coverage, AB) == {"u1"}
    decisions = DECISIONS.of([("u2", "b", True, "seen")])
    assert final_codings(codings, coverage, AB, decisions).covered == ("u1", "u2")
    found = final_codings(codings, coverage, AB, decisions, rule="finished by all")
    assert (found.covered, found.codings.to_numpy().tolist()) == (("u1",), [["u1", "a"]])


def test_one_coder_alone_is_named_where_several_were_to_code_and_not_where_it_was_planned() -> None:
    assert of_round(A, A, silent=B).only == "A"
    assert of_round(A, A, coders=A).only == ""
    assert of_round(A, B).only == ""
