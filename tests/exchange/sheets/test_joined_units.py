"""Units that several columns name together, such as an interview and the number of a segment."""

from __future__ import annotations

from pathlib import Path

import pytest

from intercoder.errors import InputError, IntercoderError
from intercoder.exchange.sheets.codings import read_codings

ROWS = ("I1,1,{},0", "I1,2,0,1", "I2,1,0,0", "I2,2,1,1")


def files(folder: Path, rows: tuple[str, ...] = ROWS) -> list[Path]:
    for name, mark in (("Ann", "1"), ("Ben", "0")):
        text = "\n".join(["Interview,Segment,Trust,Cost", *rows]).format(mark)
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return [folder / "Ann.csv", folder / "Ben.csv"]


def test_two_columns_name_the_units_together(tmp_path: Path) -> None:
    found = read_codings(files(tmp_path), unit="interview, Segment")
    assert list(found.units["unit"]) == ["I1/1", "I1/2", "I2/1", "I2/2"]
    assert found.codes == ("Trust", "Cost")
    applied = set(found.codings[found.codings["code"] == "Trust"][["unit", "coder"]].itertuples(index=False, name=None))
    assert applied == {("I1/1", "Ann"), ("I2/2", "Ann"), ("I2/2", "Ben")}


def test_without_them_it_is_said_how_to_name_them(tmp_path: Path) -> None:
    with pytest.raises(IntercoderError, match="--unit Interview,Segment"):
        read_codings(files(tmp_path))


def test_an_empty_part_and_a_misspelt_one_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match='"Interview" is empty'):
        read_codings(files(tmp_path, (ROWS[0], ",3,0,0", *ROWS[1:])), unit="Interview,Segment")
    with pytest.raises(InputError, match=r'no column "Segmnt" for the units\. Did you mean "Segment"'):
        read_codings(files(tmp_path), unit="Interview,Segmnt")


def test_a_column_with_a_comma_in_its_heading_stays_one(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('"Site, ward",Coder,Trust\nA,Ann,1\nA,Ben,0\nB,Ann,0\nB,Ben,1\n', encoding="utf-8")
    assert list(read_codings(tmp_path / "a.csv", unit="Site, ward").units["unit"]) == ["A", "B"]
