"""Levels in the names of codes: `Planning - Evaluating` and `Planning->Evaluating` are `Planning / Evaluating`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from ..framework import paths
from ..wording import number_of
from .cells import tidy

SURE = ("->", "\u2192", "::", " > ", ">")
"""Signs that nobody puts into a name for another reason."""

LIKELY = (" - ", " \u2013 ", " / ", "/", "\\")
"""Signs that separate levels when several names begin alike."""


def level_separator(names: Sequence[str]) -> str | None:
    """Return the sign that separates the levels in these names of codes, or None when there is no telling.

    A sign of `LIKELY` counts only when every name that has it begins like another one, and when no other sign does.

    >>> level_separator(["Planning - Evaluating", "Planning - Starting", "Resources"])
    ' - '
    >>> level_separator(["and/or", "Leaflets"]) is None
    True
    """
    found = []
    left = list(names)
    for sign in (*SURE, *LIKELY):
        having = [name for name in left if sign in name.strip(sign)]
        if having and (sign in SURE or _begin_alike(having, names, sign)):
            found.append(sign)
        left = [name for name in left if name not in having]
    return found[0] if len(found) == 1 else None


def _begin_alike(having: Sequence[str], names: Sequence[str], sign: str) -> bool:
    begins = Counter(name.split(sign)[0].strip().casefold() for name in having)
    wholes = {tidy(name).casefold() for name in names}
    return all(count > 1 or begin in wholes for begin, count in begins.items())


def keeps_whole(levels: str | None) -> bool:
    """Return whether names are to be kept as they stand: what is said to stand between their levels is "none"."""
    return levels is not None and levels.strip().lower() == "none"


def as_paths(names: Sequence[str], levels: str | None = None) -> tuple[dict[str, str], str | None]:
    r"""Return the path of each code name, `Parent / Child`, and the sign that separated its levels (None for none).

    `levels` is the sign, where it is known, or "none": then names are as they stand. Where two names would become one
    path, all stay.

    >>> as_paths(["Planning->Evaluating", "Resources"])
    ({'Planning->Evaluating': 'Planning / Evaluating', 'Resources': 'Resources'}, '->')
    >>> as_paths(["Access / Parking"], "none")
    ({'Access / Parking': 'Access \\/ Parking'}, None)
    """
    if keeps_whole(levels):
        return {name: paths.join([name]) for name in names}, None
    sign = levels or level_separator(names)
    if sign is None or sign == paths.SEPARATOR:
        return {name: name for name in names}, None
    renamed = {name: paths.join([tidy(level) for level in name.split(sign) if tidy(level)]) or name for name in names}
    if len(set(renamed.values())) < len(set(names)):
        return {name: name for name in names}, None
    return renamed, sign


def told_of_levels(renamed: Mapping[str, str], sign: str | None) -> Iterator[str]:
    """Yield, as remarks, how many names were read as levels, by which sign, and how to say otherwise.

    `renamed` and `sign` are what `as_paths` gives.
    """
    sign = (sign or paths.SEPARATOR).strip()
    levels = {name: paths.split(path) for name, path in renamed.items()}
    read = {name: held for name, held in levels.items() if len(held) > 1}
    for name, (*above, last) in list(read.items())[:1]:
        example = f'"{name}" is "{last}" below "{above[-1]}"'
        counted = f"{len(read)} of {number_of(len(renamed), 'name')}"
        yield f'"{sign}" read as levels in {counted} of codes: {example}; --levels none keeps names whole'
