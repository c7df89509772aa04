"""Coders compared: their agreement, what another tool would say of it, and the same codings seen from other sides."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..findings.groups import groups_of

if TYPE_CHECKING:
    import pandas as pd

    from ..reliability.counts.coded_units import CodedUnits
    from ..reliability.explaining.comparison import Comparison as ToolComparison
    from ..reliability.result import Reliability
    from ..results import Result
    from .layers import Comparison


def agreement_of(compared: Comparison, *, rollup: bool = False, **options: Any) -> Reliability:
    """Compute the agreement of a comparison, with paths for the ids of codes; `rollup` counts sub-codes for parents."""
    from ..reliability.agreement import agreement

    above = _ancestors(compared, rollup)
    result = agreement(
        _with_paths(compared),
        compared.coverage,
        codes=list(above),
        coders=compared.coders,
        cases=compared.units,
        rollup=above if rollup else False,
        **options,
    )
    return replace(result, source=str(compared))


def other_tool_on(compared: Comparison, tool: str) -> ToolComparison:
    """Return the numbers that `tool` would give on a comparison, counting the characters of the notes where it does."""
    from ..reliability.explaining import comparison

    units = compared.units
    return comparison.compare(
        tool,
        _coded_units(compared),
        length_of=dict(zip(units["unit"], units["text"].str.len(), strict=True)),
        source_of=dict(zip(units["unit"], units["case"], strict=True)),
    )


def aspect_of(
    compared: Comparison, cases: pd.DataFrame, show: str, by: str | None, *, rollup: bool = False, **options: Any
) -> Result:
    """Return a comparison seen from the side `show`, with groups by an attribute of the cases."""
    from ..reliability.aspects import in_context, look_at

    case_of, text_of = (
        dict(zip(compared.units["unit"], compared.units[column], strict=True)) for column in ("case", "text")
    )
    group_of = None
    if by is not None:
        known = groups_of(cases, by)
        group_of = {unit: known[case] for unit, case in case_of.items()}
    above = _ancestors(compared, rollup)
    options |= {"case_of": case_of, "group_of": group_of, "text_of": text_of, "rollup": above if rollup else False}
    return look_at(show, in_context(_coded_units(compared, rollup), **options))


def _coded_units(compared: Comparison, rollup: bool = False) -> CodedUnits:
    from ..reliability.counts.coded_units import read_codings

    codes = list(_ancestors(compared, rollup))
    return read_codings(_with_paths(compared), compared.coverage, codes=codes, coders=compared.coders)


def _with_paths(compared: Comparison) -> pd.DataFrame:
    """Return the codings with the paths of codes for their ids."""
    framework = compared.version.framework
    return compared.codings.assign(code=[framework.path(code) for code in compared.codings["code"]])


def _ancestors(compared: Comparison, rollup: bool) -> dict[str, list[str]]:
    """Return the path of each code that is compared, with those above it; `rollup` adds codes not to be applied."""
    framework = compared.version.framework
    codes = compared.applicable
    if rollup:
        line_of = {code.id: {other.id for other in framework.line(code.id)} for code in framework.applicable}
        above = set().union(*(line_of[code.id] for code in codes))
        left_out = set().union(*(line_of[code] for code in compared.younger)) - above
        codes = [code for code in framework.codes if code.id not in left_out]
    return {framework.path(code.id): [framework.path(c.id) for c in framework.line(code.id)[:-1]] for code in codes}
