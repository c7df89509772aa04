"""What analysts have written down after coding: chosen quotes, names to replace, summaries and syntheses."""

from __future__ import annotations

import sqlalchemy as sa

from ..findings.matrix import Summary
from ..findings.names import Replacements
from ..findings.synthesis import Synthesis
from .storage import store


def quote_choices(connection: sa.Connection) -> list[dict[str, str]]:
    """Return what was pinned and vetoed: unit, code (id), choice, passage, why, who."""
    return [dict(row) for row in connection.execute(sa.select(store.quote_choices)).mappings()]


def replacements(connection: sa.Connection) -> Replacements:
    """Return the names to be replaced wherever text of participants is shown among findings."""
    table = store.name_replacements
    rows = connection.execute(sa.select(table.c.name, table.c.instead))
    return Replacements({str(name): str(instead) for name, instead in rows})


def summaries(connection: sa.Connection) -> dict[tuple[str, str], Summary]:
    """Return the newest summaries of the framework matrix, by case and id of the code."""
    query = sa.select(store.summaries).order_by("id")
    newest = {(row["case"], row["code"]): row for row in connection.execute(query).mappings()}
    return {
        place: Summary(row["text"], tuple(row["cited"]), tuple(row["seen"]))
        for place, row in newest.items()
        if row["text"]
    }


def syntheses(connection: sa.Connection, attribute: str) -> dict[tuple[str, str], Synthesis]:
    """Return the newest syntheses by this attribute, by group and id of the code."""
    table = store.syntheses
    query = sa.select(table).where(table.c.attribute == attribute).order_by("id")
    newest = {(row["group"], row["code"]): row for row in connection.execute(query).mappings()}
    return {place: Synthesis(row["text"], row["seen"]) for place, row in newest.items() if row["text"]}
