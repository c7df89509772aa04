"""Results: one frame, and what people see of it."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from intercoder.results import Column, Result, coefficient_text, decimals

TO_FRAME = re.compile(r"def to_frame\(self.*?(?=\n    def |\n\n\n|\Z)", re.DOTALL)


class Example(Result):
    title = "An <example>"

    def to_frame(self) -> pd.DataFrame:
        return pd.DataFrame(
            {
                "code": ["A & B", "C"],
                "n": [12.0, np.nan],
                "share": [51.666, 0.0],
                "kappa": [0.8283, np.nan],
                "ci_low": [-0.1, np.nan],
                "ci_high": [1.0, 0.5],
                "flagged": [True, False],
            }
        )

    def columns(self) -> tuple[Column, ...]:
        return (
            Column("code", "Code"),
            Column("n", "Units", "count"),
            Column("share", "%", "percent"),
            Column("kappa", "Kappa", "coefficient"),
            Column("ci", "95 %", "interval"),
            Column("flagged", "", "flag"),
        )

    def to_dict(self) -> dict[str, object]:
        return {}

    def notes(self) -> tuple[str, ...]:
        return ("Of <12> units.",)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.8283, ".83"), (1.0, "1.00"), (0.996, "1.00"), (-0.05, "-.05"), (-1.0, "-1.00"), (0.0, ".00"),
        (-0.001, ".00"),         (None, "–"), (float("nan"), "–"), (np.float64(0.5), ".50"), (1, "1.00"), (0, ".00"),
    ],
)  # fmt: skip
def test_coefficients_are_printed_as_papers_do(value: float | None, text: str) -> None:
    assert coefficient_text(value) == text


def test_cells_are_what_people_see() -> None:
    assert Example().cells() == [
        ["A & B", "12", "51.7", ".83", "-.10 to 1.00", "flagged"],
        ["C", "–", "0.0", "–", "–", ""],
    ]


def test_the_summary_lines_up_title_table_and_notes() -> None:
    assert repr(Example()).splitlines() == [
        "An <example>",
        "Code   Units  %     Kappa  95 %",
        "A & B  12     51.7  .83    -.10 to 1.00  flagged",
        "C      –      0.0   –      –",
        "Of <12> units.",
    ]


def test_a_notebook_shows_everything_escaped() -> None:
    page = Example()._repr_html_()
    assert "An &lt;example&gt;" in page
    assert "<td>A &amp; B</td>" in page
    assert "<p>Of &lt;12&gt; units.</p>" in page


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0312, ".031"), (0.0002, "< .001"), (0.0009996, "< .001"), (0.0, "< .001"), (0.99951, "1.000"), (None, "–")],
)
def test_a_p_value_is_never_shown_as_0(value: float | None, text: str) -> None:
    assert Column("p", "p", "p").text({"p": value}) == text


def test_a_frame_that_is_handed_out_is_the_callers_own() -> None:
    """Who changes it must not change the result, so `to_frame` copies what the result keeps."""
    sources = Path(inspect.getfile(Result)).parent
    kept = [
        f"{path.name}: {line.strip()}"
        for path in sources.rglob("*.py")
        for body in TO_FRAME.findall(path.read_text(encoding="utf-8"))
        for line in body.splitlines()
        if re.fullmatch(r"\s+return self\.\w+", line)
    ]
    assert kept == []


def test_numbers_that_are_too_large_for_decimals_are_shown_all_the_same() -> None:
    assert [decimals(value, 2) for value in (1e15, 1e308, float("inf"))] == ["1000000000000000.00", "1e+308", "inf"]


class WithReasons(Example):
    reasons: tuple[str, str] = ("", "")

    def to_frame(self) -> pd.DataFrame:
        return super().to_frame().assign(reason=self.reasons)

    def columns(self) -> tuple[Column, ...]:
        return (*super().columns(), Column("reason", "Why undefined"))


def test_the_column_of_reasons_is_shown_only_where_a_row_has_one() -> None:
    found = WithReasons()
    assert "Why undefined" not in found.summary() + found._repr_html_()
    assert [len(row) for row in found.cells()] == [len(Example().columns())] * 2
    found.reasons = ("", "nobody applied it")
    assert [row[-1] for row in found.cells()] == ["", "nobody applied it"]
    assert "Why undefined" in found.summary()
    assert "Why undefined" in found._repr_html_()
