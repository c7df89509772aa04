"""What people write into a cell to say that a code applies, or that it does not."""

from __future__ import annotations

APPLIED = frozenset({"x", "xx", "1", "yes", "y", "true", "t", "ja", "j", "oui", "o", "si", "sí", "✓", "✔", "☑", "●"})
NOT_APPLIED = frozenset({"0", "no", "n", "false", "f", "nein", "non", "☐", "-", "–"})


def mark(text: str) -> bool | None:
    """Return True for a mark that says "applied", False for one that says "not applied", None for an empty cell.

    Raises ValueError for anything else; the caller knows the cell.

    >>> mark("x"), mark(" Yes "), mark("0"), mark("")
    (True, True, False, None)
    """
    word = text.strip().casefold()
    if not word:
        return None
    if word in APPLIED or word in NOT_APPLIED:
        return word in APPLIED
    raise ValueError(text)
