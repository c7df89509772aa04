"""NVivo's codebook in workbooks and Word documents: levels from paths or indents, other tables as they were."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.shared import Pt
from openpyxl.styles import Alignment

from intercoder.errors import InputError
from intercoder.exchange.frameworks.files import read_framework

HEADS = ["Name", "Description", "Files", "References"]
EXPECTED = {
    "Planning": "Before all",
    "Planning / Asking families": "They ask",
    "Planning / Asking families / Early": "",
    "Planning / Starting": "",
    "Trust": "In others",
}
LEVELS = [0, 1, 2, 1, 0]


def read(path: Path) -> dict[str, str]:
    framework = read_framework(path)
    return {framework.path(code.id): code.definition for code in framework}


def rows(names: Sequence[str]) -> list[list[str]]:
    return [[name, text, "3", "5"] for name, text in zip(names, EXPECTED.values(), strict=True)]


def own_names() -> list[str]:
    return [path.rpartition(" / ")[2] for path in EXPECTED]


@pytest.mark.parametrize("root", ["Nodes\\\\", "Codes\\", ""])
@pytest.mark.parametrize("sign", ["\\", "\\\\"])
def test_names_that_are_paths(root: str, sign: str, workbook: Callable[..., Path]) -> None:
    names = [root + path.replace(" / ", sign) for path in EXPECTED]
    assert read(workbook("a.xlsx", {"Codebook": [HEADS, *rows(names)]})) == EXPECTED


@pytest.mark.parametrize("heads", [HEADS, ["Name", "Beschreibung", "Dateien", "Referenzen"]])
def test_names_indented_by_spaces(heads: list[str], text_file: Callable[..., Path]) -> None:
    names = ["   " * level + name for level, name in zip(LEVELS, own_names(), strict=True)]
    lines = [",".join(row) for row in [["My project"], heads, *rows(names)]]
    assert read(text_file("a.csv", *lines)) == EXPECTED


def test_names_indented_by_the_format_of_their_cells(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(HEADS)
    for level, row in zip(LEVELS, rows(own_names()), strict=True):
        book.worksheets[0].append([row[0], None, *row[2:]])
        book.worksheets[0].cell(book.worksheets[0].max_row, 1).alignment = Alignment(indent=level)
    book.save(tmp_path / "a.xlsx")
    assert list(read(tmp_path / "a.xlsx")) == list(EXPECTED)


def word(path: Path, heads: Sequence[str], *, indented: bool = True) -> Path:
    document = docx.Document()
    document.add_table(rows=1, cols=1).rows[0].cells[0].text = "My project"
    table = document.add_table(rows=1, cols=len(heads))
    for cell, text in zip(table.rows[0].cells, heads, strict=True):
        cell.text = text
    for level, row in zip(LEVELS, rows(own_names()), strict=True):
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.text = text
        if indented:
            cells[0].paragraphs[0].paragraph_format.left_indent = Pt(12 * level)
    document.save(str(path))
    return path


def test_a_word_document(tmp_path: Path) -> None:
    assert read(word(tmp_path / "a.docx", HEADS)) == EXPECTED
    assert list(read(word(tmp_path / "b.docx", HEADS, indented=False))) == own_names()
    assert set(read(word(tmp_path / "c.docx", ["Code", "Definition", "x", "y"]))) == set(own_names())


def test_a_word_document_without_a_codebook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no table with codes"):
        read_framework(word(tmp_path / "a.docx", ["Who", "When", "x", "y"]))


def test_a_table_that_only_has_names_is_none(workbook: Callable[..., Path]) -> None:
    with pytest.raises(InputError, match='there is no column "Code"'):
        read_framework(workbook("a.xlsx", {"S": [["Name", "References"], ["Trust", "3"]]}))


@pytest.mark.parametrize(
    ("heads", "sign"), [(["Code", "Memo"], " > "), (["Tag", "Description", "Number of highlights"], "->")]
)
def test_the_codebooks_of_other_tools_have_levels_too(
    heads: list[str], sign: str, workbook: Callable[..., Path]
) -> None:
    told = [["Planning", "Before all"], [f"Planning{sign}Asking", "They ask"]]
    rows = [heads, *([*row, "3"][: len(heads)] for row in told)]
    found = read(workbook("a.xlsx", {"S": rows}))
    assert found == {"Planning": "Before all", "Planning / Asking": "They ask"}


def test_a_sign_in_a_name_below_nothing_is_no_level(workbook: Callable[..., Path]) -> None:
    rows = [["Code", "Memo"], ["Staff > families", ""], ["Staff", ""], ["Money > time", ""]]
    assert list(read(workbook("a.xlsx", {"S": rows}))) == ["Staff > families", "Staff", "Money > time"]


def test_a_sign_in_a_name_of_ones_own_file_is_no_level(workbook: Callable[..., Path]) -> None:
    rows = [["Code", "Definition", "May be applied"], ["Staff > families", "", "yes"], ["Staff", "", "yes"]]
    assert list(read(workbook("a.xlsx", {"S": rows}))) == ["Staff > families", "Staff"]
