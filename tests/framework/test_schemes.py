"""A classification scheme has dimensions with exclusive categories; what is wrong with one is said at once."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from intercoder.errors import InputError, SeveralErrors
from intercoder.framework.schemes import example_schemes, scheme_from

STAGES: dict[str, Any] = {
    "name": "Stage and approach",
    "activities": ["Design", "Delivery"],
    "dimensions": [
        {"name": "stage", "categories": ["design", {"name": "delivery", "definition": "Carrying it out"}]},
        {"name": "approach", "categories": ["co-production", "involvement"]},
    ],
}


def test_labels_name_dimension_and_category() -> None:
    scheme = scheme_from(STAGES)
    assert list(scheme.labels()) == ["stage design", "stage delivery", "approach co-production", "approach involvement"]
    assert scheme.dimensions[0].categories[1].definition == "Carrying it out"


def test_a_scheme_is_read_back_as_it_was() -> None:
    assert scheme_from(scheme_from(STAGES).to_dict()) == scheme_from(STAGES)


@pytest.mark.parametrize("document", [None, [], "text", {"name": "x"}, {**STAGES, "dimensions": ["a"]}])
def test_what_is_no_scheme_is_refused(document: object) -> None:
    with pytest.raises(InputError):
        scheme_from(document, where="scheme.yaml")


def test_doubled_names_are_said_together() -> None:
    twice = {**STAGES, "dimensions": [{"name": "a", "categories": ["x", "X"]}, {"name": "A", "categories": ["y"]}]}
    with pytest.raises(SeveralErrors, match=r"(?s)dimension \"A\".*twice"):
        scheme_from(twice)
    with pytest.raises(SeveralErrors, match=r"(?s)\"X\".*twice"):
        scheme_from(twice)


def test_no_fit_is_a_category_before_the_others() -> None:
    entry = {"name": "4", "no_fit": True, "categories": ["co-design"]}
    scheme = scheme_from({"name": "Parts", "dimensions": [entry]})
    assert list(scheme.labels()) == ["4 no fit", "4 co-design"]
    assert scheme_from(scheme.to_dict()) == scheme
    told = scheme_from({"name": "Parts", "dimensions": [{**entry, "no_fit": "None of the parts."}]})
    assert told.dimensions[0].categories[0].definition == "None of the parts."


def test_a_scheme_may_leave_its_activities_to_the_project() -> None:
    assert scheme_from({"name": "Stage", "dimensions": [{"name": "Stage", "categories": ["design"]}]}).activities == ()


@pytest.mark.parametrize(("name", "labels"), [("four-definitions", 12), ("stages", 8)])
def test_the_schemes_that_come_along_can_be_read(name: str, labels: int) -> None:
    scheme = scheme_from(yaml.safe_load(example_schemes()[name]), where=name)
    assert len(list(scheme.labels())) == labels
    assert all(category.definition for dimension in scheme.dimensions for category in dimension.categories)


def test_the_four_definitions_have_the_columns_of_the_published_table() -> None:
    scheme = scheme_from(yaml.safe_load(example_schemes()["four-definitions"]))
    assert list(scheme.labels()) == [
        "1 descriptive", "1 intermediate", "1 transformative", "2 participation", "2 co-production", "3 co-creation",
        "3 co-production", "4 no fit", "4 co-design", "4 co-decision making", "4 co-delivery", "4 co-evaluation",
    ]  # fmt: skip
