"""The history of a project: who did what, when and why, each entry sealed with the hash of the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import sqlalchemy as sa

from ...results import Column, Result
from . import store

if TYPE_CHECKING:
    import pandas as pd

START = "0" * 64


def _seal(entry: Mapping[str, Any]) -> str:
    sealed = {key: entry[key] for key in ("number", "at", "who", "verb", "options", "summary", "previous")}
    return hashlib.sha256(json.dumps(sealed, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def record(connection: sa.Connection, *, at: str, who: str, verb: str, options: Mapping[str, Any], summary: str) -> int:
    """Add an entry to the history, within the transaction of the step that it tells of; return its number."""
    table = store.history
    last = connection.execute(sa.select(table).order_by(table.c.number.desc()).limit(1)).mappings().first()
    entry: dict[str, Any] = {"number": last["number"] + 1 if last else 1, "at": at, "who": who, "verb": verb}
    entry |= {"options": dict(options), "summary": summary, "previous": last["hash"] if last else START}
    connection.execute(table.insert(), [entry | {"hash": _seal(entry)}])
    return int(entry["number"])


def undone(connection: sa.Connection) -> set[int]:
    """Return the numbers of the steps that were undone."""
    query = sa.select(store.history.c.options).where(store.history.c.verb == "undo")
    return {int(options["step"]) for options in connection.execute(query).scalars()}


@dataclass(frozen=True, repr=False)
class History(Result):
    """The steps of a project (columns number, at, who, verb, summary, why, options), and the first broken seal."""

    title: ClassVar[str] = "History"
    frame: pd.DataFrame
    broken: int | None = None
    verified: bool = False

    def to_frame(self) -> pd.DataFrame:
        """Return a row per step."""
        return self.frame.copy()

    def columns(self) -> tuple[Column, ...]:
        """Return number, time, who, step, what came of it, and why, where anyone said so."""
        headings = {"number": "No.", "at": "When (UTC)", "who": "Who", "verb": "Step", "summary": "What"}
        headings |= {"why": "Why"} if self.frame["why"].any() else {}
        return tuple(Column(key, heading, "count" if key == "number" else "text") for key, heading in headings.items())

    def cells(self) -> list[list[str]]:
        """Return the steps as people read them: times to the minute, steps as commands."""
        return [
            [number, when.replace("T", " ")[:16], who, verb.replace("_", " "), *rest]
            for number, when, who, verb, *rest in super().cells()
        ]

    def notes(self) -> tuple[str, ...]:
        """Return whether the chain of seals holds, when it was checked."""
        if not self.verified:
            return ()
        if self.broken is None:
            return (f"Verified: the {len(self.frame)} entries are as they were written, none is missing.",)
        return (f"Entry {self.broken} is not as it was written, or one before it is missing.",)

    def to_dict(self) -> dict[str, Any]:
        """Return {"steps": [...], "verified", "broken"}."""
        return {"steps": self.frame.to_dict("records"), "verified": self.verified, "broken": self.broken}


def read_history(connection: sa.Connection, *, verify: bool = False) -> History:
    """Return the history; with `verify`, recompute every seal."""
    import pandas as pd

    entries = [dict(row) for row in connection.execute(sa.select(store.history).order_by("number")).mappings()]
    columns = ["number", "at", "who", "verb", "summary", "why", "options"]
    rows = [{**entry, "why": entry["options"].get("why") or ""} for entry in entries]
    frame = pd.DataFrame(rows, columns=columns)
    return History(frame, _first_broken(entries) if verify else None, verify)


def _first_broken(entries: list[dict[str, Any]]) -> int | None:
    previous = START
    for number, entry in enumerate(entries, start=1):
        if entry["number"] != number or entry["previous"] != previous or entry["hash"] != _seal(entry):
            return number
        previous = entry["hash"]
    return None
