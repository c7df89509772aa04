"""The authored content of the example study (synthetic), and the codings that follow from it."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

AUTHORED = Path(__file__).parent / "authored"

MODELS = {
    "camhs": "CAMHS",
    "id-camhs": "ID-CAMHS",
    "disability": "Children and young people's disability service",
    "challenge": "Specialist service for behaviours that challenge",
    "all-age": 'Broader age range ("all-age") service',
}

Pair = tuple[str, str]
"""A case and the key of a code."""

_MARKED = re.compile(r"\{(?P<codes>[a-z., -]+)\|(?P<words>[^{}]*)\}")


@dataclass(frozen=True)
class Service:
    """One of the 60 services: its attributes, and the notes with the words that carry each code."""

    case: str
    model: str
    co_production: bool
    interviewer: int
    marked: str

    @property
    def notes(self) -> str:
        """What the interviewer typed."""
        return _MARKED.sub(r"\g<words>", self.marked)

    @property
    def passages(self) -> tuple[tuple[str, str], ...]:
        """The codes that were finally agreed on, each as (key of the code, words that carry it)."""
        found = _MARKED.finditer(self.marked)
        return tuple((code.strip(), match["words"]) for match in found for code in match["codes"].split(","))


@dataclass(frozen=True)
class CodeEntry:
    """A code as authored: its place in the tree, and its texts, which may have said something else before."""

    key: str
    path: str
    since: int
    texts: Mapping[str, str]
    before: Mapping[str, Mapping[int, str]]
    groups_from: int | None

    def text(self, field: str, version: int) -> str:
        """Return what `field` (definition, use, not, example, origin, by, reason) said in a version."""
        return self.before.get(field, {}).get(version, self.texts[field])

    def applicable(self, version: int) -> bool:
        """Return whether coders might apply the code itself in a version."""
        return self.groups_from is None or version < self.groups_from


@dataclass(frozen=True)
class Difference:
    """A unit and code on which two codings differed: whose mark it was, what was agreed on, and why."""

    case: str
    code: str
    marked: str
    applies: bool
    why: str = ""

    @property
    def pair(self) -> Pair:
        """The case and the code."""
        return self.case, self.code


@dataclass(frozen=True)
class Study:
    """All the content; codings are sets of (case, key of the code)."""

    services: tuple[Service, ...]
    codes: tuple[CodeEntry, ...]
    discussion: tuple[Difference, ...]
    check: tuple[Difference, ...]
    memos: Mapping[Pair, str]
    suggestions: Mapping[Pair, str]
    classification: Mapping[str, Any]

    @property
    def final(self) -> frozenset[Pair]:
        """What was agreed on in the end, after both discussions: the source of the published totals."""
        return frozenset((service.case, code) for service in self.services for code, _ in service.passages)

    @property
    def consensus(self) -> frozenset[Pair]:
        """What coders A and B agreed on: the final codings without what the third coder made them see."""
        return self.final ^ {found.pair for found in self.check if (found.marked == "C") == found.applies}

    def marks(self, coder: str) -> frozenset[Pair]:
        """Return what a coder applied, alone: A and B over all services, C as if over all of them."""
        differences = self.check if coder == "C" else self.discussion
        own = {found.pair for found in differences if found.marked == coder}
        others = {found.pair for found in differences if found.marked != coder}
        return (self.consensus | own) - others

    def path(self, key: str) -> str:
        """Return the path of the code with this key in the framework."""
        return next(code.path for code in self.codes if code.key == key)

    def category(self, case: str, activity: str, dimension: str) -> str:
        """Return the category of an activity (key of its code) of a case in one definition."""
        changed = (case, activity) in {tuple(pair) for pair in self.classification["transformative"]}
        kinds = self.classification["activities"][activity]
        if changed and dimension in self.classification["if_transformative"]:
            return str(self.classification["if_transformative"][dimension])
        return str(kinds[dimension])


def classified(study: Study, activity: str) -> tuple[str, ...]:
    """Return the cases with an activity: those with its code or any below it."""
    below = {code.key for code in study.codes if code.key == activity or code.key.startswith(f"{activity}.")}
    return tuple(service.case for service in study.services if any((service.case, key) in study.final for key in below))


@functools.cache
def load() -> Study:
    """Read the authored files."""
    codings = _read("codings.yaml")
    return Study(
        services=tuple(_service(case, entry) for case, entry in _read("notes.yaml").items()),
        codes=_codes(_read("framework.yaml")),
        discussion=tuple(Difference(**entry) for entry in codings["discussion"]),
        check=tuple(Difference(**entry) for entry in codings["check"]),
        memos={(coder, case): memo for coder, case, memo in codings["memos"]},
        suggestions={(coder, case): text for coder, case, text in codings["suggestions"]},
        classification=_read("classification.yaml"),
    )


def _read(name: str) -> Any:
    return yaml.safe_load((AUTHORED / name).read_text(encoding="utf-8"))


def _service(case: str, entry: Mapping[str, Any]) -> Service:
    return Service(case, MODELS[entry["model"]], entry.get("co_production", True), entry["interviewer"], entry["notes"])


def _codes(entries: list[dict[str, Any]]) -> tuple[CodeEntry, ...]:
    paths: dict[str, str] = {}
    codes = []
    for entry in entries:
        key = entry["key"]
        parent = entry.get("under", key.rpartition(".")[0])
        paths[key] = f"{paths[parent]} / {entry['name']}" if parent else entry["name"]
        texts = {
            field: entry.get(field, "") for field in ("definition", "use", "not", "example", "origin", "by", "reason")
        }
        codes.append(
            CodeEntry(key, paths[key], entry["since"], texts, entry.get("before", {}), entry.get("applied_from"))
        )
    return tuple(codes)
