"""Why a number is missing, or says nothing, in words."""

from __future__ import annotations

import numpy as np

from intercoder.reliability.counts.counting import patterns_of_categories
from intercoder.reliability.reasons import why_undefined, why_uninformative


def said(*answers: str) -> tuple[str, str]:
    patterns = patterns_of_categories(np.array([list(pair) for pair in answers]), coders=["Ann", "Ben"])
    return why_undefined(patterns)[0], why_uninformative(patterns)[0]


def test_a_coder_with_one_answer_throughout() -> None:
    assert said("aa", "ab", "aa")[1] == 'Ann answered "a" throughout, so kappa is 0 whatever the other coder did.'
    assert said("bc", "cc", "ac")[1] == 'Ben answered "c" throughout, so kappa is 0 whatever the other coder did.'


def test_both_with_one_answer_or_both_with_several_need_no_remark() -> None:
    assert said("ab", "ab")[1] == ""
    assert said("ab", "ba", "aa")[1] == ""


def test_one_answer_everywhere() -> None:
    assert said("bb", "bb")[0] == 'Every answer in the 2 units is "b".'
    assert said("bb")[0] == 'Every answer in the one unit is "b".'
