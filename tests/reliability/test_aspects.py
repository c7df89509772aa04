"""Every side from which codings can be seen gives a result, or says what it lacks."""

from __future__ import annotations

import pytest

from intercoder.errors import InputError
from intercoder.reliability.aspects import ASPECTS, InContext, in_context, look_at
from intercoder.reliability.counts.coded_units import read_codings
from intercoder.tables import CODINGS, COVERAGE

CODED = read_codings(
    CODINGS.of([("u1", "A", "x"), ("u1", "B", "y"), ("u2", "A", "x"), ("u2", "B", "x"), ("u3", "B", "y")]),
    COVERAGE.of((unit, coder) for unit in ("u1", "u2", "u3", "u4") for coder in ("A", "B")),
)
CASES = {"u1": "P1", "u2": "P1", "u3": "P2", "u4": "P2"}
MATERIAL = InContext(CODED, CASES, {unit: f"site of {case}" for unit, case in CASES.items()})


@pytest.mark.parametrize("aspect", ASPECTS)
def test_each_gives_a_result_that_can_be_shown(aspect: str) -> None:
    result = look_at(aspect, MATERIAL)
    assert len(result.to_frame()) == len(result.cells()) > 0
    assert result.to_dict()
    assert result.summary()


def test_substitution_is_found_between_codes() -> None:
    kinds = look_at("confusion", MATERIAL).to_frame()
    assert "substitution" in set(kinds["kind"])


@pytest.mark.parametrize(("aspect", "lacks"), [("cases", "case"), ("groups", "group")])
def test_what_is_missing_is_said(aspect: str, lacks: str) -> None:
    with pytest.raises(InputError, match=f"the {lacks} of each unit is not known"):
        look_at(aspect, InContext(CODED))


def test_an_unknown_one_is_answered_with_the_nearest() -> None:
    with pytest.raises(InputError, match='Did you mean "confusion"'):
        look_at("confusions", MATERIAL)


def test_options_of_the_comparison_hold_from_every_side() -> None:
    by_case = look_at("pairs", in_context(CODED, case_of=CASES, level="case")).to_frame()
    assert by_case["n_units"].tolist() == [2]
    nested = CODINGS.of([("u1", "A", "Care / Plans"), ("u1", "B", "Care / Goals")])
    coded = read_codings(nested, COVERAGE.of([("u1", "A"), ("u1", "B"), ("u2", "A")]))
    rolled = in_context(coded, rollup=True, units_coded_by="all").coded_units
    assert rolled.codes == ("Care", "Care / Plans", "Care / Goals")
    assert rolled.units.tolist() == ["u1"]


def test_an_option_of_the_table_of_kappas_is_refused() -> None:
    with pytest.raises(InputError, match="--interval: does not go with --show"):
        in_context(CODED, interval="bca")


def test_the_diagnosis_speaks_of_cases_where_cases_are_counted() -> None:
    said = look_at("diagnosis", in_context(CODED, case_of=CASES, level="case")).to_frame()["diagnosis"]
    assert "2 cases" in " ".join(said)
    assert "unit" not in " ".join(said)


@pytest.mark.parametrize(
    ("aspect", "material", "told"),
    [
        ("confusions", MATERIAL, '--show: there is no view "confusions"'),
        ("cases", InContext(CODED), "--show cases: the case of each unit is not known. Name its column: --case."),
        ("groups", InContext(CODED), "--show groups: the group of each unit is not known. Name the attribute: --by."),
    ],
)
def test_where_and_how_to_put_it_right(aspect: str, material: InContext, told: str) -> None:
    with pytest.raises(InputError) as raised:
        look_at(aspect, material)
    assert str(raised.value).startswith(told)


@pytest.mark.parametrize("aspect", ["confusion", "diagnosis"])
def test_what_compares_two_coders_is_refused_for_three_with_an_example(aspect: str) -> None:
    three = read_codings(CODINGS.of([("u1", "A", "x")]), COVERAGE.of(("u1", coder) for coder in "ABC"), codes=["x"])
    with pytest.raises(InputError) as raised:
        look_at(aspect, InContext(three))
    said = '--coders: what is asked for compares two coders, here are 3. Name two of them, such as --coders "A,B".'
    assert str(raised.value) == said


def test_an_option_of_the_table_is_named_as_it_was_typed() -> None:
    with pytest.raises(InputError) as raised:
        in_context(CODED, units_per_case=2)
    assert str(raised.value) == "--units-per-case: does not go with --show. Leave one out."


@pytest.mark.parametrize("option", [{"level": "text"}, {"units_coded_by": "some"}])
def test_a_value_that_no_option_takes(option: dict[str, str]) -> None:
    (value,) = option.values()
    with pytest.raises(InputError, match=f'"{value}"'):
        in_context(CODED, **option)  # type: ignore[arg-type]
