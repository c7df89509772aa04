"""REFI-QDA codebooks (.qdc): how coding frameworks travel between NVivo, MAXQDA, ATLAS.ti and others.

The format keeps a name, a colour, whether the code may be applied, and one description. What else is known of a code
stands in the description as labelled paragraphs, for people to read in the other tool and for intercoder to read back.
Standard: REFI-QDA (2019), Codebook exchange format 1.0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ...errors import InputError, IntercoderError
from ...framework import paths
from ...framework.headings import HEADINGS, plain
from ...framework.rows import Row, texts_of
from ...opening import content_of
from .xml import SIZE_LIMIT, child_of, local, parsed, safe

if TYPE_CHECKING:
    from ...framework.codes import Code, Framework

NAMESPACE = "urn:QDA-XML:codebook:1.0"

_GUID = re.compile(
    r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|\{[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\}"
)
_COLOUR = re.compile("#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_IN_PARAGRAPHS = {
    heading: name
    for heading, name in HEADINGS.items()
    if name in ("when_to_use", "when_not_to_use", "example", "origin", "added_by", "reason")
}
_LABELS = {plain(heading): name for heading, name in _IN_PARAGRAPHS.items()}
_LABEL = re.compile(rf"(\\*)({'|'.join(_IN_PARAGRAPHS)}): ?(.*)", re.IGNORECASE)


def to_qdc(framework: Framework, *, project: str = "") -> bytes:
    """Return a framework as a REFI-QDA codebook; a code has the same GUID in every export.

    Characters that XML forbids become U+FFFD. Raises InputError for a framework without codes, which the format
    forbids.
    """
    if not len(framework):
        raise InputError("a codebook needs at least one code.", fix="Add codes first.")
    root = Element("CodeBook", {"xmlns": NAMESPACE, "origin": "intercoder"})
    codes = SubElement(root, "Codes")
    for code in framework.children(None):
        write_code(codes, framework, code, project)
    indent(root)
    text: str = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def write_code(above: Element, framework: Framework, code: Code, project: str) -> None:
    """Write a code and those below it under the element `above`."""
    texts = texts_of(framework, code, project)
    attributes = {"guid": texts["guid"], "name": safe(code.name), "isCodable": str(code.applicable).lower()}
    element = SubElement(above, "Code", attributes | ({"color": code.colour} if code.colour else {}))
    described = _described(texts)
    if described:
        SubElement(element, "Description").text = safe(described)
    for child in framework.children(code.id):
        write_code(element, framework, child, project)


def _described(texts: dict[str, str]) -> str:
    """Return the definition and, after an empty line each, the other texts with their labels."""
    parts = [_guarded(texts["definition"])] if texts["definition"] else []
    for heading, name in _IN_PARAGRAPHS.items():
        if texts[name] and not (name == "origin" and texts[name] == "deductive"):
            parts.append(f"{heading}: {_guarded(texts[name], first=False)}")
    return "\n\n".join(parts)


def _guarded(text: str, *, first: bool = True) -> str:
    """Return a text with a backslash before each line that would be taken for a label."""
    lines = text.split("\n")
    start = 0 if first else 1
    return "\n".join("\\" + line if at >= start and _LABEL.fullmatch(line) else line for at, line in enumerate(lines))


def qdc_rows(path: Path) -> tuple[list[Row], list[IntercoderError]]:
    """Return the codes of a REFI-QDA codebook as rows, and everything in which it is not valid.

    Raises InputError when it is missing, too large, no XML, or XML of another kind.
    """
    root = _root(path)
    problems = list(_problems(root, path.name))
    codes = child_of(root, "Codes")
    return ([] if codes is None else list(code_rows(codes, path.name))), problems


def _root(path: Path) -> Element:
    root = parsed(content_of(path, limit=SIZE_LIMIT), str(path))
    if local(root) != "CodeBook":
        problem = f"is no REFI-QDA codebook; it begins with {local(root)}."
        raise InputError(problem, where=str(path), fix="Export the codebook alone, as .qdc.")
    return root


def _problems(root: Element, where: str) -> Iterator[IntercoderError]:
    """Yield everything in which a codebook departs from the published structure."""
    found = [local(child) for child in root]
    if "Codes" not in found:
        yield InputError("has no codes.", where=where, fix="Export the codebook again.")
    for name in found:
        if name not in ("Codes", "Sets"):
            yield InputError(f"a codebook holds no {name}.", where=where, fix="Export the codebook again.")
    if found not in (["Codes"], ["Codes", "Sets"]) and set(found) <= {"Codes", "Sets"} and "Codes" in found:
        yield InputError("Codes must come once, and before Sets.", where=where, fix="Export the codebook again.")
    for child in root:
        if len(child) == 0:
            yield InputError(f"{local(child)} is empty.", where=where, fix="Export the codebook again.")
    codes = child_of(root, "Codes")
    for element in codes if codes is not None else ():
        yield from _code_problems(element, where, ())


def _code_problems(element: Element, where: str, above: tuple[str, ...]) -> Iterator[IntercoderError]:
    names = (*above, element.get("name", ""))
    here = f"{where}, code {paths.join(names)}"
    if local(element) != "Code":
        yield InputError(f"{local(element)} stands among the codes.", where=here, fix="Export the codebook again.")
        return
    if not _GUID.fullmatch(element.get("guid", "")):
        problem = f'"{element.get("guid", "")}" is not a GUID.'
        yield InputError(problem, where=here, fix="Export the codebook again.")
    if element.get("isCodable") not in ("true", "false", "1", "0"):
        yield InputError("does not say whether it is codable.", where=here, fix='Add isCodable="true".')
    if not _COLOUR.fullmatch(element.get("color", "#000000")):
        yield InputError(f'"{element.get("color")}" is not a colour.', where=here, fix="Write it as #1f4e79.")
    order = [local(child) for child in element]
    if "Description" in order[1:]:
        yield InputError("has its description after other things, or two.", where=here, fix="Put one first.")
    for child in element:
        if local(child) == "Code":
            yield from _code_problems(child, where, names)
        elif local(child) not in ("Description", "NoteRef"):
            yield InputError(f"a code holds no {local(child)}.", where=here, fix="Export the codebook again.")


def code_rows(element: Element, where: str, above: tuple[str, ...] = ()) -> Iterator[Row]:
    """Yield the codes among the children of `element`, and below them, as rows of a framework."""
    for code in element:
        if local(code) != "Code":
            continue
        names = (*above, code.get("name", ""))
        described = child_of(code, "Description")
        values = _texts(described.text or "" if described is not None else "")
        values["guid"] = code.get("guid", "").strip("{}")
        values["applicable"] = "yes" if code.get("isCodable", "true") in ("true", "1") else "no"
        if _COLOUR.fullmatch(code.get("color", "")):
            values["colour"] = _six(code.get("color", ""))
        yield Row({**values, "path": paths.join(names)}, f"{where}, code {paths.join(names)}")
        yield from code_rows(code, where, names)


def _six(colour: str) -> str:
    return colour if len(colour) == 7 else "#" + "".join(2 * digit for digit in colour[1:])


def _texts(description: str) -> dict[str, str]:
    """Return the fields that a description holds: the definition, and what its labelled paragraphs say."""
    found: dict[str, list[str]] = {"definition": []}
    here = "definition"
    for line in description.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        label = _LABEL.fullmatch(line)
        if label and not label[1] and _LABELS[plain(label[2])] not in found:
            here = _LABELS[plain(label[2])]
            found[here] = [label[3]]
        else:
            found[here].append(line[1:] if label and label[1] else line)
    return {name: "\n".join(lines).strip() for name, lines in found.items()}
