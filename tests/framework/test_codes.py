"""The framework is a tree whose problems are all said at once, and whose codes are found by path."""

from __future__ import annotations

import pytest

from intercoder.errors import InputError, SeveralErrors
from intercoder.framework.codes import Code, Framework

PLANNING = Code("c1", "Service planning", definition="How services are planned")
STEERING = Code("c2", "Steering groups", parent="c1", origin="inductive")
RECRUITMENT = Code("c3", "Recruitment")


@pytest.fixture
def framework() -> Framework:
    return Framework([RECRUITMENT, STEERING, PLANNING])


def test_codes_come_parents_first_whatever_the_order_they_were_given_in(framework: Framework) -> None:
    assert [code.id for code in framework] == ["c3", "c1", "c2"]
    assert framework.path("c2") == "Service planning / Steering groups"
    assert (framework.depth("c2"), framework.depth("c3")) == (1, 0)


def test_a_code_is_found_by_its_path_whatever_case_and_spaces(framework: Framework) -> None:
    assert framework.find("service planning  /  STEERING groups") == STEERING


def test_an_unknown_code_is_answered_with_the_nearest(framework: Framework) -> None:
    with pytest.raises(InputError, match='Did you mean "Recruitment"'):
        framework.find("Recruitement", where="coder_B.xlsx, cell F14")


def test_a_name_with_a_slash_is_answered_as_it_must_be_written() -> None:
    with pytest.raises(InputError, match=r'Did you mean "A \\/ B"\?'):
        Framework([Code("c1", "A / B")]).find("A / B")


def test_a_colour_does_not_change_the_hash_of_frameworks_without_one(framework: Framework) -> None:
    coloured = Framework([RECRUITMENT, STEERING, Code("c1", "Service planning", colour="#1f4e79")])
    plain = Framework([RECRUITMENT, STEERING, Code("c1", "Service planning")])
    assert coloured.hash != plain.hash
    assert "colour" not in plain.to_list()[0]
    with pytest.raises(InputError, match="no colour"):
        Framework([Code("c1", "A", colour="red")])


def test_what_was_written_out_is_the_same_framework(framework: Framework) -> None:
    again = Framework.from_list(framework.to_list())
    assert again.hash == framework.hash
    assert again.codes == framework.codes


def test_the_hash_changes_with_a_definition(framework: Framework) -> None:
    changed = Framework([RECRUITMENT, STEERING, Code("c1", "Service planning", definition="Something else")])
    assert changed.hash != framework.hash


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        ([Code("c1", " ")], "no name"),
        ([Code("c1", "A", parent="c9")], "not in the framework"),
        ([Code("c1", "A"), Code("c2", "a ")], '"a " and "A" are the same name under one parent'),
        ([Code("c1", "A"), Code("c2", "A")], 'two codes have the same name, "A", under one parent'),
        ([Code("c1", "A", parent="c2"), Code("c2", "B", parent="c1")], "own ancestor"),
        ([Code("c1", "A"), Code("c1", "B")], "same id"),
    ],
)
def test_a_bad_tree_is_refused(codes: list[Code], said: str) -> None:
    with pytest.raises(InputError, match=said):
        Framework(codes)


def test_all_problems_are_said_together() -> None:
    with pytest.raises(SeveralErrors) as raised:
        Framework([Code("c1", ""), Code("c2", "B", parent="c9")])
    assert len(raised.value.problems) == 2


def test_an_empty_framework_is_one() -> None:
    assert len(Framework()) == 0
    assert Framework().applicable == ()
