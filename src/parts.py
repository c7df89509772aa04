"""What stands in the parts of an .xlsx file, looked at before it is loaded: how far cells reach, which formulas failed.

The reader of workbooks lays every sheet out as a full rectangle, so that one stray cell in the last row and column
would take hundreds of gigabytes; and it reads the cell of a failed formula as empty. Both are found here, in the time
that unpacking takes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from .archives import damaged, unpacked
from .errors import InputError
from .repeats import ODS_PART, SharedTexts, refuse_cells, refuse_repeats

Failed = dict[tuple[int, int], str]
"""The errors of the formulas of a sheet, such as `#REF!`, by row and column, both counted from 0."""

_BOOK = "xl/workbook.xml"
_BINARY = "xl/workbook.bin"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_ENCODING = re.compile(rb"""<\?xml[^>]{0,100}encoding\s*=\s*["']([^"']*)""")
_PLAIN = {b"utf-8", b"utf8", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252"}
_WIDE = (b"\xff\xfe<\0", b"\xfe\xff\0<", b"<\0", b"\0<")
_UNUSUAL = re.compile(rb'<c(?! r="[AB]?[A-Z]\d{1,5}"|[a-zA-Z])')
_PREFIXED = re.compile(rb":c[\s>/]")
_TORN = re.compile(rb"<(?:[^<>\s/!?]+:)?(?:row|c)(?=[\s/>])[^<>]*(?:<|\Z)")
_PLACELESS = (re.compile(rb'<c(?! r="[A-Z]{1,3}\d{1,7}"|[a-zA-Z])'), _PREFIXED)
_PLACED = re.compile(rb"""<c r="([A-Z]{1,3})(\d{1,7})"((?:[^<>"']|"[^"]*"|'[^']*')*)>""")
_TAG = re.compile(rb"""<(?:[^<>\s/!?]+:)?(row|c)(?=[\s/>])((?:[^<>"']|"[^"]*"|'[^']*')*)>""")
_REFERENCE = re.compile(rb"""(?:^|\s)r\s*=\s*["']([A-Za-z]{0,3})(\d{1,7})["']""")
_FAILED = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^<>]*>(?:<f[^>]*(?:/>|>[^<]*</f>))?<v>(#[^<]{1,20})</v>')
_LONGEST_CELL = 1 << 18


def inspect(path: Path) -> dict[str, Failed]:
    """Return the formulas that failed, by the name of the sheet.

    Raises InputError when a sheet spans more than `repeats.CELLS_LIMIT` cells, or when the file is damaged.
    """
    failed: dict[str, Failed] = {}
    lists: dict[str, bytes] = {}
    unusual = set()
    shared = SharedTexts()
    for name, pieces in unpacked(path):
        if name.casefold().replace("\\", "/") == _BINARY:
            fix = "Open it in Excel or LibreOffice and save it as .xlsx."
            raise InputError("is a binary workbook (.xlsb), which cannot be measured.", where=str(path), fix=fix)
        if name in (_BOOK, _RELATIONS):
            lists[name] = b"".join(pieces)
            continue
        if name == ODS_PART:
            refuse_repeats(b"".join(pieces), path)
            continue
        for at, text in enumerate(_whole_cells(pieces)):
            if at == 0:
                _refuse_other_encodings(text, path)
            shared.look(name, text)
            if _UNUSUAL.search(text) or (b":" in text and _PREFIXED.search(text)):
                unusual.add(name)
            if found := _failed(text):
                failed.setdefault(name, {}).update(found)
    shared.refuse(path)
    if unusual:
        _measure(path, unusual)
    return {sheet: failed[part] for sheet, part in _sheets(lists, path) if part in failed} if failed else {}


def _measure(path: Path, names: set[str]) -> None:
    """Raise InputError when the cells of one of these parts reach too far.

    In all other parts every cell tells its place, and none stands beyond row 99,999 or column BZ.
    """
    for name, pieces in unpacked(path):
        if name in names:
            extent = _Extent()
            for text in _whole_cells(pieces):
                if _TORN.search(text):  # XML forbids it, and it could hide a cell
                    raise damaged(path, "a cell's tag has no end")
                extent.look(text)
                refuse_cells(extent.cells, 0, path)


def _whole_cells(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the same bytes, cut before a row or cell begins, or before some tag where cells are very long."""
    rest = b""
    for piece in pieces:
        text = rest + piece
        cut = max(text.rfind(b"<c "), text.rfind(b"<row"))
        if cut <= 0 or cut < len(text) - _LONGEST_CELL:
            cut = text.rfind(b"<")
        if cut <= 0:
            cut = max(len(text) - len(b":c"), 0)
        yield text[:cut]
        rest = text[cut:]
    yield rest


def _refuse_other_encodings(piece: bytes, path: Path) -> None:
    declared = _ENCODING.match(piece)
    if piece.startswith(_WIDE) or (declared and declared[1].strip().lower() not in _PLAIN):
        raise damaged(path, "its text is not in UTF-8")


class _Extent:
    """How far the filled cells of a sheet reach."""

    def __init__(self) -> None:
        self.rows = self.columns = 0
        self._row = self._column = 0

    @property
    def cells(self) -> int:
        return self.rows * self.columns

    def look(self, text: bytes) -> None:
        """Take in a piece of the sheet."""
        if any(sign.search(text) for sign in _PLACELESS):
            self._walk(text)
            return
        places = [place for place in _PLACED.findall(text) if not place[2].endswith(b"/")]
        self.rows = max([self.rows, *map(int, {row for _, row, _ in places})])
        self.columns = max([self.columns, *map(_number, {column for column, _, _ in places})])

    def _walk(self, text: bytes) -> None:
        """Take in a piece with cells that stand next to the one before them, or with names of another kind."""
        for tag, attributes in _TAG.findall(text):
            place = _REFERENCE.search(attributes)
            if tag == b"row":
                self._row = int(place[2]) if place else self._row + 1
                self._column = 0
                continue
            letters, digits = (place[1], place[2]) if place else (b"", b"")
            self._column = _number(letters) if letters else self._column + 1
            if not attributes.endswith(b"/"):
                self.rows = max(self.rows, int(digits) if digits else self._row, 1)
                self.columns = max(self.columns, self._column)


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def _failed(text: bytes) -> Failed:
    failed: Failed = {}
    at = text.find(b't="e"') if b"#" in text else -1
    while at >= 0:
        found = _FAILED.match(text, text.rfind(b"<", 0, at))
        if found:
            failed[int(found[2]) - 1, _number(found[1]) - 1] = found[3].decode("ascii", "replace")
        at = text.find(b't="e"', at + 1)
    return failed


def _sheets(lists: dict[str, bytes], path: Path) -> Iterator[tuple[str, str]]:
    """Yield the name of each sheet and the name of its part."""
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        relations = fromstring(lists[_RELATIONS])
        book = fromstring(lists[_BOOK])
    except (KeyError, ParseError, DefusedXmlException) as error:
        raise damaged(path, "the list of its sheets cannot be read") from error
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    for sheet in book.iter():
        if sheet.tag.endswith("}sheet"):
            identity = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
            target = targets.get(identity, "")
            yield sheet.get("name", ""), str(PurePosixPath("xl") / target).lstrip("/") if target else ""
