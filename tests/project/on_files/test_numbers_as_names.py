"""Numbers that are compared as names are told, with what to say where they are in an order or no answer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from intercoder.project.on_files.agreement import reliability_of_files


def told(folder: Path, rows: Sequence[str], **options: object) -> list[str]:
    (folder / "a.csv").write_text("\n".join(rows), encoding="utf-8")
    return [each for each in reliability_of_files([folder / "a.csv"], **options).repairs if "--" in each]


LIKERT = ["unit,Rater 1,Rater 2", "u1,1,1", "u2,2,3", "u3,5,5", "u4,3,3"]


def test_ratings_without_a_scale_are_told_and_with_one_are_not(tmp_path: Path) -> None:
    (said,) = told(tmp_path, LIKERT)
    assert said.startswith("the numbers are compared as names, so that 1 differs from 2 as much as from 5;")
    assert said.endswith("--scale ordinal --weights linear")
    assert not told(tmp_path, LIKERT, scale="ordinal", weights="linear")
    assert not told(tmp_path, LIKERT, compare_with="recal")


def test_a_scale_without_weights_is_told_to_leave_the_kappas_unweighted(tmp_path: Path) -> None:
    (said,) = told(tmp_path, LIKERT, scale="ordinal")
    assert said.startswith("--scale ordinal is for Krippendorff's alpha alone")
    assert said.endswith("say --scale ordinal --weights linear")
    assert not told(tmp_path, LIKERT, scale="nominal")
    assert not told(tmp_path, LIKERT, scale="ordinal", statistics=["krippendorff_alpha"])


def test_words_and_two_numbers_are_left_alone(tmp_path: Path) -> None:
    assert not told(tmp_path, ["unit,Rater 1,Rater 2", "u1,1,1", "u2,2,1", "u3,2,2"])
    assert not told(tmp_path, ["unit,Rater 1,Rater 2", "u1,low,low", "u2,high,low", "u3,3,2"])


def test_a_number_for_no_answer_is_told_and_left_out_as_proposed(tmp_path: Path) -> None:
    rows = [*LIKERT, "u5,99,2"]
    said = told(tmp_path, rows)[0]
    assert said.startswith("99 beside 1 to 5:")
    assert said.endswith('--categories 1,2,3,5 --unlisted "leave out"')
    assert told(tmp_path, ["unit,Rater 1,Rater 2", "u1,98,97", "u2,99,99", "u3,96,96"])[0].startswith("the numbers")


def test_several_variables_are_told_in_one_line(tmp_path: Path) -> None:
    rows = ["unit,coder,Mood,Pain", *(f"u{at},{coder},{at},{9 - at}" for at in range(1, 5) for coder in "AB")]
    (said,) = told(tmp_path, rows)
    assert said.startswith("Mood, Pain: the numbers")
