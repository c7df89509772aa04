"""Which heading of a framework file is which field of a code, and what is wrong with headings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from ..errors import InputError, IntercoderError, did_you_mean, no_such
from . import paths

if TYPE_CHECKING:
    from .codes import Framework

HEADINGS = {
    "Code": "path",
    "Definition": "definition",
    "When to use": "when_to_use",
    "When not to use": "when_not_to_use",
    "Example": "example",
    "Origin": "origin",
    "Added by": "added_by",
    "Reason": "reason",
    "May be applied": "applicable",
    "Colour": "colour",
    "GUID": "guid",
}
"""The headings of a framework file and the field that each one holds."""

OTHER_HEADINGS = {
    "path": "path",
    "code path": "path",
    "code name": "path",
    "tag": "path",
    "description": "definition",
    "meaning": "definition",
    "comment": "definition",
    "memo": "definition",
    "inclusion criteria": "when_to_use",
    "exclusion criteria": "when_not_to_use",
    "do not use": "when_not_to_use",
    "examples": "example",
    "inclusion": "when_to_use",
    "exclusion": "when_not_to_use",
    "why": "reason",
    "color": "colour",
    "parent": "parent",
    "parent code": "parent",
}
"""How the files of other tools head the same fields, or name the code above."""


def fields(headings: Sequence[str], *, where: str = "") -> dict[str, int]:
    """Return which field of a code each column holds, by position; columns with other headings are left alone.

    Raises InputError when there is no column of codes.
    """
    found: dict[str, int] = {}
    for known in (_KNOWN, OTHER_HEADINGS):
        for at, name in enumerate(map(plain, headings)):
            if name in known and at not in found.values():
                found.setdefault(known[name], at)
    if "path" not in found:
        raise no_such("column", "Code", headings, where=where, fix="Name the column of codes Code.")
    return found


def plain(heading: str) -> str:
    """Return a heading without capitals, underscores and stray spaces."""
    return paths.tidy(heading.replace("_", " ")).casefold()


def says_field(heading: str) -> bool:
    """Return whether a heading is that of a field of a code, such as Definition."""
    return plain(heading) in _KNOWN | OTHER_HEADINGS


_KNOWN = {plain(heading): name for heading, name in HEADINGS.items()}


def heading_problems(
    headings: Sequence[str], found: Iterable[str], places: Sequence[str], previous: Framework | None
) -> Iterator[IntercoderError]:
    """Yield what is wrong with the headings: one that comes twice, one misspelt, and texts that have lost their column.

    `found` are the fields that there are columns for, `places` the cells of the headings. A file that lacks a column
    for what the codes of `previous` have would silently take it away from all of them.
    """
    plains, have = [plain(heading) for heading in headings], set(found)
    for at, name in enumerate(plains):
        if name in _KNOWN and name in plains[:at]:
            first = places[plains.index(name)]
            yield InputError(
                f'the heading "{headings[at]}" comes twice, first in {first}.', where=places[at], fix="Rename one."
            )
        elif name and name not in _KNOWN | OTHER_HEADINGS:
            near = [heading for heading, known in HEADINGS.items() if known not in have]
            if fix := did_you_mean(headings[at], near):
                yield InputError(f'"{headings[at]}" is not a heading of a framework.', where=places[at], fix=fix)
    yield from missing_fields(have, places[0].rpartition(",")[0] if places else "", previous)


def missing_fields(have: set[str], where: str, previous: Framework | None) -> Iterator[IntercoderError]:
    """Yield a problem for each text that codes of `previous` have and that nothing in the file holds."""
    for heading in ("Definition", "When to use", "When not to use", "Example"):
        name = HEADINGS[heading]
        if previous and name not in have and (count := sum(bool(getattr(code, name)) for code in previous)):
            yield InputError(
                f'there is no column "{heading}", which {count} codes of the newest version have.',
                where=where,
                fix="Head its column so; to take the texts out, keep the heading above empty cells.",
            )
