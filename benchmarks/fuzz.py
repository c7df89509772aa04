"""Feed every reader with files bent by a seeded chance, and see that each is read or refused in plain words.

    python benchmarks/fuzz.py                          a thousand files of each kind (some minutes)
    python benchmarks/fuzz.py --files 5000 --seed 7 --kinds qdpx,xlsx

A good file of each kind is changed: bytes flipped, cut, doubled or moved, and in packed files and XML also the texts,
numbers and attributes inside. What is no IntercoderError, and what takes longer than `--patience` seconds, is a fault:
its file is kept, and the program ends with 1.
"""

from __future__ import annotations

import argparse
import csv
import io
import random
import re
import shutil
import signal
import sys
import tempfile
import time
import traceback
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl

from intercoder.errors import IntercoderError
from intercoder.exchange.frameworks.files import read_framework
from intercoder.exchange.refi.project import read_qdpx
from intercoder.exchange.sheets.codings import read_codings
from intercoder.exchange.texts.notes import read_notes
from intercoder.exchange.texts.transcripts import read_transcript
from intercoder.project import Project

Bend = Callable[[bytes, random.Random], bytes]

TEXTS = (
    b"", b"0", b"-1", b"99999999999999999999", b"1.5", b"NaN", b"1e999", b"\x00", b"\xff\xfe", b"'", b'"', b"<", b">",
    b"</", b"&", b"&x;", b"&#0;", b"&#x110000;", b"]]>", b"<!--", b"../../x", b"=1+1", b"\xe2\x80\xae", b"\xed\xa0\x80",
    b"a" * 40_000, b"/", b" / ", b"(" * 300, b"[" * 300, b"{}", b"true", b"2001-99-99", b",", b";", b"\t", b"\r\n",
)  # fmt: skip
VALUES = re.compile(rb'(?<==")[^"]*(?=")|(?<=>)[^<>]+(?=<)|\d+')
TAGS = re.compile(rb"<[^<>]*>")


class TooLong(Exception):
    """A file on which a reader has worked for longer than anyone would wait."""


@dataclass(frozen=True)
class Kind:
    """A kind of file: a good one, and what reads it."""

    name: str
    content: bytes
    read: Callable[[Path], object]


def bend_bytes(content: bytes, chance: random.Random) -> bytes:
    """Change some bytes: other ones, fewer, more, moved."""
    bent = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        if not bent:
            break
        start = chance.randrange(len(bent))
        end = min(len(bent), start + chance.choice([1, 1, 2, 4, 16, 200]))
        bent[start:end] = chance.choice(
            [b"", bytes(chance.randrange(256) for _ in range(end - start)), bent[start:end] * 3, chance.choice(TEXTS)]
        )
    return bytes(bent[: chance.choice([len(bent)] * 5 + [chance.randint(0, len(bent))])])


def bend_values(content: bytes, chance: random.Random) -> bytes:
    """Change texts, numbers and attributes, or leave out, double or exchange tags of XML."""
    for _ in range(chance.randint(1, 5)):
        places = list(chance.choice([VALUES, VALUES, TAGS]).finditer(content))
        if not places:
            return bend_bytes(content, chance)
        one, other = chance.choice(places), chance.choice(places)
        new = chance.choice([chance.choice(TEXTS), b"", one[0] * 2, other[0]])
        content = content[: one.start()] + new + content[one.end() :]
    return content


def bend_packed(content: bytes, chance: random.Random) -> bytes:
    """Change what is in an archive, with its checksums as they should be; or leave a part out, or double it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    for _ in range(chance.randint(1, 2)):
        at = chance.randrange(len(parts))
        name, part = parts[at]
        parts[at] = (name, chance.choice([bend_values, bend_values, bend_bytes])(part, chance))
    if chance.random() < 0.1:
        parts.pop(chance.randrange(len(parts)))
    with warnings.catch_warnings(), zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # of two parts with the same name
        for name, part in parts + ([chance.choice(parts)] if parts and chance.random() < 0.05 else []):
            archive.writestr(name, part)
    return packed.getvalue()


def bent(content: bytes, chance: random.Random) -> bytes:
    """Change a file in one of the ways that fit it."""
    if zipfile.is_zipfile(io.BytesIO(content)) and chance.random() < 0.8:
        return bend_packed(content, chance)
    return chance.choice([bend_bytes, bend_values])(content, chance)


def kinds(folder: Path) -> list[Kind]:
    """Make a small study and return a good file of each kind, with its reader."""
    write = {
        "notes.csv": 'case,text,model\nP1,They asked parents.,A\nP2,A leaflet was made.,B\nP3,"Both, and more",A\n',
        "frame.csv": "Code,Definition\nPlanning,About planning\nPlanning / Groups,\nRecruitment,\n",
        "coded.csv": "unit,coder,code\nu1,A,Planning\nu1,B,Planning\nu2,A,Groups\nu2,B,Planning\n",
        "rated.csv": "unit,rater 1,rater 2,rater 3\nu1,low,high,low\nu2,high,high,\nu3,low,low,middle\n",
        "talk.txt": "I: How?\nP: We asked.\nI: Whom?\nP: All.\n",
    }
    for name, text in write.items():
        (folder / name).write_text(text, encoding="utf-8")
    with Project.create(folder / "study", id="study") as project:
        project.notes_read(folder / "notes.csv", case="case", text="text", attributes={"model": "model"})
        project.framework_read(folder / "frame.csv")
        project.round_start("main", coders=("A", "B"))
        for file in project.workbook_write(folder):
            mark(Path(file))
            project.workbook_read(file)
        project.project_qdpx(folder / "study.qdpx")
        for suffix in ("qdc", "xlsx", "yaml", "md"):
            project.framework_write(folder / f"frame.{suffix}")
        project.reliability()
    for name in ("notes", "coded"):
        as_workbook(folder / f"{name}.csv", folder / f"{name}.xlsx")
    readers: dict[str, Callable[[Path], object]] = {
        "study.qdpx": read_qdpx, "frame.qdc": read_framework, "frame.xlsx": read_framework, "frame.csv": read_framework,
        "frame.yaml": read_framework, "frame.md": read_framework, "coded.xlsx": read_codings, "coded.csv": read_codings,
        "rated.csv": read_codings, "main_A.xlsx": read_codings, "talk.txt": read_transcript,
        "notes.xlsx": lambda path: read_notes(path, case="case", text="text", attributes=["model"]),
        "notes.csv": lambda path: read_notes(path, case="case", text="text", attributes=["model"], unit="sentence"),
    }  # fmt: skip
    return [Kind(name, (folder / name).read_bytes(), read) for name, read in readers.items()]


def mark(workbook: Path) -> None:
    """Apply the first code to every unit of a coder's workbook."""
    book = openpyxl.load_workbook(workbook)
    sheet = book.worksheets[0]
    column = next(at for at, cell in enumerate(sheet[1], start=1) if str(cell.value).startswith("code:"))
    for row in range(4, sheet.max_row + 1):
        sheet.cell(row, column).value = "x"
    book.save(workbook)


def as_workbook(table: Path, workbook: Path) -> None:
    """Write a small table of texts as .xlsx too."""
    book = openpyxl.Workbook()
    with table.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            book.worksheets[0].append(row)
    book.save(workbook)


def outcome(kind: Kind, path: Path, patience: float) -> str:
    """Read a file; return "read", "refused", or the fault in words."""
    try:
        with patiently(patience):
            kind.read(path)
    except IntercoderError:
        return "refused"
    except BaseException as error:  # whatever it is, it is to be told
        if isinstance(error, KeyboardInterrupt):
            raise
        last = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__}: {str(error)[:100]} ({Path(last.filename).name}, line {last.lineno})"
    return "read"


class patiently:  # noqa: N801 - reads as a phrase
    """Raise TooLong in a block that takes longer than so many seconds, where the system can wake us."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def __enter__(self) -> None:
        if hasattr(signal, "setitimer"):
            signal.signal(signal.SIGALRM, _stop)
            signal.setitimer(signal.ITIMER_REAL, self.seconds)

    def __exit__(self, *_: object) -> None:
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)


def _stop(*_: object) -> None:
    raise TooLong


def run(
    folder: Path, files: int, seed: int, chosen: tuple[str, ...] = (), patience: float = 60.0
) -> tuple[Counter[tuple[str, str]], dict[str, Path]]:
    """Read so many bent files of each kind; return how often each was read and refused, and a file of each fault."""
    counts: Counter[tuple[str, str]] = Counter()
    faults: dict[str, Path] = {}
    for kind in kinds(folder):
        suffix = Path(kind.name).suffix
        if chosen and not {suffix[1:], kind.name} & set(chosen):
            continue
        chance = random.Random(f"{seed} {kind.name}")  # noqa: S311 - not for secrets
        path = folder / f"bent{suffix}"
        kind.read(folder / kind.name)
        for number in range(files):
            path.write_bytes(bent(kind.content, chance))
            said = outcome(kind, path, patience)
            counts[kind.name, said if said in ("read", "refused") else "fault"] += 1
            if said not in ("read", "refused") and f"{kind.name}: {said}" not in faults:
                kept = folder / f"fault_{kind.name}_{number}{suffix}"
                shutil.copyfile(path, kept)
                faults[f"{kind.name}: {said}"] = kept
    return counts, faults


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=1000, help="bent files of each kind")
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--kinds", default="", help="endings or names, such as qdpx,notes.csv; by default all")
    parser.add_argument("--patience", type=float, default=60.0, help="seconds for one file")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="intercoder-fuzz-"))
    begun = time.perf_counter()
    warnings.simplefilter("ignore")
    chosen = tuple(filter(None, options.kinds.split(",")))
    counts, faults = run(folder, options.files, options.seed, chosen, options.patience)
    print(f"{'file':12} {'read':>7} {'refused':>8} {'faults':>7}")
    for name in dict.fromkeys(name for name, _ in counts):
        print(f"{name:12} {counts[name, 'read']:>7} {counts[name, 'refused']:>8} {counts[name, 'fault']:>7}")
    print(f"{sum(counts.values()):,} files; {time.perf_counter() - begun:.0f} s.")
    for said, kept in faults.items():
        print(f"{said}\n  {kept}")
    if faults:
        sys.exit(1)
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
