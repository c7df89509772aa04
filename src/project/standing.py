"""How far a project is, gathered for what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ..errors import ProjectError
from ..findings.counts import cases_by_code
from ..findings.matrix import framework_matrix
from . import analyses, carrying, classifying, layers, suggestion_queue
from .comparisons import agreement_of
from .disagreements import disagreements_of
from .elsewhere.readings import made_of_files
from .material import Material, material, undecided
from .next_steps import RoundState, Standing
from .storage import records, store

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd


def standing_of(connection: sa.Connection) -> Standing:
    """Return how far a project is."""
    versions, rounds = records.versions(connection), records.rounds(connection)
    units = set(records.units(connection)["unit"])
    if not versions:
        return Standing(len(units))
    in_rounds = {found.name: set(records.units(connection, of_round=found.name)["unit"]) for found in rounds}
    try:
        found: Material | None = material(connection)
    except ProjectError:  # nothing is coded yet
        found = None
    n_open = _open_by_round(found, undecided(connection, found)) if found else {}
    states = [_round_state(connection, each, len(in_rounds[each.name]), n_open) for each in reversed(rounds)]
    return Standing(
        n_units=len(units),
        n_unassigned=len(records.in_no_round(connection)) if rounds else 0,
        n_codes=len(versions[-1].framework),
        status=versions[-1].status,
        rounds=tuple(states),
        n_suggestions=sum(one.answer == "" for one in suggestion_queue.suggestions(connection)),
        n_pending=_pending(connection, in_rounds),
        samples=_unused_samples(connection, rounds),
        **(_analysis(connection, found) if found else {}),
    )


def _open_by_round(found: Material, still_open: pd.DataFrame) -> dict[str, int]:
    """Return how many disagreements are open in each round that final codings come from."""
    return {each.round: int(still_open["unit"].isin(each.finished).sum()) for each in found.basis.rounds}


def _round_state(
    connection: sa.Connection, each: records.Round, n_units: int, n_open_by_round: Mapping[str, int]
) -> RoundState:
    finished = records.finished_by(connection, each)
    read = tuple(coder for _, coder in records.newest_revisions(connection, [each.name]))
    n_open, n_flagged = n_open_by_round.get(each.name, 0), 0
    if n_open or (each.against and all(finished.values())):
        try:
            compared = layers.compare(connection, each.name, None)
        except ProjectError:  # a coder has finished nothing yet, or the consensus that it checks is open
            compared = None
        if compared:
            flagged = agreement_of(compared).flagged
            n_flagged = len(flagged)
        if compared and each.against:
            rows = disagreements_of(connection, compared)
            n_open = int(((rows["decision"] == "") & rows["code"].isin(flagged)).sum())
    elsewhere = made_of_files(connection, each.name)
    return RoundState(each.name, n_units, finished, read, each.against, n_open, n_flagged, elsewhere)


def _pending(connection: sa.Connection, in_rounds: Mapping[str, set[str]]) -> int:
    """Return how many units wait to be looked at again, and are in no round under way that follows another."""
    waiting = {unit for unit, _ in carrying.pending(connection)}
    for each in records.rounds(connection):
        if each.follows and not all(records.finished_by(connection, each).values()):
            waiting -= in_rounds[each.name]
    return len(waiting)


def _unused_samples(connection: sa.Connection, rounds: Iterable[records.Round]) -> tuple[str, ...]:
    used = {found.sample for found in rounds}
    return tuple(name for name in connection.execute(sa.select(store.samples.c.name)).scalars() if name not in used)


def _analysis(connection: sa.Connection, found: Material) -> dict[str, Any]:
    """Return what is classified and summarised, of what there is to do."""
    done: dict[str, Any] = {}
    try:
        number, scheme = classifying.scheme(connection)
    except ProjectError:  # there is no scheme
        pass
    else:
        having = cases_by_code(found.final.codings, found.units, found.framework)
        codes = [found.framework.find(path).id for path in scheme.activities]
        activities = {(case, code) for code in codes for case in having[code]}
        rows = classifying.leading_rows(connection, number)
        done = {"n_activities": len(activities), "n_classified": len(activities & {(c, k) for c, k, *_ in rows})}
    summaries = analyses.summaries(connection)
    if summaries:
        cells = framework_matrix(*found.tables, summaries).entries
        done["n_unwritten"] = sum(cell.stale or bool(cell.units and not cell.summary) for cell in cells)
    return done
