"""What is in the project file, as tidy tables and as the objects of the other packages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ...coding.consensus import DECISIONS
from ...coding.questions import Question, Questions
from ...coding.revisions import Revision
from ...coding.sampling import Sample
from ...errors import ProjectError, no_such
from ...framework.codes import Framework
from ...tables import CODINGS, COVERAGE, UNITS
from . import store

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Version:
    """A version of the framework, with who made it, when and why."""

    number: int
    framework: Framework
    status: str
    why: str
    who: str
    at: str


@dataclass(frozen=True)
class Round:
    """A round of coding: who codes which units with which version; `against` names the round that it checks.

    `follows` names the round whose codings it replaces on its units, coded anew after an edit of the framework.
    """

    name: str
    version: int
    coders: tuple[str, ...]
    sample: str | None
    against: str | None
    follows: str | None = None


def about(connection: sa.Connection) -> dict[str, str]:
    """Return the entries about the project: its id, title and format."""
    rows = connection.execute(sa.select(store.about.c.key, store.about.c.value))
    return {str(key): str(value) for key, value in rows}


def cases(connection: sa.Connection) -> pd.DataFrame:
    """Return the cases with a column per attribute, in the order in which they were read (tables.CASES)."""
    import pandas as pd

    query = sa.select(store.cases.c.case, store.cases.c.attributes).order_by("position")
    rows = [{"case": case, **attributes} for case, attributes in connection.execute(query)]
    return pd.DataFrame(rows, dtype=object) if rows else pd.DataFrame({"case": pd.Series(dtype=object)})


def units(connection: sa.Connection, *, of_round: str | None = None) -> pd.DataFrame:
    """Return the units, all or those of a round, in order (tables.UNITS)."""
    table = store.units
    query = sa.select(*(table.c[column] for column in UNITS.columns)).order_by(table.c.position)
    if of_round is not None:
        within = sa.select(store.round_units.c.unit).where(store.round_units.c.round == of_round)
        query = query.where(table.c.unit.in_(within))
    return UNITS.of(map(tuple, connection.execute(query)))


def in_no_round(connection: sa.Connection) -> set[str]:
    """Return the units that no round asks anyone to code."""
    inside = sa.select(store.round_units.c.unit)
    return set(connection.execute(sa.select(store.units.c.unit).where(store.units.c.unit.not_in(inside))).scalars())


def questions(connection: sa.Connection) -> Questions:
    """Return which question each unit answers, where the file of the notes says so."""
    asked, of_unit = store.questions, store.unit_questions
    rows = connection.execute(sa.select(asked.c.id, asked.c.name, asked.c.text))
    known = {at: Question(name, text) for at, name, text in rows}  # each once: a heading may be long, and units many
    answering = connection.execute(sa.select(of_unit.c.unit, of_unit.c.question))
    return Questions({unit: known[at] for unit, at in answering if at in known})


def with_questions(connection: sa.Connection, units: pd.DataFrame) -> pd.DataFrame:
    """Return the table of units with a further column: the question that each answers, or an empty text."""
    asked = questions(connection)
    return units.assign(question=[asked.text(unit) for unit in units["unit"]])


def versions(connection: sa.Connection) -> list[Version]:
    """Return all versions of the framework, the first one first."""
    query = sa.select(store.framework_versions).order_by("version")
    return [
        Version(row["version"], Framework.from_list(row["codes"]), row["status"], row["why"], row["who"], row["at"])
        for row in connection.execute(query).mappings()
    ]


def no_framework() -> ProjectError:
    """Return the error for a project whose framework has no version."""
    return ProjectError("has no framework yet.", where="project", fix="Read one: intercoder framework read FILE")


def version(connection: sa.Connection, number: int | None = None) -> Version:
    """Return a version of the framework, the newest one for None.

    Raises ProjectError when there is none, or none of that number.
    """
    known = {found.number: found for found in versions(connection)}
    if not known:
        raise no_framework()
    chosen = max(known) if number is None else number
    if chosen not in known:
        raise ProjectError(f"there is no framework version {chosen}.", fix=f"There are 1 to {max(known)}.")
    return known[chosen]


def rounds(connection: sa.Connection) -> list[Round]:
    """Return all rounds, the oldest first."""
    query = sa.select(store.rounds).order_by("number")
    return [
        Round(row["name"], row["version"], tuple(row["coders"]), row["sample"], row["against"], row["follows"])
        for row in connection.execute(query).mappings()
    ]


def round_named(connection: sa.Connection, name: str | None = None) -> Round:
    """Return a round, the newest one for None.

    Raises ProjectError when there is none, or none of that name.
    """
    known = {found.name: found for found in rounds(connection)}
    if not known:
        raise ProjectError(
            "has no round yet.", where="project", fix="Start one: intercoder round start NAME --coders A,B"
        )
    if name is not None and name not in known:
        raise no_such("round", name, known, where="--round", error=ProjectError)
    return known[name] if name is not None else list(known.values())[-1]


def newest_revisions(connection: sa.Connection, names: Iterable[str]) -> dict[tuple[str, str], int]:
    """Return the id of the newest revision of each round's and coder's workbook, by (round, coder)."""
    table = store.revisions
    query = (
        sa.select(table.c.round, table.c.coder, table.c.id).where(table.c.round.in_(list(names))).order_by("revision")
    )
    return {(name, coder): revision for name, coder, revision in connection.execute(query)}


def revisions(connection: sa.Connection, name: str) -> dict[tuple[str, int], int]:
    """Return the id of every revision of round `name`, by coder and number, the oldest first."""
    table = store.revisions
    query = sa.select(table.c.coder, table.c.revision, table.c.id).where(table.c.round == name).order_by(table.c.id)
    return {(coder, number): revision for coder, number, revision in connection.execute(query)}


def revision(connection: sa.Connection, id: int) -> Revision:
    """Return what was read as the revision with this id."""

    def of(table: sa.Table, *columns: str) -> list[tuple[Any, ...]]:
        query = sa.select(*(table.c[column] for column in columns)).where(table.c.revision == id)
        return [tuple(row) for row in connection.execute(query)]

    return Revision(
        frozenset((unit, code) for unit, code in of(store.codings, "unit", "code")),
        frozenset(unit for (unit,) in of(store.coverage, "unit")),
        {unit: (memo, suggestion) for unit, memo, suggestion in of(store.remarks, "unit", "memo", "suggestion")},
        frozenset((unit, code) for unit, code in of(store.examples, "unit", "code")),
        frozenset(of(store.spans, "document", "code", "start", "end")),
        frozenset(of(store.span_memos, "document", "start", "end", "memo")),
    )


def revision_numbers(connection: sa.Connection, name: str) -> dict[str, int]:
    """Return how often the workbook of each coder of round `name` was read with something new in it."""
    table = store.revisions
    query = sa.select(table.c.coder, sa.func.max(table.c.revision)).where(table.c.round == name).group_by(table.c.coder)
    return {str(coder): int(number) for coder, number in connection.execute(query)}


def _of_revisions(
    connection: sa.Connection, table: sa.Table, columns: Iterable[str], names: Iterable[str]
) -> list[tuple[Any, ...]]:
    """Return rows of (coder, *columns) from the newest revisions of the rounds `names`."""
    newest = list(newest_revisions(connection, names).values())
    query = (
        sa.select(store.revisions.c.coder, *(table.c[column] for column in columns))
        .join(store.revisions, store.revisions.c.id == table.c.revision)
        .where(table.c.revision.in_(newest))
    )
    return _fetched(connection, query)


def _fetched(connection: sa.Connection, query: sa.Select[Any]) -> list[tuple[Any, ...]]:
    """Return the rows of a query as plain tuples, straight from the driver: there may be millions."""
    cursor = connection.execute(query).cursor
    return [] if cursor is None else list(cursor.fetchall())


def codings(connection: sa.Connection, *names: str) -> pd.DataFrame:
    """Return the independent codings of the rounds `names`, with ids of codes (tables.CODINGS)."""
    rows = _of_revisions(connection, store.codings, ("unit", "code"), names)
    return CODINGS.of((unit, coder, code) for coder, unit, code in rows)


def finished(connection: sa.Connection, name: str) -> dict[str, int]:
    """Return how many coders finished each unit of round `name`."""
    table = store.coverage
    newest = list(newest_revisions(connection, [name]).values())
    query = sa.select(table.c.unit, sa.func.count()).where(table.c.revision.in_(newest)).group_by(table.c.unit)
    return {str(unit): int(number) for unit, number in _fetched(connection, query)}


def finished_by(connection: sa.Connection, of_round: Round) -> dict[str, int]:
    """Return how many units each coder of a round has finished."""
    table = store.coverage
    newest = {coder: id for (_, coder), id in newest_revisions(connection, [of_round.name]).items()}
    query = sa.select(table.c.revision, sa.func.count()).where(table.c.revision.in_(newest.values()))
    number = dict(_fetched(connection, query.group_by(table.c.revision)))
    return {coder: int(number.get(newest.get(coder), 0)) for coder in of_round.coders}


def agreed(connection: sa.Connection, *names: str) -> set[tuple[str, str]]:
    """Return the units with the ids of the codes that every coder applied who finished them in the rounds `names`."""
    newest = list(newest_revisions(connection, names).values())
    made, done = store.codings, store.coverage
    who = sa.func.count(sa.distinct(store.revisions.c.coder))
    finished = (
        sa.select(done.c.unit, who.label("coders"))
        .join(store.revisions, store.revisions.c.id == done.c.revision)
        .where(done.c.revision.in_(newest))
        .group_by(done.c.unit)
        .subquery()
    )
    query = (
        sa.select(made.c.unit, made.c.code)
        .join(store.revisions, store.revisions.c.id == made.c.revision)
        .join(finished, finished.c.unit == made.c.unit)
        .where(made.c.revision.in_(newest))
        .group_by(made.c.unit, made.c.code, finished.c.coders)
        .having(who == finished.c.coders)
    )
    return {(unit, code) for unit, code in _fetched(connection, query)}


def coverage(connection: sa.Connection, *names: str) -> pd.DataFrame:
    """Return which coder finished which unit in the rounds `names` (tables.COVERAGE)."""
    rows = _of_revisions(connection, store.coverage, ("unit",), names)
    return COVERAGE.of((unit, coder) for coder, unit in rows)


def remarks(connection: sa.Connection, *names: str) -> dict[tuple[str, str], tuple[str, str]]:
    """Return memo and suggestion by (unit, coder) in the rounds `names`."""
    rows = _of_revisions(connection, store.remarks, ("unit", "memo", "suggestion"), names)
    return {(unit, coder): (memo, suggestion) for coder, unit, memo, suggestion in rows}


def spans(connection: sa.Connection, *names: str) -> pd.DataFrame:
    """Return the stretches that were coded in the rounds `names` (reliability.spans.SPANS), with ids of codes."""
    from ...reliability.unitizing.spans import SPANS

    rows = _of_revisions(connection, store.spans, ("document", "code", "start", "end"), names)
    return SPANS.of(sorted((document, coder, *rest) for coder, document, *rest in rows))


def span_memos(connection: sa.Connection, *names: str) -> list[tuple[str, str, int, int, str]]:
    """Return coder, document, start, end and memo of each memo on a stretch in the rounds `names`."""
    return sorted(_of_revisions(connection, store.span_memos, ("document", "start", "end", "memo"), names))


def documents(connection: sa.Connection) -> pd.DataFrame:
    """Return the whole texts that stretches were coded in, in order: document, case, text."""
    import pandas as pd

    columns = ["document", "case", "text"]
    query = sa.select(*(store.documents.c[column] for column in columns)).order_by("position")
    return pd.DataFrame(list(map(tuple, connection.execute(query))), columns=columns)


def unit_places(connection: sa.Connection) -> dict[str, tuple[str, int, int]]:
    """Return document, start and end of each unit that was cut from a document."""
    table = store.unit_places
    query = sa.select(table.c.unit, table.c.document, table.c.start, table.c.end)
    return {unit: (document, start, end) for unit, document, start, end in connection.execute(query)}


def examples(connection: sa.Connection, *names: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the coders who marked a unit as a good example of a code in the rounds `names`, by (unit, code id)."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for coder, unit, code in _of_revisions(connection, store.examples, ("unit", "code"), names):
        found[unit, code] = (*found.get((unit, code), ()), coder)
    return found


def decisions(connection: sa.Connection, *names: str) -> pd.DataFrame:
    """Return the decisions made in the rounds `names` (coding.consensus.DECISIONS); a later one replaces an earlier."""
    table = store.decisions
    query = sa.select(table).where(table.c.round.in_(names)).order_by("id")
    newest = {(row["unit"], row["code"]): row for row in connection.execute(query).mappings()}
    return DECISIONS.of((*pair, row["applied"], row["rationale"]) for pair, row in newest.items())


def decided(connection: sa.Connection, *names: str) -> dict[tuple[str, str], tuple[bool, str]]:
    """Return whether a code applies to a unit, and why, as decided in the rounds `names`, by (unit, code id)."""
    rows = decisions(connection, *names)[list(DECISIONS.columns)].itertuples(index=False, name=None)
    return {(unit, code): (bool(applied), rationale) for unit, code, applied, rationale in rows}


def sample(connection: sa.Connection, name: str) -> Sample:
    """Return a sample that was drawn.

    Raises ProjectError when there is none of that name.
    """
    rows = {row["name"]: row for row in connection.execute(sa.select(store.samples)).mappings()}
    if name not in rows:
        fix = "Draw one: intercoder sample draw NAME --fraction 0.2 --seed 2026"
        raise no_such("sample", name, rows, where="--sample", fix=fix, error=ProjectError)
    return Sample.of_certificate(rows[name]["certificate"])
