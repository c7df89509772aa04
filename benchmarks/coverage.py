"""How often the interval that intercoder prints holds the true kappa: exact, by going through every possible sample.

    python benchmarks/coverage.py                                     print the table
    python benchmarks/coverage.py --write docs/interval_coverage.md   and write the page

Two coders judge n units, a code applied or not, so a sample is a 2 x 2 table. Every table with n units gets its
interval from `kappa_intervals`, with its multinomial probability under the true kappa as weight; tables with a
probability below 1e-9 everywhere are left out. Nothing is drawn at random. About two minutes on one core.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from intercoder.reliability.coefficients import kappa_of_tables
from intercoder.reliability.inference.intervals import NAMES, KappaMethod, kappa_intervals

SIZES = (12, 20, 40, 100)
PREVALENCES = (0.05, 0.1, 0.3, 0.5)
KAPPAS = (0.4, 0.6, 0.8)
SHARES = (1.0, 0.9, 0.8, 0.6)  # of the mean prevalence, that the first coder applies; the second has the rest to 2
BAR = 0.93
NEGLIGIBLE = 1e-9
METHODS: tuple[KappaMethod, ...] = ("auto", "donner_eliasziw", "jeffreys_dirichlet", "fleiss_cohen_everitt")

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Setting:
    """What the samples come from: so many units, a mean prevalence, a true kappa, and the first coder's share."""

    n: int
    prevalence: float
    kappa: float
    share: float

    def probabilities(self) -> Floats | None:
        """Return the probabilities of the four cells, None where the margins do not allow this kappa."""
        first, second = self.prevalence * self.share, self.prevalence * (2 - self.share)
        by_chance = first * second + (1 - first) * (1 - second)
        both = (by_chance + self.kappa * (1 - by_chance) - 1 + first + second) / 2
        cells = np.array([1 - first - second + both, second - both, first - both, both])
        return np.clip(cells, 0, 1) if cells.min() > -1e-12 else None


@dataclass(frozen=True)
class Outcome:
    """How the intervals do in one setting; shares and coverages are of the samples whose kappa is defined."""

    defined: float
    coverage: dict[str, float]
    half_width: dict[str, float]


def every_table(n: int) -> NDArray[np.int64]:
    """Return all 2 x 2 tables of n units, as rows of four cells."""
    counts = np.arange(n + 1)
    cells = np.stack(np.meshgrid(counts, counts, counts, indexing="ij"), -1).reshape(-1, 3)
    rest = n - cells.sum(1)
    tables: NDArray[np.int64] = np.column_stack([cells, rest])[rest >= 0]
    return tables


def multinomial(tables: NDArray[np.int64], cells: Floats) -> Floats:
    """Return the probability of each table."""
    n = int(tables[0].sum())
    log_factorial = np.array([math.lgamma(i + 1) for i in range(n + 1)])
    with np.errstate(divide="ignore"):
        logs = np.where(cells > 0, np.log(cells), -1e6)
    likely: Floats = np.exp(log_factorial[n] - log_factorial[tables].sum(1) + (tables * logs).sum(1))
    return likely


def outcomes(n: int) -> dict[Setting, Outcome]:
    """Return the outcome of every setting with n units that is possible."""
    settings = [Setting(n, *rest) for rest in product(PREVALENCES, KAPPAS, SHARES)]
    tables = every_table(n)
    weights = {s: multinomial(tables, cells) for s in settings if (cells := s.probabilities()) is not None}
    likely = np.max(list(weights.values()), axis=0) > NEGLIGIBLE
    tables, weights = tables[likely], {s: w[likely] for s, w in weights.items()}
    limits = {method: intervals_by_symmetry(tables, method) for method in METHODS}
    defined = ~np.isnan(kappa_of_tables(tables.reshape(-1, 2, 2)))
    return {setting: outcome(setting, weight, defined, limits) for setting, weight in weights.items()}


def intervals_by_symmetry(tables: NDArray[np.int64], method: KappaMethod) -> Floats:
    """Return the limits (m, 2) of all tables, once for those that differ by the names of coders or answers."""
    corners, sides = np.sort(tables[:, [0, 3]], axis=1), np.sort(tables[:, [1, 2]], axis=1)
    same = np.column_stack([corners[:, 1], sides, corners[:, 0]])
    distinct, places = np.unique(same, axis=0, return_inverse=True)
    intervals = kappa_intervals(distinct.reshape(-1, 2, 2), method=method)
    return np.column_stack([intervals.low, intervals.high])[places.reshape(-1)]


def outcome(
    setting: Setting, weight: Floats, defined: NDArray[np.bool_], limits: Mapping[KappaMethod, Floats]
) -> Outcome:
    """Return share defined, coverages and mean half-widths in one setting."""
    given = weight[defined] / weight[defined].sum()
    ends = {method: pair[defined] for method, pair in limits.items()}
    holds = {m: (low_high[:, 0] <= setting.kappa) & (setting.kappa <= low_high[:, 1]) for m, low_high in ends.items()}
    return Outcome(
        float(weight[defined].sum() / weight.sum()),
        {m: float(given @ inside) for m, inside in holds.items()},
        {m: float(given @ np.diff(low_high, axis=1)[:, 0] / 2) for m, low_high in ends.items()},
    )


def table(found: dict[Setting, Outcome]) -> list[str]:
    """Return the lines of the Markdown table: one row per n, prevalence and kappa."""
    heads = ["n", "prevalence", "kappa", "kappa defined", *(f"printed, {ratio(share)}" for share in SHARES)]
    heads += [f"{NAMES[m]} alone" for m in METHODS[1:]] + ["half-width"]
    lines = [f"| {' | '.join(heads)} |", "|" + "---|" * len(heads)]
    for n, prevalence, kappa in product(SIZES, PREVALENCES, KAPPAS):
        row = [found.get(Setting(n, prevalence, kappa, share)) for share in SHARES]
        equal = found[Setting(n, prevalence, kappa, 1.0)]
        cells = [f"{n}", f"{prevalence:.2f}", f"{kappa:.1f}", f"{equal.defined:.3f}"]
        cells += [f"{one.coverage['auto']:.3f}" if one else "–" for one in row]
        cells += [f"{equal.coverage[m]:.3f}" for m in METHODS[1:]] + [f"{equal.half_width['auto']:.2f}"]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def ratio(share: float) -> str:
    """Return how often the second coder applies the code against the first, in words."""
    return "equal margins" if share == 1 else f"margins 1 : {(2 - share) / share:.2g}"


def verdict(found: dict[Setting, Outcome]) -> str:
    """Return the sentence that says whether the bar is met."""
    worst = min(found, key=lambda setting: found[setting].coverage["auto"])
    lowest = found[worst].coverage["auto"]
    below = sum(one.coverage["auto"] < BAR for one in found.values())
    return (
        f"Of the {len(found)} settings {below} lie below {BAR}. The lowest coverage is {lowest:.3f}, at n = {worst.n}, "
        f"prevalence {worst.prevalence}, kappa {worst.kappa}, {ratio(worst.share)}."
    )


PAGE = """# Do the printed intervals hold?

A 95 % interval should hold the true value in 95 of 100 samples. For kappa and small samples the usual interval does
not: the column *Fleiss-Cohen-Everitt alone* shows what most programs print. The columns *printed* show what intercoder
prints by default, with coders who apply the code equally often and with coders who do not. {verdict}

Every coverage is exact: all possible tables of n units, each weighted with its multinomial probability, not a
simulation. It is of the samples in which kappa is defined, since no interval is printed for the others; *kappa defined*
is their share. A dash means that the margins do not allow this kappa. The last four columns are for equal margins;
*half-width* is the mean over samples of half the printed interval.

The choice (`src/reliability/inference/intervals.py`): Fleiss-Cohen-Everitt where every cell of the table holds at
least 5 units; otherwise Jeffreys-Dirichlet, and with fewer than 50 units the wider limits of Donner-Eliasziw and
Jeffreys-Dirichlet, since neither alone stays above {bar} there for all n and margins. A true kappa of .9 in 40 units
or fewer is covered less often (.86 at worst): a sample with a single disagreement then tells against it.

Made by `python benchmarks/coverage.py --write docs/interval_coverage.md`.

{table}
"""


def main() -> None:
    """Print the table, and write the page when asked to."""
    parser = argparse.ArgumentParser(description="Coverage of the printed intervals")
    parser.add_argument("--write", type=Path, help="the Markdown page to write")
    page = parser.parse_args().write
    found: dict[Setting, Outcome] = {}
    for n in SIZES:
        found |= outcomes(n)
    text = PAGE.format(verdict=verdict(found), bar=BAR, table="\n".join(table(found)))
    print(text)
    if page:
        page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
