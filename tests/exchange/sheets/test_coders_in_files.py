"""Coders with a file each are called after what tells the names of their files apart."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoder.exchange.sheets.coders_in_files import after_files, coders_of_files


def named(*names: str, wanted: list[str] | None = None) -> list[str]:
    return coders_of_files([Path(f"{name}.xlsx") for name in names], wanted)


@pytest.mark.parametrize(
    ("names", "coders"),
    [
        (["Anna_coding_v2", "Ben_coding_v2"], ["Anna", "Ben"]),
        (["T_Anna", "T_Ben"], ["Anna", "Ben"]),
        (["Study 3 - Anna (final)", "Study 3 - Ben (final)"], ["Anna", "Ben"]),
        (["Anna_Coding", "Ben_coding"], ["Anna", "Ben"]),
        (["Codes Anna Maria 2024-05-01", "Codes Ben 2024-05-01"], ["Anna Maria", "Ben"]),
        (["anna/coding", "ben/coding"], ["anna", "ben"]),
        (["Anna", "Anton"], ["Anna", "Anton"]),
        (["Anna_v2", "Ben_v3"], ["Anna_v2", "Ben_v3"]),
        (["coding", "coding_Ben"], ["coding", "coding_Ben"]),
        (["coding_Ben", "Ben"], ["coding_Ben", "Ben"]),
        (["coder_1", "coder_2"], ["coder_1", "coder_2"]),
        (["Zoë_x", "Noël_x", "Chloé_x"], ["Zoë", "Noël", "Chloé"]),
    ],
)
def test_what_all_names_share_is_left_out(names: list[str], coders: list[str]) -> None:
    assert named(*names) == coders


def test_the_whole_names_stay_where_one_of_them_is_asked_for() -> None:
    assert named("Anna_v2", "Ben_v2", wanted=["ben_v2"]) == ["Anna_v2", "Ben_v2"]
    assert named("Anna_v2", "Ben_v2", wanted=["Ben"]) == ["Anna", "Ben"]


@given(st.lists(st.text("aAb1_ -", min_size=1, max_size=8).filter(str.strip), min_size=2, max_size=4, unique=True))
def test_no_two_become_one_and_none_is_empty(names: list[str]) -> None:
    files = [Path("folder") / f"{name}.csv" for name in names]
    coders = coders_of_files(files)
    assert all(coders)
    assert len({coder.casefold() for coder in coders}) == len({file.stem.casefold() for file in files})


def test_the_line_says_where_shorter_names_come_from() -> None:
    files = [Path("Anna_v2.csv"), Path("Ben_v2.csv")]
    assert after_files(["Anna", "Ben"], files) == ", after the files' names"
    assert after_files(["Anna_v2", "Ben_v2"], files) == ""
