"""Tables and figures are cut to what paper can hold, and nothing is lost on the way."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from defusedxml.ElementTree import fromstring

from intercoder.findings.cooccurrence import CoOccurrence
from intercoder.findings.matrix import Cell, FrameworkMatrix
from intercoder.findings.saturation import Saturation
from intercoder.report.appendix import PAIRS, disagreement_logs, leading_pairs, matrix_parts
from intercoder.report.canvas import INK
from intercoder.report.figures import heat_maps, saturation_figure
from intercoder.report.heat_map import WHITE_FROM, shade
from intercoder.report.manuscript import slug, tables_of
from intercoder.report.study import Study
from intercoder.report.svg import standalone


def saturation(new: list[int], reached: int | None = 4) -> Saturation:
    frame = pd.DataFrame(
        {"position": range(1, len(new) + 1), "case": "P", "new": new, "total": pd.Series(new).cumsum()}
    )
    return Saturation(frame.assign(in_run=0, share=0.0), 4, 2, 0.05, 9, "the notes", reached)


def texts(svg: str) -> list[str]:
    return [str(element.text) for element in fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


def test_the_figure_of_saturation_says_where_it_was_reached() -> None:
    assert "saturation after 4 cases" in texts(standalone(saturation_figure(saturation([5, 3, 1, 0, 0, 0]))))
    assert not any("saturation" in text for text in texts(standalone(saturation_figure(saturation([5, 3], None)))))


def test_the_figure_of_saturation_stays_small_for_thousands_of_cases() -> None:
    few, many = (len(standalone(saturation_figure(saturation([9, *[0] * n])))) for n in (100, 5000))
    assert many < 3 * few + 120_000


def test_a_heat_map_writes_every_share_into_its_cell(counts_of) -> None:
    (drawn,) = heat_maps(counts_of(["Training", "Leaflets"], {"CAMHS": 4, "ID": 10}))
    said = texts(standalone(drawn))
    assert [text for text in said if re.fullmatch(r"\d+", text)][:4] == ["25", "50", "10", "20"]


def test_shades_grow_darker_with_the_share() -> None:
    greys = [sum(int(shade(percent)[at : at + 2], 16) for at in (1, 3, 5)) for percent in range(0, 101, 10)]
    assert greys == sorted(greys, reverse=True)
    assert len(set(greys)) == 11


def pairs(n: int) -> CoOccurrence:
    rows = [(f"A / B{n}", f"C / B{n}", 9, 9, 3, 15, 0.2) for n in range(n)]
    columns = ["code_a", "code_b", "n_a", "n_b", "both", "either", "jaccard"]
    return CoOccurrence(pd.DataFrame(rows, columns=columns), "case", 20, "", 2)


def test_leading_pairs_are_few_and_keep_their_codes_apart() -> None:
    shown = leading_pairs(pairs(40)).frame
    assert len(shown) == PAIRS
    assert list(shown.loc[0, ["code_a", "code_b"]]) == ["A / B0", "C / B0"]


def test_a_workbook_holds_all_pairs_and_a_paper_the_first() -> None:
    study = Study("Study", cooccurrence=pairs(40))
    assert [len(each.to_frame()) for each in tables_of(study)] == [PAIRS]
    assert [len(each.to_frame()) for each in tables_of(study, whole=True)] == [40]


def matrix(categories: list[str]) -> FrameworkMatrix:
    cells = [Cell(case, "", path, (), None) for case in ("P1", "P2") for path in categories]
    return FrameworkMatrix(tuple(cells), {path: path for path in categories}, None)


def test_the_matrix_comes_in_parts_that_hold_every_category_once() -> None:
    categories = [*(f"Planning / {n}" for n in range(7)), "Training"]
    parts = matrix_parts(matrix(categories))
    assert [part.heading() for part in parts] == [
        "Framework matrix: Planning (1 of 2)",
        "Framework matrix: Planning (2 of 2)",
        "Framework matrix: Training",
    ]
    assert [path for part in parts for path in part.categories] == categories
    assert all(list(part.to_frame()["case"]) == ["P1", "P2"] for part in parts)


def test_a_log_follows_the_framework_whatever_the_order_of_the_disagreements(study) -> None:
    (log,) = disagreement_logs(tuple(reversed(study.disagreements)), study.framework)
    assert list(log.to_frame()["code"]) == [entry.path for entry in study.framework]
    assert log.heading() == "Disagreement log: Consensus, C"
    assert set(log.to_frame()["applied_by"]) == {"Consensus"}


@pytest.mark.parametrize(("text", "name"), [("A/B: c", "a-b-c"), ("...", "table"), ("x" * 99, "x" * 60)])
def test_names_of_files_are_safe(text: str, name: str) -> None:
    assert slug(text) == name


@pytest.mark.parametrize("percent", range(0, 101, 5))
def test_numbers_in_a_heat_map_stand_out_from_their_shade(percent: int) -> None:
    def luminance(color: str) -> float:
        parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    text = "#ffffff" if percent >= WHITE_FROM else INK
    light, dark = sorted((luminance(text), luminance(shade(percent))), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4
