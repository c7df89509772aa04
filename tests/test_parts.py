"""The parts of a workbook are looked through before it is loaded."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from intercoder import parts
from intercoder.errors import InputError
from intercoder.parts import inspect

NAMES = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
BOOK = b'<workbook %s xmlns:r="r"><sheets><sheet name="A &amp; B" sheetId="1" r:id="rId7"/></sheets></workbook>' % NAMES
RELATIONS = b'<Relationships><Relationship Id="rId7" Target="%s"/></Relationships>'


def saved(path: Path, cells: bytes, *, target: bytes = b"worksheets/sheet1.xml") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "xl/worksheets/sheet1.xml", b"<worksheet %s><sheetData>%s</sheetData></worksheet>" % (NAMES, cells)
        )
        archive.writestr("xl/workbook.xml", BOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", RELATIONS % target)
    return path


@pytest.mark.parametrize("target", [b"worksheets/sheet1.xml", b"/xl/worksheets/sheet1.xml"])
def test_failed_formulas_by_sheet(tmp_path: Path, target: bytes) -> None:
    cells = (
        b'<row r="2"><c r="B2" t="e"><v>#N/A</v></c><c r="AA2" s="1" t="e"><f t="shared" si="0"/><v>#REF!</v></c></row>'
    )
    text = b'<row r="3"><c r="A3" t="inlineStr"><is><t>say t="e" here</t></is></c></row>'
    assert inspect(saved(tmp_path / "a.xlsx", cells + text, target=target)) == {
        "A & B": {(1, 1): "#N/A", (1, 26): "#REF!"}
    }


def test_nothing_to_tell_of_a_sound_workbook(tmp_path: Path) -> None:
    assert inspect(saved(tmp_path / "a.xlsx", b'<row r="1"><c r="A1"><v>1</v></c></row>')) == {}


def test_cells_at_the_seams_between_pieces_are_seen_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        b'<row r="%d"><c r="A%d"><v>1</v></c><c r="B%d" t="e"><v>#REF!</v></c></row>' % (n, n, n) for n in range(1, 200)
    ]
    path = saved(tmp_path / "a.xlsx", b"".join(rows))
    measured: list[object] = []
    monkeypatch.setattr(parts, "_measure", lambda *given: measured.append(given))
    monkeypatch.setattr("intercoder.archives._PIECE", 100)
    assert inspect(path) == {"A & B": {(n, 1): "#REF!" for n in range(199)}}
    assert measured == []


@pytest.mark.parametrize("size", range(60, 80))
@pytest.mark.parametrize("far", [b'<c\tr="XFD1048576"><v>1</v></c>', b'<long:c r="XFD1048576"><v>1</v></long:c>'])
def test_no_seam_hides_a_cell_after_a_long_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, far: bytes
) -> None:
    text = b'<c r="A1" t="inlineStr"><is><t>' + b"a" * 200 + b"</t></is></c>"
    monkeypatch.setattr(parts, "_LONGEST_CELL", 10)
    monkeypatch.setattr("intercoder.archives._PIECE", size)
    with pytest.raises(InputError, match="spans more than 5,000,000 cells"):
        inspect(saved(tmp_path / "a.xlsx", text + far))


@pytest.mark.parametrize(
    ("cells", "fits"),
    [
        (b'<row r="99999"><c r="AX99999"><v>1</v></c></row>', True),
        (b'<row r="500000"><c r="J500000"><v>1</v></c></row>', True),
        (b'<row r="500001"><c r="J500001"><v>1</v></c></row>', False),
        (b'<row r="1"><c r="ZZ1"><v>1</v></c></row><row r="9999"><c r="A9999"><v>1</v></c></row>', False),
        (b'<row r="1"><c r="ZZ1"><v>1</v></c></row><row r="7000"><c r="A7000"><v>1</v></c></row>', True),
    ],
)
def test_the_limit_is_on_the_rectangle_of_filled_cells(tmp_path: Path, cells: bytes, fits: bool) -> None:
    path = saved(tmp_path / "a.xlsx", cells)
    if fits:
        assert inspect(path) == {}
    else:
        with pytest.raises(InputError, match="spans more than 5,000,000 cells"):
            inspect(path)


@pytest.mark.parametrize("name", ["xl/workbook.bin", "XL\\Workbook.bin"])
def test_a_binary_workbook_is_refused_whatever_its_name_says(tmp_path: Path, name: str) -> None:
    """Its sheets are no XML, so how far they reach is not known before they are loaded."""
    path = tmp_path / "filled.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, b"\x83\x01\x00")
    with pytest.raises(InputError, match="binary workbook"):
        inspect(path)
