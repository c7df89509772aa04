"""Carrying codings from the version of the framework that they were made with to a later one.

The codings that coders made are never changed: they are seen through the edits that lie between the two versions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ..coding.consensus import DECISIONS, FinalCodings
from ..coding.revisions import Revision
from ..tables import CODINGS, COVERAGE
from .storage import records, store

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
    keys = [column for column in ("unit", "coder", "code", "source", "start", "end") if column in mapped.columns]
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


def finished_units(connection: sa.Connection, found: records.Round, *, by_all: bool = False) -> set[str]:
    """Return the units whose codings in a round count: those that anyone has finished, or (`by_all`) all its coders.

    In a round that follows another they are those that all its coders have finished; until then the earlier ones hold.
    """
    done = records.finished(connection, found.name)
    if not found.follows and not by_all:
        return set(done)
    return {unit for unit, number in done.items() if number == len(found.coders)}


def effective(connection: sa.Connection, number: int) -> Carried:
    """Return what each coder coded, unit by unit from the newest round in which it is finished, seen through a version.

    Rounds that check another, or were coded with a later version than `number`, have no part in it.
    """
    import pandas as pd

    codings, coverage, taken = [CODINGS.empty()], [COVERAGE.empty()], set[str]()
    for found in bases(connection, number):
        made, finished = records.codings(connection, found.name), records.coverage(connection, found.name)
        mine = finished_units(connection, found) - taken
        finished = finished[finished["unit"].isin(mine)]
        codings.append(carried_pairs(made[made["unit"].isin(mine)], between(connection, found.version, number)))
        coverage.append(finished)
        taken |= mine
    return Carried(pd.concat(codings, ignore_index=True), pd.concat(coverage, ignore_index=True))


def own_before(connection: sa.Connection, chosen: records.Round) -> dict[str, Revision]:
    """Return what each coder of a round had coded on its units before, as far as the round's version has it.

    Where the edits have left nothing of what a coder had coded, the unit is not finished: its coder must say anew
    whether anything applies.
    """
    units = set(records.units(connection, of_round=chosen.name)["unit"])
    before = effective(connection, chosen.version)
    earlier = [found.name for found in bases(connection, chosen.version)]
    had = {(unit, coder) for unit, coder, _ in _marks(records.codings(connection, *earlier))}
    pairs: dict[str, set[tuple[str, str]]] = {coder: set() for coder in chosen.coders}
    for unit, coder, code in _marks(before.codings):
        if coder in pairs and unit in units:
            pairs[coder].add((unit, code))
    covered = {coder: {unit for unit, _ in own} for coder, own in pairs.items()}
    for unit, coder in before.coverage[["unit", "coder"]].itertuples(index=False, name=None):
        if coder in covered and unit in units and (unit, coder) not in had:
            covered[coder].add(unit)
    return {
        coder: Revision(frozenset(own), frozenset(covered[coder])) for coder, own in pairs.items() if covered[coder]
    }


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
        last |= dict.fromkeys(finished_units(connection, base), (base.version, order[base.name]))
    return last


def asked(recode: Mapping[str, Any], before: Carried) -> list[str]:
    """Return the units that a recode list asks for, given the codings as they were before the edit."""
    if recode["everywhere"]:
        return list(before.coverage["unit"].unique())
    with_codes = before.codings.loc[before.codings["code"].isin(recode["codes"]), "unit"].unique()
    return [*with_codes, *recode["units"]]


def with_inherited(connection: sa.Connection, found: records.Round, decisions: pd.DataFrame) -> pd.DataFrame:
    """Return the decisions of a round that follows another, and before them those that still hold from there."""
    import pandas as pd

    columns = list(DECISIONS.columns)
    parts = [part[columns] for part in (inherited_decisions(connection, found), decisions) if len(part)]
    if not parts:
        return decisions
    return pd.concat(parts, ignore_index=True).drop_duplicates(["unit", "code"], keep="last").reset_index(drop=True)


def inherited_decisions(connection: sa.Connection, found: records.Round) -> pd.DataFrame:
    """Return what was decided on the units of a round in those that it follows, where nothing speaks against it now.

    A decision holds on while each coder's coding of that unit and code is what it was, unless the code itself was split
    or described anew since. The columns are those of coding.consensus.DECISIONS; later decisions come last.
    """
    import pandas as pd

    now = _marks(records.codings(connection, found.name))
    parts = [DECISIONS.empty()]
    for before in _followed(connection, found):
        steps = between(connection, before.version, found.version)
        changed = {code for step in steps if step["recode"] for code in step["about"]}
        checks = [
            r.name for r in records.rounds(connection) if r.against == before.name and r.version == before.version
        ]
        made = records.decisions(connection, before.name, *checks).sort_values(
            "applied", ascending=False, kind="stable"
        )
        made = carried_pairs(made, steps)
        then = _marks(carried_pairs(records.codings(connection, before.name), steps))
        same = [
            code not in changed
            and all(((unit, who, code) in then) == ((unit, who, code) in now) for who in found.coders)
            for unit, code in zip(made["unit"], made["code"], strict=True)
        ]
        parts.append(made.loc[same, list(DECISIONS.columns)])
    joined = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    return joined.drop_duplicates(["unit", "code"], keep="last").reset_index(drop=True)


def _followed(connection: sa.Connection, found: records.Round) -> list[records.Round]:
    """Return the rounds that a round follows: the first one, and those that followed it earlier."""
    earlier: list[records.Round] = []
    for other in records.rounds(connection):
        if other.name == found.name:
            break
        if other.name == found.follows or (other.follows and other.follows == found.follows):
            earlier.append(other)
    return earlier


def _marks(codings: pd.DataFrame) -> set[tuple[str, str, str]]:
    rows = codings[["unit", "coder", "code"]].itertuples(index=False, name=None)
    return {(str(unit), str(coder), str(code)) for unit, coder, code in rows}
