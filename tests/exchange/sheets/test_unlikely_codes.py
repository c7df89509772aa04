"""Codes in cells that look like slips are told, and others are left alone."""

from __future__ import annotations

from pathlib import Path

from intercoder.exchange.sheets.codings import read_codings
from intercoder.exchange.sheets.unlikely_codes import held_together, unlikely_codes

TRUST = [(f"u{at}", coder, code) for at in range(4) for coder in "AB" for code in ("Trust", "Waiting times", "Group 1")]


def test_codes_held_together_by_another_sign_are_told() -> None:
    (told,) = unlikely_codes([*TRUST, ("u9", "A", "trust, Waiting times")])
    assert told.startswith('"trust, Waiting times" read as one code, though "Trust" and "Waiting times" are codes')
    assert not list(unlikely_codes([*TRUST, ("u9", "A", "Formal, informal"), ("u9", "A", "Trust, others")]))


def test_a_name_misspelt_once_is_told_with_who_wrote_it() -> None:
    (told,) = unlikely_codes([*TRUST, ("u9", "B", "Wating times")])
    assert told == '"Wating times" comes only once, from B, and looks like "Waiting times": is it the same code?'


def test_rare_codes_that_are_not_alike_or_differ_by_a_number_are_left_alone() -> None:
    assert not list(unlikely_codes([*TRUST, ("u9", "B", "Group 2"), ("u9", "A", "Access")]))


def test_the_remarks_reach_whoever_reads_a_sheet(tmp_path: Path) -> None:
    rows = ["unit,Anna,Ben", *(f"u{at},Trust; Waiting,Trust" for at in range(4)), 'u5,Waiting,"Trust, Waiting"']
    (tmp_path / "a.csv").write_text("\n".join([*rows, "u6,Wating,none", "u7,Trust,"]), encoding="utf-8")
    found = read_codings(tmp_path / "a.csv", coders=["Anna", "Ben"])
    said = [repair.what for repair in found.repairs]
    assert any("read as one code" in what for what in said)
    assert any('"Wating" comes only once, from Anna' in what for what in said)
    assert 'Ben: 1 empty answer read as not coded, as "none" or 0 elsewhere says' in found.description


def test_a_slip_that_one_coder_makes_again_and_again_is_told() -> None:
    (told,) = unlikely_codes([*TRUST, ("u8", "B", "Turst"), ("u9", "B", "Turst")])
    assert told == '"Turst" comes 2 times, always from B, and looks like "Trust": is it the same code?'
    (both,) = [("u8", "A", "Turst")]
    assert not list(unlikely_codes([*TRUST, both, ("u9", "B", "Turst")]))


def test_categories_that_are_several_codes_in_a_cell_are_told() -> None:
    (told,) = held_together(["Trust", "Access", "Trust / access", "Access & Trust", "Waiting"])
    assert told.startswith('"Trust / access" read as one category')
    assert '--layout lists --separator "/&"' in told
    assert not list(held_together(["Trust", "Trust / others", "Formal, informal"]))


def test_the_proposed_separator_reads_the_codes(tmp_path: Path) -> None:
    rows = ["unit,Coder 1,Coder 2", "u1,Trust / Access,Trust & Access", "u2,Trust,Trust", "u3,Access,Access"]
    (tmp_path / "a.csv").write_text("\n".join(rows), encoding="utf-8")
    (told,) = [repair.what for repair in read_codings(tmp_path / "a.csv").repairs]
    assert '--separator "/&"' in told
    found = read_codings(tmp_path / "a.csv", layout="lists", separator="/&")
    assert set(found.codes) == {"Trust", "Access"}
