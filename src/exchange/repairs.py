"""What was put right while reading: listed for the user, so that nothing is changed in silence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ..wording import some_of
from .cells import spellings

_SHOWN = 5  # cells named before "and 12 more"


@dataclass(frozen=True)
class Repair:
    """One thing that was put right or left out: where it stood, and what was done, both as people read them."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def of_no_use(option: str, why: str) -> str:
    """Return what is said of an option that was given where there is nothing that it could change."""
    return f"{option} is of no use here: {why}"


@dataclass
class RepairLog:
    """Collects repairs; the same one in many cells of a table becomes one entry."""

    _cells: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def note(self, where: str, what: str) -> None:
        """Add a repair that concerns a whole file or sheet."""
        self._cells.setdefault((where, what), [])

    def cell(self, where: str, cell: str, what: str) -> None:
        """Add a repair of one cell of the table at `where`."""
        self._cells.setdefault((where, what), []).append(cell)

    def spellings(self, where: str, labels: Iterable[str]) -> dict[str, str]:
        """Return the spelling to use for each label (see cells.spellings), and list those that change."""
        found = spellings(labels)
        for label, spelt in found.items():
            if label != spelt:
                self.note(where, f'"{label}" read as "{spelt}"')
        return found

    def listed(self) -> tuple[Repair, ...]:
        """Return the repairs in the order in which they were met, cells of one kind together."""
        return tuple(Repair(_with_cells(where, cells), what) for (where, what), cells in self._cells.items())


def _with_cells(where: str, cells: list[str]) -> str:
    if not cells:
        return where
    once = list(dict.fromkeys(cells))
    return f"{where}, {'cell' if len(once) == 1 else 'cells'} {some_of(once, _SHOWN)}"
