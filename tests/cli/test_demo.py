"""The demonstration runs the whole procedure, and what comes out are the published figures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from intercoder.cli import demo, main
from intercoder.cli.demo_studies import COPRODUCTION


def run(*arguments: str) -> str:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "study"


@pytest.fixture(scope="module")
def places(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("demo", str(folder), "--json"))
    return found


def answer(places: dict[str, Any], *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("--project", places["project"], *arguments, "--json"))
    return found


def test_it_ends_with_the_places_of_its_results(places: dict[str, Any]) -> None:
    for key in ("project", "report", "tables", "bundle"):
        assert Path(places[key]).stat().st_size > 5_000
    assert len(places["workbooks"]) >= 6


def test_the_third_coder_agrees_as_published(places: dict[str, Any]) -> None:
    found = answer(places, "reliability")
    assert found["coders"] == ["consensus", "C"]
    assert found["n_units"] == 12
    assert f"{found['average']['kappa']:.2f}" == "0.83"
    assert found["average"]["band"] == "almost perfect"
    assert sum(code["flagged"] for code in found["codes"]) >= 2
    undefined = [code for code in found["codes"] if code["kappa"] is None]
    assert undefined
    assert all(code["reason"] and not code["flagged"] and code["ci"] is None for code in undefined)
    assert found["average"]["undefined"] == [code["code"] for code in undefined]


def test_every_row_of_the_json_adds_up(places: dict[str, Any]) -> None:
    for code in answer(places, "reliability")["codes"]:
        cells = [code[key] for key in ("both", "only_a", "only_b", "neither")]
        assert sum(cells) == code["n_units"] == 12
        assert code["percent_agreement"] == pytest.approx((cells[0] + cells[3]) / 12)


def test_other_rounds_and_coders_can_be_compared(places: dict[str, Any]) -> None:
    first = answer(places, "reliability", "--round", "main")
    assert first["coders"] == ["A", "B"]
    assert first["n_units"] == 60
    assert answer(places, "reliability", "--coders", "A,C")["n_units"] == 12
    assert answer(places, "reliability", "--coders", "C,consensus")["coders"] == ["C", "consensus"]
    assert len(answer(places, "reliability", "--coders", "A,B,C")["pairs"]) == 3


def test_counts_are_of_services_and_by_model(places: dict[str, Any]) -> None:
    found = answer(places, "counts", "--by", "service_model")
    n = {row["code"]: row["n"] for row in found["codes"]}
    assert found["n_cases"] == 60
    assert n["Recruitment processes and decisions"] == 25
    assert n["Service planning"] > 30
    for row in found["codes"]:
        assert sum(row["by"].values()) == row["n"]
        assert row["percent"] == pytest.approx(100 * row["n"] / 60)


def test_six_services_have_a_transformative_activity(places: dict[str, Any]) -> None:
    found = answer(places, "classification", "cases", "1 transformative")
    assert found["n_cases"] == 6


def test_a_second_run_needs_to_be_asked_for(places: dict[str, Any], folder: Path) -> None:
    refused = CliRunner().invoke(main, ["demo", str(folder)])
    assert refused.exit_code == 2
    assert "is not empty" in refused.stderr
    assert json.loads(run("demo", str(folder), "--replace", "--json"))["project"] == places["project"]


def test_it_never_clears_a_folder_of_someone_else(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("mine")
    assert CliRunner().invoke(main, ["demo", str(tmp_path), "--replace"]).exit_code == 2
    assert (tmp_path / "thesis.docx").read_text() == "mine"


def test_it_says_which_command_it_ran(tmp_path: Path) -> None:
    printed = run("demo", str(tmp_path / "study"))
    for step in COPRODUCTION.steps:
        assert f"$ intercoder {step.command}" in printed
    assert "Flagged" in printed
    assert "report.html" in printed


def test_it_names_the_command_as_it_can_be_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "intercoder"
    program.write_text("#!/bin/sh\n")
    monkeypatch.setattr("sys.argv", [str(program)])
    monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))
    assert demo._command() == str(program)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert demo._command() == "intercoder"


@pytest.mark.parametrize(("study", "says"), [("framework_method", "matrix.docx"), ("inductive", "themes.intercoder")])
def test_the_other_studies_run_too(tmp_path: Path, study: str, says: str) -> None:
    printed = run("demo", str(tmp_path / "study"), "--study", study)
    assert f"Where to look:\n  project   {tmp_path / 'study'}" in printed
    assert says in printed
    assert "Flagged (kappa below .6), discussed" not in printed
    places = json.loads(run("demo", str(tmp_path / "study"), "--study", study, "--replace", "--json"))
    assert all(Path(place).exists() for place in places.values())
