"""The tables of a project as plain rows: all that is stored, and what makes it readable without intercoder."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from . import records, store

Cell = str | int | None

MEANING = {
    "about": "title, id and format of the project",
    "sources": "the files of notes that were read",
    "cases": "who the data is about, with their attributes",
    "units": "the notes: every stretch of text that is coded",
    "questions": "the questions that notes answer, in the words of the files",
    "unit_questions": "which question each unit answers",
    "documents": "the whole texts in which coders chose the stretches that they coded",
    "unit_places": "where in a document a unit begins and ends (characters from 0, the end not included)",
    "framework_versions": "the versions of the coding framework, as they are stored",
    "framework": "the codes of every version, a row each",
    "framework_edits": "what was edited from one version to the next",
    "suggestion_answers": "what was answered to coders' suggestions",
    "samples": "the samples drawn, with what draws them again",
    "rounds": "who coded which units with which version",
    "round_units": "the units of each round",
    "revisions": "the workbooks read: a later one of a coder replaces an earlier",
    "codings": "which coder applied which code to which unit",
    "coverage": "which coder finished which unit",
    "remarks": "what coders wrote beside a unit",
    "examples": "units that a coder marked as a good example of a code",
    "spans": "which coder applied which code to which stretch of a document",
    "span_memos": "what coders wrote about a stretch of a document",
    "decisions": "what was decided on disagreements, and why",
    "consensus_rules": "the rules chosen for final codings, and why: the last one holds",
    "proposals": "what was proposed on the framework in discussions",
    "schemes": "the schemes of classification",
    "classification_revisions": "the workbooks of classification read",
    "classifications": "the category of each case and code",
    "classification_memos": "what was written beside a classification",
    "quote_choices": "quotes chosen or left out",
    "name_replacements": "names and what stands instead of them in quotes",
    "summaries": "summaries of a case and code in the framework matrix",
    "syntheses": "what groups of cases say, in the framework matrix",
    "history": "every step: when, who, what",
    "reversals": "what undoes the last steps",
}
"""What each table holds, for the reader; "framework" is made from the versions, the others are those of the store."""

FRAMEWORK = "framework"
_READABLE = "(readable) "


@dataclass(frozen=True)
class PlainTable:
    """A table: the columns that are stored, then those that only help to read it, whose names say so."""

    name: str
    columns: tuple[str, ...]
    rows: list[tuple[Cell, ...]]


def stored_rows(connection: sa.Connection, table: sa.Table) -> list[tuple[Cell, ...]]:
    """Return the rows of a table as they stand in the file, in the order in which they were written."""
    plain = sa.table(table.name, *(sa.column(column.name) for column in table.columns))
    query = sa.select(plain).order_by(sa.text("rowid"))
    return [tuple(row) for row in connection.execute(query)]


def digest(rows: Sequence[Sequence[Cell]]) -> str:
    """Return the SHA-256 of rows as they are stored: two tables with the same one hold the same."""
    found = hashlib.sha256()
    for row in rows:
        found.update(json.dumps(list(row), ensure_ascii=True).encode() + b"\n")
    return found.hexdigest()


def content_digests(connection: sa.Connection) -> dict[str, str]:
    """Return the digest of everything in a project, by table."""
    return {table.name: digest(stored_rows(connection, table)) for table in store.metadata.sorted_tables}


def plain_tables(connection: sa.Connection) -> Iterator[PlainTable]:
    """Yield every table of the store with what makes it readable, and the codes of each version of the framework."""
    beside = _Beside.of(connection)
    for table in store.metadata.sorted_tables:
        names = tuple(column.name for column in table.columns)
        rows = stored_rows(connection, table)
        extra = [beside.of_row(table, dict(zip(names, row, strict=True))) for row in rows]
        more = list(dict.fromkeys(name for each in extra for name in each))
        full = [(*row, *(each.get(name, "") for name in more)) for row, each in zip(rows, extra, strict=True)]
        yield PlainTable(table.name, (*names, *(f"{_READABLE}{name}" for name in more)), full)
    yield _framework(connection)


def _framework(connection: sa.Connection) -> PlainTable:
    rows: list[dict[str, Cell]] = []
    for version in records.versions(connection):
        for code in version.framework:
            about = {key: _plain(value) for key, value in dataclasses.asdict(code).items()}
            path = version.framework.path(code.id)
            rows.append({"version": version.number, "status": version.status, "path": path, **about})
    columns = tuple(rows[0]) if rows else ("version", "status", "path")
    return PlainTable(FRAMEWORK, columns, [tuple(row.values()) for row in rows])


def _plain(value: object) -> Cell:
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, int) else json.dumps(value, ensure_ascii=False, default=str)


@dataclass(frozen=True)
class _Beside:
    """What rows of the store name by number or id: revisions of workbooks, questions, and codes."""

    numbered: Mapping[str, Mapping[int, dict[str, Cell]]]
    paths: Mapping[str, str]

    @classmethod
    def of(cls, connection: sa.Connection) -> _Beside:
        found = {
            "revisions.id": _revisions(connection, store.revisions, ("round", "coder")),
            "classification_revisions.id": _revisions(
                connection, store.classification_revisions, ("scheme", "classifier")
            ),
            "questions.id": {
                row["id"]: {"wording": row["text"]} for row in connection.execute(sa.select(store.questions)).mappings()
            },
        }
        paths: dict[str, str] = {}
        for version in records.versions(connection):
            paths |= {code.id: version.framework.path(code.id) for code in version.framework}
        return cls(found, paths)

    def of_row(self, table: sa.Table, row: Mapping[str, Cell]) -> dict[str, Cell]:
        """Return what helps to read a row: round, coder, path of the code, wording, attributes."""
        beside: dict[str, Cell] = {}
        for key in table.foreign_keys:
            number = row[key.parent.name]
            if isinstance(number, int):
                beside |= self.numbered.get(key.target_fullname, {}).get(number, {})
        if isinstance(code := row.get("code"), str):
            beside["path of the code"] = self.paths.get(code, code)
        if table is store.cases:
            attributes = json.loads(str(row["attributes"]))
            beside |= {str(name): _plain(value) for name, value in attributes.items()}
        return beside


def _revisions(connection: sa.Connection, table: sa.Table, by: tuple[str, str]) -> dict[int, dict[str, Cell]]:
    """Return round and coder (or scheme and classifier) of each revision, and whether a later one replaced it."""
    found = list(connection.execute(sa.select(table).order_by(table.c.revision)).mappings())
    newest = {(row[by[0]], row[by[1]]): row["id"] for row in found}
    return {
        row["id"]: {
            by[0]: row[by[0]],
            by[1]: row[by[1]],
            "replaced by a later workbook": "no" if newest[row[by[0]], row[by[1]]] == row["id"] else "yes",
        }
        for row in found
    }
