"""Who read a text: exports of other tools say who coded what, not what else a coder looked at."""

from __future__ import annotations

from collections.abc import Sequence

from ..wording import some_of

_NAMED = 10  # texts that a remark names


def reads_all(blanks: str) -> bool:
    """Return whether a text in which a coder coded nothing counts as read, with nothing to apply."""
    return blanks == "not applied"


def who_read(*, read_all: bool) -> str:
    """Return what a coder is taken to have read, as the line says it that tells how a file was read."""
    if read_all:
        return "every coder counts as having read the whole of every document"
    return "a coder counts as having read the whole of a document in which they coded something"


def unread(texts: Sequence[str], *, read_all: bool, left_out: bool = False) -> str:
    """Return what is made of the `texts` in which not every coder coded anything, as a remark.

    `left_out` says that only texts in which all coders coded are compared.
    """
    named = some_of([f'"{text}"' for text in texts], _NAMED)
    if read_all:
        return f"taken as read, with nothing to apply, by coders who coded nothing in them: {named}"
    fix = '--blanks "not applied" takes them as read, with nothing to apply'
    if left_out:
        return f"left out, as not every coder coded anything in them: {named}; {fix}"
    return f"taken as not coded by a coder who coded nothing in them: {named}; {fix}"
