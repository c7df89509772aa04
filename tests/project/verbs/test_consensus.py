"""Decisions are a layer of their own: read back with care, never overwritten unasked, each with who, when and why."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from intercoder.errors import InputError, ProjectError

if TYPE_CHECKING:
    from intercoder.project import Project

Decided = Mapping[tuple[str, str], tuple[str, str]]
STEERING, TRAINING, LEAFLETS = "Planning / Steering groups", "Training", "Leaflets"


@pytest.fixture
def meeting(coded: Project, tmp_path: Path, type_in: Any) -> Any:
    """Write the meeting's workbook, and decide {(unit, code): (decision, why)} in it."""

    def meet(decided: Decided, name: str = "decisions.xlsx") -> Path:
        path = tmp_path / name
        if not path.exists():
            coded.consensus_write(path)
        typed = {pair: {"decision": made, "rationale": why} for pair, (made, why) in decided.items()}
        type_in(path, "Discussion", typed, row_named_by=("unit", "code"))
        return path

    return meet


def decisions(project: Project) -> dict[tuple[str, str], str]:
    frame = project.disagreements().to_frame()
    return {(row.unit, row.code): row.decision for row in frame.itertuples() if row.decision}


def test_the_worst_code_comes_first(coded: Project) -> None:
    frame = coded.disagreements().to_frame()
    assert list(zip(frame["code"], frame["unit"], strict=True)) == [
        (LEAFLETS, "P6"), (STEERING, "P1"), (TRAINING, "P4")
    ]  # fmt: skip
    assert list(frame["kappa"].round(2)) == [0.0, 0.57, 0.57]


def test_by_unit_the_unit_with_most_comes_first(coded: Project, fill: Any) -> None:
    coded.workbook_read(fill("B", {"P1": (), "P2": ("Training",), "P3": (), "P4": (), "P5": (), "P6": ()}))
    frame = coded.disagreements(order="unit").to_frame()
    assert list(zip(frame["unit"], frame["code"], strict=True)) == [
        ("P4", STEERING), ("P4", TRAINING), ("P1", STEERING), ("P6", LEAFLETS)
    ]  # fmt: skip


def test_marks_and_memos_stand_beside_text_and_definition(coded: Project) -> None:
    (row,) = coded.disagreements(code=STEERING).to_dict()["disagreements"]
    assert (row["applied_by"], row["not_applied_by"], row["memos"]) == ("A", "B", "A: It says so.")
    assert (row["text"], row["definition"]) == ("Families sit on the steering group.", f"About {STEERING}")


def test_an_order_that_is_none_is_refused(coded: Project) -> None:
    with pytest.raises(InputError, match='Did you mean "code"'):
        coded.disagreements(order="codes")  # type: ignore[arg-type]


def test_decisions_in_all_words(coded: Project, meeting: Any) -> None:
    decided = {
        ("P1", STEERING): ("keep A", "said so"), ("P4", TRAINING): ("Keep b", "chosen"), ("P6", LEAFLETS): ("both", "x")
    }  # fmt: skip
    outcome = coded.consensus_read(meeting(decided))
    assert outcome.summary == "Read 3 decisions of round main from decisions.xlsx."
    assert decisions(coded) == {
        ("P1", STEERING): "applies", ("P4", TRAINING): "does not apply", ("P6", LEAFLETS): "applies"
    }  # fmt: skip


def test_proposals_leave_the_row_open_and_go_on_a_list(coded: Project, meeting: Any) -> None:
    decided = {
        ("P1", STEERING): ("new code: Boards", "not the same"),
        ("P4", TRAINING): ("change the definition", "say whether of staff"),
    }
    outcome = coded.consensus_read(meeting(decided))
    assert "0 of 3 rows of the workbook are decided." in outcome.remarks
    assert decisions(coded) == {}
    found = coded.consensus_proposals().to_dict()["proposals"]
    assert [(row["kind"], row["proposal"], row["unit"], row["code"], row["who"]) for row in found] == [
        ("new code", "Boards. not the same", "P1", STEERING, "Lead"),
        ("change the definition", "say whether of staff", "P4", TRAINING, "Lead"),
    ]


def test_reading_the_same_file_twice_changes_nothing(coded: Project, meeting: Any) -> None:
    path = meeting({("P1", STEERING): ("applies", "said so"), ("P6", LEAFLETS): ("new code: Media", "")})
    coded.consensus_read(path)
    steps = len(coded.history().to_frame())
    assert "nothing was changed" in coded.consensus_read(path).summary
    assert len(coded.history().to_frame()) == steps
    assert len(coded.consensus_proposals().to_frame()) == 1


def test_a_decision_is_never_overwritten_unasked(coded: Project, meeting: Any) -> None:
    coded.consensus_read(meeting({("P1", STEERING): ("applies", "said so")}))
    path = meeting({("P1", STEERING): ("does not apply", "no"), ("P6", LEAFLETS): ("applies", "yes")})
    outcome = coded.consensus_read(path)
    assert outcome.summary.startswith("Read 1 decision")
    assert f'P1, "{STEERING}": stays "applies" (said so), not "does not apply" (no)' in outcome.remarks
    assert decisions(coded)["P1", STEERING] == "applies"
    asked = coded.consensus_read(path, replace=True)
    assert f'P1, "{STEERING}": was "applies" (said so), now "does not apply" (no)' in asked.remarks
    assert decisions(coded)["P1", STEERING] == "does not apply"


def test_whose_coding_stands_must_be_what_was_seen(coded: Project, meeting: Any, fill: Any) -> None:
    path = meeting({("P1", STEERING): ("keep B", "right")})
    marks = {"P1": ("Steering groups",), "P2": ("Training",), "P3": (), "P4": (), "P5": (), "P6": ()}
    coded.workbook_read(fill("B", marks))
    with pytest.raises(InputError, match='B\'s coding is "applied" by now, and the workbook shows "–"'):
        coded.consensus_read(path)


@pytest.mark.parametrize(
    ("made", "why", "said"),
    [
        ("keep C", "x", r'no decision "keep C".*Did you mean "keep'),
        ("perhaps", "x", 'no decision "perhaps"'),
        ("applies", " ", "a decision without a reason"),
        ("new code", "", '"new code" does not say which'),
    ],
)
def test_what_is_no_decision_is_said_with_its_cell(
    coded: Project, meeting: Any, made: str, why: str, said: str
) -> None:
    with pytest.raises(InputError, match=said) as raised:
        coded.consensus_read(meeting({("P1", STEERING): (made, why)}))
    assert "decisions.xlsx, sheet Discussion, cell" in str(raised.value)
    assert decisions(coded) == {}


def test_deciding_one_by_one(coded: Project) -> None:
    outcome = coded.consensus_decide("P1", "planning / steering groups", applies=True, why="said so")
    assert outcome.summary == f'Decided in round main: "{STEERING}" applies to P1 (said so).'
    assert "decided so already" in coded.consensus_decide("P1", STEERING, applies=True, why="said so").summary
    with pytest.raises(ProjectError, match='decided before that "Planning / Steering groups" applies to P1'):
        coded.consensus_decide("P1", STEERING, applies=False, why="no")
    coded.consensus_decide("P1", STEERING, applies=False, why="no", replace=True)
    assert decisions(coded) == {("P1", STEERING): "does not apply"}


@pytest.mark.parametrize(
    ("unit", "code", "why", "said"),
    [
        ("P9", STEERING, "x", 'no unit "P9"'),
        ("P1", "Trainin", "x", "Did you mean"),
        ("P1", TRAINING, " ", "reason"),
    ],
)
def test_a_decision_about_nothing_is_refused(coded: Project, unit: str, code: str, why: str, said: str) -> None:
    with pytest.raises((InputError, ProjectError), match=said):
        coded.consensus_decide(unit, code, applies=True, why=why)


def test_what_is_not_decided_yet(coded: Project) -> None:
    coded.consensus_decide("P1", STEERING, applies=True, why="said so")
    left = coded.disagreements(undecided=True).to_frame()
    assert list(left["unit"]) == ["P6", "P4"]


def test_the_codings_of_the_coders_stay_as_they_are(coded: Project) -> None:
    before = coded.reliability().to_frame()
    coded.consensus_decide("P1", STEERING, applies=False, why="no")
    assert coded.reliability().to_frame().equals(before)


def test_a_workbook_of_flagged_codes_only(coded: Project, tmp_path: Path) -> None:
    assert coded.consensus_write(tmp_path / "all.xlsx").summary.startswith("Wrote 3 disagreements")
    flagged = coded.consensus_write(tmp_path / "flagged.xlsx", flagged=True)
    assert flagged.summary.startswith("Wrote 3 disagreements")  # all three codes have a kappa below .6
    with pytest.raises(InputError, match="is there already"):
        coded.consensus_write(tmp_path / "all.xlsx")


def test_new_codes_from_a_meeting_are_suggestions_to_be_answered(coded: Project, meeting: Any, fill: Any) -> None:
    decided = {
        ("P1", STEERING): ("new code: Boards", "not the same. Really"),
        ("P4", TRAINING): ("change the definition", "say whether of staff"),
        ("P6", LEAFLETS): ("new code: Media", ""),
    }
    coded.consensus_read(meeting(decided))
    marks = {"P1": (), "P2": ("Training",), "P3": (), "P4": (), "P5": (), "P6": ()}
    coded.workbook_read(fill("B", marks, suggestion={"P3": "boards", "P5": "Costs"}))
    found = coded.suggestion_list().to_dict()["suggestions"]
    assert [(row["number"], row["suggestion"], row["by"], row["units"]) for row in found] == [
        (1, "Media", "meeting on round main", "P6"),
        (2, "Boards", "meeting on round main, B", "P1, P3"),
        (3, "Costs", "B", "P5"),
    ]
    coded.suggestion_accept(2, why="it came twice")
    assert "Boards" in set(coded.framework_show().to_frame()["code"])
    coded.suggestion_decline(1, why="no")
    assert [row["number"] for row in coded.suggestion_list().to_dict()["suggestions"]] == [3]
    assert len(coded.consensus_proposals().to_frame()) == 3


def test_an_open_suggestion_of_a_meeting_keeps_the_framework_from_being_stable(coded: Project, meeting: Any) -> None:
    coded.consensus_read(meeting({("P6", LEAFLETS): ("new code: Media", "")}))
    assert "1 suggestion is open." in str(coded.framework_status().to_dict())


def test_how_many_rows_of_a_meeting_are_decided_is_told(coded: Project, meeting: Any, tmp_path: Path) -> None:
    assert "decided" not in str(coded.consensus_write(tmp_path / "before.xlsx"))
    told = coded.consensus_read(meeting({("P1", STEERING): ("applies", "so"), ("P6", LEAFLETS): ("both", "x")}))
    assert "2 of 3 rows of the workbook are decided." in told.remarks
    assert str(coded.consensus_write(tmp_path / "after.xlsx")).endswith("after.xlsx, 2 of them decided.")
