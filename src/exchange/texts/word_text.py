"""The text of a Word document (.docx), paragraph by paragraph; nothing in it is run or followed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from ...archives import damaged, unpacked
from ...errors import InputError
from ...wording import number_of
from ..repairs import Repair

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_PART = "word/document.xml"
_LIMIT = 1 << 26  # bytes of the text's part
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}
_SKIPPED = {"del", "moveFrom", "txbxContent", "pPr", "rPr", "instrText", "Fallback"}
_LEFT_OUT = {"footnoteReference": "footnote", "endnoteReference": "endnote", "txbxContent": "text box"}


def read_word_text(path: Path) -> tuple[list[str], tuple[Repair, ...]]:
    """Return the paragraphs of a .docx file, and what was left out of it: notes below the text, boxes, struck-out text.

    Text inserted with changes tracked is read, text deleted so is not. A row of a table is a paragraph: `Name: text`
    for two columns, else its cells with bars between them. Raises InputError for a file that is damaged, too large or
    no Word document.
    """
    body = _body(path)
    try:
        return list(_paragraphs(body)), tuple(_left_out(body, path))
    except RecursionError as error:
        raise damaged(path, "its parts are nested too deep") from error


def read_word_tables(path: Path) -> list[list[list[tuple[str, float]]]]:
    """Return the tables of a .docx file, row by row: the text of each cell, and how far it is indented (in points).

    Tables within tables are left out. Raises InputError as `read_word_text` does.
    """
    try:
        return [
            [[_cell(cell) for cell in row if _name(cell) == "tc"] for row in table if _name(row) == "tr"]
            for table in _body(path)
            if _name(table) == "tbl"
        ]
    except RecursionError as error:
        raise damaged(path, "its parts are nested too deep") from error


def _cell(cell: Element) -> tuple[str, float]:
    paragraphs = [each for each in cell if _name(each) == "p"]
    indents = [int(text) / 20 for text in map(_indent, paragraphs[:1]) if text.lstrip("-").isdecimal()]
    return "\n".join(map(_text, paragraphs)), next(iter(indents), 0.0)


def _indent(paragraph: Element) -> str:
    """Return the left indent of a paragraph as it stands in the file."""
    for properties in paragraph:
        if _name(properties) == "pPr":
            for each in properties:
                if _name(each) == "ind":
                    known = {key.rpartition("}")[2]: value for key, value in each.attrib.items()}
                    return (known.get("left") or known.get("start") or "")[:6]
    return ""


def _body(path: Path) -> Element:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    content = _document(path)
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError) as error:
        raise damaged(path, "its text is no sound XML") from error
    body = next((element for element in root if _name(element) == "body"), None)
    if body is None:
        raise damaged(path, "it has no text")
    return body


def _document(path: Path) -> bytes:
    for name, pieces in unpacked(path):
        if name == _PART:
            content = bytearray()
            for piece in pieces:
                content += piece
                if len(content) > _LIMIT:
                    raise InputError("holds more text than is read.", where=str(path), fix="Split it into several.")
            return bytes(content)
    raise InputError("is not a Word document.", where=str(path), fix="Open it in Word and save it as .docx.")


def _name(element: Element) -> str:
    """Return the name of an element of Word's own, or an empty text for another's."""
    tag = str(element.tag)
    local = tag.rpartition("}")[2]
    return local if tag.startswith((_W, _STRICT)) or local == "Fallback" else ""


def _paragraphs(element: Element) -> Iterator[str]:
    for child in element:
        name = _name(child)
        if name == "p":
            yield _text(child)
        elif name == "tbl":
            yield from map(_row, _nearest(child, "tr"))
        elif name not in _SKIPPED:
            yield from _paragraphs(child)


def _row(row: Element) -> str:
    cells = ["\n".join(_paragraphs(cell)).strip() for cell in _nearest(row, "tc")]
    filled = [cell for cell in cells if cell]
    if len(cells) == 2 and len(filled) == 2:
        return f"{filled[0].rstrip(':')}: {filled[1]}"
    return " | ".join(filled)


def _nearest(element: Element, name: str) -> Iterator[Element]:
    """Yield the elements of this name, but none that is inside another of them."""
    for child in element:
        if _name(child) == name:
            yield child
        else:
            yield from _nearest(child, name)


def _text(element: Element) -> str:
    """Return the text below an element, without what is deleted or stands in a box."""
    pieces: list[str] = []
    left = [element]
    while left:
        here = left.pop()
        name = _name(here)
        if name in _SKIPPED:
            continue
        if name == "t":
            pieces.append(here.text or "")
        pieces.append(_BREAKS.get(name, ""))
        left.extend(reversed(here))
    return "".join(pieces)


def _left_out(body: Element, path: Path) -> Iterator[Repair]:
    names = [_name(element) for element in body.iter() if _name(element) != "Fallback"]
    for name, what in _LEFT_OUT.items():
        if count := names.count(name):
            yield Repair(str(path), f"{number_of(count, what)} left out; the running text is read")
    if deleted := names.count("delText"):
        yield Repair(str(path), f"{number_of(deleted, 'piece')} of text deleted with changes tracked left out")
