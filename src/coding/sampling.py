"""The seeded random sample that a further coder codes: by strata, with floors for rare codes, to be extended."""

from __future__ import annotations

import hashlib
import heapq
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Literal, get_args

from ..errors import InputError, no_such

UnitOfSampling = Literal["case", "unit"]
Label = tuple[str, ...]
"""The stratum of a case or unit: the value of the attribute that the sample is stratified by (or an empty text), then
those of the codes with a floor that it is known to have."""

METHOD = "cases in ascending order of SHA-256(seed:case), the first n"


@dataclass(frozen=True)
class Stratum:
    """A part of the frame that is drawn from by itself; each id that was drawn stands for `weight` of the frame."""

    label: Label
    n_frame: int
    n_drawn: int

    @property
    def weight(self) -> float | None:
        """The design weight: the inverse of the chance to be drawn; None when none was drawn."""
        return self.n_frame / self.n_drawn if self.n_drawn else None


@dataclass(frozen=True)
class Sample:
    """A draw, with all that a reviewer needs to repeat it.

    `cases` are the ids that were drawn, in order; with `unit_of_sampling` unit they are units. `frame` holds every id
    that might have been drawn, sorted, with its stratum. `fractions` has one entry, and a further one for each time
    that the sample was extended. `floors` are (code, the least number of ids known to have it).
    """

    seed: int
    fraction: float
    cases: tuple[str, ...]
    n_frame: int
    frame_hash: str
    method: str = METHOD
    unit_of_sampling: UnitOfSampling = "case"
    stratify: str | None = None
    floors: tuple[tuple[str, int], ...] = ()
    fractions: tuple[float, ...] = ()
    frame: tuple[tuple[str, Label], ...] = ()

    @property
    def strata(self) -> tuple[Stratum, ...]:
        """The strata in order, with how many ids they have and how many were drawn."""
        label_of = dict(self.frame)
        drawn = Counter(label_of[case] for case in self.cases)
        return tuple(Stratum(label, n, drawn[label]) for label, n in sorted(Counter(label_of.values()).items()))

    @property
    def weights(self) -> dict[str, float]:
        """The design weight of each id that was drawn."""
        label_of, weight = dict(self.frame), {stratum.label: stratum.weight for stratum in self.strata}
        return {case: weight[label_of[case]] or 0.0 for case in self.cases}

    def __str__(self) -> str:
        kind = f"{self.unit_of_sampling}s"
        return f"{len(self.cases)} of {self.n_frame} {kind} ({self.fraction:.0%}), seed {self.seed}: {self.method}."

    def extended(self, fraction: float) -> Sample:
        """Return a larger sample from the same frame that begins with this one.

        Raises InputError when `fraction` is not larger than that of this sample.
        """
        if _checked(fraction) <= Fraction(str(self.fraction)):
            raise InputError(
                f"{fraction:g} is not larger than {self.fraction:g}, the fraction of the sample.",
                where="--fraction",
                fix="Give the share of the whole that the sample is to have in the end.",
            )
        return _drawn(replace(self, fraction=fraction, fractions=(*self.fractions, fraction)))

    def holds(self) -> bool:
        """Return whether seed, method and frame give these cases when they are drawn again."""
        return _drawn(self) == self

    def certificate(self) -> dict[str, Any]:
        """Return everything that the draw depended on, and what came of it, as plain values."""
        return {
            **{name: value for name, value in vars(self).items() if name != "frame"},
            "cases": list(self.cases),
            "fractions": list(self.fractions),
            "floors": dict(self.floors),
            "strata": [
                {"label": list(s.label), "n_frame": s.n_frame, "n_drawn": s.n_drawn, "weight": s.weight}
                for s in self.strata
            ],
            "frame": [[case, *label] for case, label in self.frame],
        }

    @classmethod
    def of_certificate(cls, texts: Mapping[str, Any]) -> Sample:
        """Return the sample that a certificate describes, as it says; `holds` tells whether it is true.

        Raises InputError when it is no certificate of a sample.
        """
        try:
            return cls(
                seed=int(texts["seed"]),
                fraction=float(texts["fraction"]),
                cases=tuple(map(str, texts["cases"])),
                n_frame=int(texts["n_frame"]),
                frame_hash=str(texts["frame_hash"]),
                method=str(texts["method"]),
                unit_of_sampling=texts["unit_of_sampling"],
                stratify=texts["stratify"],
                floors=tuple((str(code), int(least)) for code, least in texts["floors"].items()),
                fractions=tuple(map(float, texts["fractions"])),
                frame=tuple((str(case), tuple(map(str, label))) for case, *label in texts["frame"]),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise InputError("is no certificate of a sample.", fix="Make one with `intercoder sample show`.") from error


def draw_sample(
    cases: Iterable[str],
    *,
    fraction: float,
    seed: int,
    unit_of_sampling: UnitOfSampling = "case",
    strata: Mapping[str, str] | None = None,
    stratify: str | None = None,
    floors: Mapping[str, int] | None = None,
    known: Mapping[str, Iterable[str]] | None = None,
) -> Sample:
    """Draw `fraction` of `cases` (at least one), the same on every machine and for any order of `cases`.

    The draw depends on the seed and the ids alone: each case is ranked by the SHA-256 of `seed:case`, and the first n
    are taken; n is `fraction` of the cases, halves rounded up. With the same seed a larger draw contains a smaller one.

    `strata` gives the value of the attribute `stratify` for each case; then each value has its share by the method of
    largest remainders. `floors` asks for a least number of cases with a code, as far as there are any; `known` says
    which of these codes each case is known to have. Cases with and without them are strata of their own, so that their
    design weights are known. With `unit_of_sampling` unit, `cases` are units.
    Raises InputError for no cases, or a fraction that is not above 0 and at most 1.

    >>> draw_sample(["P01", "P02", "P03", "P04", "P05"], fraction=0.4, seed=2026).cases
    ('P04', 'P05')
    """
    if unit_of_sampling not in get_args(UnitOfSampling):
        raise no_such("unit of sampling", unit_of_sampling, get_args(UnitOfSampling), where="--unit-of-sampling")
    ids = sorted(set(cases))
    if not ids:
        raise InputError(f"there are no {unit_of_sampling}s to draw from.", fix="Read the notes first.")
    _checked(fraction)
    floored = tuple((floors or {}).items())
    asked = Sample(
        seed,
        fraction,
        (),
        len(ids),
        "",
        unit_of_sampling=unit_of_sampling,
        stratify=stratify,
        floors=floored,
        fractions=(fraction,),
        frame=tuple((case, _stratum(case, strata, [code for code, _ in floored], known or {})) for case in ids),
    )
    return _drawn(asked)


def _stratum(
    case: str, strata: Mapping[str, str] | None, codes: Sequence[str], known: Mapping[str, Iterable[str]]
) -> Label:
    """Return the stratum of a case: its value of the attribute, and those of `codes` that it is known to have."""
    has = set(known.get(case, ()))
    return (str(strata[case]) if strata is not None else "", *(code for code in codes if code in has))


def _checked(fraction: float) -> Fraction:
    if not 0 < fraction <= 1:
        raise InputError(f"{fraction} is not a fraction of the cases.", where="--fraction", fix="Use 0.2 for 20 %.")
    return Fraction(str(fraction))


def _drawn(asked: Sample) -> Sample:
    """Return the sample that follows from seed, frame, fractions and floors of `asked`."""
    ranked = sorted(asked.frame, key=lambda member: _digest(f"{asked.seed}:{member[0]}"))
    sizes = Counter(label for _, label in asked.frame)
    have: Counter[Label] = Counter()
    drawn: list[str] = []
    seats = 0
    for fraction in map(_checked, asked.fractions):
        wanted = max(1, int(fraction * len(asked.frame) + Fraction(1, 2)))
        _share(have, sizes, fraction, wanted - seats)
        _raise_to_floors(have, sizes, asked.floors)
        seats = max(wanted, seats)
        drawn += _first(ranked, have, set(drawn))
    lines = ["\t".join(filter(None, [case, *label])) for case, label in asked.frame]
    return replace(
        asked,
        cases=tuple(drawn),
        n_frame=len(asked.frame),
        frame_hash=_digest("\n".join(lines)),
        method=_method(asked),
    )


def _share(have: Counter[Label], sizes: Mapping[Label, int], fraction: Fraction, seats: int) -> None:
    """Give each of `seats` to the stratum that is furthest below its share: the method of largest remainders."""
    waiting = [(have[label] - fraction * n, -n, label) for label, n in sizes.items() if have[label] < n]
    heapq.heapify(waiting)
    for _ in range(min(seats, sum(-size - have[label] for _, size, label in waiting))):
        above, size, label = heapq.heappop(waiting)
        have[label] += 1
        if have[label] < -size:
            heapq.heappush(waiting, (above + 1, size, label))


def _raise_to_floors(have: Counter[Label], sizes: Mapping[Label, int], floors: Sequence[tuple[str, int]]) -> None:
    """Raise the strata that have a code, the least drawn from first, until the code has its floor."""
    for code, least in floors:
        having = [label for label in sorted(sizes) if code in label[1:]]
        while sum(have[label] for label in having) < least:
            room = [label for label in having if have[label] < sizes[label]]
            if not room:
                break
            have[min(room, key=lambda label: Fraction(have[label], sizes[label]))] += 1


def _first(ranked: Sequence[tuple[str, Label]], have: Mapping[Label, int], before: set[str]) -> list[str]:
    """Return the first of each stratum, as many as it is to have, without those drawn before."""
    taken: Counter[Label] = Counter()
    drawn = []
    for case, label in ranked:
        if taken[label] < have[label]:
            taken[label] += 1
            if case not in before:
                drawn.append(case)
    return drawn


def _method(asked: Sample) -> str:
    kind = asked.unit_of_sampling
    method = METHOD if kind == "case" else METHOD.replace("case", kind)
    if not (asked.stratify or asked.floors):
        return method
    by = [f"value of {asked.stratify}"] if asked.stratify else []
    by += [f"known to have {code} or not" for code, _ in asked.floors]
    told = [f"strata by {' and '.join(by)}, their sizes by largest remainder"]
    told += [f"at least {least} with {code}, if there are so many" for code, least in asked.floors]
    return "; ".join([*told, f"in each, {method}"])


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
