"""A classification scheme has dimensions with exclusive categories; what is wrong with one is said at once."""

from __future__ import annotations

from typing import Any

import pytest

from intercoder.errors import InputError, SeveralErrors
from intercoder.framework.schemes import scheme_from

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
