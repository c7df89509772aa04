"""Turns of speakers in a transcript: where each begins, whose it is, and whose are left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ...errors import no_such
from ..cells import folded

_TIME = r"[\[(]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?[\])]?"
_ANYBODY = r"[^\W\d_][^:\n]{0,39}?"
_MOST_WORDS = 4


def _labels(name: str) -> re.Pattern[str]:
    """Return what a label before a turn looks like, given what a name looks like."""
    return re.compile(
        rf"^[ \t]*(?:{_TIME}[ \t]*)?(?P<name>{name})[ \t]*(?:[\[(]\d[\d:.,]*[\])])?[ \t]*[:\uff1a](?=\s|$)"
        rf"|^[ \t]*(?P<timed>{name})[ \t]+{_TIME}[ \t]*$",
        re.MULTILINE | re.IGNORECASE,
    )


_LABEL = _labels(_ANYBODY)


@dataclass(frozen=True)
class Speakers:
    """Which labels in transcripts are speakers, what each is to be called, and who is left out, by label or name.

    Without `names`, the speakers are found in the text.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    leave_out: Sequence[str] = ()

    def __bool__(self) -> bool:
        """Return whether anything is said about speakers."""
        return bool(self.names or self.leave_out)

    def name(self, label: str) -> str:
        """Return what the speaker with this label is called."""
        return next((name for known, name in self.names.items() if folded(known) == folded(label)), label)

    def is_left_out(self, label: str) -> bool:
        """Return whether the turns of the speaker with this label are left out."""
        said = {folded(label), folded(self.name(label))}
        return any(folded(each) in said for each in self.leave_out)

    def check(self, found: Iterable[str]) -> None:
        """Raise InputError when one that is named speaks in none of the transcripts, whose labels are `found`."""
        labels = list(dict.fromkeys(found))
        known = {folded(each) for label in labels for each in (label, self.name(label))}
        for option, names in (("--speaker", self.names), ("--leave-out", self.leave_out)):
            for name in names:
                if folded(name) not in known:
                    raise no_such("speaker", name, labels, among="in the transcripts", where=option)


NOBODY_NAMED = Speakers()


@dataclass(frozen=True)
class Turns:
    """A transcript cut into turns: the pieces, who speaks, and labels that were taken for text, not for a speaker.

    `left_out` counts the turns that are left out.
    """

    pieces: tuple[str, ...]
    speakers: tuple[str, ...]
    not_speakers: tuple[str, ...]
    left_out: int = 0


def cut_into_turns(text: str, speakers: Speakers = NOBODY_NAMED) -> Turns:
    r"""Return the turns of a transcript, in which each turn begins with a line `Name: ...`, or `Name 0:01:22` above it.

    A time may stand before or after the name. Those named in `speakers` speak, and nobody else. When none are named, a
    name speaks at least twice; only when no name does, every line that begins with a capitalised name and a colon is a
    turn. What stands before the first turn is a piece of its own.

    >>> cut_into_turns("I: How?\nP01: We asked.\nNote: twice.\nI: Whom?\nP01: All.").pieces
    ('I: How?', 'P01: We asked.\nNote: twice.', 'I: Whom?', 'P01: All.')
    >>> cut_into_turns("I: How?\nP01: We asked.", Speakers({"I": "Interviewer", "P01": "P01"}, ["interviewer"])).pieces
    ('P01: We asked.',)
    """
    found = [(match, name) for match in _LABEL.finditer(text) if (name := _speaker(match))]
    counts = Counter(name for _, name in found)
    if speakers.names:
        found = list(_named(text, speakers))
        given = [name for _, name in found]
    else:
        given = [name for name, count in counts.items() if count > 1]
        given = given or [name for name in counts if all(not word[0].islower() for word in name.split())]
        found = [(match, name) for match, name in found if name in set(given)]
    starts = [match.start() for match, _ in found]
    kept = [text[: starts[0] if starts else None].strip()]
    for (match, name), end in zip(found, [*starts[1:], len(text)][: len(found)], strict=True):
        if not speakers.is_left_out(name):
            kept.append(_renamed(text[match.start() : end], match, speakers.name(name)).strip())
    heard = tuple(dict.fromkeys(given))
    left_out = sum(speakers.is_left_out(name) for _, name in found)
    others = tuple(name for name in counts if folded(name) not in set(map(folded, heard)))
    return Turns(tuple(filter(None, kept)), heard, others, left_out)


def _speaker(match: re.Match[str]) -> str:
    name = " ".join((match["name"] or match["timed"]).split())
    return name if len(name.split()) <= _MOST_WORDS else ""


def _named(text: str, speakers: Speakers) -> Iterator[tuple[re.Match[str], str]]:
    """Yield the labels of those who are named, longest first where one name begins like another."""
    labels = sorted(speakers.names, key=len, reverse=True)
    spaced = (r"\s+".join(map(re.escape, label.split())) for label in labels)
    for match in _labels("|".join(spaced)).finditer(text):
        said = " ".join((match["name"] or match["timed"]).split())
        yield match, next(label for label in labels if folded(label) == folded(said))


def _renamed(turn: str, match: re.Match[str], name: str) -> str:
    """Return a turn with the speaker's name in place of the label."""
    group = "name" if match["name"] else "timed"
    first, last = match.start(group) - match.start(), match.end(group) - match.start()
    return turn[:first] + name + turn[last:] if folded(turn[first:last]) != folded(name) else turn
