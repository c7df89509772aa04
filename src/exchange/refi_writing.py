"""REFI-QDA projects (.qdpx) for NVivo, MAXQDA, ATLAS.ti, QualCoder and others, out of codings of units.

A case becomes a text, its units one below the other with an empty line between; a coding of a unit becomes a coded
stretch, from the unit's first character to its last. Positions count code points, line breaks are line feeds, and
there is no byte order mark, so that every way of counting but that of UTF-16 finds the same places. What is written
follows from what is given alone: the same project gives the same bytes. Standard: REFI-QDA (2019), Project 1.0.
"""

from __future__ import annotations

import io
import uuid
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ..errors import InputError
from ..framework.rows import guid_of
from ..tables import rows_of
from .refi_codebook import write_code
from .refi_offsets import OWN
from .refi_xml import safe

if TYPE_CHECKING:
    import pandas as pd

    from ..framework.codes import Framework

NAMESPACE = "urn:QDA-XML:project:1.0"
BETWEEN = "\n\n"

_SPACE = uuid.UUID("8d4c1f0a-35b7-4c5e-9d0b-6f1f2b7a9e54")  # drawn once, so that GUIDs are the same in every export
_DATE = (1980, 1, 1, 0, 0, 0)  # of every file in the archive; the earliest that there is
_SHOWN = 60  # characters of a stretch that name it


@dataclass(frozen=True)
class Outgoing:
    """What goes into a REFI-QDA project.

    project    the id, from which GUIDs follow
    cases      tables.CASES; the attributes become variables
    units      tables.UNITS, in order
    codings    tables.CODINGS, with ids of codes of the framework
    memos      by (unit, coder)
    """

    title: str
    project: str
    framework: Framework
    cases: pd.DataFrame
    units: pd.DataFrame
    codings: pd.DataFrame
    memos: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def guid(self, *names: object) -> str:
        """Return the GUID of a thing, the same in every export."""
        return str(uuid.uuid5(_SPACE, "\x1f".join([self.project, *map(str, names)])))

    @cached_property
    def places(self) -> dict[str, tuple[str, int, int]]:
        """The case, start and end of every unit that has a text."""
        return {unit: place for case, (_, places) in self._laid_out.items() for unit, place in places.items()}

    @cached_property
    def texts(self) -> dict[str, str]:
        """The text of every case that has one."""
        return {case: text for case, (text, _) in self._laid_out.items()}

    @cached_property
    def _laid_out(self) -> dict[str, tuple[str, dict[str, tuple[str, int, int]]]]:
        found: dict[str, tuple[str, dict[str, tuple[str, int, int]]]] = {}
        for row in rows_of(self.units):
            text = _plain(row["text"])
            if not text:
                continue
            before, places = found.get(row["case"], ("", {}))
            before += BETWEEN if before else ""
            places[row["unit"]] = (row["case"], len(before), len(before) + len(text))
            found[row["case"]] = (before + text, places)
        return found

    @cached_property
    def marks(self) -> dict[str, list[tuple[str, str]]]:
        """The codings of every unit with a text: coder and id of the code."""
        found: dict[str, list[tuple[str, str]]] = {unit: [] for unit in self.places}
        for row in rows_of(self.codings[["unit", "coder", "code"]]):
            if row["unit"] in found:
                found[row["unit"]].append((row["coder"], row["code"]))
        return found

    @cached_property
    def coders(self) -> tuple[str, ...]:
        """Who coded or wrote a memo."""
        writers = [coder for (_, coder), memo in self.memos.items() if memo]
        return tuple(dict.fromkeys([*self.codings["coder"], *writers]))

    @property
    def left_out(self) -> int:
        """How many codings are of units without text, which have no place in any."""
        return int((~self.codings["unit"].isin(list(self.places))).sum())


def _plain(text: str) -> str:
    """Return a text with line feeds alone, without what XML forbids or would be taken for a byte order mark."""
    return safe(str(text).replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "\u2060"))


def to_qdpx(study: Outgoing) -> bytes:
    """Return a REFI-QDA project with all coders, codings, cases and memos.

    Raises InputError for a framework without codes and for a study without texts, which the format forbids.
    """
    if not len(study.framework) or not study.texts:
        missing = "texts" if len(study.framework) else "codes"
        raise InputError(f"there are no {missing} to write.", fix="Read the notes and the framework first.")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in _files(study):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            archive.writestr(entry, content.encode())
    return out.getvalue()


def _files(study: Outgoing) -> Iterator[tuple[str, str]]:
    root = _document(study)
    indent(root)
    text: str = tostring(root, encoding="unicode")
    yield "project.qde", f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'
    for case, source in study.texts.items():
        yield f"sources/{study.guid('source', case)}.txt", source
    for unit, coder, memo in _memos(study):
        yield f"sources/{study.guid('memo', unit, coder)}.txt", memo


def _memos(study: Outgoing) -> Iterator[tuple[str, str, str]]:
    for (unit, coder), memo in study.memos.items():
        if unit in study.places and _plain(memo):
            yield unit, coder, _plain(memo)


def _document(study: Outgoing) -> Element:
    """Return the project's XML, its parts in the order of the schema; parts that would be empty are left out."""
    root = Element("Project", {"xmlns": NAMESPACE, "name": safe(study.title) or "Project", "origin": OWN})
    users = [_named("User", study, "user", coder) for coder in study.coders]
    _add(root, "Users", users)
    codes = SubElement(SubElement(root, "CodeBook"), "Codes")
    for code in study.framework.children(None):
        write_code(codes, study.framework, code, study.project)
    variables = [column for column in study.cases.columns if column != "case"]
    _add(root, "Variables", [_named("Variable", study, "variable", name, typeOfVariable="Text") for name in variables])
    _add(root, "Cases", [_case(study, row, variables) for row in rows_of(study.cases)])
    _add(root, "Sources", list(_sources(study)))
    _add(root, "Notes", [_note(study, unit, coder) for unit, coder, _ in _memos(study)])
    return root


def _add(root: Element, name: str, parts: Iterable[Element]) -> None:
    parts = list(parts)
    if parts:
        SubElement(root, name).extend(parts)


def _named(tag: str, study: Outgoing, kind: str, name: str, **more: str) -> Element:
    return Element(tag, {"guid": study.guid(kind, name), "name": safe(str(name)), **more})


def _case(study: Outgoing, row: Mapping[str, object], variables: Iterable[str]) -> Element:
    case = _named("Case", study, "case", str(row["case"]))
    for variable in variables:
        value = row[variable]
        if value is None or value != value or not str(value):  # noqa: PLR0124 (not a number)
            continue
        holder = SubElement(case, "VariableValue")
        SubElement(holder, "VariableRef", {"targetGUID": study.guid("variable", variable)})
        SubElement(holder, "TextValue").text = safe(str(value))
    if row["case"] in study.texts:
        SubElement(case, "SourceRef", {"targetGUID": study.guid("source", row["case"])})
    return case


def _sources(study: Outgoing) -> Iterator[Element]:
    sources = {case: _source(study, case) for case in study.texts}
    for unit, (case, _, _) in study.places.items():
        sources[case].extend(_selections(study, unit))
    yield from sources.values()


def _source(study: Outgoing, case: str) -> Element:
    path = f"internal://{study.guid('source', case)}.txt"
    return _named("TextSource", study, "source", case, plainTextPath=path)


def _selections(study: Outgoing, unit: str) -> Iterator[Element]:
    """Yield a selection for each coding of a unit, as NVivo does, and for each memo of one who coded nothing in it."""
    memos = {coder for coder in study.coders if _plain(study.memos.get((unit, coder), ""))}
    for coder, code in study.marks[unit]:
        selection = _selection(study, unit, coder, code)
        coding = {"guid": study.guid("coding", unit, coder, code), "creatingUser": study.guid("user", coder)}
        holder = SubElement(selection, "Coding", coding)
        SubElement(holder, "CodeRef", {"targetGUID": guid_of(study.framework[code], study.project)})
        if coder in memos:
            memos.discard(coder)
            SubElement(selection, "NoteRef", {"targetGUID": study.guid("memo", unit, coder)})
        yield selection
    for coder in sorted(memos):
        selection = _selection(study, unit, coder, "")
        SubElement(selection, "NoteRef", {"targetGUID": study.guid("memo", unit, coder)})
        yield selection


def _selection(study: Outgoing, unit: str, coder: str, code: str) -> Element:
    case, start, end = study.places[unit]
    shown = " ".join(study.texts[case][start:end].split())[:_SHOWN]
    attributes = {
        "guid": study.guid("selection", unit, coder, code),
        "name": shown,
        "startPosition": str(start),
        "endPosition": str(end),
        "creatingUser": study.guid("user", coder),
    }
    return Element("PlainTextSelection", attributes)


def _note(study: Outgoing, unit: str, coder: str) -> Element:
    attributes = {
        "guid": study.guid("memo", unit, coder),
        "name": safe(f"Memo of {coder} on {unit}"),
        "plainTextPath": f"internal://{study.guid('memo', unit, coder)}.txt",
        "creatingUser": study.guid("user", coder),
    }
    return Element("Note", attributes)
