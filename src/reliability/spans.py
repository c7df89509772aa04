"""Spans: stretches of text (or time) that each coder chose and coded, laid out on one continuum.

Here nobody cut the data into units beforehand, so two coders can agree on a code and still differ on where it begins
and ends. This module holds the continuum itself and the plainest view of it: character by character, as NVivo counts.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from ..errors import InputError, IntercoderError, did_you_mean, raise_all
from ..results import Column, Result
from ..tables import Table
from .coefficients.kappas import cohen_kappa
from .patterns import Floats, Patterns
from .reasons import BINARY

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

SPANS = Table("spans", ("source", "coder", "code", "start", "end"), key=("source", "coder", "code", "start", "end"))
_FOUR_PATTERNS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


@dataclass(frozen=True)
class Continuum:
    """The sources laid end to end, with every coder's spans on them.

    coders, codes, sources  their names, in order
    lengths                 (n_sources,) length of each source
    coder, code, source     (n_spans,) index of each span's coder, code and source
    start, end              (n_spans,) where it begins and ends on the continuum, the end not included
    """

    coders: tuple[str, ...]
    codes: tuple[str, ...]
    sources: tuple[str, ...]
    lengths: Floats
    coder: NDArray[np.int64]
    code: NDArray[np.int64]
    source: NDArray[np.int64]
    start: Floats
    end: Floats

    @property
    def length(self) -> float:
        """The length of all sources together."""
        return float(self.lengths.sum())

    def where(self, chosen: NDArray[np.bool_]) -> Continuum:
        """Return the same continuum with only some of the spans."""
        parts = {name: getattr(self, name)[chosen] for name in ("coder", "code", "source", "start", "end")}
        return replace(self, **parts)

    def of_coders(self, coders: Sequence[str]) -> Continuum:
        """Return the continuum with some of the coders, in that order. Raises InputError for an unknown one."""
        places = np.full(len(self.coders), -1)
        places[[_place(coder, self.coders, "coder") for coder in coders]] = np.arange(len(coders))
        chosen = self.where(places[self.coder] >= 0)
        return replace(chosen, coders=tuple(coders), coder=places[chosen.coder])

    def units(self, coder: int, code: int) -> tuple[Floats, Floats]:
        """Return starts and ends of one coder's spans with one code, in order; those that overlap become one."""
        mine = (self.coder == coder) & (self.code == code)
        return _joined(self.start[mine], self.end[mine])


def _place(name: str, names: Sequence[str], kind: str) -> int:
    if name not in names:
        hint = did_you_mean(name, names) or f"The {kind}s are: {', '.join(names)}."
        raise InputError(f'there is no {kind} "{name}".', fix=hint)
    return list(names).index(name)


def _joined(start: Floats, end: Floats) -> tuple[Floats, Floats]:
    order = np.lexsort((end, start))
    start, end = start[order], np.maximum.accumulate(end[order]) if len(end) else end
    new = np.append(True, start[1:] >= end[:-1])[: len(start)]
    firsts = np.flatnonzero(new)
    lasts = np.append(firsts[1:], len(start)) - 1 if len(firsts) else firsts
    return start[firsts], end[lasts]


def continuum(
    spans: pd.DataFrame,
    lengths: Mapping[str, float],
    *,
    coders: Sequence[str] | None = None,
    codes: Sequence[str] | None = None,
) -> Continuum:
    """Return the continuum made of `spans` (source, coder, code, start, end; the end not included).

    `lengths` gives the length of every source that all the coders finished, with or without any span; spans in other
    sources are left out. `coders` and `codes` name those that count, by default all that occur; name a coder who
    marked nothing. Raises InputError, all problems at once, for spans that end before they begin or outside their
    source.
    """
    import pandas as pd

    SPANS.check(spans)
    coder_names = tuple(coders) if coders is not None else tuple(sorted(spans["coder"].unique()))
    code_names = tuple(codes) if codes is not None else tuple(sorted(spans["code"].unique()))
    chosen = spans["source"].isin(list(lengths)) & spans["coder"].isin(coder_names) & spans["code"].isin(code_names)
    used = spans[chosen]
    raise_all(list(_misplaced(used, lengths)), where="table spans")
    sizes = np.array(list(lengths.values()), float)
    source = pd.Index(list(lengths)).get_indexer(pd.Index(used["source"]))
    offset = np.append(0.0, np.cumsum(sizes))[source]
    return Continuum(
        coder_names,
        code_names,
        tuple(lengths),
        sizes,
        pd.Index(coder_names).get_indexer(pd.Index(used["coder"])),
        pd.Index(code_names).get_indexer(pd.Index(used["code"])),
        source,
        offset + used["start"].to_numpy(float),
        offset + used["end"].to_numpy(float),
    )


def _misplaced(spans: pd.DataFrame, lengths: Mapping[str, float]) -> Iterator[IntercoderError]:
    limit = spans["source"].map(dict(lengths))
    wrong = (spans["start"] < 0) | (spans["end"] <= spans["start"]) | (spans["end"] > limit)
    for row in spans[wrong].itertuples():
        size = f"{lengths[str(row.source)]:g}"
        yield InputError(
            f'{row.coder}\'s span {row.start:g} to {row.end:g} with code "{row.code}" does not lie in source '
            f'"{row.source}", which is {size} long.',
            where="table spans",
            fix="A span begins at 0 or later, ends after it begins, and ends at most at the end of its source.",
        )


def character_patterns(continuum: Continuum, a: str, b: str, *, by_source: bool = False) -> Patterns:
    """Return how many characters both, one or neither of two coders gave each code.

    The patterns have the codes as variables and count characters: counts (codes, 4), or (sources, codes, 4) with
    `by_source`. So every coefficient for two coders can be computed over characters.
    """
    pair = continuum.of_coders((a, b))
    n_groups = len(pair.sources) * len(pair.codes)
    group = pair.source * len(pair.codes) + pair.code
    mine, theirs = (_covered(pair.where(pair.coder == place), group[pair.coder == place], n_groups) for place in (0, 1))
    either = _covered(pair, group, n_groups)
    whole = np.repeat(pair.lengths, len(pair.codes))
    counts = np.stack([whole - either, either - mine, either - theirs, mine + theirs - either], axis=-1)
    counts = counts.reshape(len(pair.sources), len(pair.codes), 4)
    return Patterns(pair.codes, (a, b), BINARY, _FOUR_PATTERNS, counts if by_source else counts.sum(0))


def _covered(continuum: Continuum, group: NDArray[np.int64], n_groups: int) -> Floats:
    """Return how much of the continuum the spans of each group cover, each place counted once, shape (n_groups,)."""
    if not len(group):
        return np.zeros(n_groups)
    order = np.lexsort((continuum.start, group))
    shift = group[order] * continuum.length
    start, end = continuum.start[order] + shift, continuum.end[order] + shift
    reached = np.append(-math.inf, np.maximum.accumulate(end)[:-1])
    return np.bincount(group[order], np.maximum(end - np.maximum(start, reached), 0.0), n_groups).astype(float)


@dataclass(frozen=True, repr=False)
class CharacterAgreement(Result):
    """Agreement of two coders on each code, character by character.

    patterns   counts of characters (codes, 4)
    by_source  the same source by source, (sources, codes, 4)
    """

    title: ClassVar[str] = "Agreement over characters"
    patterns: Patterns
    by_source: Patterns

    def to_frame(self) -> pd.DataFrame:
        """Return one row per code: the four counts of characters, percent agreement and Cohen's kappa over them."""
        import pandas as pd

        neither, only_b, only_a, both = self.patterns.counts.T
        kappa = cohen_kappa(self.patterns)
        return pd.DataFrame(
            {
                "code": self.patterns.variables,
                "both": both,
                "only_a": only_a,
                "only_b": only_b,
                "neither": neither,
                "percent_agreement": 100 * kappa.observed,
                "kappa": kappa.value,
                "mean_kappa_of_sources": self.mean_of_sources(),
                "reason": kappa.reasons,
            }
        )

    def mean_of_sources(self) -> Floats:
        """Return per code the unweighted mean of the kappas of the sources where it is defined, NaN where none is."""
        kappas = cohen_kappa(self.by_source).value
        defined = ~np.isnan(kappas)
        total = np.where(defined, kappas, 0.0).sum(0)
        return np.where(defined.any(0), total / np.maximum(defined.sum(0), 1), np.nan)

    def columns(self) -> tuple[Column, ...]:
        """Return the columns that people see."""
        a, b = self.patterns.coders
        return (
            Column("code", "Code"),
            Column("both", "Both", "count"),
            Column("only_a", f"Only {a}", "count"),
            Column("only_b", f"Only {b}", "count"),
            Column("neither", "Neither", "count"),
            Column("percent_agreement", "Agreement %", "percent"),
            Column("kappa", "Kappa", "coefficient"),
            Column("mean_kappa_of_sources", "Mean of sources", "coefficient"),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the result for JSON."""
        rows = self.to_frame().to_dict("records")
        codes = [{key: None if _nan(value) else value for key, value in row.items()} for row in rows]
        return {"coders": list(self.patterns.coders), "level": "character", "codes": codes}

    def notes(self) -> tuple[str, ...]:
        """Return what was counted, and why there is no interval."""
        a, b = self.patterns.coders
        n_sources = self.by_source.counts.shape[0]
        return (
            f"Characters of {n_sources} source{'' if n_sources == 1 else 's'} that {a} and {b} both coded; text that "
            "neither marked counts as agreement.",
            "Characters within a span hang together, so no interval is given: their number is not a sample size.",
        )


def _nan(value: object) -> bool:
    return isinstance(value, float) and math.isnan(value)


def character_agreement(continuum: Continuum, a: str, b: str) -> CharacterAgreement:
    """Return the agreement of two coders over characters, code by code.

    Percent agreement is the share of characters that both or neither gave the code, and kappa is Cohen's over the same
    characters, as in NVivo's coding comparison query. Raises InputError for an unknown coder.
    """
    pooled, by_source = (character_patterns(continuum, a, b, by_source=split) for split in (False, True))
    return CharacterAgreement(pooled, by_source)
