"""Codings in a REFI-QDA project with a place that is in no text: on a page, in a picture, in sound or film."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .xml import local

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

PLACES = ("source", "coder", "code", "place")
"""The columns of a table of such codings; the place is said as people read it."""

WHOLE = "the whole"

_CORNERS = ("firstX", "firstY", "secondX", "secondY")
_KINDS = {"PDFSelection", "PictureSelection", "AudioSelection", "VideoSelection"}


def selections(source: Element, *, has_text: bool) -> Iterator[tuple[Element, str]]:
    """Yield each selection of a source that has no place in its text, and what that place is called.

    Corners of a rectangle are counted as the tool counts them, times in milliseconds. A source without a text that is
    coded as a whole is such a selection itself.
    """
    for each in source:
        if local(each) in _KINDS:
            yield each, _place(each)
    if not has_text and any(local(each) == "Coding" for each in source):
        yield source, WHOLE


def _place(selection: Element) -> str:
    corners = [_shown(selection.get(name)) for name in _CORNERS]
    page, begin, end = (_shown(selection.get(name)) for name in ("page", "begin", "end"))
    parts = []
    if page:
        parts.append(f"page {page}")
    if all(corners):
        parts.append("rectangle {},{} to {},{}".format(*corners))
    if begin and end:
        parts.append(f"{begin} to {end} ms")
    return ", ".join(parts) or WHOLE


def _shown(number: str | None) -> str:
    """Return a number as it stands in the file, or nothing when it is none."""
    text = (number or "").strip()[:20]
    return text if text.lstrip("+-").replace(".", "", 1).isdigit() else ""
