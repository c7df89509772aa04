"""Old workbooks (.xls), looked at before they are loaded: what their cells come to when each text is written out.

An .xls keeps each text once and names it by number, as an .xlsx does; and it says itself how far its cells reach, how
long its texts are, and where each sheet begins, all of which the reader believes. [MS-XLS] 2.1.4, 2.4, 2.5.293.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from .archives import damaged
from .compound import streams
from .opening import content_of
from .repeats import CELLS_LIMIT, refuse_cells, refuse_size

if TYPE_CHECKING:
    from .errors import InputError

FILE_LIMIT = 64 << 20  # bytes of an .xls

_FILE_PASS, _SHEET, _TEXTS, _NAME, _END, _CONTINUED = 0x2F, 0x85, 0xFC, 0x18, 0x0A, 0x3C
_DIMENSIONS, _NUMBERS, _LABEL, _NAMED, _STRING, _FORMULA = 0x200, 0xBD, 0x204, 0xFD, 0x207, 0x06
_CELLS = frozenset((_NUMBERS, _LABEL, _NAMED, _FORMULA, 0x203, 0x205, 0x27E))
_ROWS, _COLUMNS = 1 << 16, 1 << 8  # of a sheet, by the format
_SPACES = re.compile(rb"\x19[\x40\x41][\x00-\x06](.)", re.DOTALL)
_TOKEN, _STEPS = 12, 10**11  # characters of a token of a formula, but for names; what writing formulas out may move


def inspect_old(path: Path) -> None:
    """Raise InputError for an old workbook that is damaged, reaches too far, or comes to more than can be read."""
    for stream in streams(content_of(path, limit=FILE_LIMIT), ("Workbook", "Book"), path):
        _Weighed(stream, path).weigh()


class _Weighed:
    """A stream of records: what they come to, sheet by sheet."""

    def __init__(self, stream: bytes, path: Path) -> None:
        self._stream, self._path = stream, path
        self._lengths: list[int] = []
        self._longest_name = 0
        self.size = self.spanned = self.steps = 0

    def weigh(self) -> None:
        """Take in the whole workbook."""
        starts = sorted(self._globals())
        if len(set(starts)) < len(starts):
            raise damaged(self._path, "two sheets are in one place")
        for start, end in pairwise([*starts, len(self._stream) + 1]):
            self._sheet(start, end)

    def _records(self, at: int) -> Iterator[tuple[int, int, int]]:
        """Yield kind, beginning and end of each record from `at` to the end of its part, and where the part ends."""
        stream, head = self._stream, struct.Struct("<HH")
        while at + 4 <= len(stream):
            kind, size = head.unpack_from(stream, at)
            at += 4
            if at + size > len(stream):
                return
            yield kind, at, at + size
            if kind == _END:
                return
            at += size

    def number(self, at: int, kind: str = "<H") -> int:
        """Return the number at a place, two bytes or as `kind` says. Raises InputError where the stream has ended."""
        try:
            return int(struct.unpack_from(kind, self._stream, at)[0])
        except struct.error as error:
            raise damaged(self._path, "a record ends early") from error

    def _globals(self) -> list[int]:
        """Return where the sheets begin, having read the shared texts and the longest name."""
        starts = []
        for kind, at, end in self._records(0):
            if kind == _FILE_PASS and self.number(at):  # protected by a password, which the reader says
                return []
            if kind == _SHEET:
                starts.append(self.number(at, "<L"))
                self._longest_name = max(self._longest_name, self.number(at + 6, "<B"))
            elif kind == _NAME:
                self._longest_name = max(self._longest_name, self.number(at + 3, "<B"))
            elif kind == _TEXTS:
                self._lengths = list(self._texts(at, end))
        return starts

    def _texts(self, at: int, end: int) -> Iterator[int]:
        """Yield the bytes of each of the shared texts, which go on in the records that continue the first."""
        count = self.number(at + 4, "<l")
        if not 0 <= count <= min(len(self._stream) // 3, CELLS_LIMIT):
            raise damaged(self._path, "it tells of more than it holds")
        place = _Place(self, at + 8, end)
        for _ in range(count):
            yield place.text()

    def following(self, end: int) -> tuple[int, int] | None:
        """Return beginning and end of the record that continues the one that ends at `end`, or None."""
        if end + 4 > len(self._stream) or self.number(end) != _CONTINUED:
            return None
        return end + 4, min(end + 4 + self.number(end + 2), len(self._stream))

    def short(self) -> InputError:
        """Return the error for texts that end early."""
        return damaged(self._path, "its shared texts end early")

    def _sheet(self, start: int, before: int) -> None:
        rows = columns = cells = 0
        for kind, at, end in self._records(start):
            if end > before:
                raise damaged(self._path, "a sheet reaches into another")
            if kind == _DIMENSIONS:
                self._check_dimensions(at, end)
            elif kind == _STRING:
                self.size += self.number(at)
            elif kind in _CELLS and end - at >= 6:
                row, column = struct.unpack_from("<HH", self._stream, at)
                last = column + ((end - at - 6) // 6 - 1 if kind == _NUMBERS else 0)
                rows, columns = max(rows, row + 1), max(columns, last + 1)
                cells += last - column + 1
                self._take(kind, at, end)
            refuse_cells(max(rows * columns, cells), self.spanned, self._path)
        self.spanned += max(rows * columns, cells)
        refuse_size(self.size, self._path)

    def _check_dimensions(self, at: int, end: int) -> None:
        kinds = {14: "<LLHH", 10: "<HHHH"}
        if end - at not in kinds:
            return
        first, last, left, right = struct.unpack_from(kinds[end - at], self._stream, at)
        if last > _ROWS or right > _COLUMNS or (last and right and (first >= last or left >= right)):
            raise damaged(self._path, "a sheet reaches further than the format does")

    def _take(self, kind: int, at: int, end: int) -> None:
        """Take in what a cell holds: a text of its own, a shared one, or a formula, which the reader writes out."""
        if kind == _LABEL:
            self.size += self.number(at + 6)
        elif kind == _NAMED:
            named = self.number(at + 6, "<L")
            self.size += self._lengths[named] if named < len(self._lengths) else 0
        elif kind == _FORMULA:
            tokens = max(end - at - 20, 0)
            spaces = sum(map(ord, _SPACES.findall(self._stream[at + 20 : end])))
            written = tokens * _TOKEN + tokens // 5 * 3 * self._longest_name + spaces
            self.size += written
            self.steps += (tokens + spaces) * written
            if self.steps > _STEPS:
                raise damaged(self._path, "its formulas are longer than the format allows")


class _Place:
    """Where the shared texts are read: within a record, or one that continues it."""

    def __init__(self, weighed: _Weighed, at: int, end: int) -> None:
        self._weighed, self._at, self._end = weighed, at, end

    def text(self) -> int:
        """Pass the next text; return its bytes."""
        if self._at >= self._end:
            self._go_on()
        number = self._weighed.number
        left, flags = number(self._at), number(self._at + 2, "<B")
        self._at += 3
        runs = extra = 0
        if flags & 8:
            runs = number(self._at)
            self._at += 2
        if flags & 4:
            extra = number(self._at, "<L")
            self._at += 4
        size = self._characters(left, wide=bool(flags & 1))
        self._skip(4 * runs + extra)
        return size

    def _characters(self, left: int, *, wide: bool) -> int:
        size = 0
        while left:
            here = min(left, max(self._end - self._at, 0) // (1 + wide))
            size += here * (1 + wide)
            self._at += here * (1 + wide)
            left -= here
            if left:
                self._go_on()
                wide = bool(self._weighed.number(self._at, "<B") & 1)
                self._at += 1
        return size

    def _skip(self, left: int) -> None:
        while left:
            if self._at >= self._end:
                self._go_on()
            here = min(left, self._end - self._at)
            self._at += here
            left -= here

    def _go_on(self) -> None:
        """Go on in the record that continues this one. Raises InputError when there is none."""
        following = self._weighed.following(self._end)
        if following is None:
            raise self._weighed.short()
        self._at, self._end = following
