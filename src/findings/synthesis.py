"""Synthesis across cases: what the summaries of a group (a site) say together about a category."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from ..coding.filled_forms import FilledForm, FilledRow, read_form
from ..coding.forms import Form, FormColumn, Leaf, write_form
from ..errors import InputError, IntercoderError, raise_all
from ..results import Column
from ..spreadsheet import fitting
from ..wording import number_of
from .finding import Finding

if TYPE_CHECKING:
    import pandas as pd

    from .matrix import Cell, FrameworkMatrix

KIND = "synthesis workbook"
SHEET = "Synthesis"
ACROSS = "all groups"


@dataclass(frozen=True)
class Synthesis:
    """What an analyst wrote about a group and a category, and a digest of the summaries that it was written from."""

    text: str
    seen: str


@dataclass(frozen=True)
class Field:
    """A group's cells of a category, and what was written about them."""

    group: str
    code: str
    cells: tuple[Cell, ...]
    synthesis: Synthesis | None

    @property
    def n(self) -> int:
        """How many cases of the group have the category."""
        return sum(bool(cell.units) for cell in self.cells)

    @property
    def summaries(self) -> str:
        """The summaries of the group, each after its case."""
        return "\n".join(f"{cell.case}: {cell.summary.text}" for cell in self.cells if cell.summary)

    @property
    def digest(self) -> str:
        """A digest of the summaries: it changes whenever one of them does."""
        return hashlib.sha256(self.summaries.encode()).hexdigest()

    @property
    def stale(self) -> bool:
        """Whether a summary changed after the synthesis was written."""
        return self.synthesis is not None and self.synthesis.seen != self.digest

    def shown(self) -> str:
        """Return the field as it is read: how many cases, and the synthesis."""
        count = f"{self.n} of {len(self.cells)}"
        if not self.synthesis:
            return f"{count}. (not written yet)" if self.n else f"{count}."
        return f"{count}. {self.synthesis.text}" + (" (summaries changed since)" if self.stale else "")


@dataclass(frozen=True, repr=False)
class SynthesisView(Finding):
    """A row per category, a column per group, and one across all groups, side by side to look for patterns."""

    title: ClassVar[str] = "Synthesis"
    fields: tuple[Field, ...]
    categories: Mapping[str, str]
    groups: Mapping[str, int]
    by: str

    def to_frame(self) -> pd.DataFrame:
        """Return a row per category (code) and its text for each group."""
        import pandas as pd

        rows: dict[str, dict[str, str]] = {}
        for field in self.fields:
            row = rows.setdefault(field.code, {"code": self.categories[field.code]})
            row[f"group: {field.group}"] = field.shown()
        columns = ["code", *(f"group: {group}" for group in self.groups)]
        return pd.DataFrame(list(rows.values()), columns=columns, dtype=object)

    def columns(self) -> tuple[Column, ...]:
        """Return category and groups."""
        groups = (Column(f"group: {group}", f"{group} (n={size})") for group, size in self.groups.items())
        return Column("code", "Category"), *groups

    def notes(self) -> tuple[str, ...]:
        """Return what is in the fields."""
        stale = sum(field.stale for field in self.fields)
        unwritten = sum(not field.synthesis and field.n > 0 for field in self.fields)
        return (
            f"By {self.by}: number of cases with the category, and what their summaries say together. "
            f"{unwritten} not written yet, {stale} older than a summary.",
            *self.rests_on,
        )

    def to_dict(self) -> dict[str, Any]:
        """Return {"by", "groups", "rests_on", "categories": [{"code", "groups": {group: {"n", "of", ..}}}]}."""
        rows: dict[str, dict[str, Any]] = {}
        for field in self.fields:
            row = rows.setdefault(field.code, {"code": self.categories[field.code], "groups": {}})
            row["groups"][field.group] = {
                "n": field.n,
                "of": len(field.cells),
                "synthesis": field.synthesis.text if field.synthesis else None,
                "stale": field.stale,
                "summaries": {cell.case: cell.summary.text for cell in field.cells if cell.summary},
            }
        found = {"by": self.by, "groups": dict(self.groups), "rests_on": list(self.rests_on)}
        return {**found, "categories": list(rows.values())}


def synthesis_of(matrix: FrameworkMatrix, written: Mapping[tuple[str, str], Synthesis]) -> SynthesisView:
    """Gather the cells of `matrix`, which must be grouped, by category and group; `written` is by group and code id."""
    groups: dict[str, list[str]] = {}
    for cell in matrix.entries:
        groups.setdefault(cell.group, []).append(cell.case)
    sizes = {group: len(set(cases)) for group, cases in groups.items()}
    sizes[ACROSS] = sum(sizes.values())
    cells: dict[tuple[str, str], list[Cell]] = {}
    for cell in matrix.entries:
        for group in (cell.group, ACROSS):
            cells.setdefault((group, cell.code), []).append(cell)
    places = [(group, code) for code in matrix.categories for group in sizes]
    fields = tuple(Field(*place, tuple(cells.get(place, ())), written.get(place)) for place in places)
    return SynthesisView(fields, matrix.categories, sizes, matrix.by or "", rests_on=matrix.rests_on)


def write_synthesis_workbook(path: Path, project: str, view: SynthesisView) -> None:
    """Write a row per category and group: the summaries to read, and the synthesis to write."""
    columns = [
        FormColumn("category", "Category", width=30),
        FormColumn("group", view.by.replace("_", " ").capitalize(), width=14),
        FormColumn("n", "Participants", width=12),
        FormColumn("summaries", "Summaries", width=70),
        FormColumn("changes", "Changed since", width=14),
        FormColumn(
            "synthesis",
            "Synthesis",
            "Across cases",
            60,
            entry=True,
            prompt="What they say together, and where they differ.",
        ),
        FormColumn("code", "Id", "Across cases", hidden=True),
        FormColumn("seen", "Seen", "Across cases", hidden=True),
    ]
    form = Form(
        sheet=SHEET,
        identity={"kind": KIND, "first key": "category", "project": project, "by": view.by},
        columns=columns,
        rows=[_row(field, view) for field in view.fields],
        leaves=(_instructions(view),),
        frozen=2,
    )
    write_form(form, path)


def _row(field: Field, view: SynthesisView) -> dict[str, str]:
    return {
        "category": view.categories[field.code],
        "group": field.group,
        "n": f"{field.n} of {len(field.cells)}",
        "summaries": fitting(field.summaries or "(no summary)"),
        "changes": "summaries" if field.stale else "",
        "synthesis": field.synthesis.text if field.synthesis else "",
        "code": field.code,
        "seen": field.digest,
    }


def _instructions(view: SynthesisView) -> Leaf:
    steps = [
        ("What this is", f"{number_of(len(view.categories), 'category')} by {view.by}, and across all."),
        (
            "Write each synthesis",
            "What the participants of the group say together, where they differ, and who stands apart.",
        ),
        ("All groups", f'In the rows "{ACROSS}" compare the groups: the same pattern, or another one, and why.'),
        ("When you have finished", "Read the file back with: intercoder synthesis read FILE"),
    ]
    return Leaf("Instructions", ("", "How to synthesise"), steps, (24, 100))


def open_synthesis_workbook(path: Path) -> FilledForm:
    """Return what was filled in, still unread; raises InputError when the file is no synthesis workbook."""
    return read_form(path, kind=KIND)


def read_syntheses(form: FilledForm, view: SynthesisView) -> dict[tuple[str, str], Synthesis]:
    """Return what is new, changed or emptied in the workbook, by group and id of the code.

    `view` is what is known so far. Raises all problems together, with cells: an unknown group or category, or one field
    that comes twice.
    """
    known = {(field.group, field.code): field for field in view.fields}
    raise_all(list(_problems(form, set(known))), where=form.path.name, fix="Correct the workbook and read it again.")
    found = {}
    for row in form.rows:
        place = _place(row)
        old = known[place].synthesis
        text = row.texts["synthesis"].strip()
        if text != (old.text if old else ""):
            found[place] = Synthesis(text, row.texts["seen"].strip())
    return found


def _place(row: FilledRow) -> tuple[str, str]:
    return row.texts["group"].strip(), row.texts["code"].strip()


def _problems(form: FilledForm, known: set[tuple[str, str]]) -> Iterator[IntercoderError]:
    gone = form.lost_columns(("group", "code", "seen", "synthesis"))
    yield from gone
    if gone:
        return
    seen = set()
    for row in form.rows:
        place = _place(row)
        if place not in known:
            problem = f'there is no "{place[0]}" with this category.'
            yield InputError(problem, where=form.where(row, "group"), fix="Delete the row.")
        elif place in seen:
            yield InputError("this row comes twice.", where=form.where(row, "group"), fix="Delete one of them.")
        seen.add(place)
