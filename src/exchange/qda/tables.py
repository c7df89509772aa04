"""Tables of coded segments of MAXQDA, ATLAS.ti, Dedoose, Taguette, QualCoder and OpenQDA, known by their headings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...errors import InputError, IntercoderError, raise_all
from ..cells import folded, is_missing, tidy
from ..headers import Column, HeadedTable, matching
from ..sheets.lists import given_signs, split_codes
from ..sheets.marks import mark, suggestion
from .segments import Asked, Segment, SegmentFile

_APPLIED = re.compile(r"code: (?P<code>.+) applied", re.IGNORECASE)


@dataclass(frozen=True)
class Tool:
    """How a tool heads the columns of its export, in each language; a table is its own when all of `needed` are there.

    document, position    several columns together name the document, or the place in it
    codes                 the column of codes; none for a tool that has a column of marks per code
    several               whether a cell holds several codes
    numbered              whether positions are numbers that the export of another coder has for something else
    attributes            columns that say something of the document
    other_than            for a tool that lets people add columns about documents: those that are none of these
    """

    name: str
    needed: tuple[str, ...]
    document: tuple[str, ...] = ("document",)
    position: tuple[str, ...] = ()
    text: str = "text"
    coder: str = ""
    codes: tuple[str, ...] = ()
    several: bool = False
    numbered: bool = False
    attributes: tuple[str, ...] = ()
    other_than: tuple[str, ...] = ()


_ALIASES: Mapping[str, tuple[str, ...]] = {
    "document name": ("document name", "dokumentname"),
    "document group": ("document group", "dokumentgruppe"),
    "document groups": ("document groups", "document group", "dokumentgruppen"),
    "beginning": ("beginning", "begin", "anfang"),
    "end": ("end", "ende"),
    "segment": ("segment", "coded segment", "coded segments"),
    "author": ("author", "autor", "created by", "erstellt von"),
}
"""What a heading is called in the versions and languages of its tool, where there is more than one name for it."""

TOOLS = (
    Tool(
        "MAXQDA retrieved segments",
        ("document name", "code", "beginning", "end", "segment"),
        document=("document group", "document name"),
        position=("beginning", "end"),
        text="segment",
        coder="author",
        codes=("code",),
        attributes=("document group",),
    ),
    Tool(
        "ATLAS.ti quotations",
        ("document", "quotation content", "codes"),
        position=("reference",),
        text="quotation content",
        coder="created by",
        codes=("codes",),
        several=True,
        attributes=("document groups",),
    ),
    Tool(
        "Dedoose excerpts",
        ("media title", "excerpt copy"),
        document=("media title",),
        position=("excerpt range",),
        text="excerpt copy",
        coder="excerpt creator",
        other_than=("media title", "excerpt", "resource", "code", "codes applied combined", "id"),
    ),
    Tool(
        "Taguette highlights",
        ("id", "document", "tag", "content"),
        position=("id",),
        text="content",
        codes=("tag",),
        numbered=True,
    ),
    Tool(
        "QualCoder coded text",
        ("file", "coder", "coded", "codename"),
        document=("file",),
        text="coded",
        coder="coder",
        codes=("codename",),
    ),
    Tool(
        "QualCoder coded text",
        ("case", "coder", "coded", "codename"),
        document=("case",),
        text="coded",
        coder="coder",
        codes=("codename",),
    ),
    Tool(
        "OpenQDA codings",
        ("source", "start pos", "end pos", "selection"),
        document=("source",),
        position=("start pos", "end pos"),
        text="selection",
        coder="created by",
        codes=("code", "code category"),
    ),
)


def tool_of(table: HeadedTable) -> Tool | None:
    """Return the tool that exported this table, or None when it is none of them."""
    for tool in TOOLS:
        has_codes = any(_column(table, name) for name in tool.codes) or bool(not tool.codes and _applied(table))
        if has_codes and all(_column(table, name) for name in tool.needed):
            return tool
    return None


def read_segments(table: HeadedTable, tool: Tool, asked: Asked) -> SegmentFile:
    """Return the segments in the table that `tool` exported.

    Raises InputError for a column of `asked.beside` that is not there; and, all together, rows without a document or a
    coder, and marks that are none.
    """
    return _Reading(table, tool, asked, tuple(table.find(name, what="the units") for name in asked.beside)).file()


@dataclass(frozen=True)
class _Reading:
    table: HeadedTable
    tool: Tool
    asked: Asked
    beside: tuple[Column, ...]

    def file(self) -> SegmentFile:
        table, tool = self.table, self.tool
        named = matching(table.columns, self.asked.coder) if self.asked.coder else []
        by = named[0] if named else _column(table, tool.coder)
        document = [column for name in tool.document if (column := _column(table, name))]
        raise_all([*self._empty(document[-1], "document"), *(self._empty(by, "coder") if by else [])])
        documents = ["/".join(filter(None, parts)) for parts in zip(*map(table.labels, document), strict=True)]
        coders = table.labels(by) if by else [""] * len(table.rows)
        texts = self._texts()
        beside = [tuple(table.cell(row, column) for column in self.beside) for row in table.rows]
        cases = _cases(table.labels(document[-1]), documents)
        given = zip(documents, self._positions(), texts, coders, self._codes(), beside, cases, strict=True)
        codes = tuple(_applied(table).values()) if not tool.codes else ()
        segments = tuple(Segment(*each) for each in given)
        attributes = _attributes(table, self._about(), cases)
        repairs = table.raw.repairs.listed()
        return SegmentFile(table.raw.path, tool.name, segments, codes, repairs, tool.numbered, attributes)

    def _about(self) -> list[Column]:
        """Return the columns about the document: known ones, and those that people added."""
        table, tool = self.table, self.tool
        known = [column for name in tool.attributes if (column := _column(table, name))]
        added = [c for c in table.columns if tool.other_than and c.heading and not _begins(c.heading, tool.other_than)]
        return known + added

    def _empty(self, column: Column, what: str) -> list[IntercoderError]:
        return [
            InputError(f"the {what} is empty.", where=self.table.where(row, column), fix="Export the table again.")
            for row in self.table.rows
            if not self.table.cell(row, column).strip()
        ]

    def _texts(self) -> list[str]:
        column = _column(self.table, self.tool.text)
        return self.table.values(column) if column else [""] * len(self.table.rows)

    def _positions(self) -> list[str]:
        columns = [column for name in self.tool.position if (column := _column(self.table, name))]
        if not columns:
            return [""] * len(self.table.rows)
        parts = zip(*map(self.table.labels, columns), strict=True)
        return ["-".join(dict.fromkeys(filter(None, each))) for each in parts]

    def _codes(self) -> list[tuple[str, ...]]:
        if not self.tool.codes:
            return self._marked()
        columns = [column for name in self.tool.codes if (column := _column(self.table, name))]
        held = self.table.values(columns[0])
        if self.tool.several:
            signs = self._signs(held)
            return [tuple(split_codes(cell, signs)) for cell in held]
        return [() if is_missing(cell) else (tidy(cell),) for cell in held]

    def _signs(self, cells: Sequence[str]) -> tuple[str, ...]:
        """Return what separates codes: line breaks, or semicolons where no cell has a line break."""
        raw = self.table.raw
        if self.asked.separator is not None:
            return given_signs(self.asked.separator, cells, raw.where, raw.repairs)
        if any("\n" in cell.strip() for cell in cells):
            return ("\n",)
        if any(";" in cell for cell in cells):
            raw.repairs.note(raw.where, "the codes in a cell are separated by semicolons")
            return (";",)
        return ()

    def _marked(self) -> list[tuple[str, ...]]:
        problems: list[IntercoderError] = []
        columns = _applied(self.table)
        rows = []
        for row in self.table.rows:
            codes = []
            for column, code in columns.items():
                cell = self.table.cell(row, column)
                try:
                    codes += [code] if mark(cell) else []
                except KeyError:
                    where = self.table.where(row, column)
                    problems.append(InputError(f'"{tidy(cell)}" is no mark.', where=where, fix=suggestion(cell)))
            rows.append(tuple(codes))
        raise_all(problems, fix="Correct the file and read it again.")
        return rows


def _column(table: HeadedTable, name: str) -> Column | None:
    """Return the first column headed `name`, in any of the languages of its tool."""
    for alias in _ALIASES.get(name, (name,)) if name else ():
        for column in table.columns:
            if folded(column.heading) == alias:
                return column
    return None


def _begins(heading: str, names: Sequence[str]) -> bool:
    said = folded(heading)
    return any(said == name or said.startswith((f"{name} ", f"{name}:")) for name in names)


def _cases(names: Sequence[str], documents: Sequence[str]) -> list[str]:
    """Return the case of each row: the document's name, with its group where two groups have one of that name."""
    groups: dict[str, set[str]] = {}
    for name, document in zip(names, documents, strict=True):
        groups.setdefault(name, set()).add(document)
    return [document if len(groups[name]) > 1 else name for name, document in zip(names, documents, strict=True)]


def _attributes(table: HeadedTable, about: Sequence[Column], cases: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return what the columns say of each case; different values of one case are all kept."""
    found: dict[str, dict[str, dict[str, None]]] = {}
    for column in about:
        for case, cell in zip(cases, table.values(column), strict=True):
            for value in cell.splitlines():
                if not is_missing(value):
                    found.setdefault(case, {}).setdefault(column.name, {})[tidy(value)] = None
    return {case: {name: "; ".join(values) for name, values in given.items()} for case, given in found.items()}


def _applied(table: HeadedTable) -> dict[Column, str]:
    """Return Dedoose's columns of marks, and the code of each as a path."""
    found = {column: _APPLIED.fullmatch(tidy(column.heading)) for column in table.columns}
    return {column: match["code"].replace("\\", " > ") for column, match in found.items() if match}
