"""Codings and coverage at the door: what does not fit is refused by name, and nothing is guessed."""

import numpy as np
import pandas as pd
import pytest

from intercoder.errors import InputError
from intercoder.reliability.counts.coded_units import read_codings

COVERAGE = pd.DataFrame({"unit": ["u1", "u2", "u3", "u1", "u2"], "coder": ["Ann", "Ann", "Ann", "Bo", "Bo"]})


def codings(*rows):
    return pd.DataFrame(rows, columns=["unit", "coder", "code"])


def as_rows(coded_units):
    triples = zip(coded_units.unit, coded_units.coder, coded_units.code, strict=True)
    names = (coded_units.units, coded_units.coders, coded_units.codes)
    return sorted(tuple(str(of[place]) for of, place in zip(names, row, strict=True)) for row in triples)


def test_names_become_places_and_back():
    rows = [("u1", "Bo", "Cost"), ("u2", "Ann", "Trust")]
    found = read_codings(codings(*rows), COVERAGE)
    assert as_rows(found) == rows
    assert found.coded.tolist() == [[True, True], [True, True], [True, False]]


@pytest.mark.parametrize("kind", ["category", object, "str"])
def test_any_kind_of_text_column(kind):
    rows = [("u1", "Bo", "Cost"), ("u2", "Ann", "Trust")]
    assert as_rows(read_codings(codings(*rows).astype(kind), COVERAGE.astype(kind))) == rows


def test_units_with_numbers_for_names():
    coverage = COVERAGE.assign(unit=COVERAGE["unit"].str[1:].astype(int))
    found = read_codings(codings((3, "Ann", "Cost"), (1, "Bo", "Cost")), coverage)
    assert as_rows(found) == [("1", "Bo", "Cost"), ("3", "Ann", "Cost")]
    for beyond in (0, 4, 99):
        with pytest.raises(InputError, match=f'unit "{beyond}"'):
            read_codings(codings((beyond, "Ann", "Cost")), coverage)


def test_a_coding_of_a_unit_that_its_coder_did_not_finish():
    with pytest.raises(InputError) as caught:
        read_codings(codings(("u1", "Ann", "Trust"), ("u3", "Bo", "Trust")), COVERAGE)
    assert 'coder "Bo" applied "Trust" to unit "u3"' in caught.value.problem
    assert "finished" in caught.value.fix


def test_a_coder_who_finished_nothing_has_no_codings():
    with pytest.raises(InputError, match=r'coder "Cy" applied "Trust" to unit "u1".* 1 more coding'):
        read_codings(codings(("u1", "Cy", "Trust"), ("u9", "Ann", "Trust")), COVERAGE)


def test_an_unknown_code_is_met_with_the_nearest():
    with pytest.raises(InputError, match=r'no code "Trsut" among the codes, but it was applied.*Did you mean "Trust"'):
        read_codings(codings(("u1", "Ann", "Trsut")), COVERAGE, codes=["Trust", "Cost"])


def test_an_unknown_coder_is_met_with_the_nearest():
    with pytest.raises(InputError, match=r'no coder "Anne".*Did you mean "Ann"'):
        read_codings(codings(), COVERAGE, coders=["Anne", "Bo"])


def test_a_coder_named_twice():
    with pytest.raises(InputError, match="named twice"):
        read_codings(codings(), COVERAGE, coders=["Ann", "Ann"])


@pytest.mark.parametrize(
    ("table", "what"),
    [
        (codings(("u1", "Ann", None)), "code must not be empty"),
        (codings((None, "Ann", "Trust")), "must not be empty"),
        (codings().drop(columns="code"), 'no column "code"'),
        (codings().drop(columns="unit"), 'no column "unit"'),
    ],
)
def test_empty_cells_and_missing_columns(table, what):
    with pytest.raises(InputError, match=what):
        read_codings(table, COVERAGE)


def test_a_unit_finished_twice():
    with pytest.raises(InputError, match="come twice"):
        read_codings(codings(), pd.concat([COVERAGE, COVERAGE[:1]]))


def test_codes_that_nobody_applied_are_compared_too():
    assert read_codings(codings(("u1", "Ann", "Cost")), COVERAGE, codes=["Trust", "Cost"]).codes == ("Trust", "Cost")


def test_chosen_coders_in_the_order_asked_for():
    found = read_codings(codings(("u1", "Ann", "Cost"), ("u1", "Bo", "Cost")), COVERAGE, coders=["Bo"])
    assert found.coders == ("Bo",)
    assert as_rows(found) == [("u1", "Bo", "Cost")]
    assert list(found.units) == ["u1", "u2"], "a unit that none of them coded is no unit of theirs"


def test_chosen_units():
    found = read_codings(codings(("u1", "Ann", "Cost"), ("u2", "Bo", "Cost")), COVERAGE, units=["u2", "u8"])
    assert list(found.units) == ["u2"]
    assert as_rows(found) == [("u2", "Bo", "Cost")]


def test_ancestors_are_applied_with_their_descendants():
    found = read_codings(
        codings(("u1", "Ann", "Care / Plans"), ("u1", "Ann", "Care"), ("u2", "Bo", "Care / Plans")), COVERAGE
    )
    rolled = found.rolled_up({"Care / Plans": ["Care", "No such code"]})
    assert as_rows(rolled) == [
        ("u1", "Ann", "Care"),
        ("u1", "Ann", "Care / Plans"),
        ("u2", "Bo", "Care"),
        ("u2", "Bo", "Care / Plans"),
    ]


def test_a_case_has_a_code_when_any_of_its_units_has():
    found = read_codings(codings(("u1", "Ann", "Cost"), ("u2", "Ann", "Cost"), ("u2", "Bo", "Cost")), COVERAGE)
    by_case = found.by_case({"u1": "c1", "u2": "c1", "u3": "c2"})
    assert as_rows(by_case) == [("c1", "Ann", "Cost"), ("c1", "Bo", "Cost")]
    assert by_case.coded.tolist() == [[True, True], [True, False]], "Bo did not finish the second case"


def test_a_unit_without_a_case():
    with pytest.raises(InputError, match='unit "u3" belongs to no case'):
        read_codings(codings(), COVERAGE).by_case({"u1": "c1", "u2": "c1"})


def test_marks_hold_what_was_applied():
    found = read_codings(codings(("u2", "Bo", "Cost")), COVERAGE)
    assert found.marks()[:, :, 0].tolist() == [[False, False], [False, True], [False, False]]


@pytest.mark.parametrize("storage", ["python", "pyarrow"])
def test_texts_of_either_storage_are_found_and_missed(storage):
    if storage == "pyarrow":
        pytest.importorskip("pyarrow")
    dtype = pd.StringDtype(storage, na_value=np.nan)
    coverage = pd.DataFrame({"unit": ["u2", "u1", "u2", "u1"], "coder": ["A", "A", "B", "B"]}).astype(dtype)
    codings = pd.DataFrame({"unit": ["u1", "u2", "u1"], "coder": ["B", "A", "A"], "code": ["x", "x", "y"]})
    found = read_codings(codings.astype(dtype), coverage)
    assert (found.unit.tolist(), found.coder.tolist()) == ([1, 0, 1], [1, 0, 0])
    strange = pd.concat([codings, codings.iloc[[0]].assign(unit="u9")]).astype(dtype)
    with pytest.raises(InputError, match='unit "u9"'):
        read_codings(strange, coverage)
    with pytest.raises(InputError, match="must not be empty"):
        read_codings(codings.assign(unit=["u1", None, "u2"]).astype(dtype), coverage)
