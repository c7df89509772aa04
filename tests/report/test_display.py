"""An outline says the same as the paths it stands for, and nothing that is shown can steer what shows it."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from intercoder.framework import paths
from intercoder.report.display import grid, outline, visible

names = st.text(st.characters(categories=["L", "P", "N"]), min_size=1, max_size=4)
codes = st.lists(st.lists(st.sampled_from("ABC"), min_size=1, max_size=3).map(paths.join), max_size=8)


@given(st.text())
def test_visible_text_holds_no_control_character_but_line_ends_and_tabs(text: str) -> None:
    controls = {character for character in visible(text) if unicodedata.category(character) in ("Cc", "Cs")}
    assert controls <= {"\n", "\t"}


def test_overrides_of_the_direction_of_writing_are_taken_out() -> None:
    assert visible("a\u202egpj.exe\u202c") == "agpj.exe"


@given(codes)
def test_above_and_name_of_a_row_are_its_path(paths_given: list[str]) -> None:
    rows = [line for line in outline(paths_given) if line.row is not None]
    assert [line.row for line in rows] == list(range(len(paths_given)))
    assert [line.above + line.name for line in rows] == paths_given


@given(codes)
def test_what_a_line_leaves_unsaid_stands_in_the_lines_over_it(paths_given: list[str]) -> None:
    over: list[str] = []
    for line in outline(paths_given):
        over[line.depth :] = [line.name]
        if line.above:
            assert paths.join(over) == line.above + line.name


def test_rows_that_follow_no_tree_keep_their_whole_path() -> None:
    for shuffled in (["A / B", "C", "A / D"], ["A / B", "A"]):
        assert [line.name for line in outline(shuffled)] == shuffled


def test_a_code_may_have_several_rows() -> None:
    assert [(line.depth, line.name, line.row) for line in outline(["A / B", "A / B"])] == [
        (0, "A", None),
        (1, "B", 0),
        (1, "B", 1),
    ]


def test_a_slash_in_a_name_is_no_level() -> None:
    assert [line.name for line in outline([paths.join(["A / B", "C"])])] == ["A / B", "C"]


def test_a_grid_marks_the_flagged_rows(result) -> None:
    shown = grid(result)
    assert shown.flagged == [False, True, False, True, False]
    assert [line.name for line in shown.lines if shown.is_flagged(line)] == [
        "Consultation with groups",
        "=HYPERLINK(x)",
    ]
