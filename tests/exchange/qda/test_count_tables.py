"""Tables of codes by documents that other tools counted: read, added up again, and told where they do not add up."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from intercoder.cli import main
from intercoder.errors import InputError, SeveralErrors
from intercoder.exchange.qda.count_tables import read_count_table

Save = Callable[..., Path]
ATLASTI = [
    ["", "P1\nGr=5;  GS=2", "P2 (Pilot)\nGr=4", "Totals"],
    ["○ Trust\nGr=6", "2", "4", "6"],
    ["● Time\nGr=3", "3", "0", "3"],
    ["○ Never\nGr=0", "", "0", "0"],
    ["Totals", "5", "4", "9"],
]
MAXQDA = [["Code System", "P1", "P2", "SUM"], ["Trust", "2", "4", "6"], ["Time", "3", "", "3"], ["SUM", "5", "4", "9"]]


def changed(rows: list[list[str]], row: int, column: int, text: str) -> list[list[str]]:
    return [[text if (a, b) == (row, column) else cell for b, cell in enumerate(cells)] for a, cells in enumerate(rows)]


def test_atlasti(workbook: Save) -> None:
    about = [["Title:", "ATLAS.ti"], ["Values:", "Absolute"]]
    found = read_count_table(workbook("a.xlsx", {"Statistics": ATLASTI, "Info": about}))
    assert found.codes == ("Trust", "Time", "Never")
    assert found.documents == ("P1", "P2 (Pilot)")
    assert found.counts == ((2, 4), (3, 0), (0, 0))
    assert (found.totals, found.of_documents, found.grounded) == ((6, 3, 0), (5, 4), (6, 3, 0))


def test_maxqda(workbook: Save) -> None:
    found = read_count_table(workbook("a.xlsx", {"Matrix": MAXQDA}))
    assert (found.counts, found.totals, found.grounded) == (((2, 4), (3, 0)), (6, 3), (None, None))


def test_two_codes_of_one_name_are_told_apart(text_file: Save) -> None:
    rows = changed(MAXQDA, 2, 0, "Trust")
    found = read_count_table(text_file("a.csv", *(",".join(row) for row in rows)))
    assert found.codes == ("Trust", "Trust (row 3)")


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        (
            [["", "P1", "P2"], *([f"c{n}", "1", "2"] for n in range(9)), ["c", "0.5", "1"]],
            'cell B11: "0.5" is no count',
        ),
        ([["", "P1", "P2"], *([f"c{n}", "1", "2"] for n in range(9)), ["c", "-1", "1"]], '"-1" is no count'),
        ([["unit", "text"], ["1", "We asked"]], "has no sheet with a row per code"),
        ([["unit", "P1"], ["Trust", ""]], "has no sheet with a row per code"),
    ],
)
def test_other_tables_are_refused(rows: list[list[str]], problem: str, workbook: Save) -> None:
    with pytest.raises((InputError, SeveralErrors), match=problem):
        read_count_table(workbook("a.xlsx", {"S": rows}))


def test_two_such_sheets_are_refused(workbook: Save) -> None:
    with pytest.raises(InputError, match="has 2 sheets"):
        read_count_table(workbook("a.xlsx", {"A": MAXQDA, "B": MAXQDA}))


# --- from the command line


def run(*arguments: object) -> tuple[int, str]:
    ran = CliRunner().invoke(main, ["counts", *map(str, arguments)])
    return ran.exit_code, ran.output


def test_the_totals_are_added_up_again(workbook: Save) -> None:
    code, said = run(workbook("a.xlsx", {"S": ATLASTI}))
    assert code == 0, said
    assert "9 quotations of 3 codes" in said
    assert "The total of 3 of 3 codes is the sum of its row." in said
    assert "The total of 2 of 2 documents is the sum of its column." in said


def test_a_total_that_is_wrong_is_flagged(workbook: Save) -> None:
    path = workbook("a.xlsx", {"S": changed(ATLASTI, 2, 2, "1")})
    code, said = run(path, "--json")
    found = json.loads(said)
    assert (code, found["totals_right"], found["totals_stated"]) == (0, 2, 3)
    assert [(row["code"], row["n"], row["mentions"], row["differs"]) for row in found["codes"]] == [
        ("Trust", 2, 6, False), ("Time", 2, 4, True), ("Never", 0, 0, False)
    ]  # fmt: skip
    assert "The total of 1 of 2 documents" in run(path)[1]


def test_a_table_without_totals(workbook: Save) -> None:
    rows = [row[:3] for row in MAXQDA[:3]]
    code, said = run(workbook("a.xlsx", {"S": rows}))
    assert (code, "The table has no totals to compare with." in said, "Stated" in said) == (0, True, False)


def test_options_of_a_project_are_refused(workbook: Save) -> None:
    code, said = run(workbook("a.xlsx", {"S": MAXQDA}), "--any-coder")
    assert (code, "is for codings; leave it out with a table of counts" in said) == (2, True)
