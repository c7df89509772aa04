"""A project as a folder of plain files, and back: nothing is lost, and what was changed is refused."""

from __future__ import annotations

import csv
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intercoder.cli import main
from intercoder.errors import InputError, ProjectError
from intercoder.project import Project
from intercoder.project.storage import store as tables
from intercoder.project.storage.plain_tables import MEANING, content_digests
from intercoder.spreadsheet import read_workbook
from intercoder.tables import rows_of

TRAPS = {
    "0012": "=1+1",
    "1-2": "+49 30\r\nand\rmore\n",
    "T3": "@SUM(A1)\tand -1",
    "=T4": "bell \x07 and \x1f, quoted \"so\", 'and so'",
    "T5": "x" * 140_000 + "😀",
    "T6": "\ufeff \u200b e\u0301 \u2028 _x0041_ \\N ,;",
    "T7": "",
}


def content(path: Path) -> dict[str, str]:
    with Project.open(path) as opened, opened._store.reading() as connection:
        return content_digests(connection)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def with_texts(project: Project, texts: dict[str, str]) -> None:
    """Put cases with these texts into the project, as they are."""
    with project._store.writing() as connection:
        source = connection.execute(tables.sources.select()).first()
        assert source is not None
        for at, (name, text) in enumerate(texts.items()):
            case = {
                "case": f"c{name}",
                "source": source.id,
                "position": 90 + at,
                "attributes": {"site": text, "=a": 1.5},
            }
            connection.execute(tables.cases.insert(), [case])
            unit = {"unit": name, "case": f"c{name}", "position": 90 + at, "text": text}
            connection.execute(tables.units.insert(), [unit])


def test_there_and_back_nothing_is_lost(coded: Project, tmp_path: Path) -> None:
    with_texts(coded, TRAPS)
    before = content(coded.path)
    coded.project_export(tmp_path / "out")
    told = Project.project_import(tmp_path / "out", tmp_path / "back")
    assert content(tmp_path / "back.intercoder") == before
    assert str(tmp_path / "back.intercoder") in told.summary
    with Project.open(tmp_path / "back.intercoder") as back:
        assert {row["unit"]: row["text"] for row in rows_of(back.notes_show().to_frame())}.items() >= TRAPS.items()
        assert back.history(verify=True).broken is None
        assert back.project_check().ok
        assert back.id == coded.id
        back.undo()


def test_the_example_study_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = CliRunner().invoke(main, ["demo", "demo"])
    assert found.exit_code == 0, found.output
    (study,) = (tmp_path / "demo").glob("*.intercoder")
    with Project.open(study) as opened:
        opened.project_export(tmp_path / "out")
    Project.project_import(tmp_path / "out", tmp_path / "back")
    assert content(tmp_path / "back.intercoder") == content(study)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.dictionaries(st.text(min_size=1), st.text(), min_size=1, max_size=4))
def test_any_text_comes_back(coded: Project, tmp_path: Path, texts: dict[str, str]) -> None:
    (tmp_path / "back.intercoder").unlink(missing_ok=True)
    with_texts(coded, {f"h{name}": text for name, text in texts.items()})
    before = content(coded.path)
    coded.project_export(tmp_path / "out", replace=True)
    Project.project_import(tmp_path / "out", tmp_path / "back")
    assert content(tmp_path / "back.intercoder") == before
    with coded._store.writing() as connection:
        connection.execute(tables.units.delete().where(tables.units.c.unit.startswith("h")))
        connection.execute(tables.cases.delete().where(tables.cases.c.case.startswith("ch")))


def test_the_files_need_no_intercoder(coded: Project, tmp_path: Path) -> None:
    coded.project_export(tmp_path / "out")
    codings = rows(tmp_path / "out" / "codings.csv")
    named = {tuple(row[f"(readable) {name}"] for name in ("round", "coder", "path of the code")) for row in codings}
    assert ("main", "A", "Planning / Steering groups") in named
    assert {row["(readable) replaced by a later workbook"] for row in codings} == {"no"}
    assert rows(tmp_path / "out" / "cases.csv")[0]["(readable) model"] == "CAMHS"
    assert [row["path"] for row in rows(tmp_path / "out" / "framework.csv")][1] == "Planning / Steering groups"
    readme = (tmp_path / "out" / "README.txt").read_text(encoding="utf-8")
    assert all(f"{table.name}.csv" in readme for table in tables.metadata.sorted_tables)


def test_every_table_has_a_meaning() -> None:
    assert set(MEANING) == {table.name for table in tables.metadata.sorted_tables} | {"framework"}


def test_the_workbook_has_texts_as_texts(coded: Project, tmp_path: Path) -> None:
    with_texts(coded, TRAPS)
    told = coded.project_export(tmp_path / "out")
    assert any("longer than a cell holds and cut in everything.xlsx; units.csv" in remark for remark in told.remarks)
    sheets = {sheet.name: sheet.rows for sheet in read_workbook(tmp_path / "out" / "everything.xlsx")}
    shown = {str(row[0]): str(row[3]) for row in sheets["units"][1:] if len(row) > 3 and row[3] is not None}
    assert shown["0012"] == "=1+1"
    assert shown["=T4"] == TRAPS["=T4"]
    assert shown["T5"].endswith("[cut here: the whole text is in the .csv file]")
    assert len(shown["T5"]) == 32_767


def change(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_bytes().decode("utf-8-sig")
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode("utf-8-sig"))


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("units.csv", "Families", "Familys"),
        ("units.csv", '"position"', '"place"'),
        ("rounds.csv", '"1"', '"one"'),
        ("units.csv", '"P1","P1"', '"P1'),
        ("contents.csv", "sha256", "sha"),
        ("units.csv", '"P1","P1"', '"P1","P1","more"'),
    ],
)
def test_what_was_changed_is_refused(coded: Project, tmp_path: Path, name: str, old: str, new: str) -> None:
    coded.project_export(tmp_path / "out")
    change(tmp_path / "out", name, old, new)
    with pytest.raises(InputError, match=f"{name}: is not as it was exported"):
        Project.project_import(tmp_path / "out", tmp_path / "back")
    assert not (tmp_path / "back.intercoder").exists()


def test_a_file_less_is_refused(coded: Project, tmp_path: Path) -> None:
    coded.project_export(tmp_path / "out")
    (tmp_path / "out" / "units.csv").unlink()
    with pytest.raises(InputError, match=r"units\.csv: there is no such file"):
        Project.project_import(tmp_path / "out", tmp_path / "back")
    with pytest.raises(InputError, match=r"contents\.csv: there is no such file"):
        Project.project_import(tmp_path / "elsewhere", tmp_path / "back")


def test_a_broken_project_comes_back_to_nothing(coded: Project, tmp_path: Path) -> None:
    connection = sqlite3.connect(coded.path)
    connection.execute("UPDATE history SET summary = 'other' WHERE number = 2")
    connection.commit()
    connection.close()
    coded.project_export(tmp_path / "out")
    with pytest.raises(ProjectError, match="entry 2 is not as it was written"):
        Project.project_import(tmp_path / "out", tmp_path / "back")
    assert not (tmp_path / "back.intercoder").exists()


def test_a_newer_format_is_refused(coded: Project, tmp_path: Path) -> None:
    with coded._store.writing() as connection:
        connection.execute(sa.update(tables.about).where(tables.about.c.key == "format").values(value="99"))
    coded.project_export(tmp_path / "out")
    with pytest.raises(ProjectError, match="newer intercoder"):
        Project.project_import(tmp_path / "out", tmp_path / "back")


def test_nothing_is_written_over_unasked(coded: Project, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="is there already"):
        coded.project_export(tmp_path / "out")
    coded.project_export(tmp_path / "out", replace=True)
    assert (tmp_path / "out" / "mine.txt").read_text() == "mine"
    with pytest.raises(ProjectError, match="there is such a file already"):
        Project.project_import(tmp_path / "out", coded.path)


def test_from_the_command_line(coded: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for command in (["--project", str(coded.path), "project", "export", "out"], ["project", "import", "out", "back"]):
        found = CliRunner().invoke(main, command)
        assert found.exit_code == 0, found.output
    assert content(tmp_path / "back.intercoder") == content(coded.path)
