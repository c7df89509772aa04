"""The queue of suggestions: what coders or a meeting proposed as new codes, what prompted it, and the answer."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ..coding.discussions import NEW_CODE
from ..errors import ProjectError
from ..framework import paths
from .storage import records, store

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Suggestion:
    """What coders, or those who met, proposed in the same words; `answer` is empty while it is open."""

    number: int
    text: str
    coders: tuple[str, ...]
    units: tuple[str, ...]
    answer: str = ""
    code: str | None = None
    why: str = ""
    who: str = ""


def key_of(text: str) -> str:
    """Return what makes two suggestions the same: their words, whatever the case and spaces."""
    return paths.tidy(text).casefold()


def suggestions(connection: sa.Connection) -> list[Suggestion]:
    """Return all suggestions in the order in which they came.

    Their numbers never change: one that a coder has taken back keeps its number, and is left out unless it is answered.
    What a meeting proposed stands until it is answered.
    """
    numbers: dict[str, int] = {}
    rows = list(heapq.merge(_rows(connection), _of_meetings(connection), key=lambda row: str(row["at"])))
    for row in rows:
        numbers.setdefault(key_of(row["suggestion"]), len(numbers) + 1)
    current = set(records.newest_revisions(connection, [found.name for found in records.rounds(connection)]).values())
    answers = _answers(connection)
    found = []
    for key, number in numbers.items():
        mine = [row for row in rows if key_of(row["suggestion"]) == key]
        standing = [row for row in mine if row["revision"] is None or row["revision"] in current]
        if standing or key in answers:
            answer = answers.get(key, {})
            found.append(
                Suggestion(
                    number,
                    paths.tidy(mine[0]["suggestion"]),
                    tuple(dict.fromkeys(row["coder"] for row in standing or mine)),
                    tuple(dict.fromkeys(row["unit"] for row in standing or mine)),
                    str(answer.get("answer", "")),
                    answer.get("code"),
                    str(answer.get("why", "")),
                    str(answer.get("who", "")),
                )
            )
    return found


def numbered(connection: sa.Connection, number: int) -> Suggestion:
    """Return an open suggestion.

    Raises ProjectError when there is none of that number, or it has an answer.
    """
    found = {one.number: one for one in suggestions(connection)}
    if number not in found:
        raise ProjectError(f"there is no suggestion {number}.", fix="`intercoder suggestion list` shows them.")
    if found[number].answer:
        problem = f"suggestion {number} was {found[number].answer} by {found[number].who or 'someone'}."
        raise ProjectError(problem, fix="To take that back at once: intercoder undo")
    return found[number]


def _rows(connection: sa.Connection) -> list[Mapping[str, Any]]:
    query = (
        sa.select(
            store.remarks.c.revision,
            store.remarks.c.unit,
            store.remarks.c.suggestion,
            store.revisions.c.coder,
            store.revisions.c.at,
        )
        .join(store.revisions, store.revisions.c.id == store.remarks.c.revision)
        .join(store.units, store.units.c.unit == store.remarks.c.unit)
        .where(store.remarks.c.suggestion != "")
        .order_by(store.remarks.c.revision, store.units.c.position)
    )
    return [dict(row) for row in connection.execute(query).mappings()]


def _of_meetings(connection: sa.Connection) -> list[Mapping[str, Any]]:
    """Return the new codes that discussions asked for, as coders' suggestions are: the first line names the code."""
    table = store.proposals
    query = sa.select(table).where(table.c.kind == NEW_CODE).order_by(table.c.id)
    return [
        {
            "revision": None,
            "unit": row["unit"],
            "suggestion": row["proposal"].split("\n", 1)[0],
            "coder": f"meeting on round {row['round']}",
            "at": row["at"],
        }
        for row in connection.execute(query).mappings()
    ]


def _answers(connection: sa.Connection) -> dict[str, Mapping[str, Any]]:
    query = sa.select(store.suggestion_answers).order_by(store.suggestion_answers.c.id)
    return {row["suggestion"]: dict(row) for row in connection.execute(query).mappings()}
