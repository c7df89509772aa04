"""What final codings and a consensus rest on: who finished which unit, what was decided, which codes came later."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..coding.basis import RoundBasis
from . import carrying
from .storage import records
from .storage.final_rule import final_rule

if TYPE_CHECKING:
    import sqlalchemy as sa


def round_basis(
    connection: sa.Connection, base: records.Round, units: set[str], still_open: frozenset[str], *, decided: bool
) -> RoundBasis:
    """Return what the final codings of the `units` that come from a round rest on; `decided`: on decisions too."""
    who = finished_by(connection, base.name)
    checks = [each for each in records.rounds(connection) if each.against == base.name]
    made = records.decisions(connection, base.name, *(check.name for check in checks))
    made = carrying.with_inherited(connection, base, made) if base.follows else made
    return RoundBasis(
        base.name,
        base.coders,
        {unit: tuple(coder for coder in base.coders if coder in who[unit]) for unit in units},
        tuple(coder for coder, number in records.finished_by(connection, base).items() if not number),
        frozenset(units & set(made["unit"])) if decided else frozenset(),
        still_open & units,
        {check.name: (check.coders, len(units & finished_by(connection, check.name).keys())) for check in checks},
    )


def finished_by(connection: sa.Connection, name: str) -> dict[str, set[str]]:
    """Return who finished each unit of a round."""
    found: dict[str, set[str]] = {}
    for unit, coder in records.coverage(connection, name)[["unit", "coder"]].itertuples(index=False, name=None):
        found.setdefault(unit, set()).add(coder)
    return found


def younger(
    connection: sa.Connection, checked: records.Round, version: records.Version, units: set[str]
) -> tuple[str, ...]:
    """Return the codes of a version that those who coded `units` in a round that is checked could not apply.

    A code is none of them when an earlier code has become it, or once the units that wait for it are coded anew.
    """
    codes = [code.id for code in version.framework.applicable]
    parts = [(found, mine & units) for found, mine in checked_units(connection, checked, version.number)]
    known = {found.name: _known(connection, found, version.number) for found, mine in parts if mine}
    never = [code for code in codes if known and not any(code in of_round for of_round in known.values())]
    sometimes = [code for code in codes if not all(code in of_round for of_round in known.values())]
    if sometimes != never:
        waiting = {unit for unit, _ in carrying.pending(connection)}
        return tuple(sometimes if any(mine & waiting for _, mine in parts) else never)
    return tuple(never)


def _known(connection: sa.Connection, found: records.Round, number: int) -> set[str | None]:
    """Return the codes of version `number` that a round could apply, as they are or as what has become them."""
    steps = carrying.between(connection, found.version, number)
    return {carrying.become(code.id, steps) for code in records.version(connection, found.version).framework}


def alone(connection: sa.Connection, checked: records.Round, number: int, units: set[str]) -> tuple[int, str] | None:
    """Return how many of `units` the consensus of a round has from one coder, though others were to code them; whose.

    A round that follows the one that is checked counts only once all its coders have finished a unit.
    """
    found, mine = list(checked_units(connection, checked, number))[-1]
    who = finished_by(connection, found.name)
    part = RoundBasis(found.name, found.coders, {unit: tuple(who[unit]) for unit in mine & units})
    return (part.n_alone, part.whose()) if part.alone else None


def checked_units(
    connection: sa.Connection, checked: records.Round, number: int
) -> Iterator[tuple[records.Round, set[str]]]:
    """Yield a round that is checked and those that follow it, the newest first, each with the units it speaks for."""
    by_all = final_rule(connection).rule == "finished by all"
    taken = set[str]()
    followers = [found for found in carrying.bases(connection, number) if found.follows == checked.name]
    for found in [*followers, checked]:
        mine = carrying.finished_units(connection, found, by_all=by_all) - taken
        taken |= mine
        yield found, mine
