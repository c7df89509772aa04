"""What analysts have written down after coding: classifications, chosen quotes, summaries and syntheses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ..findings.activities import CONSENSUS, MAIN
from ..findings.matrix import Summary
from ..findings.names import Replacements
from ..findings.synthesis import Synthesis
from . import records, store

if TYPE_CHECKING:
    from collections.abc import Mapping

Row = tuple[str, str, str, str]
"""Case, id of the code, dimension, category."""


def classification_revisions(connection: sa.Connection, scheme: int) -> dict[str, tuple[int, int]]:
    """Return the newest reading of each classifier's workbook with this scheme: its id and number, by classifier."""
    table = store.classification_revisions
    query = sa.select(table.c.classifier, table.c.id, table.c.revision).where(table.c.scheme == scheme)
    return {who: (id, number) for who, id, number in connection.execute(query.order_by(table.c.id))}


def classifications(connection: sa.Connection, revision: int) -> list[Row]:
    """Return what a reading of a classifier's workbook said, in order; what is no code any more drops out."""
    table, codes = store.classifications, {code.id for code in records.version(connection).framework}
    query = sa.select(table.c.case, table.c.code, table.c.dimension, table.c.category)
    rows = [tuple(row) for row in connection.execute(query.where(table.c.revision == revision))]
    return [row for row in rows if row[1] in codes]


def classification_memos(connection: sa.Connection, revision: int) -> dict[tuple[str, str], str]:
    """Return the memos in a reading of a classifier's workbook, by case and id of a code that there still is."""
    table, codes = store.classification_memos, {code.id for code in records.version(connection).framework}
    query = sa.select(table.c.case, table.c.code, table.c.memo).where(table.c.revision == revision)
    return {(case, code): memo for case, code, memo in connection.execute(query) if code in codes}


def leading_classifier(known: Mapping[str, Any]) -> str | None:
    """Return whose classification findings are made from: the consensus, or else the main one, or the first."""
    return next((who for who in (CONSENSUS, MAIN, *known) if who in known), None)


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
