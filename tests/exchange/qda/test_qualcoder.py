"""QualCoder projects: codings with their cases and attributes, and the codes as a framework."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from intercoder.errors import InputError
from intercoder.exchange.frameworks.files import read_framework
from intercoder.exchange.sheets.codings import read_codings
from intercoder.project.on_files.agreement import reliability_of_files

from ..segments_of_two import EXPECTED, GIVEN, TEXTS, by_text, document


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return the folder of a project as QualCoder makes it, reduced to what is read."""
    folder = tmp_path / "study.qda"
    folder.mkdir()
    connection = sqlite3.connect(folder / "data.qda")
    connection.executescript(
        """CREATE TABLE source (id integer primary key, name text, fulltext text);
        CREATE TABLE code_cat (catid integer primary key, name text, supercatid integer);
        CREATE TABLE code_name (cid integer primary key, name text, catid integer);
        CREATE TABLE code_text (ctid integer primary key, cid integer, fid integer, seltext text, pos0 integer,
            pos1 integer, owner text);
        CREATE TABLE code_image (imid integer primary key);
        INSERT INTO source VALUES (1, 'P1', ''), (2, 'P2', '');
        INSERT INTO code_cat VALUES (1, 'Planning', NULL);
        INSERT INTO code_name VALUES (1, 'Asking', 1), (2, 'Trust', NULL), (3, 'Time', NULL), (4, 'Never', NULL);
        INSERT INTO code_image VALUES (1);
        CREATE TABLE cases (caseid integer primary key, name text, memo text);
        CREATE TABLE case_text (id integer primary key, caseid integer, fid integer, pos0 integer, pos1 integer);
        CREATE TABLE attribute (attrid integer primary key, name text, attr_type text, value text, id integer);
        ALTER TABLE code_name ADD COLUMN memo text;
        ALTER TABLE code_cat ADD COLUMN memo text;"""
    )
    ids = {"Planning > Asking": 1, "Trust": 2, "Time": 3}
    rows = [(ids[code], int(document(s)[1]), TEXTS[s], int(s), int(s) + 5, who) for s, who, cs in GIVEN for code in cs]
    connection.executemany("INSERT INTO code_text (cid, fid, seltext, pos0, pos1, owner) VALUES (?,?,?,?,?,?)", rows)
    connection.commit()
    connection.close()
    return folder


@pytest.mark.parametrize("named", ["", "data.qda"])
def test_a_qualcoder_project(project: Path, named: str) -> None:
    before = (project / "data.qda").read_bytes()
    sheets = read_codings(project / named)
    assert by_text(sheets) == EXPECTED
    assert sheets.codes == ("Planning / Asking", "Trust", "Time", "Never")
    assert sheets.repairs[0].what == "1 coding of a picture left out; texts are read"
    assert (project / "data.qda").read_bytes() == before
    assert sorted(file.name for file in project.iterdir()) == ["data.qda"]


@pytest.mark.parametrize("at", [0, 100, 4096])
def test_a_broken_database_is_refused(project: Path, at: int) -> None:
    content = (project / "data.qda").read_bytes()
    (project / "data.qda").write_bytes(content[:16] + content[16:at] + b"\xff" * 3000 + content[at + 3000 :])
    with pytest.raises(InputError):
        read_codings(project)


def test_another_database_is_refused(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "data.qda")
    connection.execute("CREATE TABLE other (x)")
    connection.close()
    with pytest.raises(InputError, match="cannot be read as a QualCoder project"):
        read_codings(tmp_path / "data.qda")


def test_a_project_without_codings_is_refused(project: Path) -> None:
    connection = sqlite3.connect(project / "data.qda")
    connection.execute("DELETE FROM code_text")
    connection.commit()
    connection.close()
    with pytest.raises(InputError, match="holds no coded segment"):
        read_codings(project)


# --- cases and attributes


def run(project: Path, *statements: str) -> None:
    connection = sqlite3.connect(project / "data.qda")
    connection.executescript(";".join(statements))
    connection.commit()
    connection.close()


def test_a_sign_between_codes_is_of_no_use(project: Path) -> None:
    told = [repair.what for repair in read_codings(project, separator=";").repairs]
    assert "--separator is of no use here: codes do not stand together in cells" in told
    assert not any("--separator" in each.what for each in read_codings(project, separator="none").repairs)


def test_without_cases_a_file_is_a_case_with_the_attributes_of_the_file(project: Path) -> None:
    run(project, "INSERT INTO attribute VALUES (1, 'Site', 'file', 'rural', 1), (2, 'Site', 'file', '', 2)")
    sheets = read_codings(project, beside=["site", "case"])
    assert sheets.cases.to_dict("records") == [{"case": "P1", "Site": "rural"}, {"case": "P2", "Site": ""}]
    assert dict(zip(sheets.units["unit"], sheets.units["site"], strict=True)) == {
        "P1:1-6": "rural", "P1:2-7": "rural", "P2:3-8": ""
    }  # fmt: skip
    assert sheets.case_of == {"P1:1-6": "P1", "P1:2-7": "P1", "P2:3-8": "P2"}


def test_a_segment_is_about_the_case_that_most_of_it_belongs_to(project: Path) -> None:
    run(
        project,
        "INSERT INTO cases VALUES (1, 'Mrs A', ''), (2, 'Mr B', ''), (3, 'nobody', '')",
        "INSERT INTO case_text VALUES (1, 1, 1, 0, 6), (2, 2, 1, 6, 50), (3, 2, 2, 0, 50)",
        "INSERT INTO attribute VALUES (1, 'Age', 'case', '40', 1), (2, 'Age', 'case', '60', 2)",
        "INSERT INTO attribute VALUES (3, 'case', 'case', 'x', 2)",
        "INSERT INTO attribute VALUES (4, 'Site', 'file', 'rural', 1), (5, 'Site', 'file', 'urban', 2)",
        "INSERT INTO attribute VALUES (6, 'Age', 'file', '99', 1), (7, 'Age', 'journal', '1', 1)",
    )
    sheets = read_codings(project)
    assert sheets.case_of == {"P1:1-6": "Mrs A", "P1:2-7": "Mrs A", "P2:3-8": "Mr B"}
    assert sheets.cases.to_dict("records") == [
        {"case": "Mrs A", "Site": "rural", "Age": "40", "case (attribute)": ""},
        {"case": "Mr B", "Site": "urban", "Age": "60", "case (attribute)": "x"},
    ]
    assert "2 segments of several cases, counted for the one that holds most of it" in [r.what for r in sheets.repairs]


def test_agreement_in_the_groups_of_an_attribute(project: Path) -> None:
    run(project, "INSERT INTO attribute VALUES (1, 'Site', 'file', 'rural', 1), (2, 'Site', 'file', 'urban', 2)")
    found = reliability_of_files([project], by="Site").result.to_frame().set_index("code")
    assert list(found.loc["Time", ["group: rural", "group: urban"]]) == [1, 0]


def test_an_attribute_that_is_not_there_is_named(project: Path) -> None:
    with pytest.raises(InputError, match='there is no column "Age" beside the segments'):
        read_codings(project, beside=["Age"])


# --- its codes as a framework


def test_the_codes_are_read_as_a_framework(project: Path) -> None:
    run(project, "UPDATE code_name SET memo = 'Asking families' WHERE cid = 1", "UPDATE code_cat SET memo = 'Before'")
    for path in (project, project / "data.qda"):
        framework = read_framework(path)
        told = {framework.path(code.id): (code.definition, code.applicable) for code in framework}
        assert told == {
            "Planning": ("Before", False),
            "Planning / Asking": ("Asking families", True),
            "Trust": ("", True),
            "Time": ("", True),
            "Never": ("", True),
        }
