"""Files that are broken, bent or meant to harm: refused with a clear word, or read; never a traceback."""

from __future__ import annotations

import contextlib
import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intercoder.errors import InputError, IntercoderError
from intercoder.exchange.sheets.codings import read_codings
from intercoder.exchange.tabular import read_tables
from intercoder.exchange.texts.notes import read_notes

SHEET = "xl/worksheets/sheet1.xml"
EXAMPLES = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
Bend = Callable[[str, bytes], bytes]


def a_workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (["unit", "coder", "Planning", "notes"], ["u1", "A", 1, "We ask families."], ["u1", "B", 0, "=1+1"]):
        sheet.append(row)
    book.create_sheet("Codebook").append(["Code", "Meaning"])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


WORKBOOK = a_workbook()


def bent(path: Path, bend: Bend) -> Path:
    """Save the workbook with each of its parts as `bend` leaves it."""
    with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as made, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name in made.namelist():
            out.writestr(name, bend(name, made.read(name)))
    return path


def in_sheet(old: bytes, new: bytes) -> Bend:
    def bend(name: str, content: bytes) -> bytes:
        assert name != SHEET or old in content
        return content.replace(old, new, 1) if name == SHEET else content

    return bend


def try_to_read(path: Path) -> None:
    """Read a file in every way; anything but an answer or an IntercoderError fails the test."""
    for read in (
        lambda: read_tables(path),
        lambda: read_notes(path, case="unit", text="notes", unit="sentence"),
        lambda: read_codings(path),
        lambda: read_codings(path, layout="wide", coder="A"),
    ):
        with contextlib.suppress(IntercoderError):
            read()


@EXAMPLES
@given(st.sampled_from([".xlsx", ".csv", ".xls", ".ods", ".txt"]), st.binary(max_size=200))
def test_any_bytes_under_any_name(tmp_path: Path, suffix: str, content: bytes) -> None:
    path = tmp_path / f"any{suffix}"
    path.write_bytes(content)
    try_to_read(path)


@EXAMPLES
@given(st.text(alphabet='unit,coder;Planng\n\t"10xA=#REF!\r\u00a0é', max_size=120))
def test_any_text(tmp_path: Path, text: str) -> None:
    path = tmp_path / "any.csv"
    path.write_text(text, encoding="utf-8", newline="")
    try_to_read(path)


@EXAMPLES
@given(st.data())
def test_a_workbook_with_some_bytes_changed(tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(WORKBOOK)
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "bent.xlsx"
    path.write_bytes(content[: data.draw(st.sampled_from([len(content), len(content) // 2, len(content) - 30]))])
    try_to_read(path)


@EXAMPLES
@given(st.integers(0, 10**9))
def test_a_workbook_with_some_bytes_of_its_sheets_changed(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - not for secrets

    def bend(name: str, content: bytes) -> bytes:
        if not name.endswith((".xml", ".rels")) or chance.random() < 0.5:
            return content
        changed = bytearray(content)
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(changed))
            changed[at : at + chance.randint(0, 9)] = chance.choice(
                [b"", b"<", b'"', b"&", b"9", b"\xff", b"/>", b"ZZ99", b"</c>", b"\0", b"sheet2", b't="e"', b"-1"]
            )
        return bytes(changed)

    try_to_read(bent(tmp_path / "bent.xlsx", bend))


@EXAMPLES
@given(
    st.lists(
        st.lists(
            st.sampled_from(
                [
                    "",
                    "unit",
                    "id",
                    "coder",
                    "code",
                    "Code 1",
                    "Code 2",
                    "codes_A",
                    "codes_B",
                    "coder1",
                    "coder2",
                    "x",
                    "0",
                    "1",
                    "2",
                    "A",
                    "P, R",
                    "P->Q",
                    "n/a",
                    "#REF!",
                    "Total",
                    "note",
                ]
            ),
            max_size=6,
        ),
        max_size=7,
    )
)
def test_any_table_of_likely_cells(tmp_path: Path, rows: list[list[str]]) -> None:  # fmt: skip
    path = tmp_path / "any.csv"
    path.write_text("\n".join(";".join(row) for row in rows), encoding="utf-8")
    try_to_read(path)


@pytest.mark.parametrize("length", [10, 100, 1000, len(WORKBOOK) - 10])
@pytest.mark.parametrize("suffix", [".xlsx", ".ods"])
def test_a_file_cut_off(tmp_path: Path, length: int, suffix: str) -> None:
    path = tmp_path / f"cut{suffix}"
    path.write_bytes(WORKBOOK[:length])
    with pytest.raises(InputError):
        read_tables(path)


@pytest.mark.parametrize(
    "far",
    [
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b"<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>",
        b'<row r="1048576"><c s="a>b" r="XFD1048576"><v>1</v></c></row>',
        b'<x:row xmlns:x="a" r="1048576"><x:c r="XFD1048576"><v>1</v></x:c></x:row>',
        b'<row r="1048576"><c r="XFD1048576" s="a/>b"><v>1</v></c></row>',
        b'<row r="999999"><c><v>1</v></c><c r="XA999999"><v>1</v></c></row>',
        b'<row r="999999">' + b"<c/>" * 40 + b"<c><v>1</v></c></row>",
    ],
)
def test_a_stray_cell_far_away_is_refused_before_the_sheet_is_laid_out(tmp_path: Path, far: bytes) -> None:
    with pytest.raises(InputError, match="spans more than 5,000,000 cells"):
        read_tables(bent(tmp_path / "far.xlsx", in_sheet(b"</sheetData>", far + b"</sheetData>")))


def test_a_cell_hidden_in_the_tag_of_another_is_refused(tmp_path: Path) -> None:
    hidden = b'<row r="1048576"><c r="XFD1048576" s="<c />" t="n"><v>1</v></c></row>'
    with pytest.raises(InputError, match="tag has no end"):
        read_tables(bent(tmp_path / "far.xlsx", in_sheet(b"</sheetData>", hidden + b"</sheetData>")))


@pytest.mark.parametrize(
    "empty",
    [
        b'<row r="1048576"><c r="XFD1048576" s="0"/></row>',
        b'<row r="1048576" ht="15"/>',
    ],
)
def test_formats_far_past_the_data_do_not_matter(tmp_path: Path, empty: bytes) -> None:
    path = bent(tmp_path / "far.xlsx", in_sheet(b"</sheetData>", empty + b"</sheetData>"))
    assert [len(table.rows) for table in read_tables(path)] == [3, 1]


def test_a_dimension_far_past_the_data_does_not_matter(tmp_path: Path) -> None:
    path = bent(tmp_path / "far.xlsx", in_sheet(b'<dimension ref="A1:D3"', b'<dimension ref="A1:XFD1048576"'))
    assert [len(table.rows) for table in read_tables(path)] == [3, 1]


def test_a_ten_million_cell_sheet_is_refused(tmp_path: Path) -> None:
    rows = b"".join(b'<row r="%d"><c r="J%d"><v>1</v></c></row>' % (n, n) for n in (4, 1_000_000))
    with pytest.raises(InputError, match="spans more than"):
        read_tables(bent(tmp_path / "large.xlsx", in_sheet(b"</sheetData>", rows + b"</sheetData>")))


def test_a_zip_bomb_is_refused_by_what_it_says(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/sharedStrings.xml", "w") as part:
        for _ in range(600):
            part.write(b" " * (1 << 20))
    with pytest.raises(InputError, match="unpacks to"):
        read_tables(path)


def test_a_zip_bomb_is_refused_by_what_it_does(tmp_path: Path) -> None:
    path = bent(tmp_path / "liar.xlsx", lambda name, content: content + b" " * 5000 if name == SHEET else content)
    content = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo(SHEET).file_size
    path.write_bytes(content.replace(size.to_bytes(4, "little"), (size - 5000).to_bytes(4, "little")))
    with pytest.raises(InputError, match="unpacks to"):
        read_tables(path)


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    text = b'<row r="4"><c r="A4" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData>'

    def bend(name: str, content: bytes) -> bytes:
        return bomb + content.replace(b"</sheetData>", text) if name == SHEET else content

    try:
        rows = read_tables(bent(tmp_path / "a.xlsx", bend))[0].rows
    except InputError:
        return
    assert not any("aaaa" in cell for row in rows for cell in row)


def test_text_in_another_encoding_cannot_hide_cells(tmp_path: Path) -> None:
    def bend(name: str, content: bytes) -> bytes:
        return content.decode().encode("utf-16") if name == SHEET else content

    with pytest.raises(InputError, match="not in UTF-8"):
        read_tables(bent(tmp_path / "a.xlsx", bend))


def test_a_protected_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "locked.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000)
    with pytest.raises(InputError):
        read_tables(path)


def test_long_notes_and_formula_like_texts_come_through(tmp_path: Path) -> None:
    notes = ["=HYPERLINK(1)", "+1", "-1", "@x", "a" * 40_000, "1" * 40_000, "  "]
    path = tmp_path / "a.csv"
    path.write_text("id,notes\n" + "".join(f"{at},{note}\n" for at, note in enumerate(notes)), encoding="utf-8")
    assert list(read_notes(path, case="id", text="notes").units["text"]) == notes[:-1]
