"""How fast the reliability engine is, against peers, in one run.

`python benchmarks/agreement_speed.py [--quick] [--write]`, with the bench extra (`pip install -e '.[dev,bench]'`).
Every figure is the median of several runs of both sides in this process. `--write` puts the table into
docs/benchmarks.md, `--quick` takes smaller data to see that all of it runs.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import krippendorff
import numpy as np
import pandas as pd
from agreement import cohens_kappa
from iaa_kit import cohen_kappa as iaa_kappa
from sklearn.metrics import cohen_kappa_score

from intercoder.reliability.coefficients import cohen_kappa, krippendorff_alpha, pairwise_kappas
from intercoder.reliability.counts.coded_units import read_codings
from intercoder.reliability.counts.counting import patterns_of_categories, patterns_of_codings
from intercoder.reliability.counts.marks import patterns_of_marks
from intercoder.reliability.inference.bootstrap import bootstrap_intervals

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"


@dataclass(frozen=True)
class Measured:
    """One comparison: what was computed, on what, against whom, and the median seconds of both."""

    task: str
    data: str
    peer: str
    ours: float
    theirs: float
    target: float | None = None

    def row(self) -> str:
        """Return the row of the table."""
        asked = f"{self.target:g} ×" if self.target else "–"
        ratio = f"{self.theirs / self.ours:,.0f} ×"
        cells = (self.task, self.data, self.peer, shown(self.ours), shown(self.theirs), ratio, asked)
        return f"| {' | '.join(cells)} |"


def shown(seconds: float) -> str:
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-6:.2g} µs"


def median_time(function: Callable[[], Any], runs: int, *, warm: bool = True) -> float:
    if warm:
        function()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def marks(n: int, r: int, m: int, rng: np.random.Generator) -> np.ndarray:
    """Make marks of coders who mostly follow a common truth, 10 % prevalence."""
    applied = np.empty((n, r, m), bool)
    truth = rng.random((n, m), np.float32) < 0.1
    for coder in range(r):
        applied[:, coder] = truth ^ (rng.random((n, m), np.float32) < 0.02)
    return applied


def kappa_of_every_code(n: int, r: int, m: int, target: float, runs: int) -> list[Measured]:
    """Cohen's kappa of every code and pair of coders, packing of the boolean array included."""
    applied = marks(n, r, m, np.random.default_rng(1))
    codes = range(m if n <= 10_000 else 3)
    columns = [
        (np.ascontiguousarray(applied[:, a, c]), np.ascontiguousarray(applied[:, b, c]))
        for a, b in combinations(range(r), 2)
        for c in codes
    ]
    lists = [(a.tolist(), b.tolist()) for a, b in columns[: max(1, len(columns) // (10 if n <= 10_000 else 3))]]

    def ours() -> Any:
        return pairwise_kappas(patterns_of_marks(applied))

    loops: list[tuple[str, Callable[[], Any], float, float | None]] = [
        ("loop of sklearn's cohen_kappa_score", lambda: [cohen_kappa_score(a, b) for a, b in columns], 1.0, target),
        ("loop of `agreement`", lambda: [from_votes(a, b) for a, b in columns], 1.0, None),
        ("loop of `iaa-kit`", lambda: [iaa_kappa(a, b) for a, b in lists], len(columns) / len(lists), None),
    ]
    for _, loop, part, _ in loops:
        if part == 1.0:
            np.testing.assert_allclose(ours()[:, list(codes)].ravel(), loop(), atol=1e-9)
    seconds, scale = median_time(ours, 25 if n <= 10_000 else 7), m / len(codes)
    task, data = "Cohen's kappa, all codes and pairs", f"{n:,} units × {m} codes × {r} coders"
    return [
        Measured(task, data, name, seconds, median_time(loop, runs, warm=False) * scale * part, asked)
        for name, loop, part, asked in loops
    ]


def from_votes(a: np.ndarray, b: np.ndarray) -> Any:
    """Return the kappa of `agreement`, which takes how many gave each unit each answer, and each coder's totals."""
    votes = np.stack([2 - (a.astype(int) + b), a.astype(int) + b], axis=1)
    users = np.array([[len(a) - a.sum(), a.sum()], [len(b) - b.sum(), b.sum()]])
    return cohens_kappa(votes, users)


def alpha(n: int, runs: int) -> Measured:
    rng = np.random.default_rng(2)
    truth = rng.integers(0, 10, n)
    ratings = np.stack([np.where(rng.random(n) < 0.7, truth, rng.integers(0, 10, n)) for _ in range(3)], 1).astype(
        float
    )
    ratings[rng.random(ratings.shape) < 0.2] = np.nan
    by_coder = np.ascontiguousarray(ratings.T)

    def ours() -> float:
        return float(krippendorff_alpha(patterns_of_categories(ratings)).value[0])

    def theirs() -> float:
        return float(krippendorff.alpha(reliability_data=by_coder, level_of_measurement="nominal"))

    np.testing.assert_allclose(ours(), theirs(), atol=1e-9)
    data = f"{n:,} units × 3 coders, 10 categories, 20 % missing"
    return Measured("Krippendorff's alpha", data, "`krippendorff`", median_time(ours, 9), median_time(theirs, runs), 40)


def bootstrap(n: int, m: int, target: float | None, runs: int) -> Measured:
    """Percentile bootstrap of kappa for all codes, 2,000 resamples: multinomial over patterns against drawn units."""
    applied = marks(n, 2, m, np.random.default_rng(3))
    patterns = patterns_of_marks(applied)
    first, second = applied[:, 0].T, applied[:, 1].T

    def ours() -> Any:
        return bootstrap_intervals(patterns, lambda resampled: cohen_kappa(resampled).value)

    def theirs() -> Any:
        rng = np.random.default_rng(4)
        kappas = np.empty((2000, m))
        for start in range(0, 2000, step := max(1, 20_000_000 // (n * m))):
            units = rng.integers(0, n, (min(step, 2000 - start), n))
            a, b = first[:, units], second[:, units]
            pa, pb, po = a.mean(-1), b.mean(-1), (a == b).mean(-1)
            pe = pa * pb + (1 - pa) * (1 - pb)
            with np.errstate(invalid="ignore"):
                kappas[start : start + step] = ((po - pe) / (1 - pe)).T
        return np.nanquantile(kappas, [0.025, 0.975], axis=0)

    data = f"{n:,} units × {m} codes, 2,000 resamples"
    return Measured(
        "Bootstrap interval of kappa",
        data,
        "numpy, units drawn",
        median_time(ours, 7),
        median_time(theirs, runs),
        target,
    )


@dataclass
class Tidy:
    """Codings and coverage of two coders, the names of the codes, and ways to the 2 x 2 table of every code."""

    codings: pd.DataFrame
    coverage: pd.DataFrame
    names: list[str]

    def ours(self) -> np.ndarray:
        """Return the tables as intercoder counts them."""
        return patterns_of_codings(read_codings(self.codings, self.coverage, codes=self.names)).tables()

    def unstacked(self) -> np.ndarray:
        """Return them by the steps that come to mind: a column per coder, and how often each pair of marks occurs."""
        sizes = self.codings.groupby(["code", "unit", "coder"], observed=True, sort=False).size()
        wide = sizes.unstack("coder", fill_value=0)  # noqa: PD010 - what people write
        sizes = wide.groupby(["code", "A", "B"], observed=True).size()
        tables = sizes.unstack(["A", "B"], fill_value=0).loc[self.names]  # noqa: PD010
        return self._with_neither(tables[(0, 1)], tables[(1, 0)], tables[(1, 1)])

    def summed(self) -> np.ndarray:
        """Return them with one number for who applied a code, which pandas adds up faster."""
        bits = self.codings["coder"].map({"A": 1, "B": 2}).astype(np.int64)
        by_unit = bits.groupby([self.codings["code"], self.codings["unit"]], observed=True, sort=False).sum()
        sizes = by_unit.groupby(level=0, observed=True).value_counts()
        tables = sizes.unstack(fill_value=0).loc[self.names]  # noqa: PD010
        return self._with_neither(tables[2], tables[1], tables[3])

    def _with_neither(self, only_b: Any, only_a: Any, both: Any) -> np.ndarray:
        finished = self.coverage.groupby("unit", sort=False).size().eq(2).sum()
        cells = [finished - only_b - only_a - both, only_b, only_a, both]
        return np.stack([np.asarray(cell) for cell in cells], 1).reshape(-1, 2, 2)


def tidy(n: int, m: int, *, text: bool) -> Tidy:
    """Make the codings of two coders, in columns of text or of categories."""
    rng = np.random.default_rng(5)
    truth = rng.random((n, m), np.float32) < 0.03
    applied = np.stack([truth ^ (rng.random((n, m), np.float32) < 0.003) for _ in range(2)], 1)
    order = rng.permutation(np.count_nonzero(applied))
    unit, coder, code = (part[order] for part in np.nonzero(applied))
    names, who = [f"code {place}" for place in range(m)], np.repeat([0, 1], n)
    ids: np.ndarray = np.array([f"unit {place}" for place in range(n)], object) if text else np.arange(n)

    def column(places: np.ndarray, words: list[str]) -> Any:
        return np.array(words, object)[places] if text else pd.Categorical.from_codes(places, pd.Index(words))

    return Tidy(
        pd.DataFrame({"unit": ids[unit], "coder": column(coder, ["A", "B"]), "code": column(code, names)}),
        pd.DataFrame({"unit": np.tile(ids, 2), "coder": column(who, ["A", "B"])}),
        names,
    )


def long_frame(n: int, m: int, runs: int, text: bool) -> list[Measured]:
    """From tidy codings to the 2 x 2 table of every code."""
    made = tidy(n, m, text=text)
    np.testing.assert_array_equal(made.ours(), made.unstacked())
    np.testing.assert_array_equal(made.ours(), made.summed())
    task = "Tables of all codes from codings"
    data = f"{len(made.codings):,} codings of {n:,} units, {m} codes, {'text' if text else 'categorical'} columns"
    seconds, target = median_time(made.ours, 5), None if text else 8
    peers = [
        ("pandas groupby, unstack, groupby", made.unstacked, target),
        ("pandas groupby of summed bits", made.summed, None),
    ]
    return [
        Measured(task, data, name, seconds, median_time(peer, runs, warm=False), asked) for name, peer, asked in peers
    ]


def memory(n: int, m: int) -> str:
    """Return the most memory that counting takes beside its input, as a share of the input."""
    applied = marks(n, 2, m, np.random.default_rng(6))
    tracemalloc.start()
    pairwise_kappas(patterns_of_marks(applied))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    beside, size = peak / applied.nbytes, applied.nbytes / 1e6
    return f"Memory beside the input, kappa of {m} codes on {n:,} units: {beside:.2f} of the input's {size:,.0f} MB."


def measured(quick: bool) -> tuple[list[Measured], list[str]]:
    big = 50_000 if quick else 1_000_000
    rows = [
        *kappa_of_every_code(300, 3, 30, 300, 5),
        *kappa_of_every_code(10_000, 3, 50, 500, 3),
        *kappa_of_every_code(big, 2, 100, 100, 3),
        alpha(big, 3),
        bootstrap(300, 30, 6, 5),
        bootstrap(10_000, 30, 100, 1 if quick else 3),
        *long_frame(big, 100, 3, text=False),
        *long_frame(big, 100, 3, text=True),
    ]
    small, large = (bootstrap(n, 5, None, 1).ours for n in (1_000, 50_000 if quick else 200_000))
    notes = [
        memory(big, 100),
        f"Bootstrap of 5 codes: {shown(small)} with 1,000 units, {shown(large)} with {50_000 if quick else 200_000:,}.",
    ]
    return rows, notes


def page(rows: list[Measured], notes: list[str]) -> str:
    head = [
        "| task | data | peer | intercoder | peer | ratio | target |",
        "|---|---|---|---|---|---|---|",
    ]
    return "\n".join([*head, *(row.row() for row in rows), "", *(f"- {note}" for note in notes)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    table = page(*measured(asked.quick))
    print(table)
    if asked.write:
        machine = f"{platform.machine()}, Python {platform.python_version()}"
        libraries = f"numpy {np.__version__}, pandas {pd.__version__}"
        PAGE.write_text(INTRODUCTION.format(machine=machine, libraries=libraries) + table + "\n", encoding="utf-8")


INTRODUCTION = """# Benchmarks

The reliability engine against other Python packages and against the same computation in pandas or plain numpy, both
sides measured in one run on one machine ({machine}, {libraries}). Times are medians; the ratio is the peer's time over
intercoder's, and the target what the project asks of itself. The values of scikit-learn, `agreement`, `krippendorff`
and pandas are checked to be the same before they are timed.

```
pip install -e '.[dev,bench]'
python benchmarks/agreement_speed.py --write
```

The loops over codes of a million units are timed on three codes and scaled up to all of them; `iaa-kit`, which takes
lists, on a tenth of the codes.

"""


if __name__ == "__main__":
    main()
