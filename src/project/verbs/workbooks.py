"""The coders' workbooks: out to the coders, and back into the project."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ...coding.answers import Answers, read_answers
from ...coding.revisions import Revision, changes
from ...coding.workbooks import Assignment, Layout, open_coder_workbook, write_coder_workbook
from ...errors import IntercoderError, ProjectError, SeveralErrors, no_such, raise_all
from ...wording import number_of
from .. import carrying
from ..file import Outcome, ProjectFile, free_path, require_own
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
            wanted = list(coders) if coders else list(chosen.coders)
            for coder in wanted:
                _check_member(coder, chosen)
            shown = _attributes(records.cases(connection), attributes)
            units = records.units(connection, of_round=chosen.name)
            framework = records.version(connection, chosen.version).framework
            project = records.about(connection)["id"]
            before = _own_codings(connection, chosen, filled=filled)
            given: dict[str, Any] = {"layout": layout, "questions": records.questions(connection)}
        paths = _free_paths(Path(folder), chosen, wanted, replace=replace)
        for coder, path in paths.items():
            assignment = Assignment(project, chosen.name, coder, chosen.version, framework.hash)
            own = before.get(coder)
            write_coder_workbook(path, assignment, units, framework, attributes=shown, filled=own, **given)
        return tuple(paths.values())

    def workbook_read(self, paths: Path | str | Sequence[Path | str], *, why: str = "") -> Outcome:
        """Read coders' workbooks back, one step for each: all of them, or nothing when there is a problem in any.

        Reading the same file again changes nothing; a corrected file becomes a new revision, what has changed is
        listed, and the old one is kept. `why` may say why it was corrected. What was done with several files is told
        one after the other. Raises the problems of all files together.
        """
        files = [paths] if isinstance(paths, str | Path) else paths
        done = [self._keep(each, why) for each in self._filled([Path(file) for file in files])]
        return done[0] if len(done) == 1 else Outcome("\n".join(map(str, done)))

    def _filled(self, files: Sequence[Path]) -> list[_Filled]:
        """Return what stands in workbooks. Raises all their problems together."""
        filled: list[_Filled] = []
        faulty: list[IntercoderError] = []
        with self._store.reading() as connection:
            for file in files:
                try:
                    filled.append(_read(connection, file))
                except IntercoderError as error:
                    faulty.append(error)
        if len(faulty) == 1:
            raise faulty[0]
        problems = [
            each for error in faulty for each in (error.problems if isinstance(error, SeveralErrors) else [error])
        ]
        raise_all(problems, where=f"{len(faulty)} workbooks", fix="Correct them and read all files again.")
        return filled

    def _keep(self, filled: _Filled, why: str) -> Outcome:
        """Keep what stands in a workbook as a further revision, when it is not as it was read before."""
        name, coder, revision = filled.path.name, filled.assignment.coder, filled.answers.revision
        with self._step("workbook_read", file=name, sha256=filled.digest, why=why or None) as step:
            chosen, framework = _expected(step.connection, filled.assignment, filled.path)
            units = list(records.units(step.connection, of_round=chosen.name)["unit"])
            id = records.newest_revisions(step.connection, [chosen.name]).get((chosen.name, coder))
            before = records.revision(step.connection, id) if id is not None else None
            who = f"{coder}, round {chosen.name}"
            if before == revision:
                step.idle = True
                return Outcome(f"{name} ({who}) is as it was read before; nothing was changed.")
            number = keep_revision(step, chosen.name, coder, revision, file=name, sha256=filled.digest)
            finished = f"{len(revision.covered)} of {number_of(len(units), 'unit')} finished"
            step.summary = f"Read {name} ({who}): {finished}, {len(revision.codings)} codings, revision {number}."
            stable = became_stable(step.connection, chosen.version)
        changed = _changed(before, revision, units, framework) if before else []
        return Outcome(step.summary, (*_waiting(filled.answers.waiting), *_unread(filled.added), *changed, *stable))

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


@dataclass(frozen=True)
class _Filled:
    """A coder's workbook as it was filled in, and the SHA-256 of the file."""

    path: Path
    digest: str
    assignment: Assignment
    answers: Answers
    added: Sequence[str]


def _read(connection: sa.Connection, path: Path) -> _Filled:
    """Return what stands in a workbook. Raises all its problems together."""
    assignment, form = open_coder_workbook(path)
    chosen, framework = _expected(connection, assignment, path)
    units = records.units(connection, of_round=chosen.name)
    answers = read_answers(form, units, framework, records.questions(connection))
    return _Filled(path, hashlib.sha256(path.read_bytes()).hexdigest(), assignment, answers, form.added)


def _expected(connection: sa.Connection, assignment: Assignment, path: Path) -> tuple[records.Round, Framework]:
    """Return the round and framework that a workbook is for; raise when it is not for this project as it is."""
    where = path.name
    require_own(connection, assignment.project, path)
    chosen = records.round_named(connection, assignment.round)
    _check_member(assignment.coder, chosen, where)
    framework = records.version(connection, chosen.version).framework
    if assignment.framework_hash != framework.hash:
        raise ProjectError(
            f"was written for another framework than version {chosen.version} of round {chosen.name}.",
            where=where,
            fix="Write fresh workbooks with `intercoder workbook write`.",
        )
    return chosen, framework


def _check_member(coder: str, chosen: records.Round, where: str = "--coder") -> None:
    if coder not in chosen.coders:
        among = f"in round {chosen.name}"
        raise no_such("coder", coder, chosen.coders, among=among, where=where, error=ProjectError)


def _attributes(cases: pd.DataFrame, wanted: Sequence[str] | None) -> dict[str, dict[str, str]]:
    """Return the attributes to show, all or those that are wanted: by name, what each case has."""
    known = [str(column) for column in cases.columns if column != "case"]
    for name in wanted or ():
        if name not in known:
            raise no_such("attribute", name, known, among="of the cases", where="--attributes")
    names = known if wanted is None else wanted
    return {name: dict(zip(cases["case"], cases[name].fillna("").astype(str), strict=True)) for name in names}


def _free_paths(folder: Path, chosen: records.Round, coders: Sequence[str], *, replace: bool) -> dict[str, Path]:
    """Return where the workbook of each coder is to be written, in a folder that is made when there is none.

    Raises InputError when a workbook is there already and `replace` is not set.
    """
    names = _file_names(chosen)
    paths = {coder: free_path(folder / names[coder], replace=replace) for coder in coders}
    folder.mkdir(parents=True, exist_ok=True)
    return paths


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
    return [f"Changed since the revision before: {number_of(len(found), 'unit')}.", *found]


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


def _unread(added: Sequence[str]) -> tuple[str, ...]:
    if not added:
        return ()
    what = f"{number_of(len(added), 'column')} that somebody added"
    return (f'Not read: {what} ({", ".join(added)}). A new code belongs under "New code?", a remark under "Memo".',)


def _waiting(units: Sequence[str]) -> tuple[str, ...]:
    if not units:
        return ()
    listed = ", ".join(units[:10]) + (" …" if len(units) > 10 else "")
    are = "is" if len(units) == 1 else "are"
    waiting = f"{number_of(len(units), 'unit')} {are} not coded yet: {listed}."
    return (f"{waiting} (A unit to which nothing applies is marked so.)",)
