"""The agreement of the coders of a project, the units on which they differ, and how many more to code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from ...errors import check_options, refuse_beside
from ...findings.groups import groups_of
from ..comparisons import agreement_of, aspect_of, other_tool_on
from ..disagreements import Order, disagreements_of
from ..elsewhere.stretches import stretches_of_round
from ..file import ProjectFile
from ..layers import compare
from ..on_files.agreement import agreement_on_codes, more_units_after
from ..on_files.spans import UNITS, agreement_of_stretches, check_view
from ..storage import records
from ..views import Disagreements

if TYPE_CHECKING:
    from ...exchange.refi.units import TextUnit
    from ...reliability.further_units import MoreUnits
    from ...results import Result


FROM_PROJECT = ("codings", "coverage", "codes", "cases")  # of `agreement`: what the project itself knows


class AgreementVerbs(ProjectFile):
    """The verbs `reliability`, `plan` and `disagreements`."""

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

        `options` are those of `intercoder.reliability.further_units.more_units`; the corpus is by default all units of
        the project. Raises InputError when there are other than two coders.
        """
        from ...reliability.further_units import more_units

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
        order: Order = "code",
        undecided: bool = False,
    ) -> Disagreements:
        """List the units and codes on which coders differ, with marks, memos, notes, definition and decision.

        In the order "code" the codes with the lowest kappa come first, in the order "unit" the units with most
        disagreements. `undecided` leaves out what was decided.
        """
        with self._store.reading() as connection:
            compared = compare(connection, round, coders)
            frame = disagreements_of(connection, compared, order=order)
        if code is not None:
            path = compared.version.framework.path(compared.version.framework.find(code, where="--code").id)
            frame = frame[frame["code"] == path].reset_index(drop=True)
        if undecided:
            frame = frame[frame["decision"] == ""].reset_index(drop=True)
        return Disagreements(frame, compared.coders, order)
