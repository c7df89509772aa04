"""Compound files, as old programs save them: small file systems whose parts are chains of sectors.

The reader of workbooks follows chains that end nowhere and makes room for whatever a length claims, so all that it
follows is followed here first. [MS-CFB] 2.2 to 2.6.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from .archives import damaged

_HEADER = struct.Struct("<26xH2xHH6x3L8x4L")
_END, _KINDS = 0xFFFFFFFE, 0xFFFFFFFA  # the end of a chain; from here on numbers say what a sector is for
_ENTRY, _MINI, _SMALL = 128, 64, 4096  # bytes of an entry and of a small sector; a stream below is in small sectors
_MOST_MINI = 1024  # sectors of numbers for small sectors
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def streams(content: bytes, wanted: Collection[str], path: Path) -> Iterator[bytes]:
    """Yield the first stream of each of the `wanted` names in a compound file.

    Raises InputError when any chain of sectors on the way has no end, or leads out of the file.
    """
    if len(content) < 512:
        raise damaged(path, "it ends early")
    file = _File(content, path)
    for start, size in file.entries(set(wanted)):
        yield file.stream(start, size)


class _File:
    """The sectors of a compound file, and the chains that they form."""

    def __init__(self, content: bytes, path: Path) -> None:
        self._content, self._path = content, path
        self._version, shift, mini_shift, *numbers = _HEADER.unpack_from(content)
        n_directory, n_fat, self._directory, self._mini_start, n_mini, difat, n_difat = numbers
        if shift not in (9, 12) or mini_shift != 6:
            raise self._broken("its sectors have an unusual size")
        self._size = 1 << shift
        self._n = max(-(-len(content) // self._size) - 1, 0)
        if max(n_directory, n_fat, n_difat) > self._n or n_mini > min(self._n, _MOST_MINI):
            raise self._broken("it tells of more than it holds")
        self._fat = self._numbers(self._of_fat(difat))
        self._n_mini = n_mini

    def _broken(self, reason: str) -> Exception:
        return damaged(self._path, reason)

    def _sector(self, at: int) -> bytes:
        if at >= self._n:
            raise self._broken("a chain of sectors leads out of it")
        return self._content[(at + 1) * self._size : (at + 2) * self._size]

    def _numbers(self, sectors: Sequence[int]) -> array[int]:
        held = b"".join(map(self._sector, sectors))
        return array("I", struct.unpack(f"<{len(held) // 4}L", held[: len(held) // 4 * 4]))

    def _of_fat(self, difat: int) -> list[int]:
        """Return the sectors that hold the chains: those in the header, and in the chain of lists from `difat` on."""
        found = list(struct.unpack_from("<109L", self._content, 76))
        followed = 0
        while difat < _KINDS:
            followed += 1
            if followed > self._n:
                raise self._broken("a chain of sectors has no end")
            *more, difat = self._numbers([difat])
            found += more
        kept = [at for at in found if at < _KINDS]
        if len(set(kept)) < len(kept):
            raise self._broken("it names a sector twice")
        return kept

    def _chain(self, at: int, following: Sequence[int], n: int) -> list[int]:
        found: list[int] = []
        while at != _END:
            if at >= min(n, len(following)):
                raise self._broken("a chain of sectors leads out of it")
            found.append(at)
            if len(found) > n:
                raise self._broken("a chain of sectors has no end")
            at = following[at]
        return found

    def _joined(self, start: int) -> bytes:
        return b"".join(map(self._sector, self._chain(start, self._fat, self._n)))

    def entries(self, wanted: set[str]) -> list[tuple[int, int]]:
        """Return first sector and size of the first entry of each of the `wanted` names."""
        held = self._joined(self._directory)
        found: dict[str, tuple[int, int]] = {}
        for at in range(0, len(held) - _ENTRY + 1, _ENTRY):
            raw = held[at : at + _MINI]
            if raw.startswith(_MARKS):
                raise self._broken("a name in it is not text")
            name = "" if at == 0 else raw.decode("utf-16-le", "replace").partition("\0")[0]
            start, size = struct.unpack_from("<LQ" if self._size > 512 else "<LL", held, at + 116)
            if (at == 0 or name in wanted) and name not in found:
                if size > len(self._content):
                    raise self._broken("it tells of more than it holds")
                found[name] = (start, size)
        self._small = self._joined(found[""][0]) if found and self._n_mini else b""
        self._small_fat = (
            self._numbers(self._chain(self._mini_start, self._fat, self._n)) if self._n_mini else array("I")
        )
        return [entry for name, entry in found.items() if name]

    def stream(self, start: int, size: int) -> bytes:
        """Return the content of an entry."""
        if size >= _SMALL:
            return self._joined(start)[:size]
        chain = self._chain(start, self._small_fat, -(-len(self._small) // _MINI))
        return b"".join(self._small[at * _MINI : (at + 1) * _MINI] for at in chain)[: size or None]
