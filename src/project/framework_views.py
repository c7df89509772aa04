"""Results about the framework: the tree, the log of its versions, what differs between them, and how it grew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar

from ..framework.codes import ORIGINS
from ..results import Column
from ..wording import number_of
from .views import View

if TYPE_CHECKING:
    from ..framework.codes import Code, Framework
    from .storage.records import Version


class _Dated(View):
    """A result with a column of times (its key is `when`)."""

    def cells(self) -> list[list[str]]:
        """Return the texts of the table, times to the minute."""
        at = [column.key for column in self.columns()].index("when")
        return [[*row[:at], row[at].replace("T", " ")[:16], *row[at + 1 :]] for row in super().cells()]


@dataclass(frozen=True, repr=False)
class FrameworkLog(_Dated):
    """The versions of the framework: how many codes each has, which were added, who made it and why."""

    title: ClassVar[str] = "Versions of the framework"
    key: ClassVar[str] = "versions"


@dataclass(frozen=True, repr=False)
class FrameworkView(View):
    """The codes of one version of the framework as a tree, with definition and origin."""

    title: ClassVar[str] = "Framework"
    key: ClassVar[str] = "codes"
    version: int
    status: str
    framework: Framework

    def columns(self) -> tuple[Column, ...]:
        """Return the tree, origin, version of origin, and definition."""
        return (
            Column("tree", "Code"),
            Column("origin", "Origin"),
            Column("added_in", "Since version", "count"),
            Column("definition", "Definition"),
        )

    def notes(self) -> tuple[str, ...]:
        """Return which version this is."""
        return (
            f"Version {self.version} ({self.status}), {number_of(len(self.framework), 'code')}, "
            f"{self.framework.hash[:12]}.",
        )

    def to_dict(self) -> dict[str, Any]:
        """Return {"version", "status", "hash", "codes": [{"code": path, ...}]}."""
        codes = [{"code": self.framework.path(code["id"]), **code} for code in self.framework.to_list()]
        return {"version": self.version, "status": self.status, "hash": self.framework.hash, "codes": codes}


def framework_view(framework: Framework, version: int, status: str) -> FrameworkView:
    """Return the tree of a framework as a list: one row per code, indented by its depth."""
    import pandas as pd

    rows = [
        {
            "tree": _branch(framework, code.id) + code.name,
            "code": framework.path(code.id),
            "depth": framework.depth(code.id),
            "origin": code.origin,
            "added_in": code.added_in,
            "definition": code.definition,
        }
        for code in framework
    ]
    columns = ["tree", "code", "depth", "origin", "added_in", "definition"]
    return FrameworkView(pd.DataFrame(rows, columns=columns), version, status, framework)


def _branch(framework: Framework, code: str) -> str:
    """Return the lines of the tree before a code's name."""
    line = framework.line(code)
    if len(line) == 1:
        return ""
    lasts = [framework.children(parent.id)[-1].id == child.id for parent, child in pairwise(line)]
    return "".join("   " if last else "│  " for last in lasts[:-1]) + ("└─ " if lasts[-1] else "├─ ")


@dataclass(frozen=True, repr=False)
class FrameworkDiff(View):
    """What differs between two versions, a row per code and kind of change (columns code, change, before, after)."""

    title: ClassVar[str] = "Changes of the framework"
    key: ClassVar[str] = "changes"
    versions: tuple[int, int]

    def notes(self) -> tuple[str, ...]:
        """Return which versions are compared."""
        count = number_of(len(self.frame), "change")
        return (f"From version {self.versions[0]} to version {self.versions[1]}: {count}.",)


@dataclass(frozen=True, repr=False)
class FrameworkGrowth(View):
    """How many codes of each origin each version has."""

    title: ClassVar[str] = "Growth of the framework"
    key: ClassVar[str] = "versions"

    def columns(self) -> tuple[Column, ...]:
        """Return version, status, codes by origin, and all."""
        origins: dict[str, str] = {origin: origin.capitalize() for origin in ORIGINS}
        shown = {"version": "Version", "status": "Status", **origins, "codes": "Codes"}
        return tuple(Column(key, heading, "text" if key == "status" else "count") for key, heading in shown.items())


@dataclass(frozen=True, repr=False)
class FrameworkState(View):
    """How far the newest version is: draft, stable or final, and what is missing (columns what, value)."""

    title: ClassVar[str] = "State of the framework"

    def to_dict(self) -> dict[str, Any]:
        """Return the facts by their names."""
        return dict(zip(self.frame["what"], self.frame["value"], strict=True))


@dataclass(frozen=True, repr=False)
class CodeHistory(_Dated):
    """The life of one code: what happened to it in which version, when, by whom and why."""

    title: ClassVar[str] = "History of a code"
    key: ClassVar[str] = "events"
    code: str

    def notes(self) -> tuple[str, ...]:
        """Return which code this is."""
        return (f"{self.code}.",)


@dataclass(frozen=True, repr=False)
class Codebook(View):
    """The codebook as the appendix of a paper shows it: every code with its texts and origin."""

    title: ClassVar[str] = "Codebook"
    key: ClassVar[str] = "codes"
    version: int
    status: str

    def notes(self) -> tuple[str, ...]:
        """Return which version this is."""
        return (f"Version {self.version} of the framework ({self.status}), {number_of(len(self.frame), 'code')}.",)


def codebook(framework: Framework, version: int, status: str) -> Codebook:
    """Return the codebook of a framework; columns that would be empty throughout are left out."""
    import pandas as pd

    columns = ["code", "definition", "when_to_use", "when_not_to_use", "example", "origin", "since_version"]
    rows = [
        {
            **{name: getattr(code, name) for name in columns[1:5]},
            "code": framework.path(code.id),
            "origin": code.origin,
            "since_version": str(code.added_in),
        }
        for code in framework
    ]
    frame = pd.DataFrame(rows, columns=columns, dtype=object)
    return Codebook(frame[[name for name in columns if name == "code" or frame[name].any()]], version, status)


def framework_diff(older: Version, newer: Version, becoming: dict[str, str | None]) -> FrameworkDiff:
    """Return what differs between two versions; `becoming` tells what the codes that are gone count for now."""
    import pandas as pd

    rows = [*_gone_and_changed(older.framework, newer.framework, becoming)]
    for code in newer.framework:
        if code.id not in older.framework:
            path = newer.framework.path(code.id)
            rows.append((path, f"added ({code.origin})", "", code.definition))
    frame = pd.DataFrame(rows, columns=["code", "change", "before", "after"], dtype=object)
    return FrameworkDiff(frame, (older.number, newer.number))


def _gone_and_changed(
    older: Framework, newer: Framework, becoming: dict[str, str | None]
) -> list[tuple[str, str, str, str]]:
    rows = []
    for code in older:
        path = older.path(code.id)
        if code.id not in newer:
            now = becoming.get(code.id)
            into = newer.path(now) if now is not None and now in newer else ""
            rows.append((path, "merged" if into else "retired", path, into))
        else:
            rows += [(newer.path(code.id), *change) for change in changes_of(older, newer, code)]
    return rows


def changes_of(older: Framework, newer: Framework, code: Code) -> list[tuple[str, str, str]]:
    """Return (change, before, after) for everything that differs in a code that both frameworks have."""
    now = newer[code.id]
    rows = []
    if code.name != now.name:
        rows.append(("renamed", code.name, now.name))
    if code.parent != now.parent:
        first, second = (f.path(c.parent) if c.parent else "(top)" for f, c in ((older, code), (newer, now)))
        rows.append(("moved", first, second))
    for name in ("definition", "when_to_use", "when_not_to_use", "example", "origin", "reason", "colour", "applicable"):
        before, after = getattr(code, name), getattr(now, name)
        if before != after:
            rows.append((name.replace("_", " "), _shown(before), _shown(after)))
    return rows


def _shown(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def growth(versions: Sequence[Version], statuses: Sequence[str]) -> FrameworkGrowth:
    """Return the number of codes of each origin in each version."""
    import pandas as pd

    rows = [
        {
            "version": version.number,
            "status": status,
            **{origin: sum(code.origin == origin for code in version.framework) for origin in ORIGINS},
            "codes": len(version.framework),
        }
        for version, status in zip(versions, statuses, strict=True)
    ]
    return FrameworkGrowth(pd.DataFrame(rows, columns=["version", "status", *ORIGINS, "codes"]))


def code_history(versions: Sequence[Version], code: str, path: str) -> CodeHistory:
    """Return what happened to the code with this id in each version."""
    import pandas as pd

    rows: list[tuple[int, str, str, str, str]] = []
    before: Framework | None = None
    for version in versions:
        now = version.framework
        was, there = before is not None and code in before, code in now
        events: list[str] = []
        if there and not was:
            back = any(what.startswith("added") for _, what, *_ in rows)
            events = ["restored" if back else f"added ({now[code].origin}) as {now.path(code)}"]
        elif was and not there:
            events = ["retired"]
        elif was and there and before is not None:
            events = [
                f"{what}: {old or '–'} → {new or '–'}" for what, old, new in changes_of(before, now, before[code])
            ]
        why = (now[code].reason if there and not was else "") or version.why
        rows += [(version.number, event, version.who, why, version.at) for event in events]
        before = now
    frame = pd.DataFrame(rows, columns=["version", "what", "who", "why", "when"])
    return CodeHistory(frame, path)
