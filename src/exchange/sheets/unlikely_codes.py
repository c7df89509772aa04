"""Codes in cells that look like slips: several taken for one, and names that were misspelt once."""

from __future__ import annotations

import difflib
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from ..cells import folded
from .lists import shown

MOST_COMPARED = 300  # codes of one table; of more, names are not compared
ALIKE = 0.85  # of difflib's ratio: a letter or two in a name
OFTEN = 3  # how often the other name must be there to be the right one

_SIGNS = re.compile(r"[,;|\n]")
_BETWEEN = re.compile(r"[,;|\n/&+]")


def unlikely_codes(codings: Sequence[tuple[str, str, str]], signs: Sequence[str] = ()) -> Iterator[str]:
    """Yield what to look at in codings (unit, coder, code) taken out of cells, in sentences without a stop.

    `signs` are those that separated codes.
    """
    by: defaultdict[str, set[str]] = defaultdict(set)
    for _, coder, code in codings:
        by[code].add(coder)
    used = Counter(code for _, _, code in codings)
    known = {folded(code): code for code in used}
    for code, often in used.items():
        parts = [known.get(folded(part), "") for part in _SIGNS.split(code)]
        if len(parts) > 1 and all(parts):
            named = " and ".join(f'"{part}"' for part in parts)
            every = shown(dict.fromkeys((*signs, *_SIGNS.findall(code))))
            yield f'"{code}" read as one code, though {named} are codes: --separator "{every}" reads both signs'
        elif len(used) <= MOST_COMPARED and len(by[code]) == 1 and (near := _near(code, used, by)):
            (coder,) = by[code]
            times = f"comes only once, from {coder}," if often == 1 else f"comes {often} times, always from {coder},"
            yield f'"{code}" {times} and looks like "{near}": is it the same code?'


def held_together(categories: Sequence[str]) -> Iterator[str]:
    """Yield, as a sentence without a stop, categories that are others with a sign between: codes in one cell."""
    known = {folded(category) for category in categories}
    found = [each for each in categories if len(_parts(each)) > 1 and known.issuperset(_parts(each))]
    if found:
        signs = "".join(dict.fromkeys("".join(_BETWEEN.findall("".join(found)))))
        yield (
            f'"{found[0]}" read as one category, though its parts are categories: '
            f'--layout lists --separator "{shown(signs)}" reads several codes in a cell'
        )


def _parts(category: str) -> list[str]:
    return [folded(part) for part in _BETWEEN.split(category)]


def _near(code: str, used: Counter[str], by: Mapping[str, Collection[str]]) -> str:
    """Return a code that is used often and differs from `code` by a letter or two, none of them a number.

    A code that one coder alone uses several times is a slip only beside one that others use, and that coder less.
    """
    plain = re.sub(r"\d+", "", folded(code))
    for other, often in used.items():
        numbers_differ = plain == re.sub(r"\d+", "", folded(other))
        if other == code or often < max(OFTEN, used[code] + 1) or numbers_differ:
            continue
        if (used[code] == 1 or len(by[other]) > 1) and _alike(folded(code), folded(other)):
            return other
    return ""


def _alike(one: str, other: str) -> bool:
    swapped = len(one) > 3 and sorted(one) == sorted(other) and " " not in one
    return swapped or difflib.SequenceMatcher(None, one, other).ratio() >= ALIKE
