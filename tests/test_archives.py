"""Packed files are unpacked within limits, and what they unpack to is measured."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from intercoder.archives import unpacked
from intercoder.errors import InputError


def packed(path: Path, entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


def contents(path: Path, **options: int) -> dict[str, bytes]:
    return {name: b"".join(pieces) for name, pieces in unpacked(path, **options)}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_entries_come_as_they_are(tmp_path: Path, method: int) -> None:
    entries = {"a": b"x" * 100, "b/c.xml": b"", "d": bytes(range(256)) * 200_000}
    assert contents(packed(tmp_path / "a.zip", entries, method)) == entries


def test_large_entries_come_in_pieces(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"a": b" " * (7 << 19)})
    assert [len(piece) for _, pieces in unpacked(path) for piece in pieces] == [1 << 20] * 3 + [1 << 19]


def test_more_than_the_limit_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"a": b" " * 600, "b": b" " * 600})
    with pytest.raises(InputError, match="unpacks to 1,200 bytes"):
        contents(path, limit=1000)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_an_entry_that_holds_more_than_it_says_is_refused(tmp_path: Path, method: int) -> None:
    path = packed(tmp_path / "a.zip", {"a": b" " * 77_777}, method)
    before, after = path.read_bytes().rsplit((77_777).to_bytes(4, "little"), 1)
    path.write_bytes(before + (7).to_bytes(4, "little") + after)
    with pytest.raises(InputError, match="too much"):
        contents(path)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_unusual_packing_is_refused(tmp_path: Path, method: int) -> None:
    with pytest.raises(InputError, match="unusual way"):
        contents(packed(tmp_path / "a.zip", {"a": b"x"}, method))


def test_damage_is_told_plainly(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", bytes(range(256)) * 40)
    content = bytearray(buffer.getvalue())
    for place, value in ((0, 0), (31, 7)):
        broken = bytearray(content)
        broken[place] = value
        (tmp_path / "a.zip").write_bytes(bytes(broken))
        with pytest.raises(InputError, match="damaged"):
            contents(tmp_path / "a.zip")
    (tmp_path / "a.zip").write_text("no archive")
    with pytest.raises(InputError, match="damaged"):
        contents(tmp_path / "a.zip")
