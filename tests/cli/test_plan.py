"""`intercoder plan`: before a sample is coded, for a sample, and after coding spreadsheets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from intercoder.cli import main
from intercoder.reliability.planning import units_for_half_width, units_for_lower_limit, units_for_power


def plan(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["plan", *map(str, arguments)])


def rows(*arguments: str | Path) -> list[dict[str, Any]]:
    result = plan(*arguments, "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    held: list[dict[str, Any]] = next(value for value in found.values() if isinstance(value, list))
    return held


@pytest.mark.parametrize("option", ["kappa", "half-width", "null-kappa", "lower-limit", "power", "confidence"])
@pytest.mark.parametrize("number", ["nan", "inf", "-inf", "1e308", "-1.5"])
def test_a_number_that_cannot_be_is_refused(option: str, number: str) -> None:
    goal = ("--null-kappa", "0.6") if option == "power" else ()
    result = plan(*goal, f"--{option}", number)
    assert result.exit_code == 2, result.output
    assert result.stderr.startswith(("Error: ", "Usage: "))


@pytest.mark.parametrize("goal", [("--half-width", "1e-320"), ("--prevalence", "1e-320"), ("--lower-limit", "-1")])
def test_a_goal_that_nothing_reaches_is_refused(goal: tuple[str, str]) -> None:
    assert plan(*goal).exit_code == 2


def test_the_units_for_each_goal_are_those_of_the_functions() -> None:
    text = plan("--prevalence", "0.1", "--prevalence", "0.3", "--half-width", "0.15", "--null-kappa", "0.6",
                "--lower-limit", "0.6", "--csv").stdout  # fmt: skip
    for prevalence in (0.1, 0.3):
        for units in (
            units_for_half_width(0.15, kappa=0.8, prevalence=prevalence),
            units_for_power(kappa=0.8, null_kappa=0.6, prevalence=prevalence),
            units_for_lower_limit(0.6, kappa=0.8, prevalence=prevalence),
        ):
            assert f",{units}" in text


def test_without_a_prevalence_the_usual_ones_are_shown() -> None:
    assert [row["prevalence"] for row in rows()] == [0.05, 0.1, 0.2, 0.3, 0.5]


def test_a_sample_given_as_a_fraction_is_rounded_to_whole_units() -> None:
    """A fifth of 58 units is 11.6: twelve are drawn, and a code with prevalence .25 comes in three of them."""
    (row,) = rows("--sample", "0.2", "--population", "58", "--prevalence", "Trust=0.25")
    assert row["code"] == "Trust"
    assert row["expected_positives"] == pytest.approx(3)


def test_a_sample_of_a_number_of_units() -> None:
    (row,) = rows("--sample", "10", "--prevalence", "0.1")
    assert row["chance_of_none"] == pytest.approx(0.9**10)
    assert row["code"] == "code with prevalence 0.1"
    assert len(rows("--sample", "10")) == 5


def test_shares_are_fractions_in_data_and_percentages_where_people_read_them(tmp_path: Path) -> None:
    asked = ("--sample", "10", "--prevalence", "Trust=0.1")
    (row,) = rows(*asked)
    assert (row["prevalence"], row["chance_of_none"]) == (0.1, pytest.approx(0.9**10))
    assert f",0.1,1.0,{0.9**10}," in plan(*asked, "--csv").stdout
    assert plan(*asked, "-o", tmp_path / "plan.xlsx").exit_code == 0
    _, found = openpyxl.load_workbook(tmp_path / "plan.xlsx").worksheets[0].values
    assert found[1::2][:2] == (pytest.approx(10), pytest.approx(100 * 0.9**10))
    assert "34.9" in plan(*asked).stdout


@pytest.mark.parametrize("sample", ["0.2", "1.5", "0", "-3"])
def test_a_size_that_is_neither_number_nor_fraction_is_refused(sample: str) -> None:
    result = plan("--sample", sample)
    assert result.exit_code == 2
    assert f"{sample} is not a size of a sample" in result.stderr
    assert "--sample 0.2 --population 60" in result.stderr


def test_a_prevalence_must_be_a_share() -> None:
    result = plan("--prevalence", "Trust=many")
    assert result.exit_code == 2
    assert '"Trust=many" is not of the form [CODE=]SHARE. Write --prevalence Recruitment=0.4' in result.stderr


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "coded.csv"
    path.write_text("unit,codes_A,codes_B,codes_C\nu1,Trust,Trust,\nu2,,Trust,Trust\nu3,Cost,Cost,Cost\n")
    return path


def test_after_a_sheet_was_coded(sheet: Path) -> None:
    found = {row["code"]: row for row in rows(sheet, "--coders", "codes_A,codes_B", "--half-width", "0.3")}
    assert found["Trust"]["n_units"] == 3
    assert found["Trust"]["kappa"] == pytest.approx(0.4)
    narrower = {row["code"]: row for row in rows(sheet, "--coders", "codes_A,codes_B", "--half-width", "0.2")}
    assert narrower["Trust"]["more_units"] > found["Trust"]["more_units"] > 0
    assert "Read as" in plan(sheet, "--coders", "codes_A,codes_B").stderr


def test_coders_are_named_as_in_reliability(sheet: Path) -> None:
    """The columns are `codes_A` and `codes_B`; the coders may be called by what tells the headings apart."""
    assert rows(sheet, "--coders", "A,B") == rows(sheet, "--coders", "codes_A,codes_B")


def test_three_coders_must_be_narrowed_to_two(sheet: Path) -> None:
    result = plan(sheet)
    assert result.exit_code == 2
    assert "planning compares two coders" in result.stderr


def test_a_sheet_of_categories_is_not_planned_for(tmp_path: Path) -> None:
    path = tmp_path / "coded.csv"
    path.write_text("unit,Anna,Ben\nu1,x,y\nu2,y,y\nu3,x,x\n")
    result = plan(path, "--layout", "categories", "--coders", "Anna,Ben")
    assert result.exit_code == 2
    assert "the files hold categories" in result.stderr
