"""Figures as SVG that may stand inside a page: no styles that its policy would stop, no ids that could clash."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET  # to build and write; what is parsed goes through defusedxml

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SVG, _LINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_FONTS = "Helvetica Neue, Arial, Liberation Sans, DejaVu Sans, sans-serif"


def embedded(figure: Figure, name: str, title: str, description: str) -> str:
    """Return `figure` as an svg element for a page; `title` and `description` are for readers who cannot see it.

    `name` makes the ids in it different from those of other figures on the page.
    """
    root = _cleaned(figure, name)
    root.attrib.pop("width")
    root.attrib.pop("height")
    root.set("role", "img")
    root.set("aria-labelledby", f"{name}-title {name}-description")
    for place, (tag, text) in enumerate((("title", title), ("desc", description))):
        element = ET.Element(f"{{{_SVG}}}{tag}", {"id": f"{name}-{'description' if place else 'title'}"})
        element.text = text
        root.insert(place, element)
    return _text(root)


def standalone(figure: Figure) -> str:
    """Return `figure` as an SVG file."""
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + _text(_cleaned(figure, "figure")) + "\n"


def _text(root: ET.Element) -> str:
    ET.register_namespace("", _SVG)
    ET.register_namespace("xlink", _LINK)
    return ET.tostring(root, encoding="unicode")


def _cleaned(figure: Figure, name: str) -> ET.Element:
    from defusedxml.ElementTree import fromstring

    root: ET.Element = fromstring(_drawn(figure))
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in (f"{{{_SVG}}}metadata", f"{{{_SVG}}}style"):
                parent.remove(child)
    used = {element.get(f"{{{_LINK}}}href", "").lstrip("#") for element in root.iter()}
    for element in root.iter():
        _make_own(element, name, used)
        _style_to_attributes(element)
    root.set("font-family", _FONTS)
    root.set("stroke-linejoin", "round")
    return root


def _drawn(figure: Figure) -> bytes:
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    from .canvas import SETTINGS

    buffer = io.BytesIO()
    with mpl.rc_context(SETTINGS), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")  # the reader's program has other type faces
        canvas: Any = FigureCanvasSVG(figure)
        canvas.print_svg(buffer, metadata={"Date": None, "Creator": None})
    return buffer.getvalue()


def _make_own(element: ET.Element, name: str, used: set[str]) -> None:
    """Keep the ids that the figure refers to, under its own name; drop the others."""
    own = element.attrib.pop("id", None)
    if own in used:
        element.set("id", f"{name}-{own}")
    link = element.get(f"{{{_LINK}}}href")
    if link:
        element.attrib.pop(f"{{{_LINK}}}href")
        element.set("href", f"#{name}-{link.lstrip('#')}")


def _style_to_attributes(element: ET.Element) -> None:
    """Say in attributes what a style says; the type face is that of the whole figure."""
    for declaration in element.attrib.pop("style", "").split(";"):
        key, _, value = (part.strip() for part in declaration.partition(":"))
        if key and key != "font-family":
            element.set(key, value)
