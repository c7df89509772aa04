"""The framework study runs through on the command line: double coding of two transcripts, matrix, synthesis."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from intercoder.cli import main
from intercoder.sample_data.framework_method import make as study
from intercoder.sample_data.framework_method.study import load

SUB_THEMES = [
    "Advantages of obtaining and combining theoretical and practical knowledge from a variety of sources",
    "Co-produced training leads to personal and professional development",
    "Time and effort to build a collaborative way of working",
    "Barriers to organisational support, including funding and resources",
    "Family carers' history with services",
]

STEPS = """
project new carers --id example-framework
notes read notes.csv --case Participant --text Transcript --attribute site=Site --attribute group=Group --unit paragraph
framework read framework_1.csv
sample draw two-transcripts --fraction 0.083 --seed 9
round start double --coders A,B --sample two-transcripts
workbook read coder_A_double.xlsx coder_B_double.xlsx
consensus read decisions.xlsx
framework read framework_2.csv --why Refined
framework finalise
round start all --coders A
workbook read coder_A.xlsx
matrix read matrix.xlsx
synthesis read synthesis.xlsx
""".strip().splitlines()


def run(folder: Path, *arguments: str) -> str:
    result = CliRunner().invoke(main, ["--project", str(folder / "carers.intercoder"), *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def answer(folder: Path, *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(folder, *arguments, "--json"))
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("framework_method")
    for name in study.MADE:
        shutil.copyfile(study.HERE / name, place / name)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        for step in STEPS:
            arguments = step.split()
            known = [] if arguments[0] == "project" else ["--project", "carers"]
            result = CliRunner().invoke(main, [*known, *arguments])
            assert result.exit_code == 0, (step, result.output)
    return place


def test_a_rebuild_gives_the_same_bytes(tmp_path: Path) -> None:
    study.make(tmp_path)
    for name in study.MADE:
        assert (tmp_path / name).read_bytes() == (study.HERE / name).read_bytes(), name


def test_there_are_three_sites_with_their_participants(folder: Path) -> None:
    found = answer(folder, "counts", "--by", "site")
    assert found["n_cases"] == 24
    assert found["groups"] == {"Site A": 10, "Site B": 8, "Site C": 6}
    names = [who.case for who in load().participants]
    assert names == [f"C{site}P{n}" for site, size in (("A", 10), ("B", 8), ("C", 6)) for n in range(1, size + 1)]
    assert {who.group for who in load().participants} == {
        "Family carer", "Internal staff", "Internal staff with lived experience", "External staff",
    }  # fmt: skip


def test_the_framework_has_two_themes_and_five_sub_themes(folder: Path) -> None:
    codes = answer(folder, "framework", "show")["codes"]
    assert [code["name"] for code in codes if code["applicable"]] == SUB_THEMES
    assert [code["name"] for code in codes if not code["applicable"]] == [
        "Positives of co-production", "Challenges to implementation",
    ]  # fmt: skip
    assert [code["origin"] for code in codes if code["added_in"] == 2] == ["inductive"]


def test_two_transcripts_were_coded_by_two(folder: Path) -> None:
    found = answer(folder, "reliability", "--round", "double")
    assert found["coders"] == ["A", "B"]
    assert found["n_units"] == 7
    assert len(answer(folder, "disagreements", "--round", "double")["disagreements"]) == 2


def test_the_matrix_holds_a_summary_for_every_coded_cell_and_shows_empty_ones(folder: Path) -> None:
    found = answer(folder, "matrix", "show", "--by", "site")
    assert len(found["rows"]) == 24
    assert [path.split(" / ")[1] for path in found["categories"]] == SUB_THEMES
    for row in found["rows"]:
        for cell in row["cells"].values():
            assert bool(cell["summary"]) == bool(cell["units"]) == bool(cell["quotations"])
            assert not cell["stale"]


def test_synthesis_has_a_text_for_each_site_and_across(folder: Path) -> None:
    found = answer(folder, "synthesis", "show", "--by", "site")
    for category in found["categories"]:
        assert list(category["groups"]) == ["Site A", "Site B", "Site C", "all groups"]
        assert all(group["synthesis"] for group in category["groups"].values())
        sites = [group["n"] for name, group in category["groups"].items() if name != "all groups"]
        assert sum(sites) == category["groups"]["all groups"]["n"]


def test_a_cell_says_when_its_codings_changed_after_the_summary(folder: Path, tmp_path: Path, type_in: Any) -> None:
    project = shutil.copyfile(folder / "carers.intercoder", tmp_path / "carers.intercoder")
    history = (
        f"code:{next(c['id'] for c in answer(tmp_path, 'framework', 'show')['codes'] if c['name'] == SUB_THEMES[4])}"
    )
    workbook = shutil.copyfile(folder / "coder_A.xlsx", tmp_path / "coder_A.xlsx")
    type_in(workbook, "Coding", {("CAP2.2",): {history: "x"}})
    run(tmp_path, "workbook", "read", str(workbook))
    rows = answer(tmp_path, "matrix", "show", "--by", "site")["rows"]
    cell = rows[1]["cells"][f"Challenges to implementation / {SUB_THEMES[4]}"]
    assert (cell["summary"], cell["stale"]) == (None, False)  # nothing had been written there yet
    type_in(workbook, "Coding", {("CAP1.1",): {history: "x"}})
    run(tmp_path, "workbook", "read", str(workbook))
    cell = answer(tmp_path, "matrix", "show", "--by", "site")["rows"][0]["cells"][
        f"Challenges to implementation / {SUB_THEMES[4]}"
    ]
    assert (cell["stale"], cell["changes"]) == (True, "CAP1.1 added")
    assert project.exists()


def test_the_matrix_is_written_for_word_and_excel_across_the_page(folder: Path, tmp_path: Path) -> None:
    import docx
    from docx.enum.section import WD_ORIENT

    run(folder, "matrix", "show", "--by", "site", "-o", str(tmp_path / "m.docx"), "-o", str(tmp_path / "m.xlsx"))
    document = docx.Document(str(tmp_path / "m.docx"))
    assert document.sections[0].orientation == WD_ORIENT.LANDSCAPE
    assert len(document.tables[0].rows) == 25
    sheet = openpyxl.load_workbook(tmp_path / "m.xlsx").worksheets[0]
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.max_row == 25
    assert sum(column.width for column in sheet.column_dimensions.values()) < 170


def test_every_code_has_an_example_and_a_profile(folder: Path) -> None:
    found = answer(folder, "quotes", "show")
    assert [row["code"].split(" / ")[1] for row in found["quotes"]] == SUB_THEMES
    profile = answer(folder, "code", "profile", f"Challenges to implementation / {SUB_THEMES[2]}", "--by", "site")
    assert profile["count"]["n"] == sum(profile["count"]["by"].values()) == 11
    assert [one["round"] for one in profile["agreement"]] == ["double"]


def test_saturation_and_co_occurrence_can_be_told(folder: Path) -> None:
    found = answer(folder, "saturation", "--base", "4", "--run", "3")
    assert found["base_codes"] == 5
    assert found["reached"] == 4
    pairs = answer(folder, "cooccurrence", "--level", "unit")["pairs"]
    assert {"both": 1}.items() <= pairs[0].items()
