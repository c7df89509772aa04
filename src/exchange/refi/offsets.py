"""How a REFI-QDA file counts the positions of its selections, found out and checked against the texts.

Tools count differently: in code points or in UTF-16 code units, with a line break of Windows as two or as one, with the
byte order mark that a text begins with or without it. Where a text holds none of these, all count alike.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate, product

OWN = "intercoder"
"""The origin of the projects that intercoder writes, whose dialect is known."""

WHOLE = -1  # as the end of a selection: the whole text
NOWHERE = -2  # as an end of a selection: no number

_SPECIAL = re.compile("\\A\ufeff|\r(?=\n)|[\U00010000-\U0010ffff]")
_UNSPACED = "\u2e80"  # from here on, scripts that set no spaces between words
_SHORT = 3  # characters of a name that say too little of what was selected
_BROKEN = -4  # points for a selection that lies outside its text or cuts a character in two


@dataclass(frozen=True)
class Dialect:
    """A way of counting positions in a text."""

    utf16: bool = False
    """Whether a character beyond the basic plane, such as an emoji, counts as two."""
    crlf: bool = True
    """Whether a line break of Windows counts as two."""
    bom: bool = False
    """Whether the byte order mark counts."""

    def __str__(self) -> str:
        unit = "UTF-16 code units" if self.utf16 else "code points"
        breaks = "two" if self.crlf else "one"
        return f"{unit}, a Windows line break as {breaks}, the byte order mark {'' if self.bom else 'not '}counted"


DIALECTS = tuple(Dialect(*choice) for choice in product((False, True), (True, False), (False, True)))
_BY_ORIGIN = {"nvivo": Dialect(utf16=True)}


def usual_dialect(origin: str) -> Dialect:
    """Return how the tool that names itself in `origin` is known to count; by default as the standard says.

    >>> str(usual_dialect("NVivo 14"))
    'UTF-16 code units, a Windows line break as two, the byte order mark not counted'
    """
    return next((known for name, known in _BY_ORIGIN.items() if name in origin.casefold()), Dialect())


def canonical(raw: str) -> str:
    """Return a text as it is kept: without byte order mark, a line break of Windows as a single line feed."""
    return raw.removeprefix("\ufeff").replace("\r\n", "\n")


class Positions:
    """The way from positions in one dialect to places in the canonical text, counted in code points."""

    def __init__(self, raw: str, dialect: Dialect) -> None:
        width = {"\ufeff": int(dialect.bom), "\r": int(dialect.crlf)}
        wide = 2 if dialect.utf16 else 1
        found = list(_SPECIAL.finditer(raw))
        theirs = [width.get(match[0], wide) for match in found]
        ours = [0 if match[0] in width else 1 for match in found]
        extra = list(accumulate((size - 1 for size in theirs), initial=0))
        self._starts = [match.start() + before for match, before in zip(found, extra, strict=False)]
        self._widths = theirs
        self._shifts = list(accumulate((our - their for our, their in zip(ours, theirs, strict=True)), initial=0))
        self._length = len(raw) + extra[-1]

    def place(self, position: int) -> int | None:
        """Return the place that a position names, None where it lies outside the text or within a character."""
        if not 0 <= position <= self._length:
            return None
        after = bisect.bisect_left(self._starts, position)
        if after and position < self._starts[after - 1] + self._widths[after - 1]:
            return None
        return position + self._shifts[after]


@dataclass(frozen=True)
class Selection:
    """A selection as the file has it: its text by key, its two positions, and its name, often the text selected."""

    source: str
    start: int
    end: int
    name: str = ""


@dataclass(frozen=True)
class Located:
    """Where a selection lies in the canonical text, and whether its name or the words around it bear that out.

    start and end are None for a selection that lies outside its text, cuts a character in two or holds nothing.
    """

    start: int | None
    end: int | None
    verified: bool


@dataclass(frozen=True)
class Reading:
    """The dialect chosen, where every selection lies by it, and what was weighed.

    doubts   other dialects that the file bears out as well as this one, though selections would lie elsewhere
    expected the dialect that the tool is known for
    """

    dialect: Dialect
    expected: Dialect
    located: tuple[Located, ...]
    doubts: tuple[Dialect, ...] = field(default_factory=tuple)


def locate(texts: Mapping[str, str], selections: Sequence[Selection], origin: str = "") -> Reading:
    """Choose the dialect that the selections bear out best, and locate them by it.

    `texts` are the texts as they stand in the file, line breaks and byte order mark included. Each end of a
    selection gives a point when it does not cut a word in two and one when no space stands there, a name that is the
    beginning of what is selected gives two, and a selection outside its text counts against the dialect. The dialect
    that the tool is known for wins a draw.
    """
    scale = _Scale(texts, selections)
    expected = usual_dialect(origin)
    others = [dialect for dialect in DIALECTS if dialect != expected and origin != OWN]
    order = [expected, *others]
    scores = {dialect: scale.score(dialect) for dialect in order}
    best = max(order, key=lambda dialect: scores[dialect])
    placed = scale.located(best)
    rivals = [other for other in order if scores[other] == scores[best]]
    by_place = {tuple(scale.located(other)): other for other in reversed(rivals)}
    doubts = tuple(other for places, other in by_place.items() if places != placed)
    return Reading(best, expected, placed, doubts)


class _Scale:
    """The selections of a file, weighed by each dialect."""

    def __init__(self, texts: Mapping[str, str], selections: Sequence[Selection]) -> None:
        self._raw = texts
        self._canonical = {key: canonical(text) for key, text in texts.items()}
        self._selections = selections
        self._judged = cache(self._judge)
        self._held = {match[0] for text in texts.values() for match in _SPECIAL.finditer(text)}

    def score(self, dialect: Dialect) -> int:
        return sum(points for _, points in self._judged(self._alike(dialect)))

    def located(self, dialect: Dialect) -> tuple[Located, ...]:
        return tuple(located for located, _ in self._judged(self._alike(dialect)))

    def _alike(self, dialect: Dialect) -> Dialect:
        """Return the dialect that stands for all that count these texts alike, for want of what they differ in."""
        wide = bool(self._held - {"\ufeff", "\r"})
        return Dialect(
            dialect.utf16 and wide, dialect.crlf or "\r" not in self._held, dialect.bom and "\ufeff" in self._held
        )

    def _judge(self, dialect: Dialect) -> list[tuple[Located, int]]:
        positions = {key: Positions(text, dialect) for key, text in self._raw.items()}
        return list(self._judgements(positions))

    def _judgements(self, positions: Mapping[str, Positions]) -> Iterator[tuple[Located, int]]:
        for selection in self._selections:
            way, text = positions[selection.source], self._canonical[selection.source]
            if selection.end == WHOLE and text:
                yield Located(0, len(text), verified=True), 0
                continue
            start, end = way.place(selection.start), way.place(selection.end)
            if start is None or end is None or end <= start:
                yield Located(None, None, verified=False), _BROKEN
                continue
            named = is_named(text, start, end, selection.name)
            whole = [not cuts_word(text, at) for at in (start, end)]
            edges = [not text[at].isspace() for at in (start, end - 1)]
            yield Located(start, end, named or all(whole)), 2 * named + sum(whole) + sum(edges)


def cuts_word(text: str, at: int) -> bool:
    """Return whether a place lies between two letters or digits of one word.

    >>> cuts_word("They sit.", 2), cuts_word("They sit.", 4)
    (True, False)
    """
    return 0 < at < len(text) and all(each.isalnum() and each < _UNSPACED for each in text[at - 1 : at + 1])


def is_named(text: str, start: int, end: int, name: str) -> bool:
    """Return whether the name of a selection is what it selects, or the beginning of it.

    >>> is_named("They sit on panels.", 5, 18, "sit on..."), is_named("They sit on panels.", 5, 18, "Quotation 1")
    (True, False)
    """
    wanted = " ".join(name.strip().removesuffix("...").removesuffix("\u2026").split())
    if len(wanted) < min(_SHORT, end - start):
        return False
    selected = " ".join(text[start : min(end, start + 2 * len(name) + 100)].split())
    return selected.startswith(wanted)
