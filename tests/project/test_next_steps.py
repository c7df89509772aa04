"""What comes next, from how far a project is: a table of states, and a study followed from its first command on."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Any

import click
import pytest
from click.testing import CliRunner

from intercoder.cli import main
from intercoder.project.next_steps import NextStep, RoundState, Standing, next_steps

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from intercoder.project import Project


def of_round(name: str = "main", *, n_units: int = 6, **more: Any) -> RoundState:
    """Return a round of A and B that both have finished, but for what `more` says."""
    found = {"finished": {"A": n_units, "B": n_units}, "read": ("A", "B"), **more}
    return RoundState(name, n_units, **found)


def of(*rounds: RoundState, **more: Any) -> Standing:
    return Standing(**{"n_units": 6, "n_codes": 4, "status": "final", "rounds": rounds, **more})


REPORT = "intercoder report report.html"
SAMPLE = "intercoder sample draw check --fraction 0.2 --seed 2026"
NOTHING_READ = of_round(finished={"A": 0, "B": 0}, read=())
CHECK = RoundState("check", 2, {"C": 2}, ("C",), "main")

STATES: Mapping[str, tuple[Standing, list[str]]] = {
    "empty": (
        Standing(),
        ["intercoder notes read FILE", "intercoder framework read FILE", "intercoder codings read FILES --round NAME"],
    ),
    "notes": (Standing(6), ["intercoder framework read FILE", "intercoder framework new"]),
    "framework, no notes": (Standing(0, n_codes=4), ["intercoder notes read FILE"]),
    "framework without codes": (
        of(n_codes=0),
        ["intercoder framework add NAME --definition TEXT", "intercoder round start main --coders A,B"],
    ),
    "no round": (of(), ["intercoder round start main --coders A,B"]),
    "nothing read": (of(NOTHING_READ), ["intercoder workbook write FOLDER --round main"]),
    "one workbook read": (
        of(of_round(finished={"A": 6, "B": 0}, read=("A",))),
        ["intercoder workbook read FILE", REPORT],
    ),
    "units missing": (
        of(of_round("round 2", finished={"A": 6, "B": 5})),
        ["intercoder round status 'round 2' --missing", REPORT],
    ),
    "codings of files have the units that they have": (
        of(of_round("sheet", finished={"A": 6, "B": 2}, elsewhere=True)), [REPORT, SAMPLE],
    ),
    "suggestions before disagreements": (
        of(of_round(n_open=3), n_suggestions=2),
        ["intercoder suggestion list", "intercoder consensus write decisions.xlsx --round main", REPORT],
    ),
    "units to code again": (of(of_round(), n_pending=4), ["intercoder framework recode NAME", REPORT, SAMPLE]),
    "disagreements before other units": (
        of(of_round(n_open=3), n_unassigned=2),
        ["intercoder consensus write decisions.xlsx --round main",
         "intercoder round start NAME --coders A,B --rest", REPORT],
    ),
    "a draft": (of(of_round(), status="draft"), ["intercoder framework finalise", REPORT, SAMPLE]),
    "a sample drawn": (
        of(of_round(), samples=("fifth",)),
        ["intercoder round start check --coders C --sample fifth --against main", REPORT],
    ),
    "a check that differs": (
        of(RoundState("check", 2, {"C": 2}, ("C",), "main", n_open=1, n_flagged=1), of_round()),
        ["intercoder consensus write decisions.xlsx --round check", REPORT],
    ),
    "classified in part": (
        of(CHECK, of_round(), n_activities=9, n_classified=4),
        ["intercoder classification write classification.xlsx", REPORT],
    ),
    "summarised in part": (of(CHECK, of_round(), n_unwritten=3), ["intercoder matrix write matrix.xlsx", REPORT]),
    "all done": (of(CHECK, of_round(), n_activities=9, n_classified=9), [REPORT]),
}  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_the_steps_of_each_state(state: str) -> None:
    standing, commands = STATES[state]
    assert [step.command for step in next_steps(standing)] == commands


@pytest.mark.parametrize("state", STATES)
def test_every_command_exists_with_its_options(state: str) -> None:
    """What is to be copied is a command, with arguments and options that it has."""
    for step in next_steps(STATES[state][0]):
        for text in filter(None, (step.command, step.then)):
            program, *words = shlex.split(text.removesuffix("..."))
            assert program == "intercoder"
            command: click.Command = main
            with click.Context(command, **main.context_settings) as context:
                while isinstance(command, click.Group):
                    found = command.get_command(context, words.pop(0))
                    assert found is not None, text
                    command = found
            parser = command.make_parser(click.Context(command, **main.context_settings))
            parser.parse_args(words)


def test_the_words_say_who_and_how_many() -> None:
    def first(*rounds: RoundState, **more: Any) -> str:
        return next_steps(of(*rounds, **more))[0].what

    assert first(NOTHING_READ) == "Have A and B code round main"
    assert first(of_round(finished={"A": 6, "B": 0}, read=("A",))) == "Read the workbook of B of round main"
    said = "See which units of round main are not coded yet (A 1, B 4)"
    assert first(of_round(finished={"A": 5, "B": 2})) == said
    said = "Discuss 1 open disagreement of round main; kappa is below the threshold for 2 codes"
    assert first(of_round(n_open=1, n_flagged=2)) == said
    assert first(of_round(), n_pending=1) == "Have 1 unit coded again, as the framework was edited"
    assert first(of_round(), n_activities=3, n_classified=2, samples=("s",)).endswith("code the sample s")
    assert str(NextStep("Do it", "so", "more")) == "Do it: so (then: more)"


def run(folder: Path, *arguments: str) -> str:
    result = CliRunner().invoke(main, ["--project", str(folder / "study"), *arguments])
    assert result.exit_code == 0, result.output
    return " ".join(result.output.split())


def test_the_commands_that_begin_a_study_say_the_next(kept: Mapping[str, Path], tmp_path: Path, filled: Any) -> None:
    from intercoder.project import Project

    made = CliRunner().invoke(main, ["project", "new", str(tmp_path / "study")])
    assert made.output.endswith("Next: Read the notes: intercoder notes read FILE\n")
    files = kept["coded"].parent
    said = run(tmp_path, "notes", "read", str(files / "notes.csv"), "--case", "case", "--text", "text")
    assert said.endswith("Next: Read the coding framework: intercoder framework read FILE")
    said = run(tmp_path, "framework", "read", str(files / "codes.csv"))
    assert said.endswith("Next: Start a round of coding: intercoder round start main --coders A,B")
    assert "Next" not in run(tmp_path, "framework", "read", str(files / "codes.csv"), "--preview")
    said = run(tmp_path, "round", "start", "main", "--coders", "A,B")
    assert "Next: Have A and B code round main: intercoder workbook write FOLDER --round main" in said
    with Project.open(tmp_path / "study.intercoder") as project:
        marks = dict.fromkeys(("P1", "P2", "P3", "P4", "P5", "P6"), ("Training",))
        book = filled(project, tmp_path, "A", marks)
    said = run(tmp_path, "workbook", "read", str(book))
    assert said.endswith("Next: Read the workbook of B of round main: intercoder workbook read FILE")


def test_the_status_shows_what_is_next_and_what_is_open(coded: Project) -> None:
    notes = coded.project_status().notes()
    assert notes[0].startswith("Next: Discuss 3 open disagreements of round main; kappa is below the threshold for 3")
    assert notes[1:] == (f"Also open: Write the report: {REPORT}",)
    shown = CliRunner().invoke(main, ["--project", str(coded.path), "project", "status", "--json"])
    found = json.loads(shown.output)
    assert (found["title"], found["next"]["then"]) == ("study", "intercoder consensus read decisions.xlsx")
    assert found["also_open"] == [{"what": "Write the report", "command": REPORT, "then": ""}]


def test_units_that_a_round_under_way_codes_anew_wait_for_its_coders(coded: Project, fill: Any) -> None:
    for unit, code in (("P1", "Steering groups"), ("P4", "Training"), ("P6", "Leaflets")):
        coded.consensus_decide(unit, f"Planning / {code}" if code[0] == "S" else code, applies=True, why="so")
    coded.framework_add("Media", definition="About media")
    assert coded.project_status().steps[0].command == "intercoder framework recode NAME"
    coded.framework_recode("anew")
    assert coded.project_status().steps[0].what == "Have A and B code round anew"
    assert "framework recode" not in " ".join(coded.project_status().notes())
    coded.workbook_read(fill("A", {}, round="anew"))
    assert coded.project_status().steps[0].what == "Read the workbook of B of round anew"


def test_a_drawn_sample_waits_for_its_coder(coded: Project) -> None:
    for unit, code in (("P1", "Planning / Steering groups"), ("P4", "Training"), ("P6", "Leaflets")):
        coded.consensus_decide(unit, code, applies=True, why="so")
    coded.framework_finalise()
    assert [step.command for step in coded.project_status().steps] == [REPORT, SAMPLE]
    coded.sample_draw("fifth", fraction=0.5, seed=1)
    step = coded.project_status().steps[0]
    assert step.command == "intercoder round start check --coders C --sample fifth --against main"


def test_activities_and_cells_that_are_not_done_yet_are_counted(coded: Project, tmp_path: Path, type_in: Any) -> None:
    for unit, code in (("P1", "Planning / Steering groups"), ("P4", "Training"), ("P6", "Leaflets")):
        coded.consensus_decide(unit, code, applies=True, why="so")
    scheme = "name: Who leads\ndimensions:\n  - name: Lead\n    categories: [{name: staff}, {name: users}]\n"
    (tmp_path / "scheme.yaml").write_text(f"{scheme}activities: [Training, Leaflets]\n", encoding="utf-8")
    coded.scheme_read(tmp_path / "scheme.yaml")
    assert "Classify 3 activities" in {step.what for step in coded.project_status().steps}
    coded.matrix_write(tmp_path / "matrix.xlsx")
    type_in(
        tmp_path / "matrix.xlsx",
        "Matrix",
        {("P2", "Training"): {"summary": "All staff."}},
        row_named_by=("case", "category"),
    )
    coded.matrix_read(tmp_path / "matrix.xlsx")
    assert "Summarise 4 cells of the matrix" in {step.what for step in coded.project_status().steps}
