"""How often the intervals hold for three coders and for the average over codes: seeded simulation.

    python benchmarks/interval_simulation.py                                       print the tables
    python benchmarks/interval_simulation.py --write docs/interval_simulation.md   and write the page

What can be enumerated (kappa of two coders) is in benchmarks/coverage.py. Ten minutes on one core; `--samples` takes
fewer.
"""

from __future__ import annotations

import argparse
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from intercoder.reliability.coefficients import cohen_kappa, conger_kappa
from intercoder.reliability.counts.joint import joint_patterns
from intercoder.reliability.counts.patterns import Patterns
from intercoder.reliability.inference.average_interval import AverageMethod, mean_kappa_interval
from intercoder.reliability.inference.bootstrap import bootstrap_intervals
from intercoder.reliability.inference.distributions import t_quantile
from intercoder.reliability.inference.intervals import pair_intervals
from intercoder.reliability.inference.variance import gwet_variance

SIZES = (12, 20, 40, 100)
CODES = 17
METHODS: tuple[AverageMethod, ...] = ("jackknife", "percentile", "bca", "linearised")
RANGES = {"common, .20 to .50": (0.2, 0.5), "some rare, .05 to .40": (0.05, 0.4)}
ANSWERS = np.array(list(product((0, 1), repeat=3)))

Marks = NDArray[np.bool_]


def three_coders(samples: int, rng: np.random.Generator) -> list[list[str]]:
    """Return the rows for Conger's kappa of three coders: coverage by default and by Gwet's alone, half-width."""
    rows = []
    for n, prevalence, kappa in product(SIZES, (0.05, 0.1, 0.3, 0.5), (0.4, 0.6, 0.8)):
        counts = rng.multinomial(n, pattern_probabilities(prevalence, kappa), size=samples)
        names = tuple(map(str, range(samples)))
        found = conger_kappa(Patterns(names, ("A", "B", "C"), (False, True), ANSWERS, counts))
        value, defined = found.value, ~np.isnan(found.value)
        reach = np.sqrt(gwet_variance(found)) * t_quantile(0.975, n - 1)
        small = pair_intervals(found.patterns.pair_tables(), value)
        few = ~np.isnan(small.low)
        low, high = np.where(few, small.low, value - reach), np.where(few, small.high, value + reach)
        printed = ((low <= kappa) & (kappa <= high))[defined].mean()
        alone = (np.abs(value - kappa) <= reach)[defined].mean()
        half = ((high - low) / 2)[defined].mean()
        rows.append([f"{n}", f"{prevalence:.2f}", f"{kappa:.1f}", f"{printed:.3f}", f"{alone:.3f}", f"{half:.2f}"])
    return rows


def pattern_probabilities(prevalence: float, kappa: float) -> NDArray[np.float64]:
    """Return the probabilities of the answers of three coders who copy one answer with probability kappa."""
    alone = np.prod(np.where(ANSWERS == 1, prevalence, 1 - prevalence), axis=1)
    applied = ANSWERS.sum(1)
    alike = np.where(applied == 3, prevalence, np.where(applied == 0, 1 - prevalence, 0))
    return np.asarray(kappa * alike + (1 - kappa) * alone)


def averages(samples: int, rng: np.random.Generator) -> list[list[str]]:
    """Return the rows for the mean kappa over codes: coverage and half-width of each method."""
    rows = []
    for n, kappa, (name, (least, most)) in product(SIZES, (0.6, 0.8), RANGES.items()):
        holds: dict[str, list[bool]] = {method: [] for method in METHODS}
        widths: dict[str, list[float]] = {method: [] for method in METHODS}
        for _ in range(samples):
            joint = joint_patterns(two_coders(n, np.linspace(least, most, CODES), kappa, rng))
            for method in METHODS:
                found = mean_kappa_interval(joint, method=method, resamples=400)
                if not np.isnan(found.low):
                    holds[method].append(found.low <= kappa <= found.high)
                    widths[method].append((found.high - found.low) / 2)
        shares = [f"{np.mean(holds[method]):.3f}" for method in METHODS]
        rows.append([f"{n}", name, f"{kappa:.1f}", *shares, f"{np.mean(widths['jackknife']):.2f}"])
    return rows


def two_coders(n: int, prevalences: NDArray[np.float64], kappa: float, rng: np.random.Generator) -> Marks:
    """Return marks of two coders who apply each code equally often, with this kappa, code by code on its own."""
    both = prevalences**2 + kappa * prevalences * (1 - prevalences)
    only = prevalences - both
    drawn = rng.random((n, len(prevalences)))
    first = drawn < both + only
    second = (drawn < both) | ((drawn >= both + only) & (drawn < both + 2 * only))
    return np.stack([first, second], axis=1)


def standard_errors(samples: int, rng: np.random.Generator) -> list[list[str]]:
    """Return the standard error of the mean kappa, true and computed, when a coder is careless on some units."""
    values, joint_errors, jackknife_errors, alone = [], [], [], []
    for sample in range(samples):
        joint = joint_patterns(careless_on_some_units(200, 20, rng))
        values.append(np.nanmean(cohen_kappa(joint.patterns).value))
        if sample < samples // 10:
            joint_errors.append(mean_kappa_interval(joint, method="percentile", resamples=1_000).se)
            jackknife_errors.append(mean_kappa_interval(joint, method="jackknife").se)
            each = bootstrap_intervals(joint.patterns, lambda p: cohen_kappa(p).value, resamples=1_000).se
            alone.append(np.sqrt((each**2).sum()) / 20)
    named = {
        f"spread over {samples} samples (the truth)": np.std(values, ddof=1),
        "units resampled once for all codes": np.mean(joint_errors),
        "jackknife over units": np.mean(jackknife_errors),
        "each code resampled on its own": np.mean(alone),
    }
    return [[name, f"{value:.4f}"] for name, value in named.items()]


def careless_on_some_units(n: int, m: int, rng: np.random.Generator) -> Marks:
    """Return marks of two coders, the second careless on 15 % of the units, for all codes of the unit alike."""
    truth = rng.random((n, m)) < np.linspace(0.1, 0.4, m)
    careless = rng.random((n, 1)) < 0.15
    first = truth ^ (rng.random((n, m)) < 0.03)
    second = truth ^ (rng.random((n, m)) < np.where(careless, 0.4, 0.02))
    return np.stack([first, second], axis=1)


def table(heads: list[str], rows: list[list[str]]) -> str:
    """Return a Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


PAGE = """# Intervals for three coders and for the average: simulated

Coverage of 95 % intervals, {samples} samples for each row, seed {seed}; the simulation error is about {error:.3f}.
Made by `python benchmarks/interval_simulation.py --write docs/interval_simulation.md`.

## Conger's kappa of three coders

*Printed* is the default: Gwet's standard error with t of n - 1 where the average 2 x 2 table of the pairs of coders
has 5 units in every cell, and otherwise the small-sample interval of that average pair. *Gwet alone* is what most
programs print. Of the samples in which kappa is defined; the coders copy one answer with probability kappa. Lowest:
{lowest}.

{three}

## The mean kappa over codes

{codes} codes, two coders, the codes unrelated to each other, all with the same true kappa. The default is the jackknife
over units. The bootstrap is too narrow where codes are rare: a resample often loses the one unit with a code, and with
it the code. In 12 units with rare codes every method leans on few observations, the mean of the defined kappas is
itself too low by up to .06, and the interval should be read with that in mind.

{average}

## Codes that hang together

Standard error of the mean kappa over 20 codes in 200 units, when one coder is careless on 15 % of the units, for all
codes alike. Resampling each code on its own misses that.

{errors}
"""


def main() -> None:
    """Print the page, and write it when asked to."""
    parser = argparse.ArgumentParser(description="Simulated coverage")
    parser.add_argument("--write", type=Path, help="the Markdown page to write")
    parser.add_argument("--samples", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=20_250)
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    three = three_coders(options.samples, rng)
    fields: dict[str, Any] = {
        "samples": f"{options.samples:,}",
        "seed": options.seed,
        "error": np.sqrt(0.95 * 0.05 / options.samples),
        "codes": CODES,
        "lowest": min(row[3] for row in three),
        "three": table(["n", "prevalence", "kappa", "printed", "Gwet alone", "half-width printed"], three),
        "average": table(
            ["n", "prevalences", "kappa", "jackknife", "percentiles", "BCa", "linearised", "half-width jackknife"],
            averages(options.samples, rng),
        ),
        "errors": table(["", "standard error"], standard_errors(options.samples, rng)),
    }
    text = PAGE.format(**fields)
    print(text)
    if options.write:
        options.write.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
