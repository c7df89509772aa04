"""Gamma: agreement on spans after finding which span of one coder answers to which span of another.

The method of Mathet, Widlöcher & Métivier (2015), "The unified and holistic method gamma", Computational Linguistics
41(3). Spans are grouped into unitary alignments, at most one span of each coder in each; the best alignment is that
with the least disorder. Gamma is 1 - disorder / expected disorder, the latter a mean over random continua.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from ...errors import InputError
from ...results import Column, Result, for_json
from ...wording import number_of
from .alpha_u import alpha_of, need_two

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from ..counts.patterns import Floats
    from .spans import Continuum

_ABSENT = -1
_MOST_CANDIDATES = 2_000_000


@dataclass(frozen=True)
class Dissimilarity:
    """How unlike two spans are: position x (shifts of both ends / both lengths) squared, plus code if the codes differ.

    A span without a counterpart costs `empty`, which is also the unit of the other two. Mathet et al. (2015), sec. 4.
    """

    position: float = 1.0
    code: float = 1.0
    empty: float = 1.0

    def between(self, continuum: Continuum, one: NDArray[np.int64], other: NDArray[np.int64]) -> Floats:
        """Return the dissimilarity of each span in `one` from each in `other` (indices), infinite across sources."""
        start, end = continuum.start, continuum.end
        shifts = np.abs(np.subtract.outer(start[one], start[other])) + np.abs(np.subtract.outer(end[one], end[other]))
        lengths = np.add.outer((end - start)[one], (end - start)[other])
        codes_differ = np.not_equal.outer(continuum.code[one], continuum.code[other])
        apart = np.not_equal.outer(continuum.source[one], continuum.source[other])
        unlike = self.empty * (self.position * (shifts / lengths) ** 2 + self.code * codes_differ)
        return np.where(apart, math.inf, unlike)


@dataclass(frozen=True)
class Alignment:
    """The best alignment: its disorder (NaN without any span), and its groups of spans.

    groups  (g, r) indices of the spans that answer to each other, one column per coder; -1 where a coder has none
    """

    disorder: float
    groups: NDArray[np.int64]


def best_alignment(continuum: Continuum, dissimilarity: Dissimilarity | None = None) -> Alignment:
    """Return the alignment of the coders' spans that has the least disorder, exactly (by integer programming).

    The disorder of a group is the mean dissimilarity over all pairs of coders; that of an alignment is the sum over its
    groups, per mean number of spans of a coder. Raises InputError for one coder, and when there are too many spans.
    """
    need_two(continuum)
    if not len(continuum.start):
        return Alignment(math.nan, np.zeros((0, len(continuum.coders)), np.int64))
    groups, disorders = _candidates(continuum, dissimilarity or Dissimilarity())
    chosen = _cheapest_cover(groups, disorders, len(continuum.start))
    mean_spans = len(continuum.start) / len(continuum.coders)
    return Alignment(float(disorders[chosen].sum() / mean_spans), groups[chosen])


def _candidates(continuum: Continuum, dissimilarity: Dissimilarity) -> tuple[NDArray[np.int64], Floats]:
    """Return the groups that can be part of the best alignment, (g, r), and their disorders, (g,).

    A group dearer than leaving each of its spans alone cannot; so groups are built coder by coder and dropped early.
    """
    m = len(continuum.coders)
    n_pairs = m * (m - 1) / 2
    spans = [np.append(np.flatnonzero(continuum.coder == coder), _ABSENT) for coder in range(m)]
    groups, costs = np.zeros((1, 0), np.int64), np.zeros(1)
    for coder in range(m):
        if len(groups) * len(spans[coder]) > _MOST_CANDIDATES:
            raise _too_many(continuum)
        added = _added_costs(continuum, dissimilarity, groups, spans[coder])
        totals = (costs[:, None] + added).ravel()
        grown = np.repeat(groups, len(spans[coder]), axis=0)
        groups = np.column_stack([grown, np.tile(spans[coder], len(costs))])
        affordable = totals <= m * dissimilarity.empty * n_pairs + 1e-9
        groups, costs = groups[affordable], totals[affordable]
    present = (groups != _ABSENT).sum(1)
    keep = (present > 0) & (costs <= present * dissimilarity.empty * n_pairs + 1e-9)
    return groups[keep], costs[keep] / n_pairs


def _added_costs(
    continuum: Continuum, dissimilarity: Dissimilarity, groups: NDArray[np.int64], spans: NDArray[np.int64]
) -> Floats:
    """Return what each of `spans` (the last is none) adds to the dissimilarities within each group, (g, spans)."""
    added = np.zeros((len(groups), len(spans)))
    for members in groups.T:
        known, place = np.unique(members, return_inverse=True)
        unlike = np.full((len(known), len(spans)), float(dissimilarity.empty))
        real = known != _ABSENT
        unlike[real, :-1] = dissimilarity.between(continuum, known[real], spans[:-1])
        added += unlike[place.reshape(-1)]
    return added


def _too_many(continuum: Continuum) -> InputError:
    return InputError(
        f"{number_of(len(continuum.start), 'span')} of {len(continuum.coders)} coders are too many for gamma, which "
        "weighs every way to match them.",
        fix="Compute it for one source, or for two of the coders, at a time.",
    )


def _cheapest_cover(groups: NDArray[np.int64], disorders: Floats, n_spans: int) -> NDArray[np.int64]:
    """Return which groups together hold every span once at the least sum of disorders."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    group, column = np.nonzero(groups != _ABSENT)
    shape = (n_spans, len(groups))
    holds = csr_array((np.ones(len(group)), (groups[group, column], group)), shape=shape)
    found = milp(
        disorders, constraints=LinearConstraint(holds, 1, 1), integrality=np.ones(len(groups)), bounds=Bounds(0, 1)
    )
    return np.flatnonzero(found.x > 0.5)


@dataclass(frozen=True, repr=False)
class Gamma(Result):
    """Gamma of several coders' spans: 1 - disorder / expected disorder (NaN without any span).

    disorder  of the best alignment
    expected  mean disorder of the best alignments of `samples` random continua, drawn with `seed`
    error     standard error that gamma has because these are a sample
    """

    title: ClassVar[str] = "Gamma, agreement on spans and codes"
    coders: tuple[str, ...]
    n_spans: int
    value: float
    disorder: float
    expected: float
    error: float
    samples: int
    seed: int

    def to_frame(self) -> pd.DataFrame:
        """Return one row: `value`, `disorder`, `expected`, `error`, `samples`."""
        import pandas as pd

        names = ("value", "disorder", "expected", "error", "samples")
        return pd.DataFrame([{name: getattr(self, name) for name in names}])

    def columns(self) -> tuple[Column, ...]:
        """Return the columns that people see."""
        return (
            Column("value", "Gamma", "coefficient"),
            Column("disorder", "Disorder", "coefficient"),
            Column("expected", "Expected disorder", "coefficient"),
            Column("error", "Sampling error", "coefficient"),
            Column("samples", "Random continua", "count"),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the result for JSON."""
        return {
            "coders": list(self.coders),
            "n_spans": self.n_spans,
            **{name: for_json(getattr(self, name)) for name in ("value", "disorder", "expected", "error")},
            "samples": self.samples,
            "seed": self.seed,
        }

    def notes(self) -> tuple[str, ...]:
        """Return how the expected disorder was found."""
        return (
            f"{number_of(self.n_spans, 'span')} of the coders {', '.join(self.coders)}, matched with the least "
            "disorder.",
            f"Expected disorder: mean of {self.samples} random continua (seed {self.seed}), each made by shifting "
            "coders' spans around the continuum.",
        )


def gamma(continuum: Continuum, *, seed: int, samples: int = 30, dissimilarity: Dissimilarity | None = None) -> Gamma:
    """Return gamma of the spans of two coders or more.

    The disorder is exact; the expected disorder is a mean over `samples` random continua drawn with `seed`, each coder
    in which takes some coder's spans, shifted around the continuum by a random distance. Raises InputError as
    `best_alignment` does. Mathet et al. (2015), sections 4 and 5.
    """
    rng = np.random.default_rng(seed)
    disorder = best_alignment(continuum, dissimilarity).disorder
    random = (best_alignment(_shuffled(continuum, rng), dissimilarity).disorder for _ in range(samples))
    drawn = [found for found in random if not math.isnan(found)] if len(continuum.start) else []
    expected, spread = (float(np.mean(drawn)), float(np.std(drawn))) if drawn else (math.nan, math.nan)
    value = float(alpha_of(disorder, expected))
    error = (1 - value) * spread / expected / math.sqrt(max(len(drawn) - 1, 1)) if expected else math.nan
    return Gamma(continuum.coders, len(continuum.start), value, disorder, expected, error, samples, seed)


def _shuffled(continuum: Continuum, rng: np.random.Generator) -> Continuum:
    """Return a random continuum: for each coder some coder's spans, moved on by a random distance, around the end.

    The distances of two coders differ by at least half a mean span, lest one coder's spans agree with themselves.
    """
    whole, m = continuum.length, len(continuum.coders)
    shifts = _distances(whole, m, float((continuum.end - continuum.start).mean()) / 2, rng)
    parts = []
    for place, (coder, shift) in enumerate(zip(rng.integers(m, size=m), shifts, strict=True)):
        mine = np.flatnonzero(continuum.coder == coder)
        around = np.where(continuum.start[mine] + shift >= whole, shift - whole, shift)
        parts.append((mine, np.full(len(mine), place), around))
    spans, coders, moved = (np.concatenate(part) for part in zip(*parts, strict=True))
    return replace(
        continuum,
        coder=coders,
        code=continuum.code[spans],
        source=np.zeros(len(spans), np.int64),
        start=continuum.start[spans] + moved,
        end=continuum.end[spans] + moved,
    )


def _distances(whole: float, m: int, least: float, rng: np.random.Generator) -> Floats:
    """Return m random places on a circle of length `whole`, at least `least` apart as far as there is room for it."""
    least = min(least, whole / m)
    free = np.sort(rng.uniform(0, whole - m * least, m)) + least * np.arange(m)
    places: Floats = rng.permutation((free + rng.uniform(0, whole)) % whole)
    return places
