"""NVivo's coding comparison, given in place of codings, is refused with what to export."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from intercoder.cli import main
from intercoder.errors import InputError
from intercoder.exchange.sheets.codings import read_codings

PERCENTAGES = [
    "Agreement (%)",
    "A and B (%)",
    "Not A and Not B (%)",
    "Disagreement (%)",
    "A and Not B (%)",
    "B and Not A (%)",
]
CODE = ["Code", "File", "File Folder", "File Size", "Kappa", *PERCENTAGES]
NODE = ["Node", "Source", "Source Folder", "Source Size", "Kappa", *PERCENTAGES]
ROWS = [
    [code, interview, "Files", "1200 chars", "0.71", "95.1", "5.1", "90", "4.9", "2", "2.9"]
    for code in ("Trust", "Waiting")
    for interview in ("Interview 1", "Interview 2")
]


def save(path: Path, headings: list[str]) -> Path:
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        for row in [headings, *ROWS]:
            book.worksheets[0].append(row)
        book.save(path)
        return path
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([headings, *ROWS])
    return path


@pytest.mark.parametrize("headings", [CODE, NODE])
@pytest.mark.parametrize("name", ["compared.csv", "compared.xlsx"])
@pytest.mark.parametrize("options", [{}, {"coder": "Ada"}, {"coders": ["Ada", "Ben"]}, {"layout": "long"}])
def test_kappas_of_nvivo_are_no_codings(
    headings: list[str], name: str, options: dict[str, str], tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="kappas of NVivo's coding comparison, not codings") as refused:
        read_codings(save(tmp_path / name, headings), **options)
    assert "intercoder reliability project.qdpx --coders A,B" in str(refused.value)


def test_the_command_says_what_to_export(tmp_path: Path) -> None:
    told = CliRunner().invoke(main, ["reliability", str(save(tmp_path / "compared.csv", CODE))])
    assert told.exit_code == 2
    assert "not codings" in told.output
    assert "REFI-QDA" in told.output


def test_a_code_called_kappa_is_a_code(tmp_path: Path) -> None:
    path = tmp_path / "codings.csv"
    path.write_text("unit,coder,Kappa,Agreement (%)\nU1,Ada,1,0\nU1,Ben,1,1\nU2,Ada,0,1\nU2,Ben,0,1\n")
    assert read_codings(path).codes == ("Kappa", "Agreement (%)")
