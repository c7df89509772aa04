"""What findings are made from: the final codings with their units, cases and framework, and examples out of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from ..coding.basis import Basis
from ..findings.quotes import QuoteChoices, quotes
from . import analyses, carrying, layers
from .storage import records

if TYPE_CHECKING:
    import pandas as pd
    import sqlalchemy as sa

    from ..coding.consensus import FinalCodings, Rule
    from ..findings.finding import Finding
    from ..findings.quotes import Quotes
    from ..framework.codes import Framework

F = TypeVar("F", bound="Finding")

PINNED, VETOED = "pinned", "vetoed"


@dataclass(frozen=True)
class Material:
    """The final codings (ids of codes), and the tables that they refer to."""

    final: FinalCodings
    units: pd.DataFrame
    cases: pd.DataFrame
    framework: Framework
    n_pending: int = 0
    """How many units wait to be looked at again since the framework was edited."""
    basis: Basis = field(default_factory=Basis)
    """Whose codings they are, unit by unit, and by which rule."""

    @property
    def tables(self) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, Framework]:
        """Codings, units, cases and framework, in the order in which findings take them."""
        return self.final.codings, self.units, self.cases, self.framework

    @property
    def coverage(self) -> dict[str, Any]:
        """What a count must know beside the codings: what was coded, by which rule, what is open, what waits."""
        known = {"n_open": len(self.final.open), "n_pending": self.n_pending, "rule": self.basis.rule}
        return {"covered": self.final.covered, **known}

    def told(self, finding: F) -> F:
        """Return a finding that was made from these codings, which says what they rest on."""
        return replace(finding, rests_on=self.basis.notes())


def material(connection: sa.Connection, *, rule: Rule | None = None) -> Material:
    """Gather the final codings by a rule of coding.consensus.RULES, by default the one that was chosen for the project.

    Raises ProjectError when nothing is coded yet.
    """
    found, version = layers.final(connection, rule=rule)
    waiting = {unit for unit, _ in carrying.pending(connection)}
    basis = layers.basis(connection, found, rule=rule)
    units, cases = records.with_questions(connection, records.units(connection)), records.cases(connection)
    return Material(found, units, cases, version.framework, len(waiting), basis)


def undecided(connection: sa.Connection, found: Material) -> pd.DataFrame:
    """Return the disagreements that nobody has decided (coding.consensus.DISAGREEMENTS), by whatever rule all is made.

    By "agreed only" decisions have no part in what is final; they are made all the same.
    """
    return layers.final(connection, rule="decided")[0].open if found.basis.rule == "agreed only" else found.final.open


def quotes_of(connection: sa.Connection, found: Material, **options: Any) -> Quotes:
    """Choose examples from the final codings, with what coders and researchers said about them."""
    return found.told(quotes(*found.tables, _choices(connection), names=analyses.replacements(connection), **options))


def _choices(connection: sa.Connection) -> QuoteChoices:
    made = analyses.quote_choices(connection)
    rounds = layers.final_rounds(connection)
    marked = {pair: len(set(coders)) for pair, coders in records.examples(connection, *rounds).items()}
    return QuoteChoices(
        pinned={(row["unit"], row["code"]): row["passage"] for row in made if row["choice"] == PINNED},
        vetoed={(row["unit"], row["code"]) for row in made if row["choice"] == VETOED},
        marked=marked,
        agreed=records.agreed(connection, *rounds),
    )
