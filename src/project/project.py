"""A project: notes, framework, rounds, codings, consensus and history in one file, and all that can be done with it."""

from __future__ import annotations

from .agreement import AgreementVerbs
from .findings import FindingsVerbs
from .frameworks import FrameworkVerbs
from .notes import NotesVerbs
from .rounds import RoundVerbs
from .trail import History, read_history
from .workbooks import WorkbookVerbs


class Project(NotesVerbs, FrameworkVerbs, RoundVerbs, WorkbookVerbs, AgreementVerbs, FindingsVerbs):
    """An open project. Every verb of the command line is a method here: `intercoder round start` is `round_start`.

    Reading steps return results (intercoder.results.Result), writing steps an `Outcome` in words. A writing step is done
    as a whole, with one row of history, or not at all.
    """

    def history(self, *, verify: bool = False) -> History:
        """List the steps of the project; with `verify`, check that none was changed or taken out since."""
        with self._store.reading() as connection:
            return read_history(connection, verify=verify)
