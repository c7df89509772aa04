"""A clock that goes backwards or stands elsewhere, line ends and paths of Windows, and folders with spaces."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from intercoder.errors import InputError
from intercoder.exchange.frameworks.files import read_framework
from intercoder.exchange.texts.pictures import find_pictures
from intercoder.project import Project


def test_history_keeps_its_order_and_holds_when_the_clock_goes_back(study: Path) -> None:
    times = [dt.datetime(year, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=hours)))
             for year, hours in ((2031, 5), (1999, -11), (2026, 14), (2026, 0))]  # fmt: skip
    for number, at in enumerate(times):
        with Project.open(study, clock=lambda at=at: at) as project:  # type: ignore[misc]
            project.round_start(f"round {number}", coders=("A",))
    with Project.open(study) as project:
        history = project.history(verify=True)
        assert history.broken is None
        last = history.to_frame().tail(4)
        assert [f"round {n}" in text for n, text in enumerate(last["summary"])] == [True] * 4
        assert list(last["at"])[1] == "1999-01-01T11:00:00+00:00"
        assert project.project_check().ok
        project.undo()
        assert "round 3" in str(project.history().to_frame()["summary"].iloc[-1])


@pytest.mark.parametrize("suffix", [".csv", ".yaml", ".md"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_of_windows_give_the_same_framework(tmp_path: Path, suffix: str, mark: bytes) -> None:
    table = tmp_path / "codes.csv"
    table.write_text("Code,Definition\nPlanning,About planning\nPlanning / Groups,Two\n", encoding="utf-8")
    from intercoder.exchange.frameworks.files import write_framework

    path = tmp_path / f"written{suffix}"
    write_framework(read_framework(table), path)
    content = path.read_bytes().removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    bent = tmp_path / f"bent{suffix}"
    bent.write_bytes(mark + content)
    assert read_framework(bent).to_list() == read_framework(path).to_list()


@pytest.mark.parametrize("name", ["../secret.jpg", "/etc/hostname", "..\\..\\secret.jpg", "C:\\Windows\\win.ini"])
def test_a_picture_elsewhere_is_not_looked_at(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "notes of täglich"
    folder.mkdir()
    (tmp_path / "secret.jpg").write_bytes(b"x")
    (folder / "notes.csv").write_text("")
    with pytest.raises(InputError):
        find_pictures(folder / "notes.csv", {"P1": name})
