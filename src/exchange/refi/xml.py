"""The XML of REFI-QDA files, read without trust: no entities, limits on size and depth, names without namespaces.

Tools disagree on the namespace (`codebook:1.0`, `codebook:0:4`, `codebook:1:0`), so elements are known by local name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...errors import InputError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

SIZE_LIMIT = 64 << 20  # bytes
MARKS_LIMIT = 3_000_000  # elements and attributes; each takes far more memory than its letters
DEPTH_LIMIT = 100

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def parsed(content: bytes, where: str) -> Element:
    """Return the root of an XML document. Raises InputError for no XML, a DTD, too many elements or too many levels."""
    import defusedxml
    from defusedxml.ElementTree import fromstring

    if content.count(b"<") + content.count(b"=") > MARKS_LIMIT:
        raise InputError("has more elements than can be read.", where=where, fix="Export fewer texts at a time.")
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except (SyntaxError, ValueError, LookupError, defusedxml.DefusedXmlException) as error:
        problem = f"cannot be read as XML ({' '.join(str(error).split())})."
        raise InputError(problem, where=where, fix="Export it again.") from error
    level = [root]
    for _ in range(DEPTH_LIMIT):
        level = [below for element in level for below in element]
        if not level:
            return root
    raise InputError(f"is nested more than {DEPTH_LIMIT} levels deep.", where=where, fix="Export it again.")


def local(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def child_of(element: Element | None, name: str) -> Element | None:
    """Return the first child of this name."""
    return next(children_of(element, name), None)


def children_of(element: Element | None, name: str) -> Iterator[Element]:
    """Yield the children of this name, in order."""
    yield from (each for each in (element if element is not None else ()) if local(each) == name)


def safe(text: str) -> str:
    """Return a text with U+FFFD for every character that XML forbids; it stays as long as it was."""
    return _FORBIDDEN.sub("\ufffd", text)


def plain_guid(guid: str) -> str:
    """Return a GUID without braces and in lower case: tools write the same one in several ways."""
    return guid.strip().strip("{}").casefold()


def guid_of(element: Element) -> str:
    """Return the GUID of an element, empty when it has none."""
    return plain_guid(element.get("guid", ""))


def target_of(reference: Element | None) -> str:
    """Return the GUID that a reference points to, empty when there is none."""
    return plain_guid(reference.get("targetGUID", "")) if reference is not None else ""
