"""Which files of a folder hold notes: a table, or a transcript per case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ...errors import InputError
from ..tabular import TEXTS, WORKBOOKS
from .transcripts import SUFFIXES, is_transcript


@dataclass(frozen=True)
class NoteFiles:
    """The files to read as notes, whether they are tables, and what a folder holds beside them."""

    files: tuple[Path, ...]
    tables: bool
    left_out: tuple[Path, ...] = ()


def note_files(paths: Iterable[Path | str], *, as_table: bool) -> NoteFiles:
    """Return the files named, and those in the folders named, in the order of their names.

    `as_table` says that columns are named, so tables are meant: in a folder all .xlsx, .csv and .tsv files, else all
    transcripts. Files with a name that begins with a dot or `~` are no notes, nor is what a link in the folder shows of
    other folders. Raises InputError when a folder has none,
    for files of another kind, and when transcripts and tables are mixed.
    """
    files: list[Path] = []
    left_out: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            wanted, others = _in_folder(path, as_table=as_table)
            files += wanted
            left_out += others
        else:
            files.append(path)
    for file in files:
        if file.suffix.lower() not in WORKBOOKS | TEXTS | SUFFIXES:
            fix = "Save it as .docx or .txt, or for a table as .xlsx or .csv."
            raise InputError(f'notes are not read from files of the kind "{file.suffix}".', where=str(file), fix=fix)
    tables = [file for file in files if _is_table(file, as_table=as_table)]
    if tables and len(tables) < len(files):
        other = next(file for file in files if file not in tables)
        fix = "Read the transcripts and the tables one after the other."
        raise InputError(f"is a transcript, while {tables[0].name} is a table.", where=str(other), fix=fix)
    return NoteFiles(tuple(files), bool(tables), tuple(left_out))


def _is_table(file: Path, *, as_table: bool) -> bool:
    """Return whether the file is a table; a .txt file is when columns are named."""
    suffix = file.suffix.lower()
    return not is_transcript(file) or (as_table and suffix in TEXTS)


def _in_folder(folder: Path, *, as_table: bool) -> tuple[Sequence[Path], Sequence[Path]]:
    found = sorted(file for file in folder.iterdir() if file.is_file() and not file.name.startswith((".", "~")))
    kinds = (WORKBOOKS | TEXTS) - {".txt"} if as_table else None
    inside = folder.resolve()
    here = [file for file in found if file.resolve().is_relative_to(inside)]
    wanted = [file for file in here if (file.suffix.lower() in kinds if kinds else is_transcript(file))]
    if not wanted:
        what = "table (.xlsx, .csv)" if as_table else "transcript (.docx, .txt)"
        fix = "Check the folder." if as_table else "For tables, name the columns with --case and --text."
        fix += " Links that lead out of it are not followed." if len(here) < len(found) else ""
        raise InputError(f"there is no {what} in the folder.", where=str(folder), fix=fix)
    return wanted, [file for file in found if file not in wanted]
