"""Taguette's database (.sqlite3), which is only read: highlights of documents with their tags, and who made them.

Places are counted in bytes of UTF-8 over the text of a document; its HTML tags do not count. Who gave a highlight its
tags stands in the log of commands. Who uses Taguette alone, on their own computer, is called "admin" there.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from pathlib import Path

from ...errors import InputError, IntercoderError, no_such
from ...framework.rows import Row
from ...wording import number_of
from ..cells import folded, tidy
from ..repairs import Repair
from .databases import (
    CODINGS_LIMIT,
    as_made,
    broken,
    codings_within,
    is_database,
    opened_database,
    require_tables,
)
from .segments import Segment, SegmentFile, named_beside

SUFFIXES = frozenset({".sqlite3", ".sqlite", ".db"})
_TOOL = "Taguette"
_ALONE = "admin"
_TEXT_LIMIT = 1 << 28  # characters of all documents together
_NEEDED = {
    "projects": {"id", "name"},
    "documents": {"id", "name", "project_id", "contents"},
    "highlights": {"id", "document_id", "start_offset", "end_offset", "snippet"},
    "tags": {"id", "project_id", "path", "description"},
    "highlight_tags": {"highlight_id", "tag_id"},
    "commands": {"id", "user_login", "project_id", "payload"},
}
_HIGHLIGHTS = (
    "SELECT highlights.id, document_id, start_offset, end_offset, snippet FROM highlights "
    "JOIN documents ON documents.id = document_id WHERE project_id = ? ORDER BY document_id, start_offset, end_offset"
)
_TAGS_GIVEN = "SELECT highlight_id, tag_id FROM highlight_tags JOIN tags ON id = tag_id WHERE project_id = ?"

Makers = Mapping[int, Mapping[int, str]]
"""By highlight and tag, who gave it; under 0 who made the highlight."""


def is_taguette(path: Path) -> bool:
    """Return whether a file is named as Taguette's databases are, and is a database."""
    return path.suffix.lower() in SUFFIXES and is_database(path)


def read_database(path: Path, *, project: str | None = None, beside: Sequence[str] = ()) -> SegmentFile:
    """Return the highlights of the only project in the database, or of the one named.

    Raises InputError when the database is damaged or not Taguette's, and when there are several projects.
    """
    with as_made(path, _TOOL):
        return _read(path, project, beside)


def _read(path: Path, project: str | None, beside: Sequence[str]) -> SegmentFile:
    with opened_database(path, _TOOL) as connection:
        require_tables(connection, _NEEDED, path, _TOOL)
        number = _project(connection, path, project)
        tags = {tag: tidy(str(name)) for tag, name, _ in _tags(connection, number)}
        documents = _documents(connection, number, path)
        highlights = codings_within(connection.execute(_HIGHLIGHTS, (number,)), path)
        given = codings_within(connection.execute(_TAGS_GIVEN, (number,)), path)
        makers = _makers(connection, number)
    tags_of: dict[int, list[int]] = {}
    for highlight, tag in given:
        tags_of.setdefault(highlight, []).append(tag)
    segments: list[Segment] = []
    doubtful = 0
    for highlight, document, start, end, snippet in highlights:
        if not (isinstance(start, int) and isinstance(end, int)):
            raise broken(path, _TOOL, "the place of a highlight is no number")
        name, content = documents[document]
        quote, said = _decoded(content[start:end]), _plain(str(snippet))
        doubtful += quote.split() != said.split()
        first = len(_decoded(content[:start]))
        place, extra = f"{first}-{first + len(quote)}", named_beside(beside, {"document": name}, str(path))
        for coder, mine in _by_maker(tags_of.get(highlight, ()), makers.get(highlight, {})).items():
            segments.append(Segment(name, place, said, coder, tuple(tags[tag] for tag in mine), extra))
    return SegmentFile(path, "Taguette projects", tuple(segments), tuple(tags.values()), _told(path, doubtful))


def taguette_rows(path: Path, *, project: str | None = None) -> tuple[list[Row], list[IntercoderError]]:
    """Return the tags of a project as the rows of a framework; raises InputError as `read_database` does."""
    with opened_database(path, _TOOL) as connection:
        require_tables(connection, _NEEDED, path, _TOOL)
        found = _tags(connection, _project(connection, path, project))
    rows = [
        Row({"path": tidy(str(name)), "definition": str(text or "").strip()}, f"{path.name}, tag {name}")
        for _, name, text in found
    ]
    return rows, []


def _project(connection: sqlite3.Connection, path: Path, wanted: str | None) -> int:
    found = {
        tidy(str(name)): int(number) for number, name in connection.execute("SELECT id, name FROM projects ORDER BY id")
    }
    chosen = [number for name, number in found.items() if wanted is None or folded(name) == folded(wanted)]
    named = ", ".join(f'"{name}"' for name in found)
    if wanted is not None and not chosen:
        raise no_such("project", wanted, found, where=str(path))
    if len(chosen) > 1:
        problem = f"holds {len(chosen)} projects: {named}."
        raise InputError(problem, where=str(path), fix="Name one with --sheet, or export it alone.")
    if not chosen:
        raise broken(path, _TOOL, "it holds no project")
    return chosen[0]


def _tags(connection: sqlite3.Connection, project: int) -> list[tuple[int, str, str]]:
    query = "SELECT id, path, description FROM tags WHERE project_id = ? ORDER BY id LIMIT ?"
    return connection.execute(query, (project, CODINGS_LIMIT)).fetchall()


def _documents(connection: sqlite3.Connection, project: int, path: Path) -> dict[int, tuple[str, bytes]]:
    """Return the name and the text of each document; of two with one name the second gets a number."""
    mine = "FROM documents WHERE project_id = ?"
    (size,) = connection.execute(f"SELECT TOTAL(LENGTH(contents)) {mine}", (project,)).fetchone()
    if size > _TEXT_LIMIT:
        raise InputError(f"has more than {_TEXT_LIMIT >> 20} MB of text.", where=str(path), fix="Split the project.")
    found: dict[int, tuple[str, bytes]] = {}
    taken: dict[str, int] = {}
    for number, name, contents in connection.execute(f"SELECT id, name, contents {mine} ORDER BY id", (project,)):
        plain = tidy(str(name)) or f"document {number}"
        taken[plain] = taken.get(plain, 0) + 1
        named = plain if taken[plain] == 1 else f"{plain} ({taken[plain]})"
        found[number] = (named, _plain(str(contents)).encode("utf-8", "replace"))
    return found


def _makers(connection: sqlite3.Connection, project: int) -> dict[int, dict[int, str]]:
    """Return who gave each highlight its tags: whoever's change it is since which the tag has been there."""
    found: dict[int, dict[int, str]] = {}
    commands = connection.execute(
        "SELECT user_login, payload FROM commands WHERE project_id = ? ORDER BY id", (project,)
    )
    for user, payload in commands:
        change = _change(payload)
        highlight, tags = change.get("highlight_id"), change.get("tags", [])
        if change.get("type") != "highlight_add" or not isinstance(highlight, int) or not isinstance(tags, list):
            continue
        known = found.get(highlight, {0: str(user)})
        found[highlight] = {tag: known.get(tag, str(user)) for tag in (0, *tags) if isinstance(tag, int)}
    users = {user for given in found.values() for user in given.values()}
    return {} if users == {_ALONE} else found


def _change(payload: object) -> Mapping[str, object]:
    try:
        read = json.loads(str(payload))
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def _by_maker(tags: Sequence[int], makers: Mapping[int, str]) -> dict[str, list[int]]:
    """Return the tags of a highlight by who gave them; a highlight without tags is still somebody's."""
    first = makers.get(0, "")
    found: dict[str, list[int]] = {} if tags else {first: []}
    for tag in sorted(tags):
        found.setdefault(makers.get(tag, first), []).append(tag)
    return found


def _told(path: Path, doubtful: int) -> tuple[Repair, ...]:
    if not doubtful:
        return ()
    told = "where the text of the document is another than the highlight's; the highlight's is shown"
    return (Repair(str(path), f"{number_of(doubtful, 'highlight')} {told}"),)


def _decoded(content: bytes) -> str:
    return content.decode("utf-8", "ignore")


class _Texts(HTMLParser):
    """Gathers the text of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []

    def handle_data(self, data: str) -> None:
        """Take a piece of text."""
        self.pieces.append(data)


def _plain(html: str) -> str:
    """Return the text of a page, without its tags."""
    parser = _Texts()
    parser.feed(html.replace("\r\n", "\n").replace("\r", "\n"))
    parser.close()
    return "".join(parser.pieces)
