"""Counting with bits what an engine numbers: it joins and reads, and gives unit, coder and code of codings as places.

For an engine inside this process, which gives columns of numbers in batches and may make tables of its own (DuckDB).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from .bits import Bits, size_of
from .marks import FEW_CODERS
from .sql_checks import check_codings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .engines import Batches, Row
    from .sql_queries import Query
    from .sql_sources import Sources

_PASSES = 4  # over the codings, for some of the codes each; where more are needed SQL is faster


@dataclass
class CountedBits:
    """Counts of parts of the sources, added up.

    query, whole   what is counted, where
    codes          that were applied
    expected       how many codings there are of the coders who are compared
    batches        gives the numbers of a query; see `Engine`
    rows           how many codings were counted
    twice          whether any of them came twice
    """

    query: Query
    whole: Sources
    codes: list[Any]
    expected: int
    batches: Batches
    rows: int = 0
    twice: bool = False
    _units: Counter[Row] = field(default_factory=Counter)
    _counts: dict[Row, NDArray[np.int64]] = field(default_factory=dict)

    @classmethod
    def of(cls, query: Query, whole: Sources) -> CountedBits | None:
        """Return nothing counted yet; None for an engine without batches, and for more coders than bits are for."""
        batches = whole.engine.batches
        if batches is None or len(query.places) > FEW_CODERS:
            return None
        only = "" if query.everyone else f" JOIN {query.coders(whole)} AS k ON c.coder = k.coder"
        each = f"SELECT c.code, COUNT(*) AS n FROM {whole.codings} AS c{only} GROUP BY c.code"
        place = "ROW_NUMBER() OVER (ORDER BY e.code) - 1 AS place"
        whole.engine.ask(f"CREATE OR REPLACE TEMP TABLE codes AS SELECT e.code, {place}, e.n FROM ({each}) AS e")
        rows = whole.engine.ask("SELECT d.code, d.n FROM codes AS d ORDER BY d.place")
        return cls(query, whole, [code for code, _ in rows], sum(int(n) for _, n in rows), batches)

    def add(self, part: Sources) -> bool:
        """Count a part; False when its bits take too much room, so that SQL has to count it."""
        kinds = self._kinds(part)
        if not kinds:
            return True
        sizes = np.array([int(kind[3]) for kind in kinds], np.int64)
        r, m = len(self.query.places), len(self.codes)
        passes = -(-size_of(sizes, r, m) // part.engine.room)
        if passes > min(_PASSES, max(m, 1)):
            return False
        number = self._kind_of_units(part, len(kinds)) if len(kinds) > 1 else None
        exactly = np.zeros((1 << r, m, len(kinds)), np.int64)
        for codes in np.array_split(np.arange(m), max(passes, 1)):
            bits = Bits(sizes, r, len(codes), number)
            first = int(codes[0]) if m else 0
            for unit, coder, code in self.batches(self._codings(part, first, first + len(codes))):
                bits.add(unit, coder, code - first)
            exactly[:, codes], twice = bits.counted()
            self.rows += bits.rows
            self.twice |= twice
        for place, (cluster, finished, *_) in enumerate(kinds):
            key = (cluster, int(finished))
            self._units[key] += int(sizes[place])
            self._counts[key] = self._counts.get(key, 0) + exactly[..., place]
        return True

    def _kinds(self, part: Sources) -> list[Row]:
        """Make tables of the units and their kinds, and return the kinds: cluster, finished, often, n, unclear."""
        ask = part.engine.ask
        ask(f"CREATE OR REPLACE TEMP TABLE units AS SELECT u.* FROM {self.query.masks(part)} AS u")
        numbered = f"SELECT t.*, ROW_NUMBER() OVER () - 1 AS kind FROM ({self.query.units_of('units')}) AS t"
        ask(f"CREATE OR REPLACE TEMP TABLE kinds AS {numbered}")
        kinds = ask("SELECT k.cluster, k.finished, k.often, k.n, k.unclear FROM kinds AS k ORDER BY k.kind")
        self.query.check(kinds, self.whole)
        return kinds

    def _kind_of_units(self, part: Sources, kinds: int) -> NDArray[np.integer]:
        """Return the kind of every row of the table of units."""
        (rows,) = part.engine.ask("SELECT COUNT(*) FROM units")
        kind: NDArray[np.integer] = np.zeros(int(rows[0]), np.uint16 if kinds < 1 << 16 else np.int64)
        same = "u.finished = k.finished" + ("" if self.query.groups is None else " AND u.cluster = k.cluster")
        for row, number in self.batches(f"SELECT u.rowid, k.kind FROM units AS u JOIN kinds AS k ON {same}"):
            kind[row] = number
        return kind

    def _codings(self, part: Sources, first: int, end: int) -> str:
        """Return the query of the codings with codes from `first` to before `end`: row of the unit, coder, code."""
        coders = f"(SELECT b.coder, bit_count(b.bit - 1) AS place FROM {self.query.coders(part)} AS b)"
        some = "" if end - first == len(self.codes) else f" WHERE d.place >= {first} AND d.place < {end}"
        return (
            "SELECT CAST(u.rowid AS BIGINT), CAST(k.place AS TINYINT), CAST(d.place AS INTEGER) "
            f"FROM {part.codings} AS c JOIN {coders} AS k ON c.coder = k.coder "
            f"JOIN codes AS d ON c.code = d.code JOIN units AS u ON c.unit = u.unit{some}"
        )

    def finish(self, units: Counter[Row], marks: Counter[Row], others: int) -> None:
        """Add what was counted to the units and marks that SQL counted in `others` codings.

        Raises InputError for codings that come twice, that their coder did not finish, or that have no code.
        """
        sets = np.arange(1 << len(self.query.places))
        outside = self.rows + others != self.expected
        for (cluster, finished), counts in self._counts.items():
            outside |= bool(counts[sets & ~finished > 0].any())
            for applied, code in np.argwhere(counts[1:]).tolist():
                marks[cluster, self.codes[code], finished, applied + 1] += int(counts[applied + 1, code])
        check_codings(self.whole, self.codes, np.array([outside]), np.array([self.twice]))
        units.update(self._units)
        for table in ("units", "kinds", "codes"):
            self.whole.engine.ask(f"DROP TABLE IF EXISTS {table}")
