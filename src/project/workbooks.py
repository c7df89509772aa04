"""The coders' workbooks: out to the coders, and back into the project."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from ..coding.workbooks import Answers, Assignment, open_coder_workbook, read_answers, write_coder_workbook
from ..errors import InputError, ProjectError, did_you_mean
from ..tables import rows_of
from . import records, store
from .file import Outcome, ProjectFile, Step

if TYPE_CHECKING:
    import pandas as pd

    from ..framework.codes import Framework


class WorkbookVerbs(ProjectFile):
    """The verbs of `intercoder workbook`."""

    def workbook_write(
        self,
        folder: Path | str = ".",
        *,
        round: str | None = None,
        coders: Sequence[str] | None = None,
        attributes: Sequence[str] | None = None,
        replace: bool = False,
    ) -> tuple[Path, ...]:
        """Write a workbook for each coder of a round (the newest by default) into `folder`; return where they are.

        `attributes` are shown beside the notes, all of them by default. Raises InputError when a workbook is there
        already (it may hold someone's work) and `replace` is not set.
        """
        with self._store.reading() as connection:
            chosen = records.round_named(connection, round)
            units = records.units(connection, of_round=chosen.name)
            cases = records.cases(connection)
            framework = records.version(connection, chosen.version).framework
            project = records.about(connection)["id"]
        wanted = list(coders) if coders else list(chosen.coders)
        for coder in wanted:
            _check_member(coder, chosen)
        shown = _attributes(cases, attributes)
        table = units.merge(cases, on="case", how="left")
        paths = {coder: Path(folder) / f"{_file_name(chosen.name)}_{_file_name(coder)}.xlsx" for coder in wanted}
        there = [path for path in paths.values() if path.exists() and not replace]
        if there:
            raise InputError("is there already.", where=str(there[0]), fix="Move it away, or use --replace.")
        Path(folder).mkdir(parents=True, exist_ok=True)
        for coder, path in paths.items():
            assignment = Assignment(project, chosen.name, coder, chosen.version, framework.hash)
            write_coder_workbook(path, assignment, table, framework, attributes=shown)
        return tuple(paths.values())

    def workbook_read(self, path: Path | str) -> Outcome:
        """Read a coder's workbook back: all of it, or nothing when there is a problem.

        Reading the same file again changes nothing; a corrected file becomes a new revision, and the old one is kept.
        """
        path = Path(path)
        assignment, form = open_coder_workbook(path)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        with self._step("workbook_read", file=path.name, sha256=digest) as step:
            chosen, framework = self._expected(step, assignment, path)
            units = records.units(step.connection, of_round=chosen.name)
            answers = read_answers(form, assignment, units, framework)
            before = records.newest_revisions(step.connection, [chosen.name]).get((chosen.name, assignment.coder))
            changes = _changes_since(step.connection, before, answers)
            who = f"{assignment.coder}, round {chosen.name}"
            if before is not None and not changes:
                step.idle = True
                return Outcome(f"{path.name} ({who}) is as it was read before; nothing was changed.")
            revision = _insert_answers(step, assignment, answers, path.name, digest)
            finished = f"{len(answers.coverage)} of {len(units)} units finished"
            step.summary = f"Read {path.name} ({who}): {finished}, {len(answers.codings)} codings, revision {revision}."
        return Outcome(step.summary, (*_waiting(answers.waiting), *(changes if before is not None else ())))

    def _expected(self, step: Step, assignment: Assignment, path: Path) -> tuple[records.Round, Framework]:
        """Return the round and framework that a workbook is for; raise when it is not for this project as it is."""
        where = path.name
        if assignment.project != records.about(step.connection)["id"]:
            raise ProjectError(
                "belongs to another project.", where=where, fix="Open the project whose workbook this is (--project)."
            )
        chosen = records.round_named(step.connection, assignment.round)
        _check_member(assignment.coder, chosen, where)
        framework = records.version(step.connection, chosen.version).framework
        if assignment.framework_hash != framework.hash:
            raise ProjectError(
                f"was written for another framework than version {chosen.version} of round {chosen.name}.",
                where=where,
                fix="Write fresh workbooks with `intercoder workbook write`.",
            )
        return chosen, framework


def _check_member(coder: str, chosen: records.Round, where: str = "--coder") -> None:
    if coder not in chosen.coders:
        fix = did_you_mean(coder, chosen.coders) or f"Its coders are {', '.join(chosen.coders)}."
        raise ProjectError(f'"{coder}" is not a coder of round {chosen.name}.', where=where, fix=fix)


def _attributes(cases: pd.DataFrame, wanted: Sequence[str] | None) -> list[str]:
    known = [str(column) for column in cases.columns if column != "case"]
    for name in wanted or ():
        if name not in known:
            fix = did_you_mean(name, known) or f"The attributes are: {', '.join(known) or 'none'}."
            raise InputError(f'"{name}" is not an attribute of the cases.', where="--attribute", fix=fix)
    return known if wanted is None else list(wanted)


def _file_name(name: str) -> str:
    """Return a name without anything that could lead out of the folder."""
    return "".join(sign if sign.isalnum() or sign in "-_ " else "_" for sign in name).strip() or "_"


def _changes_since(connection: sa.Connection, before: int | None, answers: Answers) -> tuple[str, ...]:
    """Return what differs from the revision `before`, one sentence per unit."""

    def pairs(table: sa.Table, *columns: str) -> set[tuple[str, ...]]:
        query = sa.select(*(table.c[column] for column in columns)).where(table.c.revision == before)
        return {tuple(row) for row in connection.execute(query)}

    sides: list[tuple[set[tuple[str, ...]], set[tuple[str, ...]]]] = [
        (pairs(store.codings, "unit", "code"), set(zip(answers.codings["unit"], answers.codings["code"], strict=True))),
        (pairs(store.coverage, "unit"), {(unit,) for unit in answers.coverage["unit"]}),
        (pairs(store.remarks, "unit", "memo", "suggestion"), set(answers.remarks.itertuples(index=False, name=None))),
    ]
    units = sorted({row[0] for old, new in sides for row in old ^ new})
    return tuple(f"Changed since the revision before: unit {unit}." for unit in units)


def _waiting(units: Sequence[str]) -> tuple[str, ...]:
    if not units:
        return ()
    listed = ", ".join(units[:10]) + (" …" if len(units) > 10 else "")
    return (f"{len(units)} units are not coded yet: {listed}. (A unit to which nothing applies is marked so.)",)


def _insert_answers(step: Step, assignment: Assignment, answers: Answers, file: str, digest: str) -> int:
    """Keep the answers as a further revision and return its number."""
    number = records.revision_numbers(step.connection, assignment.round).get(assignment.coder, 0) + 1
    row = {"round": assignment.round, "coder": assignment.coder, "revision": number}
    inserted = step.connection.execute(
        store.revisions.insert().values({**row, "file": file, "sha256": digest, "at": step.at})
    )
    revision = inserted.lastrowid
    for table, frame, columns in (
        (store.codings, answers.codings, ["unit", "code"]),
        (store.coverage, answers.coverage, ["unit"]),
        (store.remarks, answers.remarks, ["unit", "memo", "suggestion"]),
    ):
        rows = [{"revision": revision, **found} for found in rows_of(frame[columns])]
        if rows:
            step.connection.execute(table.insert(), rows)
    return number
