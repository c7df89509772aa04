"""While files are read a terminal shows it, and nothing else does."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from contextlib import redirect_stderr

import pytest

from intercoder.cli import progress
from intercoder.cli.progress import while_reading


class Terminal(io.StringIO):
    """What stands for standard error when it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    return Terminal()


def until(found: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not found() and time.monotonic() < end:
        time.sleep(0.01)
    assert found()


def test_what_takes_long_is_shown_and_wiped_away(terminal: Terminal) -> None:
    with redirect_stderr(terminal), while_reading("a folder/coded.xlsx", "b.xlsx", "c.xlsx", then=" and comparing"):
        until(lambda: "Reading and comparing coded.xlsx and 2 more" in terminal.getvalue())
    assert terminal.getvalue().endswith("\x1b[1A\x1b[2K")


def test_what_is_quick_is_not_shown(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 3600.0)
    with redirect_stderr(terminal), while_reading("coded.xlsx"):
        pass
    assert terminal.getvalue() == ""


def test_nothing_is_shown_where_there_is_no_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    monkeypatch.setattr(progress._Line, "start", lambda _: pytest.fail("it was shown"))
    with while_reading("coded.xlsx"):
        pass
    assert capsys.readouterr().err == ""


def test_the_name_of_a_file_cannot_steer_the_terminal(terminal: Terminal) -> None:
    with redirect_stderr(terminal), while_reading("[red]a\x1b]0;title\x07\n\u202eb.xlsx"):
        until(lambda: "b.xlsx" in terminal.getvalue())
    assert "Reading [red]a\u241b]0;title\u2407 b.xlsx" in terminal.getvalue()


def test_the_line_goes_when_reading_fails(terminal: Terminal) -> None:
    def fail() -> None:
        with redirect_stderr(terminal), while_reading("a.xlsx"):
            until(lambda: "a.xlsx" in terminal.getvalue())
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        fail()
    assert terminal.getvalue().endswith("\x1b[1A\x1b[2K")
