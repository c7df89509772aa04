"""The report of a project, and its tables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from .file import ProjectFile


class ReportVerbs(ProjectFile):
    """The verb `report`."""

    def report(self, paths: Sequence[Path | str], *, by: str | None = None, quotes: bool = True) -> tuple[Path, ...]:
        """Write."""
        return ()
