"""Rounds: who codes what, who has finished how much, and what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from intercoder.cli import main
from intercoder.errors import InputError, ProjectError

if TYPE_CHECKING:
    from intercoder.project import Project


def test_who_has_coded_how_much_and_what_is_missing(project: Project, fill: Any) -> None:
    project.round_start("main", coders=("A", "B"))
    project.workbook_read(fill("A", {"P1": ("Training",), "P3": ()}))
    (a, b) = project.round_status(missing=True).to_dict()["rounds"]
    assert (a["finished"], a["missing"], a["not_coded_yet"]) == (2, 4, "P2, P4, P5, P6")
    assert (b["finished"], b["missing"], b["revision"]) == (0, 6, 0)
    assert "not_coded_yet" not in project.round_status("main").to_frame()


def test_an_unknown_round_is_named(project: Project) -> None:
    project.round_start("main", coders=("A", "B"))
    with pytest.raises(ProjectError, match='Did you mean "main"'):
        project.round_status("mian")


def test_only_the_cases_of_a_sample_or_those_named(project: Project) -> None:
    project.sample_draw("s", fraction=0.5, seed=1)
    project.round_start("of sample", coders=("A",), sample="s")
    project.round_start("of cases", coders=("A",), cases=["P4", "P1"])
    assert [row["units"] for row in project.round_status().to_dict()["rounds"]] == [3, 2]
    with pytest.raises(InputError, match="cannot both be chosen"):
        project.round_start("both", coders=("A",), sample="s", cases=["P1"])


def test_the_rest_are_the_units_that_are_in_no_round_yet(project: Project) -> None:
    project.round_start("double", coders=("A", "B"), cases=["P4", "P1"])
    command = "intercoder round start NAME --coders A,B --rest"
    assert command in [step.command for step in project.project_status().steps]
    some = ["--project", str(project.path), "round", "start"]
    result = CliRunner().invoke(main, [*some, "few", "--coders", "A", "--rest", "--units", "P1,P2,P3"])
    assert result.exit_code == 0, result.output
    project.round_start("rest", coders=("A",), rest=True)
    _, _, few, rest = project.round_status(missing=True).to_dict()["rounds"]
    assert (few["not_coded_yet"], rest["not_coded_yet"]) == ("P2, P3", "P5, P6")
    assert command not in [step.command for step in project.project_status().steps]
    with pytest.raises(ProjectError, match="each of these units is in a round already"):
        project.round_start("none", coders=("A",), rest=True)


def test_units_may_be_sampled_themselves(project: Project) -> None:
    drawn = project.sample_draw("u", fraction=0.5, seed=1, unit_of_sampling="unit")
    assert drawn.sample.method.startswith("units in ascending order of SHA-256(seed:unit)")
    project.round_start("of units", coders=("A",), sample="u")
    (row,) = project.round_status(missing=True).to_dict()["rounds"]
    assert set(row["not_coded_yet"].split(", ")) == set(drawn.sample.cases)


@pytest.mark.parametrize(
    ("coders", "said"),
    [
        ([], "needs the names"),
        (["A", " "], "needs the names"),
        (["A", "a"], "the same name"),
        (["A", "consensus"], "code together"),
    ],
)
def test_coders_need_names_of_their_own(project: Project, coders: list[str], said: str) -> None:
    with pytest.raises(InputError, match=said):
        project.round_start("main", coders=coders)


def test_the_same_name_twice_and_nothing_to_check(coded: Project) -> None:
    with pytest.raises(ProjectError, match='there is a round "main" already'):
        coded.round_start("main", coders=("C",))
    with pytest.raises(ProjectError, match='there is no round "first"'):
        coded.round_start("check", coders=("C",), against="first")


def test_another_version_is_not_continued_in_silence(coded: Project, tmp_path: Any) -> None:
    (tmp_path / "codes.csv").write_text("Code,Definition\nTraining,Another meaning\n", encoding="utf-8")
    coded.framework_read(tmp_path / "codes.csv")
    with pytest.raises(ProjectError, match="was coded with framework version 1, not 2"):
        coded.round_start("more", coders=("A",), continues="main")
    coded.round_start("more", coders=("A",), continues="main", version=1)


def test_a_round_of_some_units_in_place_of_an_earlier_one_on_the_command_line(coded: Project, fill: Any) -> None:
    run = CliRunner().invoke
    options = ["--coders", "A,B", "--units", "P2,P4", "--follows", "main"]
    result = run(main, ["--project", str(coded.path), "round", "start", "again", *options])
    assert result.exit_code == 0, result.output
    assert coded.round_status("again").to_frame()["missing"].tolist() == [2, 2]
    for coder in "AB":
        coded.workbook_read(fill(coder, {"P2": ("Leaflets",), "P4": ("Leaflets",)}, round="again"))
    agreed = coded.counts(rule="agreed only").to_dict()["codes"]
    assert {row["code"]: row["n"] for row in agreed}["Leaflets"] == 2
    unknown = run(main, ["--project", str(coded.path), "round", "start", "more", "--coders", "A", "--units", "P9"])
    assert unknown.exit_code == 2
    assert "P9" in unknown.output


def test_rounds_that_are_not_finished_are_not_told_as_coded(project: Project, fill: Any) -> None:
    project.round_start("main", coders=("A", "B"))
    project.workbook_read(fill("A", dict.fromkeys(("P1", "P2", "P3", "P4", "P5"), ())))
    project.workbook_read(fill("B", dict.fromkeys(("P1", "P2", "P3", "P4"), ("Training",))))
    project.round_start("second", coders=("A", "B"), cases=["P1"])
    said = project.methods().full
    assert "(A and B) coded 5 and 4 of the 6 units with version 1" in said
    assert said.count("(A and B) coded") == 1  # of the second round there is nothing to tell
    with pytest.raises(ProjectError) as caught:
        project.reliability()
    assert caught.value.fix.endswith("; or name an earlier round: --round main")
    with pytest.raises(ProjectError) as caught:
        project.reliability(round="second")
    assert "--round" not in caught.value.fix


def test_who_checks_their_own_consensus_is_told_so(coded: Project) -> None:
    (remark,) = coded.round_start("again", coders=("A", "C"), against="main").remarks
    assert remark == "A coded round main too, so this is no check by somebody else."
    assert coded.round_start("check", coders=("C",), against="main").remarks == ()
