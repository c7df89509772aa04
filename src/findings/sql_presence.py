"""Which cases, or units, have which code, asked of an engine that has the tables: `presence.py` where the data are.

What leaves the engine are numbers. So that a case counts under the codes above those that were applied too, the codes
are numbered in the engine's own order, and the queries name codes by number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING, Any

from ..errors import InputError, no_such
from ..framework.paths import SEPARATOR, join, split
from .groups import NOT_GIVEN

if TYPE_CHECKING:
    from ..reliability.counts.engines import Engine


@dataclass(frozen=True)
class PresenceThere:
    """Which cases (or units) have which code, asked of an engine: a case has a code that any of its units has.

    engine    what runs the queries
    codings   what stands behind FROM: a sub-query with the columns unit, code
    units     likewise: unit, thing (its case, or the unit itself), grp (the group of the thing)
    """

    engine: Engine
    codings: str
    units: str

    @cached_property
    def number(self) -> int:
        """How many cases (or units) there are."""
        return int(self.engine.ask(f"SELECT COUNT(DISTINCT u.thing) AS n FROM {self.units} AS u")[0][0])

    @property
    def _numbered(self) -> str:
        """The sub-query of the codes that were applied: code, place."""
        distinct = f"(SELECT DISTINCT c.code FROM {self.codings} AS c)"
        return f"(SELECT d.code, ROW_NUMBER() OVER (ORDER BY d.code) AS place FROM {distinct} AS d)"

    @cached_property
    def _codes(self) -> _Codes:
        rows = self.engine.ask(f"SELECT k.code, k.place FROM {self._numbered} AS k")
        if any(code is None for code, _ in rows):
            raise InputError("unit and coder and code must not be empty.", where="table codings")
        return _Codes.of({int(place): str(code) for code, place in rows})

    def _present(self) -> str:
        """Return the sub-query of which thing has which code, each once: thing, grp, place."""
        joined = f"{self.codings} AS c JOIN {self.units} AS u ON c.unit = u.unit JOIN {self._numbered} AS k"
        applied = f"(SELECT DISTINCT u.thing, u.grp, k.place FROM {joined} ON c.code = k.code)"
        levels = [
            f"SELECT b.thing, b.grp, {number} AS place FROM {applied} AS b{only}"
            for number, only in self._codes.levels("b")
        ]
        return f"({' UNION '.join(levels)})"

    def _numbers(self, group: str = "") -> list[tuple[Any, ...]]:
        beside = f", {group}" if group else ""
        return self.engine.ask(
            f"SELECT p.place{beside}, COUNT(*) AS n FROM {self._present()} AS p GROUP BY p.place{beside}"
        )

    @cached_property
    def paths(self) -> list[str]:
        """The codes that were applied and those above them, a code before those below it."""
        return sorted(self._codes.path_of.values(), key=lambda path: path.split(SEPARATOR))

    @cached_property
    def totals(self) -> dict[str, int]:
        """In how many cases (or units) each code is, by path."""
        n = {self._codes.path_of[place]: int(number) for place, number in self._numbers()}
        return {path: n.get(path, 0) for path in self.paths}

    def known(self, code: str) -> str:
        """Return the path of a code as it is counted; raises InputError for one that nobody applied."""
        if (path := path_of(code)) not in self.paths:
            raise no_such("code", code, self.paths, where="--code")
        return path

    def in_groups(self, groups: Iterable[str]) -> dict[str, dict[str, int]]:
        """Return in how many cases of each of these groups each code is, by group and path."""
        found = {group: dict.fromkeys(self.paths, 0) for group in groups}
        for place, group, number in self._numbers("p.grp"):
            found[_named(group)][self._codes.path_of[place]] += int(number)
        return found

    def together(self, at_least: int) -> list[tuple[str, str, int]]:
        """Return the pairs of codes that at least so many cases (or units) have both, with how many those are."""
        present = self._present()
        rows = self.engine.ask(
            f"SELECT a.place AS one, b.place AS other, COUNT(*) AS n FROM {present} AS a JOIN {present} AS b "
            f"ON a.thing = b.thing WHERE a.place < b.place GROUP BY a.place, b.place "
            f"HAVING COUNT(*) >= {max(int(at_least), 1)}"
        )
        at = {path: place for place, path in enumerate(self.paths)}
        places = {number: at[path] for number, path in self._codes.path_of.items()}
        met = sorted((*sorted((places[one], places[other])), int(n)) for one, other, n in rows)
        return [(self.paths[first], self.paths[second], n) for first, second, n in met]

    def groups(self) -> dict[str, int]:
        """Return the size of each group in order; raises InputError when a thing is in several."""
        each = f"(SELECT DISTINCT u.thing, u.grp FROM {self.units} AS u)"
        rows = self.engine.ask(f"SELECT g.grp, COUNT(*) AS n FROM {each} AS g GROUP BY g.grp")
        sizes: dict[str, int] = {}
        for group, number in sorted(rows, key=lambda row: _named(row[0])):
            sizes[_named(group)] = sizes.get(_named(group), 0) + int(number)
        if sum(sizes.values()) > self.number:
            raise InputError(
                "a case is in several groups.", where="table of the units", fix="Give every case one group."
            )
        return sizes


@dataclass(frozen=True)
class _Codes:
    """The codes that were applied and those above them.

    path_of  the path of each number that a query gives
    lines    for each code that was applied, by the engine's number, the numbers of its path and of those above it
    """

    path_of: Mapping[int, str]
    lines: Mapping[int, Sequence[int]]

    @classmethod
    def of(cls, applied: Mapping[int, str]) -> _Codes:
        """Return the codes of which these were applied, by the engine's numbers; those above get numbers beyond."""
        lines = {place: _line(code) for place, code in sorted(applied.items())}
        number: dict[str, int] = {}
        for place, line in lines.items():
            number.setdefault(line[0], place)
        beyond = dict.fromkeys(path for line in lines.values() for path in line if path not in number)
        number |= zip(beyond, count(max(applied, default=0) + 1), strict=False)
        named = {place: [number[path] for path in line] for place, line in lines.items()}
        return cls({place: path for path, place in number.items()}, named)

    def levels(self, table: str) -> list[tuple[str, str]]:
        """Return the SQL of a code's own number, of that above it, and so on, each with a condition on its `table`."""
        found = []
        for level in range(max(map(len, self.lines.values()), default=1)):
            reached = {place: line[level] for place, line in self.lines.items() if len(line) > level}
            moved = {place: number for place, number in reached.items() if number != place}
            cases = " ".join(f"WHEN {place} THEN {number}" for place, number in moved.items())
            number = f"CASE {table}.place {cases} ELSE {table}.place END" if moved else f"{table}.place"
            only = f" WHERE {table}.place IN ({', '.join(map(str, reached))})" if level else ""
            found.append((number, only))
        return found


def path_of(code: str) -> str:
    """Return the path of a code as frameworks write it; a slash before the first name, or behind the last, is none."""
    return join(list(filter(None, split(code)))) or code


def _line(code: str) -> list[str]:
    """Return the path of a code and of those above it, from its own up."""
    names = path_of(code).split(SEPARATOR)
    return [SEPARATOR.join(names[:depth]) for depth in range(len(names), 0, -1)]


def _named(group: Any) -> str:
    return NOT_GIVEN if group is None or group == "" else str(group)
