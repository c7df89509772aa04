"""Versions of the framework: read, written, compared, known as stable, frozen; suggestions; beginning from nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from intercoder.cli import main
from intercoder.errors import InputError, ProjectError
from intercoder.project import Project

STEERING = "Planning / Steering groups"
MARKS: dict[str, tuple[str, ...]] = {"P1": (), "P2": ("Training",), "P3": (), "P4": (), "P5": (), "P6": ()}


def state(project: Project) -> dict[str, Any]:
    return project.framework_status().to_dict()


def test_a_version_is_stable_when_a_full_pass_of_both_coders_is_read(project: Project, fill: Any) -> None:
    assert state(project)["missing for stable"] == "No two coders have coded with it."
    project.round_start("main", coders=("A", "B"))
    told = str(project.workbook_read(fill("A", MARKS)))
    assert "stable" not in told
    assert state(project)["missing for stable"] == "B has not finished 6 of 6 units with it."
    told = str(project.workbook_read(fill("B", MARKS)))
    assert "Version 1 of the framework is stable" in told
    assert state(project)["status"] == "stable"
    assert project.framework_show().to_dict()["status"] == "stable"


def test_a_stable_version_stays_known_as_stable_when_it_is_edited(coded: Project) -> None:
    coded.framework_rename("Training", "Running training")
    assert list(coded.framework_log().to_frame()["status"]) == ["stable", "draft"]


def test_a_version_edited_before_the_pass_ended_was_never_stable(project: Project) -> None:
    project.framework_rename("Training", "Running training")
    assert list(project.framework_log().to_frame()["status"]) == ["draft", "draft"]


def test_an_open_suggestion_keeps_a_version_from_being_stable(project: Project, fill: Any) -> None:
    project.round_start("main", coders=("A", "B"))
    project.workbook_read(fill("A", MARKS, suggestion={"P3": "Costs"}))
    project.workbook_read(fill("B", MARKS, suggestion={"P5": " costs "}))
    assert state(project)["missing for stable"] == "1 suggestion is open."
    (row,) = project.suggestion_list().to_dict()["suggestions"]
    assert (row["number"], row["suggestion"], row["by"], row["units"]) == (1, "Costs", "A, B", "P3, P5")
    told = str(project.suggestion_decline(1, why="out of scope"))
    assert "Declined suggestion 1" in told
    assert state(project)["status"] == "stable"
    (row,) = project.suggestion_list(all=True).to_dict()["suggestions"]
    assert (row["answer"], row["why"]) == ("declined", "out of scope")


def test_an_accepted_suggestion_is_a_code_with_its_origin_and_its_units_are_coded_anew(
    project: Project, fill: Any
) -> None:
    project.round_start("main", coders=("A", "B"))
    project.workbook_read(fill("A", MARKS, suggestion={"P3": "Costs", "P5": "Time"}))
    project.workbook_read(fill("B", MARKS))
    project.suggestion_accept(1, why="It comes again and again", under="Planning", name="Costs of meetings")
    code = project.framework_show().framework.find("Planning / Costs of meetings")
    assert (code.origin, code.added_by, code.reason) == ("inductive", "A", "It comes again and again")
    assert list(project.framework_pending().to_frame()["unit"]) == ["P3"]
    with pytest.raises(ProjectError, match="was accepted by Lead"):
        project.suggestion_decline(1, why="no")
    with pytest.raises(ProjectError, match="no suggestion 9"):
        project.suggestion_decline(9, why="no")
    with pytest.raises(InputError, match="needs a reason"):
        project.suggestion_decline(2, why="")
    assert [row["number"] for row in project.suggestion_list().to_dict()["suggestions"]] == [2]


def test_a_merged_suggestion_asks_for_its_units_until_they_are_coded_anew(project: Project, fill: Any) -> None:
    project.round_start("main", coders=("A", "B"))
    project.workbook_read(fill("A", MARKS, suggestion={"P3": "Groups"}))
    project.workbook_read(fill("B", MARKS))
    project.suggestion_merge(1, into=STEERING, why="the same")
    assert list(project.framework_pending().to_frame()["unit"]) == ["P3"]
    assert len(project.framework_log().to_frame()) == 1
    project.framework_recode("again")
    for coder in "AB":
        project.workbook_read(fill(coder, {"P3": ("Steering groups",)}, round="again", none={"P3": ""}))
    assert project.framework_pending().to_frame().empty
    assert {row["code"]: row["n"] for row in project.counts().to_dict()["codes"]}[STEERING] == 1


def test_finalising_says_when_no_pass_has_shown_it_to_be_stable(project: Project) -> None:
    told = str(project.framework_finalise())
    assert "had not been shown to be stable." in told
    assert "No two coders" in told


def test_a_stable_version_is_finalised_without_a_word(coded: Project) -> None:
    assert "not known" not in str(coded.framework_finalise())
    assert state(coded)["status"] == "final"


def test_a_framework_can_arise_from_nothing(project: Project, tmp_path: Path, fill: Any) -> None:
    with pytest.raises(ProjectError, match="framework already"):
        project.framework_new()
    with Project.create(tmp_path / "new", who="Lead") as fresh:
        fresh.notes_read(_notes(tmp_path), case="case", text="text")
        fresh.framework_new(why="grounded in the data")
        fresh.round_start("first", coders=("A", "B"))
        for path in fresh.workbook_write(tmp_path / "books"):
            _suggest(path, "Money")
            fresh.workbook_read(path)
        fresh.suggestion_accept(1, why="both wrote it")
        fresh.framework_add("Trust", origin="member check", why="a participant missed it", definition="Being believed")
        grown = fresh.framework_growth().to_dict()["versions"]
        assert [(row["codes"], row["inductive"], row["member check"]) for row in grown] == [
            (0, 0, 0),
            (1, 1, 0),
            (2, 1, 1),
        ]
        assert len(fresh.framework_pending().to_frame()) == 2
        assert fresh.project_check().ok


def _notes(folder: Path) -> Path:
    path = folder / "few.csv"
    path.write_text("case,text\nQ1,Money was short.\nQ2,They were not asked.\n", encoding="utf-8")
    return path


def _suggest(path: Path, text: str) -> None:
    import openpyxl

    book = openpyxl.load_workbook(path)
    sheet = book["Coding"]
    column = {cell.value: cell.column for cell in sheet[1]}
    for row in (4, 5):
        sheet.cell(row, column["none"]).value = "x"
        sheet.cell(row, column["suggestion"]).value = text
    book.save(path)


def test_the_first_code_begins_a_framework(tmp_path: Path) -> None:
    with Project.create(tmp_path / "new") as fresh:
        with pytest.raises(ProjectError, match="no framework yet"):
            fresh.framework_rename("A", "B")
        fresh.framework_add("A", origin="deductive")
        assert [code.id for code in fresh.framework_show().framework] == ["c001"]


def test_an_id_of_a_retired_code_is_never_given_again(project: Project) -> None:
    project.framework_retire("Leaflets")
    project.framework_add("Films")
    assert project.framework_show().framework.find("Films").id == "c005"


@pytest.mark.parametrize("kind", [".xlsx", ".csv", ".yaml", ".md", ".qdc"])
def test_a_version_that_is_written_and_read_again_changes_nothing(coded: Project, kind: str, tmp_path: Path) -> None:
    coded.framework_rename("Training", "Running training")
    path = tmp_path / f"framework{kind}"
    coded.framework_write(path)
    assert "nothing was changed" in str(coded.framework_read(path))
    with pytest.raises(InputError, match="--replace"):
        coded.framework_write(path)


def test_the_codebook_for_the_appendix_holds_every_code(project: Project, tmp_path: Path) -> None:
    import docx

    project.framework_write(tmp_path / "codebook.docx")
    (table,) = docx.Document(str(tmp_path / "codebook.docx")).tables
    text = "\n".join(cell.text for row in table.rows for cell in row.cells)
    for said in ("Steering groups", "About Training", "Definition", "deductive"):
        assert said in text


def test_a_retired_code_that_comes_back_in_a_file_has_its_codings(coded: Project, tmp_path: Path) -> None:
    before = coded.counts().to_dict()["codes"]
    coded.framework_write(tmp_path / "f.yaml")
    coded.framework_retire("Training")
    coded.framework_read(tmp_path / "f.yaml")
    assert coded.counts().to_dict()["codes"] == before


def test_the_life_of_a_code_is_told_under_any_of_its_names(project: Project) -> None:
    project.framework_rename("Training", "Running training", why="clearer")
    project.framework_move("Running training", under="Planning")
    project.framework_retire("Planning / Running training", why="rare")
    events = project.framework_log(code="Training").to_dict()["events"]
    assert [(event["version"], event["what"]) for event in events] == [
        (1, "added (deductive) as Training"),
        (2, "renamed: Training → Running training"),
        (3, "moved: (top) → Planning"),
        (4, "retired"),
    ]
    assert events[1]["why"] == "clearer"


def test_the_figure_of_growth_is_drawn(project: Project, tmp_path: Path) -> None:
    project.framework_add("Costs")
    project.framework_growth(tmp_path / "growth.svg")
    svg = (tmp_path / "growth.svg").read_text(encoding="utf-8")
    assert "member check" in svg
    assert "Version of the framework" in svg
    project.framework_growth(tmp_path / "growth.png")
    assert (tmp_path / "growth.png").read_bytes().startswith(b"\x89PNG")


def test_groups_and_second_looks_say_when_there_is_too_little(coded: Project) -> None:
    assert "Too little text" in coded.framework_subcodes("Training").notes()[1]
    assert "Too little to learn from" in coded.framework_recheck("Training").notes()[1]
    with pytest.raises(InputError, match="no group 1"):
        coded.framework_adopt("Training", names={1: "x"})


def untouched(project: Project, look: Any) -> Any:
    """Return what a preview says, when it leaves no trace in the project."""
    before = (project.path.read_bytes(), len(project.history().to_frame()))
    found = look()
    assert (project.path.read_bytes(), len(project.history().to_frame())) == before
    return found


def test_reading_a_framework_can_be_tried_first(coded: Project, tmp_path: Path) -> None:
    (tmp_path / "codes.csv").write_text("Code,Definition\nTraining,About Training\nFilms,\n", encoding="utf-8")
    found = untouched(coded, lambda: coded.framework_read(tmp_path / "codes.csv", preview=True))
    becomes = dict(zip(found.to_frame()["code"], found.to_frame()["becomes"], strict=True))
    assert (becomes["Leaflets"], becomes["Films"]) == ("–", "(new)")
    assert any("6 units" in note for note in found.notes()), "a new code at the top is looked for everywhere"
    told = str(coded.framework_read(tmp_path / "codes.csv"))
    assert "6 units must be looked at again" in told


def test_a_first_framework_can_be_tried_too(tmp_path: Path) -> None:
    (tmp_path / "codes.csv").write_text("Code\nTraining\n", encoding="utf-8")
    with Project.create(tmp_path / "new", who="Lead") as fresh:
        found = untouched(fresh, lambda: fresh.framework_read(tmp_path / "codes.csv", preview=True))
        assert found.to_frame()["code"].tolist() == ["Training"]
        with pytest.raises(ProjectError, match="no framework yet"):
            fresh.framework_show()


def test_accepting_a_suggestion_can_be_tried_first(project: Project, fill: Any) -> None:
    project.round_start("main", coders=("A", "B"))
    project.workbook_read(fill("A", MARKS, suggestion={"P3": "Costs"}))
    found = untouched(project, lambda: project.suggestion_accept(1, why="x", under="Planning", preview=True))
    assert found.to_frame()["code"].tolist() == ["Planning / Costs"]
    assert any("1 unit (P3)" in note for note in found.notes())
    assert len(project.suggestion_list().to_frame()) == 1
    command = ["--project", str(project.path), "suggestion", "accept", "1", "--why", "x", "--preview"]
    assert "This is a preview; nothing was changed." in " ".join(CliRunner().invoke(main, command).output.split())
