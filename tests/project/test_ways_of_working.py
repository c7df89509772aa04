"""The ways in which teams work, from notes to counts: all coded twice, a part, by three, together, from nothing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from intercoder.cli import main
from intercoder.errors import InputError, ProjectError
from intercoder.project import Project

STEERING, TRAINING, LEAFLETS = "Planning / Steering groups", "Training", "Leaflets"
NOBODY: Mapping[str, tuple[str, ...]] = dict.fromkeys(("P1", "P2", "P3", "P4", "P5", "P6"), ())


def n_cases(project: Project, **options: Any) -> dict[str, int]:
    """Return the number of cases with each code."""
    return {row["code"]: row["n"] for row in project.counts(**options).to_dict()["codes"]}


def command(project: Project, *arguments: str) -> str:
    result = CliRunner().invoke(main, ["--project", str(project.path), *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_two_coders_code_all_and_a_third_checks_a_sample(coded: Project, fill: Any, tmp_path: Path) -> None:
    """Section 1 of the studies: consensus of A and B, then C on a seeded sample with the final framework."""
    command(coded, "framework", "finalise")
    coded.sample_draw("early", fraction=1, seed=1)
    coded.round_start("early", coders=("X",), sample="early", against="main")
    coded.workbook_read(fill("X", NOBODY, round="early"))
    with pytest.raises(ProjectError, match="still to be decided"):  # a consensus that is not one yet is not compared
        coded.reliability()
    for _ in range(3):
        coded.undo()
    for unit, code, verdict in (
        ("P1", STEERING, "applies"),
        ("P4", TRAINING, "does-not-apply"),
        ("P6", LEAFLETS, "applies"),
    ):
        command(coded, "consensus", "decide", unit, code, f"--{verdict}", "--why", "talked about it")
    assert "holds" not in command(coded, "sample", "draw", "check", "--fraction", "0.5", "--seed", "2026")
    command(coded, "round", "start", "check", "--coders", "C", "--sample", "check", "--against", "main")
    drawn = coded.sample_show("check").sample.cases
    right = {"P1": ("Steering groups",), "P2": ("Training",), "P4": ("Steering groups",), "P6": ("Leaflets",)}
    coded.workbook_read(fill("C", {unit: right.get(unit, ()) for unit in drawn}, round="check"))
    result = coded.reliability()
    assert (result.coders, result.n_units) == (("consensus", "C"), 3)
    assert set(result.to_frame()["percent_agreement"]) == {1.0}
    assert n_cases(coded) == {"Planning": 2, STEERING: 2, TRAINING: 1, LEAFLETS: 1}
    assert coded.project_check().ok


def test_counts_say_what_is_open_and_can_take_it_either_way(coded: Project) -> None:
    assert coded.counts().n_open == 3
    assert n_cases(coded) == {"Planning": 1, STEERING: 1, TRAINING: 1, LEAFLETS: 0}
    assert n_cases(coded, rule="any coder") == {"Planning": 2, STEERING: 2, TRAINING: 2, LEAFLETS: 1}
    coded.consensus_decide("P1", STEERING, applies=True, why="said so")
    assert n_cases(coded)[STEERING] == 2
    assert n_cases(coded, rule="agreed only")[STEERING] == 1


@pytest.fixture
def transcripts(kept: Mapping[str, Path], tmp_path: Path) -> Project:
    """Four transcripts of three paragraphs each, and the framework of the small study."""
    lines = ["case,site,text", *(f'T{n},{"AB"[n % 2]},"One.\nTwo.\nThree."' for n in range(1, 5))]
    (tmp_path / "notes.csv").write_text("\n".join(lines), encoding="utf-8")
    made = Project.create(tmp_path / "transcripts")
    made.notes_read(tmp_path / "notes.csv", case="case", text="text", attributes={"site": "site"}, unit="paragraph")
    made.framework_read(kept["coded"].parent / "codes.csv")
    return made


def test_two_transcripts_are_coded_twice_and_the_others_once(transcripts: Project, filled: Any, tmp_path: Path) -> None:
    """Section 2: two of the transcripts double-coded, discrepancies resolved, then the framework applied to all."""
    units = transcripts.notes_show().to_frame()
    of_case = {case: list(found["unit"]) for case, found in units.groupby("case")}
    transcripts.round_start("double", coders=("A", "B"), cases=["T1", "T2"])
    first, *others = [*of_case["T1"], *of_case["T2"]]
    a = {first: ("Training",)} | dict.fromkeys(others, ("Leaflets",))
    b = {first: ()} | dict.fromkeys(others, ("Leaflets",))
    for coder, marks in (("A", a), ("B", b)):
        transcripts.workbook_read(filled(transcripts, tmp_path, coder, marks, round="double"))
    assert transcripts.reliability(round="double").n_units == 6
    transcripts.consensus_decide(first, TRAINING, applies=True, why="in the second line", round="double")
    transcripts.round_start("rest", coders=("A",), cases=["T3", "T4"])
    rest = dict.fromkeys([*of_case["T3"], *of_case["T4"]], ("Steering groups",))
    transcripts.workbook_read(filled(transcripts, tmp_path, "A", rest, round="rest"))
    assert n_cases(transcripts) == {"Planning": 2, STEERING: 2, TRAINING: 1, LEAFLETS: 2}
    with pytest.raises(InputError, match='there is no case "T9"'):
        transcripts.round_start("more", coders=("A",), cases=["T9"])


def test_three_coders_each_alone(project: Project, fill: Any) -> None:
    project.round_start("main", coders=("A", "B", "C"))
    all_but = {"A": (), "B": ("P2",), "C": ("P2", "P4")}
    for coder, without in all_but.items():
        marks = {unit: ("Training",) if unit in {"P1", "P2", "P4"} - set(without) else () for unit in NOBODY}
        project.workbook_read(fill(coder, marks))
    result = project.reliability()
    assert (result.coders, len(result.to_dict()["pairs"])) == (("A", "B", "C"), 3)
    frame = project.disagreements().to_frame()
    assert list(zip(frame["unit"], frame["applied_by"], frame["not_applied_by"], strict=True)) == [
        ("P2", "A", "B, C"), ("P4", "A, B", "C")
    ]  # fmt: skip
    assert n_cases(project)[TRAINING] == 1
    assert n_cases(project, rule="any coder")[TRAINING] == 3


@pytest.mark.parametrize("together", ["consensus", "A and B"])
def test_two_coders_code_together_and_a_third_checks(project: Project, fill: Any, together: str) -> None:
    """Coders who code jointly are one coder: what they agreed on is compared with C only."""
    project.round_start("main", coders=(together,))
    project.workbook_read(fill(together, {**NOBODY, "P2": ("Training",), "P4": ("Training",)}))
    project.round_start("check", coders=("C",), against="main")
    project.workbook_read(fill("C", {**NOBODY, "P2": ("Training",)}, round="check"))
    result = project.reliability().to_frame().set_index("code")
    assert tuple(result.loc[TRAINING, ["both", "only_a", "only_b", "neither"]]) == (1, 1, 0, 4)
    assert list(project.disagreements().to_frame()["applied_by"]) == ["consensus"]
    assert n_cases(project)[TRAINING] == 2
    with pytest.raises(InputError, match="code together"):
        project.round_start("more", coders=("A", "consensus"))


def test_codes_from_the_data_with_a_member_check(project: Project, fill: Any, tmp_path: Path) -> None:
    """Section 3: codes arise while coding; participants then ask for one more; all is coded anew with it."""
    project.round_start("first pass", coders=("A",))
    project.workbook_read(
        fill("A", {**NOBODY, "P2": ("Training",)}, round="first pass", suggestion={"P6": "Shared writing"})
    )
    (tmp_path / "second.csv").write_text(
        "Code,Definition,Origin,Added by,Reason\nTraining,About,inductive,,\n"
        "Shared writing,Texts written together,member check,participants,Asked for at the second event\n",
        encoding="utf-8",
    )
    project.framework_read(tmp_path / "second.csv", why="Member check")
    project.round_start("second pass", coders=("A", "B"), why="Participants asked for a code")
    for coder in ("A", "B"):
        marks = {**NOBODY, "P2": ("Training",), "P6": ("Shared writing",)}
        project.workbook_read(fill(coder, marks, round="second pass"))
    assert n_cases(project) == {"Training": 1, "Shared writing": 1}
    assert project.history().frame.iloc[-3]["options"]["why"] == "Participants asked for a code"
    codes = {code["name"]: code for code in project.framework_show().to_dict()["codes"]}
    assert codes["Shared writing"]["origin"] == "member check"
