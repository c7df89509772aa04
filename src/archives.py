"""Packed files from elsewhere (.xlsx, .ods and other zip archives), unpacked only within limits."""

from __future__ import annotations

import contextlib
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from .errors import InputError
from .opening import require_file

SIZE_LIMIT = 1 << 29  # bytes that an archive may unpack to
ENTRIES_LIMIT = 20_000

_PIECE = 1 << 20  # what stays in the processor's cache is looked through fastest
_BLOCK = 1 << 16
_LOCAL_HEADER = struct.Struct("<4s22xHH")


def unpacked(path: Path, *, limit: int = SIZE_LIMIT) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Yield the name of each entry of a zip archive and its content, in pieces of at most 1 MB.

    What an entry unpacks to is measured, not believed. Raises InputError for an archive that is damaged or protected,
    or that unpacks to more than `limit` bytes.
    """
    require_file(path)
    with _told_plainly(path), zipfile.ZipFile(path) as archive, path.open("rb") as file:
        entries = archive.infolist()
        size = sum(entry.file_size for entry in entries)
        if size > limit or len(entries) > ENTRIES_LIMIT:
            raise _too_large(path, size)
        for entry in entries:
            if entry.flag_bits & 1:
                raise InputError("is protected by a password.", where=str(path), fix="Save it without a password.")
            yield entry.filename, _pieces(file, entry, path)


@contextlib.contextmanager
def _told_plainly(path: Path) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, struct.error, OSError, ValueError, NotImplementedError) as error:
        raise damaged(path, str(error)) from error


def damaged(path: Path, reason: str) -> InputError:
    """Return the error for a packed file that is cut off or broken."""
    return InputError(
        f"is damaged or only a part of the file ({reason}).",
        where=str(path),
        fix="Copy or download it again, or open it in Excel or LibreOffice and save it anew.",
    )


def _too_large(path: Path, size: int) -> InputError:
    return InputError(
        f"unpacks to {size:,} bytes or more, which is too much for a file of this kind.",
        where=str(path),
        fix="Save the data as .csv and read that.",
    )


def _pieces(file: BinaryIO, entry: zipfile.ZipInfo, path: Path) -> Iterator[bytes]:
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise damaged(path, "packed in an unusual way")
    with _told_plainly(path):
        file.seek(entry.header_offset)
        signature, name_length, extra_length = _LOCAL_HEADER.unpack(file.read(_LOCAL_HEADER.size))
    if signature != b"PK\x03\x04":
        raise damaged(path, "an entry has no header")
    file.seek(name_length + extra_length, 1)
    stored = entry.compress_type == zipfile.ZIP_STORED
    left = entry.file_size
    for piece in _blocks(file, entry, _PIECE) if stored else _inflated(file, entry, path):
        left -= len(piece)
        if left < 0:
            raise _too_large(path, entry.file_size)
        yield piece


def _blocks(file: BinaryIO, entry: zipfile.ZipInfo, size: int) -> Iterator[bytes]:
    """Yield the packed bytes of an entry, from where `file` stands."""
    left = entry.compress_size
    while left > 0 and (block := file.read(min(size, left))):
        left -= len(block)
        yield block


def _inflated(file: BinaryIO, entry: zipfile.ZipInfo, path: Path) -> Iterator[bytes]:
    """Yield the content of an entry in pieces that are full, but for the last."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    blocks = _blocks(file, entry, _BLOCK)
    packed = b""
    held, size = [], 0
    while not inflater.eof:
        packed = packed or next(blocks, b"")
        at_end = not packed
        with _told_plainly(path):
            held.append(inflater.decompress(packed, _PIECE - size))
        packed = inflater.unconsumed_tail
        size += len(held[-1])
        if at_end and not held[-1] and not inflater.eof:
            raise damaged(path, f"{entry.filename} ends early")
        if size == _PIECE:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)
