"""Whether a version of the framework is stable: a full pass with it ended with no edit and no open suggestion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..wording import number_of
from . import carrying, suggestion_queue
from .storage import records

if TYPE_CHECKING:
    import sqlalchemy as sa

DRAFT, STABLE, FINAL = "draft", "stable", "final"


@dataclass(frozen=True)
class Stability:
    """Whether a version is stable, and if not, what is missing, a sentence each."""

    version: int
    status: str
    missing: tuple[str, ...]

    def __str__(self) -> str:
        if self.status == FINAL:
            return f"Version {self.version} of the framework is final."
        if not self.missing:
            return f"Version {self.version} of the framework is stable: a full pass ended with no edit."
        return f"Version {self.version} of the framework is a draft. {' '.join(self.missing)}"


def stability(connection: sa.Connection, number: int | None = None) -> Stability:
    """Return whether a version, the newest one by default, is stable.

    A full pass is one in which at least two coders finished every unit of the project with that version, each alone.
    A version that was edited was stable only if the project says so from before the edit.
    """
    found = records.version(connection, number)
    newest = records.version(connection).number
    missing: list[str] = []
    if found.status == DRAFT:
        missing = [*_not_coded(connection, found.number), *_open(connection)]
        if found.number < newest:
            missing = [f"It was edited: version {found.number + 1} came after it."]
    status = STABLE if found.status == DRAFT and not missing else found.status
    return Stability(found.number, status, tuple(missing))


def _not_coded(connection: sa.Connection, number: int) -> list[str]:
    rounds = [found for found in carrying.bases(connection, number) if found.version == number]
    coders = list(dict.fromkeys(coder for found in rounds for coder in found.coders))
    units = set(records.units(connection)["unit"])
    if not units:
        return ["There are no notes yet."]
    if len(coders) < 2:
        return ["No two coders have coded with it."]
    coverage = records.coverage(connection, *(found.name for found in rounds))
    told = []
    for coder in coders:
        done = units & set(coverage.loc[coverage["coder"] == coder, "unit"])
        if len(done) < len(units):
            told.append(
                f"{coder} has not finished {len(units) - len(done)} of {number_of(len(units), 'unit')} with it."
            )
    return told


def _open(connection: sa.Connection) -> list[str]:
    count = sum(one.answer == "" for one in suggestion_queue.suggestions(connection))
    if not count:
        return []
    return ["1 suggestion is open." if count == 1 else f"{count} suggestions are open."]


def became_stable(connection: sa.Connection, number: int) -> tuple[str, ...]:
    """Return the sentence that says that a draft version is stable now, if it is."""
    found = stability(connection, number)
    drafted = records.version(connection, number).status == DRAFT
    return (str(found),) if drafted and found.status == STABLE else ()
