"""The authored content of the inductive study (synthetic): items with their codes, themes, and the first coding."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

AUTHORED = Path(__file__).parent / "authored"


@dataclass(frozen=True)
class Item:
    """A post-it, picture, map, storyboard or metaphor: `text` is what is on it, or caption and description."""

    id: str
    session: str
    event: int
    kind: str
    table: str
    picture: str
    codes: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Study:
    """All the content; `themes` are the names of the codes by their keys."""

    items: tuple[Item, ...]
    codes: tuple[Mapping[str, Any], ...]
    themes: Mapping[str, str]
    first: Mapping[str, Any]

    def final(self) -> set[tuple[str, str]]:
        """Return what the team agreed on: (item, key of the code)."""
        return {(item.id, key) for item in self.items for key in item.codes}

    def marks(self, coder: str) -> set[tuple[str, str]]:
        """Return what a coder applied to the items of event 1, alone."""
        differing = {(found["unit"], found["code"]): found["marked"] for found in self.first["differences"]}
        shared = {pair for pair in self.final() if pair not in differing}
        return shared | {pair for pair, marked in differing.items() if marked == coder}


@functools.cache
def load() -> Study:
    """Read the authored files."""
    codes = tuple(_read("framework.yaml"))
    themes = {code["key"]: code["name"] for code in codes}
    return Study(tuple(_items()), codes, themes, _read("first_coding.yaml"))


def _read(name: str) -> Any:
    return yaml.safe_load((AUTHORED / name).read_text(encoding="utf-8"))


def _items() -> Iterator[Item]:
    text = (AUTHORED / "items.txt").read_text(encoding="utf-8")
    for block in text.split("\n## ")[1:]:
        head, *lines = block.strip().split("\n")
        session, event = (part.strip() for part in head.split("|"))
        for line in lines:
            about, _, rest = line.partition(" > ")
            id, kind, table, picture, codes = (part.strip() for part in about.split("|"))
            keys = () if codes == "-" else tuple(codes.split(","))
            yield Item(id, session, int(event), kind, table, picture and f"pictures/{picture}", keys, rest)
