"""Coding anew what an edit of the framework has touched: which units wait, and a round of just those."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from ...errors import ProjectError
from ...wording import number_of
from .. import carrying, classifying
from ..storage import records
from ..views import View
from .rounds import RoundVerbs

if TYPE_CHECKING:
    from ..file import Outcome


@dataclass(frozen=True, repr=False)
class Pending(View):
    """The units that must be looked at again since the framework was edited, and why (columns unit, case, who, why)."""

    title: ClassVar[str] = "Units to look at again"
    key: ClassVar[str] = "units"
    classifications: tuple[str, ...] = ()

    def notes(self) -> tuple[str, ...]:
        """Return how many there are, how to go on, and which activities wait to be classified again."""
        if self.frame.empty:
            return ("No unit has to be looked at again.", *self.classifications)
        how = f"{number_of(len(self.frame), 'unit')}. A round of just those: intercoder framework recode NAME"
        return (how, *self.classifications)


class RecodingVerbs(RoundVerbs):
    """The verbs `framework pending` and `framework recode`."""

    def framework_pending(self) -> Pending:
        """List the units that must be looked at again because the framework was edited since, by whom and why."""
        import pandas as pd

        with self._store.reading() as connection:
            waiting = carrying.pending(connection)
            units = records.units(connection)
            number = records.version(connection).number
            coverage = carrying.effective(connection, number).coverage
            classified = [f"{what}: {how}." for what, how in classifying.state(connection) if ";" in how]
        case_of = dict(zip(units["unit"], units["case"], strict=True))
        reasons: dict[str, list[str]] = {}
        for unit, why in waiting:
            reasons.setdefault(unit, []).append(why)
        coders = coverage.groupby("unit")["coder"].agg(", ".join).to_dict() if len(coverage) else {}
        rows = [(unit, case_of[unit], coders.get(unit, ""), " ".join(why)) for unit, why in reasons.items()]
        return Pending(pd.DataFrame(rows, columns=["unit", "case", "who", "why"]), tuple(classified))

    def framework_recode(self, name: str, *, coders: Sequence[str] | None = None, why: str = "") -> Outcome:
        """Start the round `name`, in which just the units that must be looked at again are coded anew.

        The coders are by default those of the round before; each finds in the workbook what they had coded, as far as
        the new version has it. The round's codings take the place of the earlier ones on these units.
        Raises ProjectError when no unit waits.
        """
        with self._store.reading() as connection:
            units = list(dict.fromkeys(unit for unit, _ in carrying.pending(connection)))
            if not units:
                raise ProjectError("no unit has to be looked at again.", fix="`intercoder framework status` says why.")
            base = next(
                found for found in carrying.bases(connection, records.version(connection).number) if not found.follows
            )
        reason = why or "The framework was edited since they were coded."
        return self.round_start(name, coders=coders or base.coders, units=units, follows=base.name, why=reason)
