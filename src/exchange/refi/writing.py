"""REFI-QDA projects (.qdpx) for NVivo, MAXQDA, ATLAS.ti, QualCoder and others, out of codings of units and stretches.

Units that were cut from a document stand in it. Of the others, a case becomes a text, its units one below the other
with an empty line between. A coding of a unit becomes a coded stretch, from the unit's first character to its last,
where no stretch is known that the coder chose. Positions count code points, line breaks are line feeds, and
there is no byte order mark, so that every way of counting but that of UTF-16 finds the same places. What is written
follows from what is given alone: the same project gives the same bytes. Standard: REFI-QDA (2019), Project 1.0.
"""

from __future__ import annotations

import io
import uuid
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ...errors import InputError
from ...framework.rows import guid_of
from ...tables import rows_of
from .codebook import write_code
from .offsets import OWN
from .stretches import Memo, Place, Stretch, as_stretches
from .xml import safe

if TYPE_CHECKING:
    import pandas as pd

    from ...framework.codes import Framework

NAMESPACE = "urn:QDA-XML:project:1.0"
BETWEEN = "\n\n"

_SPACE = uuid.UUID("8d4c1f0a-35b7-4c5e-9d0b-6f1f2b7a9e54")  # drawn once, so that GUIDs are the same in every export
_DATE = (1980, 1, 1, 0, 0, 0)  # of every file in the archive; the earliest that there is
_SHOWN = 60  # characters of a stretch that name it
_NOTES = " (notes)"  # after the name of a case whose notes stand beside a document of the same name


@dataclass(frozen=True)
class Outgoing:
    """What goes into a REFI-QDA project.

    project    the id, from which GUIDs follow
    cases      tables.CASES; the attributes become variables
    units      tables.UNITS, in order
    codings    tables.CODINGS, with ids of codes of the framework
    memos      by (unit, coder)
    documents  whole texts by name, and `case_of` the case of each
    located    document, start and end of units that were cut from documents
    spans      the stretches of documents that coders chose, with ids of codes
    on_spans   memos on stretches of documents
    order      coders who come first, in this order
    """

    title: str
    project: str
    framework: Framework
    cases: pd.DataFrame
    units: pd.DataFrame
    codings: pd.DataFrame
    memos: Mapping[tuple[str, str], str] = field(default_factory=dict)
    documents: Mapping[str, str] = field(default_factory=dict)
    case_of: Mapping[str, str] = field(default_factory=dict)
    located: Mapping[str, Place] = field(default_factory=dict)
    spans: Sequence[Stretch] = ()
    on_spans: Sequence[Memo] = ()
    order: Sequence[str] = ()

    def guid(self, *names: object) -> str:
        """Return the GUID of a thing, the same in every export."""
        return str(uuid.uuid5(_SPACE, "\x1f".join([self.project, *map(str, names)])))

    @cached_property
    def places(self) -> dict[str, Place]:
        """The text, start and end of every unit that has a text."""
        return {
            **self.located,
            **{unit: place for _, places in self._laid_out.values() for unit, place in places.items()},
        }

    @cached_property
    def texts(self) -> dict[str, str]:
        """The texts by name: the documents, then those that the units of a case make."""
        documents = {name: _plain(text) for name, text in self.documents.items()}
        return documents | {name: text for name, (text, _) in self._laid_out.items()}

    @cached_property
    def sources(self) -> dict[str, list[str]]:
        """The names of the texts of every case."""
        cases = {row["case"]: row["case"] for row in rows_of(self.units)}
        found: dict[str, list[str]] = {}
        for name in self.texts:
            case = self.case_of[name] if name in self.documents else cases.get(name, name.removesuffix(_NOTES))
            found.setdefault(case, []).append(name)
        return found

    @cached_property
    def _laid_out(self) -> dict[str, tuple[str, dict[str, Place]]]:
        found: dict[str, tuple[str, dict[str, Place]]] = {}
        for row in rows_of(self.units):
            text = _plain(row["text"])
            if not text or row["unit"] in self.located:
                continue
            name = row["case"] + (_NOTES if row["case"] in self.documents else "")
            before, places = found.get(name, ("", {}))
            before += BETWEEN if before else ""
            places[row["unit"]] = Place(name, len(before), len(before) + len(text))
            found[name] = (before + text, places)
        return found

    @cached_property
    def stretches(self) -> dict[str, list[Stretch]]:
        """The coded stretches of every text, in order."""
        codings = [(row["unit"], row["coder"], row["code"]) for row in rows_of(self.codings[["unit", "coder", "code"]])]
        found: dict[str, list[Stretch]] = {name: [] for name in self.texts}
        for stretch in as_stretches(codings, self.places, self.spans):
            found[stretch.source].append(stretch)
        return found

    @cached_property
    def written(self) -> list[Memo]:
        """The memos that have a place in a text."""
        places = self.places
        given = [Memo(*places[unit], coder, text) for (unit, coder), text in self.memos.items() if unit in places]
        plain = [replace(memo, text=_plain(memo.text)) for memo in (*given, *self.on_spans)]
        return list(dict.fromkeys(memo for memo in plain if memo.text))

    @cached_property
    def coders(self) -> tuple[str, ...]:
        """Who coded or wrote a memo."""
        writers = [coder for (_, coder), memo in self.memos.items() if memo]
        chose = [*(each.coder for each in self.spans), *(each.coder for each in self.on_spans)]
        known = dict.fromkeys([*self.codings["coder"], *chose, *writers])
        return tuple(dict.fromkeys([*(coder for coder in self.order if coder in known), *known]))

    @property
    def n_stretches(self) -> int:
        """How many coded stretches are written."""
        return sum(map(len, self.stretches.values()))

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
    for name, text in study.texts.items():
        yield f"sources/{study.guid('source', name)}.txt", text
    for memo in study.written:
        yield f"sources/{_memo_guid(study, memo)}.txt", memo.text


def _memo_guid(study: Outgoing, memo: Memo) -> str:
    return study.guid("memo", *astuple(memo))


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
    _add(root, "Notes", [_note(study, memo) for memo in study.written])
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
    for name in study.sources.get(str(row["case"]), ()):
        SubElement(case, "SourceRef", {"targetGUID": study.guid("source", name)})
    return case


def _sources(study: Outgoing) -> Iterator[Element]:
    memos: dict[str, dict[tuple[int, int, str], list[Memo]]] = {}
    for memo in study.written:
        memos.setdefault(memo.source, {}).setdefault((memo.start, memo.end, memo.coder), []).append(memo)
    for name in study.texts:
        path = f"internal://{study.guid('source', name)}.txt"
        source = _named("TextSource", study, "source", name, plainTextPath=path)
        source.extend(_selections(study, name, memos.get(name, {})))
        yield source


def _selections(study: Outgoing, name: str, memos: dict[tuple[int, int, str], list[Memo]]) -> Iterator[Element]:
    """Yield a selection for each coding, as NVivo does, and for each memo of one who coded nothing in its place."""
    for each in study.stretches[name]:
        selection = _selection(study, each)
        guid = study.guid("coding", *astuple(each))
        holder = SubElement(selection, "Coding", {"guid": guid, "creatingUser": study.guid("user", each.coder)})
        SubElement(holder, "CodeRef", {"targetGUID": guid_of(study.framework[each.code], study.project)})
        _refer(study, selection, memos.pop((each.start, each.end, each.coder), ()))
        yield selection
    for (start, end, coder), written in memos.items():
        selection = _selection(study, Stretch(name, start, end, coder, ""))
        _refer(study, selection, written)
        yield selection


def _refer(study: Outgoing, selection: Element, memos: Iterable[Memo]) -> None:
    for memo in memos:
        SubElement(selection, "NoteRef", {"targetGUID": _memo_guid(study, memo)})


def _selection(study: Outgoing, each: Stretch) -> Element:
    shown = " ".join(study.texts[each.source][each.start : each.end].split())[:_SHOWN]
    attributes = {
        "guid": study.guid("selection", *astuple(each)),
        "name": shown,
        "startPosition": str(each.start),
        "endPosition": str(each.end),
        "creatingUser": study.guid("user", each.coder),
    }
    return Element("PlainTextSelection", attributes)


def _note(study: Outgoing, memo: Memo) -> Element:
    guid = _memo_guid(study, memo)
    attributes = {
        "guid": guid,
        "name": safe(f"Memo of {memo.coder} in {memo.source}"),
        "plainTextPath": f"internal://{guid}.txt",
        "creatingUser": study.guid("user", memo.coder),
    }
    return Element("Note", attributes)
