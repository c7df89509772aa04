"""Repairs are listed, the same one in many cells as one entry."""

from __future__ import annotations

from intercoder.exchange.repairs import Repair, RepairLog


def test_cells_of_one_kind_are_one_entry_in_the_order_met() -> None:
    log = RepairLog()
    log.note("a.csv", "read as Windows-1252")
    for row in range(1, 8):
        log.cell("a.csv", f"B{row}", "spaces removed")
    log.cell("a.csv", "C1", "merged")
    assert log.listed() == (
        Repair("a.csv", "read as Windows-1252"),
        Repair("a.csv, cells B1, B2, B3, B4, B5 and 2 more", "spaces removed"),
        Repair("a.csv, cell C1", "merged"),
    )
    assert str(log.listed()[2]) == "a.csv, cell C1: merged"


def test_a_cell_that_was_looked_at_twice_is_named_once() -> None:
    log = RepairLog()
    for _ in range(3):
        log.cell("a.xlsx", "A5", "spaces removed")
    assert [str(repair) for repair in log.listed()] == ["a.xlsx, cell A5: spaces removed"]
