"""The rule for final codings is one choice of a study: findings, page and the words for the paper all follow it."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any, get_args

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from intercoder.cli import main
from intercoder.cli.consensus import RULES as TYPED
from intercoder.coding.basis import WHAT_COUNTS
from intercoder.coding.consensus import DECISIONS, RULES, Rule, final_codings, finished_by_all
from intercoder.errors import InputError, ProjectError
from intercoder.project import Project
from intercoder.tables import CODINGS, COVERAGE

TRAINING = "Training"
A_MARKS = {
    "P1": ("Steering groups",), "P2": ("Training",), "P3": (), "P4": ("Training",), "P5": (), "P6": ("Leaflets",)
}  # fmt: skip
WHY = "Agreed in the protocol."
FOLLOWED = 'By the rule "finished by all", as chosen for all findings'


@pytest.fixture
def b_in_part(project: Project, fill: Any) -> Project:
    """A has coded all six units; B three of them, and otherwise on P1."""
    project.round_start("main", coders=("A", "B"))
    project.workbook_read(fill("A", A_MARKS))
    project.workbook_read(fill("B", {"P1": (), "P2": A_MARKS["P2"], "P3": A_MARKS["P3"]}))
    return project


@pytest.fixture
def strict(b_in_part: Project) -> Project:
    """The same, and only units that both have finished count."""
    b_in_part.consensus_rule("finished by all", why=WHY)
    return b_in_part


def typed(project: Project, *arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(main, ["--project", str(project.path), *arguments])
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return " ".join(result.output.split())


@pytest.mark.parametrize(
    "arguments",
    [
        ["counts"], ["counts", "--show", "--code", TRAINING], ["cooccurrence"], ["quotes", "show"], ["matrix", "show"],
        ["synthesis", "show", "--by", "model"], ["search", "group"], ["code", "profile", TRAINING],
    ],
)  # fmt: skip
def test_every_finding_follows_it_and_says_so(strict: Project, arguments: list[str]) -> None:
    said = typed(strict, *arguments)
    assert FOLLOWED in said
    assert "3 units that not all coders of the round have finished are left out." in said


def test_it_is_the_same_units_everywhere(strict: Project) -> None:
    counted = strict.counts().to_dict()
    assert (counted["n_cases"], counted["rule"]) == (3, "finished by all")
    quoted = strict.quotes_show().to_frame()
    assert list(quoted.loc[quoted["code"] == TRAINING, "unit"]) == ["P2"]
    cells = {row["case"]: row["cells"][TRAINING]["units"] for row in strict.matrix_show().to_dict()["rows"]}
    assert (cells["P2"], cells["P4"]) == (["P2"], [])
    assert strict.code_profile(TRAINING).to_dict()["count"]["n"] == 1


def test_options_of_counts_look_at_another_rule_once(strict: Project, b_in_part: Project) -> None:
    assert json.loads(CliRunner().invoke(
        main, ["--project", str(strict.path), "counts", "--decided", "--json"]).stdout)["n_cases"] == 6  # fmt: skip
    said = 'Made by the rule "any coder" this once; all else follows "finished by all" (intercoder consensus rules).'
    assert said in strict.counts(rule="any coder").rests_on
    assert strict.counts().n_cases == 3
    strict.undo()
    assert not any("this once" in note for note in b_in_part.counts(rule="finished by all").notes())


def test_the_page_the_status_and_the_words_for_the_paper_tell_it(strict: Project, tmp_path: Path) -> None:
    found = strict.methods()
    said = "Results beyond agreement were made only from units that all coders of their round had finished"
    assert f"{said} (agreed in the protocol); 3 other units were left out." in found.full
    assert f"{said}; 3 other units were left out." in found.short
    assert "alone" not in found.full
    strict.report([tmp_path / "report.html"])
    page = " ".join((tmp_path / "report.html").read_text(encoding="utf-8").split())
    assert "as chosen for all findings" in page
    facts = strict.project_status().to_dict()
    assert facts["final codings"] == f'by the rule "finished by all": {WHY}'


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("any coder", "Still open was 1 disagreement, counted as applied."),
        ("agreed only", "By this rule 1 disagreement was counted as not applied, whatever was decided."),
    ],
)
def test_methods_say_how_disagreements_count(b_in_part: Project, rule: Rule, said: str) -> None:
    b_in_part.consensus_rule(rule, why=WHY)
    assert said in b_in_part.methods().full


def test_what_was_decided_is_not_open_when_it_does_not_count(coded: Project) -> None:
    for unit, code in (("P1", "Planning / Steering groups"), ("P4", TRAINING), ("P6", "Leaflets")):
        coded.consensus_decide(unit, code, applies=True, why="talked about it")
    before = coded.project_status().steps
    coded.consensus_rule("agreed only", why=WHY)
    assert coded.counts().n_open == 3
    assert coded.project_status().steps == before
    assert coded.code_profile(TRAINING).to_dict()["open_disagreements"] == []


def test_a_check_is_of_the_units_that_count(strict: Project, fill: Any) -> None:
    strict.consensus_decide("P1", "Planning / Steering groups", applies=True, why="talked about it")
    strict.round_start("check", coders=("C",), cases=["P1", "P2", "P4"], against="main")
    strict.workbook_read(fill("C", {unit: A_MARKS[unit] for unit in ("P1", "P2", "P4")}, round="check"))
    found = strict.reliability()
    assert found.n_units == 2
    left = "1 of 3 units is left out, by the rule chosen: not all coders of round main have finished them."
    assert left in found.source
    assert "the consensus is A's" not in found.source
    strict.consensus_rule("decided", why="All that was coded is to count.")
    assert strict.reliability().n_units == 3


def test_it_is_a_step_that_can_be_undone_and_is_checked(b_in_part: Project) -> None:
    told = b_in_part.consensus_rule("finished by all", why=f" {WHY} ")
    assert told.remarks == ("Final codings: 3 units with 1 coding, where they were 6 units with 3 codings.",)
    assert b_in_part.consensus_rule("finished by all", why="again").summary.endswith("nothing was changed.")
    last = b_in_part.history(verify=True).to_dict()["steps"][-1]
    assert (last["verb"], last["why"]) == ("consensus_rule", WHY)
    assert b_in_part.project_check().ok
    b_in_part.undo()
    assert b_in_part.counts().n_cases == 6
    assert b_in_part.project_check().ok


def test_a_rule_that_was_changed_behind_the_history_is_found(strict: Project) -> None:
    with sqlite3.connect(strict.path) as connection:
        connection.execute("UPDATE consensus_rules SET rule = 'any coder'")
    found = {row["what"]: row["found"] for row in strict.project_check().to_frame().to_dict("records")}
    assert found["decisions"] == "the rules for final codings are not those that were chosen"
    with sqlite3.connect(strict.path) as connection:
        connection.execute("UPDATE consensus_rules SET rule = 'mine'")
    with pytest.raises(ProjectError, match="names a rule for final codings that there is not"):
        strict.counts()


def test_it_goes_with_the_project(strict: Project, tmp_path: Path) -> None:
    strict.project_export(tmp_path / "out")
    Project.project_import(tmp_path / "out", tmp_path / "again")
    with Project.open(tmp_path / "again.intercoder") as again:
        assert again.counts().n_cases == 3
    for texts in (True, False):
        strict.project_bundle(tmp_path / f"{texts}.zip", texts=texts)
        assert Project.project_verify(tmp_path / f"{texts}.zip").ok


def test_a_project_of_before_has_the_usual_rule(b_in_part: Project) -> None:
    with sqlite3.connect(b_in_part.path) as connection:
        connection.execute("DROP TABLE consensus_rules")
    b_in_part.close()
    with Project.open(b_in_part.path) as opened:
        assert opened.counts().to_dict()["rule"] == "decided"
        assert opened.project_check().ok


def test_on_the_command_line(b_in_part: Project, project: Project) -> None:
    assert "Nobody has chosen one." in typed(b_in_part, "consensus", "rules")
    told = typed(b_in_part, "--who", "Lead", "consensus", "rule", "finished-by-all", "--why", WHY)
    assert told.startswith(f'All findings are made by the rule "finished by all" from now on, not by "decided": {WHY}')
    listed = b_in_part.consensus_rules().to_dict()
    assert {row["rule"]: (row["units"], row["codings"], row["holds"]) for row in listed["rules"]} == {
        "decided": (6, 3, ""), "any coder": (6, 4, ""), "agreed only": (6, 3, ""), "finished by all": (3, 1, "yes"),
    }  # fmt: skip
    assert "Chosen by Lead" in typed(b_in_part, "consensus", "rules")
    assert "--why is missing" in typed(b_in_part, "consensus", "rule", "decided", code=2)
    assert "reason" in typed(b_in_part, "consensus", "rule", "decided", "--why", " ", code=2)
    typed(b_in_part, "consensus", "rule", "strict", "--why", WHY, code=2)
    with pytest.raises(InputError, match="no rule"):
        project.consensus_rule("strict", why=WHY)  # type: ignore[arg-type]


def test_a_rule_may_be_chosen_before_anyone_codes(project: Project, fill: Any) -> None:
    told = project.consensus_rule("finished by all", why=WHY)
    assert told.remarks == ()
    project.round_start("main", coders=("A", "B"))
    project.workbook_read(fill("A", A_MARKS))
    with pytest.raises(ProjectError, match=r"no unit is finished by all coders .* choose another rule"):
        project.counts()
    assert project.project_status().steps[0].command == "intercoder workbook read FILE"
    assert "beyond agreement" not in project.methods().full


def test_all_rules_can_be_typed_and_are_explained() -> None:
    assert {name.replace("-", " ") for name in TYPED} == set(RULES) == set(WHAT_COUNTS) == set(get_args(Rule))


UNITS, CODERS = ("u1", "u2", "u3", "u4"), ("A", "B", "C")


@given(
    finished=st.sets(st.tuples(st.sampled_from(UNITS), st.sampled_from(CODERS))),
    marks=st.sets(st.tuples(st.sampled_from(UNITS), st.sampled_from(CODERS), st.sampled_from("ab"))),
    decided=st.dictionaries(st.tuples(st.sampled_from(UNITS), st.sampled_from("ab")), st.booleans()),
)
def test_finished_by_all_changes_only_which_units_count(
    finished: set[tuple[str, str]], marks: set[tuple[str, str, str]], decided: dict[tuple[str, str], bool]
) -> None:
    coverage = COVERAGE.of(sorted(finished))
    codings = CODINGS.of(sorted(mark for mark in marks if mark[:2] in finished))
    known = {unit for unit, _ in finished}
    made = DECISIONS.of([(*pair, yes, "seen") for pair, yes in sorted(decided.items()) if pair[0] in known])
    whole = finished_by_all(coverage, CODERS)
    all_units = final_codings(codings, coverage, CODERS, made).within(whole)
    strict = final_codings(codings, coverage, CODERS, made, rule="finished by all")
    assert set(strict.covered) == set(all_units.covered) == whole
    for name in ("codings", "open"):
        one, other = (set(getattr(each, name).itertuples(index=False, name=None)) for each in (strict, all_units))
        assert one == other
