"""The authored content of the framework study (synthetic): transcripts with their codes and summaries, and the rest."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

AUTHORED = Path(__file__).parent / "authored"
SITES = {"A": "Site A", "B": "Site B", "C": "Site C"}


@dataclass(frozen=True)
class Paragraph:
    """A stretch of an interview: its unit, the keys of its codes, and what the analyst wrote about each of them."""

    unit: str
    text: str
    summaries: Mapping[str, str]


@dataclass(frozen=True)
class Participant:
    """Somebody who was interviewed at a site."""

    case: str
    site: str
    group: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True)
class Study:
    """All the content; `paths` are those of the codes by their keys."""

    participants: tuple[Participant, ...]
    codes: tuple[Mapping[str, Any], ...]
    paths: Mapping[str, str]
    double: Mapping[str, Any]
    syntheses: Mapping[str, Mapping[str, str]]

    def final(self) -> set[tuple[str, str]]:
        """Return the codings of all transcripts: (unit, key of the code)."""
        return {(p.unit, key) for who in self.participants for p in who.paragraphs for key in p.summaries}

    def draft(self, coder: str) -> set[tuple[str, str]]:
        """Return what a coder applied with the draft, alone: what both saw, and the coder's own differences."""
        in_draft = {code["key"] for code in self.codes if code.get("since", 1) == 1}
        shared = {pair for pair in self.final() if pair[1] in in_draft}
        differing = {(found["unit"], found["code"]): found["marked"] for found in self.double["differences"]}
        return (shared - set(differing)) | {pair for pair, marked in differing.items() if marked == coder}


@functools.cache
def load() -> Study:
    """Read the authored files."""
    codes = tuple(_read("framework.yaml"))
    paths: dict[str, str] = {}
    for code in codes:
        above = f"{paths[code['under']]} / " if "under" in code else ""
        paths[code["key"]] = above + code["name"]
    return Study(tuple(_participants()), codes, paths, _read("double_coding.yaml"), _read("summing_up.yaml"))


def _read(name: str) -> Any:
    return yaml.safe_load((AUTHORED / name).read_text(encoding="utf-8"))


def _participants() -> Iterator[Participant]:
    text = (AUTHORED / "transcripts.txt").read_text(encoding="utf-8")
    for block in text.split("\n## ")[1:]:
        head, *lines = block.strip().split("\n")
        case, site, group = (part.strip() for part in head.split("|"))
        paragraphs = tuple(_paragraph(f"{case}.{at}", line) for at, line in enumerate(lines, start=1))
        yield Participant(case, SITES[site], group, paragraphs)


def _paragraph(unit: str, line: str) -> Paragraph:
    codes, _, rest = line.partition(" > ")
    text, _, summaries = rest.partition(" >> ")
    if codes == "-":
        return Paragraph(unit, rest, {})
    return Paragraph(unit, text, dict(zip(codes.split(","), summaries.split(" ;; "), strict=True)))
