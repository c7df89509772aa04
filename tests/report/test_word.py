"""Word tables look as journals print them: caption above, three rules, notes below."""

from __future__ import annotations

import zipfile
from dataclasses import replace

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from intercoder.report.word import write_document
from intercoder.results import Column


@pytest.fixture
def document(result, tmp_path):
    narrow = replace(result, seen=(Column("code", "Code"), Column("kappa", "Kappa", "coefficient")))
    write_document([result, narrow], tmp_path / "tables.docx")
    return docx.Document(tmp_path / "tables.docx")


def rules(row) -> set[str]:
    edges = row._tr.findall(f".//{qn('w:tcBorders')}/*")
    return {edge.tag.split("}")[1] for edge in edges}


def test_the_table_says_what_the_result_says(document, result) -> None:
    table = document.tables[0]
    texts = [[cell.text for cell in row.cells] for row in table.rows]
    assert texts[0] == [column.heading for column in result.columns()]
    assert texts[1][0] == "Service planning"
    assert texts[2][1:] == result.cells()[0][1:]
    assert texts[3][0] == "Consultation with groups"
    assert texts[3][-1] == "flagged"


def test_a_heading_in_capitals_fits_its_column(result, tmp_path) -> None:
    seen = (Column("code", "Code"), Column("kappa", "PABAK", "coefficient"))
    write_document([replace(result, seen=seen)], tmp_path / "tables.docx")
    column = docx.Document(tmp_path / "tables.docx").tables[0].columns[1]
    in_times_bold = 0.611 + 0.722 + 0.667 + 0.722 + 0.778  # the letters of PABAK, in ems
    margins = 2 * 0.19
    assert column.width.cm >= in_times_bold * 9.5 / 72 * 2.54 + margins


def test_three_rules_and_no_other_line(document) -> None:
    for table in document.tables:
        assert [rules(row) for row in (table.rows[0], table.rows[-1])] == [{"top", "bottom"}, {"bottom"}]
        assert all(not rules(row) for row in table.rows[1:-1])


def test_the_header_repeats_and_rows_stay_whole(document) -> None:
    for table in document.tables:
        repeated = [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows]
        assert repeated == [True] + [False] * (len(table.rows) - 1)
        assert all(row._tr.find(f".//{qn('w:cantSplit')}") is not None for row in table.rows)


def test_a_caption_stands_above_and_the_notes_below(document, result) -> None:
    texts = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
    assert texts[1] == f"Note. {' '.join(result.sentences)}"
    captions = [paragraph for paragraph in document.paragraphs if paragraph.style.name == "Caption"]
    assert ["".join(t.text for t in p._p.iter(qn("w:t"))) for p in captions] == [
        f"Table {number}. {result.title}" for number in (1, 2)
    ]


def test_only_the_wide_table_lies_across(document) -> None:
    assert [section.orientation for section in document.sections] == [WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT]
    for table, section in zip(document.tables, document.sections, strict=True):
        room = section.page_width - section.left_margin - section.right_margin
        assert sum(column.width for column in table.columns) <= room * 1.001


def test_no_part_of_the_file_carries_the_time_of_writing(document, tmp_path) -> None:
    with zipfile.ZipFile(tmp_path / "tables.docx") as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_end_of_a_table_stays_with_its_note(document) -> None:
    kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in document.tables[0].rows]
    assert kept[-2:] == [True, True]


def test_a_table_without_rows_has_its_three_rules_too(result, tmp_path) -> None:
    write_document([replace(result, frame=result.frame.iloc[:0])], tmp_path / "empty.docx")
    table = docx.Document(tmp_path / "empty.docx").tables[0]
    assert rules(table.rows[0]) == {"top", "bottom"}
