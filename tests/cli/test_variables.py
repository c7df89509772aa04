"""`intercoder reliability FILE` where the file has a column per variable: one table, in every form."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from click.testing import CliRunner
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.contingency_tables import SquareTable

from intercoder.cli import main

HEAD = "unit,coder,site,tone,severity,actor"
A = ("pos,1,nurse", "neg,2,doctor", "pos,3,doctor", "neg,2,", "neg,1,nurse", "pos,2,nurse")
B = ("pos,1,nurse", "neg,3,doctor", "neg,3,nurse", "neg,2,doctor", "neg,2,nurse", "pos,2,doctor")
LINES = [f"{at},{coder},{'n' if at < 4 else 's'},{said}" for coder, mine in (("A", A), ("B", B)) for at, said in
         enumerate(mine, start=1)]  # fmt: skip
CODES = ("--codes", "tone,severity,actor")


@pytest.fixture
def sheet(tmp_path: Path) -> str:
    path = tmp_path / "coded.csv"
    path.write_text("\n".join([HEAD, *LINES, ""]))
    return str(path)


def run(*arguments: str) -> Any:
    result = CliRunner().invoke(main, ["reliability", *arguments])
    assert result.exit_code == 0, result.output
    return result


def refused(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["reliability", *arguments])
    assert result.exit_code == 2, result.output
    return " ".join(result.output.split())


def found(*arguments: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(run(*arguments, "--json").stdout)
    return answer


def answers(place: int) -> tuple[list[str], list[str]]:
    both = [(a.split(",")[place], b.split(",")[place]) for a, b in zip(A, B, strict=True)]
    kept = [(a, b) for a, b in both if a and b]
    return [a for a, _ in kept], [b for _, b in kept]


def test_every_variable_has_the_kappa_of_scikit_learn(sheet: str) -> None:
    table = found(sheet, *CODES)
    kappas = {row["variable"]: row["kappa"] for row in table["variables"]}
    wanted = {name: cohen_kappa_score(*answers(at)) for at, name in enumerate(("tone", "severity", "actor"))}
    assert kappas == pytest.approx(wanted)
    assert table["average"]["kappa"] == pytest.approx(sum(wanted.values()) / 3)
    assert [row["n_units"] for row in table["variables"]] == [6, 6, 5]
    assert table["pooled_percent_agreement"] == pytest.approx((5 + 4 + 3) / 17)
    assert [row["flagged"] for row in table["variables"]] == [value < 0.6 for value in wanted.values()]


def test_a_row_is_what_the_file_gives_for_the_variable_alone(sheet: str) -> None:
    rows = {row["variable"]: row for row in found(sheet, *CODES, "--scale", "severity=ordinal")["variables"]}
    alone = found(sheet, "--codes", "severity", "--scale", "ordinal")
    values = {each["coefficient"]: each for each in alone["coefficients"]}
    assert rows["severity"]["kappa"] == values["cohen_kappa"]["value"]
    assert rows["severity"]["ci"] == values["cohen_kappa"]["ci"]
    assert rows["severity"]["krippendorff_alpha"] == values["krippendorff_alpha"]["value"]


@pytest.mark.parametrize("kind", ["xlsx", "html", "docx", "csv", "json"])
def test_the_table_is_written(sheet: str, tmp_path: Path, kind: str) -> None:
    output = tmp_path / f"out.{kind}"
    run(sheet, *CODES, "-o", str(output))
    assert output.stat().st_size > 200
    if kind == "xlsx":
        cells = [str(cell) for row in openpyxl.load_workbook(output).active.values for cell in row if cell is not None]
        assert {"Variable", "tone", "severity", "actor", "flagged"} <= set(cells)


def test_people_see_average_pooled_share_and_what_never_differs(sheet: str) -> None:
    shown = " ".join(run(sheet, "--statistics", "brennan_prediger,gwet_ac1").stdout.split())
    assert "over all 4 variables" in shown
    assert "Of the 23 cells (units x variables)" in shown
    assert "Brennan-Prediger's kappa" in shown
    assert "The coders never differ on site" in shown
    assert "never differ" not in run(sheet, *CODES).stdout


def test_csv_has_a_row_per_variable(sheet: str) -> None:
    rows = list(csv.DictReader(io.StringIO(run(sheet, "--codes", "tone,actor", "--csv").stdout)))
    assert [row["variable"] for row in rows] == ["tone", "actor"]


def test_three_coders_and_those_that_are_named(tmp_path: Path) -> None:
    path = tmp_path / "three.csv"
    third = [line.replace(",B,", ",C,") for line in LINES[6:]]
    path.write_text("\n".join([HEAD, *LINES, *third, ""]))
    assert "Conger's kappa of 3 coders" in found(str(path), *CODES)["notes"][0]
    assert found(str(path), *CODES, "--coders", "B,C")["average"]["kappa"] == 1
    every = found(str(path), *CODES, "--units-coded-by", "all")
    assert [row["n_units"] for row in every["variables"]] == [6, 6, 5]


def test_main_and_overlap_sheets(workbook: Callable[..., Path]) -> None:
    head = ["id", "tone", "place"]
    main_sheet = [[at, "pos" if at % 3 else "neg", "home" if at % 2 else None] for at in range(1, 21)]
    overlap = [[at, "pos" if at % 3 else "neg", "home" if at % 2 else "work"] for at in range(4, 10)]
    path = workbook("coded.xlsx", {"Data": [head, *main_sheet], "Overlap": [head, *overlap]})
    table = found(str(path))
    assert [row["n_units"] for row in table["variables"]] == [6, 3]
    blanks = found(str(path), "--blanks", "category")
    assert [row["n_units"] for row in blanks["variables"]] == [6, 6]
    assert "(empty)" in blanks["variables"][1]["categories"]
    assert blanks["pooled_percent_agreement"] == pytest.approx(9 / 12)
    without = found(str(path), "--blanks", "category", "--without", "4,9")
    assert [row["n_units"] for row in without["variables"]] == [4, 4]
    assert 'no unit "99"' in refused(str(path), "--without", "99")


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    def save(name: str, sheets: dict[str, list[list[object]]]) -> Path:
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        book.save(tmp_path / name)
        return tmp_path / name

    return save


def test_possible_categories_of_each_variable(sheet: str, tmp_path: Path) -> None:
    options = ("--statistics", "brennan_prediger")
    narrow, wide = (
        found(sheet, *CODES, *options, *more)["variables"]
        for more in ((), ("--categories", "tone=neg,neutral,pos", "--categories", "severity=1,2,3,4"))
    )
    assert [row["n_categories"] for row in wide] == [3, 4, 2]
    assert wide[0]["brennan_prediger"] == pytest.approx((5 / 6 - 1 / 3) / (2 / 3))
    assert [row["kappa"] for row in wide] == [row["kappa"] for row in narrow]
    table = tmp_path / "codebook.csv"
    listed = ["tone,neg", "tone,neutral", "tone,POS", "severity,1", "severity,2", "severity,3", "severity,4", "other,x"]
    table.write_text("\n".join(["variable,category", *listed, ""]))
    assert found(sheet, *CODES, *options, "--categories", str(table))["variables"] == wide


def test_answers_that_are_none_of_the_categories(sheet: str) -> None:
    listed = ("--categories", "severity=1,2")
    assert 'no category "3"' in refused(sheet, *CODES, *listed)
    left = found(sheet, *CODES, *listed, "--unlisted", "leave out")["variables"][1]
    assert (left["n_units"], left["n_categories"]) == (4, 2)
    more = found(sheet, *CODES, *listed, "--unlisted", "add")["variables"][1]
    assert (more["n_units"], more["n_categories"]) == (6, 3)
    assert "needs the categories" in refused(sheet, *CODES, "--unlisted", "add")
    assert 'no choice "drop"' in refused(sheet, *CODES, *listed, "--unlisted", "drop")


def test_spaces_and_case_make_other_categories_only_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "spaces.csv"
    path.write_text(
        "unit,coder,tone,place\n1,A,good,in\n2,A,bad,out\n3,A,bad,out\n1,B,good ,in\n2,B,BAD,out\n3,B,bad,in\n"
    )
    rows = [row["percent_agreement"] for row in found(str(path))["variables"]]
    assert rows == pytest.approx([1, 2 / 3])
    rows = [row["percent_agreement"] for row in found(str(path), "--as-written")["variables"]]
    assert rows == pytest.approx([1 / 3, 2 / 3])


def test_other_sides_of_the_same_categories(sheet: str) -> None:
    confusion = found(sheet, *CODES, "--show", "confusion")
    assert {"variable": "tone", "category_a": "pos", "category_b": "neg", "units": 1} in confusion["pairs"]
    assert (confusion["n_cells"], sum(pair["units"] for pair in confusion["pairs"])) == (17, 5)
    cases = found(sheet, *CODES, "--case", "site", "--show", "cases")["cases"]
    assert {case["case"]: case["disagreements"] for case in cases} == {"n": 3, "s": 2}
    groups = found(sheet, *CODES, "--by", "site")
    assert groups["groups"] == {"n": 3, "s": 3}
    assert "Variable" in run(sheet, *CODES, "--by", "site").stdout
    first = cohen_kappa_score(*(each[:3] for each in answers(0)))
    assert groups["codes"][0]["groups"][0]["kappa"] == pytest.approx(first)


def test_the_diagnosis_of_several_variables_is_that_of_each(sheet: str) -> None:
    together = found(sheet, *CODES, "--show", "diagnosis")
    for variable in ("tone", "severity", "actor"):
        alone = found(sheet, "--codes", variable, "--show", "diagnosis")
        mine = [row for row in together["codes"] if row["variable"] == variable]
        assert mine == [{"variable": variable, **row} for row in alone["codes"]]
        assert together["marginal_homogeneity"][variable] == alone["marginal_homogeneity"]
    assert [row["code"] for row in together["codes"]] == ["neg", "pos", "1", "2", "3", "doctor", "nurse"]
    assert "Of 7 categories:" in " ".join(run(sheet, *CODES, "--show", "diagnosis").stdout.split())


def test_variables_that_differ_or_were_never_coded_by_both_are_told(tmp_path: Path) -> None:
    path = tmp_path / "coded.csv"
    rows = [f"u{at},A,{'bad' if at % 10 else 'good'},calm,\nu{at},B,good,calm,nurse\n" for at in range(20)]
    path.write_text("unit,coder,tone,kind,actor\n" + "".join(rows))
    said = " ".join(run(str(path), "--show", "diagnosis").stdout.split())
    assert "A and B differ in how often they give each category (Stuart 1955, Maxwell 1970) of tone (chi-square" in said
    assert "Left out, as no unit was coded by both: actor." in said
    assert "no unit was coded by both coders" in refused(str(path), "--codes", "actor", "--show", "diagnosis")


def test_numbers_are_in_their_order(tmp_path: Path) -> None:
    path = tmp_path / "coded.csv"
    path.write_text("unit,coder,beds,kind\n" + "".join(f"u{at},{c},{at % 12},{c}\n" for at in range(24) for c in "AB"))
    table = found(str(path), "--codes", "beds", "--show", "diagnosis")
    assert [row["code"] for row in table["codes"]] == list(map(str, range(12)))


def test_the_diagnosis_of_a_variable_says_whether_coders_use_its_categories_equally_often(sheet: str) -> None:
    options = ("--codes", "severity", "--show", "diagnosis")
    tests = found(sheet, *options)["marginal_homogeneity"]
    table = SquareTable(np.array([[1, 1, 0], [0, 2, 1], [0, 0, 1]]), shift_zeros=False)
    assert tests["stuart_maxwell"]["chi_square"] == pytest.approx(table.homogeneity(method="stuart_maxwell").statistic)
    assert tests["bhapkar"]["chi_square"] == pytest.approx(table.homogeneity(method="bhapkar").statistic)
    assert tests["bowker"] == pytest.approx({"chi_square": 2.0, "df": 2, "p": np.exp(-1)})  # two of three pairs met
    said = " ".join(run(sheet, *options).stdout.split())
    assert "A and B do not differ more than by chance in how often they give each category (chi-square 2.00, df" in said
    assert "Of 3 categories:" in said


def test_coders_who_differ_in_how_often_are_told_so_and_one_category_alone_is_not_tested(tmp_path: Path) -> None:
    path = tmp_path / "coded.csv"
    rows = [f"u{at},A,{'bad' if at % 10 else 'good'}\nu{at},B,good\n" for at in range(20)]
    path.write_text("unit,coder,tone\n" + "".join(rows))
    assert "A and B differ in how often they give each category (" in " ".join(
        run(str(path), "--show", "diagnosis").stdout.split()
    )
    path.write_text(path.read_text().replace("bad", "good"))
    assert found(str(path), "--show", "diagnosis")["marginal_homogeneity"] is None


def test_coefficients_that_are_asked_for_now_and_then_have_names_too(sheet: str) -> None:
    named = "lotus,s_lotus,von_eye_kappa"
    row = next(row for row in found(sheet, *CODES, "--statistics", named)["variables"] if row["variable"] == "tone")
    assert (row["lotus"], row["s_lotus"]) == pytest.approx((11 / 12, 5 / 6))
    assert row["von_eye_kappa"] == pytest.approx((5 / 6 - 1 / 2) / (1 / 2))
    assert "Lotus" in run(sheet, *CODES, "--statistics", named).stdout
    assert "von_eye_kappa" in refused(sheet, *CODES, "--statistics", "zzz")
    assert "is for two categories" in refused(sheet, *CODES, "--statistics", "fleiss_cuzick")


@pytest.mark.parametrize(
    ("options", "what"),
    [
        (("--show", "drift"), "is for codes"),
        (("--show", "cases"), "Name its column: --case"),
        (("--by", "site", "--scale", "ordinal"), "does not go with --show"),
        (("--case", "site"), "does not go with categories"),
        (("--scale", "severty=ordinal"), 'no variable "severty"'),
        (("--scale", "severity="), '"severity=" is not of the form VARIABLE=WORD'),
        (("--weights", "tone=linear"), "in which order"),
        (("--categories", "a,b", "--categories", "c,d"), "only once"),
        (("--themes", "themes.csv"), "is for codes"),
        (("--blanks", "category", "--weights", "actor=linear", "--categories", "actor=nurse,doctor"), "no place in an"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_word(sheet: str, options: tuple[str, ...], what: str) -> None:
    assert what in refused(sheet, *CODES, *options)


def test_themes_are_compared_in_place_of_their_codes(tmp_path: Path) -> None:
    path, themes = tmp_path / "coded.csv", tmp_path / "themes.csv"
    path.write_text('unit,codes_A,codes_B\n1,"fast, cheap",cheap\n2,safe,safe\n3,fast,cheap\n4,safe,"safe, cheap"\n')
    themes.write_text("code,theme\nfast,use\ncheap,use\nsafe,trust\n")
    rows = {row["code"]: row for row in found(str(path), "--themes", str(themes))["codes"]}
    assert set(rows) == {"use", "trust"}
    assert [rows["use"][key] for key in ("both", "only_a", "only_b", "neither")] == [2, 0, 1, 1]
    assert rows["trust"]["kappa"] == 1
    themes.write_text("code,theme\nfast,use\n")
    assert "no theme is known for: cheap, safe" in refused(str(path), "--themes", str(themes))
    themes.write_text("code,theme\nfast,\n")
    assert "the theme is empty" in refused(str(path), "--themes", str(themes))
