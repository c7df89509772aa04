"""What findings are made from: the final codings with their units, cases and framework, gathered from the project."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import layers
from .storage import records

if TYPE_CHECKING:
    import pandas as pd
    import sqlalchemy as sa

    from ..coding.consensus import FinalCodings, Rule
    from ..framework.codes import Framework


@dataclass(frozen=True)
class Material:
    """The final codings (ids of codes), and the tables that they refer to."""

    final: FinalCodings
    units: pd.DataFrame
    cases: pd.DataFrame
    framework: Framework

    @property
    def tables(self) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, Framework]:
        """Codings, units, cases and framework, in the order in which findings take them."""
        return self.final.codings, self.units, self.cases, self.framework

    @property
    def coverage(self) -> dict[str, Any]:
        """What a count must know beside the codings: which units were coded, and what is still open."""
        return {"covered": self.final.covered, "n_open": len(self.final.open)}


def material(connection: sa.Connection, *, rule: Rule = "decided") -> Material:
    """Gather the final codings by a rule of coding.consensus.RULES; raises ProjectError when nothing is coded yet."""
    found, version = layers.final(connection, rule=rule)
    return Material(found, records.units(connection), records.cases(connection), version.framework)
