"""Reading the notes into a project."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ...errors import InputError, ProjectError, no_such
from ...tables import rows_of
from ...wording import number_of, some_of
from ..file import Outcome, ProjectFile
from ..storage import records, store
from ..views import NotesView

if TYPE_CHECKING:
    from ...coding.questions import Question
    from ...exchange.texts.case_tables import CaseTable
    from ...exchange.texts.note_files import NoteFiles
    from ...exchange.texts.notes import Notes
    from ...exchange.texts.transcripts import TranscriptUnit


IMAGE = "image"
"""The attribute that names the picture which a text describes."""


class NotesVerbs(ProjectFile):
    """The verbs of `intercoder notes`."""

    def notes_read(
        self,
        paths: Path | str | Sequence[Path | str],
        *,
        case: str | None = None,
        text: str | Sequence[str] | None = None,
        attributes: Mapping[str, str] | None = None,
        unit: TranscriptUnit | None = None,
        sheet: str | None = None,
        image: str | None = None,
        case_table: Path | str | None = None,
        case_id: str | None = None,
        speakers: Mapping[str, str] | None = None,
        leave_out: Sequence[str] | None = None,
    ) -> Outcome:
        """Read notes from tables, or from transcripts: files, or folders of them.

        Of a spreadsheet or a survey export, `case` and `text` name the columns of the case and the notes, whose
        questions are kept, and `attributes` maps the name of an attribute to its column. `image` is a column that
        names the file of a picture, which the text then describes; it is kept as the attribute "image". A transcript
        (.docx, .txt) is a case of the file's name; it has no columns.

        `case_table` is a second table with a row per case, whose columns (or those that `attributes` names) are
        attributes too; its column `case_id` holds the cases as the notes call them. In transcripts, `speakers` are the
        labels of those who speak with what each is to be called, and the turns of `leave_out` (labels or names) are
        not read.

        `unit` says what a coder judges: a whole response (the default for tables), a paragraph (for transcripts), a
        sentence, or in a transcript the turn of a speaker. Raises all problems of the files together; then nothing is
        read.
        """
        about = _case_table(case_table, case_id, attributes)
        attributes = {name: at for name, at in (attributes or {}).items() if not about or name not in about.names}
        columns = {"case": case, "text": text, "attributes": attributes, "sheet": sheet, "image": image}
        given = {name: value for name, value in columns.items() if value}
        spoken = {"speakers": speakers, "leave_out": list(leave_out or ())} if speakers or leave_out else {}
        found = _read([paths] if isinstance(paths, str | Path) else paths, given, unit, spoken)
        if about:
            found = found.joined(about)
        with self._step("notes_read", case=case, text=text, **found.options(about), **spoken) as step:
            _refuse_known(step.connection, found.notes)
            for file, notes in zip(found.files, found.notes, strict=True):
                _insert(step.connection, file, notes, found.unit)
            step.summary = found.summary()
            step.facts.update({"pictures": found.pictures} if found.pictures else {})
        return Outcome(step.summary, found.remarks())

    def notes_show(self, case: str | None = None) -> NotesView:
        """Show the notes, all or those of one case, of which a unit may be named.

        Raises ProjectError when there is no such case or unit.
        """
        with self._store.reading() as connection:
            units = records.with_questions(connection, records.units(connection))
        if case is not None:
            found = units["case"] == case if case in set(units["case"]) else units["unit"] == case
            if not found.any():
                raise no_such("case", case, units["case"], where="CASE", error=ProjectError)
            units = units[found]
        return NotesView(units.reset_index(drop=True))


@dataclass(frozen=True)
class _Found:
    """The notes in some files, one `Notes` per file, and what else was in the folders."""

    files: Sequence[Path]
    notes: Sequence[Notes]
    unit: str
    attributes: Mapping[str, str]
    pictures: Mapping[str, str]
    left_out: Sequence[Path]

    def joined(self, table: CaseTable) -> _Found:
        """Return the same with the attributes in a table of the cases."""
        from ...exchange.texts.case_tables import with_attributes

        added = {name: f"{table.path.name}: {name}" for name in table.names}
        return replace(self, notes=with_attributes(self.notes, table), attributes={**self.attributes, **added})

    def options(self, table: CaseTable | None) -> dict[str, Any]:
        """Return what the history keeps of how the notes were read: names of files, attributes, what a unit is."""
        names = [file.name for file in self.files]
        kept = {"file": names[0] if len(names) == 1 else names, "attributes": self.attributes, "unit": self.unit}
        return kept | ({"cases": table.path.name} if table else {})

    def summary(self) -> str:
        n_units = sum(len(notes.units) for notes in self.notes)
        n_cases = sum(len(notes.cases) for notes in self.notes)
        described = f", {len(self.pictures)} of them pictures with a description" if self.pictures else ""
        source = self.files[0].name if len(self.files) == 1 else f"{len(self.files)} files"
        read = f"{number_of(n_units, 'unit')} of {number_of(n_cases, 'case')}"
        return f"Read {read} from {source}{described}."

    def remarks(self) -> tuple[str, ...]:
        said = [remark for notes in self.notes for remark in notes.remarks]
        left = [
            file.name + (" (a link, not followed)" if file.is_symlink() else "")
            for file in self.left_out
            if file.name not in self.pictures
        ]
        if left:
            said.append(f"Left out of the folder: {some_of(left, 10)}.")
        return tuple(said)


def _case_table(path: Path | str | None, case: str | None, attributes: Mapping[str, str] | None) -> CaseTable | None:
    """Return the second table, when there is one. Raises InputError for its column of ids without it."""
    if path is None:
        if case is not None:
            fix = "Name the table with --case-table."
            raise InputError("is the column of a second table.", where="--case-id", fix=fix)
        return None
    from ...exchange.texts.case_tables import read_case_table

    return read_case_table(path, case=case, attributes=attributes)


def _read(
    paths: Sequence[Path | str], columns: Mapping[str, Any], unit: TranscriptUnit | None, spoken: Mapping[str, Any]
) -> _Found:
    """Return the notes in the files. Raises InputError for columns of transcripts and for tables without."""
    from ...exchange.texts.note_files import note_files
    from ...exchange.texts.transcripts import read_transcripts
    from ...exchange.texts.turns import Speakers

    found = note_files(paths, as_table=bool(columns))
    speakers = Speakers(spoken.get("speakers") or {}, tuple(spoken.get("leave_out", ())))
    if found.tables:
        if speakers:
            where = "--speaker" if speakers.names else "--leave-out"
            fix = "Leave it out, or give the transcripts as .docx or .txt."
            raise InputError("is for transcripts; in a table nobody speaks.", where=where, fix=fix)
        return _read_tables(found, columns, unit or "response")
    if columns:
        problem = "is a transcript, which has no columns."
        raise InputError(problem, where=str(found.files[0]), fix=f"Leave --{next(iter(columns)).rstrip('s')} out.")
    unit = unit or "paragraph"
    return _Found(
        found.files, read_transcripts(found.files, unit=unit, speakers=speakers), unit, {}, {}, found.left_out
    )


def _read_tables(found: NoteFiles, columns: Mapping[str, Any], unit: TranscriptUnit) -> _Found:
    from ...exchange.texts.notes import columns_to_choose, read_notes
    from ...exchange.texts.pictures import find_pictures

    if not {"case", "text"} <= set(columns):
        some = some_of(columns_to_choose(found.files[0], sheet=columns.get("sheet")), 20)
        fix = f"Name the columns of the cases and of the notes with --case and --text. There are: {some}."
        raise InputError("is a table; there is no telling which column is which.", where=str(found.files[0]), fix=fix)
    if unit == "turn":
        fix = "Choose response, paragraph or sentence, or give the transcripts as .docx or .txt."
        raise InputError("turns are cut in transcripts, not in tables.", where="--unit", fix=fix)
    image = columns.get("image")
    attributes = {**columns.get("attributes", {}), **({IMAGE: image} if image else {})}
    reading = {"case": columns["case"], "text": columns["text"], "sheet": columns.get("sheet")}
    notes = [read_notes(file, attributes=attributes, unit=unit, **reading) for file in found.files]
    pictures: dict[str, str] = {}
    for file, each in zip(found.files, notes, strict=True):
        named = dict(zip(each.cases["case"], each.cases[IMAGE], strict=True)) if image else {}
        pictures |= find_pictures(file, named)
    return _Found(found.files, notes, unit, attributes, pictures, found.left_out)


def _refuse_known(connection: sa.Connection, notes: Sequence[Notes]) -> None:
    """Raise ProjectError for cases and units that are in the project already, or in two of the files."""
    for what, known in (("case", records.cases(connection)), ("unit", records.units(connection))):
        seen = set(known[what])
        for each in notes:
            table = each.cases if what == "case" else each.units
            doubled = [name for name in table[what] if name in seen]
            if doubled:
                raise ProjectError(
                    f"{len(doubled)} {what}s are in the project already, the first is {doubled[0]}.",
                    where=each.source,
                    fix="Read each case once. If they were read wrongly: intercoder undo, or a new project.",
                )
            seen.update(table[what])


def _insert(connection: sa.Connection, file: Path, notes: Notes, unit: str) -> None:
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    source = insert_source(connection, file.name, digest, unit)
    insert_cases(connection, rows_of(notes.cases), source)
    insert_units(connection, rows_of(notes.units))
    _insert_questions(connection, notes, source)


def _insert_questions(connection: sa.Connection, notes: Notes, source: int) -> None:
    """Keep which question each unit answers, each wording once."""
    table = store.questions
    ids: dict[Question, int] = {}
    for asked in notes.questions.asked:
        values = {"source": source, "name": asked.name, "text": asked.text}
        ids[asked] = int(connection.execute(table.insert().values(values)).lastrowid)
    entries = [{"unit": unit, "question": ids[asked]} for unit, asked in notes.questions.of_unit.items()]
    if entries:
        connection.execute(store.unit_questions.insert(), entries)


def insert_source(connection: sa.Connection, name: str, digest: str, unit: str) -> int:
    """Keep a file that was read, by name and SHA-256 and with what is a unit in it; return its number."""
    values = {"name": name, "sha256": digest, "unit": unit}
    return int(connection.execute(store.sources.insert().values(values)).lastrowid)


def insert_cases(connection: sa.Connection, rows: Sequence[Mapping[str, object]], source: int) -> None:
    """Keep cases with their attributes, after those that there are."""
    first = _count(connection, store.cases)
    entries = [
        {
            "case": row["case"],
            "source": source,
            "position": first + at,
            "attributes": {name: value for name, value in row.items() if name != "case"},
        }
        for at, row in enumerate(rows)
    ]
    if entries:
        connection.execute(store.cases.insert(), entries)


def insert_units(connection: sa.Connection, rows: Sequence[Mapping[str, object]]) -> None:
    """Keep units, after those that there are."""
    first = _count(connection, store.units)
    entries = [{**row, "position": first + at} for at, row in enumerate(rows)]
    if entries:
        connection.execute(store.units.insert(), entries)


def _count(connection: sa.Connection, table: sa.Table) -> int:
    return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
