"""A file is there as a whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from intercoder.atomic import replacing
from intercoder.errors import InputError


def names(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir()]


def test_the_new_file_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    with replacing(path) as temporary:
        temporary.write_text("new")
        assert path.read_text() == "old"
        assert temporary.suffix == ".txt"
    assert path.read_text() == "new"
    assert names(tmp_path) == ["a.txt"]


def test_after_a_failure_the_old_file_is_untouched_and_nothing_is_left_over(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(UnicodeEncodeError), replacing(path) as temporary:
        temporary.write_text("half, and then \ud800", encoding="utf-8")
    assert (path.read_text(), names(tmp_path)) == ("old", ["a.txt"])


def test_others_may_read_the_file_as_usual(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        with replacing(tmp_path / "a.txt") as temporary:
            temporary.write_text("x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a.txt").stat().st_mode) == 0o640


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no folder"), replacing(tmp_path / "none" / "a.txt"):
        pass


def test_what_cannot_be_replaced_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(InputError, match="cannot be written"), replacing(tmp_path / "folder") as temporary:
        temporary.write_text("x")
    assert names(tmp_path) == ["folder"]
