"""The seeded random sample that a further coder codes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from ..errors import InputError

METHOD = "cases in ascending order of SHA-256(seed:case), the first n"


@dataclass(frozen=True)
class Sample:
    """A draw, with all that a reviewer needs to repeat it: seed, method, and a hash of the cases drawn from."""

    seed: int
    fraction: float
    cases: tuple[str, ...]
    n_frame: int
    frame_hash: str
    method: str = METHOD


def draw_sample(cases: Iterable[str], *, fraction: float, seed: int) -> Sample:
    """Draw `fraction` of `cases` (at least one), the same on every machine and for any order of `cases`.

    The draw depends on the seed and the ids alone: each case is ranked by the SHA-256 of `seed:case`, and the first n
    are taken; n is `fraction` of the cases, halves rounded up. With the same seed a larger draw contains a smaller one.
    Raises InputError for no cases, or a fraction that is not above 0 and at most 1.

    >>> draw_sample(["P01", "P02", "P03", "P04", "P05"], fraction=0.4, seed=2026).cases
    ('P04', 'P05')
    """
    frame = sorted(set(cases))
    if not frame:
        raise InputError("there are no cases to draw from.", fix="Read the notes first.")
    if not 0 < fraction <= 1:
        raise InputError(f"{fraction} is not a fraction of the cases.", where="--fraction", fix="Use 0.2 for 20 %.")
    size = max(1, int(Fraction(str(fraction)) * len(frame) + Fraction(1, 2)))
    ranked = sorted(frame, key=lambda case: _digest(f"{seed}:{case}"))
    return Sample(seed, fraction, tuple(ranked[:size]), len(frame), _digest("\n".join(frame)))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
