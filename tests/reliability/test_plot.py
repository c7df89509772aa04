"""The picture of a result: a row per code or coefficient, from the top, and words where there is no value."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest

import intercoder as ic


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
