"""What a team shows: the words, tables and figures say what was done, and only what was done."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import docx
import openpyxl
import pytest
from PIL import Image

from intercoder.errors import InputError, ProjectError
from intercoder.project import Project

from ..conftest import NOTES, Fill, filled


def decide_all(project: Project, folder: Path) -> None:
    """Decide every disagreement that there is: none applies."""
    path = folder / "decisions.xlsx"
    project.consensus_write(path)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    keys = {cell.value: cell.column for cell in sheet[1]}
    for row in range(4, sheet.max_row + 1):
        if sheet.cell(row, keys["unit"]).value:
            sheet.cell(row, keys["decision"]).value = "does not apply"
            sheet.cell(row, keys["rationale"]).value = "Agreed."
    book.save(path)
    project.consensus_read(path)


def test_methods_tell_coders_framework_coefficient_and_flagged_codes(coded: Project) -> None:
    said = coded.methods().full
    assert "The notes on 6 cases were coded, with the" in said
    assert "Two coders (A and B) coded all 6 units with version 1 of the framework" in said
    assert "Agreement of A and B before discussion was measured with Cohen's kappa for each code on 6 units." in said
    assert "Kappa was below .60 for 3 codes, which were flagged (Steering groups; Training; Leaflets)." in said
    assert "The 3 disagreements on flagged codes were not decided." in said
    assert "Still open were 3 disagreements, counted as not applied." in said


def test_methods_do_not_tell_what_was_not_done(coded: Project) -> None:
    said = coded.methods().full
    for word in ("sample", "scheme", "matrix", "frozen", "final", "all 3"):
        assert word not in said
    assert len(coded.methods().short) < len(said) / 2


def test_methods_follow_the_decisions(coded: Project, tmp_path: Path) -> None:
    decide_all(coded, tmp_path)
    said = coded.methods()
    assert "In discussion all 3 disagreements on flagged codes were decided, each with a recorded reason." in said.full
    assert "Still open" not in said.full
    assert "disagreements on 3 codes below .60 were discussed until resolved" in said.short


def test_methods_tell_the_sample_with_seed_and_who_was_compared(coded: Project, fill: Fill, tmp_path: Path) -> None:
    decide_all(coded, tmp_path)
    coded.framework_finalise()
    drawn = coded.sample_draw("check", fraction=0.5, seed=7)
    coded.round_start("check", coders=["C"], sample="check", against="main")
    units = list(drawn.sample.cases)
    coded.workbook_read(fill("C", dict.fromkeys(units, ("Training",)), round="check"))
    said = coded.methods().full
    assert "A random sample of 3 of 6 cases (50 %) was drawn by computer with seed 7" in said
    assert "One coder (C) coded the sample of 3 cases (50 %) with version 1" in said
    assert "Agreement of C with the consensus of A and B before discussion" in said
    assert "Version 1 was frozen as final." in said


def test_methods_before_any_coding_are_short(project: Project) -> None:
    said = project.methods().full
    assert "The coding framework had 4 codes" in said
    assert "kappa" not in said.casefold()


@pytest.mark.parametrize(("guideline", "n"), [("COREQ", 32), ("srqr", 21)])
def test_a_checklist_has_every_item_and_marks_those_for_the_authors(coded: Project, guideline: str, n: int) -> None:
    frame = coded.checklist(guideline).to_frame()
    assert len(frame) == n == frame["item"].nunique()
    open_items = frame[frame["by"] == "authors"]
    assert set(open_items["answer"]) == {"For the authors to fill in"}
    assert 0 < len(open_items) < n


def test_a_checklist_answers_from_the_project(coded: Project) -> None:
    frame = coded.checklist("COREQ").to_frame().set_index("item")
    assert frame.loc["24", "answer"].startswith("2: A and B;")
    assert "intercoder" in frame.loc["27", "answer"]
    assert frame.loc["28", "by"] == "authors"  # there was no member check
    assert frame.loc["4", "by"] == "authors"


def test_an_unknown_checklist_is_refused_with_the_nearest(coded: Project) -> None:
    with pytest.raises(InputError, match="COREQ"):
        coded.checklist("CORQ")


def test_the_manuscript_kit_has_every_part(coded: Project, tmp_path: Path) -> None:
    written = coded.manuscript(tmp_path / "kit", by="model")
    names = {str(path.relative_to(tmp_path / "kit")) for path in written}
    assert {"report.html", "tables.xlsx", "methods.docx"} <= names
    assert {"appendix/codebook.docx", "appendix/disagreement-log.docx", "appendix/examples.docx"} <= names
    assert {"appendix/reporting-checklist-coreq.docx", "appendix/reporting-checklist-srqr.docx"} <= names
    assert {"figures/agreement-A-B.svg", "figures/counts.png", "figures/heat-map.svg"} <= names
    assert any(name.startswith("tables/") and "cases-with-each-code" in name for name in names)
    assert all(path.stat().st_size for path in written)


def test_figures_have_300_dots_per_inch_in_the_width_of_a_journal(coded: Project, tmp_path: Path) -> None:
    written = coded.figures(tmp_path / "figures", by="model")
    assert {path.suffix for path in written} == {".svg", ".png"}
    for path in written:
        if path.suffix == ".png":
            with Image.open(path) as picture:
                assert round(picture.info["dpi"][0]) == 300
                assert abs(picture.width / 300 * 25.4 - (88 if path.stem == "saturation" else 180)) < 0.5


def test_a_folder_with_files_is_left_alone(coded: Project, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="is not empty"):
        coded.manuscript(tmp_path)
    with pytest.raises(InputError, match="is not empty"):
        coded.figures(tmp_path)


def texts_in(path: Path) -> str:
    if path.suffix in (".docx", ".xlsx"):
        with zipfile.ZipFile(path) as archive:
            return b"".join(archive.read(name) for name in archive.namelist()).decode("utf-8", "replace")
    return path.read_text(encoding="utf-8") if path.suffix in (".html", ".svg") else ""


def test_without_quotes_no_text_of_participants_is_in_any_file(coded: Project, tmp_path: Path) -> None:
    with_quotes = "".join(map(texts_in, coded.manuscript(tmp_path / "with")))
    without = "".join(map(texts_in, coded.manuscript(tmp_path / "without", quotes=False)))
    assert NOTES["P1"][1] in with_quotes
    assert "It says so." in with_quotes
    for _, text in NOTES.values():
        assert text not in without
    assert "It says so." not in without


def test_without_quotes_the_codebook_has_no_examples(project: Project, tmp_path: Path) -> None:
    (tmp_path / "codes.csv").write_text("Code,Definition,Example\nTraining,About it,Parents told us how it felt\n")
    project.framework_read(tmp_path / "codes.csv", why="Examples")
    for quotes in (True, False):
        (path,) = project.report([tmp_path / f"{quotes}.xlsx"], quotes=quotes)
        assert ("Parents told us how it felt" in texts_in(path)) is quotes
        assert "About it" in texts_in(path)


def test_the_disagreement_log_has_every_disagreement_with_memo_and_state(coded: Project, tmp_path: Path) -> None:
    coded.manuscript(tmp_path / "kit")
    table = docx.Document(str(tmp_path / "kit" / "appendix" / "disagreement-log.docx")).tables[0]
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    heading, body = rows[0], [row for row in rows[1:] if row[1]]
    assert heading[:3] == ["Code", "Unit", "Applied by"]
    assert sorted(row[1] for row in body) == ["P1", "P4", "P6"]
    assert {row[heading.index("Decision")] for row in body} == {"open"}
    assert any("A: It says so." in row for row in body)


def test_the_workbook_names_the_coders_of_each_comparison(coded: Project, tmp_path: Path) -> None:
    coded.report([tmp_path / "tables.xlsx"])
    names = openpyxl.load_workbook(tmp_path / "tables.xlsx").sheetnames
    assert "Agreement between coders A, B" in names
    assert {"Codebook", "Notes"} <= set(names)


def test_a_blank_project_has_a_kit_too(kept: Mapping[str, Path], tmp_path: Path) -> None:
    with Project.open(kept["blank"]) as project:
        names = {path.name for path in project.manuscript(tmp_path / "kit")}
    assert {"report.html", "codebook.docx", "methods.docx"} <= names
    assert "counts.png" not in names


def test_three_coders_are_on_the_page_with_their_figure(project: Project, fill: Fill, tmp_path: Path) -> None:
    project.round_start("main", coders=("A", "B", "C"))
    marks = {"P1": ("Training",), "P2": ("Training",), "P3": (), "P4": ("Leaflets",), "P5": (), "P6": ()}
    for coder in ("A", "B"):
        project.workbook_read(fill(coder, marks))
    project.workbook_read(fill("C", marks | {"P1": (), "P2": ()}))
    (page,) = project.report([tmp_path / "report.html"])
    said = page.read_text(encoding="utf-8")
    assert "Agreement between coders: A, B, C" in said
    assert "s kappa of A, B and C for each code" in said
    assert "on 6 units." in said
    methods = project.methods().full
    assert "Agreement of A, B and C before discussion was measured with Conger's kappa" in methods


def test_without_a_framework_nothing_is_told_and_no_folder_is_left(tmp_path: Path) -> None:
    with Project.create(tmp_path / "new", who="Lead") as made:
        for ask in (made.methods, made.checklist, lambda: made.manuscript(tmp_path / "paper"),
                    lambda: made.figures(tmp_path / "figures")):  # fmt: skip
            with pytest.raises(ProjectError, match="has no framework yet"):
                ask()
    assert not [path.name for path in tmp_path.iterdir() if path.is_dir()]


def test_before_anyone_has_coded_the_notes_are_not_said_to_be_coded(project: Project) -> None:
    assert "The notes on 6 cases are to be coded, with the response as unit of analysis." in project.methods().full


SILENT = "case,text\nP1,Families sit on the steering group.\nP2,\nP3,Nothing of the kind.\n"


@pytest.fixture
def with_a_silent_case(tmp_path: Path) -> Iterator[Project]:
    """Three cases, of which P2 said nothing; coder A has coded the others."""
    (tmp_path / "notes.csv").write_text(SILENT, encoding="utf-8")
    (tmp_path / "codes.csv").write_text("Code\nPlanning\nTraining\n", encoding="utf-8")
    with Project.create(tmp_path / "silent", who="Lead") as made:
        made.notes_read(tmp_path / "notes.csv", case="case", text="text")
        made.framework_read(tmp_path / "codes.csv")
        made.round_start("main", coders=("A",))
        made.workbook_read(filled(made, tmp_path, "A", {"P1": ("Planning",), "P3": ()}))
        yield made


def test_a_case_without_notes_is_told_apart(with_a_silent_case: Project) -> None:
    said = with_a_silent_case.methods().full
    assert "The notes on 2 cases were coded, with the response as unit of analysis; 1 further case without" in said


def test_the_matrix_of_a_case_without_notes_is_read_back(with_a_silent_case: Project, tmp_path: Path) -> None:
    path = tmp_path / "matrix.xlsx"
    with_a_silent_case.matrix_write(path)
    book = openpyxl.load_workbook(path)
    sheet = book["Matrix"]
    keys = {cell.value: cell.column for cell in sheet[1]}
    assert {sheet.cell(row, keys["case"]).value for row in range(4, 10)} == {"P1", "P2", "P3"}
    sheet.cell(4, keys["summary"]).value = "A seat"
    book.save(path)
    assert str(with_a_silent_case.matrix_read(path)) == "Read 1 summary from matrix.xlsx."
