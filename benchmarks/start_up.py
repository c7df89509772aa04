"""What a command costs from the shell, against what it cannot do without, in one run.

    python benchmarks/start_up.py

`intercoder --help` may take three times `import click`; `intercoder reliability` on a workbook of 300 units x 30 codes
x 3 coders, from the file to the table, twice `import pandas` and reading the file with pandas. Each program is a
process of its own; the programs take turns, and each figure is the median of eleven runs.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import openpyxl

RUNS, UNITS, CODES, CODERS = 11, 300, 30, "ABC"
COMMAND = Path(sys.executable).parent / "intercoder"
READ = "import pandas; pandas.read_excel({file!r}, engine={engine!r})"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = workbook(Path(folder) / "coded.xlsx")
        took = medians(
            {
                "import click": [sys.executable, "-c", "import click"],
                "intercoder --help": [str(COMMAND), "--help"],
                "import pandas": [sys.executable, "-c", "import pandas"],
                "pandas, read with openpyxl": [sys.executable, "-c", READ.format(file=file, engine="openpyxl")],
                "pandas, read with calamine": [sys.executable, "-c", READ.format(file=file, engine="calamine")],
                "intercoder reliability": [str(COMMAND), "reliability", file],
            }
        )
    for name, seconds in took.items():
        print(f"{name:30}{seconds * 1000:8.0f} ms")
    print(f"\n--help is {took['intercoder --help'] / took['import click']:.1f} x import click (at most 3)")
    for engine in ("openpyxl", "calamine"):
        ratio = took["intercoder reliability"] / took[f"pandas, read with {engine}"]
        print(f"reliability is {ratio:.1f} x import pandas and reading with {engine} (under 2)")


def workbook(path: Path) -> str:
    """Write three coders' marks, a row per unit and coder, a column per code."""
    chance = random.Random(1)  # noqa: S311 - not for secrets
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Coding")
    sheet.append(["unit", "coder", *(f"Theme {at // 6 + 1} - Topic {at % 6 + 1}" for at in range(CODES))])
    for unit in range(UNITS):
        true = [chance.random() < 0.2 for _ in range(CODES)]
        for coder in CODERS:
            sheet.append([f"u{unit + 1}", coder, *(int(mark != (chance.random() < 0.05)) for mark in true)])
    book.save(path)
    return str(path)


def medians(programs: dict[str, list[str]]) -> dict[str, float]:
    """Return the median seconds of each program, after one run that is not counted."""
    times: dict[str, list[float]] = {name: [] for name in programs}
    for turn in range(RUNS + 1):
        for name, program in programs.items():
            started = time.perf_counter()
            subprocess.run(program, check=True, capture_output=True, env={**os.environ, "COLUMNS": "120"})
            if turn:
                times[name].append(time.perf_counter() - started)
    return {name: statistics.median(seconds) for name, seconds in times.items()}


if __name__ == "__main__":
    main()
