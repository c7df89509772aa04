"""Words in their context, and the notes behind a number."""

from __future__ import annotations

import pandas as pd
import pytest

from intercoder.errors import InputError
from intercoder.findings.evidence import evidence
from intercoder.findings.names import Replacements
from intercoder.findings.search import search
from intercoder.framework.codes import Code, Framework
from intercoder.tables import UNITS

FRAMEWORK = Framework([Code("a", "Groups"), Code("a1", "Steering", parent="a"), Code("b", "Other")])
CASES = pd.DataFrame({"case": ["P", "Q"], "model": ["CAMHS", "All-age"]})
TABLE = UNITS.of(
    [
        ("P.1", "P", 0, "Parents meet. A steering\ngroup of Parents (with Ann) decides."),
        ("P.2", "P", 1, "No grandparents."),
        ("Q.1", "Q", 2, "Parental leave? A parent-led group."),
    ]
)
CODINGS = pd.DataFrame([("P.1", "a1"), ("P.1", "b"), ("Q.1", "a")], columns=["unit", "code"], dtype=object)


def places(words: str, **options: object) -> list[tuple[str, str]]:
    found = search(words, CODINGS, TABLE, CASES, FRAMEWORK, **options)  # type: ignore[arg-type]
    return [(row["unit"], row["words"]) for row in found.to_dict()["places"]]


def test_whole_words_are_found_whatever_their_case() -> None:
    assert places("parents") == [("P.1", "Parents"), ("P.1", "Parents")]


def test_a_star_stands_for_the_rest_of_a_word() -> None:
    assert places("parent*") == [("P.1", "Parents"), ("P.1", "Parents"), ("Q.1", "Parental"), ("Q.1", "parent")]


def test_several_words_stand_in_a_row_over_line_ends() -> None:
    assert places("steering group") == [("P.1", "steering group")]
    assert places("group steering") == []


def test_a_search_is_not_a_pattern() -> None:
    assert places("(with") == [("P.1", "(with")]
    assert places(".") == []


def test_codes_and_attributes_choose() -> None:
    assert places("group", code="Groups / Steering") == [("P.1", "group")]
    assert places("group", where={"model": "All-age"}) == [("Q.1", "group")]


def test_context_is_cut_at_words_and_shows_the_codes() -> None:
    found = search("decides", CODINGS, TABLE, CASES, FRAMEWORK, context=12, names=Replacements({"Ann": "[staff]"}))
    (place,) = found.to_dict()["places"]
    assert place["before"] == "… [staff])"
    assert place["after"] == "."
    assert place["codes"] == ["Groups / Steering", "Other"]


def test_nothing_to_search_for_is_said() -> None:
    with pytest.raises(InputError, match="nothing to search for"):
        places(" * ")


def test_the_evidence_is_as_many_cases_as_the_count() -> None:
    found = evidence(CODINGS, TABLE, CASES, FRAMEWORK, "groups", names=Replacements({"Ann": "[staff]"}))
    assert found.n_cases == 2
    assert [row["unit"] for row in found.to_dict()["units"]] == ["P.1", "Q.1"]
    assert found.to_dict()["units"][0]["codes"] == ["Groups / Steering"]
    assert "[staff]" in found.to_dict()["units"][0]["text"]
    assert evidence(CODINGS, TABLE, CASES, FRAMEWORK, "Groups", where={"model": "CAMHS"}).n_cases == 1


def test_an_unknown_code_is_answered_with_the_nearest() -> None:
    with pytest.raises(InputError, match='Did you mean "Groups"'):
        evidence(CODINGS, TABLE, CASES, FRAMEWORK, "Group")
