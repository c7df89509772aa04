"""The picture of a result: a row per code or coefficient, from the top, and words where there is no value."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest

import intercoder as ic
from intercoder.reliability.bands import band_scale
from intercoder.reliability.plot import plot_intervals


@pytest.fixture(autouse=True)
def headless():
    with mpl.rc_context({"backend": "agg"}):
        yield
        plt.close("all")


MARKS = pd.DataFrame(
    {
        "unit": [*range(10)] * 2,
        "coder": ["A"] * 10 + ["B"] * 10,
        "Trust $5": [1] * 5 + [0] * 5 + [1] * 5 + [0] * 5,
        "Cost": [1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0],
        "Never": [0] * 20,
    }
)


def test_codes_with_their_intervals():
    axes = ic.reliability(MARKS).plot()
    assert [label.get_text() for label in axes.get_yticklabels()] == [r"Trust \$5", "Cost", "Never"]
    assert "undefined" in [text.get_text() for text in axes.texts]
    dots = {line.get_marker(): next(iter(line.get_xdata())) for line in axes.lines if line.get_marker() in "oD"}
    assert dots["o"] == 1
    assert dots["D"] < 0.6, "a flagged code is a diamond"
    axes.figure.canvas.draw()


def test_coefficients_in_axes_that_are_given():
    _, ax = plt.subplots()
    found = ic.reliability(pd.DataFrame({"A": ["x", "x", "y", "y", "x"], "B": ["x", "y", "y", "y", "x"]}))
    assert found.plot(ax) is ax
    assert len(ax.get_yticklabels()) == len(found.to_frame())


def test_the_axis_is_named_and_reaches_from_nothing_or_below_to_one():
    """Kappas and limits at or above 0 begin at 0; a lower limit of -.3 makes room down to -.4."""
    values = pd.DataFrame({"value": [0.5, 0.9], "ci_low": [0.2, 0.8], "ci_high": [0.8, 1.0]})
    axes = plot_intervals(values, ["a", "b"], label="kappa")
    assert axes.get_xlabel() == "kappa"
    assert axes.get_xlim() == (0, 1.02)
    assert axes.get_ylim() == (1.5, -0.5)
    below = plot_intervals(values.assign(ci_low=[-0.3, 0.8]), ["a", "b"], label="kappa")
    assert below.get_xlim()[0] == pytest.approx(-0.4)


def test_bands_are_named_over_their_middle():
    values = pd.DataFrame({"value": [0.5], "ci_low": [0.2], "ci_high": [0.8]})
    axes = plot_intervals(values, ["a"], label="kappa", words=band_scale("landis-koch"))
    places = {text.get_text().replace("\n", " "): text.xy[0] for text in axes.texts}
    assert places["moderate"] == pytest.approx(0.5)
    assert places["almost perfect"] == pytest.approx(0.9)
    assert "poor" not in places


def test_what_is_printed_of_ratings_and_codes():
    found = ic.reliability(pd.DataFrame({"A": ["x", "x", "y", "y", "x"], "B": ["x", "y", "y", "y", "x"]}))
    assert found.plot().get_xlabel() == "coefficient, 95 % interval"
    shaded = ic.reliability(MARKS).plot()
    assert "moderate" in {text.get_text() for text in shaded.texts}
