"""Columns about the units that stand among the answers: counts and sizes, the same whoever coded the unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ..cells import folded, is_missing, is_number, number

if TYPE_CHECKING:
    from .roles import Profile
    from .source import Source

_SCALE = range(11)  # numbers that coders may well have given


def known_of_units(sources: Sequence[Source], profiles: Sequence[Sequence[Profile]], *, of_codes: bool) -> set[str]:
    """Return the names of columns that hold numbers on which coders who share units never differ.

    Beside codes these are numbers that are no marks; beside variables only numbers beyond a scale, from 0 to 10.
    """
    held: dict[str, list[Profile]] = {}
    for each in profiles:
        for profile in each:
            held.setdefault(profile.name, []).append(profile)
    return {
        name for name, mine in held.items() if _counts(mine, of_codes=of_codes) and not _differ(sources, profiles, name)
    }


def _counts(profiles: Iterable[Profile], *, of_codes: bool) -> bool:
    texts = {text for profile in profiles for text in profile.counts}
    if not texts or not all(map(is_number, texts)):
        return False
    return any(number(text) not in ((0, 1) if of_codes else _SCALE) for text in texts)


def _differ(sources: Sequence[Source], profiles: Sequence[Sequence[Profile]], name: str) -> bool:
    """Return whether two coders of a unit differ in this column, or no two coders share a unit."""
    known: dict[str, tuple[str, str]] = {}
    shared = False
    for source, each in zip(sources, profiles, strict=True):
        column = next((profile.column for profile in each if profile.name == name), None)
        if column is None:
            return True
        for unit, coder, text in zip(source.units(), source.coders(), source.table.values(column), strict=True):
            value = "" if is_missing(text) else folded(text)
            first, before = known.setdefault(unit, (coder, value))
            shared = shared or first != coder
            if before != value:
                return True
    return not shared
