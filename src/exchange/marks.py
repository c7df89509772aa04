"""Marks: how coders write into a cell that a code applies, or that it does not."""

from __future__ import annotations

from ..errors import did_you_mean
from .cells import MISSING_WORDS, folded, is_number

APPLIED = frozenset(
    {
        "1",
        "x",
        "xx",
        "+",
        "yes",
        "y",
        "true",
        "t",
        "applied",
        "present",
        "ja",
        "j",
        "wahr",
        "oui",
        "vrai",
        "sí",
        "si",
        "sì",
    }
    | {"sim", "verdadero", "verdadeiro", "vero", "waar", "tak", "да", "是"}
    | {"\u2713", "\u2714", "\u2705", "\u2611", "\u2612", "\u221a", "\u2022", "\u25cf", "\u00d7"}
)
NOT_APPLIED = frozenset(
    {"0", "no", "n", "false", "f", "not applied", "absent", "nein", "falsch", "non", "faux", "não", "falso", "nee"}
    | {"onwaar", "nie", "нет", "否", "\u2610", "\u274c", "\u2717", "\u2718"}
)


def mark(text: str) -> bool | None:
    """Return whether the cell says that the code applies, or None for an empty one.

    Raises KeyError when it is no mark.

    >>> mark("X"), mark("0.0"), mark(" "), mark("ja")
    (True, False, None, True)
    """
    word = folded(text)
    if word in APPLIED:
        return True
    if word in NOT_APPLIED:
        return False
    if word in MISSING_WORDS:
        return None
    if is_number(word) and float(word.replace(",", ".")) in (0, 1):
        return bool(float(word.replace(",", ".")))
    raise KeyError(text)


def is_mark(text: str) -> bool:
    """Return whether the cell holds a mark, or nothing."""
    try:
        mark(text)
    except KeyError:
        return False
    return True


def suggestion(text: str) -> str:
    """Return what to write instead of a text that is no mark."""
    near = did_you_mean(folded(text), ["yes", "no", "true", "false"])
    if is_number(text):
        near = "If the columns hold numbers on a scale, say --layout variables."
    return f"Write 1 where the code applies and 0 where it does not. {near}".strip()
