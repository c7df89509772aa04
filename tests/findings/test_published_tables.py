"""Each table of the published study beside what comes out of the example study: equal, number by number.

Content analysis of interviewers' notes of 60 services (TLDR-07-2025-0020). Where a number was not published it is left
out here, and only what is known of it is checked.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from intercoder.cli import main

EVALUATING = "Service planning / Evaluating and modifying the existing service"
SETTING_UP = "Service planning / Setting up the initial service model"
RECRUITMENT, CASE_WORK = "Recruitment processes and decisions", "Individual case work"
RESOURCES, TRAINING = "Resources used within the service", "Running training, workshops and groups"
ENVIRONMENT = "The service's physical environment"
REASONS = "Reasons for not undertaking co-production"

PUBLISHED = Path(__file__).parent.parent / "published_counts.json"
COUNTS: dict[str, int] = json.loads(PUBLISHED.read_text(encoding="utf-8"))

TABLE_II = """
Evaluating    31   0 28 3   28 3   28 3    0 0  0 0 31
Setting up     8   0  7 1    7 1    7 1    0 8  0 0  0
Recruitment   25   0 25 0   25 0   25 0    0 0 25 0  0
Case work     23  23  0 0   23 0   23 0   23 0  0 0  0
Resources     19   0 19 0   19 0   19 0   19 0  0 0  0
Training       5   0  2 3    2 3    2 3    0 0  0 5  0
Environment    5   0  5 0    5 0    5 0    5 0  0 0  0
"""
LABELS = [
    "1 descriptive", "1 intermediate", "1 transformative", "2 participation", "2 co-production", "3 co-creation",
    "3 co-production", "4 no fit", "4 co-design", "4 co-decision making", "4 co-delivery", "4 co-evaluation",
]  # fmt: skip
MODELS = {
    "CAMHS": 21,
    "ID-CAMHS": 10,
    "Children and young people's disability service": 4,
    "Specialist service for behaviours that challenge": 14,
    'Broader age range ("all-age") service': 5,
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("published") / "study"
    places = json.loads(run("demo", str(folder), "--json"))
    return str(places["project"])


def run(*arguments: str) -> str:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def answer(project: str, *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("--project", project, *arguments, "--json"))
    return found


def side_by_side(published: dict[str, int], computed: dict[str, int]) -> str:
    """Return the numbers that differ, a line each: what they count, published, computed."""
    return "\n".join(f"{code}: {n} / {computed.get(code)}" for code, n in published.items() if computed.get(code) != n)


def test_the_services_by_model(project: str) -> None:
    found = answer(project, "counts", "--by", "service_model", "--where", "co-production=Yes")
    assert found["n_cases"] == 54
    assert side_by_side(MODELS, found["groups"]) == ""


def test_every_published_count(project: str) -> None:
    found = answer(project, "counts")
    assert found["n_cases"] == 60
    computed = {row["code"]: row["n"] for row in found["codes"]}
    assert side_by_side(COUNTS, computed) == ""
    assert computed["Service planning"] > 30  # over half of the 60


def test_the_reasons_cover_four_services_without_and_twelve_with_co_production(project: str) -> None:
    found = answer(project, "counts", "--by", "co-production", "--code", REASONS)["codes"]
    assert found[0]["by"] == {"Yes": 12, "No": 4}
    evidence = answer(project, "counts", "--code", REASONS, "--show")
    assert evidence["n"] == 16
    assert all(any(code != REASONS for code in unit["codes"]) for unit in evidence["units"])


def test_every_number_can_be_followed_to_its_cases(project: str) -> None:
    for code, n in COUNTS.items():
        found = answer(project, "counts", "--code", code, "--show")
        assert len({unit["case"] for unit in found["units"]}) == n
        assert all(any(applied.startswith(code) for applied in unit["codes"]) for unit in found["units"])


def test_table_one_has_an_example_for_each_code_that_was_applied(project: str) -> None:
    found = answer(project, "quotes", "show")
    examples = {row["code"]: row for row in found["quotes"]}
    texts = {unit["unit"]: " ".join(unit["text"].split()) for unit in answer(project, "notes", "show")["units"]}
    with_own_codings = [code for code in COUNTS if code != REASONS]
    assert set(with_own_codings) <= set(examples)
    for row in examples.values():
        assert row["quote"].strip("… ") in texts[row["unit"]]
        assert row["n"] == COUNTS.get(row["code"], row["n"])
    assert len({row["case"] for row in examples.values()}) > 30  # spread over cases


def test_table_two_cell_by_cell(project: str) -> None:
    published = [line.rsplit(None, 13) for line in TABLE_II.strip().splitlines()]
    found = answer(project, "classification", "table")
    assert [row["code"] for row in found["rows"]] == [
        EVALUATING, SETTING_UP, RECRUITMENT, CASE_WORK, RESOURCES, TRAINING, ENVIRONMENT,
    ]  # fmt: skip
    for (name, n, *numbers), row in zip(published, found["rows"], strict=True):
        assert row["n"] == int(n), name
        assert side_by_side(dict(zip(LABELS, map(int, numbers), strict=True)), row["categories"]) == "", name


def test_seven_transformative_activities_of_six_services(project: str) -> None:
    totals = answer(project, "classification", "table")["totals"]
    assert totals["activities"]["categories"]["1 transformative"] == 7
    assert totals["cases"]["categories"]["1 transformative"] == 6
    found = answer(project, "classification", "cases", "1 transformative")["cases"]
    models = [case["service_model"] for case in found]
    assert {model: models.count(model) for model in set(models)} == {
        "CAMHS": 3,
        "Children and young people's disability service": 1,
        'Broader age range ("all-age") service': 2,
    }
    activities = sorted(case["activities"] for case in found)
    assert activities == sorted([EVALUATING, EVALUATING, TRAINING, TRAINING, SETTING_UP, f"{EVALUATING}; {TRAINING}"])


def test_table_two_by_model_adds_up(project: str) -> None:
    for row in answer(project, "classification", "table", "--by", "service_model")["rows"]:
        for label in LABELS:
            assert row["categories"][label] == sum(group["categories"][label] for group in row["by"].values())


def test_a_second_classifier_agrees_to_a_stated_degree(project: str, type_in: Any, tmp_path: Path) -> None:
    path = tmp_path / "second.xlsx"
    run("--project", project, "classification", "write", str(path), "--classifier", "B")
    activity = {
        ("P14", SETTING_UP): {"dimension:1": "transformative"},
        ("P01", SETTING_UP): {"dimension:1": "descriptive"},
    }
    type_in(path, "Classification", activity, row_named_by=("case", "code"))
    run("--project", project, "classification", "read", str(path))
    found = answer(project, "classification", "agreement")
    first = found["dimensions"][0]
    assert found["classifiers"] == ["main", "B"]
    assert (first["n"], first["agree"]) == (2, 1)
    assert found["dimensions"][1]["n"] == 0
    (difference,) = answer(project, "classification", "differences")["differences"]
    assert (difference["case"], difference["first"], difference["second"]) == ("P01", "intermediate", "descriptive")
    settled = tmp_path / "settled.xlsx"
    run("--project", project, "classification", "write", str(settled), "--classifier", "consensus")
    run("--project", project, "undo")
    assert len(answer(project, "classification", "table")["rows"]) == 7
