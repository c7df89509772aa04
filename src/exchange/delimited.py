"""Tables in text files: which encoding, which delimiter, and the cells."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from ..errors import InputError
from ..opening import content_of

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}
SIZE_LIMIT = 1 << 28  # bytes of a text file
CELLS_LIMIT = 20_000_000  # of a text file; each takes far more memory than its letters

_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_SAMPLE = 1 << 18  # characters looked at to find the delimiter
_SAMPLE_ROWS = 300


@dataclass(frozen=True)
class Delimited:
    """The cells of a text file, and how it was read."""

    rows: list[list[str]]
    encoding: str
    delimiter: str


def read_delimited(path: Path) -> Delimited:
    """Return the cells of a .csv, .tsv or .txt file: UTF-8 (with or without a mark), UTF-16 or Windows-1252.

    The delimiter is the one that the file itself names, or the comma, semicolon or tab that cuts the rows into the same
    number of cells. Raises InputError for a file that is no text, for a quotation mark that is never closed, and when
    two delimiters do equally well.
    """
    text, encoding = decode(content_of(path, limit=SIZE_LIMIT), where=str(path))
    if "\n" not in text:
        text = text.replace("\r", "\n")
    declared = re.match(r'"?sep=(.)"?\r?\n', text)
    if declared:
        text = text[declared.end() :]
        delimiter = declared[1]
    else:
        delimiter = find_delimiter(text, where=str(path), default="\t" if path.suffix == ".tsv" else ",")
    rows = _parse(text, delimiter, str(path))
    return Delimited([[], *rows] if declared else rows, encoding, delimiter)


def decode(content: bytes, *, where: str) -> tuple[str, str]:
    """Return the text of a file and the name of its encoding.

    Raises InputError when it is no text.
    """
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return _decoded(content[len(mark) :], [encoding], where)
    sample = content[:4096]
    if sample.count(0) > len(sample) // 4:
        little = sample[1::2].count(0) >= sample[0::2].count(0)
        return _decoded(content, ["utf-16-le" if little else "utf-16-be"], where)
    return _decoded(content, ["utf-8", "cp1252"], where)


def _decoded(content: bytes, encodings: list[str], where: str) -> tuple[str, str]:
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, encoding
    raise InputError(
        "is not a text file in UTF-8, UTF-16 or Windows-1252.",
        where=where,
        fix="Save it from Excel as .xlsx, or as CSV UTF-8.",
    )


def find_delimiter(text: str, *, where: str, default: str = ",") -> str:
    """Return the delimiter that cuts the first rows of `text` into the same number of cells, at least two.

    Raises InputError, with both named, when two delimiters do so equally well.
    """
    sample = text[:_SAMPLE]
    scores = {delimiter: _evenness(sample, delimiter) for delimiter in DELIMITERS}
    best = max(scores.values())
    if best <= 0:
        return default
    found = [delimiter for delimiter, score in scores.items() if score == best]
    if len(found) > 1 and _is_prose_comma(sample):
        found = [delimiter for delimiter in found if delimiter != ","]
    if len(found) > 1:
        named = " or the ".join(DELIMITERS[delimiter] for delimiter in found)
        raise InputError(
            f"the {named} may be what separates the cells; each gives another table.",
            where=where,
            fix="Save the file as .xlsx, or with tabs between the cells.",
        )
    return found[0]


def _evenness(sample: str, delimiter: str) -> float:
    """Return the share of rows that have as many cells as most rows, or 0 when that is a single cell."""
    widths: Counter[int] = Counter()
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if row:
                widths[len(row)] += 1
            if widths.total() == _SAMPLE_ROWS:
                break
    except csv.Error:
        return 0
    wide = Counter({width: count for width, count in widths.items() if width > 1})
    return round(wide.most_common(1)[0][1] / widths.total(), 2) if wide else 0


def _is_prose_comma(sample: str) -> bool:
    return sample.count(", ") * 2 > sample.count(",")


def _parse(text: str, delimiter: str, where: str) -> list[list[str]]:
    if text.count(delimiter) + text.count("\n") > CELLS_LIMIT:
        fix = "Split it into several files."
        raise InputError(f"has more than {CELLS_LIMIT:,} cells.", where=where, fix=fix)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    try:
        rows.extend(reader)
    except csv.Error as error:
        raise InputError(
            f"the cells from row {len(rows) + 1} on cannot be told apart ({error}).",
            where=where,
            fix="A quotation mark is probably missing or too many there. Save the file from Excel as .xlsx or .csv.",
        ) from error
    return rows
