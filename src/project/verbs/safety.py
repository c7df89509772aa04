"""Keeping a project safe: the history, undoing the last step, a copy of the file, and a check of everything in it."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from ...atomic import replacing
from ...errors import InputError, ProjectError
from ...wording import number_of
from ..file import Outcome, ProjectFile, free_path
from ..storage import checks, reversals, store, trail
from ..storage.trust import said
from ..views import ProjectCheck

if TYPE_CHECKING:
    from ..storage.trail import History


class SafetyVerbs(ProjectFile):
    """The verbs `history` and `undo`, and `project backup` and `project check`."""

    def history(self, *, verify: bool = False) -> History:
        """List the steps of the project; with `verify`, check that none was changed or taken out since."""
        with self._store.reading() as connection:
            return trail.read_history(connection, verify=verify)

    def undo(self, *, why: str = "") -> Outcome:
        """Undo the last step that is not undone yet: everything is as it was before, and the history tells of both.

        Raises ProjectError when there is none, when it is too long ago, or when something was changed since by another
        program than intercoder; then nothing is changed.
        """
        with self._step("undo", why=why or None) as step:
            number, summary = _last_step(step.connection)
            reversals.undo(step.connection, number)
            step.facts["step"] = number
            step.summary = f"Undone: step {number}. {summary}"
        return Outcome(step.summary)

    def project_backup(self, path: Path | str, *, replace: bool = False) -> Outcome:
        """Copy the project to `path` as it is now, while others may go on working; the copy is checked.

        Raises InputError when there is a file of that name and `replace` is not set.
        """
        path = free_path(path, replace=replace)
        if path.exists() and path.samefile(self.path):
            raise InputError("is the project itself.", where=str(path), fix="Choose another name.")
        with replacing(path) as temporary, self._store.reading() as connection, said(path):
            source = connection.connection.driver_connection
            assert isinstance(source, sqlite3.Connection)  # noqa: S101 - the store has no other kind
            copy = sqlite3.connect(temporary)
            source.backup(copy)
            sound = copy.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            copy.close()
            if not sound:
                raise ProjectError(
                    "the copy is damaged, so it was not kept.",
                    where=str(self.path),
                    fix="Run `intercoder project check`.",
                )
            steps = connection.execute(sa.select(sa.func.count()).select_from(store.history)).scalar_one()
        return Outcome(f"Copied the project with its {number_of(steps, 'step')} to {path}.", self._beside(path))

    def _beside(self, copy: Path) -> tuple[str, ...]:
        """Return a remark when commands find the copy beside the project, and so would ask which is meant."""
        if copy.suffix != self.path.suffix or copy.resolve().parent != self.path.resolve().parent:
            return ()
        return ("There are two projects in this folder now: move the copy, or name one with --project FILE.",)

    def project_check(self) -> ProjectCheck:
        """Check that the file is whole, and that its history, framework, samples, codings and decisions hold."""
        import pandas as pd

        with self._store.reading() as connection:
            found = checks.check(connection)
        rows = [(what, "; ".join(problems) or "in order") for what, problems in found.items()]
        return ProjectCheck(pd.DataFrame(rows, columns=["what", "found"]), ok=not any(found.values()))


def _last_step(connection: sa.Connection) -> tuple[int, str]:
    """Return number and summary of the last step that is neither an undoing nor undone."""
    query = sa.select(store.history).order_by(store.history.c.number.desc())
    undone = trail.undone(connection)
    for entry in connection.execute(query).mappings():
        if entry["verb"] != "undo" and entry["number"] not in undone:
            if entry["verb"] == "project_new":
                break
            return entry["number"], entry["summary"]
    raise ProjectError("there is no step to undo.", where="history", fix="`intercoder history` lists the steps.")
