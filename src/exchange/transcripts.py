"""Interview transcripts: a Word or text file per case, cut into paragraphs, sentences or turns of the speakers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..coding.units import Unit, segment
from ..errors import InputError, IntercoderError, raise_all
from ..tables import CASES, UNITS
from .delimited import SIZE_LIMIT, decode
from .notes import Notes
from .repairs import Repair
from .word_text import read_word_text

TranscriptUnit = Unit | Literal["turn"]

SUFFIXES = frozenset({".docx", ".txt"})

_TIME = r"[\[(]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?[\])]?"
_NAME = r"(?P<{}>[^\W\d_][^:\n]{{0,39}}?)"
_LABEL = re.compile(
    rf"^[ \t]*(?:{_TIME}[ \t]*)?{_NAME.format('name')}[ \t]*(?:[\[(]\d[\d:.,]*[\])])?[ \t]*[:\uff1a](?=\s|$)"
    rf"|^[ \t]*{_NAME.format('timed')}[ \t]+{_TIME}[ \t]*$",
    re.MULTILINE,
)
_MOST_WORDS = 4


@dataclass(frozen=True)
class Turns:
    """A transcript cut into turns: the pieces, who speaks, and labels that were taken for text, not for a speaker."""

    pieces: tuple[str, ...]
    speakers: tuple[str, ...]
    not_speakers: tuple[str, ...]


def cut_into_turns(text: str) -> Turns:
    r"""Return the turns of a transcript, in which each turn begins with a line `Name: ...`, or `Name 0:01:22` above it.

    A time may stand before or after the name. A name speaks at least twice; only when no name does, every line that
    begins with a capitalised name and a colon is a turn. What stands before the first turn is a piece of its own.

    >>> cut_into_turns("I: How?\nP01: We asked.\nNote: twice.\nI: Whom?\nP01: All.").pieces
    ('I: How?', 'P01: We asked.\nNote: twice.', 'I: Whom?', 'P01: All.')
    """
    found = [(match.start(), name) for match in _LABEL.finditer(text) if (name := _speaker(match))]
    counts = Counter(name for _, name in found)
    speakers = [name for name, count in counts.items() if count > 1]
    speakers = speakers or [name for name in counts if all(not word[0].islower() for word in name.split())]
    starts = [at for at, name in found if name in set(speakers)]
    cuts = zip([0, *starts], [*starts, None], strict=True)
    pieces = [text[start:end].strip() for start, end in cuts]
    return Turns(
        tuple(filter(None, pieces)), tuple(speakers), tuple(name for name in counts if name not in set(speakers))
    )


def _speaker(match: re.Match[str]) -> str:
    name = " ".join((match["name"] or match["timed"]).split())
    return name if len(name.split()) <= _MOST_WORDS else ""


def is_transcript(path: Path) -> bool:
    """Return whether the name of the file says that it may hold a transcript."""
    return path.suffix.lower() in SUFFIXES


def read_transcript(path: Path | str, *, unit: TranscriptUnit = "paragraph") -> Notes:
    """Return the notes in one transcript, whose name (without .docx or .txt) is the case.

    `unit` is the paragraph, the sentence, the turn of a speaker, or the whole ("response"). Units are numbered from 1:
    `P01.1`. Raises InputError when the file cannot be read or holds no text, and for turns when nobody speaks in it.
    """
    path = Path(path)
    text, repairs = _text(path)
    case = " ".join(path.stem.split())
    if unit == "turn":
        turns = cut_into_turns(text)
        pieces, repairs = list(turns.pieces), (*repairs, *_told(turns, path))
    else:
        pieces = segment(text, unit)
    if not pieces:
        raise InputError("holds no text.", where=str(path), fix="Check that it is the right file.")
    names = [case] if unit == "response" else [f"{case}.{number}" for number in range(1, len(pieces) + 1)]
    rows = [(name, case, at, piece) for at, (name, piece) in enumerate(zip(names, pieces, strict=True), start=1)]
    return Notes(CASES.of([(case,)]), UNITS.of(rows), path.name, repairs)


def read_transcripts(paths: Iterable[Path], *, unit: TranscriptUnit = "paragraph") -> list[Notes]:
    """Return the notes of each transcript. Raises the problems of all files together, and two files of one case."""
    problems: list[IntercoderError] = []
    read: dict[str, Notes] = {}
    for path in paths:
        try:
            notes = read_transcript(path, unit=unit)
        except InputError as error:
            problems.append(error)
            continue
        case = str(notes.cases["case"].iloc[0])
        if case in read:
            fix = f"The other is {read[case].source}. Rename one."
            problems.append(InputError(f'is a second file of the case "{case}".', where=str(path), fix=fix))
        read.setdefault(case, notes)
    raise_all(problems, fix="Correct the files and read them again.")
    return list(read.values())


def _told(turns: Turns, path: Path) -> Sequence[Repair]:
    if not turns.speakers:
        raise InputError(
            "nobody speaks in it: no line begins with a name and a colon.",
            where=str(path),
            fix="Write `Name: ` before each turn, or use --unit paragraph.",
        )
    told = [Repair(str(path), f"speakers: {', '.join(turns.speakers)}")]
    if turns.not_speakers:
        named = ", ".join(f'"{name}:"' for name in turns.not_speakers)
        told.append(Repair(str(path), f"taken for text, for it comes once and others speak more often: {named}"))
    return told


def _text(path: Path) -> tuple[str, tuple[Repair, ...]]:
    if not path.is_file():
        raise InputError("there is no such file.", where=str(path), fix="Check the name and the folder.")
    if path.suffix.lower() == ".docx":
        paragraphs, repairs = read_word_text(path)
        return "\n".join(paragraphs), repairs
    if path.stat().st_size > SIZE_LIMIT:
        raise InputError(f"is larger than {SIZE_LIMIT >> 20} MB.", where=str(path), fix="Split it into several files.")
    text, encoding = decode(path.read_bytes(), where=str(path))
    told = (Repair(str(path), "the characters are read as Windows-1252"),) if encoding == "cp1252" else ()
    return text.replace("\r\n", "\n").replace("\r", "\n"), told
