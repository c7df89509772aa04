"""Numbers and lists as sentences say them, in messages, remarks and reports."""

from __future__ import annotations

from collections.abc import Sequence


def number_of(count: int, noun: str, nouns: str = "") -> str:
    """Return a count with its noun; `nouns` where the plural is not made as most are.

    >>> number_of(1, "unit"), number_of(1200, "unit"), number_of(2, "study"), number_of(0, "stretch")
    ('1 unit', '1,200 units', '2 studies', '0 stretches')
    """
    return f"{count:,} {noun if count == 1 else nouns or _plural(noun)}"


def _plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("ch", "sh", "s", "x")) else "s")


def within(sentence: str) -> str:
    """Return a sentence so that it can stand within another one.

    >>> within("Nobody applied it.")
    'nobody applied it'
    """
    return sentence[:1].lower() + sentence[1:].rstrip(".")


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
