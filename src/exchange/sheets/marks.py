"""Marks in other people's sheets: more words and languages than in the workbooks that intercoder makes itself."""

from __future__ import annotations

from ...coding import marks
from ...errors import did_you_mean
from ..cells import MISSING_WORDS, folded, is_number

APPLIED = (
    marks.APPLIED
    | {
        "+",
        "applied",
        "present",
        "wahr",
        "vrai",
        "sì",
        "sim",
        "verdadero",
        "verdadeiro",
        "vero",
        "waar",
        "tak",
        "да",
        "是",
    }
    | {"\u2705", "\u2612", "\u221a", "\u2022", "\u00d7"}
)
NOT_APPLIED = (
    marks.NOT_APPLIED
    | {"not applied", "absent", "falsch", "faux", "não", "falso", "nee", "onwaar", "nie", "нет", "否"}
    | {"\u274c", "\u2717", "\u2718", "--", "\u2014"}
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
