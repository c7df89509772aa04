"""Units that only one coder has are told where another has such units too."""

from __future__ import annotations

from pathlib import Path

from intercoder.exchange.sheets.codings import read_codings
from intercoder.exchange.sheets.units_apart import units_apart

COMMON = [(unit, coder) for unit in ("P1", "P2") for coder in ("Ann", "Ben")]


def test_units_that_each_coder_has_alone_are_named() -> None:
    told = units_apart([*COMMON, ("P3", "Ann"), ("p3", "Ben"), ("P 4", "Ben")], ["Ann", "Ben"])
    assert told.startswith('Ann alone has 1 unit ("P3"); Ben alone has 2 units ("p3", "P 4"): ')
    assert "these are not compared" in told


def test_that_no_unit_is_compared_is_said() -> None:
    assert "so no unit is compared" in units_apart([("P1", "Ann"), ("Q1", "Ben")], ["Ann", "Ben"])


def test_a_coder_who_checks_a_part_is_no_slip() -> None:
    assert not units_apart([*COMMON, ("P3", "Ann"), ("P4", "Ann")], ["Ann", "Ben"])
    assert not units_apart(COMMON, ["Ann", "Ben"])


def test_it_is_said_of_codes_and_of_categories_in_a_file_per_coder(tmp_path: Path) -> None:
    for name, unit in (("Ann", "P2"), ("Ben", "p 2")):
        (tmp_path / f"{name}.csv").write_text(f"unit,Trust,Cost\nP1,x,\n{unit},,x\n", encoding="utf-8")
        (tmp_path / f"{name}_rated.csv").write_text(f"unit,Mood\nP1,low\n{unit},high\n", encoding="utf-8")
    for ending in ("", "_rated"):
        found = read_codings([tmp_path / f"{name}{ending}.csv" for name in ("Ann", "Ben")])
        (told,) = [repair.what for repair in found.repairs]
        assert '"p 2"' in told
