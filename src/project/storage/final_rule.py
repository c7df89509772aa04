"""The rule by which final codings are made: the one that the team chose last, with who, when and why."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from ...coding.consensus import RULES, Rule
from ...errors import ProjectError
from . import store


@dataclass(frozen=True)
class FinalRule:
    """A rule of coding.consensus.RULES; `why`, `who` and `at` are empty when nobody has chosen one."""

    rule: Rule = "decided"
    why: str = ""
    who: str = ""
    at: str = ""


def final_rule(connection: sa.Connection) -> FinalRule:
    """Return the rule that holds in a project. Raises ProjectError when the file names one that there is not."""
    table = store.consensus_rules
    row = connection.execute(sa.select(table).order_by(table.c.id.desc()).limit(1)).mappings().first()
    if row is None:
        return FinalRule()
    if row["rule"] not in RULES:
        fix = "Update intercoder, or see what `intercoder project check` says."
        raise ProjectError("names a rule for final codings that there is not.", where="project", fix=fix)
    return FinalRule(row["rule"], row["why"], row["who"], row["at"])
