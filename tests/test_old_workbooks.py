"""An old workbook is read as before, and one that would take all memory or never end is refused before it is loaded."""

from __future__ import annotations

import contextlib
import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intercoder import old_workbooks
from intercoder.errors import InputError
from intercoder.spreadsheet import read_workbook

END, FREE = 0xFFFFFFFE, 0xFFFFFFFF
SECTOR = 512


def record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def text(said: str, *, wide: bool = False) -> bytes:
    return struct.pack("<HB", len(said), wide) + said.encode("utf-16-le" if wide else "latin-1")


def shared(at_row: int, at_column: int, number: int) -> bytes:
    return record(0xFD, struct.pack("<HHHL", at_row, at_column, 0, number))


def dimensions(rows: int, columns: int) -> bytes:
    return record(0x200, struct.pack("<LLHHH", 0, rows, 0, columns, 0))


@dataclass
class Made:
    """A workbook made by hand: the records of its sheets, and the content of its shared texts."""

    sheets: Sequence[bytes]
    texts: Sequence[bytes] = ()
    n_texts: int | None = None
    more: bytes = b""
    continued: Sequence[bytes] = ()
    starts: Sequence[int] | None = None
    header: dict[int, bytes] = field(default_factory=dict)
    fat: dict[int, int] = field(default_factory=dict)

    def stream(self) -> bytes:
        held = b"".join(self.texts)
        n = len(self.texts) if self.n_texts is None else self.n_texts
        sst = record(0xFC, struct.pack("<ll", n, n) + held) + b"".join(record(0x3C, each) for each in self.continued)
        names = [f"S{at}".encode() for at in range(len(self.starts or self.sheets))]
        length = sum(len(record(0x85, bytes(8) + name)) for name in names)
        bof = record(0x809, struct.pack("<HH12x", 0x600, 5))
        at = len(bof + self.more) + length + len(sst) + 4
        starts = []
        for sheet in self.sheets:
            starts.append(at)
            at += len(bof) + len(sheet) + 4
        bound = b"".join(
            record(0x85, struct.pack("<LBBBB", start, 0, 0, len(name), 0) + name)
            for start, name in zip(self.starts or starts, names, strict=True)
        )
        parts = b"".join(bof + sheet + record(0x0A) for sheet in self.sheets)
        return (bof + self.more + bound + sst + record(0x0A) + parts).ljust(4096, b"\0")

    def save(self, path: Path) -> Path:
        stream = self.stream()
        size = len(stream)
        stream += bytes(-size % SECTOR)
        n = len(stream) // SECTOR
        n_fat = -(-(n + 2) // 127)
        fat = [*range(1, n), END, END, *[0xFFFFFFFD] * n_fat]
        fat += [FREE] * (n_fat * 128 - len(fat))
        for at, following in self.fat.items():
            fat[at] = following
        entries = b"".join(
            name.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<HB49xLL4x", 0, kind, start, length)
            for name, kind, start, length in (("Root Entry", 5, END, 0), ("Workbook", 2, 0, size))
        )
        head = bytearray(512)
        head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        struct.pack_into("<HHHHH", head, 24, 0x3E, 3, 0xFFFE, 9, 6)
        struct.pack_into("<LLL", head, 40, 0, n_fat, n)
        struct.pack_into("<LLLLL", head, 56, 4096, END, 0, END, 0)
        struct.pack_into("<109L", head, 76, *range(n + 1, n + 1 + n_fat), *[FREE] * (109 - n_fat))
        for place, content in self.header.items():
            head[place : place + len(content)] = content
        path.write_bytes(bytes(head) + stream + entries.ljust(SECTOR, b"\0") + struct.pack(f"<{len(fat)}L", *fat))
        return path


PLAIN = Made(
    [dimensions(2, 2) + b"".join(shared(row, column, 2 * row + column) for row in (0, 1) for column in (0, 1))],
    [text("unit"), text("codes"), text("1"), text("=é ☺", wide=True)],
)


def refused(made: Made, path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_workbook(made.save(path))
    return str(caught.value)


def test_an_old_workbook_is_read(tmp_path: Path) -> None:
    (sheet,) = read_workbook(PLAIN.save(tmp_path / "a.xls"))
    assert sheet.rows == [["unit", "codes"], ["1", "=é ☺"]]


def test_texts_that_go_on_in_another_record_are_read_as_one(tmp_path: Path) -> None:
    whole = text("abcdef")
    made = Made([shared(0, 0, 0) + shared(0, 1, 1)], [whole[:6]], 2, continued=[b"\0def" + text("g")])
    (sheet,) = read_workbook(made.save(tmp_path / "a.xls"))
    assert sheet.rows == [["abcdef", "g"]]


def test_a_long_text_that_all_cells_name_is_weighed_as_often_as_it_is_named(tmp_path: Path) -> None:
    cells = b"".join(shared(row, column, 0) for row in range(1000) for column in range(20))
    made = Made([cells], [text("x" * 8000)], continued=[])
    assert len(read_workbook(made.save(tmp_path / "some.xls"))[0].rows) == 1000
    bomb = Made([cells * 4], [text("x" * 8000)])
    assert bomb.save(tmp_path / "bomb.xls").stat().st_size < 2_000_000
    assert "unpacks to 640,000,000 bytes or more" in refused(bomb, tmp_path / "bomb.xls")


def test_sheets_together_are_weighed(tmp_path: Path) -> None:
    cells = b"".join(shared(row, 0, 0) for row in range(20_000))
    assert "unpacks to" in refused(Made([cells] * 4, [text("x" * 8000)]), tmp_path / "bomb.xls")


def test_sheets_together_span_no_more_than_one_may(tmp_path: Path) -> None:
    far = shared(0, 0, 0) + shared(65535, 74, 0)
    assert len(read_workbook(Made([far], [text("x")]).save(tmp_path / "one.xls"))[0].rows) == 65536
    assert "sheets together span more than 5,000,000 cells" in refused(Made([far] * 3, [text("x")]), tmp_path / "a.xls")


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (Made([shared(65535, 65535, 0) + shared(0, 0, 0)], [text("x")]), "spans more than"),
        (Made([dimensions(0xFFFFFFFF, 0xFFFF)]), "further than the format"),
        (Made([record(0x200, struct.pack("<LLHHH", 9, 3, 0, 1, 0))]), "further than the format"),
        (Made([shared(0, 0, 0)], [text("x")], n_texts=1 << 30), "more than it holds"),
        (Made([shared(0, 0, 0)], [text("x")], n_texts=-1), "more than it holds"),
        (Made([shared(0, 0, 0)], [text("x")], n_texts=2), "shared texts end early"),
        (Made([record(0x207, b"\xff\xff\0x") * 9000]), "unpacks to"),
        (Made([shared(0, 0, 0)], [text("x")], starts=[300, 300]), "in one place"),
        (Made([shared(0, 0, 0) * 9], [text("x")], starts=[70, 84]), "reaches into another"),
        (Made([record(0x06, bytes(20) + b"\x19\x40\0\xff" * 16_000) * 20]), "unpacks to|formulas are longer"),
        (Made(PLAIN.sheets, PLAIN.texts, fat={3: 0}), "has no end"),
        (Made(PLAIN.sheets, PLAIN.texts, fat={3: 3}), "has no end"),
        (Made(PLAIN.sheets, PLAIN.texts, fat={3: 90_000}), "leads out"),
        (Made(PLAIN.sheets, PLAIN.texts, header={48: struct.pack("<L", 0x00FFFFFF)}), "leads out"),
        (Made(PLAIN.sheets, PLAIN.texts, header={44: struct.pack("<L", 0x7FFFFFFF)}), "more than it holds"),
        (Made(PLAIN.sheets, PLAIN.texts, header={64: struct.pack("<L", 0xFFFF)}), "more than it holds"),
        (Made(PLAIN.sheets, PLAIN.texts, header={68: struct.pack("<L", 0x00FFFFFF)}), "leads out"),
        (Made(PLAIN.sheets, PLAIN.texts, header={68: bytes(4)}), "has no end"),
        (Made(PLAIN.sheets, PLAIN.texts, header={80: struct.pack("<L", 9)}), "twice"),
        (Made(PLAIN.sheets, PLAIN.texts, header={30: b"\x10"}), "unusual size"),
    ],
)
def test_what_would_take_all_memory_or_never_end_is_refused(made: Made, reason: str, tmp_path: Path) -> None:
    assert re.search(reason, refused(made, tmp_path / "a.xls"))


def test_it_is_looked_at_whatever_its_name_says(tmp_path: Path) -> None:
    for name in ("a.xlsx", "a.ods"):
        assert "has no end" in refused(Made(PLAIN.sheets, PLAIN.texts, fat={3: 0}), tmp_path / name)


def test_a_workbook_behind_a_password_is_called_so(tmp_path: Path) -> None:
    made = Made([shared(0, 0, 0)], n_texts=9, more=record(0x2F, b"\1\0" + bytes(50)))
    assert "protected by a password" in refused(made, tmp_path / "a.xls")


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=6))
def test_bytes_changed_at_random_are_read_or_refused_in_a_sentence(
    changes: list[tuple[float, int]], tmp_path: Path
) -> None:
    content = bytearray(PLAIN.save(tmp_path / "a.xls").read_bytes())
    places = [*range(512), *range(512, 512 + 300), *range(len(content) - 1024, len(content))]
    for share, byte in changes:
        content[places[int(share * len(places))]] = byte
    (tmp_path / "b.xls").write_bytes(bytes(content))
    with contextlib.suppress(InputError):
        read_workbook(tmp_path / "b.xls")


def test_small_streams_are_found_where_they_are_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "small.xls"
    stream = PLAIN.stream()[:700]
    n_small = -(-len(stream) // 64)
    small = stream.ljust(-(-len(stream) // SECTOR) * SECTOR, b"\0")
    n = len(small) // SECTOR
    fat = [*range(1, n), END, END, END, 0xFFFFFFFD]
    head = bytearray(512)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", head, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<LLL", head, 40, 0, 1, n)
    struct.pack_into("<LLLLL", head, 56, 4096, n + 1, 1, END, 0)
    struct.pack_into("<109L", head, 76, n + 2, *[FREE] * 108)
    entries = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<HB49xLL4x", 0, kind, start, length)
        for name, kind, start, length in (("Root Entry", 5, 0, len(small)), ("Workbook", 2, 0, len(stream)))
    )
    numbers = [*range(1, n_small), END, *[FREE] * (128 - n_small)]

    def saved(fat_of_small: Sequence[int]) -> Path:
        tables = struct.pack("<128L", *fat_of_small) + struct.pack("<128L", *fat, *[FREE] * (128 - len(fat)))
        path.write_bytes(bytes(head) + small + entries.ljust(SECTOR, b"\0") + tables)
        return path

    assert read_workbook(saved(numbers))[0].rows == [["unit", "codes"], ["1", "=é ☺"]]
    with pytest.raises(InputError, match="has no end"):
        read_workbook(saved([1, 0, *numbers[2:]]))
    monkeypatch.setattr(old_workbooks, "FILE_LIMIT", 1000)
    with pytest.raises(InputError, match="is larger than"):
        read_workbook(saved(numbers))
