"""Agreement on files: which columns may group the units."""

from __future__ import annotations

from pathlib import Path

import pytest

from intercoder.errors import InputError
from intercoder.project.on_files.agreement import reliability_of_files

ROWS = ["1,N,x;y,x", "2,N,x,x", "3,S,y,x;y", "4,S,y,y"]


def saved(path: Path, heads: str) -> Path:
    path.write_text("\n".join([heads, *ROWS, ""]))
    return path


def test_units_may_be_grouped_by_a_column_called_unit(tmp_path: Path) -> None:
    usual = reliability_of_files([saved(tmp_path / "a.csv", "unit,ward,codes_A,codes_B")], by="ward").result
    named = saved(tmp_path / "b.csv", "id,unit,codes_A,codes_B")
    found = reliability_of_files([named], reading={"unit": "id"}, by="unit").result
    assert found.to_frame().equals(usual.to_frame())
    twice = reliability_of_files([named], reading={"unit": "id"}, by="unit", case="unit").result
    assert twice.to_frame().equals(usual.to_frame())


@pytest.mark.parametrize("heads", ["unit,ward,codes_A,codes_B", "unit,ward,Ann,Ben"])
def test_each_unit_a_group_of_its_own_is_refused(tmp_path: Path, heads: str) -> None:
    reading = {"coders": heads.split(",")[2:]}
    with pytest.raises(InputError, match="each unit would be a group of its own"):
        reliability_of_files([saved(tmp_path / "a.csv", heads)], reading=reading, by="unit")


def test_each_unit_may_be_a_case_of_its_own(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.csv", "unit,ward,codes_A,codes_B")
    found = reliability_of_files([path], case="unit", level="case").result.to_dict()
    assert [row["n_units"] for row in found["codes"]] == [4, 4]
