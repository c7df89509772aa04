"""Carrying codings from the version of the framework that they were made with to a later one.

The codings that coders made are never changed: they are seen through the edits that lie between the two versions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ..coding.consensus import FinalCodings
from ..tables import CODINGS, COVERAGE
from . import records, store

if TYPE_CHECKING:
    import pandas as pd

Document = Mapping[str, Any]
"""What `framework.edits.Edit.document` said of an edit."""


@dataclass(frozen=True)
class Carried:
    """What the coders coded, seen through a version of the framework: tidy tables with ids of its codes."""

    codings: pd.DataFrame
    coverage: pd.DataFrame


def edits(connection: sa.Connection) -> dict[int, list[Document]]:
    """Return the edits by the version that they made, in the order in which they were made."""
    found: dict[int, list[Document]] = {}
    query = sa.select(store.framework_edits).order_by(store.framework_edits.c.id)
    for row in connection.execute(query).mappings():
        found.setdefault(row["version"], []).append(row["document"])
    return found


def become(code: str, steps: Iterable[Document]) -> str | None:
    """Return the id of the code that codings with `code` count for after these edits, or None when there is none."""
    now: str | None = code
    for step in steps:
        if code in step["revived"]:
            now = code
        elif now is not None:
            now = step["mapping"].get(now, now)
    return now


def between(connection: sa.Connection, start: int, end: int) -> list[Document]:
    """Return the edits that lie between two versions; none when the second is not the later one."""
    return [step for version, made in sorted(edits(connection).items()) if start < version <= end for step in made]


def carried_pairs(frame: pd.DataFrame, steps: Sequence[Document]) -> pd.DataFrame:
    """Return a table with a column `code` as it is after these edits; rows that become the same are one."""
    if not steps or frame.empty:
        return frame
    known = {code: become(code, steps) for code in frame["code"].unique()}
    mapped = frame.assign(code=frame["code"].map(known))
    keys = [column for column in ("unit", "coder", "code") if column in mapped.columns]
    return mapped[mapped["code"].notna()].drop_duplicates(keys).reset_index(drop=True)


def carried_final(found: FinalCodings, steps: Sequence[Document]) -> FinalCodings:
    """Return final codings as they are after these edits; what is open on a code that applies anyway is settled."""
    if not steps:
        return found
    codings, still_open = carried_pairs(found.codings, steps), carried_pairs(found.open, steps)
    settled = set(zip(codings["unit"], codings["code"], strict=True))
    keep = [pair not in settled for pair in zip(still_open["unit"], still_open["code"], strict=True)]
    return FinalCodings(codings, found.covered, still_open.loc[keep].reset_index(drop=True))


def decided_later(
    connection: sa.Connection, found: FinalCodings, start: int, checks: Sequence[records.Round], end: int
) -> FinalCodings:
    """Return final codings made with version `start` as they are at version `end`.

    What was decided in `checks` that were coded with a version in between is applied after the edits that led to it.
    """
    version = start
    for check in sorted((check for check in checks if check.version <= end), key=lambda check: check.version):
        found = carried_final(found, between(connection, version, check.version))
        found = _decided(found, records.decisions(connection, check.name))
        version = max(version, check.version)
    return carried_final(found, between(connection, version, end))


def _decided(found: FinalCodings, decisions: pd.DataFrame) -> FinalCodings:
    """Return final codings with later decisions about their units applied to them."""
    import pandas as pd

    inside = set(found.covered)
    rows = decisions[["unit", "code", "applied"]].itertuples(index=False, name=None)
    made = {(unit, code): bool(applied) for unit, code, applied in rows if unit in inside}
    have = dict.fromkeys(zip(found.codings["unit"], found.codings["code"], strict=True))
    pairs = [pair for pair in have if made.get(pair, True)]
    pairs += [pair for pair, applied in made.items() if applied and pair not in have]
    keep = [pair not in made for pair in zip(found.open["unit"], found.open["code"], strict=True)]
    codings = pd.DataFrame(pairs, columns=["unit", "code"], dtype=object)
    return FinalCodings(codings, found.covered, found.open.loc[keep].reset_index(drop=True))


def bases(connection: sa.Connection, number: int) -> list[records.Round]:
    """Return the rounds that check no other and were coded with at most version `number`, the newest first."""
    known = records.rounds(connection)
    return [found for found in reversed(known) if found.against is None and found.version <= number]


def effective(connection: sa.Connection, number: int) -> Carried:
    """Return what each coder coded, unit by unit from the newest round in which it is finished, seen through a version.

    Rounds that check another, or were coded with a later version than `number`, have no part in it.
    """
    import pandas as pd

    codings, coverage, taken = [CODINGS.empty()], [COVERAGE.empty()], set[str]()
    for found in bases(connection, number):
        made, finished = records.codings(connection, found.name), records.coverage(connection, found.name)
        finished = finished[~finished["unit"].isin(taken)]
        mine = set(finished["unit"])
        codings.append(carried_pairs(made[made["unit"].isin(mine)], between(connection, found.version, number)))
        coverage.append(finished)
        taken |= mine
    return Carried(pd.concat(codings, ignore_index=True), pd.concat(coverage, ignore_index=True))


def pending(connection: sa.Connection) -> list[tuple[str, str]]:
    """Return (unit, why) for every unit that must be looked at again since it was last coded, and each reason for it.

    Units that nobody has coded yet are not among them.
    """
    coded = _last_coded(connection)
    found: list[tuple[str, str]] = []
    for version, made in sorted(edits(connection).items()):
        asking = [step for step in made if step["recode"]]
        if not asking:
            continue
        before = effective(connection, version - 1)
        for step in asking:
            late = step.get("rounds", 0)  # a suggestion that was merged asks for units of rounds begun before it
            waiting = {unit for unit, (with_version, round) in coded.items() if with_version < version or round < late}
            found += [
                (unit, recode["why"]) for recode in step["recode"] for unit in asked(recode, before) if unit in waiting
            ]
    place = {unit: at for at, unit in enumerate(records.units(connection)["unit"])}
    return sorted(dict.fromkeys(found), key=lambda pair: place[pair[0]])


def _last_coded(connection: sa.Connection) -> dict[str, tuple[int, int]]:
    """Return with which version each unit was last coded, and in which round, counted from 0."""
    order = {found.name: at for at, found in enumerate(records.rounds(connection))}
    last: dict[str, tuple[int, int]] = {}
    for base in reversed(bases(connection, records.version(connection).number)):
        finished = records.coverage(connection, base.name)["unit"].unique()
        last |= dict.fromkeys(finished, (base.version, order[base.name]))
    return last


def asked(recode: Mapping[str, Any], before: Carried) -> list[str]:
    """Return the units that a recode list asks for, given the codings as they were before the edit."""
    if recode["everywhere"]:
        return list(before.coverage["unit"].unique())
    with_codes = before.codings.loc[before.codings["code"].isin(recode["codes"]), "unit"].unique()
    return [*with_codes, *recode["units"]]
