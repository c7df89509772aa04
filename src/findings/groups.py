"""Groups of cases: those with the same value of an attribute, and those that are chosen by their attributes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..errors import no_such

if TYPE_CHECKING:
    import pandas as pd

NOT_GIVEN = "(not given)"
"""The group of the cases for which the attribute is empty."""


def groups_of(cases: pd.DataFrame, by: str | None, *, where: str = "--by") -> dict[str, str]:
    """Return the group of each case by the attribute `by`, in the order of the cases; nothing without an attribute.

    Raises InputError, with the nearest name, when `by` is no attribute of the cases.
    """
    if by is None:
        return {}
    values = cases[_attribute(cases, by, where)]
    return {case: str(value) if value else NOT_GIVEN for case, value in zip(cases["case"], values, strict=True)}


def chosen_cases(cases: pd.DataFrame, chosen: Mapping[str, str] | None) -> pd.DataFrame:
    """Return the cases that have all these values of attributes; capitals do not matter.

    Raises InputError for an attribute that the cases do not have, and for a value that none of them has.
    """
    for name, value in (chosen or {}).items():
        group_of = groups_of(cases, name, where="--where")
        known = dict.fromkeys(group_of.values())
        wanted = {group for group in known if group.casefold() == value.casefold()}
        if not wanted:
            raise no_such(f"case whose {name} is", value, known, where="--where")
        cases = cases[[group_of[case] in wanted for case in cases["case"]]]
    return cases.reset_index(drop=True)


def said(chosen: Mapping[str, str] | None) -> str:
    """Return in words which cases were chosen: ` with service_model CAMHS`, or nothing when all are."""
    return " with " + " and ".join(f"{name} {value}" for name, value in chosen.items()) if chosen else ""


def _attribute(cases: pd.DataFrame, name: str, where: str) -> str:
    attributes = [str(column) for column in cases.columns if column != "case"]
    if name not in attributes:
        raise no_such("attribute", name, attributes, among="of the cases", where=where)
    return name
