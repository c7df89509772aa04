"""Numbers and lists as sentences say them, in messages, remarks and reports."""

from __future__ import annotations

from collections.abc import Sequence


def number_of(count: int, noun: str, nouns: str = "") -> str:
    """Return a count with its noun; `nouns` where the plural is not made with an s.

    >>> number_of(1, "unit"), number_of(1200, "unit"), number_of(2, "study", "studies")
    ('1 unit', '1,200 units', '2 studies')
    """
    return f"{count:,} {noun if count == 1 else nouns or noun + 's'}"


def listed(names: Sequence[str]) -> str:
    """Return names as a list in a sentence.

    >>> listed(["A", "B", "C"]), listed(["A"])
    ('A, B and C', 'A')
    """
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def some_of(names: Sequence[str], most: int) -> str:
    """Return the names, or the first of them and how many more there are.

    >>> some_of(["A", "B"], 2), some_of(["A", "B", "C", "D"], 2)
    ('A, B', 'A, B and 2 more')
    """
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
