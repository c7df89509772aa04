"""The units that are compared, with the cases that are taken together for the intervals."""

import pandas as pd
import pytest

from intercoder.errors import InputError
from intercoder.reliability.agreement import agreement


def test_a_unit_whose_case_is_not_known_is_named():
    codings = pd.DataFrame({"unit": ["u1", "u2", "u1", "u3"], "coder": list("AABB"), "code": ["trust"] * 4})
    coverage = pd.DataFrame({"unit": ["u1", "u2", "u3", "u4"] * 2, "coder": ["A"] * 4 + ["B"] * 4})
    with pytest.raises(InputError, match=r'unit "u2" belongs to no case\. Give the case of every unit\.'):
        agreement(codings, coverage, cases={"u1": "P1", "u3": "P1", "u4": "P2"})
