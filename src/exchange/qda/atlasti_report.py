"""ATLAS.ti's code report, a text file: under each code, the quotations that have it."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from ...errors import InputError, IntercoderError, raise_all
from ...opening import content_of
from ..delimited import SIZE_LIMIT, decode
from .count_tables import CountTable
from .segments import Segment, SegmentFile, named_beside

_CODE = re.compile("\\s*[\u25cb\u25cf]\\s+(?P<code>.+)")
_COUNT = re.compile(r"\s*(?P<count>\d+) Quotations?:\s*")
_QUOTATION = re.compile("\\s+(?P<id>\\d+:\\d+)\\s+(?:\u00b6\\s*)?(?P<place>.*?),? in (?P<document>.+)")
_CODES = re.compile(r"\((?P<count>\d+)\) codes?\s*")


def is_code_report(start: bytes) -> bool:
    """Return whether a file that starts like this is a code report of ATLAS.ti."""
    lines = [line.strip() for line in start.decode("utf-8", "ignore").lstrip("\ufeff").splitlines()[:12]]
    return any(line.startswith("Project:") for line in lines[:3]) and any(map(_CODES.fullmatch, lines))


def is_report_file(path: Path) -> bool:
    """Return whether a file is a code report of ATLAS.ti, by its name and how it starts."""
    if path.suffix.lower() != ".txt" or not os.path.isfile(path):  # noqa: PTH113 - Path raises for a long name
        return False
    with path.open("rb") as file:
        return is_code_report(file.read(4096))


def read_report_counts(path: Path) -> CountTable:
    """Count the quotations in a code report, by code and document; `grounded` is what the report says of each code.

    The documents are those with a quotation. Raises InputError when fewer or more codes could be read than it is of.
    """
    said, given = _read(path)
    if said != len(given):
        raise _differs(path, f"the report is of {said} codes", len(given))
    documents = tuple(dict.fromkeys(document for _, found in given.values() for document, _, _ in found))
    counts = [Counter(document for document, _, _ in found) for _, found in given.values()]
    return CountTable(
        str(path),
        codes=tuple(given),
        documents=documents,
        counts=tuple(tuple(count[document] for document in documents) for count in counts),
        totals=(None,) * len(given),
        of_documents=(),
        grounded=tuple(count for count, _ in given.values()),
    )


def read_code_report(path: Path, *, beside: Sequence[str] = ()) -> SegmentFile:
    """Return the quotations in a code report, each with all its codes; the report does not say who coded.

    The report's own counts are checked: raises InputError, all together, where a code has fewer or more quotations than
    it says, or the report fewer or more codes.
    """
    said, given = _read(path)
    problems: list[IntercoderError] = []
    for code, (count, found) in given.items():
        if count != len(found):
            problems.append(_differs(path, f'the code "{code}" has {count} quotations by the report', len(found)))
    if said != len(given):
        problems.append(_differs(path, f"the report is of {said} codes", len(given)))
    raise_all(problems)
    codes: dict[tuple[str, str], dict[str, None]] = {}
    texts: dict[tuple[str, str], str] = {}
    for code, (_, found) in given.items():
        for document, place, content in found:
            codes.setdefault((document, place), {}).setdefault(code)
            texts[document, place] = content
    segments = [
        Segment(document, place, texts[document, place], "", tuple(held), _beside(beside, document, path))
        for (document, place), held in codes.items()
    ]
    return SegmentFile(path, "ATLAS.ti code report", tuple(segments), tuple(given), numbered=True)


def _beside(names: Sequence[str], document: str, path: Path) -> tuple[str, ...]:
    return named_beside(names, {"document": document}, str(path))


def _differs(path: Path, said: str, n_found: int) -> InputError:
    return InputError(f"{said}, but {n_found} could be read.", where=str(path), fix="Export the report again.")


_Found = list[tuple[str, str, str]]


def _read(path: Path) -> tuple[int, dict[str, tuple[int, _Found]]]:
    text, _ = decode(content_of(path, limit=SIZE_LIMIT), where=str(path))
    return _parts(text)


def _parts(text: str) -> tuple[int, dict[str, tuple[int, _Found]]]:
    """Return how many codes the report is of, and by code its count and its quotations: document, place, text."""
    said = 0
    given: dict[str, tuple[int, _Found]] = {}
    code = ""
    for kind, match, content in _entries(text):
        if kind == "codes":
            said = int(match["count"])
        elif kind == "code":
            code = match["code"].strip()
            given[code] = (0, [])
        elif kind == "count" and code:
            given[code] = (int(match["count"]), [])
        elif kind == "quotation" and code:
            place = match["id"]
            given[code][1].append((match["document"].strip(), place, content))
    return said, given


def _entries(text: str) -> Iterator[tuple[str, re.Match[str], str]]:
    """Yield each line that has a meaning, and the lines of text below it."""
    kinds = {"code": _CODE, "count": _COUNT, "quotation": _QUOTATION, "codes": _CODES}
    found: tuple[str, re.Match[str]] | None = None
    below: list[str] = []
    for line in text.splitlines():
        match = next(((kind, m) for kind, sign in kinds.items() if (m := sign.fullmatch(line))), None)
        if match is None:
            below.append(line)
            continue
        if found:
            yield *found, "\n".join(below).strip()
        found, below = match, []
    if found:
        yield *found, "\n".join(below).strip()
