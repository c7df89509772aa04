"""The same codings seen from another side than a table of kappas: why, where and between what coders differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import InputError, no_such, refuse_beside
from .agreement import check_choices, check_several, check_threshold, known_cases
from .counts.counting import patterns_of_codings
from .counts.value_counts import MANY_CODERS
from .explaining.breakdown import disagreements_by_case, disagreements_by_pair
from .explaining.by_unit import disagreements_by_unit
from .explaining.coders import coder_table
from .explaining.confusion import code_confusion
from .explaining.diagnosis import diagnose
from .explaining.drift import drift
from .explaining.gold import agreement_with_gold
from .explaining.subgroups import check_two, kappa_by_group
from .set_agreement import set_agreement

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping

    from ..results import Result
    from .agreement import CodedBy
    from .counts.coded_units import CodedUnits
    from .result import Level

    Look = Callable[["InContext"], Result]


@dataclass(frozen=True)
class InContext:
    """What an aspect may be made of: who coded what; case, group and text of each unit where they are known."""

    coded_units: CodedUnits
    case_of: Mapping[Hashable, Hashable] | None = None
    group_of: Mapping[Hashable, str] | None = None
    text_of: Mapping[Hashable, str] | None = None
    threshold: float = 0.6
    confidence: float = 0.95
    level: Level = "unit"


def in_context(
    coded_units: CodedUnits,
    *,
    case_of: Mapping[Any, Any] | None = None,
    group_of: Mapping[Any, str] | None = None,
    text_of: Mapping[Any, str] | None = None,
    rollup: bool | Mapping[str, Iterable[str]] = False,
    level: Level = "unit",
    units_coded_by: CodedBy = "pair",
    threshold: float = 0.6,
    confidence: float = 0.95,
    **others: Any,
) -> InContext:
    """Return what to look at: the same codings as `agreement` compares with these options.

    Raises InputError for `others`, which belong to the table of kappas alone, and for cases that are not known.
    """
    refuse_beside("--show", others)
    check_choices(level=level, units_coded_by=units_coded_by)
    check_threshold(threshold)
    coded_units = coded_units.rolled_up(rollup)
    if units_coded_by == "all":
        coded_units = coded_units.coded_by_all()
    if level == "case":
        case_of = known_cases(case_of)
        coded_units = coded_units.by_case(case_of)
        group_of = group_of and {case_of[unit]: group for unit, group in group_of.items() if unit in case_of}
        case_of, text_of = {case: case for case in coded_units.units}, None
    return InContext(coded_units, case_of, group_of, text_of, threshold, confidence, level)


def _diagnosis(material: InContext) -> Result:
    check_two(material.coded_units.coders)
    patterns = patterns_of_codings(material.coded_units.coded_by_all())
    return diagnose(patterns, threshold=material.threshold, confidence=material.confidence, level=material.level)


def _confusion(material: InContext) -> Result:
    check_two(material.coded_units.coders)
    return code_confusion(material.coded_units, *material.coded_units.coders)


def _disagreements(material: InContext) -> Result:
    check_several(material.coded_units.coders)
    return disagreements_by_unit(material.coded_units, material.text_of, level=material.level)


def _cases(material: InContext) -> Result:
    if material.case_of is None:
        raise InputError("the case of each unit is not known.", where="--show cases", fix="Name its column: --case.")
    return disagreements_by_case(material.coded_units, material.case_of)


def _gold(material: InContext) -> Result:
    return agreement_with_gold(patterns_of_codings(material.coded_units), material.coded_units.coders[0])


def _groups(material: InContext) -> Result:
    if material.group_of is None:
        raise InputError("the group of each unit is not known.", where="--show groups", fix="Name the attribute: --by.")
    return kappa_by_group(material.coded_units, material.group_of)


ASPECTS: dict[str, Look] = {
    "diagnosis": _diagnosis,
    "disagreements": _disagreements,
    "sets": lambda material: set_agreement(material.coded_units),
    "pairs": lambda material: disagreements_by_pair(material.coded_units),
    "confusion": _confusion,
    "cases": _cases,
    "coders": lambda material: coder_table(material.coded_units, confidence=material.confidence),
    "drift": lambda material: drift(material.coded_units),
    "gold": _gold,
    "groups": _groups,
}
"""diagnosis      why each kappa is as it is, in a sentence
disagreements  the units and codes on which coders differ, one by one
sets           agreement on the set of codes that a unit has (MASI, Jaccard)
pairs          disagreements per pair of coders
confusion      code against code: used instead of one another, or left out
cases          disagreements per case
coders         every coder against the rest, to find careless ones
drift          disagreements over the order of coding
gold           every coder against the first one
groups         kappa in groups of units, and whether they differ
"""

BY_NAME = ("diagnosis", "sets", "pairs", "gold", "groups")


def look_at(aspect: str, material: InContext) -> Result:
    """Return the codings seen from this side; raises InputError for an unknown one, and for one that lacks its data."""
    if aspect not in ASPECTS:
        raise no_such("view", aspect, ASPECTS, where="--show")
    coded = material.coded_units.coded
    if aspect in BY_NAME and coded.shape[1] > MANY_CODERS and not coded.all(1).any():
        raise InputError(
            f"compares coders by name, but of the {coded.shape[1]} coders none met all others on a unit.",
            where=f"--show {aspect}",
            fix="Choose some of them with --coders, or take --show coders, cases or drift.",
        )
    return ASPECTS[aspect](material)
