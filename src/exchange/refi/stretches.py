"""Codings of units as coded stretches of texts, in which the stretches that coders chose themselves stand first."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Place(NamedTuple):
    """Where a unit is: the name of its text, start, and end (not included), in code points."""

    source: str
    start: int
    end: int


@dataclass(frozen=True)
class Stretch:
    """A stretch of a text and the code, by its id, that a coder gave it."""

    source: str
    start: int
    end: int
    coder: str
    code: str


@dataclass(frozen=True)
class Memo:
    """What a coder wrote about a stretch of a text."""

    source: str
    start: int
    end: int
    coder: str
    text: str


def as_stretches(
    codings: Sequence[tuple[str, str, str]], places: Mapping[str, Place], chosen: Iterable[Stretch]
) -> list[Stretch]:
    """Return the stretches that codings of units (unit, coder, code) stand for, in the order of their starts.

    A stretch that the coder has chosen stands for the codings of all units that it touches. It is left out when none of
    these is coded so any more; one that touches no unit is kept. A coding that has none becomes the whole unit.
    """
    units = _Units(places)
    coded = set(codings)
    found: dict[Stretch, None] = {}
    told: set[tuple[str, str, str]] = set()
    for stretch in chosen:
        touched = [(unit, stretch.coder, stretch.code) for unit in units.touched(stretch)]
        if not touched or coded.intersection(touched):
            found[stretch] = None
            told.update(touched)
    for unit, coder, code in codings:
        if unit in places and (unit, coder, code) not in told:
            found[Stretch(*places[unit], coder, code)] = None
    order = {source: at for at, source in enumerate(dict.fromkeys(place.source for place in places.values()))}
    return sorted(found, key=lambda each: (order.get(each.source, len(order)), each.start, each.end))


class _Units:
    """The units of each text, in order."""

    def __init__(self, places: Mapping[str, Place]) -> None:
        self._of: dict[str, list[tuple[int, int, str]]] = {}
        for unit, place in places.items():
            self._of.setdefault(place.source, []).append((place.start, place.end, unit))
        for units in self._of.values():
            units.sort()

    def touched(self, stretch: Stretch) -> list[str]:
        """Return the units with any character in common with a stretch."""
        units = self._of.get(stretch.source, [])
        first = bisect.bisect_right(units, stretch.start, key=lambda unit: unit[1])
        last = bisect.bisect_left(units, stretch.end, key=lambda unit: unit[0])
        return [unit for _, _, unit in units[first:last]]
