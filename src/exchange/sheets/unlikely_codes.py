"""Codes in cells that look like slips: several taken for one, and names that were misspelt once."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ..cells import folded
from .lists import shown

MOST_COMPARED = 300  # codes of one table; of more, names are not compared
ALIKE = 0.85  # of difflib's ratio: a letter or two in a name
OFTEN = 3  # how often the other name must be there to be the right one

_SIGNS = re.compile(r"[,;|\n]")


def unlikely_codes(codings: Sequence[tuple[str, str, str]], signs: Sequence[str] = ()) -> Iterator[str]:
    """Yield what to look at in codings (unit, coder, code) taken out of cells, in sentences without a stop.

    `signs` are those that separated codes.
    """
    by = {code: coder for _, coder, code in codings}
    used = Counter(code for _, _, code in codings)
    known = {folded(code): code for code in used}
    for code, often in used.items():
        parts = [known.get(folded(part), "") for part in _SIGNS.split(code)]
        if len(parts) > 1 and all(parts):
            named = " and ".join(f'"{part}"' for part in parts)
            every = shown(dict.fromkeys((*signs, *_SIGNS.findall(code))))
            yield f'"{code}" read as one code, though {named} are codes: --separator "{every}" reads both signs'
        elif often == 1 and len(used) <= MOST_COMPARED and (near := _near(code, used)):
            yield f'"{code}" comes only once, from {by[code]}, and looks like "{near}": is it the same code?'


def _near(code: str, used: Counter[str]) -> str:
    """Return a code that is used often and differs from `code` by a letter or two, none of them a number."""
    plain = re.sub(r"\d+", "", folded(code))
    for other, often in used.items():
        numbers_differ = plain == re.sub(r"\d+", "", folded(other))
        if often < OFTEN or numbers_differ:
            continue
        if difflib.SequenceMatcher(None, folded(code), folded(other)).ratio() >= ALIKE:
            return other
    return ""
