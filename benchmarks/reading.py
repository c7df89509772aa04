"""How fast a workbook of 20,000 rows x 40 columns is read, against the fastest engine of pandas, in one run.

    python benchmarks/reading.py

One sheet holds marks, one holds short texts. Each figure is the processor time of the best of five runs. What
intercoder does besides reading the cells is part of its time: measuring the file before it is loaded, and finding the
formulas that failed.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import openpyxl
import pandas as pd
import python_calamine

from intercoder.exchange.sheets.codings import read_codings
from intercoder.exchange.tabular import read_table
from intercoder.spreadsheet import read_workbook

ROWS, COLUMNS, RUNS = 20_000, 40, 5


def workbooks(folder: Path) -> dict[str, Path]:
    chance = random.Random(1)  # noqa: S311 - not for secrets
    codes = [f"Theme {n // 8} - code {n}" for n in range(COLUMNS - 2)]
    marks = ([f"u{n // 2}", "AB"[n % 2], *(chance.choice((0, 0, 0, 1)) for _ in codes)] for n in range(ROWS))
    texts = ([f"note {n} in column {at}" for at in range(COLUMNS)] for n in range(ROWS))
    return {
        "marks": saved(folder / "marks.xlsx", [["unit", "coder", *codes], *marks]),
        "texts": saved(folder / "texts.xlsx", [[f"column {at}" for at in range(COLUMNS)], *texts]),
    }


def saved(path: Path, rows: Iterable[Iterable[object]]) -> Path:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Data")
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def best(task: Callable[[], object]) -> float:
    times = []
    for _ in range(RUNS):
        started = time.process_time()
        task()
        times.append(time.process_time() - started)
    return min(times)


def calamine(path: Path) -> object:
    return python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, path in workbooks(Path(folder)).items():
            tasks: dict[str, Callable[[Path], object]] = {
                "python-calamine, cells alone": calamine,
                "pandas, engine calamine": lambda file: pd.read_excel(file, engine="calamine"),
                "intercoder, read_workbook": read_workbook,
                "intercoder, read_table (all as text)": read_table,
            }
            if name == "marks":
                tasks["intercoder, read_codings"] = read_codings
            print(f"{ROWS:,} x {COLUMNS} {name}")
            for label, task in tasks.items():
                print(f"  {label:<40}{best(lambda task=task: task(path)):6.2f} s")  # type: ignore[misc] # noqa: B023


if __name__ == "__main__":
    main()
