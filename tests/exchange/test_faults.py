"""What is wrong with a file is said with its place and how to put it right, whatever the kind of file."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from intercoder.errors import InputError, SeveralErrors
from intercoder.exchange import delimited
from intercoder.exchange.frameworks.files import read_framework
from intercoder.exchange.qda import databases
from intercoder.exchange.refi import codebook as refi_codebook
from intercoder.exchange.refi.project import read_qdpx
from intercoder.exchange.sheets.codings import read_codings
from intercoder.exchange.texts import transcripts

from .refi_files import Coded, Made, guid

FAMILIES = {"P1": "Families sit on the steering group."}
GUID = "00000000-0000-4000-8000-00000000000{}"


def said(read: Callable[[], object]) -> str:
    with pytest.raises(InputError) as raised:
        read()
    error = raised.value
    return "\n".join(map(str, error.problems)) if isinstance(error, SeveralErrors) else str(error)


class TestFrameworks:
    @pytest.mark.parametrize("name", ["codes.yaml", "codes.md", "codes.qdc", "codes.csv", "codes.xlsx"])
    def test_a_file_that_is_not_there(self, tmp_path: Path, name: str) -> None:
        told = said(lambda: read_framework(tmp_path / name))
        assert name in told
        assert "no such file" in told

    @pytest.mark.parametrize(
        ("name", "text", "saying"),
        [
            ("codes.yaml", "codes:\n- &a {name: Trust}\n- *a\n", "uses references"),
            ("codes.yaml", "codes: Trust\n", "has no list of codes"),
            ("codes.yaml", "codes:\n- name: Trust\n  codes: Cost\n", "code Trust: has no list of codes"),
            ("codes.yaml", "codes: []\n", "has no codes"),
            ("codes.md", "\n", "has no codes"),
            ("codes.csv", "Code,Colour\nTrust,blue\n", '"blue" is not a colour'),
            ("codes.csv", "Code,Parent\nTrust,Staff\nStaff,A\nStaff,B\nA,\nB,\n", '2 codes are called "Staff"'),
            ("codes.csv", "Level 1,Level 2,Definition\nTrust,,x\n,,What it means\n", "a code has no name"),
            (
                "codes.csv",
                f"Code,GUID\nTrust,{GUID.format(1)}\nCost,{GUID.format(1)}\n",
                "the same GUID as the code in",
            ),
        ],
    )
    def test_faults_of_a_framework(self, tmp_path: Path, name: str, text: str, saying: str) -> None:
        (tmp_path / name).write_text(text)
        assert saying in said(lambda: read_framework(tmp_path / name))

    def test_a_file_of_another_kind_called_markdown(self, tmp_path: Path) -> None:
        (tmp_path / "codes.md").write_bytes(b"\x89PNG\xff\xfe")
        assert "not a text file in UTF-8" in said(lambda: read_framework(tmp_path / "codes.md"))

    def test_endless_nesting_ends_in_a_message(self, tmp_path: Path) -> None:
        deep = "".join("  " * at + f"- name: c{at}\n" + "  " * at + "  codes:\n" for at in range(300))
        (tmp_path / "codes.yaml").write_text("codes:\n" + deep + "  " * 300 + "- name: last\n")
        assert "codes.yaml" in said(lambda: read_framework(tmp_path / "codes.yaml"))

    def test_a_parent_may_be_named_by_its_whole_path(self, tmp_path: Path) -> None:
        (tmp_path / "codes.csv").write_text("Code,Parent\nA / Staff,\nTrust,A / Staff\n")
        framework = read_framework(tmp_path / "codes.csv")
        assert [framework.path(code.id) for code in framework] == ["A", "A / Staff", "A / Staff / Trust"]

    def test_empty_columns_beside_an_indented_tree_are_no_levels(self, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        for row in (["Code", None, None, None], ["Trust", None, None, None], [None, "Staff", None, None]):
            book.worksheets[0].append(row)
        book.worksheets[0].cell(1, 6).value = "Definition"
        book.worksheets[0].cell(2, 6).value = "To rely on"
        book.save(tmp_path / "codes.xlsx")
        framework = read_framework(tmp_path / "codes.xlsx")
        assert [framework.path(code.id) for code in framework] == ["Trust", "Trust / Staff"]


class TestCodebooks:
    CODE = f'<Code guid="{GUID.format(1)}" name="Trust" isCodable="true">{{}}</Code>'

    def told(self, tmp_path: Path, inside: str) -> str:
        xml = f'<?xml version="1.0"?><CodeBook xmlns="urn:QDA-XML:codebook:1.0">{inside}</CodeBook>'
        (tmp_path / "book.qdc").write_text(xml)
        return said(lambda: read_framework(tmp_path / "book.qdc"))

    @pytest.mark.parametrize(
        ("inside", "saying"),
        [
            ("", "has no codes"),
            (f"<Codes>{CODE.format('')}</Codes><Users/>", "a codebook holds no Users"),
            (f"<Sets/><Codes>{CODE.format('')}</Codes>", "Codes must come once, and before Sets"),
            ("<Codes><Set/></Codes>", "Set stands among the codes"),
            (f"<Codes>{CODE.format('<Coding/>')}</Codes>", "a code holds no Coding"),
        ],
    )
    def test_what_departs_from_the_published_structure(self, tmp_path: Path, inside: str, saying: str) -> None:
        assert saying in self.told(tmp_path, inside)

    def test_a_folder_and_a_file_without_end_are_no_codebooks(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "folder.qdc").mkdir()
        assert "is a folder, not a file" in said(lambda: read_framework(tmp_path / "folder.qdc"))
        monkeypatch.setattr(refi_codebook, "SIZE_LIMIT", 10)
        assert "is larger than" in self.told(tmp_path, f"<Codes>{self.CODE.format('')}</Codes>")


class TestCodings:
    def test_no_file_at_all(self) -> None:
        assert "no file of codings is named" in said(lambda: read_codings([]))

    def test_sheets_are_chosen_by_name(self, workbook: Callable[..., Path]) -> None:
        sheet = [["unit", "coder", "code"], ["u1", "Anna", "Trust"], ["u1", "Ben", "Trust"]]
        path = workbook("coded.xlsx", {"One": sheet, "Two": [*sheet, ["u2", "Anna", "Cost"]]})
        assert len(read_codings(path, sheet="One").codings) == 2
        assert len(read_codings(path, sheet=["Two"]).codings) == 3

    def test_sheets_that_nothing_tells_apart(self, workbook: Callable[..., Path]) -> None:
        path = workbook("coded.xlsx", {"One": [["a", "b"], ["1", "2"]], "Two": [["c", "d"], ["3", "4"]]})
        told = said(lambda: read_codings(path))
        assert 'no telling which sheets hold the codings: "One", "Two"' in told
        assert "--sheet" in told

    def test_files_of_one_name_in_two_folders_keep_their_units_apart(self, tmp_path: Path) -> None:
        for folder in ("north", "south"):
            (tmp_path / folder).mkdir()
            (tmp_path / folder / "coded.csv").write_text("unit,coder,code\nu1,Anna,Trust\nu1,Ben,Cost\n")
        found = read_codings([tmp_path / "north" / "coded.csv", tmp_path / "south" / "coded.csv"])
        assert set(found.coverage["unit"]) == {"north/coded/u1", "south/coded/u1"}

    def test_a_csv_that_is_too_large(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "a.csv").write_text("unit,coder,code\nu1,Anna,Trust\n")
        monkeypatch.setattr(delimited, "SIZE_LIMIT", 5)
        assert "is larger than" in said(lambda: delimited.read_delimited(tmp_path / "a.csv"))

    def test_the_first_rows_settle_the_delimiter(self) -> None:
        assert delimited.find_delimiter("a;b\n" * 5000 + "a,b\n" * 5000, where="x") == ";"

    def test_a_cell_that_never_ends_settles_no_delimiter(self) -> None:
        assert delimited.find_delimiter("a;" + "b" * (csv.field_size_limit() + 1) + "\n", where="x", default="|") == "|"


class TestTranscripts:
    def test_one_that_is_not_there_or_too_large(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        assert "no such file" in said(lambda: transcripts.read_transcript(tmp_path / "P1.txt", unit="paragraph"))
        (tmp_path / "P1.txt").write_text("A long interview.")
        monkeypatch.setattr(transcripts, "SIZE_LIMIT", 5)
        assert "is larger than" in said(lambda: transcripts.read_transcript(tmp_path / "P1.txt", unit="paragraph"))


class TestProjectsOfOtherTools:
    def test_a_project_without_a_coded_text(self, tmp_path: Path) -> None:
        path = Made(FAMILIES, [], codes=f'<Code guid="{guid("x")}" name="x" isCodable="true"/>').save(
            tmp_path / "a.qdpx"
        )
        assert "holds no coding." in said(lambda: read_qdpx(path))

    def test_text_in_utf_16_that_breaks_off(self, tmp_path: Path) -> None:
        made = Made(FAMILIES, [Coded("P1", "A", "Steering", "Families")])
        path = made.save(tmp_path / "a.qdpx")
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        for name in parts:
            if name.endswith(".txt"):
                parts[name] = b"\xff\xfe\x00\xd8"  # half of a character
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        assert "is not text in UTF-8" in said(lambda: read_qdpx(path))

    def test_a_coding_on_the_page_of_a_pdf_that_names_no_code_is_told(self, tmp_path: Path) -> None:
        made = Made(FAMILIES, [Coded("P1", "A", "Steering", "Families")])
        xml = made.xml()
        at = xml.index("<PlainTextSelection")
        codings = "".join(f'<Coding guid="{guid(name)}"/>' for name in "cd")
        on_page = f'<PDFSelection guid="{guid("pdf")}">{codings}</PDFSelection>'
        source = guid("P1")
        with zipfile.ZipFile(tmp_path / "a.qdpx", "w") as archive:
            archive.writestr("project.qde", xml[:at] + on_page + xml[at:])
            archive.writestr(f"sources/{source}.txt", FAMILIES["P1"])
        found = read_qdpx(tmp_path / "a.qdpx")
        assert 'source "P1": a coding with a code that is not in the codebook' in found.remarks

    def test_more_codings_than_a_person_can_make(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        import sqlite3

        path = tmp_path / "study.qda"
        path.mkdir()
        with sqlite3.connect(path / "data.qda") as made:
            made.executescript(
                "CREATE TABLE source (id INTEGER, name TEXT, fulltext TEXT);"
                "CREATE TABLE code_cat (catid INTEGER, name TEXT, supercatid INTEGER);"
                "CREATE TABLE code_name (cid INTEGER, name TEXT, catid INTEGER);"
                "CREATE TABLE code_text (cid INTEGER, fid INTEGER, seltext TEXT, pos0 INTEGER, pos1 INTEGER, owner);"
                "INSERT INTO source VALUES (1, 'P1', 'Families sit.');"
                "INSERT INTO code_name VALUES (1, 'Trust', NULL);"
                "INSERT INTO code_text VALUES (1, 1, 'Families', 0, 8, 'Anna'), (1, 1, 'Families', 0, 8, 'Ben');"
            )
        assert len(read_codings(path).codings) == 2
        monkeypatch.setattr(databases, "CODINGS_LIMIT", 1)
        assert "has more than 1 codings" in said(lambda: read_codings(path))
