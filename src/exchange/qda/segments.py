"""Coded segments, as other tools for qualitative analysis export them: stretches of documents with codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import no_such
from ..cells import folded

if TYPE_CHECKING:
    from ..repairs import Repair


@dataclass(frozen=True)
class Segment:
    """A stretch of a document and the codes that one coder gave it; `coder` is empty where the file does not say.

    `position` is where it stands, as the tool writes it; without one, segments with the same text are the same.
    `beside` holds what else was asked for, such as the case. `case` is who it is about; by default the document.
    """

    document: str
    position: str
    text: str
    coder: str
    codes: tuple[str, ...]
    beside: tuple[str, ...] = ()
    case: str = ""


@dataclass(frozen=True)
class SegmentFile:
    """The segments of one file: which tool's it is, all codes in order (also those never applied), and the repairs.

    `numbered` says that positions are numbers of this file alone, which mean nothing in another coder's file.
    `attributes` are the properties of the cases that the file knows, by case and name.
    """

    path: Path
    tool: str
    segments: tuple[Segment, ...]
    codes: tuple[str, ...] = ()
    repairs: tuple[Repair, ...] = ()
    numbered: bool = False
    attributes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def by_position(self) -> bool:
        """Whether the tool says where its segments stand."""
        return any(segment.position for segment in self.segments)


@dataclass(frozen=True)
class Asked:
    """How exports of other tools are to be read, as in sheets.codings.read_codings.

    `coder` is the column that says who coded, or who coded all of it; `coders` and `codes` are those to keep; `project`
    is the one meant in a database of several.
    """

    coder: str | None = None
    coders: Sequence[str] | None = None
    codes: Sequence[str] | None = None
    separator: str | None = None
    levels: str | None = None
    beside: Sequence[str] = ()
    read_all: bool = False
    project: str | None = None


def named_beside(names: Sequence[str], given: Mapping[str, str], where: str) -> tuple[str, ...]:
    """Return what was asked for beside a segment, out of what its file has. Raises InputError for what it has not."""
    by_folded = {folded(name): value for name, value in given.items()}
    for name in names:
        if folded(name) not in by_folded:
            raise no_such("column", name, given, among="beside the segments", where=where)
    return tuple(by_folded[folded(name)] for name in names)
