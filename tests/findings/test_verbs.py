"""The verbs of findings on a project: every form of output, and what researchers pin, veto, replace and settle."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from intercoder.cli import main

GOALS = "Individual case work / Treatment goals"
TRAINING = "Running training, workshops and groups"

READING = {
    "counts": ["counts", "--by", "service_model", "--intervals", "--mentions", "--group-percent", "--test"],
    "evidence": ["counts", "--code", GOALS, "--show"],
    "quotes": ["quotes", "show", "--examples", "2"],
    "profile": ["code", "profile", GOALS, "--by", "service_model"],
    "search": ["search", "parent*", "--code", "Recruitment processes and decisions", "--where", "service_model=CAMHS"],
    "cooccurrence": ["cooccurrence", "--at-least", "3"],
    "saturation": ["saturation", "--base", "6", "--run", "3"],
    "scheme": ["scheme", "show"],
    "classification": ["classification", "table", "--by", "service_model"],
    "cells": ["classification", "cases", "4 co-delivery", "--activity", TRAINING],
    "matrix": ["matrix", "show", "--by", "service_model", "--code", TRAINING, "--code", GOALS],
    "synthesis": ["synthesis", "show", "--by", "service_model", "--code", TRAINING],
}


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("verbs") / "study"
    result = CliRunner().invoke(main, ["demo", str(folder), "--json"])
    assert result.exit_code == 0, result.output
    return Path(json.loads(result.stdout)["project"])


@pytest.fixture
def project(finished: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(finished, tmp_path / "study.intercoder"))


def run(project: Path, *arguments: str) -> str:
    result = CliRunner().invoke(main, ["--project", str(project), *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(project: Path, *arguments: str) -> str:
    result = CliRunner().invoke(main, ["--project", str(project), *arguments])
    assert result.exit_code == 2, result.output
    return result.stderr


def answer(project: Path, *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(project, *arguments, "--json"))
    return found


@pytest.mark.parametrize("name", READING)
def test_every_result_comes_in_every_form(finished: Path, tmp_path: Path, name: str) -> None:
    files = [str(tmp_path / f"{name}{suffix}") for suffix in (".xlsx", ".docx", ".html", ".csv", ".json")]
    run(finished, *READING[name], *(part for file in files for part in ("-o", file)))
    assert all(Path(file).stat().st_size > 100 for file in files)
    assert answer(finished, *READING[name]) == json.loads(Path(files[4]).read_text(encoding="utf-8"))
    rows = list(csv.reader(io.StringIO(run(finished, *READING[name], "--csv"))))
    assert len(rows) > 1
    assert len({len(row) for row in rows}) == 1
    assert run(finished, *READING[name]).strip()


def test_the_headings_of_table_two_stand_upright_where_lying_they_do_not_fit(finished: Path, tmp_path: Path) -> None:
    from docx import Document

    run(finished, "classification", "table", "-o", str(tmp_path / "two.docx"))
    heading, *body = Document(str(tmp_path / "two.docx")).tables[0].rows
    assert [cell._tc.xml.count('w:val="btLr"') for cell in heading.cells] == [0] + [1] * 13
    assert all(run.font.size.pt == 9.5 for row in body for cell in row.cells for run in cell.paragraphs[0].runs)
    run(finished, "counts", "-o", str(tmp_path / "counts.docx"))
    assert "btLr" not in Document(str(tmp_path / "counts.docx")).tables[0]._tbl.xml


def test_a_pinned_passage_is_shown_and_a_vetoed_one_never(project: Path) -> None:
    unit = answer(project, "counts", "--code", GOALS, "--show")["units"][2]
    passage = " ".join(unit["text"].split()[:6])
    run(project, "quotes", "pin", GOALS, unit["unit"], "--passage", passage, "--why", "Says it best")
    (shown,) = answer(project, "quotes", "show", "--code", GOALS)["quotes"]
    assert (shown["unit"], shown["quote"], shown["chosen"]) == (unit["unit"], f"{passage} …", "pinned")
    run(project, "quotes", "veto", GOALS, unit["unit"])
    others = answer(project, "quotes", "show", "--code", GOALS, "--examples", "99")["quotes"]
    assert len(others) == 9
    assert unit["unit"] not in [row["unit"] for row in others]
    run(project, "quotes", "release", GOALS, unit["unit"])
    assert len(answer(project, "quotes", "show", "--code", GOALS, "--examples", "99")["quotes"]) == 10
    run(project, "undo")
    assert len(answer(project, "quotes", "show", "--code", GOALS, "--examples", "99")["quotes"]) == 9


def test_a_passage_must_be_in_notes_that_have_the_code(project: Path) -> None:
    unit = answer(project, "counts", "--code", GOALS, "--show")["units"][0]["unit"]
    assert "is not in the notes of unit" in refused(project, "quotes", "pin", GOALS, unit, "--passage", "never said")
    assert "is not coded with" in refused(project, "quotes", "pin", GOALS, "P01")
    assert 'there is no unit "P99"' in refused(project, "quotes", "veto", GOALS, "P99")
    assert "neither pinned nor vetoed" in run(project, "quotes", "release", GOALS, unit)


def test_names_are_replaced_in_all_that_shows_text(project: Path, tmp_path: Path) -> None:
    (tmp_path / "names.csv").write_text("Name,Replacement\nAsda,[supermarket]\n", encoding="utf-8")
    assert "1 name " in run(project, "quotes", "names", str(tmp_path / "names.csv"))
    assert "as it was read before" in run(project, "quotes", "names", str(tmp_path / "names.csv"))
    for shown in (["search", "supermarket"], ["counts", "--code", "Service planning", "--show"]):
        assert "supermarket" in run(project, *shown, "--csv")
        assert "Asda" not in run(project, *shown, "--csv")
    assert answer(project, "search", "Asda")["places"] == []


def test_good_examples_of_coders_go_first(finished: Path, project: Path) -> None:
    import sqlite3

    unit = answer(finished, "counts", "--code", GOALS, "--show")["units"][-1]["unit"]
    code = next(c["id"] for c in answer(finished, "framework", "show")["codes"] if c["code"] == GOALS)
    with sqlite3.connect(project) as connection:
        connection.execute("INSERT INTO examples SELECT id, ?, ? FROM revisions WHERE coder = 'A'", (unit, code))
    (shown,) = answer(project, "quotes", "show", "--code", GOALS)["quotes"]
    assert (shown["unit"], shown["chosen"]) == (unit, "good example")


def test_a_scheme_that_comes_along_is_read_by_name_or_written_to_be_changed(project: Path, tmp_path: Path) -> None:
    path = tmp_path / "stages.yaml"
    run(project, "scheme", "write", str(path), "--example", "stages")
    assert "name" in yaml.safe_load(path.read_text(encoding="utf-8"))
    assert "7 activities" not in run(project, "scheme", "read", str(path))
    assert answer(project, "scheme", "show")["activities"][0] == "Service planning"
    run(project, "scheme", "read", "stages", "--activity", TRAINING)
    assert answer(project, "scheme", "show")["activities"] == [TRAINING]
    assert "7 activities, 4 dimensions, 12 categories" in run(project, "scheme", "read", "four-definitions")
    run(project, "scheme", "write", str(tmp_path / "own.yaml"))
    assert "7 activities, 4 dimensions, 12 categories" in run(project, "scheme", "read", str(tmp_path / "own.yaml"))
    assert 'Did you mean "stages"' in refused(project, "scheme", "read", "stage")


def test_a_project_with_another_scheme_has_nothing_classified_yet(project: Path) -> None:
    run(project, "scheme", "read", "stages")
    assert "has no classified activity yet" in refused(project, "classification", "table")


def test_a_corrected_classification_is_a_revision_that_says_what_changed(
    project: Path, tmp_path: Path, type_in: Any
) -> None:
    path = tmp_path / "again.xlsx"
    run(project, "classification", "write", str(path))
    assert "nothing was changed" in run(project, "classification", "read", str(path))
    activity = ("P20", TRAINING)
    typed = {activity: {"dimension:1": "transformative", "memo": "Seen again"}}
    type_in(path, "Classification", typed, row_named_by=("case", "code"))
    told = run(project, "classification", "read", str(path))
    assert "revision 2" in told
    assert f"Changed since the revision before: case P20, {TRAINING}." in told
    assert answer(project, "classification", "cases", "1 transformative")["n_cases"] == 7


def test_two_classifiers_settle_their_differences(project: Path, tmp_path: Path, type_in: Any) -> None:
    second, settled = tmp_path / "second.xlsx", tmp_path / "settled.xlsx"
    assert "compares two classifiers, not 1" in refused(project, "classification", "agreement")
    run(project, "classification", "write", str(second), "--classifier", "B")
    rows = {("P20", TRAINING): {"dimension:1": "transformative", "dimension:4": "co-delivery"}}
    type_in(second, "Classification", rows, row_named_by=("case", "code"))
    run(project, "classification", "read", str(second))
    assert "not settled yet" in run(project, "classification", "table").replace("\n", " ")
    run(project, "classification", "write", str(settled), "--classifier", "consensus")
    type_in(
        settled, "Classification", {("P20", TRAINING): {"dimension:1": "transformative"}}, row_named_by=("case", "code")
    )
    run(project, "classification", "read", str(settled))
    assert answer(project, "classification", "cases", "1 transformative")["n_cases"] == 7
    assert answer(project, "classification", "cases", "1 transformative", "--classifier", "main")["n_cases"] == 6
    assert answer(project, "classification", "agreement")["dimensions"][0]["n"] == 1


def test_counts_say_what_is_open_and_can_be_made_by_other_rules(finished: Path) -> None:
    decided = {row["code"]: row["n"] for row in answer(finished, "counts")["codes"]}
    alone = answer(finished, "counts", "--agreed-only")
    assert alone["rule"] == "agreed only"
    assert sum(row["n"] for row in alone["codes"]) < sum(decided.values())
    assert {row["code"]: row["n"] for row in answer(finished, "counts", "--any-coder")["codes"]} == decided


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["counts", "--by", "service_modell"], 'Did you mean "service_model"'),
        (["counts", "--where", "CAMHS"], "is not of the form ATTRIBUTE=VALUE"),
        (["counts", "--where", "service_model=CAHMS"], 'Did you mean "CAMHS"'),
        (["counts", "--show"], "Name its code with --code"),
        (["counts", "--test"], "Name the groups with --by"),
        (["code", "profile", "Treatment goal"], 'Did you mean "Treatment goals"'),
        (["saturation", "--base", "60"], "base and run need 62"),
        (["cooccurrence", "--level", "page"], 'no level "page"'),
        (["matrix", "show", "--code", "Trainings"], 'no code "Trainings" in the framework'),
        (["synthesis", "show", "--by", "site"], 'no attribute "site" of the cases'),
        (["classification", "table", "--classifier", "Z"], 'no classifier "Z"'),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_mistakes_are_answered_with_what_to_do(finished: Path, arguments: list[str], told: str) -> None:
    assert told in refused(finished, *arguments)
