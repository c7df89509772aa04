"""What a workbook says once and uses often, weighed as if it were written out each time: the reader does that.

An .xlsx keeps each text once and names it by number; an .ods says how often a cell or row is repeated. So a file of a
few kilobytes could fill any memory.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from .archives import SIZE_LIMIT, damaged, unpacked
from .errors import InputError

CELLS_LIMIT = 5_000_000
"""Cells that the rectangle from A1 to the last filled cell of a sheet may have."""

ODS_PART = "content.xml"
_STRINGS = "sharedstrings.xml"
_STRING_END = re.compile(rb"</(?:[^<>\s/]+:)?si\s*>")
_USE = re.compile(rb"""["']s["'][^<>]*>\s*<(?:[^<>\s/]+:)?v\s*>\s*(\d{1,9})\s*<""")
_ODS_TAG = re.compile(
    rb"""<table:(table|table-row|table-cell|covered-table-cell)((?:\s(?:[^<>"']|"[^"]*"|'[^']*')*)?)>"""
)
_REPEATED = re.compile(rb"""table:number-(?:rows|columns)-repeated\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_SHORTEST_USE = len('<c t="s"><v>0</v></c>')


class SharedTexts:
    """The shared texts of an .xlsx and how often cells may name one, gathered part by part."""

    def __init__(self) -> None:
        self._strings: list[bytes] = []
        self._size = 0

    def look(self, name: str, text: bytes) -> None:
        """Take in a piece of a part."""
        if name.casefold().endswith(_STRINGS):
            self._strings.append(text)
        else:
            self._size += len(text)

    def refuse(self, path: Path) -> None:
        """Raise InputError when the texts, each written out wherever it is named, are longer than can be read."""
        strings = b"".join(self._strings)
        longest = max(map(len, strings.split(b"</si>")))  # or longer, where the texts end in other ways
        if longest * (self._size // _SHORTEST_USE) > SIZE_LIMIT:
            _weigh(strings, path)


def _weigh(strings: bytes, path: Path) -> None:
    ends = [0, *(match.end() for match in _STRING_END.finditer(strings))]
    lengths = [end - start for start, end in itertools.pairwise(ends)]
    longest = max(lengths, default=0)
    uses = sum(_uses(text) for text in _other_parts(path))
    if longest * uses > SIZE_LIMIT:
        named = Counter(int(at) for text in _other_parts(path) for at in _USE.findall(text))
        known = sum(count * lengths[at] for at, count in named.items() if at < len(lengths))
        refuse_size(known + longest * (uses - named.total()), path)


def _uses(text: bytes) -> int:
    return text.count(b'"s"') + text.count(b"'s'")


def _other_parts(path: Path) -> Iterator[bytes]:
    """Yield each part but the shared texts, whole."""
    for name, pieces in unpacked(path):
        if not name.casefold().endswith(_STRINGS):
            yield b"".join(pieces)


def refuse_repeats(content: bytes, path: Path) -> None:
    """Raise InputError when the content of an .ods, its repeated cells and rows written out, is more than can be read.

    Tags are known by their usual names, as the reader of workbooks knows them.
    """
    rows = columns = size = before = 0
    row = n_rows = column = 0
    tags = list(_ODS_TAG.finditer(content))
    ends = [*(tag.start() for tag in tags[1:]), len(content)]
    for tag, end in zip(tags, ends, strict=True):
        kind, times = tag[1], _times(tag[2], path)
        if kind == b"table":
            before += rows * columns
            row = n_rows = column = rows = columns = 0
        elif kind == b"table-row":
            row, n_rows, column = row + n_rows, times, 0
        else:
            column += times
            length = end - tag.start()
            if b"value" in tag[2] or b"<text:" in content[tag.end() : end]:
                rows, columns = max(rows, row + n_rows), max(columns, column)
                size += n_rows * times * length
                refuse_cells(rows * columns, before, path)
    refuse_size(size, path)


def _times(attributes: bytes, path: Path) -> int:
    found = _REPEATED.search(attributes)
    if not found:
        return 1
    number = found[1] or found[2] or b""
    if not re.fullmatch(rb"\d{1,10}", number):
        raise damaged(path, "it repeats cells a number of times that is no number")
    return int(number)


def refuse_cells(sheet: int, before: int, path: Path) -> None:
    """Raise InputError when a sheet, or it and the sheets `before` it, span more cells than can be read.

    The reader lays out all sheets of an .ods or .xls at once.
    """
    if sheet + before > CELLS_LIMIT:
        spans = "a sheet spans" if sheet > CELLS_LIMIT else "its sheets together span"
        fix = "Delete what stands far from the data, or save the data as .csv."
        raise InputError(f"{spans} more than {CELLS_LIMIT:,} cells.", where=str(path), fix=fix)


def refuse_size(size: int, path: Path) -> None:
    """Raise InputError when what a file comes to, written out, is more than can be read."""
    if size > SIZE_LIMIT:
        raise InputError(
            f"unpacks to {size:,} bytes or more, for it repeats long texts many times.",
            where=str(path),
            fix="Save the data as .csv and read that.",
        )
