"""Kill a program that works on a project, again and again, and see that the project is whole each time.

    python benchmarks/kill_test.py                 a thousand kills (about ten minutes)
    python benchmarks/kill_test.py --kills 50 --seed 7

Each time, one step (reading a workbook, a meeting's decisions or a framework, deciding, drawing a sample, starting a
round, undoing) is begun in a process of its own, which gets kill -9 at some moment: after a random time, at a random
statement to the database, or while the transaction is written to the disk. Then the project must open, pass
`project check`, and be, row for row, either as it was before the step or as the step leaves it when nobody kills it.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import sqlalchemy as sa

from intercoder.errors import IntercoderError
from intercoder.project import Project

UNITS, VARIANTS = 40, 6
LINGER = 0.02  # seconds that a process goes on after its step, as a command does that prints what it did
CODES = ("Planning", "Training", "Leaflets", "Visits", "Barriers")
START = datetime(2026, 1, 5, 9, tzinfo=UTC)
MANNERS = ("time", "statement", "commit")

Step = Callable[[Project], object]
Rows = dict[str, list[tuple[object, ...]]]


@dataclass(frozen=True)
class Study:
    """The project that is worked on, and the files that are read into it."""

    path: Path
    workbooks: tuple[Path, ...]
    meetings: tuple[Path, ...]
    frameworks: tuple[Path, ...]


def opened(path: Path, trial: int) -> Project:
    """Open a project with a clock that stands still, so that a step leaves the same rows each time."""
    return Project.open(path, who="Lead", clock=lambda: START + timedelta(seconds=trial))


def prepare(folder: Path, chance: random.Random) -> Study:
    """Make a project in which two coders code, and fill in workbooks of theirs and of a meeting in several variants."""
    write_table(folder / "notes.csv", ["case", "text"], [[f"P{n:02}", f"Notes of P{n:02}."] for n in range(UNITS)])
    frameworks = []
    for variant in range(VARIANTS):
        rows = [[code, f"Meaning {variant}"] for code in CODES]
        frameworks.append(write_table(folder / f"codes_{variant}.csv", ["Code", "Definition"], rows))
    path = folder / "study.intercoder"
    with Project.create(path, id="study", clock=lambda: START) as project:
        project.notes_read(folder / "notes.csv", case="case", text="text")
        project.framework_read(frameworks[0])
        project.round_start("main", coders=("A", "B"))
        blank = dict(zip("AB", project.workbook_write(folder), strict=True))
        workbooks = []
        for variant in range(VARIANTS):
            for coder, written in blank.items():
                workbooks.append(fill(written, folder / f"{coder}_{variant}.xlsx", "code:", chance))
        for file in workbooks[:2]:
            project.workbook_read(file)
        project.consensus_write(folder / "meeting.xlsx")
    written = folder / "meeting.xlsx"
    meetings = [fill(written, folder / f"meeting_{variant}.xlsx", "decision", chance) for variant in range(VARIANTS)]
    return Study(path, tuple(workbooks), tuple(meetings), tuple(frameworks))


def write_table(path: Path, headings: list[str], rows: list[list[str]]) -> Path:
    """Write a table of texts as .csv."""
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([headings, *rows])
    return path


def fill(written: Path, filled: Path, key: str, chance: random.Random) -> Path:
    """Fill in a copy of a workbook at random: marks into a coder's, decisions into a meeting's."""
    book = openpyxl.load_workbook(written)
    sheet = book.worksheets[0]
    column = {str(cell.value): at for at, cell in enumerate(sheet[1], start=1)}
    for row in range(4, sheet.max_row + 1):
        if key == "decision":
            sheet.cell(row, column["decision"]).value = chance.choice(["applies", "does not apply", "keep A", None])
            sheet.cell(row, column["rationale"]).value = f"reason {chance.random():.3f}"
        else:
            marks = [at for name, at in column.items() if name.startswith(key) and chance.random() < 0.3]
            for at in marks or [column["none"]]:
                sheet.cell(row, at).value = "x"
    book.save(filled)
    return filled


def choose(study: Study, trial: int, chance: random.Random) -> tuple[str, Step]:
    """Choose a step at random."""
    file, meeting, framework = map(chance.choice, (study.workbooks, study.meetings, study.frameworks))
    unit, code, applies = f"P{chance.randrange(UNITS):02}", chance.choice(CODES), chance.random() < 0.5
    steps: dict[str, Step] = {
        "read a workbook": lambda project: project.workbook_read(file),
        "read decisions": lambda project: project.consensus_read(meeting, replace=True),
        "decide": lambda project: project.consensus_decide(
            unit, code, applies=applies, why=f"trial {trial}", round="main", replace=True
        ),
        "read a framework": lambda project: project.framework_read(framework, why=f"trial {trial}"),
        "draw a sample": lambda project: project.sample_draw(f"sample {trial}", fraction=0.2, seed=trial),
        "start a round": lambda project: project.round_start(f"round {trial}", coders=("C",), version=1),
        "undo": lambda project: project.undo(),
    }
    name = chance.choice(list(steps))
    return name, steps[name]


def rows_of(path: Path) -> Rows:
    """Return every row of every table of a project file."""
    connection = sqlite3.connect(path)
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = {name: sorted(connection.execute(f'SELECT * FROM "{name}"'), key=repr) for name in tables}  # noqa: S608
    connection.close()
    return found


def unkilled(path: Path, step: Step, trial: int) -> tuple[Rows, float, int]:
    """Take the step on a copy; return the rows that it leaves, its time, and its number of statements."""
    copy = path.with_name("copy.intercoder")
    shutil.copyfile(path, copy)
    count = 0

    def counted(*_: object) -> None:
        nonlocal count
        count += 1

    sa.event.listen(sa.Engine, "before_cursor_execute", counted)
    begun = time.perf_counter()
    with opened(copy, trial) as project:
        take(project, step)
    spent = time.perf_counter() - begun
    sa.event.remove(sa.Engine, "before_cursor_execute", counted)
    return rows_of(copy), spent, count


def take(project: Project, step: Step) -> None:
    """Take a step; one that the project refuses (nothing to undo, say) changes nothing."""
    try:
        step(project)
    except IntercoderError:
        return


def killed(path: Path, step: Step, trial: int, manner: str, moment: float) -> bool:
    """Take the step in a process of its own and kill it; return whether it was killed before it had ended."""
    child = os.fork()
    if child == 0:
        try:
            if manner == "statement":
                sa.event.listen(sa.Engine, "before_cursor_execute", at_call(round(moment), die))
            if manner == "commit":
                sa.event.listen(sa.Engine, "commit", lambda _: threading.Timer(moment, die).start())
            with opened(path, trial) as project:
                take(project, step)
            time.sleep(LINGER)
        finally:
            os._exit(0)
    if manner == "time":
        time.sleep(moment)
        os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def at_call(number: int, action: Callable[[], None]) -> Callable[..., None]:
    """Return what calls `action` when it is called for the n-th time (from 0)."""
    calls = itertools.count()

    def call(*_: object) -> None:
        if next(calls) == number:
            action()

    return call


def die() -> None:
    """End this process at once, as kill -9 does."""
    os.kill(os.getpid(), signal.SIGKILL)


def run(kills: int, seed: int, folder: Path) -> Counter[tuple[str, str]]:
    """Kill so many steps; return how often each was done and not done. Exits with 1 when a project is not whole."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    study = prepare(folder, chance)
    counts: Counter[tuple[str, str]] = Counter()
    trial = 0
    while sum(counts.values()) < kills:
        trial += 1
        name, step = choose(study, trial, chance)
        before = rows_of(study.path)
        expected, spent, statements = unkilled(study.path, step, trial)
        manner = MANNERS[trial % len(MANNERS)]
        moment = {
            "time": chance.uniform(0, spent + LINGER), "statement": chance.randint(max(0, statements - 20), statements),
            "commit": chance.expovariate(200),
        }[manner]  # fmt: skip
        was_killed = killed(study.path, step, trial, manner, moment)
        with Project.open(study.path) as project:
            check = project.project_check()
        after = rows_of(study.path)
        if not check.ok or after not in (before, expected):
            sys.exit(f"Trial {trial} ({name}, {manner}): the project is not whole.\n{check}\nIt is in {study.path}.")
        if was_killed and before != expected:
            counts[manner, "done" if after == expected else "not done"] += 1
        if sum(counts.values()) % 100 == 99 and was_killed:
            print(f"{sum(counts.values()) + 1} kills ...", flush=True)
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=2026)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="intercoder-kill-"))
    begun = time.perf_counter()
    counts = run(options.kills, options.seed, folder)
    shutil.rmtree(folder)
    print(f"{'killed at':12} {'not done':>9} {'done':>6}")
    for manner in MANNERS:
        print(f"{manner:12} {counts[manner, 'not done']:>9} {counts[manner, 'done']:>6}")
    print(f"{sum(counts.values())} kills, every project whole; {time.perf_counter() - begun:.0f} s.")


if __name__ == "__main__":
    main()
