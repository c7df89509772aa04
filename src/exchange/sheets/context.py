"""What the two kinds of coding sheets, of codes and of categories, are built from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...wording import number_of
from ..repairs import Repair, RepairLog
from .coders_in_files import after_files
from .coding_sheets import column_beside, in_short, kept_coders, who_coded
from .layouts import MEANING, Arrangement, lines_of_codes
from .units_apart import units_apart

if TYPE_CHECKING:
    import pandas as pd

    from .answers import Blanks
    from .detection import Reading
    from .source import Source

_PLACES: dict[Arrangement, str] = {
    "coder column": "",
    "columns": "",
    "headings": ", the coder in each heading",
    "cells": ", the coders in each cell",
    "files": ", a file per coder",
    "sheets": ", a sheet per coder",
    "one coder": "",
}


@dataclass(frozen=True)
class Context:
    """What the two kinds of result are built from."""

    sources: list[Source]
    arrangement: Arrangement
    reading: Reading
    wanted: Sequence[str] | None
    blanks: Blanks
    log: RepairLog
    beside: tuple[str, ...] = ()
    as_written: bool = False
    levels: str | None = None

    @property
    def where(self) -> str:
        """The first of the sources, as messages name it."""
        return self.sources[0].table.raw.where

    def coders(self, given: Iterable[str]) -> list[str]:
        """Return who coded; labels that differ only by case are the same coder."""
        return kept_coders(list(dict.fromkeys(given)), self.wanted, where=self.where)

    def units(self) -> pd.DataFrame:
        """Return the units with their text and what stands beside them: the first that is not empty."""
        import pandas as pd

        names = ("text", *map(column_beside, self.beside))
        known: dict[str, list[str]] = {}
        for source in self.sources:
            columns = (source.text, *source.beside)
            held = [source.table.values(c) if c else [""] * len(source.table.rows) for c in columns]
            for unit, *texts in zip(source.units(), *held, strict=True):
                known[unit] = [old or new for old, new in zip(known.get(unit, texts), texts, strict=True)]
        return pd.DataFrame([(unit, *texts) for unit, texts in known.items()], columns=["unit", *names], dtype=object)

    def note_units_apart(self, coded: Iterable[tuple[str, str]], coders: Sequence[str]) -> None:
        """List the units that only one coder has, where coders name the units each for themselves."""
        by_themselves = self.arrangement in ("files", "sheets", "coder column")
        if by_themselves and (told := units_apart(coded, coders)):
            self.log.note(self.where, told)

    def repairs(self) -> tuple[Repair, ...]:
        """Return what was put right or left out, each once."""
        listed = [repair for source in self.sources for repair in source.table.raw.repairs.listed()]
        if self.reading.left_alone:
            named = ", ".join(f'"{name}"' for name in self.reading.left_alone)
            listed.append(Repair(self.where, f"{lines_of_codes(self.reading.layout)} left alone: {named}"))
        if self.reading.known:
            named = ", ".join(f'"{name}"' for name in self.reading.known)
            fix = "--layout variables" if self.reading.layout == "wide" else "all variables named with --codes"
            why = "coders never differ on these numbers, as if known of the units"
            listed.append(Repair(self.where, f"columns left alone: {named}, for {why} (compared with {fix})"))
        return tuple(dict.fromkeys((*listed, *self.log.listed())))

    def description(
        self, coders: Sequence[str], n_units: int, counted: Sequence[str], remarks: Sequence[str] = ()
    ) -> str:
        """Return how the sheet was read, in one line."""
        how = MEANING[self.reading.layout] + self._place(coders)
        read = ", ".join([how, who_coded(coders) + self._called(coders), number_of(n_units, "unit"), *counted])
        return f"read as: {'; '.join([read, *in_short(remarks)])}"

    def _place(self, coders: Sequence[str]) -> str:
        if self.arrangement == "sheets" and len(coders) == 2 and self._is_overlap():
            return ", main and overlap sheets"
        return _PLACES[self.arrangement]

    def _called(self, coders: Sequence[str]) -> str:
        if self.arrangement != "files":
            return ""
        return after_files(coders, list(dict.fromkeys(source.table.raw.path for source in self.sources)))

    def _is_overlap(self) -> bool:
        first, *others = (set(source.units()) for source in self.sources)
        return all(other < first for other in others)
