"""Paths of codes: `Parent / Child`, with ` / ` between the levels."""

from __future__ import annotations

import re
from collections.abc import Sequence

SEPARATOR = " / "

_BETWEEN = re.compile(r"(?:^|\s+)/(?=\s|$)")
_LOOSE_SLASH = re.compile(r"(?:(?<=\s)|^)/|/(?=\s|$)")


def join(names: Sequence[str]) -> str:
    r"""Return the path of a code from the names on the way to it; a slash that could be taken for a level is escaped.

    >>> join(["Planning", "Consultation"]), join(["and/or"]), join(["A / B"])
    ('Planning / Consultation', 'and/or', 'A \\/ B')
    """
    return SEPARATOR.join(_LOOSE_SLASH.sub(r"\\/", name.replace("\\", "\\\\")) for name in names)


def split(path: str) -> list[str]:
    r"""Return the names on a path: the inverse of `join`.

    >>> split("Planning / Consultation"), split("A \\/ B")
    (['Planning', 'Consultation'], ['A / B'])
    """
    return [re.sub(r"\\([/\\])", r"\1", name.strip()) for name in _BETWEEN.split(path.strip())]


def tidy(name: str) -> str:
    """Return `name` without spaces at its ends and with single ones inside."""
    return " ".join(name.split())
