"""The report of a project: the page to look at, and the tables to paste from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .file import ProjectFile

if TYPE_CHECKING:
    from ..report.study import Study
    from ..results import Result


class ReportVerbs(ProjectFile):
    """The verb `report`."""

    def report(self, paths: Sequence[Path | str], *, by: str | None = None, quotes: bool = True) -> tuple[Path, ...]:
        """Write the report to each of `paths`: the page (.html), or the tables (.xlsx, .docx); return where they are.

        `by` is an attribute of the cases by which counts are shown; without `quotes`, no text of participants is
        written. Raises InputError for a file of another kind; then nothing is written.
        """
        from ..report.files import write, writer_for
        from ..report.page import write_page
        from .studies import study_of

        wanted = [Path(path) for path in paths]
        for path in wanted:
            writer_for(path)
        with self._store.reading() as connection:
            study = study_of(connection, by=by)
        for path in wanted:
            if path.suffix.lower() == ".html":
                write_page(study, path, quotes=quotes)
            else:
                write(_tables(study), path)
        return tuple(wanted)


def _tables(study: Study) -> list[Result]:
    """Return the tables of the study; none of them holds text of participants."""
    counts = [study.counts] if study.counts else []
    return [*(check.result for check in study.checks), *counts, *study.classifications]
