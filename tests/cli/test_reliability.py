"""`intercoder reliability FILE`: from a spreadsheet to the table, in every form."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sklearn.metrics import cohen_kappa_score

from intercoder.cli import main
from intercoder.spreadsheet import read_workbook

ROWS = [(f"u{at}", *marks) for at, marks in enumerate([
    ("Trust, Cost", "Trust"), ("Trust", "Trust"), ("Cost", "Cost, Trust"), ("", ""), ("Cost", "Cost"), ("", "Trust"),
], start=1)]  # fmt: skip
TEXT = "unit,codes_A,codes_B\n" + "".join(f'{unit},"{a}","{b}"\n' for unit, a, b in ROWS)


def run(*arguments: str) -> Any:
    result = CliRunner().invoke(main, ["reliability", *arguments])
    assert result.exit_code == 0, result.output
    return result


@pytest.fixture
def coded(tmp_path: Path) -> Path:
    path = tmp_path / "coded.csv"
    path.write_text(TEXT)
    return path


def kappa(code: str) -> float:
    first, second = ([code in row[at].split(", ") for row in ROWS] for at in (1, 2))
    return float(cohen_kappa_score(first, second))


def test_kappa_is_that_of_scikit_learn(coded: Path) -> None:
    found = json.loads(run(str(coded), "--json").stdout)
    assert found["coders"] == ["codes_A", "codes_B"] or found["coders"] == ["A", "B"]
    values = {code["code"]: code["kappa"] for code in found["codes"]}
    assert values == pytest.approx({"Trust": kappa("Trust"), "Cost": kappa("Cost")})
    assert found["average"]["kappa"] == pytest.approx((kappa("Trust") + kappa("Cost")) / 2)


def test_the_json_has_what_was_promised(coded: Path) -> None:
    found = json.loads(run(str(coded), "--json").stdout)
    assert {"coders", "n_units", "threshold", "codes", "average"} <= found.keys()
    for code in found["codes"]:
        assert {"code", "n_units", "both", "only_a", "only_b", "neither", "percent_agreement", "kappa", "ci", "band",
                "flagged", "reason"} <= code.keys()  # fmt: skip
    assert {"kappa", "band", "defined", "codes", "undefined"} <= found["average"].keys()


def test_it_says_how_the_file_was_read(coded: Path) -> None:
    result = run(str(coded))
    assert "ead as: list in a cell" in result.stderr
    assert "6 units" in result.stderr
    assert "Mean kappa" in result.stdout


def test_csv_has_every_number(coded: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run(str(coded), "--csv").stdout)))
    assert [float(row["kappa"]) for row in rows] == pytest.approx([kappa(row["code"]) for row in rows])


@pytest.mark.parametrize("suffix", [".xlsx", ".html", ".docx", ".csv", ".json"])
def test_it_is_written_to_files(coded: Path, tmp_path: Path, suffix: str) -> None:
    output = tmp_path / f"agreement{suffix}"
    run(str(coded), "-o", str(output))
    again = tmp_path / f"again{suffix}"
    run(str(coded), "-o", str(again))
    assert output.read_bytes() == again.read_bytes()
    assert output.stat().st_size > 200


def test_numbers_in_the_workbook_are_numbers(coded: Path, tmp_path: Path) -> None:
    run(str(coded), "-o", str(tmp_path / "agreement.xlsx"))
    cells = [cell for sheet in read_workbook(tmp_path / "agreement.xlsx") for row in sheet.rows for cell in row]
    assert any(isinstance(cell, float) and cell == pytest.approx(kappa("Trust")) for cell in cells)


def test_the_threshold_is_strict(coded: Path) -> None:
    value = kappa("Cost")
    found = json.loads(run(str(coded), "--json", "--threshold", repr(value)).stdout)
    assert {code["code"]: code["flagged"] for code in found["codes"]}["Cost"] is False
    found = json.loads(run(str(coded), "--json", "--threshold", repr(value + 1e-9)).stdout)
    assert {code["code"]: code["flagged"] for code in found["codes"]}["Cost"] is True


def test_two_forms_at_once_are_refused(coded: Path) -> None:
    assert CliRunner().invoke(main, ["reliability", str(coded), "--json", "--csv"]).exit_code == 2


CASED = "case,unit,site,codes_A,codes_B\n" + "".join(
    f'P{at // 2},{unit},{"N" if at < 3 else "S"},"{a}","{b}"\n' for at, (unit, a, b) in enumerate(ROWS)
)


@pytest.fixture
def cased(tmp_path: Path) -> str:
    path = tmp_path / "cased.csv"
    path.write_text(CASED)
    return str(path)


def test_cases_can_be_compared_in_place_of_units(cased: str) -> None:
    found = json.loads(run(cased, "--unit", "unit", "--case", "case", "--level", "case", "--json").stdout)
    assert found["n_units"] == len({at // 2 for at in range(len(ROWS))})


def test_groups_of_units_come_from_a_column(cased: str) -> None:
    found = json.loads(run(cased, "--unit", "unit", "--by", "site", "--json").stdout)
    assert found["groups"] == {"N": 3, "S": 3}


@pytest.mark.parametrize("view", ["diagnosis", "disagreements", "sets", "pairs", "confusion", "cases", "drift", "gold"])
def test_codings_can_be_seen_from_other_sides(cased: str, view: str) -> None:
    assert json.loads(run(cased, "--unit", "unit", "--case", "case", "--show", view, "--json").stdout)


def test_categories_give_every_coefficient(tmp_path: Path) -> None:
    path = tmp_path / "categories.csv"
    path.write_text("unit,coder1,coder2\n1,a,a\n2,a,b\n3,b,b\n4,c,c\n5,,a\n")
    found = json.loads(run(str(path), "--layout", "categories", "--json").stdout)
    names = {row["coefficient"]: row for row in found["coefficients"]}
    assert {"percent_agreement", "cohen_kappa", "conger_kappa", "fleiss_kappa", "scott_pi", "brennan_prediger",
            "gwet_ac1", "krippendorff_alpha", "light_kappa"} <= names.keys()  # fmt: skip
    assert names["cohen_kappa"]["value"] == pytest.approx(cohen_kappa_score(list("aabc"), list("abbc")))
    assert all({"value", "se", "ci", "method", "reason"} <= row.keys() for row in names.values())


@pytest.mark.parametrize("tool", ["nvivo", "maxqda", "atlas", "recal", "spss", "irr"])
def test_what_another_tool_says_is_explained(coded: Path, tool: str) -> None:
    assert len(run(str(coded), "--compare", tool).stdout.split()) > 20


@pytest.mark.parametrize(
    "options",
    [
        ("--show", "diagnosis", "--interval", "bca"),
        ("--show", "pairs", "--compare", "spss"),
        ("--compare", "spss", "--threshold", ".7"),
        ("--layout", "categories", "--interval", "bca"),
        ("--layout", "categories", "--show", "pairs"),
        ("--layout", "categories", "--threshold", ".7"),
        ("--layout", "categories", "--level", "case"),
        ("--layout", "categories", "--seed", "3"),
        ("--layout", "categories", "--population", "30"),
        ("--layout", "categories", "--compare", "spss", "--weights", "linear"),
    ],
)
def test_options_that_do_not_go_together_are_refused(coded: Path, options: tuple[str, ...]) -> None:
    result = CliRunner().invoke(main, ["reliability", str(coded), *options])
    assert result.exit_code == 2, result.output
    assert "does not go with" in result.output or "is for codes" in result.output


@pytest.mark.parametrize("options", [("--blanks", "category"), ("--as-written",), ("--unlisted", "add")])
def test_options_of_categories_are_refused_for_codes(coded: Path, options: tuple[str, ...]) -> None:
    result = CliRunner().invoke(main, ["reliability", str(coded), *options])
    assert result.exit_code == 2, result.output
    assert "is for categories" in result.output


def test_what_an_empty_answer_cannot_mean(coded: Path) -> None:
    result = CliRunner().invoke(main, ["reliability", str(coded), "--blanks", "none"])
    assert result.exit_code == 2
    assert "Choose one of: auto, not applied, not coded" in result.output


def test_bands_may_be_those_of_another_scale(coded: Path) -> None:
    found = json.loads(run(str(coded), "--json", "--bands", "altman").stdout)
    assert found["average"]["band"] in {"poor", "fair", "moderate", "good", "very good"}
    assert CliRunner().invoke(main, ["reliability", str(coded), "--bands", "altmann"]).exit_code == 2


def test_categories_may_be_compared_where_all_coded(tmp_path: Path) -> None:
    path = tmp_path / "categories.csv"
    path.write_text("unit,coder1,coder2,coder3\n1,a,a,a\n2,a,b,b\n3,b,b,b\n4,c,c,\n5,,a,b\n")
    options = ("--layout", "categories", "--json")
    every = json.loads(run(str(path), *options).stdout)
    complete = json.loads(run(str(path), *options, "--units-coded-by", "all").stdout)
    assert (every["n_units"], complete["n_units"]) == (5, 3)


ORDERED = {"words": ("low", "mid", "high"), "numbers": ("1", "2", "3")}


@pytest.mark.parametrize("kind", ORDERED)
def test_the_order_of_categories_can_be_given(tmp_path: Path, kind: str) -> None:
    low, mid, high = ORDERED[kind]
    path = tmp_path / "ordered.csv"
    path.write_text(f"unit,Ann,Bo\n1,{low},{low}\n2,{mid},{high}\n3,{high},{high}\n4,{low},{mid}\n5,,{mid}\n")
    named = ("--scale", "ordinal", "--weights", "linear", "--categories", f"{low},{mid},{high}")
    found = json.loads(run(str(path), "--layout", "categories", "--json", *named).stdout)
    places = [[0, 1, 2, 0], [0, 2, 2, 1]]
    values = {row["coefficient"]: row["value"] for row in found["coefficients"]}
    assert values["cohen_kappa"] == pytest.approx(cohen_kappa_score(*places, weights="linear"))


def test_categories_that_are_no_numbers_where_the_answers_are(tmp_path: Path) -> None:
    path = tmp_path / "numbers.csv"
    path.write_text("unit,Ann,Bo\n1,1,1\n2,2,1\n")
    result = CliRunner().invoke(main, ["reliability", str(path), "--layout", "categories", "--categories", "low"])
    assert result.exit_code == 2
    assert "--categories: the answers are numbers" in result.output


def test_inference_to_a_corpus_narrows_the_intervals_of_its_codes(coded: Path) -> None:
    found = [json.loads(run(str(coded), "--json", *options).stdout) for options in ((), ("--population", "8"))]
    open_ended, corpus = (one["codes"][0]["se"] for one in found)
    assert corpus < open_ended
    seeds = [run(str(coded), "--interval", "percentile", "--json", "--seed", seed).stdout for seed in ("1", "1", "2")]
    assert seeds[0] == seeds[1]


@pytest.fixture
def with_texts(tmp_path: Path) -> str:
    path = tmp_path / "with_texts.csv"
    rows = "\n".join(f'{unit},"Answer {unit}, in words","{a}","{b}"' for unit, a, b in ROWS)
    path.write_text(f"unit,text,codes_A,codes_B\n{rows}\n")
    return str(path)


def test_the_units_on_which_coders_differ_are_listed_without_a_project(with_texts: str, tmp_path: Path) -> None:
    output = tmp_path / "differ.xlsx"
    assert "Wrote" in run(with_texts, "--show", "disagreements", "-o", str(output)).stdout
    found = json.loads(run(with_texts, "--show", "disagreements", "--json").stdout)
    rows = [(row["code"], row["unit"], row["text"]) for row in found["disagreements"]]
    differing = {
        (code, unit, f"Answer {unit}, in words")
        for code in ("Trust", "Cost")
        for unit, a, b in ROWS
        if (code in a.split(", ")) != (code in b.split(", "))
    }
    assert set(rows) == differing
    assert len(rows) == len(differing)
    cells = {cell for sheet in read_workbook(output) for row in sheet.rows for cell in row}
    assert {"Answer u1, in words", "Answer u3, in words"} <= cells
    said = " ".join(run(with_texts, "--show", "disagreements").stdout.split())
    assert "differ in 3 of 12 decisions (one per unit and code): on 3 of the 6 units that both coded" in said


def test_categories_that_differ_are_listed_too(tmp_path: Path) -> None:
    path = tmp_path / "categories.csv"
    path.write_text("unit,coder1,coder2\n1,a,a\n2,a,b\n3,b,b\n4,c,c\n5,,a\n")
    found = json.loads(run(str(path), "--layout", "categories", "--show", "disagreements", "--json").stdout)
    (row,) = found["disagreements"]
    assert (row["unit"], [row[f"category:{coder}"] for coder in found["coders"]]) == ("2", ["a", "b"])


def test_without_a_project_the_list_of_disagreements_points_to_that_of_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["disagreements"])
    assert result.exit_code == 2
    assert "intercoder reliability coded.xlsx --show disagreements" in result.output
