"""Reliability, disagreements and consensus of a project."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from ...errors import check_options
from ...findings.groups import groups_of
from ..disagreements import By, disagreements_of
from ..elsewhere.stretches import stretches_of_round
from ..file import ProjectFile
from ..layers import Comparison, compare
from ..on_files.agreement import agreement_on_codes, more_units_after
from ..on_files.spans import UNITS, agreement_of_stretches, check_view
from ..storage import records
from ..views import Disagreements

if TYPE_CHECKING:
    import pandas as pd

    from ...exchange.refi.units import TextUnit
    from ...reliability.agreement import Reliability
    from ...reliability.counts.coded_units import CodedUnits
    from ...reliability.explaining.comparison import Comparison as ToolComparison
    from ...reliability.sample_plan import MoreUnits
    from ...results import Result


FROM_PROJECT = ("codings", "coverage", "codes", "cases")  # of `agreement`: what the project itself knows


class AgreementVerbs(ProjectFile):
    """The verbs `reliability` and `disagreements`, and those of `intercoder consensus`."""

    def reliability(
        self,
        *,
        round: str | None = None,
        coders: Sequence[str] | None = None,
        show: str | None = None,
        by: str | None = None,
        compare_with: str | None = None,
        spans: str | None = None,
        **options: Any,
    ) -> Result:
        """Compute the agreement of coders on a round's units, on codings made before any discussion.

        By default the newest round: its coders among each other, or, when it checks another round, the consensus of
        that round with its own coders. `options` are those of `intercoder.reliability.agreement`, whose `Reliability`
        is returned; with `show`, what `intercoder.reliability.aspects` makes of the same codings (`by` is an attribute
        of the cases); with `compare_with`, the numbers that another tool would give, and why they differ. In a round of
        stretches that coders chose themselves, `spans` says how they are compared (spans.VIEWS). Raises OptionError for
        an option that does not exist.
        """
        from ...reliability.agreement import agreement

        check_options(options, agreement, but=FROM_PROJECT)
        if spans is not None:
            given = {**options, "show": show, "by": by, "compare_with": compare_with}
            return self._on_spans(spans, round, coders, given)
        with self._store.reading() as connection:
            compared = compare(connection, round, coders)
            cases = records.cases(connection)
        if compare_with:
            from ...reliability.aspects import refuse_beside

            given = {"show": show, "by": by, **options}
            refuse_beside("--compare", [name for name, value in given.items() if value is not None])
            return other_tool_on(compared, compare_with)
        if show or by:
            return aspect_of(compared, cases, show or "groups", by, **options)
        return agreement_of(compared, **options)

    def _on_spans(self, view: str, round: str | None, coders: Sequence[str] | None, options: dict[str, Any]) -> Result:
        check_view(view)
        with self._store.reading() as connection:
            stretches = stretches_of_round(connection, round, coders)
        if view not in UNITS:
            return agreement_of_stretches(stretches, view, options)
        sheets = stretches.by_unit(cast("TextUnit", view))
        by = options.pop("by")
        beside = {"case_of": dict(zip(sheets.units["unit"], sheets.units["case"], strict=True))}
        if by is not None:
            known = groups_of(stretches.cases, by)
            beside["group_of"] = {unit: known[case] for unit, case in beside["case_of"].items()}
        given = {name: value for name, value in options.items() if value not in (None, False)}
        return agreement_on_codes(sheets, given, beside)

    def plan(self, *, round: str | None = None, coders: Sequence[str] | None = None, **options: Any) -> MoreUnits:
        """Say how many more units two coders must code until each interval is narrow enough.

        `options` are those of `intercoder.reliability.sample_plan.more_units`; the corpus is by default all units of
        the project. Raises InputError when there are other than two coders.
        """
        from ...reliability.sample_plan import more_units

        check_options(options, more_units, but=["tables", "codes"])
        with self._store.reading() as connection:
            compared = compare(connection, round, coders)
            population = len(records.units(connection))
        return more_units_after(agreement_of(compared), **{"population": population, **options})

    def disagreements(
        self,
        *,
        round: str | None = None,
        coders: Sequence[str] | None = None,
        code: str | None = None,
        by: By = "code",
        undecided: bool = False,
    ) -> Disagreements:
        """List the units and codes on which coders differ, with marks, memos, notes, definition and decision.

        by code: those with the lowest kappa first. by unit: those with most disagreements first. `undecided` leaves out
        what was decided.
        """
        with self._store.reading() as connection:
            compared = compare(connection, round, coders)
            frame = disagreements_of(connection, compared, by=by)
        if code is not None:
            path = compared.version.framework.path(compared.version.framework.find(code, where="--code").id)
            frame = frame[frame["code"] == path].reset_index(drop=True)
        if undecided:
            frame = frame[frame["decision"] == ""].reset_index(drop=True)
        return Disagreements(frame, compared.coders, by)


def agreement_of(compared: Comparison, *, rollup: bool = False, **options: Any) -> Reliability:
    """Compute the agreement of a comparison, with paths for the ids of codes; `rollup` counts sub-codes for parents."""
    from ...reliability.agreement import agreement

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
    from ...reliability.explaining import comparison

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
    from ...reliability.aspects import look_at, material_of

    case_of = dict(zip(compared.units["unit"], compared.units["case"], strict=True))
    group_of = None
    if by is not None:
        known = groups_of(cases, by)
        group_of = {unit: known[case] for unit, case in case_of.items()}
    above = _ancestors(compared, rollup)
    options |= {"case_of": case_of, "group_of": group_of, "rollup": above if rollup else False}
    return look_at(show, material_of(_coded_units(compared, rollup), **options))


def _coded_units(compared: Comparison, rollup: bool = False) -> CodedUnits:
    from ...reliability.counts.coded_units import read_codings

    codes = list(_ancestors(compared, rollup))
    return read_codings(_with_paths(compared), compared.coverage, codes=codes, coders=compared.coders)


def _with_paths(compared: Comparison) -> pd.DataFrame:
    """Return the codings with the paths of codes for their ids."""
    framework = compared.version.framework
    return compared.codings.assign(code=[framework.path(code) for code in compared.codings["code"]])


def _ancestors(compared: Comparison, rollup: bool) -> dict[str, list[str]]:
    """Return the path of each code that is compared, with those above it; `rollup` adds codes not to be applied."""
    framework = compared.version.framework
    codes = framework.codes if rollup else framework.applicable
    return {framework.path(code.id): [framework.path(c.id) for c in framework.line(code.id)[:-1]] for code in codes}
