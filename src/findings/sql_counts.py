"""Cases with each code, and codes that come together, counted by an engine that has the tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import InputError
from ..reliability.counts.engines import Engine, engine_of

if TYPE_CHECKING:
    import pandas as pd

_PAIRS = ["code_a", "code_b", "n_a", "n_b", "both", "either", "jaccard"]


def case_counts_from_sql(
    execute: Any,
    codings: str,
    units: str,
    *,
    unit: str = "unit",
    code: str = "code",
    case: str = "case",
    by: str | None = None,
) -> pd.DataFrame:
    """Return in how many cases each code is: code, n, percent of all, and `group: <value>` for each value of `by`.

    execute   a connection, a cursor, a Spark session, or any function that takes SQL and gives rows
    codings   the table of what was applied, by whomever is to be counted (unit, code)
    units     the table of the units (unit, case, and the column `by`)

    A case is counted once however often its units have the code, and only under codes that were applied themselves, not
    under those above them. Raises InputError for a name that cannot be one, and for a case in several groups.
    """
    import pandas as pd

    tables = _Tables.of(execute, codings, units, unit=unit, code=code, thing=case, by=by)
    total = tables.number_of_things()
    sizes = tables.groups() if by is not None else {}
    rows = tables.engine.ask(f"SELECT p.code, COUNT(*) AS n FROM {tables.present()} AS p GROUP BY p.code")
    n = {name: int(number) for name, number in rows}
    frame = pd.DataFrame({"code": sorted(n)}, dtype=object)
    frame["n"] = [n[name] for name in frame["code"]]
    frame["percent"] = [100 * number / total for number in frame["n"]]
    for group in sizes:
        frame[f"group: {group}"] = 0
    if by is not None:
        at = {name: place for place, name in enumerate(frame["code"])}
        for name, group, number in tables.engine.ask(
            f"SELECT p.code, p.grp, COUNT(*) AS n FROM {tables.present()} AS p GROUP BY p.code, p.grp"
        ):
            frame.loc[at[name], f"group: {group}"] = int(number)
    return frame


def co_occurrence_from_sql(
    execute: Any,
    codings: str,
    units: str,
    *,
    unit: str = "unit",
    code: str = "code",
    case: str = "case",
    at_least: int = 1,
) -> pd.DataFrame:
    """Return for each two codes how many cases have both: code_a, code_b, n_a, n_b, both, either, jaccard.

    The tables are those of `case_counts_from_sql`; with `case` the column of the units themselves, units are counted.
    Pairs that share fewer than `at_least` are left out; the highest Jaccard coefficient stands first. Jaccard (1912).
    """
    import pandas as pd

    tables = _Tables.of(execute, codings, units, unit=unit, code=code, thing=case)
    present = tables.present()
    ask = tables.engine.ask
    n = {name: int(number) for name, number in ask(f"SELECT p.code, COUNT(*) AS n FROM {present} AS p GROUP BY p.code")}
    pairs = ask(
        f"SELECT a.code AS code_a, b.code AS code_b, COUNT(*) AS n FROM {present} AS a JOIN {present} AS b "
        f"ON a.thing = b.thing WHERE a.code < b.code GROUP BY a.code, b.code HAVING COUNT(*) >= {int(at_least)}"
    )
    rows = []
    for first, second, number in pairs:
        a, b = sorted((first, second))
        both, either = int(number), n[a] + n[b] - int(number)
        rows.append((a, b, n[a], n[b], both, either, both / either))
    frame = pd.DataFrame(sorted(rows), columns=_PAIRS)
    return frame.sort_values(["jaccard", "both"], ascending=False, kind="stable", ignore_index=True)


@dataclass(frozen=True)
class _Tables:
    """What stands behind FROM: `codings` (unit, code), `units` (unit, thing, grp); a thing is a case or a unit."""

    engine: Engine
    codings: str
    units: str

    @classmethod
    def of(
        cls, execute: Any, codings: str, units: str, *, unit: str, code: str, thing: str, by: str | None = None
    ) -> _Tables:
        engine = engine_of(execute)
        q = engine.name
        group = q(thing) if by is None else q(by)
        return cls(
            engine,
            f"(SELECT {q(unit)} AS unit, {q(code)} AS code FROM {q(codings)})",
            f"(SELECT {q(unit)} AS unit, {q(thing)} AS thing, {group} AS grp FROM {q(units)})",
        )

    def present(self) -> str:
        """Return the sub-query of which thing has which code, each once: thing, grp, code."""
        joined = f"{self.codings} AS c JOIN {self.units} AS u ON c.unit = u.unit"
        return f"(SELECT DISTINCT u.thing, u.grp, c.code FROM {joined})"

    def number_of_things(self) -> int:
        return int(self.engine.ask(f"SELECT COUNT(DISTINCT u.thing) AS n FROM {self.units} AS u")[0][0])

    def groups(self) -> dict[Any, int]:
        """Return the size of each group in order; raises InputError when a thing is in several."""
        each = f"(SELECT DISTINCT u.thing, u.grp FROM {self.units} AS u)"
        rows = self.engine.ask(f"SELECT g.grp, COUNT(*) AS n FROM {each} AS g GROUP BY g.grp")
        sizes = {group: int(number) for group, number in sorted(rows, key=lambda row: str(row[0]))}
        if sum(sizes.values()) > self.number_of_things():
            raise InputError("a case is in several groups.", where="table units", fix="Give every case one group.")
        return sizes
