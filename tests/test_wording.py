"""Numbers and lists in sentences."""

from __future__ import annotations

from intercoder.wording import listed, number_of, some_of


def test_one_thing_and_several() -> None:
    assert [number_of(count, "case") for count in (0, 1, 2, 1000)] == ["0 cases", "1 case", "2 cases", "1,000 cases"]
    several = [number_of(2, noun) for noun in ("branch", "category", "survey")]
    assert several == ["2 branches", "2 categories", "2 surveys"]
    assert number_of(2, "child", "children") == "2 children"


def test_a_list_in_a_sentence() -> None:
    assert [listed(["A", "B", "C"][:length]) for length in range(4)] == ["", "A", "A and B", "A, B and C"]


def test_a_list_is_cut_only_when_it_is_too_long() -> None:
    assert some_of([], 2) == ""
    assert some_of(["A", "B", "C"], 3) == "A, B, C"
    assert some_of(["A", "B", "C"], 2) == "A, B and 1 more"
