"""Figures show what the table says, the same each time, in a form that pages and journals take."""

from __future__ import annotations

import re
import struct
from collections import Counter
from itertools import chain

import pandas as pd
import pytest
from defusedxml.ElementTree import fromstring

from intercoder.errors import InputError
from intercoder.report.figures import agreement_figures, counts_figures, write_figure
from intercoder.report.svg import embedded, standalone

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[str]:
    return [element.text for element in fromstring(svg).iter(f"{SVG}text")]


@pytest.fixture
def figure(result):
    return agreement_figures(result.frame)[0]


def test_each_code_has_its_kappa_and_interval(figure) -> None:
    said = texts(standalone(figure))
    assert [text for text in said if "[" in text and "kappa" not in text] == [
        ".83 [.49, .99]",
        ".47 [-.05, .79]",
        "1.00 [.70, 1.00]",
        ".43 [-.20, .86]",
    ]


def test_an_undefined_kappa_is_said_and_not_drawn(figure) -> None:
    assert texts(standalone(figure)).count("undefined") == 1
    marks = [element.get("fill") for element in fromstring(standalone(figure)).iter(f"{SVG}use")]
    assert len(marks) == 4 + 2  # four codes with a kappa, two marks in the key


def test_flagged_codes_differ_in_shape_and_weight_not_only_in_colour(figure) -> None:
    root = fromstring(standalone(figure))
    bold = {element.text for element in root.iter(f"{SVG}text") if element.get("font-weight") in ("bold", "700")}
    assert {"=HYPERLINK(x)", "Consultation with groups", ".43 [-.20, .86]", ".47 [-.05, .79]"} <= bold
    shapes = Counter(element.get("href") for element in root.iter(f"{SVG}use"))
    assert list(shapes.values()) == [3, 3]  # two codes of each kind, and the key


def test_bands_carry_their_names_and_the_threshold_its_value(figure) -> None:
    said = " ".join(texts(standalone(figure)))
    for word in ("poor", "slight", "fair", "moderate", "substantial", "almost", "perfect", "below .60"):
        assert word in said


def test_the_confidence_of_the_intervals_is_said(result) -> None:
    said = texts(standalone(agreement_figures(result.frame, confidence=0.9)[0]))
    assert {"kappa [90 % CI]", "kappa with 90 % interval"} <= set(said)


def test_another_scale_has_its_own_words(result) -> None:
    said = texts(standalone(agreement_figures(result.frame, scale="altman")[0]))
    assert "good" in said
    assert "substantial" not in said


def test_without_negative_values_the_scale_begins_at_zero(result) -> None:
    said = texts(standalone(agreement_figures(result.frame[:1])[0]))
    assert "poor" not in said
    assert ".00" in said


def test_many_codes_become_several_figures_that_hold_each_once(result) -> None:
    frame = pd.concat([result.frame[:1]] * 130).assign(code=[f"Theme / Code {number:03d}" for number in range(130)])
    figures = agreement_figures(frame)
    names = [[text for text in texts(standalone(figure)) if text.startswith("Code ")] for figure in figures]
    assert len(figures) == 3
    assert max(map(len, names)) <= 60
    assert list(chain.from_iterable(names)) == [f"Code {number:03d}" for number in range(130)]


def test_no_code_at_all_is_an_empty_figure(result) -> None:
    assert len(agreement_figures(result.frame.iloc[:0])) == 1


def test_bars_show_the_counts_of_every_group(counts_of) -> None:
    figure = counts_figures(counts_of(["A", "A / B"], {"CAMHS": 21, "ID-CAMHS": 10}))[0]
    said = texts(standalone(figure))
    assert [text for text in said if text.startswith("n = ")] == ["n = 31", "n = 21", "n = 10"]
    assert [text for text in said if text in ("1", "2", "4")] == ["2", "4", "1", "2", "1", "2"]


def test_a_bar_is_as_long_as_the_share_of_the_group(counts_of) -> None:
    figure = counts_figures(counts_of(["A"], {"G": 4, "H": 10}))[0]
    everyone, g, h = (patch.get_width() for patch in figure.axes[0].patches)
    assert (g / h, everyone / h) == (pytest.approx((1 / 4) / (1 / 10)), pytest.approx((2 / 14) / (1 / 10)))


def test_many_groups_become_several_figures_and_a_group_may_be_called_all(counts_of) -> None:
    groups = {f"Group {number}": 3 for number in range(9)} | {"All": 3}
    figures = counts_figures(counts_of(["A"], groups))
    said = [text for figure in figures for text in texts(standalone(figure))]
    assert len(figures) == 2
    assert said.count("n = 3") == 10
    assert said.count("n = 30") == 1


@pytest.mark.parametrize("name", ["$x_1$ <b>&", "日本語", "\x1b[31m", "a" * 200, ""])
def test_any_name_can_be_drawn(result, name: str, tmp_path) -> None:
    figure = agreement_figures(result.frame[:1].assign(code=name))[0]
    shown = "".join(texts(standalone(figure)))
    assert name.replace("\x1b", "␛") in shown
    write_figure(figure, tmp_path / "figure.png")


def test_an_embedded_figure_has_no_style_that_the_policy_would_stop(figure) -> None:
    svg = embedded(figure, "one", "Title <", "Description &")
    assert ' style="' not in svg
    assert "<style" not in svg
    root = fromstring(svg)
    assert [root[0].text, root[1].text] == ["Title <", "Description &"]
    assert root.get("aria-labelledby") == "one-title one-description"
    ids = {element.get("id") for element in root.iter() if element.get("id")}
    assert all(name.startswith("one-") for name in ids)
    assert {use.get("href") for use in root.iter(f"{SVG}use")} <= {f"#{name}" for name in ids}


@pytest.mark.parametrize("suffix", [".svg", ".png"])
def test_the_same_figure_has_the_same_bytes(result, tmp_path, suffix: str) -> None:
    for name in ("one", "two"):
        write_figure(agreement_figures(result.frame)[0], tmp_path / f"{name}{suffix}")
    assert (tmp_path / f"one{suffix}").read_bytes() == (tmp_path / f"two{suffix}").read_bytes()


def test_a_png_is_as_wide_as_two_columns_of_a_journal_at_300_dots_per_inch(figure, tmp_path) -> None:
    write_figure(figure, tmp_path / "figure.png")
    width = struct.unpack(">I", (tmp_path / "figure.png").read_bytes()[16:20])[0]
    assert width == pytest.approx(180 / 25.4 * 300, abs=3)


def test_text_in_a_figure_stays_text(figure) -> None:
    assert re.search(r"<text[^>]*>Recruitment processes and decisions</text>", standalone(figure))


def test_another_kind_of_file_is_refused(figure, tmp_path) -> None:
    with pytest.raises(InputError, match=r"\.svg, \.png"):
        write_figure(figure, tmp_path / "figure.gif")
