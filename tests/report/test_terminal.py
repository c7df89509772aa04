"""What a terminal shows: everything where there is room, the main things where there is little, and no tricks."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from typing import ClassVar

import pandas as pd
import pytest
from rich.console import Console

from intercoder.report.terminal import show
from intercoder.results import Column, Result


def shown(result, width: int = 120, *, terminal: bool = True, encoding: str = "utf-8", colour: bool = False) -> str:
    file = io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="")
    console = Console(
        file=file,
        width=width,
        force_terminal=terminal,
        color_system="standard" if colour else None,
        legacy_windows=False,
    )
    show(result, console)
    file.flush()
    return file.buffer.getvalue().decode(encoding)


def test_every_cell_and_note_is_there(result) -> None:
    text = " ".join(shown(result).split())
    for word in ("Agreement per code", "Consensus", ".83", "-.05 to .79", "almost perfect", *result.sentences):
        assert word in text


def test_codes_stand_as_an_outline_under_those_they_belong_to(result) -> None:
    starts = [line[:22].rstrip() for line in shown(result, 160).splitlines()]
    place = starts.index("Service planning")
    assert starts[place + 1 : place + 3] == ["  Evaluating and modif", "    Consultation with"]


def test_a_flagged_row_says_so_without_colour(result) -> None:
    lines = shown(result).splitlines()
    assert [line.split()[0] for line in lines if line.rstrip().endswith("flagged")] == ["Consultation", "=HYPERLINK(x)"]


@pytest.mark.parametrize("width", [30, 50, 70, 80, 100, 120, 160])
def test_no_line_is_wider_than_the_terminal(result, width: int) -> None:
    text = shown(result, width)
    assert max(map(len, text.splitlines())) <= width
    assert ".83" in text
    assert text.count("flagged") >= 2


def test_counts_left_out_for_lack_of_width_are_named(result) -> None:
    text = shown(result, 90)
    assert "Left out here for lack of width: Both, Only Consensus, Only C, Neither." in text
    assert "Kappa" in text


def test_into_a_pipe_goes_the_whole_table_without_any_escape(result) -> None:
    text = shown(result, 40, terminal=False)
    assert "\x1b" not in text
    assert any("-.05 to .79" in line and line.rstrip().endswith("flagged") for line in text.splitlines())


def test_data_cannot_steer_the_terminal_nor_write_markup(result) -> None:
    hostile = "\x1b]0;owned\x07[bold red]\x9b2J"
    frame = result.frame.assign(code=[hostile, *result.frame["code"][1:]])
    text = shown(replace(result, frame=frame, sentences=(hostile,)), 160)
    assert not {"\x1b", "\x07", "\x9b"} & set(text)
    assert "[bold red]" in text


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1"])
def test_an_old_encoding_gets_question_marks_and_no_crash(result, encoding: str) -> None:
    frame = result.frame.assign(code=["\u2603 snow", *result.frame["code"][1:]])
    assert "? snow" in shown(replace(result, frame=frame), encoding=encoding)


def test_a_table_without_rows_says_so(result) -> None:
    empty = replace(result, frame=pd.DataFrame({"code": []}), seen=(Column("code", "Code"),))
    assert "Nothing to show." in shown(empty)


@dataclass(frozen=True)
class Plain(Result):
    """A table as it is given: headings and kinds by key."""

    frame: pd.DataFrame
    seen: tuple[Column, ...]
    title: ClassVar[str] = "Plain"

    def to_frame(self) -> pd.DataFrame:
        return self.frame

    def columns(self) -> tuple[Column, ...]:
        return self.seen

    def to_dict(self) -> dict[str, object]:
        return {}


SENTENCE = "The coders agree: both applied it to 1 of 12 units, and neither applied it to any of the others."


def test_sentences_that_would_be_narrow_stand_below_their_rows() -> None:
    frame = pd.DataFrame({"code": ["Planning / Groups", "Leaflets"], "kappa": [0.8, 0.5], "what": [SENTENCE, "Short."]})
    seen = (Column("code", "Code"), Column("kappa", "Kappa", "coefficient"), Column("what", "What it is"))
    lines = [line.rstrip() for line in shown(Plain(frame, seen), 50).splitlines()]
    assert lines[1].split() == ["Code", "Kappa"]
    assert lines[4].split() == ["Groups", ".80"]
    assert " ".join(line.strip() for line in lines[5:-2]) == SENTENCE
    assert [line.split() for line in lines[-2:]] == [["Leaflets", ".50"], ["Short."]]
    assert "What it is" in shown(Plain(frame, seen), 160)
    words = (Column("code", "Code"), Column("kappa", "Kappa"), Column("what", "What it is"))
    beside = shown(Plain(frame.assign(kappa=SENTENCE), words), 70)  # texts stand beside texts
    assert "What it is" in beside
    silent = shown(Plain(frame.assign(what=[SENTENCE, ""]), seen), 50)
    assert not any(not line.strip() for line in silent.splitlines())


def test_a_table_of_many_numbers_is_parted_with_the_first_column_in_each() -> None:
    keys = [f"participation{n}" for n in range(9)]
    frame = pd.DataFrame({"code": ["Planning"], **{key: [n] for n, key in enumerate(keys)}})
    seen = (Column("code", "Code"), *(Column(key, key, "count") for key in keys))
    text = shown(Plain(frame, seen), 80)
    heads = [line.split() for line in text.splitlines() if line.startswith("Code")]
    assert len(heads) > 1
    assert [word for line in heads for word in line[1:]] == keys
    assert text.count("Planning") == len(heads)
    assert max(map(len, text.splitlines())) <= 80


def test_no_word_is_cut_short() -> None:
    frame = pd.DataFrame({"name": ["one"], "file": ["Read framework_1.xlsx."], "why": ["They had agreed on it. " * 9]})
    seen = (Column("name", "Name"), Column("file", "Edits"), Column("why", "Why"))
    for width in (50, 80, 110):
        assert "framework_1.xlsx" in shown(Plain(frame, seen), width)
        assert "…" not in shown(Plain(frame, seen), width)
