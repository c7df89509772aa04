"""What is given as a file and is none: a pipe (nobody would ever write), a device without end, a folder, a ring."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from intercoder.errors import InputError
from intercoder.opening import content_of, require_file

if TYPE_CHECKING:
    from .conftest import Run

READERS = {
    "p.csv": ("reliability", "framework read", "notes read --case a --text b"),
    "p.xlsx": ("reliability", "framework read", "workbook read", "consensus read", "classification read"),
    "p.ods": ("reliability",),
    "p.txt": ("reliability", "notes read"),
    "p.docx": ("notes read",),
    "p.yaml": ("framework read", "scheme read"),
    "p.md": ("framework read",),
    "p.qdc": ("framework read",),
    "p.qdpx": ("reliability",),
    "p.qda": ("reliability",),
    "p.sqlite3": ("reliability",),
    "p.zip": ("project verify",),
    "p.json": ("sample verify",),
    "p.intercoder": ("--project",),
}
COMMANDS = [(verb, file) for file, verbs in READERS.items() for verb in verbs]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names on this system")
@pytest.mark.parametrize(("verb", "file"), COMMANDS, ids=str)
@pytest.mark.parametrize("kind", ["pipe", "folder", "ring", "missing"])
def test_it_is_refused_and_nothing_waits(study: Path, run: Run, verb: str, file: str, kind: str) -> None:
    if kind == "pipe":
        os.mkfifo(file)
    elif kind == "folder":
        Path(file).mkdir()
    elif kind == "ring":
        Path(file).symlink_to(file)
    first, *rest = verb.split()
    words = [first, *[word for word in rest if not word.startswith("-")][:1]] if rest else [first]
    after = verb.split()[len(words) :]
    extra = ["counts"] if verb == "--project" else []
    result = run(*words, file, *after, *extra)
    assert result.exit_code == 2, result.output
    assert Path(file).name in result.stderr


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no such device on this system")
def test_a_device_without_end_is_refused_under_any_name(tmp_path: Path) -> None:
    path = tmp_path / "notes.csv"
    path.symlink_to("/dev/zero")
    with pytest.raises(InputError, match="a device or a pipe"):
        require_file(path)


def test_a_file_above_its_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"x" * 11)
    assert content_of(path, limit=11) == b"x" * 11
    with pytest.raises(InputError, match="is larger than"):
        content_of(path, limit=10)


def test_a_name_that_no_system_takes_is_refused(tmp_path: Path) -> None:
    for name in ("x" * 300, "a\0b"):
        with pytest.raises(InputError, match="cannot be opened"):
            require_file(tmp_path / name)
