"""Lists of names and what replaces them, and pictures that notes name."""

from __future__ import annotations

from pathlib import Path

import pytest

from intercoder.errors import InputError, SeveralErrors
from intercoder.exchange.replacements import read_replacements
from intercoder.exchange.texts.pictures import find_pictures


def test_names_and_replacements_are_read(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("Name,Replacement\nSam Hill,[manager]\n,\nLeeds,[town]\n", encoding="utf-8")
    assert read_replacements(path) == {"Sam Hill": "[manager]", "Leeds": "[town]"}


def test_a_name_without_a_replacement_or_with_two_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("Name,Replacement\nSam,\nAnn,[a]\nAnn,[b]\n", encoding="utf-8")
    with pytest.raises(SeveralErrors) as raised:
        read_replacements(path)
    assert "cell B2: is empty" in str(raised.value)
    assert '"Ann" comes twice' in str(raised.value)


def test_pictures_are_found_beside_the_notes(tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "map.svg").write_bytes(b"<svg/>")
    found = find_pictures(tmp_path / "notes.csv", {"1": "pictures/map.svg", "2": "", "3": "pictures/map.svg"})
    assert list(found) == ["pictures/map.svg"]
    assert len(found["pictures/map.svg"]) == 64


def test_pictures_that_are_missing_or_elsewhere_are_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("x")
    notes = tmp_path / "study" / "notes.csv"
    notes.parent.mkdir()
    with pytest.raises(SeveralErrors) as raised:
        find_pictures(notes, {"1": "gone.svg", "2": "../secret.txt"})
    assert 'case 1: there is no picture "gone.svg"' in str(raised.value)
    assert 'the picture "../secret.txt" is in another folder' in str(raised.value)
    with pytest.raises(InputError):
        find_pictures(notes, {"1": "/etc/hostname"})
