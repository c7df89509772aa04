"""Codings exported by other tools: two coders of the same three segments come out the same whatever the tool."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from click.testing import CliRunner, Result

from intercoder.cli import main
from intercoder.errors import InputError
from intercoder.exchange.sheets.codings import read_codings
from intercoder.project.on_files.agreement import reliability_of_files
from intercoder.spreadsheet import put_text

from ..exports_of_two import TABLES, Rows, atlasti, dedoose, maxqda_english, maxqda_german, openqda, qualcoder
from ..segments_of_two import EXPECTED, GIVEN, TEXTS, by_text, document

if TYPE_CHECKING:
    from intercoder.exchange.sheets.coding_sheets import CodingSheets


@pytest.fixture
def export(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that saves rows as a tool does: as .xlsx with texts as texts, or as quoted .csv."""

    def save(name: str, rows: Rows) -> Path:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        if path.suffix == ".xlsx":
            book = openpyxl.Workbook()
            for at, row in enumerate(rows, start=1):
                for column, cell in enumerate(row, start=1):
                    put_text(book.worksheets[0], at, column, str(cell))
            book.save(path)
            return path
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, quoting=csv.QUOTE_ALL).writerows(rows)
        return path

    return save


@pytest.mark.parametrize("tool", TABLES)
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_every_tool_gives_the_same_codings(tool: str, kind: str, export: Callable[..., Path]) -> None:
    sheets = read_codings(export(f"export.{kind}", TABLES[tool]))
    assert by_text(sheets) == EXPECTED
    assert sheets.coders == ("Anna", "Ben")
    assert len(sheets.coverage) == 6
    assert sheets.description.startswith(f"read as: {tool.split(',', maxsplit=1)[0]}")
    assert set(sheets.codes) - {"Never"} == {"Planning / Asking", "Trust", "Time"}
    assert ("Never" in sheets.codes) == (tool == "Dedoose")


@pytest.mark.parametrize("tool", TABLES)
def test_a_sheet_about_the_project_is_left_alone(tool: str, workbook: Callable[..., Path]) -> None:
    rows = [[str(cell).replace("=No", "No") for cell in row] for row in TABLES[tool]]
    about = [["Title:", "Quotations"], ["Project:", "Services"], ["User:", "Anna"]]
    sheets = read_codings(workbook("export.xlsx", {"Export": rows, "Info": about}))
    assert len(sheets.units) == 3
    assert any("left out" in repair.what for repair in sheets.repairs)


def test_agreement_of_the_coders_in_an_export(export: Callable[..., Path]) -> None:
    found = reliability_of_files([export("export.xlsx", maxqda_english())])
    frame = found.result.to_frame().set_index("code")
    assert list(frame.loc["Planning / Asking", ["both", "neither"]]) == [1, 2]
    assert list(frame.loc["Trust", ["both", "neither"]]) == [0, 1]


def test_a_coder_covers_only_documents_they_coded_in(export: Callable[..., Path]) -> None:
    rows = [row for row in openqda() if row[:3] != ["P2", "Trust", "Ben"]]
    sheets = read_codings(export("export.csv", rows))
    covered = set(sheets.coverage.itertuples(index=False, name=None))
    assert covered == {("P1:9-14", "Anna"), ("P1:9-14", "Ben"), ("P1:18-23", "Anna"), ("P1:18-23", "Ben"),
                       ("P2:27-32", "Anna")}  # fmt: skip


def test_a_quotation_without_a_code_is_a_unit(export: Callable[..., Path]) -> None:
    rows = atlasti("\n")
    rows[6] = [*rows[6][:6], "", *rows[6][7:]]  # Ben's quotation of the third segment
    sheets = read_codings(export("export.xlsx", rows))
    assert by_text(sheets) == EXPECTED - {("3", "Ben", "Trust")}
    assert ("P2:3 - 3", "Ben") in set(sheets.coverage.itertuples(index=False, name=None))


def test_a_row_without_a_document_is_named(export: Callable[..., Path]) -> None:
    rows = maxqda_english()
    rows[3] = ["", "", "", "", *rows[3][4:]]
    with pytest.raises(InputError, match=r"cell D4: the document is empty"):
        read_codings(export("export.csv", rows))


def test_the_document_may_stand_beside_the_units(export: Callable[..., Path]) -> None:
    sheets = read_codings(export("export.csv", maxqda_english()), beside=["Document name"])
    assert list(sheets.units["Document name"]) == ["P1", "P1", "P2"]


def test_only_the_codes_asked_for(export: Callable[..., Path]) -> None:
    sheets = read_codings(export("export.csv", maxqda_english()), codes=["trust"])
    assert by_text(sheets) == {("1", "Anna", "Trust"), ("3", "Ben", "Trust")}
    assert sheets.codes == ("Trust",)
    with pytest.raises(InputError, match='no code "Trsut"'):
        read_codings(export("export.csv", maxqda_english()), codes=["Trsut"])


# --- cases and attributes


def attributes(sheets: CodingSheets, name: str) -> dict[str, str]:
    return dict(zip(sheets.cases["case"], sheets.cases[name], strict=True))


@pytest.mark.parametrize("tool", TABLES)
def test_a_document_is_a_case(tool: str, export: Callable[..., Path]) -> None:
    sheets = read_codings(export("export.csv", TABLES[tool]))
    assert list(sheets.cases["case"]) == ["P1", "P2"]
    assert list(sheets.case_of) == list(sheets.units["unit"])
    assert list(sheets.case_of.values()) == ["P1", "P1", "P2"]


def test_the_document_group_of_maxqda(export: Callable[..., Path]) -> None:
    assert attributes(read_codings(export("a.csv", maxqda_english())), "Document group") == {
        "P1": "Sites",
        "P2": "Sites",
    }
    german = read_codings(export("b.csv", maxqda_german()))
    assert attributes(german, "Dokumentgruppe") == {"P1": "Sites", "P2": "Sites"}


def test_documents_of_one_name_in_two_groups_of_maxqda(export: Callable[..., Path]) -> None:
    rows = maxqda_english()
    heads, *rest = rows
    others = [[*row[:2], "Other", "P1", *row[4:]] for row in rest if row[3] == "P2"]
    sheets = read_codings(export("a.csv", [heads, *[row for row in rest if row[3] == "P1"], *others]))
    assert attributes(sheets, "Document group") == {"Sites/P1": "Sites", "Other/P1": "Other"}


@pytest.mark.parametrize("heading", ["Document Groups", "Document groups", "Document Group"])
def test_the_document_groups_of_atlasti(heading: str, export: Callable[..., Path]) -> None:
    heads, *rows = atlasti("\n")
    heads = [heading if head == "Document Groups" else head for head in heads]
    grouped = [[*row[:3], "rural\nsmall" if row[2] == "P1" else "urban", *row[4:]] for row in rows]
    sheets = read_codings(export("export.xlsx", [heads, *grouped]))
    assert attributes(sheets, heading) == {"P1": "rural; small", "P2": "urban"}


def test_the_descriptors_of_dedoose(export: Callable[..., Path]) -> None:
    heads, *rows = dedoose()
    site = {"P1": "rural", "P2": "N/A"}
    described = [["x", *row, "ann", "1/2/24", site[str(row[0])], row[4]] for row in rows]
    heads = ["Id", *heads, "Resource Creator", "Resource Date", "Descriptor: Site", "Note"]
    sheets = read_codings(export("export.xlsx", [heads, *described]))
    assert list(sheets.cases.columns) == ["case", "Descriptor: Site", "Note"]
    assert attributes(sheets, "Descriptor: Site") == {"P1": "rural", "P2": ""}
    assert attributes(sheets, "Note")["P1"] == f"{TEXTS['1']}; {TEXTS['2']}"
    found = reliability_of_files([export("export.xlsx", [heads, *described])], by="Descriptor: Site")
    assert "group: rural" in found.result.to_frame()


def test_qualcoder_by_case(export: Callable[..., Path]) -> None:
    heads, *rows = qualcoder()
    sheets = read_codings(export("export.csv", [["Case", *heads[1:]], *rows]), beside=["Case"])
    assert by_text(sheets) == EXPECTED
    assert list(sheets.cases["case"]) == ["P1", "P2"]
    assert list(sheets.units["Case"]) == ["P1", "P1", "P2"]


# --- Taguette, which has no coders


def taguette(coder: str, first: int) -> Rows:
    """Return the highlights of one coder; Taguette numbers them anew in each project."""
    mine = [(s, codes) for s, who, codes in GIVEN if who == coder]
    rows: Rows = [[first + n, document(s), code, TEXTS[s]] for n, (s, codes) in enumerate(mine) for code in codes]
    return [["id", "document", "tag", "content"], *rows]


def test_a_taguette_file_per_coder(export: Callable[..., Path]) -> None:
    files = [export("Anna.csv", taguette("Anna", 1)), export("Ben.xlsx", taguette("Ben", 70))]
    sheets = read_codings(files)
    assert by_text(sheets) == EXPECTED
    assert sheets.arrangement == "files"
    assert len(sheets.units) == 3


def test_taguette_does_not_say_who_coded(export: Callable[..., Path]) -> None:
    path = export("export.csv", taguette("Anna", 1))
    with pytest.raises(InputError, match="Taguette highlights do not say who coded"):
        read_codings(path)
    sheets = read_codings(path, coder="Anna")
    assert by_text(sheets) == {given for given in EXPECTED if given[1] == "Anna"}
    assert list(sheets.units["unit"]) == ["P1:1", "P1:2", "P2:3"]


# --- ATLAS.ti's code report


def report(n_codes: int = 2, n_asked: int = 2) -> str:
    return f"""\ufeffProject: Services (version 2)

Report created by Anna on 26/05/2024

Code Report

({n_codes}) codes

  \u25cb Asking

{n_asked} Quotations:

  2:12 \u00b6 8, in s1_r2

We ask.
Twice, in all.

  4:7 \u00b6 4 \u2013 5, in s1_r4

Yes

  \u25cf Trust

1 Quotations:

  2:12 \u00b6 8, in s1_r2

We ask.
Twice, in all.
"""


def test_a_code_report(tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text(report(), encoding="utf-8")
    sheets = read_codings(tmp_path / "report.txt", coder="Anna", beside=["document"])
    rows = set(sheets.codings.itertuples(index=False, name=None))
    assert rows == {("s1_r2:2:12", "Anna", "Asking"), ("s1_r2:2:12", "Anna", "Trust"), ("s1_r4:4:7", "Anna", "Asking")}
    assert list(sheets.units["text"]) == ["We ask.\nTwice, in all.", "Yes"]
    assert list(sheets.units["document"]) == ["s1_r2", "s1_r4"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (report(n_codes=3), "the report is of 3 codes, but 2 could be read"),
        (report(n_asked=4), '"Asking" has 4 quotations by the report, but 2 could be read'),
    ],
)
def test_a_code_report_must_count_right(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "report.txt").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=problem):
        read_codings(tmp_path / "report.txt", coder="Anna")


def counted(path: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["counts", str(path), *options])


def test_the_codes_of_a_report_are_counted(tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text(report(), encoding="utf-8")
    found = json.loads(counted(tmp_path / "report.txt", "--json").stdout)
    assert (found["documents"], found["totals_right"], found["totals_stated"]) == (2, 2, 2)
    rows = [(row["code"], row["n"], row["percent"], row["mentions"], row["stated"]) for row in found["codes"]]
    assert rows == [("Asking", 2, 100, 2, 2), ("Trust", 1, 50, 1, 1)]
    said = counted(tmp_path / "report.txt").stdout
    assert "3 quotations are listed under 2 codes" in said
    assert "The report's own number of quotations is right for 2 of 2 codes." in said


def test_a_number_of_the_report_that_is_wrong_is_flagged(tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text(report(n_asked=4), encoding="utf-8")
    found = json.loads(counted(tmp_path / "report.txt", "--json").stdout)
    assert [(row["code"], row["differs"]) for row in found["codes"]] == [("Asking", True), ("Trust", False)]
    assert "right for 1 of 2 codes" in counted(tmp_path / "report.txt").stdout


def test_a_report_that_is_not_read_whole_is_not_counted(tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text(report(n_codes=3), encoding="utf-8")
    refused = counted(tmp_path / "report.txt")
    assert (refused.exit_code, "the report is of 3 codes, but 2 could be read" in refused.stderr) == (2, True)
