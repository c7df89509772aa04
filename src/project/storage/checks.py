"""Whether everything in a project file is whole and holds together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from ...coding.revisions import digest
from ...errors import IntercoderError
from . import records, store, trail


def check(connection: sa.Connection) -> Mapping[str, list[str]]:
    """Return what is not in order, by what was looked at; an empty list says that all is well."""
    whole = _file(connection)
    if whole:
        return {"file": whole}
    looked_at = {
        "contents": _contents,
        "references": _references,
        "history": _history,
        "framework": _frameworks,
        "samples": _samples,
        "codings": _codings,
        "decisions": lambda connection: [*_decisions(connection), *_rules(connection)],
    }
    return {"file": [], **{name: _found(look, connection) for name, look in looked_at.items()}}


def _found(look: Callable[[sa.Connection], list[str]], connection: sa.Connection) -> list[str]:
    try:
        return look(connection)
    except (TypeError, ValueError, LookupError, AttributeError, RecursionError, IntercoderError) as error:
        return [f"cannot be read ({type(error).__name__}: {str(error)[:200]})"]


def _file(connection: sa.Connection) -> list[str]:
    found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check")]
    return [] if found == ["ok"] else found


def _contents(connection: sa.Connection) -> list[str]:
    """Return each column in which something stands that is not of its kind: SQLite itself takes anything."""
    problems = []
    for table in store.metadata.sorted_tables:
        for column in table.columns:
            kind = "integer" if isinstance(column.type, sa.Integer | sa.Boolean) else "text"
            cell: sa.ColumnClause[Any] = sa.column(column.name)
            allowed = [kind, "null"] if column.nullable else [kind]
            broken: sa.ColumnElement[bool] = sa.func.typeof(cell).not_in(allowed)
            if isinstance(column.type, sa.JSON):
                broken = sa.or_(broken, sa.func.json_valid(cell) == 0)
            count = sa.select(sa.func.count()).select_from(sa.table(table.name, cell)).where(broken)
            if n_broken := connection.execute(count).scalar_one():
                problems.append(f"{n_broken} of the {column.name} of {table.name} are no {kind}")
    return problems


def _references(connection: sa.Connection) -> list[str]:
    found = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    return [f"row {row[1]} of {row[0]} names something in {row[2]} that is not there" for row in found]


def _history(connection: sa.Connection) -> list[str]:
    broken = trail.read_history(connection, verify=True).broken
    return [] if broken is None else [f"entry {broken} is not as it was written, or one before it is missing"]


def _frameworks(connection: sa.Connection) -> list[str]:
    hashes = dict(
        tuple(row)
        for row in connection.execute(sa.select(store.framework_versions.c.version, store.framework_versions.c.hash))
    )
    changed = [found.number for found in records.versions(connection) if found.framework.hash != hashes[found.number]]
    return [f"the codes of version {number} are not those that were read" for number in changed]


def _samples(connection: sa.Connection) -> list[str]:
    names = connection.execute(sa.select(store.samples.c.name)).scalars().all()
    return [
        f"sample {name} is not what its seed draws" for name in names if not records.sample(connection, name).holds()
    ]


def _codings(connection: sa.Connection) -> list[str]:
    """Compare each revision with what the history says was read, and its codes and units with those of its round."""
    sealed = {
        (read["round"], read["coder"], read["revision"]): read["sha256"]
        for entry in _facts(connection)
        for read in entry.get("revisions", ())
    }
    problems = []
    for found in records.rounds(connection):
        codes = {code.id for code in records.version(connection, found.version).framework}
        units = set(records.units(connection, of_round=found.name)["unit"])
        for (coder, number), id in records.revisions(connection, found.name).items():
            revision = records.revision(connection, id)
            who = f"{coder}, round {found.name}, revision {number}"
            if sealed.get((found.name, coder, number)) != revision.digest:
                problems.append(f"the codings of {who} are not those that were read")
            if not ({code for _, code in revision.codings} <= codes and revision.covered <= units):
                problems.append(f"{who} has codes or units that are not of the round")
    return problems


def _decisions(connection: sa.Connection) -> list[str]:
    """Compare the decisions with what the history says was decided, step by step."""
    rows, at = decision_rows(connection), 0
    for entry in _facts(connection):
        if "decisions" in entry:
            made = rows[at : at + entry["decisions"]]
            if digest(made) != entry["decisions_sha256"]:
                return ["the decisions are not those that were made"]
            at += len(made)
    return [] if at == len(rows) else [f"{at} decisions were made, and {len(rows)} are there"]


def _rules(connection: sa.Connection) -> list[str]:
    """Compare the rules for final codings with those that the history says were chosen."""
    table = store.consensus_rules
    there = [tuple(row) for row in connection.execute(sa.select(table.c.rule, table.c.why).order_by(table.c.id))]
    chosen = [(entry["consensus_rule"], entry["why"]) for entry in _facts(connection) if "consensus_rule" in entry]
    return [] if there == chosen else ["the rules for final codings are not those that were chosen"]


def decision_rows(connection: sa.Connection) -> list[tuple[Any, ...]]:
    """Return all decisions in the order in which they were made, as what the history keeps a digest of."""
    table = store.decisions
    columns = (table.c.round, table.c.unit, table.c.code, table.c.applied, table.c.rationale, table.c.who)
    return [tuple(row) for row in connection.execute(sa.select(*columns).order_by(table.c.id))]


def _facts(connection: sa.Connection) -> list[dict[str, Any]]:
    """Return what the history keeps of every step that is not undone, in order."""
    entries = connection.execute(sa.select(store.history).order_by("number")).mappings().all()
    undone = trail.undone(connection)
    return [dict(entry["options"]) for entry in entries if entry["number"] not in undone]
