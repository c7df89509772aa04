"""Whose codings the findings are made from: said in every one of them, on the page and in the words for the paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from intercoder.cli import main
from intercoder.errors import ProjectError
from intercoder.spreadsheet import read_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from intercoder.project import Project

STEERING, TRAINING, LEAFLETS = "Planning / Steering groups", "Training", "Leaflets"
A_MARKS = {
    "P1": ("Steering groups",), "P2": ("Training",), "P3": (), "P4": ("Training",), "P5": (), "P6": ("Leaflets",)
}  # fmt: skip
ONLY_A = "These are A's codings alone: B has finished no unit of round main yet (intercoder workbook read FILE)."
PART = "Round main: 4 of 6 units rest on A's codings alone, 2 on the agreement of both."


@pytest.fixture
def a_alone(project: Project, fill: Any) -> Project:
    """Two coders were to code all; A has, and B has sent nothing."""
    project.round_start("main", coders=("A", "B"))
    project.workbook_read(fill("A", A_MARKS))
    return project


@pytest.fixture
def b_in_part(a_alone: Project, fill: Any) -> Project:
    """B has coded two of the six units, as A did."""
    a_alone.workbook_read(fill("B", {unit: A_MARKS[unit] for unit in ("P1", "P3")}))
    return a_alone


@pytest.mark.parametrize(
    "arguments",
    [
        ["counts"], ["counts", "--show", "--code", TRAINING], ["counts", "--any-coder"], ["counts", "--agreed-only"],
        ["cooccurrence"], ["saturation"], ["quotes", "show"], ["matrix", "show"],
        ["synthesis", "show", "--by", "model"], ["search", "group"], ["code", "profile", TRAINING],
    ],
)  # fmt: skip
def test_every_finding_says_it(a_alone: Project, arguments: list[str]) -> None:
    result = CliRunner().invoke(main, ["--project", str(a_alone.path), *arguments])
    assert result.exit_code == 0, result.output
    assert ONLY_A in " ".join(result.output.split())


@pytest.mark.parametrize("arguments", [["counts"], ["cooccurrence"], ["saturation"], ["quotes", "show"]])
def test_json_says_it_too(a_alone: Project, arguments: list[str]) -> None:
    result = CliRunner().invoke(main, ["--project", str(a_alone.path), *arguments, "--json"])
    assert f'"{ONLY_A}"' in result.output


def test_when_all_finished_all_nothing_is_said(coded: Project) -> None:
    assert coded.counts().to_dict()["rests_on"] == []
    assert len(coded.cooccurrence().notes()) == 2


def test_units_of_one_coder_stay_in_and_can_be_left_out(b_in_part: Project) -> None:
    counted = b_in_part.counts()
    assert (counted.n_cases, counted.rests_on) == (6, (PART,))
    strict = b_in_part.counts(rule="finished by all")
    assert strict.n_cases == 2
    assert {row["code"]: row["n"] for row in strict.to_dict()["codes"]}[TRAINING] == 0
    assert "4 cases are not coded by all yet and not counted, neither with a code nor without." in strict.notes()
    assert "4 units that not all coders of the round have finished are left out." in strict.notes()
    shown = CliRunner().invoke(main, ["--project", str(b_in_part.path), "counts", "--finished-by-all", "--json"])
    assert '"n_cases": 2' in shown.output


def test_when_no_unit_is_finished_by_all_it_says_so(a_alone: Project) -> None:
    with pytest.raises(ProjectError, match=r"no unit is finished by all coders .* without --finished-by-all"):
        a_alone.counts(rule="finished by all")


def test_left_out_units_have_the_codings_of_the_round_before(coded: Project, fill: Any) -> None:
    """In a later round of two coders only A has finished: by the strict rule the earlier round still holds."""
    coded.round_start("again", coders=("A", "B"))
    coded.workbook_read(fill("A", dict.fromkeys(A_MARKS, ()), round="again"))
    assert {row["n"] for row in coded.counts().to_dict()["codes"]} == {0}
    strict = coded.counts(rule="finished by all")
    assert strict.to_frame().set_index("code")["n"][TRAINING] == 1
    assert strict.rests_on == ()


def test_a_round_that_follows_counts_once_all_its_coders_finished(coded: Project, fill: Any) -> None:
    coded.round_start("anew", coders=("A", "B"), follows="main")
    coded.workbook_read(fill("A", {"P1": ("Training",)}, round="anew"))
    assert coded.counts().rests_on == ()


def test_methods_page_and_manuscript_tell_of_a_coder_who_has_not_coded(a_alone: Project, tmp_path: Path) -> None:
    found = a_alone.methods()
    assert "One coder (A) coded all 6 units with version 1 of the framework; B had not coded any of them yet." in (
        found.full
    )
    assert "each in a workbook" not in found.full
    for text in (found.full, found.short):
        assert "All results beyond agreement rest on the codings of A alone." in text
    assert "One coder (A) coded all 6 units with a framework of 4 codes" in found.short
    a_alone.report([tmp_path / "report.html"])
    page = " ".join((tmp_path / "report.html").read_text(encoding="utf-8").split())
    assert "A coded all 6 units with framework version 1; B has not coded yet" in page
    assert page.count(ONLY_A.replace("'", "&#39;")) == 1
    a_alone.manuscript(tmp_path / "paper")
    assert (tmp_path / "paper" / "methods.docx").exists()


def test_the_page_says_it_once_and_tables_that_are_pasted_each_by_themselves(
    b_in_part: Project, tmp_path: Path
) -> None:
    page, tables = b_in_part.report([tmp_path / "report.html", tmp_path / "tables.xlsx"])
    assert page.read_text("utf-8").count(PART.replace("'", "&#39;")) == 1
    cells = [str(cell) for sheet in read_workbook(tables) for row in sheet.rows for cell in row]
    assert sum(PART in cell for cell in cells) > 1


def test_methods_tell_what_was_coded_by_one_alone(b_in_part: Project) -> None:
    found = b_in_part.methods()
    said = "Of the 6 units of round main, 4 were coded by A alone; final codings there are that coder's."
    assert said in found.full
    assert said in found.short


def test_one_coder_by_design_is_said_quietly(project: Project, fill: Any) -> None:
    project.round_start("main", coders=("A",))
    project.workbook_read(fill("A", A_MARKS))
    project.round_start("check", coders=("B",), cases=["P1", "P2"], against="main")
    assert project.counts().rests_on == ("All 6 units were coded by one coder, as planned: A (round main).",)
    project.workbook_read(fill("B", {"P1": ("Steering groups",), "P2": ()}, round="check"))
    assert project.counts().rests_on == (
        "All 6 units were coded by one coder, as planned: A (round main; B checked 2 in round check).",
    )
    assert "alone" not in project.methods().full
    assert "the consensus is" not in project.reliability().notes()[0]


def test_a_check_says_where_the_consensus_is_one_coders(b_in_part: Project, fill: Any) -> None:
    b_in_part.round_start("check", coders=("C",), cases=["P1", "P2", "P4"], against="main")
    b_in_part.workbook_read(fill("C", {unit: A_MARKS[unit] for unit in ("P1", "P2", "P4")}, round="check"))
    said = "On 2 of 3 units the consensus is A's codings alone: no other coder of round main has finished them."
    assert said in b_in_part.reliability().notes()[0]
    assert "On 2 of 3 units the consensus was A's codings alone." in b_in_part.methods().full


class TestYoungerCodes:
    """A code that came after a round was coded is not compared with that round: nobody could have applied it."""

    @pytest.fixture
    def checked(self, coded: Project, fill: Any) -> Project:
        for unit, code in (("P1", STEERING), ("P4", TRAINING), ("P6", LEAFLETS)):
            coded.consensus_decide(unit, code, applies=True, why="talked about it")
        coded.framework_add("Media", definition="About media")
        coded.round_start("check", coders=("C",), against="main")
        marks = {**A_MARKS, "P2": ("Training", "Media"), "P4": ("Training", "Media")}
        coded.workbook_read(fill("C", marks, round="check"))
        return coded

    def test_it_is_not_compared_and_the_source_says_why(self, checked: Project) -> None:
        found = checked.reliability()
        assert found.codes == (STEERING, TRAINING, LEAFLETS)
        assert found.average.codes == 3
        assert "Not compared: Media. Round main was coded before it was in the framework (version 2)" in found.source
        assert "Media" not in " ".join(found.notes()[1:])
        assert "Media" not in checked.reliability(rollup=True).codes
        assert "Not compared: Media" in checked.reliability(coders=("A", "C")).source

    def test_it_is_no_disagreement(self, checked: Project) -> None:
        assert set(checked.disagreements().to_frame()["code"]) == {STEERING}

    def test_page_methods_and_profile_say_so(self, checked: Project, tmp_path: Path) -> None:
        full = checked.methods().full
        assert "1 code (Media) had come into the framework after A and B coded, and was not compared." in full
        assert "without variation" not in full
        checked.report([tmp_path / "report.html"])
        page = (tmp_path / "report.html").read_text(encoding="utf-8")
        assert "Not compared: Media." in page
        assert "No coder applied it" not in page
        (row,) = checked.code_profile("Media").to_dict()["agreement"]
        assert (row["kappa"], row["reason"]) == (None, "round main was coded before it was in the framework")

    def test_once_coded_anew_it_is_compared(self, checked: Project, fill: Any) -> None:
        checked.framework_recode("anew")
        for coder in ("A", "B"):
            checked.workbook_read(fill(coder, {"P2": ("Media",)}, round="anew"))
        found = checked.reliability(round="check")
        row = found.to_frame().set_index("code").loc["Media"]
        assert (row["both"], row["only_b"], row["neither"]) == (1, 1, 4)
        assert "Not compared" not in found.source

    def test_codes_that_were_merged_into_a_new_one_are_compared(self, coded: Project, fill: Any) -> None:
        for unit, code in (("P1", STEERING), ("P4", TRAINING), ("P6", LEAFLETS)):
            coded.consensus_decide(unit, code, applies=True, why="talked about it")
        coded.framework_add("Media", definition="About media")
        coded.framework_merge(["Leaflets"], into="Media")
        coded.round_start("check", coders=("C",), against="main")
        coded.workbook_read(fill("C", {**A_MARKS, "P6": ("Media",)}, round="check"))
        assert "Not compared" not in coded.reliability().source
        for coders in (None, ("A", "C")):
            assert coded.reliability(coders=coders).to_frame().set_index("code").loc["Media", "both"] == 1
