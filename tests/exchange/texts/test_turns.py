"""Turns of speakers who are named: only their labels begin a turn, and the interviewer's may be left out."""

from __future__ import annotations

import pytest

from intercoder.errors import InputError
from intercoder.exchange.texts.turns import Speakers, cut_into_turns

TALK = "Recorded in May\nINT: How?\nP: We asked.\nNote: by post.\nNote: twice.\nINT : Whom?\nP: All.\nint: Thanks."


def test_without_names_what_comes_twice_speaks() -> None:
    assert cut_into_turns(TALK).speakers == ("INT", "P", "Note")


def test_only_those_who_are_named_speak() -> None:
    turns = cut_into_turns(TALK, Speakers({"INT": "Interviewer", "P": "P"}))
    assert turns.pieces == (
        "Recorded in May", "Interviewer: How?", "P: We asked.\nNote: by post.\nNote: twice.", "Interviewer : Whom?",
        "P: All.", "Interviewer: Thanks.",
    )  # fmt: skip
    assert turns.speakers == ("INT", "P")
    assert turns.not_speakers == ("Note",)


@pytest.mark.parametrize("named", ["INT", "interviewer", "int"])
def test_a_speaker_is_left_out_by_label_or_name(named: str) -> None:
    turns = cut_into_turns(TALK, Speakers({"INT": "Interviewer", "P": "P"}, [named]))
    assert turns.pieces == ("Recorded in May", "P: We asked.\nNote: by post.\nNote: twice.", "P: All.")
    assert turns.left_out == 3


def test_a_speaker_who_was_found_is_left_out() -> None:
    assert cut_into_turns("I: How?\nP: We asked.\nI: Whom?\nP: All.", Speakers({}, ["i"])).pieces == (
        "P: We asked.", "P: All."
    )  # fmt: skip


def test_a_name_that_begins_like_another_and_one_with_signs() -> None:
    text = "P: One.\nP 2: Two.\nA+B (both) 0:01:10\nThree."
    turns = cut_into_turns(text, Speakers({"P": "P", "P 2": "P2", "A+B (both)": "AB"}))
    assert turns.pieces == ("P: One.", "P2: Two.", "AB 0:01:10\nThree.")


def test_a_text_in_which_nobody_named_speaks() -> None:
    turns = cut_into_turns(TALK, Speakers({"Q": "Q"}))
    assert (turns.pieces, turns.speakers) == ((TALK,), ())


@pytest.mark.parametrize(
    ("speakers", "option"),
    [(Speakers({"IMT": "Interviewer"}), "--speaker"), (Speakers({"INT": "I"}, ["Interviwer"]), "--leave-out")],
)
def test_somebody_who_never_speaks_is_refused(speakers: Speakers, option: str) -> None:
    with pytest.raises(InputError, match=option):
        speakers.check(["INT", "P"])
