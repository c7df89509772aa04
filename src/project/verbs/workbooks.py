"""The coders' workbooks: out to the coders, and back into the project."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from ...coding.answers import read_answers
from ...coding.revisions import Revision, changes
from ...coding.workbooks import Assignment, Layout, open_coder_workbook, write_coder_workbook
from ...errors import InputError, ProjectError, did_you_mean
from .. import carrying
from ..file import Outcome, ProjectFile, Step
from ..revisions import keep_revision
from ..stability import became_stable
from ..storage import records, store
from ..views import RevisionLog

if TYPE_CHECKING:
    import pandas as pd

    from ...framework.codes import Framework


_NAME = 40  # characters of a name of a round or coder in the name of a file


class WorkbookVerbs(ProjectFile):
    """The verbs of `intercoder workbook`."""

    def workbook_write(
        self,
        folder: Path | str = ".",
        *,
        round: str | None = None,
        coders: Sequence[str] | None = None,
        attributes: Sequence[str] | None = None,
        layout: Layout | None = None,
        filled: bool = False,
        replace: bool = False,
    ) -> tuple[Path, ...]:
        """Write a workbook for each coder of a round (the newest by default) into `folder`; return where they are.

        `attributes` are shown beside the notes, all of them by default. `layout` is columns (one per code to mark) or
        slots (cells with a list of the codes); by default columns up to 40 codes. With `filled`, a workbook holds what
        its coder, and nobody else, has coded so far; so it does in a round that continues another. Raises InputError
        when a workbook is there already (it may hold someone's work) and `replace` is not set.
        """
        with self._store.reading() as connection:
            chosen = records.round_named(connection, round)
            units = records.units(connection, of_round=chosen.name)
            cases = records.cases(connection)
            framework = records.version(connection, chosen.version).framework
            project = records.about(connection)["id"]
            before = _own_codings(connection, chosen, filled=filled)
        wanted = list(coders) if coders else list(chosen.coders)
        for coder in wanted:
            _check_member(coder, chosen)
        shown = _attributes(cases, attributes)
        table = units.merge(cases, on="case", how="left")
        names = _file_names(chosen)
        paths = {coder: Path(folder) / names[coder] for coder in wanted}
        there = [path for path in paths.values() if path.exists() and not replace]
        if there:
            raise InputError("is there already.", where=str(there[0]), fix="Move it away, or use --replace.")
        Path(folder).mkdir(parents=True, exist_ok=True)
        for coder, path in paths.items():
            assignment = Assignment(project, chosen.name, coder, chosen.version, framework.hash)
            write_coder_workbook(
                path, assignment, table, framework, attributes=shown, layout=layout, filled=before.get(coder)
            )
        return tuple(paths.values())

    def workbook_read(self, path: Path | str, *, why: str = "") -> Outcome:
        """Read a coder's workbook back: all of it, or nothing when there is a problem.

        Reading the same file again changes nothing; a corrected file becomes a new revision, what has changed is
        listed, and the old one is kept. `why` may say why it was corrected.
        """
        path = Path(path)
        assignment, form = open_coder_workbook(path)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        with self._step("workbook_read", file=path.name, sha256=digest, why=why or None) as step:
            chosen, framework = self._expected(step, assignment, path)
            units = records.units(step.connection, of_round=chosen.name)
            answers = read_answers(form, units, framework)
            id = records.newest_revisions(step.connection, [chosen.name]).get((chosen.name, assignment.coder))
            before = records.revision(step.connection, id) if id is not None else None
            who = f"{assignment.coder}, round {chosen.name}"
            if before == answers.revision:
                step.idle = True
                return Outcome(f"{path.name} ({who}) is as it was read before; nothing was changed.")
            number = keep_revision(step, chosen.name, assignment.coder, answers.revision, file=path.name, sha256=digest)
            finished = f"{len(answers.revision.covered)} of {len(units)} units finished"
            codings = f"{len(answers.revision.codings)} codings"
            step.summary = f"Read {path.name} ({who}): {finished}, {codings}, revision {number}."
            stable = became_stable(step.connection, chosen.version)
        changed = _changed(before, answers.revision, list(units["unit"]), framework) if before else []
        return Outcome(step.summary, (*_waiting(answers.waiting), *changed, *stable))

    def workbook_revisions(self, round: str | None = None, *, coder: str | None = None) -> RevisionLog:
        """List what was read for a round (the newest by default): every revision, and what changed in it.

        Raises ProjectError when there is no such round or coder.
        """
        import pandas as pd

        with self._store.reading() as connection:
            chosen = records.round_named(connection, round)
            if coder is not None:
                _check_member(coder, chosen)
            rows = list(_revision_rows(connection, chosen, coder))
        columns = ["coder", "revision", "when", "file", "finished", "codings", "changes"]
        return RevisionLog(pd.DataFrame(rows, columns=columns), chosen.name)

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


def _file_names(chosen: records.Round) -> dict[str, str]:
    """Return the name of the workbook of each coder of a round: no two the same, on any machine."""
    names: dict[str, str] = {}
    for number, coder in enumerate(chosen.coders, start=1):
        name = f"{_file_name(chosen.name)}_{_file_name(coder)}"
        taken = name.casefold() in map(str.casefold, names.values())
        names[coder] = f"{name}_{number}" if taken else name
    return {coder: f"{name}.xlsx" for coder, name in names.items()}


def _file_name(name: str) -> str:
    """Return a name without anything that could lead out of the folder, and not too long for one."""
    return "".join(sign if sign.isalnum() or sign in "-_ " else "_" for sign in name)[:_NAME].strip() or "_"


def _own_codings(connection: sa.Connection, chosen: records.Round, *, filled: bool) -> dict[str, Revision]:
    """Return what each coder of a round has coded in it so far, where the workbook is to hold it."""
    table = store.revisions
    carried = sa.select(table.c.coder).where(table.c.round == chosen.name, table.c.sha256 == "")
    wanted = set(chosen.coders) if filled else set(connection.execute(carried).scalars())
    newest = records.newest_revisions(connection, [chosen.name])
    own = {coder: records.revision(connection, id) for (_, coder), id in newest.items() if coder in wanted}
    return (carrying.own_before(connection, chosen) if chosen.follows else {}) | own


def _changed(before: Revision, after: Revision, units: Sequence[str], framework: Framework) -> list[str]:
    found = changes(before, after, units, {code.id: framework.path(code.id) for code in framework})
    return [f"Changed since the revision before: {len(found)} units.", *found]


def _revision_rows(connection: sa.Connection, chosen: records.Round, coder: str | None) -> Iterator[dict[str, object]]:
    framework = records.version(connection, chosen.version).framework
    path_of = {code.id: framework.path(code.id) for code in framework}
    units = list(records.units(connection, of_round=chosen.name)["unit"])
    about = {row["id"]: row for row in connection.execute(sa.select(store.revisions)).mappings()}
    last: dict[str, Revision] = {}
    for (whose, number), id in records.revisions(connection, chosen.name).items():
        revision = records.revision(connection, id)
        changed = changes(last[whose], revision, units, path_of) if whose in last else []
        last[whose] = revision
        if coder in {None, whose}:
            row: dict[str, object] = {"coder": whose, "revision": number, "when": about[id]["at"]}
            row |= {"file": about[id]["file"], "finished": len(revision.covered), "codings": len(revision.codings)}
            yield row | {"changes": "\n".join(changed)}


def _waiting(units: Sequence[str]) -> tuple[str, ...]:
    if not units:
        return ()
    listed = ", ".join(units[:10]) + (" …" if len(units) > 10 else "")
    return (f"{len(units)} units are not coded yet: {listed}. (A unit to which nothing applies is marked so.)",)
