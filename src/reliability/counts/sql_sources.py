"""Where codings and coverage are in an engine: tables, or sub-queries made of them, and what can be asked of both."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ...errors import InputError
from .engines import Engine, engine_of

_PRIME = 2_147_483_647  # of the multiplicative generator of Park & Miller (1988): products stay below 2^62
_FACTOR = 48_271


def _by_rank(place: str, groups: int) -> str:
    """Return the group of a place as a sum in whole numbers: multiplied, squared, each modulo a prime."""
    step = f"(CAST({place} AS BIGINT) * {_FACTOR} % {_PRIME})"
    return f"({step} * {step} % {_PRIME}) % {groups}"


@dataclass(frozen=True)
class Sources:
    """Where the codings and the coverage are.

    engine     what runs the queries
    codings    what stands behind FROM: a sub-query with the columns unit, coder, code
    coverage   likewise: unit, coder, cluster (of what the unit is a part, as a case; or the unit itself), and grp
               where a column says in which group the cluster is
    coders     likewise, with the columns coder, place (from 1), n_rows, n_units; by default made from the coverage
    split      gives the same in parts that have no unit in common, to be counted one after the other
    clusters   what the clusters are, in words
    spread     gives the SQL of a group (0 to groups - 1) from the SQL of a cluster; by default by the cluster's rank
    """

    engine: Engine
    codings: str
    coverage: str
    coders: str = ""
    split: Callable[[Sources], Iterator[Sources]] | None = None
    spread: Callable[[str, int], str] | None = None
    clusters: str = "units"

    def parts(self) -> Iterator[Sources]:
        """Yield the parts that are counted one after the other; they have no unit in common."""
        yield from (self,) if self.split is None else self.split(self)

    def who(self) -> list[str]:
        """Return the coders of the coverage in the engine's order; raises InputError when an id is missing."""
        rows = self.engine.ask(f"SELECT k.coder, k.place, k.n_rows, k.n_units FROM {self.in_order()} AS k")
        if any(coder is None or n_rows != n_units for coder, _, n_rows, n_units in rows):
            raise InputError("unit and coder must not be empty.", where="table coverage")
        return [str(coder) for coder, *_ in sorted(rows, key=lambda row: row[1])]

    def in_order(self) -> str:
        """Return the sub-query of the coders: coder, place (from 1), n_rows, n_units (rows that name a unit)."""
        if self.coders:
            return self.coders
        each = (
            f"SELECT v.coder, COUNT(*) AS n_rows, COUNT(v.unit) AS n_units FROM {self.coverage} AS v GROUP BY v.coder"
        )
        place = "ROW_NUMBER() OVER (ORDER BY d.coder) AS place"
        return f"(SELECT d.coder, {place}, d.n_rows, d.n_units FROM ({each}) AS d)"

    def bits(self, places: Sequence[int], *, everyone: bool = False) -> str:
        """Return the sub-query of the coders at these places (all those there are, with `everyone`): coder, bit."""
        cases = " ".join(f"WHEN {place} THEN {1 << number}" for number, place in enumerate(places))
        return self._with(f"CASE o.place {cases} END", places, everyone)

    def ones(self, places: Sequence[int], *, everyone: bool = False) -> str:
        """Return the same with 1 for the bit of each, for coders who are only counted."""
        return self._with("1", places, everyone)

    def _with(self, bit: str, places: Sequence[int], everyone: bool) -> str:
        among = "" if everyone else f" WHERE o.place IN ({', '.join(map(str, places))})"
        return f"(SELECT o.coder, {bit} AS bit FROM {self.in_order()} AS o{among})"

    def more_clusters_than(self, number: int) -> bool:
        """Return whether the coverage has more clusters (by default units); asks for all only if a part has not."""
        first = next(iter(self.parts()))
        return first.n_clusters() > number or (first is not self and self.n_clusters() > number)

    def n_clusters(self) -> int:
        """Return how many clusters (by default units) the coverage has."""
        each = f"SELECT v.cluster FROM {self.coverage} AS v GROUP BY v.cluster"
        return int(self.engine.ask(f"SELECT COUNT(*) AS n FROM ({each}) AS d")[0][0])

    def in_groups(self, masks: str, groups: int) -> str:
        """Return the sub-query `masks` of units with their clusters put together into so many groups, by chance."""
        kept = "g.unit, g.finished, g.often, g.unclear"
        if self.spread is not None:
            return f"(SELECT {kept}, {self.spread('g.cluster', groups)} AS cluster FROM {masks} AS g)"
        ranked = f"(SELECT {kept}, DENSE_RANK() OVER (ORDER BY g.cluster) AS place FROM {masks} AS g)"
        return f"(SELECT {kept}, {_by_rank('g.place', groups)} AS cluster FROM {ranked} AS g)"

    def once(self) -> Sources:
        """Return the same with every coding, and every row of the coverage, counted once however often it comes."""
        return replace(
            self,
            codings=f"(SELECT DISTINCT c.unit, c.coder, c.code FROM {self.codings} AS c)",
            coverage=f"(SELECT DISTINCT v.unit, v.coder, v.cluster FROM {self.coverage} AS v)",
        )

    def common(self, places: Sequence[int]) -> Sources:
        """Return what the coders at these places did on the units that all of them finished."""
        coders = self.ones(places)
        shared = (
            f"(SELECT v.unit FROM {self.coverage} AS v JOIN {coders} AS k ON v.coder = k.coder "
            f"GROUP BY v.unit HAVING COUNT(*) = {len(places)})"
        )
        return replace(
            self,
            codings=f"(SELECT c.unit, c.coder, c.code FROM {self.codings} AS c JOIN {coders} AS k "
            f"ON c.coder = k.coder JOIN {shared} AS s ON c.unit = s.unit)",
            coverage=f"(SELECT v.unit, v.coder, v.cluster FROM {self.coverage} AS v JOIN {coders} AS k "
            f"ON v.coder = k.coder JOIN {shared} AS s ON v.unit = s.unit)",
            coders=self.in_order(),
            split=None,
        )

    def of_coders(self, places: Sequence[int]) -> Sources:
        """Return what the coders at these places did, in one part."""
        coders = self.ones(places)
        return replace(
            self,
            codings=f"(SELECT c.* FROM {self.codings} AS c JOIN {coders} AS k ON c.coder = k.coder)",
            coverage=f"(SELECT v.* FROM {self.coverage} AS v JOIN {coders} AS k ON v.coder = k.coder)",
            coders="",
            split=None,
        )

    def by_cluster(self) -> Sources:
        """Return the same with clusters for units: applied when applied to any unit of the cluster.

        A coder finished a cluster who finished all its units; codings of others in it are left out.
        """
        units = f"(SELECT DISTINCT v.cluster, v.unit FROM {self.coverage} AS v)"
        sizes = f"(SELECT u.cluster, COUNT(*) AS n FROM {units} AS u GROUP BY u.cluster)"
        done = f"(SELECT v.cluster, v.coder, COUNT(*) AS n FROM {self.coverage} AS v GROUP BY v.cluster, v.coder)"
        whole = f"(SELECT d.cluster, d.coder FROM {done} AS d JOIN {sizes} AS z ON d.cluster = z.cluster AND d.n = z.n)"
        return replace(
            self,
            codings=f"(SELECT DISTINCT w.cluster AS unit, c.coder, c.code FROM {self.codings} AS c "
            f"JOIN {self.coverage} AS v ON c.unit = v.unit AND c.coder = v.coder "
            f"JOIN {whole} AS w ON v.cluster = w.cluster AND v.coder = w.coder)",
            coverage=f"(SELECT w.cluster AS unit, w.coder, w.cluster FROM {whole} AS w)",
            coders=self.in_order(),
            split=None,
            clusters="units",
        )


def sources_of(
    execute: Any,
    codings: str,
    coverage: str | None = None,
    *,
    unit: str = "unit",
    coder: str = "coder",
    code: str = "code",
    value: str | None = None,
    cluster: str | None = None,
    group: str | None = None,
) -> Sources:
    """Return where the tables of these names are.

    unit, coder, code   the columns
    value               in the codings, a column that is 1 where the code was applied and 0 where not: then every unit
                        with a row of a coder is one that the coder finished, and no coverage is needed
    cluster             in the coverage (or, with `value`, in the codings) the column of the units' cases or groups
    group               likewise, a column that says in which group a case is, where cases are counted in groups

    Raises InputError for a name that cannot be one, and without anything that says what was finished.
    """
    engine = engine_of(execute)
    u, who, what = (engine.name(column) for column in (unit, coder, code))
    beside = f"{u if cluster is None else engine.name(cluster)} AS cluster"
    beside += "" if group is None else f", {engine.name(group)} AS grp"
    table = engine.name(codings)
    if value is None and coverage is None:
        raise InputError(
            "codings alone do not say which units a coder looked at and left unmarked.",
            where=codings,
            fix="Give the coverage too (a table with the columns unit and coder), or a column of 1 and 0 (value).",
        )
    only = "" if value is None else f" WHERE {engine.name(value)} = 1"
    finished = (
        f"(SELECT {u} AS unit, {who} AS coder, {beside} FROM {engine.name(coverage)})"
        if coverage is not None
        else f"(SELECT DISTINCT {u} AS unit, {who} AS coder, {beside} FROM {table})"
    )
    return Sources(
        engine,
        f"(SELECT {u} AS unit, {who} AS coder, {what} AS code FROM {table}{only})",
        finished,
        clusters="units" if cluster is None else "cases",
    )
