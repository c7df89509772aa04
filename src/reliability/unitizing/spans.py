"""Spans: stretches of text (or time) that each coder chose and coded, laid out on one continuum.

Here nobody cut the data into units beforehand, so two coders can agree on a code and still differ on where it begins
and ends. This module holds the continuum on which they are compared.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from ...errors import InputError, IntercoderError, no_such, raise_all
from ...tables import Table

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from ..counts.coded_units import CodedUnits
    from ..counts.patterns import Floats

SPANS = Table("spans", ("source", "coder", "code", "start", "end"), key=("source", "coder", "code", "start", "end"))


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
        raise no_such(kind, name, names)
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
    limit = spans["source"].map(dict(lengths)).astype(float)  # of no rows too
    wrong = (spans["start"] < 0) | (spans["end"] <= spans["start"]) | (spans["end"] > limit)
    for row in spans[wrong].itertuples():
        size = f"{lengths[str(row.source)]:g}"
        yield InputError(
            f'{row.coder}\'s span {row.start:g} to {row.end:g} with code "{row.code}" does not lie in source '
            f'"{row.source}", which is {size} long.',
            where="table spans",
            fix="A span begins at 0 or later, ends after it begins, and ends at most at the end of its source.",
        )


def continuum_of_units(
    coded_units: CodedUnits,
    *,
    length_of: Mapping[Hashable, float] | None = None,
    source_of: Mapping[Hashable, Hashable] | None = None,
) -> Continuum:
    """Return the units that all coders coded as stretches of text, one span for every code applied to one of them.

    `length_of` gives the characters of each unit (by default every unit counts 1), `source_of` the source it belongs to
    (by default all are one source). So what tools do that count characters can be done with coded units. Units without
    text are left out. Raises InputError for a unit that is missing there, and when no unit has any text.
    """
    import pandas as pd

    common = coded_units.coded_by_all()
    lengths = np.nan_to_num(_looked_up(common.units, length_of, 1.0, "length").astype(float))
    common, lengths = common.of_units(lengths > 0), lengths[lengths > 0]
    if not len(lengths):
        raise InputError("there is no unit with text that all the coders coded.", fix="Compare unit by unit.")
    source, names = pd.factorize(_looked_up(common.units, source_of, "all units", "source"))
    order = np.argsort(source, kind="stable")
    start = np.empty(len(order))
    start[order] = np.append(0.0, np.cumsum(lengths[order]))[:-1]
    sizes = np.bincount(source, lengths, len(names)).astype(float)
    unit = common.unit
    return Continuum(
        common.coders,
        common.codes,
        tuple(map(str, names)),
        sizes,
        common.coder,
        common.code,
        source[unit],
        start[unit],
        start[unit] + lengths[unit],
    )


def _looked_up(units: NDArray[Any], known: Mapping[Hashable, Any] | None, otherwise: object, what: str) -> NDArray[Any]:
    if known is None:
        return np.full(len(units), otherwise, dtype=object)
    lost = [unit for unit in units if unit not in known]
    if lost:
        raise InputError(f'the {what} of unit "{lost[0]}" is not known.', fix=f"Give the {what} of every unit.")
    return np.array([known[unit] for unit in units], dtype=object)
