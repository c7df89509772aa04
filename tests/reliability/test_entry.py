"""`import intercoder as ic; ic.reliability(data)`: one door for every shape of data, and nothing loaded before."""

import inspect
import pydoc
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

import intercoder as ic
from intercoder.errors import InputError
from intercoder.reliability.entry import tidy_from_marks


def test_the_package_is_a_function_and_a_package():
    from intercoder.reliability import Reliability, agreement_of_ratings

    ratings = pd.DataFrame({"A": [1, 2, 2], "B": [1, 2, 1]})
    assert ic.reliability(ratings)["percent_agreement"] == agreement_of_ratings(ratings)["percent_agreement"]
    assert Reliability.__module__ == "intercoder.reliability.result"
    assert all(hasattr(ic.reliability, name) for name in ic.reliability.__all__)
    with pytest.raises(AttributeError, match="no attribute"):
        ic.reliability.nothing  # noqa: B018
    with pytest.raises(AttributeError, match="no attribute"):
        ic.nothing  # noqa: B018


def test_importing_loads_no_library():
    code = "import sys, intercoder as ic; ic.__version__; ic.reliability; print('numpy' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["False"]


MARKS = pd.DataFrame(
    {
        "unit": ["u1", "u2", "u1", "u2"],
        "coder": ["A", "A", "B", "B"],
        "Trust": ["x", None, "yes", "0"],
        "Cost": [1, 0, 0, 0],
    }
)


def test_a_row_per_unit_and_coder():
    found = ic.reliability(MARKS).to_frame().set_index("code")
    assert found.loc["Trust", "kappa"] == 1
    assert found.loc["Cost", "only_a"] == 1


def test_tidy_tables_from_marks():
    codings, coverage = tidy_from_marks(MARKS)
    assert codings.to_numpy().tolist() == [["u1", "A", "Trust"], ["u1", "A", "Cost"], ["u1", "B", "Trust"]]
    assert len(coverage) == 4


def test_a_cell_that_is_no_mark():
    with pytest.raises(InputError, match=r'column "Trust", row 2: "maybe" is neither'):
        ic.reliability(MARKS.assign(Trust=["x", "maybe", "yes", "0"]))


def test_codings_need_their_coverage():
    codings, coverage = tidy_from_marks(MARKS)
    assert ic.reliability(codings, coverage).n_units == 2
    assert ic.reliability(codings, coverage=coverage, codes=["Trust", "Cost", "Rare"]).average.codes == 3
    with pytest.raises(InputError, match="coverage"):
        ic.reliability(codings)


def test_an_array_of_marks():
    marks = np.zeros((10, 2, 2), bool)
    marks[:4, :, 0] = True
    found = ic.reliability(marks)
    assert found.codes == ("code 1", "code 2")
    assert found.average.undefined == ("code 2",)
    with pytest.raises(InputError, match="true and false"):
        ic.reliability(marks.astype(int))


def test_the_project_is_found_beside_it():
    from intercoder.project import Project

    assert ic.Project is Project


def test_the_column_of_the_units_is_no_coder():
    ratings = pd.DataFrame({"A": [1, 2, 2, 1], "B": [1, 2, 1, 1]})
    named = ratings.assign(unit=["u1", "u2", "u3", "u4"], case="c")
    assert ic.reliability(named).to_frame().equals(ic.reliability(ratings).to_frame())
    with pytest.raises(InputError, match='column "ID" has another text in every row'):
        ic.reliability(ratings.assign(ID=["s1", "s2", "s3", "s4"]))


def test_coders_may_be_numbers():
    assert ic.reliability(MARKS.assign(coder=[1, 1, 2, 2])).coders == ("1", "2")


@pytest.mark.parametrize("data", [None, "coded.xlsx", {"A": [1], "B": [1]}])
def test_what_is_no_table(data):
    with pytest.raises(InputError, match="not a table"):
        ic.reliability(data)


def test_nobody_answered():
    nothing = pd.DataFrame({"A": [None] * 3, "B": [None] * 3})
    with pytest.raises(InputError, match="nobody gave an answer"):
        ic.reliability(nothing)
    found = ic.reliability(nothing, categories=["x", "y"], statistics=["cohen_kappa"])
    assert found.to_dict()["coefficients"][0]["reason"] == "No unit was coded by both coders."


def test_shares_are_not_below_0():
    limits = ic.reliability([["a", "a"], ["a", "b"]]).to_frame().set_index("coefficient")["ci_low"]
    assert limits["percent_agreement"] == 0
    assert limits["cohen_kappa"] < 0


@pytest.mark.parametrize("data", [MARKS, pd.DataFrame({"A": [1, 2], "B": [1, 2]}), np.ones((4, 2, 1), bool)])
def test_a_misspelt_option_is_answered_with_the_nearest_and_all_there_are(data):
    with pytest.raises(InputError, match=r'no option "confidnce"\. Did you mean "confidence".* Options: .*statistics'):
        ic.reliability(data, confidnce=0.9)
    with pytest.raises(TypeError, match='no option "weight"'):
        ic.reliability(data, weight="linear")


def test_what_is_compared_is_no_option():
    with pytest.raises(InputError, match='no option "codings"'):
        ic.reliability(MARKS, codings=MARKS)


def test_help_shows_the_function_with_its_options():
    said = pydoc.plain(pydoc.render_doc(ic.reliability))
    for text in ("reliability(data", "from data in any of these shapes", "threshold=0.6", "weights=None", "bands="):
        assert text in said
    assert list(inspect.signature(ic.reliability).parameters) == ["data", "coverage", "options"]


def test_columns_of_unit_case_and_coder_are_no_codes():
    found = ic.reliability(MARKS.assign(case=1))
    assert found.codes == ic.reliability(MARKS).codes
    assert "case" not in found.codes
