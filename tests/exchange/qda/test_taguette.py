"""Taguette's database: highlights in bytes of the text, tags by whoever gave them, several projects in one file."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from intercoder.errors import InputError
from intercoder.exchange.frameworks.files import read_framework
from intercoder.exchange.sheets.codings import read_codings

from ..segments_of_two import EXPECTED, GIVEN, TEXTS, by_text, document

TAGS = {"Planning > Asking": 1, "Trust": 2, "Time": 3, "Never": 4}
PAGES = {
    "P1": "<p>Für <b>alle</b>: We ask families — always</p>\n<p>=No time, really 😀 &amp; so on</p>",
    "P2": "<ul><li>Too few posts</li></ul>",
}
PLAIN = {"P1": "Für alle: We ask families — always\n=No time, really 😀 & so on", "P2": "Too few posts"}
SCHEMA = """
    CREATE TABLE projects (id INTEGER PRIMARY KEY, name VARCHAR(200), description TEXT, created DATETIME);
    CREATE TABLE documents (id INTEGER PRIMARY KEY, name VARCHAR(200), description TEXT, filename VARCHAR(200),
        created DATETIME, project_id INTEGER, text_direction VARCHAR(13), contents TEXT);
    CREATE TABLE highlights (id INTEGER PRIMARY KEY, document_id INTEGER, start_offset INTEGER, end_offset INTEGER,
        snippet TEXT);
    CREATE TABLE tags (id INTEGER PRIMARY KEY, project_id INTEGER, path VARCHAR(200), description TEXT);
    CREATE TABLE highlight_tags (highlight_id INTEGER, tag_id INTEGER);
    CREATE TABLE commands (id INTEGER PRIMARY KEY, date DATETIME, user_login VARCHAR(30), project_id INTEGER,
        document_id INTEGER, payload TEXT);
    """


class Database:
    """A database as Taguette makes it, reduced to what is read; highlights are added one by one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.made = 0
        self.connection = sqlite3.connect(path)
        self.connection.executescript(SCHEMA)
        self.run("INSERT INTO projects VALUES (1, 'Services', '', '')")
        for number, (name, page) in enumerate(PAGES.items(), 1):
            self.run("INSERT INTO documents VALUES (?, ?, '', '', '', 1, 'LEFT_TO_RIGHT', ?)", number, name, page)
        for name, number in TAGS.items():
            self.run("INSERT INTO tags VALUES (?, 1, ?, ?)", number, name, f"about {name}" if number == 2 else "")

    def run(self, statement: str, *values: object) -> None:
        self.connection.execute(statement, values)
        self.connection.commit()

    def highlight(self, segment: str, user: str, codes: Sequence[str], *, snippet: str | None = None) -> int:
        """Add a highlight of one of the three texts, its place counted in bytes as Taguette does."""
        self.made += 1
        name, text = document(segment), TEXTS[segment]
        start = len(PLAIN[name][: PLAIN[name].index(text)].encode())
        end = start + len(text.encode())
        self.run(
            "INSERT INTO highlights VALUES (?, ?, ?, ?, ?)",
            *(self.made, int(name[1]), start, end, f"<p>{text}</p>" if snippet is None else snippet),
        )
        self.retag(self.made, user, codes)
        return self.made

    def retag(self, number: int, user: str, codes: Sequence[str]) -> None:
        """Give a highlight these tags instead of those that it has."""
        self.run("DELETE FROM highlight_tags WHERE highlight_id = ?", number)
        for code in codes:
            self.run("INSERT INTO highlight_tags VALUES (?, ?)", number, TAGS[code])
        change = {"type": "highlight_add", "highlight_id": number, "tags": [TAGS[code] for code in codes]}
        self.run("INSERT INTO commands VALUES (NULL, '', ?, 1, 1, ?)", user, json.dumps(change))


@pytest.fixture
def database(tmp_path: Path) -> Callable[[str], Database]:
    return lambda name: Database(tmp_path / name)


def filled(made: Database, *, alone: str = "") -> Path:
    """Add the codings of both coders, or those of one who uses the program alone."""
    for segment, coder, codes in GIVEN:
        if not alone or coder == alone:
            made.highlight(segment, "admin" if alone else coder, codes)
    return made.path


@pytest.mark.parametrize("name", ["study.sqlite3", "study.db"])
def test_a_project_of_two(name: str, database: Callable[[str], Database]) -> None:
    path = filled(database(name))
    before = path.read_bytes()
    sheets = read_codings(path, beside=["document"])
    assert by_text(sheets) == EXPECTED
    assert sheets.coders == ("Anna", "Ben")
    assert sheets.codes == ("Planning / Asking", "Trust", "Time", "Never")
    assert list(sheets.units["unit"]) == ["P1:10-34", "P1:35-53", "P2:0-13"]
    assert list(sheets.units["document"]) == list(sheets.cases["case"][[0, 0, 1]])
    assert sheets.description.startswith("read as: Taguette projects, coders Anna and Ben, 3 segments of 2 documents")
    (levels,) = [repair.what for repair in sheets.repairs]
    assert levels.startswith('">" read as levels in 1 of 4 names of codes')
    assert path.read_bytes() == before


def test_a_file_of_each_who_works_alone(database: Callable[[str], Database]) -> None:
    paths = [filled(database(f"{coder}.sqlite3"), alone=coder) for coder in ("Anna", "Ben")]
    sheets = read_codings(paths)
    assert by_text(sheets) == EXPECTED
    assert sheets.arrangement == "files"
    with pytest.raises(InputError, match="Taguette projects do not say who coded"):
        read_codings(paths[0])


def test_a_tag_is_of_whoever_gave_it(database: Callable[[str], Database]) -> None:
    made = database("study.sqlite3")
    first = made.highlight("1", "Anna", ["Trust", "Time"])
    made.retag(first, "Ben", ["Trust", "Planning > Asking"])
    made.retag(first, "Anna", ["Trust", "Planning > Asking", "Time"])
    found = read_codings(made.path)
    assert by_text(found) == {("1", "Anna", "Trust"), ("1", "Ben", "Planning / Asking"), ("1", "Anna", "Time")}


def test_a_highlight_without_tags_is_a_unit_that_its_maker_read(database: Callable[[str], Database]) -> None:
    made = database("study.sqlite3")
    made.highlight("1", "Anna", [])
    made.highlight("2", "Ben", ["Time"])
    found = read_codings(made.path)
    assert len(found.units) == 2
    assert set(found.coverage["coder"]) == {"Anna", "Ben"}


def test_a_highlight_of_another_text_is_told(database: Callable[[str], Database]) -> None:
    made = database("study.sqlite3")
    made.highlight("1", "Anna", ["Trust"], snippet="<p>Something <i>else</i></p>")
    made.highlight("2", "Anna", ["Trust"], snippet="<p>=No time,\n really 😀</p>")
    found = read_codings(made.path)
    assert found.units["text"][0] == "Something else"
    assert found.repairs[0].what.startswith("1 highlight where the text of the document is another")


def test_one_of_several_projects_is_named(database: Callable[[str], Database]) -> None:
    made = database("study.sqlite3")
    path = filled(made)
    made.run("INSERT INTO projects VALUES (2, 'Other', '', '')")
    made.run("INSERT INTO tags VALUES (9, 2, 'elsewhere', '')")
    with pytest.raises(InputError, match='holds 2 projects: "Services", "Other"'):
        read_codings(path)
    assert by_text(read_codings(path, sheet="services")) == EXPECTED
    with pytest.raises(InputError, match='no project "Servces"'):
        read_codings(path, sheet="Servces")
    with pytest.raises(InputError, match="holds no coded segment"):
        read_codings(path, sheet="Other")
    assert [code.name for code in read_framework(path, sheet="Other")] == ["elsewhere"]


def test_the_tags_are_read_as_a_framework(database: Callable[[str], Database]) -> None:
    framework = read_framework(filled(database("study.sqlite3")))
    assert {code.name: code.definition for code in framework}["Trust"] == "about Trust"


def test_another_database_is_refused(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "other.sqlite3")
    connection.execute("CREATE TABLE highlights (id)")
    connection.close()
    with pytest.raises(InputError, match='there is no table "projects" as Taguette has it'):
        read_codings(tmp_path / "other.sqlite3")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE highlights SET start_offset = 'x'",
        "UPDATE highlights SET end_offset = -5, start_offset = 99999999999",
        "UPDATE commands SET payload = '[1, {'",
        "UPDATE commands SET payload = '[[[[1]]]]'",
        "UPDATE documents SET contents = '<p', name = ''",
        "UPDATE highlights SET snippet = NULL",
        "UPDATE tags SET path = X'ff00'",
        "DROP TABLE highlights",
        "DROP TABLE tags; CREATE VIEW tags AS SELECT 1 id, 1 project_id, 'x' path, '' description",
    ],
)
def test_hostile_contents_are_refused_or_read(statement: str, database: Callable[[str], Database]) -> None:
    made = database("study.sqlite3")
    path = filled(made)
    made.connection.executescript(statement)
    with contextlib.suppress(InputError):
        assert len(read_codings(path, coder="Anna").units)


@pytest.mark.parametrize("at", [16, 100, 4096, 9000])
def test_a_damaged_database_is_refused_or_read(at: int, database: Callable[[str], Database]) -> None:
    path = filled(database("study.sqlite3"))
    content = path.read_bytes()
    path.write_bytes(content[:at] + b"\xff" * 3000 + content[at + 3000 :])
    with contextlib.suppress(InputError):
        assert len(read_codings(path).units)
