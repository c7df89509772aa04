"""Agreement of coders in REFI-QDA projects, from the command line."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sklearn.metrics import cohen_kappa_score

from intercoder.cli import main

from ..refi_files import Coded, Made

TEXT = "Families 👪 sit on the steering group. They vote there.\r\nStaff were trained by parents. It went well."
OTHER = "Nobody was trained. They would like to."
CODED = [
    Coded("P1", "A", "Steering", "Families 👪 sit on the steering group"),
    Coded("P1", "B", "Steering", "sit on the steering group. They vote"),
    Coded("P1", "A", "Training", "trained by parents"),
    Coded("P1", "B", "Training", "Staff were trained by parents"),
    Coded("P2", "A", "Training", "Nobody was trained"),
]
MADE = Made({"P1": TEXT, "P2": OTHER}, CODED, origin="NVivo")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return MADE.save(tmp_path / "study.qdpx")


def run(*arguments: object, code: int = 0) -> Any:
    result = CliRunner().invoke(main, ["reliability", *map(str, arguments)])
    assert result.exit_code == code, result.output
    return result


def found(*arguments: object) -> Any:
    return json.loads(run(*arguments, "--json").stdout)


def marked(coder: str, code: str) -> list[bool]:
    """Return for every character of the first text whether a coder gave it a code."""
    text = TEXT.replace("\r\n", "\n")
    marks = [False] * len(text)
    for each in CODED:
        if (each.source, each.coder, each.code) == ("P1", coder, code):
            start = text.index(each.quote)
            marks[start : start + len(each.quote)] = [True] * len(each.quote)
    return marks


def test_characters_are_compared_in_the_texts_that_both_coded(project: Path) -> None:
    result = found(project)
    assert result["level"] == "character"
    for row in result["codes"]:
        a, b = (marked(coder, row["code"]) for coder in "AB")
        assert row["both"] == sum(x and y for x, y in zip(a, b, strict=True))
        assert row["both"] + row["only_a"] + row["only_b"] + row["neither"] == len(a)
        assert row["kappa"] == pytest.approx(cohen_kappa_score(a, b))
    assert found(project, "--spans", "characters") == result


def test_the_texts_left_out_and_the_dialect_are_told(project: Path) -> None:
    told = run(project).stderr
    assert "positions in code points" in told
    assert "expected in UTF-16" in told
    assert 'left out, as not every coder coded anything in them: "P2"' in told
    told = run(project, "--spans", "paragraph").stderr
    assert told.count('taken as not coded by a coder who coded nothing in them: "P2"') == 1
    assert "--spans" in run(project, "--unit", "paragraph", code=2).stderr


@pytest.mark.parametrize(
    ("unit", "n", "steering", "training"),
    [
        ("sentence", 4, (1, 0, 1), (1, 0, 0)),
        ("paragraph", 2, (1, 0, 0), (1, 0, 0)),
        ("document", 1, (1, 0, 0), (1, 0, 0)),
    ],
)
def test_units_have_the_codes_that_touch_them(
    project: Path, unit: str, n: int, steering: tuple[int, int, int], training: tuple[int, int, int]
) -> None:
    result = found(project, "--spans", unit)
    counts = {row["code"]: (row["both"], row["only_a"], row["only_b"]) for row in result["codes"]}
    assert result["n_units"] == n
    assert counts == {"Steering": steering, "Training": training}


def test_units_are_seen_from_every_side(project: Path) -> None:
    assert found(project, "--spans", "sentence", "--show", "sets")
    assert found(project, "--spans", "sentence", "--case", "case", "--level", "case")["n_units"] == 1
    assert "attribute" in run(project, "--spans", "sentence", "--by", "Site", code=2).stderr


def test_boundaries_are_compared_by_alpha_u(project: Path) -> None:
    rows = found(project, "--spans", "alpha-u")["coefficients"]
    values = {(row["statistic"], row["code"]): row["value"] for row in rows}
    assert 0 < values["alpha_U", ""] < 1
    assert values["cu-alpha", ""] == 1.0  # where both marked something, they gave the same code


def test_a_file_per_coder_is_the_same_as_one_for_both(tmp_path: Path, project: Path) -> None:
    each = [replace(MADE, coded=[c for c in CODED if c.coder == coder]) for coder in "AB"]
    codes = replace(MADE).xml().split("<Codes>")[1].split("</Codes>")[0]
    paths = [replace(made, codes=codes).save(tmp_path / f"{at}.qdpx") for at, made in enumerate(each)]
    for view in ("characters", "sentence", "alpha-u"):
        assert found(*paths, "--spans", view) == found(project, "--spans", view)
    other = replace(MADE, texts={"P1": "x" + TEXT, "P2": OTHER}).save(tmp_path / "other.qdpx")
    assert "is another than in the files before" in run(paths[0], other, code=2).stderr
    assert "codings of A alone" in run(paths[0], code=2).stderr


def test_what_makes_no_sense_is_refused(tmp_path: Path, project: Path) -> None:
    three = [*CODED, Coded("P1", "C", "Training", "trained")]
    third = replace(MADE, coded=three, users=("A", "B", "C")).save(tmp_path / "three.qdpx")
    assert "Name two with --coders" in run(third, code=2).stderr
    assert found(third, "--coders", "B,A")["coders"] == ["B", "A"]
    assert "--threshold" in run(project, "--threshold", ".7", code=2).stderr
    assert "--layout" in run(project, "--layout", "long", code=2).stderr
    assert "characters" in run(project, "--spans", "character", code=2).stderr
    (tmp_path / "a.csv").write_text("unit,A,B\nu,x,y\n")
    assert "no REFI-QDA project" in run(tmp_path / "a.csv", "--spans", "sentence", code=2).stderr
    assert "no REFI-QDA project" in run(project, tmp_path / "a.csv", code=2).stderr
    assert "there is no project" in run("--spans", "sentence", code=2).stderr


def test_texts_without_codings_count_as_read_when_asked(project: Path) -> None:
    usual = run(project, "--spans", "paragraph")
    assert 'taken as not coded by a coder who coded nothing in them: "P2"; --blanks "not applied"' in usual.stderr
    asked = run(project, "--spans", "paragraph", "--blanks", "not applied")
    assert 'taken as read, with nothing to apply, by coders who coded nothing in them: "P2"' in asked.stderr
    row, before = (
        {row["code"]: row for row in found(project, "--spans", "paragraph", *options)["codes"]}["Training"]
        for options in (("--blanks", "not applied"), ())
    )
    assert (row["n_units"], row["only_a"]) == (before["n_units"] + 1, before["only_a"] + 1)


def test_characters_of_texts_without_codings_count_when_asked(project: Path) -> None:
    for view in ("characters", "alpha-u"):
        assert "left out, as not every coder coded anything" in run(project, "--spans", view).stderr
        assert "taken as read, with nothing to apply" in run(project, "--spans", view, "--blanks", "not applied").stderr
    cells = ("both", "only_a", "only_b", "neither")
    n = {sum(row[cell] for cell in cells) for row in found(project, "--blanks", "not applied")["codes"]}
    assert n == {len(TEXT.replace("\r\n", "\n")) + len(OTHER)}


def test_blanks_of_categories_are_refused(project: Path) -> None:
    assert "--blanks category: is for categories" in run(project, "--blanks", "category", code=2).output
    assert "there is no meaning" in run(project, "--blanks", "no", code=2).output


def test_what_to_do_about_selections_that_are_not_verified(tmp_path: Path) -> None:
    path = Made({"P1": TEXT}, [*CODED[:4], Coded("P1", "A", "Training", "rained by paren")]).save(tmp_path / "a.qdpx")
    said = run(path).stderr
    assert "1 selection not verified" in said
    assert "look them up in the tool that exported the project" in said
