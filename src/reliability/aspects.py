"""The same codings seen from another side than a table of kappas: why, where and between what coders differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import InputError, did_you_mean
from .breakdown import disagreements_by_case, disagreements_by_pair
from .confusion import code_confusion
from .counting import patterns_of_codings
from .diagnosis import diagnose
from .drift import drift
from .gold import agreement_with_gold
from .set_agreement import set_agreement
from .subgroups import kappa_by_group

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

    from ..results import Result
    from .coded_units import CodedUnits

    Look = Callable[["Material"], Result]


@dataclass(frozen=True)
class Material:
    """What an aspect may be made of: who coded what, and the case and the group of each unit where they are known."""

    coded_units: CodedUnits
    case_of: Mapping[Hashable, Hashable] | None = None
    group_of: Mapping[Hashable, str] | None = None
    threshold: float = 0.6
    confidence: float = 0.95


def _diagnosis(material: Material) -> Result:
    patterns = patterns_of_codings(material.coded_units.coded_by_all())
    return diagnose(patterns, threshold=material.threshold, confidence=material.confidence)


def _confusion(material: Material) -> Result:
    if len(material.coded_units.coders) != 2:
        raise InputError("confusion of codes is between two coders.", where="--coders", fix="Name two of them.")
    return code_confusion(material.coded_units, *material.coded_units.coders)


def _cases(material: Material) -> Result:
    if material.case_of is None:
        raise InputError("the case of each unit is not known.", where="--show cases", fix="Name its column: --case.")
    return disagreements_by_case(material.coded_units, material.case_of)


def _gold(material: Material) -> Result:
    return agreement_with_gold(patterns_of_codings(material.coded_units), material.coded_units.coders[0])


def _groups(material: Material) -> Result:
    if material.group_of is None:
        raise InputError("the group of each unit is not known.", where="--show groups", fix="Name the attribute: --by.")
    return kappa_by_group(material.coded_units, material.group_of)


ASPECTS: dict[str, Look] = {
    "diagnosis": _diagnosis,
    "sets": lambda material: set_agreement(material.coded_units),
    "pairs": lambda material: disagreements_by_pair(material.coded_units),
    "confusion": _confusion,
    "cases": _cases,
    "drift": lambda material: drift(material.coded_units),
    "gold": _gold,
    "groups": _groups,
}
"""diagnosis  why each kappa is as it is, in a sentence
sets       agreement on the set of codes that a unit has (MASI, Jaccard)
pairs      disagreements per pair of coders
confusion  code against code: used instead of one another, or left out
cases      disagreements per case
drift      disagreements over the order of coding
gold       every coder against the first one
groups     kappa in groups of units, and whether they differ
"""


def look_at(aspect: str, material: Material) -> Result:
    """Return the codings seen from this side; raises InputError for an unknown one, and for one that lacks its data."""
    if aspect not in ASPECTS:
        fix = did_you_mean(aspect, ASPECTS) or f"Choose one of {', '.join(ASPECTS)}."
        raise InputError(f'"{aspect}" is not something to show.', where="--show", fix=fix)
    return ASPECTS[aspect](material)
