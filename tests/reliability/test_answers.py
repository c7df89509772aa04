"""What every answer shows and hands on: its columns with heading and kind, and the names in its JSON.

Tables in papers and other people's programs rest on these names: a change in cases/answers.json is a change for them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from intercoder.reliability.agreement import agreement
from intercoder.reliability.aspects import InContext, look_at
from intercoder.reliability.counts.coded_units import read_codings
from intercoder.reliability.explaining.comparison import compare
from intercoder.reliability.further_units import more_units
from intercoder.reliability.inference.homogeneity import kappa_homogeneity
from intercoder.reliability.planning import units_needed
from intercoder.reliability.ratings import agreement_of_ratings
from intercoder.reliability.sample_plan import sample_plan
from intercoder.reliability.unitizing.agreement import unitizing_agreement
from intercoder.reliability.unitizing.characters import character_agreement
from intercoder.reliability.unitizing.gamma import gamma
from intercoder.reliability.unitizing.spans import Continuum, continuum

if TYPE_CHECKING:
    from intercoder.results import Result

FILE = Path(__file__).parent / "cases" / "answers.json"
UNITS = [f"u{at}" for at in range(12)]
APPLIED = {
    "A": {"Trust": {0, 1, 2, 6, 7, 8}, "Cost": {0, 3, 4}},
    "B": {"Trust": {0, 1, 3, 6, 7, 9}, "Cost": {0, 3, 5}},
    "C": {"Trust": {0, 1, 2, 3}, "Cost": {0, 4}},
}


def study(coders: str = "AB") -> tuple[pd.DataFrame, pd.DataFrame]:
    rows = [(UNITS[at], who, code) for who in coders for code, units in APPLIED[who].items() for at in units]
    codings = pd.DataFrame(rows, columns=["unit", "coder", "code"])
    return codings, pd.DataFrame([(unit, who) for who in coders for unit in UNITS], columns=["unit", "coder"])


def seen(aspect: str) -> Callable[[], Result]:
    cases = {unit: f"case {at // 2}" for at, unit in enumerate(UNITS)}
    groups = {unit: "north" if at < 6 else "south" for at, unit in enumerate(UNITS)}
    return lambda: look_at(aspect, InContext(read_codings(*study()), cases, groups))


def spans() -> Continuum:
    rows = [
        ("s", "A", "Trust", 0, 10),
        ("s", "B", "Trust", 2, 12),
        ("s", "A", "Cost", 20, 30),
        ("s", "B", "Cost", 21, 29),
    ]
    return continuum(pd.DataFrame(rows, columns=["source", "coder", "code", "start", "end"]), {"s": 50})


ANSWERS: dict[str, Callable[[], Result]] = {
    "two coders": lambda: agreement(*study()),
    "three coders": lambda: agreement(*study("ABC")),
    "ratings": lambda: agreement_of_ratings([["a", "a"], ["a", "b"], ["b", "b"], ["c", "c"]]),
    **{
        aspect: seen(aspect)
        for aspect in ("diagnosis", "disagreements", "sets", "pairs", "confusion", "cases", "drift", "gold", "groups")
    },
    "compared with NVivo": lambda: compare("nvivo", read_codings(*study())),
    "compared with ReCal": lambda: compare("recal", read_codings(*study())),
    "groups of tables": lambda: kappa_homogeneity([[[40, 9], [6, 45]], [[20, 5], [5, 20]]], ["a", "b"]),
    "units needed": lambda: units_needed(null_kappa=0.6, half_width=0.1, lower_limit=0.5),
    "a sample's plan": lambda: sample_plan({"Trust": 0.3}, 12, population=60),
    "more units": lambda: more_units(np.array([[[10, 1], [0, 1]]]), ["Trust"]),
    "spans": lambda: unitizing_agreement(spans()),
    "characters": lambda: character_agreement(spans(), "A", "B"),
    "gamma": lambda: gamma(spans(), seed=1, samples=5),
}


def names_in(document: Any) -> Any:
    """Return the names that a document for JSON has, those of the first where there are several alike."""
    if isinstance(document, dict):
        return {name: names_in(value) for name, value in document.items()}
    return [names_in(document[0])] if isinstance(document, list) and document and isinstance(document[0], dict) else ""


def described(result: Result) -> dict[str, Any]:
    columns = [f"{column.key}: {column.heading} ({column.kind})" for column in result.columns()]
    return {"columns": columns, "names": names_in(result.to_dict())}


def test_no_answer_is_forgotten() -> None:
    assert set(json.loads(FILE.read_text(encoding="utf-8"))) == set(ANSWERS)


@pytest.mark.parametrize("name", ANSWERS)
def test_columns_and_names_are_those_that_people_rely_on(name: str) -> None:
    assert described(ANSWERS[name]()) == json.loads(FILE.read_text(encoding="utf-8"))[name]


@pytest.mark.parametrize("name", ANSWERS)
def test_every_column_can_be_shown_and_every_number_travels(name: str) -> None:
    result = ANSWERS[name]()
    rows = result.to_frame().to_dict("records")
    assert rows
    for column in result.columns():
        assert all(isinstance(column.text(row), str) for row in rows)
    assert all(note and note == note.strip() for note in result.notes())
    document = result.to_dict()
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    if "notes" in document and not isinstance(document["notes"], dict):
        assert document["notes"]
    if "coders" in document:
        assert document["coders"]
