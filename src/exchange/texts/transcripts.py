"""Interview transcripts: a Word or text file per case, cut into paragraphs, sentences or turns of the speakers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

from ...coding.units import Unit, segment
from ...errors import InputError, IntercoderError, raise_all
from ...opening import content_of
from ...tables import CASES, UNITS
from ...wording import number_of
from ..delimited import SIZE_LIMIT, decode
from ..repairs import Repair
from .notes import Notes
from .turns import NOBODY_NAMED, Speakers, Turns, cut_into_turns
from .word_text import read_word_text

TranscriptUnit = Unit | Literal["turn"]

SUFFIXES = frozenset({".docx", ".txt"})


def is_transcript(path: Path) -> bool:
    """Return whether the name of the file says that it may hold a transcript."""
    return path.suffix.lower() in SUFFIXES


def read_transcript(
    path: Path | str, *, unit: TranscriptUnit = "paragraph", speakers: Speakers = NOBODY_NAMED
) -> Notes:
    """Return the notes in one transcript, whose name (without .docx or .txt) is the case.

    `unit` is the paragraph, the sentence, the turn of a speaker, or the whole ("response"). Units are numbered from 1:
    `P01.1`. `speakers` says who speaks, and whose turns are left out. Raises InputError when the file cannot be read or
    holds no text, for turns when nobody speaks in it, and for speakers who are named but do not speak.
    """
    notes, heard = _read(Path(path), unit, speakers)
    speakers.check(heard)
    return notes


def read_transcripts(
    paths: Iterable[Path], *, unit: TranscriptUnit = "paragraph", speakers: Speakers = NOBODY_NAMED
) -> list[Notes]:
    """Return the notes of each transcript. Raises the problems of all files together, and two files of one case.

    Those whom `speakers` names need not speak in every transcript, but in one.
    """
    problems: list[IntercoderError] = []
    read: dict[str, Notes] = {}
    heard: list[str] = []
    for path in paths:
        try:
            notes, here = _read(path, unit, speakers)
        except InputError as error:
            problems.append(error)
            continue
        heard += here
        case = str(notes.cases["case"].iloc[0])
        if case in read:
            fix = f"The other is {read[case].source}. Rename one."
            problems.append(InputError(f'is a second file of the case "{case}".', where=str(path), fix=fix))
        read.setdefault(case, notes)
    raise_all(problems, fix="Correct the files and read them again.")
    speakers.check(heard)
    return list(read.values())


def _read(path: Path, unit: TranscriptUnit, speakers: Speakers) -> tuple[Notes, tuple[str, ...]]:
    """Return the notes in a transcript, and who speaks in it."""
    text, repairs = _text(path)
    case = " ".join(path.stem.split())
    turns = cut_into_turns(text, speakers) if unit == "turn" or speakers else Turns((), (), ())
    if unit == "turn" or speakers:
        repairs = (*repairs, *_told(turns, path, speakers, must_speak=unit == "turn"))
    pieces = list(turns.pieces)
    if unit != "turn":
        pieces = segment("\n".join(pieces) if speakers else text, unit)
    if not pieces:
        raise InputError("holds no text.", where=str(path), fix="Check that it is the right file.")
    names = [case] if unit == "response" else [f"{case}.{number}" for number in range(1, len(pieces) + 1)]
    rows = [(name, case, at, piece) for at, (name, piece) in enumerate(zip(names, pieces, strict=True), start=1)]
    return Notes(CASES.of([(case,)]), UNITS.of(rows), path.name, repairs), turns.speakers


def _told(turns: Turns, path: Path, speakers: Speakers, *, must_speak: bool) -> Sequence[Repair]:
    if not turns.speakers and must_speak:
        raise InputError(
            "nobody speaks in it: no line begins with a name and a colon.",
            where=str(path),
            fix="Write `Name: ` before each turn, name who speaks with --speaker, or use --unit paragraph.",
        )
    heard = ", ".join(dict.fromkeys(map(speakers.name, turns.speakers)))
    told = [Repair(str(path), f"speakers: {heard or 'none of those named'}")]
    if turns.left_out:
        gone = ", ".join(dict.fromkeys(speakers.name(each) for each in turns.speakers if speakers.is_left_out(each)))
        told.append(Repair(str(path), f"{number_of(turns.left_out, 'turn')} of {gone} left out"))
    if turns.not_speakers:
        named = ", ".join(f'"{name}:"' for name in turns.not_speakers)
        why = "it is not named as a speaker" if speakers.names else "it comes once and others speak more often"
        told.append(Repair(str(path), f"taken for text, for {why}: {named}"))
    return told


def _text(path: Path) -> tuple[str, tuple[Repair, ...]]:
    if path.suffix.lower() == ".docx":
        paragraphs, repairs = read_word_text(path)
        return "\n".join(paragraphs), repairs
    text, encoding = decode(content_of(path, limit=SIZE_LIMIT), where=str(path))
    told = (Repair(str(path), "the characters are read as Windows-1252"),) if encoding == "cp1252" else ()
    return text.replace("\r\n", "\n").replace("\r", "\n"), told
