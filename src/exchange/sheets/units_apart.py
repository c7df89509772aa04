"""Units that only one coder has, where another coder has such units too: perhaps the same ones, spelt differently."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from ...wording import number_of, some_of

_NAMED = 4  # units of a coder that are named
_MOST_CODERS = 6  # of more, each often has units of their own


def units_apart(coded: Iterable[tuple[str, str]], coders: Sequence[str]) -> str:
    """Return what to look at in the pairs (unit, coder) that were coded, a sentence without a stop, or nothing.

    Nothing is said where all units of one coder are those of others too, as in a sample that a second coder checks.
    """
    by: defaultdict[str, set[str]] = defaultdict(set)
    for unit, coder in coded:
        by[unit].add(coder)
    alone: defaultdict[str, list[str]] = defaultdict(list)
    for unit, who in by.items():
        if len(who) == 1:
            alone[next(iter(who))].append(unit)
    told = [f"{coder} alone has {_named(alone[coder])}" for coder in coders if alone[coder]]
    if not 2 <= len(told) <= _MOST_CODERS:
        return ""
    common = len(by) - sum(map(len, alone.values()))
    ending = "these are not compared" if common else "no unit is compared"
    return (
        f"{'; '.join(told)}: only units of the same name are the same, so {ending}; are some names spelt differently?"
    )


def _named(units: Sequence[str]) -> str:
    quoted = [f'"{unit}"' for unit in units]
    return f"{number_of(len(units), 'unit')} ({some_of(quoted, _NAMED)})"
