"""An edit gives a new framework, and says what becomes of the codings made with the old one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoder.errors import InputError
from intercoder.framework import edits
from intercoder.framework.codes import Code, Framework
from intercoder.framework.edits import Making, Recode

FRAMEWORK = Framework(
    [
        Code("c001", "Planning", definition="How services are planned"),
        Code("c002", "Steering groups", "c001"),
        Code("c003", "Surveys", "c001"),
        Code("c004", "Feedback"),
        Code("c005", "surveys", "c004"),
        Code("c006", "Staff", "c004"),
    ]
)
MAKING = Making(2, who="B", why="first pass", taken=("c009",))


def paths(framework: Framework) -> dict[str, str]:
    return {code.id: framework.path(code.id) for code in framework}


def test_an_added_code_says_where_it_came_from_and_never_takes_an_id_again() -> None:
    made = edits.add(FRAMEWORK, "Forums", MAKING, under="Planning", definition="Regular meetings")
    code = made.framework.find("Planning / Forums")
    assert (code.id, code.origin, code.added_in, code.added_by, code.reason) == (
        "c010",
        "inductive",
        2,
        "B",
        "first pass",
    )
    assert made.recode[0].codes == ("c001", "c002", "c003")
    assert made.mapping == {}


def test_an_added_code_at_the_top_may_be_anywhere() -> None:
    assert edits.add(FRAMEWORK, "Costs", MAKING).recode[0].everywhere
    assert edits.add(FRAMEWORK, "Costs", MAKING, look="none").recode == ()
    assert edits.add(FRAMEWORK, "Costs", MAKING, units=("P1",)).recode[0].units == ("P1",)


def test_a_renamed_code_is_the_same_code() -> None:
    made = edits.rename(FRAMEWORK, "planning", "Service  planning")
    assert paths(made.framework) == {**paths(FRAMEWORK)} | {
        "c001": "Service planning",
        "c002": "Service planning / Steering groups",
        "c003": "Service planning / Surveys",
    }
    assert (made.mapping, made.recode) == ({}, ())


def test_a_moved_code_takes_along_what_is_below_it() -> None:
    made = edits.move(FRAMEWORK, "Feedback", "Planning")
    assert paths(made.framework)["c006"] == "Planning / Feedback / Staff"
    assert edits.move(made.framework, "Planning / Feedback", None).framework.path("c004") == "Feedback"


def test_a_code_cannot_stand_below_itself() -> None:
    with pytest.raises(InputError, match="below itself"):
        edits.move(FRAMEWORK, "Planning", "Planning / Surveys")


def test_another_definition_sends_the_units_with_the_code_back() -> None:
    made = edits.describe(FRAMEWORK, "Planning", definition="Planning by the whole team")
    assert made.recode == (Recode('"Planning" has another definition.', ("c001",)),)
    assert edits.describe(FRAMEWORK, "Planning", example="They meet monthly").recode == ()
    assert edits.describe(FRAMEWORK, "Planning", applicable=False).recode[0].codes == ("c001",)
    assert edits.describe(FRAMEWORK, "Planning", definition="Wider", look="all").recode[0].everywhere


def test_what_changes_nothing_is_no_edit() -> None:
    with pytest.raises(InputError, match="nothing would change"):
        edits.describe(FRAMEWORK, "Planning", definition="How services are planned")


def test_a_merge_unites_what_is_below_by_name() -> None:
    made = edits.merge(FRAMEWORK, ["Feedback"], "Planning")
    assert made.mapping == {"c004": "c001", "c005": "c003"}
    assert paths(made.framework) == {
        "c001": "Planning",
        "c002": "Planning / Steering groups",
        "c003": "Planning / Surveys",
        "c006": "Planning / Staff",
    }


def test_a_code_is_not_merged_into_itself_or_below() -> None:
    for into in ("Planning", "Planning / Surveys"):
        with pytest.raises(InputError, match="itself or a code below"):
            edits.merge(FRAMEWORK, ["Planning"], into)


def test_a_split_needs_a_person() -> None:
    made = edits.split(FRAMEWORK, "Planning / Surveys", ["Paper", "Online"], MAKING)
    assert made.framework.path("c011") == "Planning / Surveys / Online"
    assert made.mapping == {}
    assert made.recode[0].codes == ("c003",)


def test_a_split_may_take_the_codes_place() -> None:
    made = edits.split(FRAMEWORK, "Planning / Surveys", ["Paper", "Online"], MAKING, instead=True)
    assert [code.name for code in made.framework.children("c001")] == ["Steering groups", "Paper", "Online"]
    assert made.mapping == {"c003": None}
    with pytest.raises(InputError, match="has sub-codes"):
        edits.split(FRAMEWORK, "Planning", ["A", "B"], MAKING, instead=True)
    with pytest.raises(InputError, match="at least two"):
        edits.split(FRAMEWORK, "Planning", ["A"], MAKING)


def test_a_retired_code_goes_with_its_branch() -> None:
    made = edits.retire(FRAMEWORK, "Feedback", "Planning")
    assert made.mapping == {"c004": "c001", "c005": "c001", "c006": "c001"}
    assert edits.retire(FRAMEWORK, "Feedback / Staff").mapping == {"c006": None}
    with pytest.raises(InputError, match="taken out too"):
        edits.retire(FRAMEWORK, "Feedback", "Feedback / Staff")


def test_a_retired_code_can_be_restored_and_is_itself() -> None:
    without = edits.retire(FRAMEWORK, "Feedback / Staff").framework
    made = edits.restore(without, "Feedback / Staff", [FRAMEWORK])
    assert made.framework["c006"] == FRAMEWORK["c006"]
    assert made.revived == ("c006",)


def test_only_what_is_gone_can_be_restored() -> None:
    with pytest.raises(InputError, match="still in the framework"):
        edits.restore(FRAMEWORK, "Planning", [FRAMEWORK])
    with pytest.raises(InputError, match='Did you mean "Feedback / Staff"'):
        edits.restore(FRAMEWORK, "Feedback / Staf", [FRAMEWORK])
    gone = edits.retire(FRAMEWORK, "Feedback").framework
    with pytest.raises(InputError, match='Restore "Feedback" first'):
        edits.restore(gone, "Feedback / Staff", [FRAMEWORK])


def test_reading_a_file_retires_adds_revives_and_asks() -> None:
    after = Framework(
        [
            Code("c001", "Planning", definition="Other"),
            Code("c007", "Costs", "c001", added_in=3),
            Code("c008", "Old", added_in=1),
        ]
    )
    made = edits.reading(FRAMEWORK, after, "f.xlsx", 3)
    assert made.mapping == {"c002": None, "c003": None, "c004": None, "c005": None, "c006": None}
    assert made.revived == ("c008",)
    assert {recode.why for recode in made.recode} == {
        '"Planning" is described in other words.',
        '"Planning / Costs" is new.',
    }


CODES = st.sampled_from([code.id for code in FRAMEWORK])


@given(CODES, CODES, st.sampled_from(["move", "merge", "retire", "rename"]))
def test_no_coding_is_lost_or_left_without_a_code(one: str, other: str, kind: str) -> None:
    first, second = FRAMEWORK.path(one), FRAMEWORK.path(other)
    try:
        made = {
            "move": lambda: edits.move(FRAMEWORK, first, second),
            "merge": lambda: edits.merge(FRAMEWORK, [first], second),
            "retire": lambda: edits.retire(FRAMEWORK, first, second),
            "rename": lambda: edits.rename(FRAMEWORK, first, "Another name"),
        }[kind]()
    except InputError:
        return
    for code in FRAMEWORK:
        assert made.mapping.get(code.id, code.id) in made.framework
    assert {code.id for code in made.framework} == {code.id for code in FRAMEWORK} - set(made.mapping)


@given(CODES)
def test_retire_and_restore_is_the_same_set_of_codes(one: str) -> None:
    now = edits.retire(FRAMEWORK, FRAMEWORK.path(one)).framework
    for gone in [code for code in FRAMEWORK if code.id not in now]:
        now = edits.restore(now, FRAMEWORK.path(gone.id), [FRAMEWORK]).framework
    assert {code.id: code for code in now} == {code.id: code for code in FRAMEWORK}


def test_a_code_that_is_there_is_not_added_again() -> None:
    with pytest.raises(InputError, match='there is a code "Planning / Surveys" already') as caught:
        edits.add(FRAMEWORK, "surveys ", MAKING, under="Planning")
    assert 'intercoder framework describe "Planning / Surveys"' in caught.value.fix
