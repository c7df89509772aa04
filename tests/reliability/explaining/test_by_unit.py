"""Disagreements one by one: which units and codes, who applied what, and that no other table counts differently."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoder.coding.consensus import find_disagreements
from intercoder.errors import InputError
from intercoder.reliability.aspects import in_context, look_at
from intercoder.reliability.counts.coded_units import CodedUnits, read_codings
from intercoder.reliability.counts.counting import patterns_of_codings
from intercoder.reliability.explaining.by_unit import category_disagreements_by_unit, disagreements_by_unit
from intercoder.reliability.explaining.category_views import category_confusion
from intercoder.tables import CODINGS, COVERAGE

CODES, CODERS = ("Trust", "Cost"), ("A", "B", "C")
Marks = list[tuple[set[str] | None, ...]]


def tidy(marks: Marks) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Codings and coverage from the set of codes of each coder by unit; None: did not code the unit."""
    cells = [
        (f"u{at}", coder, codes)
        for at, row in enumerate(marks, start=1)
        for coder, codes in zip(CODERS, row, strict=False)
        if codes is not None
    ]
    codings = CODINGS.of((unit, coder, code) for unit, coder, codes in cells for code in sorted(codes))
    return codings, COVERAGE.of((unit, coder) for unit, coder, _ in cells)


def coded(marks: Marks, coders: int = 2) -> CodedUnits:
    return read_codings(*tidy(marks), codes=CODES, coders=CODERS[:coders])


TWO = coded([({"Cost"}, {"Trust"}), ({"Trust"}, {"Trust"}), ({"Trust"}, set()), ({"Cost"}, None)])


def test_each_is_named_by_code_then_unit_with_its_text() -> None:
    found = disagreements_by_unit(TWO, {"u1": "It was dear.", "u3": "We hoped."})
    assert found.to_frame().to_numpy().tolist() == [
        ["Trust", "u1", "B", "A", "It was dear."],
        ["Trust", "u3", "A", "B", "We hoped."],
        ["Cost", "u1", "A", "B", "It was dear."],
    ]
    said = (
        "A and B differ in 3 of 6 decisions (one per unit and code): on 2 of the 3 units that both coded, and on 2 of"
    )
    assert found.notes() == (f"{said} 2 codes.",)
    assert [column.heading for column in found.columns()] == ["Code", "Unit", "Applied by", "Not applied by", "Text"]
    assert found.to_dict()["n_decisions"] == 6
    assert found.to_dict()["disagreements"][0]["applied_by"] == "B"


def test_without_texts_there_is_no_column_of_them() -> None:
    assert disagreements_by_unit(TWO).columns()[-1].key == "not_applied_by"


def test_of_three_coders_those_who_did_not_code_the_unit_stand_on_neither_side() -> None:
    found = disagreements_by_unit(coded([({"Trust"}, None, set()), ({"Cost"}, {"Cost"}, set())], coders=3))
    assert found.to_frame()[["code", "unit", "applied_by", "not_applied_by"]].to_numpy().tolist() == [
        ["Trust", "u1", "A", "C"],
        ["Cost", "u2", "A, B", "C"],
    ]
    assert "on 2 of the 2 units that two or more coded" in found.notes()[0]


def test_a_coding_that_comes_twice_is_one_mark() -> None:
    codings, coverage = tidy([({"Trust"}, set())])
    twice = read_codings(pd.concat([codings, codings]), coverage, codes=CODES)
    assert len(disagreements_by_unit(twice).to_frame()) == 1


def test_where_nobody_met_or_nobody_differs_it_is_said() -> None:
    apart = disagreements_by_unit(coded([({"Trust"}, None), (None, set())]))
    assert apart.notes() == ("No unit was coded by two coders.",)
    assert apart.cells() == []
    alike = disagreements_by_unit(coded([({"Trust"}, {"Trust"})]))
    assert alike.notes()[0].startswith("A and B differ in 0 of 2 decisions")


def test_cases_are_called_cases_and_have_no_text() -> None:
    material = in_context(TWO, case_of=dict.fromkeys(["u1", "u2", "u3", "u4"], "P1"), text_of={"P1": "?"}, level="case")
    assert "No case was coded by two coders." in look_at("disagreements", material).notes()
    cases = {"u1": "P1", "u2": "P2", "u3": "P2", "u4": "P3"}
    found = look_at("disagreements", in_context(TWO, case_of=cases, text_of={"P1": "?"}, level="case"))
    assert [column.heading for column in found.columns()] == ["Code", "Case", "Applied by", "Not applied by"]
    assert found.to_frame()["unit"].tolist() == ["P1", "P1"]
    assert "of the 2 cases that both coded" in found.notes()[0]


def test_one_coder_alone_is_refused() -> None:
    with pytest.raises(InputError, match="there is only A"):
        look_at("disagreements", in_context(coded([({"Trust"},)], coders=1)))


ANSWERS = st.none() | st.sets(st.sampled_from(CODES))


@given(st.lists(st.tuples(ANSWERS, ANSWERS), min_size=1, max_size=8))
def test_the_rows_are_what_lies_off_the_diagonal_of_each_table(marks: Marks) -> None:
    marks = [*marks, (set(), set())]
    units = coded(marks)
    listed = Counter(disagreements_by_unit(units).to_frame()["code"])
    tables = patterns_of_codings(units).tables()
    assert [listed[code] for code in CODES] == [int(table[0, 1] + table[1, 0]) for table in tables]


@given(st.lists(st.tuples(ANSWERS, ANSWERS, ANSWERS), min_size=1, max_size=6))
def test_a_project_would_list_the_same(marks: Marks) -> None:
    marks = [*marks, (set(), set(), set())]
    expected = find_disagreements(*tidy(marks), CODERS)
    rows = {(code, unit, ", ".join(yes), ", ".join(no)) for unit, code, yes, no in expected.to_numpy().tolist()}
    frame = disagreements_by_unit(coded(marks, coders=3)).to_frame()
    found = list(frame[["code", "unit", "applied_by", "not_applied_by"]].itertuples(index=False, name=None))
    assert set(found) == rows
    assert len(found) == len(rows)


def ratings(rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    units = [f"u{at}" for at in range(1, len(rows) + 1)]
    return pd.DataFrame(rows, columns=list(CODERS[: len(rows[0])]), index=units, dtype=object)


def test_of_categories_each_coders_own_is_listed() -> None:
    tone = ratings([("good", "bad", None), ("good", None, None), ("bad", "bad", None)])
    beds = ratings([(1, 1, 1), (2, 2, 3), (None, 4, 5)])
    found = category_disagreements_by_unit({"tone": tone, "beds": beds}, {"u2": "A ward."})
    assert found.to_dict()["disagreements"] == [
        {"variable": "tone", "unit": "u1", "category:A": "good", "category:B": "bad", "category:C": None, "text": ""},
        {"variable": "beds", "unit": "u2", "category:A": 2, "category:B": 2, "category:C": 3, "text": "A ward."},
        {"variable": "beds", "unit": "u3", "category:A": None, "category:B": 4, "category:C": 5, "text": ""},
    ]
    assert [column.heading for column in found.columns()] == ["Variable", "Unit", "A", "B", "C", "Text"]
    assert found.cells()[0] == ["tone", "u1", "good", "bad", "", ""]
    said = "A, B and C differ in 3 of 5 cells (units x variables): on 3 of the 3 units that two or more coded, and on 2"
    assert found.notes() == (f"{said} of 2 variables.",)


def test_of_one_variable_the_sentence_is_of_units() -> None:
    found = category_disagreements_by_unit({"tone": ratings([("good", "bad"), ("bad", "bad"), ("bad", None)])})
    assert found.notes() == ("A and B differ on 1 of the 2 units that both coded.",)
    assert [column.heading for column in found.columns()] == ["Unit", "A", "B"]
    apart = category_disagreements_by_unit({"tone": ratings([("good", None), (None, "bad")])})
    assert apart.notes() == ("No unit was coded by two coders.",)


GIVEN = st.sampled_from([None, "low", "high", "none"])


@given(st.lists(st.tuples(GIVEN, GIVEN), min_size=1, max_size=8), st.lists(st.tuples(GIVEN, GIVEN), min_size=1))
def test_the_rows_of_categories_are_those_that_the_confusion_counts(
    first: list[tuple[Any, ...]], second: list[tuple[Any, ...]]
) -> None:
    variables = {"first": ratings(first), "second": ratings(second)}
    listed, counted = category_disagreements_by_unit(variables), category_confusion(variables)
    met = Counter(listed.to_frame()[["variable", "category:A", "category:B"]].itertuples(index=False, name=None))
    pairs = counted.to_frame().itertuples(index=False, name=None)
    assert met == {(variable, a, b): units for variable, a, b, units in pairs}
    assert listed.n_decisions == counted.n_cells
