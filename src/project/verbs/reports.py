"""The report of a project: the page to look at, the tables and figures to paste from, and the words for the paper."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import InputError
from ..file import ProjectFile

if TYPE_CHECKING:
    from ...report.checklists import Checklist
    from ...report.methods import Methods
    from ...report.study import Study


class ReportVerbs(ProjectFile):
    """The verbs `report`, `manuscript`, `figures`, `methods` and `checklist`."""

    def report(self, paths: Sequence[Path | str], *, by: str | None = None, quotes: bool = True) -> tuple[Path, ...]:
        """Write the report to each of `paths`: the page (.html), or the tables (.xlsx, .docx); return where they are.

        A workbook holds every table, a document those of the paper. `by` is an attribute of the cases by which counts
        are shown; without `quotes`, no text of participants is written. Raises InputError for a file of another kind;
        then nothing is written.
        """
        from ...report.files import write, writer_for
        from ...report.manuscript import all_tables, tables_of
        from ...report.page import write_page

        wanted = [Path(path) for path in paths]
        for path in wanted:
            writer_for(path)
        study = self._study(by)
        shown = study if quotes else study.without_quotes()
        for path in wanted:
            if path.suffix.lower() == ".html":
                write_page(study, path, quotes=quotes)
            else:
                write(tables_of(shown) if path.suffix.lower() == ".docx" else all_tables(shown), path)
        return tuple(wanted)

    def manuscript(
        self, folder: Path | str, *, by: str | None = None, quotes: bool = True, replace: bool = False
    ) -> tuple[Path, ...]:
        """Write the page, tables.xlsx, and every table, figure and appendix in its own file; return where they are.

        Raises InputError when the folder holds anything and `replace` is not set.
        """
        from ...report.manuscript import write_manuscript

        study = self._study(by)
        return tuple(write_manuscript(study, _folder(folder, replace=replace), quotes=quotes))

    def figures(self, folder: Path | str, *, by: str | None = None, replace: bool = False) -> tuple[Path, ...]:
        """Write each figure as .svg and as .png with 300 dots per inch; return where they are.

        Raises InputError when the folder holds anything and `replace` is not set.
        """
        from ...report.manuscript import write_figures

        study = self._study(by)
        return tuple(write_figures(study, _folder(folder, replace=replace)))

    def methods(self) -> Methods:
        """Say in the past tense of a paper what was done, in two lengths."""
        from ..studies import methods_and_account

        with self._store.reading() as connection:
            return methods_and_account(connection)[0]

    def checklist(self, guideline: str = "COREQ") -> Checklist:
        """Answer the items of a reporting guideline (COREQ, SRQR) from the project; the others are for the authors.

        Raises InputError for another guideline.
        """
        from ...report.checklists import checklist
        from ..studies import methods_and_account

        with self._store.reading() as connection:
            methods, account = methods_and_account(connection)
        return checklist(guideline, account, methods)

    def _study(self, by: str | None) -> Study:
        from ..studies import study_of

        with self._store.reading() as connection:
            return study_of(connection, by=by)


def _folder(folder: Path | str, *, replace: bool) -> Path:
    """Return a folder to write to, made when it is missing."""
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        used = any(folder.iterdir())
    except OSError as error:
        raise InputError("cannot be a folder.", where=str(folder), fix="Choose another name.") from error
    if used and not replace:
        raise InputError("is not empty.", where=str(folder), fix="Choose another folder, or use --replace.")
    return folder
