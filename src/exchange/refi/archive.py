"""The files inside a REFI-QDA project (.qdpx): its XML and its texts, unpacked in memory and within limits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ...archives import unpacked
from ...errors import InputError
from .xml import SIZE_LIMIT

TEXTS_LIMIT = 256 << 20  # bytes that all texts together may unpack to

_DECLARED_LIMIT = 1 << 42  # recordings and films may be packed beside the texts; they are never unpacked


@dataclass(frozen=True)
class Packed:
    """The XML of a project, the name of its file, and the texts by lower-case file name."""

    document: bytes
    named: str
    texts: dict[str, bytes]


def open_project(path: Path) -> Packed:
    """Return what a .qdpx holds. Raises InputError for a file that is none, is damaged, too large or leads outside."""
    named = _document(path)
    document, left = b"", TEXTS_LIMIT
    texts: dict[str, bytes] = {}
    for name, pieces in unpacked(path, limit=_DECLARED_LIMIT):
        file = name.replace("\\", "/").rpartition("/")[2].casefold()
        if name == named:
            document = _whole(pieces, SIZE_LIMIT, f"{path}, {name}")
        elif file.endswith(".txt") and not _by_the_way(name):
            content = _whole(pieces, left, f"{path}, {name}")
            left -= len(content)
            texts[file] = texts.get(file) or content
    return Packed(document, named, texts)


def _by_the_way(name: str) -> bool:
    """Return whether an entry was added by a computer that packed the file anew."""
    return name.startswith("__MACOSX/") or name.rpartition("/")[2].startswith("._")


def _document(path: Path) -> str:
    """Return the entry with the project's XML: `project.qde` at the top, or the only .qde under another name."""
    names = [name for name, _ in unpacked(path, limit=_DECLARED_LIMIT)]
    for name in names:
        parts = name.replace("\\", "/").split("/")
        if ".." in parts or name.startswith(("/", "\\")) or ":" in parts[0]:
            problem = f'holds an entry that leads outside of it, "{name}".'
            raise InputError(problem, where=str(path), fix="Do not open it; ask for a new export.")
    found = [name for name in names if name.casefold().endswith(".qde") and not _by_the_way(name)]
    top = [name for name in found if "/" not in name and "\\" not in name]
    for chosen in ([name for name in top if name.casefold() == "project.qde"], top, found):
        if len(chosen) == 1:
            return chosen[0]
    if found:
        raise InputError(f"holds several projects: {', '.join(found)}.", where=str(path), fix="Export one alone.")
    raise InputError("is no REFI-QDA project; it holds no .qde.", where=str(path), fix="Export it again, as .qdpx.")


def _whole(pieces: Iterator[bytes], limit: int, where: str) -> bytes:
    content = bytearray()
    for piece in pieces:
        content += piece
        if len(content) > limit:
            raise InputError("unpacks to more than can be read.", where=where, fix="Export fewer texts at a time.")
    return bytes(content)
