"""What a terminal shows while work is under way; in a pipe nothing."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

PATIENCE = 0.5
"""Seconds after which a person should see that something is going on."""


@contextmanager
def counting() -> Iterator[Callable[[int, int], None]]:
    """Show how much is counted; give the function that is told."""
    from rich.console import Console
    from rich.progress import Progress

    terminal = Console(stderr=True)
    if not terminal.is_terminal:  # even a bar that is not shown would end in an empty line
        yield lambda _done, _total: None
        return
    with Progress(console=terminal, transient=True) as bar:
        task = bar.add_task("Counting", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def while_reading(*files: str, then: str = "") -> Iterator[None]:
    """Show that these files are read, and for how long, when it takes longer than `PATIENCE`.

    `then` is what else is done meanwhile, such as " and comparing".
    """
    if not files or not sys.stderr.isatty():
        yield
        return
    line = _Line(f"Reading{then} {_named(files)}")
    timer = threading.Timer(PATIENCE, line.start)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        line.stop()


def _named(files: tuple[str, ...]) -> str:
    more = f" and {len(files) - 1} more" if len(files) > 1 else ""
    return Path(files[0]).name + more


class _Line:
    """A line at the foot of the terminal, which is gone when the work is done."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._bar: Progress | None = None

    def start(self) -> None:
        from rich.console import Console
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        from intercoder.report.display import visible

        columns = (SpinnerColumn("line"), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
        terminal = Console(stderr=True, emoji=False)
        bar = Progress(*columns, console=terminal, transient=True, redirect_stdout=False, redirect_stderr=False)
        bar.add_task(" ".join(visible(self._text).split()), total=None)
        bar.start()
        self._bar = bar

    def stop(self) -> None:
        if self._bar is not None:
            self._bar.stop()
