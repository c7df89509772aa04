"""Rounds of coding: who codes which units with which version of the framework."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ...coding.consensus import CONSENSUS
from ...coding.revisions import Revision
from ...errors import InputError, ProjectError, no_such
from ...wording import listed, number_of
from ..file import Outcome, ProjectFile, Step
from ..revisions import keep_revision
from ..storage import records, store
from ..views import RoundStatus

if TYPE_CHECKING:
    import pandas as pd
    import sqlalchemy as sa


class RoundVerbs(ProjectFile):
    """The verbs of `intercoder round`."""

    def round_start(
        self,
        name: str,
        *,
        coders: Sequence[str],
        version: int | None = None,
        sample: str | None = None,
        cases: Sequence[str] | None = None,
        against: str | None = None,
        continues: str | None = None,
        units: Sequence[str] | None = None,
        rest: bool = False,
        follows: str | None = None,
        why: str = "",
    ) -> Outcome:
        """Start a round: these coders code all units, or those of a sample or of some cases, each without the others.

        A version of the framework may be named, by default it is the newest. `against` names the round whose consensus
        a further coder's codings are compared with. With `continues`, what these coders have coded in that round counts
        in this one too, so that they code only what is new (after `sample_extend`). `units` may name the units; with
        `rest` only those of the chosen units are coded that are in no round yet. With `follows`, the round's codings
        take the place of those of that round on its units: what was coded before an edit of the framework is coded
        anew. Coders who code together are one coder. Raises ProjectError when there is a round of that name, or
        nothing to code; InputError for coders without or with the same name.
        """
        check_coders(coders)
        options = {"version": version, "sample": sample, "cases": list(cases) if cases else None, "why": why or None}
        options |= {"units": list(units) if units else None, "rest": rest or None, "follows": follows}
        with self._step(
            "round_start", name=name, coders=list(coders), against=against, continues=continues, **options
        ) as step:
            if name in {found.name for found in records.rounds(step.connection)}:
                raise ProjectError(f'there is a round "{name}" already.', fix="Give the new one another name.")
            for other in filter(None, (against, continues, follows)):
                records.round_named(step.connection, other)
            chosen = records.version(step.connection, version)
            chosen_units = _chosen_units(step.connection, sample, cases, units)
            chosen_units = _in_no_round(step.connection, chosen_units) if rest else chosen_units
            row = {"name": name, "version": chosen.number, "coders": list(coders), "sample": sample}
            _insert(step, row | {"against": against, "follows": follows}, chosen_units)
            who = f"{', '.join(coders)} {'code' if len(coders) > 1 else 'codes'}"
            what = f"{number_of(len(chosen_units), 'unit')} with framework version {chosen.number}"
            step.summary = f"Round {name}: {who} {what}."
            remarks = _carry_on(step, name, coders, continues) if continues else ()
            remarks = (*remarks, *_own_consensus(step.connection, coders, against))
        return Outcome(step.summary, tuple(remarks))

    def round_status(self, round: str | None = None, *, missing: bool = False) -> RoundStatus:
        """Show for each round (or one) and coder how many units are finished, and in which revision of the workbook.

        With `missing`, the units that are not coded yet are listed.
        """
        import pandas as pd

        with self._store.reading() as connection:
            shown = records.rounds(connection) if round is None else [records.round_named(connection, round)]
            rows = [row for found in shown for row in _status(connection, found)]
        columns = ["round", "coder", "framework_version", "units", "finished", "missing", "revision", "not_coded_yet"]
        frame = pd.DataFrame(rows, columns=columns)
        return RoundStatus(frame if missing else frame.drop(columns="not_coded_yet"))


def _insert(step: Step, row: Mapping[str, Any], units: Sequence[str]) -> None:
    """Keep a round, with its units in order."""
    step.connection.execute(store.rounds.insert(), [{**row, "at": step.at}])
    entries = [{"round": row["name"], "unit": unit, "position": at} for at, unit in enumerate(units)]
    step.connection.execute(store.round_units.insert(), entries)


def _chosen_units(
    connection: sa.Connection, sample: str | None, cases: Sequence[str] | None, named: Sequence[str] | None = None
) -> list[str]:
    """Return the units that a round is about: all, those of a sample, those of some cases, or those that are named."""
    if sample is not None and cases:
        raise InputError("a sample and cases cannot both be chosen.", where="--cases", fix="Leave one of them out.")
    units: pd.DataFrame = records.units(connection)
    if sample is not None:
        drawn = records.sample(connection, sample)
        units = units[units[drawn.unit_of_sampling].isin(drawn.cases)]
    for case in cases or ():
        if case not in set(units["case"]):
            raise no_such("case", case, units["case"], where="--cases")
    if cases:
        units = units[units["case"].isin(cases)]
    if named is not None:
        known = set(units["unit"])
        for unit in named:
            if unit not in known:
                raise no_such("unit", unit, units["unit"], where="--units")
        units = units[units["unit"].isin(set(named))]
    if units.empty:
        raise ProjectError("has no units to code.", where="project", fix="Read the notes first.")
    return list(units["unit"])


def _in_no_round(connection: sa.Connection, units: Sequence[str]) -> list[str]:
    """Return those of the units that are in no round yet."""
    free = records.in_no_round(connection)
    found = [unit for unit in units if unit in free]
    if not found:
        fix = "Leave it out, or choose others with --cases or --units."
        raise ProjectError("each of these units is in a round already.", where="--rest", fix=fix)
    return found


def _own_consensus(connection: sa.Connection, coders: Sequence[str], against: str | None) -> list[str]:
    """Return a warning for coders who are to check what they have had a part in."""
    own = [coder for coder in coders if against and coder in records.round_named(connection, against).coders]
    if not own:
        return []
    return [f"{listed(own)} coded round {against} too, so this is no check by somebody else."]


def _carry_on(step: Step, name: str, coders: Sequence[str], continues: str) -> list[str]:
    """Take over what the coders have coded in an earlier round on the units, and with the codes, of the new one."""
    here = records.round_named(step.connection, name)
    earlier = records.round_named(step.connection, continues)
    framework = records.version(step.connection, here.version).framework
    if framework.hash != records.version(step.connection, earlier.version).framework.hash:
        raise ProjectError(
            f"round {continues} was coded with framework version {earlier.version}, not {here.version}.",
            where="--continues",
            fix=f"Name the version (--version {earlier.version}), or start the round without --continues.",
        )
    units = set(records.units(step.connection, of_round=name)["unit"])
    newest = records.newest_revisions(step.connection, [continues])
    told = []
    for coder in coders:
        if (continues, coder) in newest:
            before = records.revision(step.connection, newest[continues, coder])
            kept = Revision(
                frozenset(pair for pair in before.codings if pair[0] in units),
                before.covered & units,
                {unit: texts for unit, texts in before.remarks.items() if unit in units},
                frozenset(pair for pair in before.examples if pair[0] in units),
            )
            keep_revision(step, name, coder, kept, file=f"round {continues}", sha256="")
            told.append(
                f"{coder}: {len(kept.covered)} of {number_of(len(units), 'unit')} are finished from round {continues}."
            )
    return told


def _status(connection: sa.Connection, found: records.Round) -> list[dict[str, Any]]:
    units = list(records.units(connection, of_round=found.name)["unit"])
    coverage = records.coverage(connection, found.name)
    revisions = records.revision_numbers(connection, found.name)
    rows = []
    for coder in found.coders:
        done = set(coverage.loc[coverage["coder"] == coder, "unit"])
        missing = [unit for unit in units if unit not in done]
        row = {"round": found.name, "coder": coder, "framework_version": found.version, "units": len(units)}
        row |= {"finished": len(units) - len(missing), "missing": len(missing), "revision": revisions.get(coder, 0)}
        rows.append(row | {"not_coded_yet": ", ".join(missing)})
    return rows


def check_coders(coders: Sequence[str]) -> None:
    """Raise InputError for no coders, for two of one name, and for one who is called as the consensus is."""
    if not coders or not all(coder.strip() for coder in coders):
        raise InputError("a round needs the names of its coders.", where="--coders", fix="Write --coders A,B")
    if len({coder.casefold() for coder in coders}) < len(coders):
        raise InputError("two coders have the same name.", where="--coders", fix="Give each coder a name of their own.")
    if CONSENSUS in coders and len(coders) > 1:
        raise InputError(
            f'"{CONSENSUS}" is a name only for coders who code together, as the only coder of a round.',
            where="--coders",
            fix="Choose another name.",
        )
