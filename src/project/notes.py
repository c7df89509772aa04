"""Reading the notes into a project."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from ..errors import ProjectError, did_you_mean
from ..tables import rows_of
from . import records, store
from .file import Outcome, ProjectFile
from .views import NotesView

if TYPE_CHECKING:
    from ..coding.units import Unit


IMAGE = "image"
"""The attribute that names the picture which a text describes."""


class NotesVerbs(ProjectFile):
    """The verbs of `intercoder notes`."""

    def notes_read(
        self,
        path: Path | str,
        *,
        case: str,
        text: str | Sequence[str],
        attributes: Mapping[str, str] | None = None,
        unit: Unit = "response",
        sheet: str | None = None,
        image: str | None = None,
    ) -> Outcome:
        """Read notes from a spreadsheet or a survey export: which column is the case, the text, and each attribute.

        `attributes` maps the name of an attribute to its column. `unit` says what a coder judges: a whole response, a
        paragraph or a sentence. `image` is a column that names the file of a picture, which the text then describes; it
        is kept as the attribute "image". Raises all problems of the file together; then nothing is read.
        """
        from ..exchange.notes import read_notes
        from ..exchange.pictures import find_pictures

        path = Path(path)
        attributes = {**(attributes or {}), **({IMAGE: image} if image else {})}
        notes = read_notes(path, case=case, text=text, attributes=attributes, unit=unit, sheet=sheet)
        pictures = find_pictures(path, dict(zip(notes.cases["case"], notes.cases[IMAGE], strict=True))) if image else {}
        with self._step("notes_read", file=path.name, case=case, text=text, attributes=attributes, unit=unit) as step:
            known = set(records.cases(step.connection)["case"])
            doubled = [found for found in notes.cases["case"] if found in known]
            if doubled:
                raise ProjectError(
                    f"{len(doubled)} cases are in the project already, the first is {doubled[0]}.",
                    where=path.name,
                    fix="Read each case once; a new project starts afresh.",
                )
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            source = _insert_source(step.connection, path.name, digest, unit)
            _insert_cases(step.connection, rows_of(notes.cases), source, len(known))
            first = step.connection.execute(sa.select(sa.func.count()).select_from(store.units)).scalar_one()
            rows = rows_of(notes.units)
            entries = [{**row, "position": first + at} for at, row in enumerate(rows)]
            step.connection.execute(store.units.insert(), entries)
            described = f", {len(pictures)} of them pictures with a description" if pictures else ""
            step.summary = f"Read {len(notes.units)} units of {len(notes.cases)} cases from {path.name}{described}."
            step.facts.update({"pictures": pictures} if pictures else {})
        return Outcome(step.summary, tuple(notes.remarks))

    def notes_show(self, case: str | None = None) -> NotesView:
        """Show the notes, all or those of one case.

        Raises ProjectError when there is no such case.
        """
        with self._store.reading() as connection:
            units = records.units(connection)
        if case is not None:
            if case not in set(units["case"]):
                raise ProjectError(f'there is no case "{case}".', fix=did_you_mean(case, units["case"]))
            units = units[units["case"] == case]
        return NotesView(units.reset_index(drop=True))


def _insert_source(connection: sa.Connection, name: str, digest: str, unit: str) -> int:
    values = {"name": name, "sha256": digest, "unit": unit}
    return int(connection.execute(store.sources.insert().values(values)).lastrowid)


def _insert_cases(connection: sa.Connection, rows: Sequence[Mapping[str, object]], source: int, first: int) -> None:
    entries = [
        {
            "case": row["case"],
            "source": source,
            "position": first + at,
            "attributes": {name: value for name, value in row.items() if name != "case"},
        }
        for at, row in enumerate(rows)
    ]
    connection.execute(store.cases.insert(), entries)
