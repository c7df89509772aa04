"""The layers of codings: what each coder did alone, the consensus of a round, and the final codings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..coding.basis import Basis
from ..coding.consensus import CONSENSUS, FinalCodings, Rule, final_codings
from ..errors import ProjectError, no_such
from ..findings.counts import cases_by_code
from ..wording import listed, number_of
from . import carrying, classifying, resting
from .elsewhere.readings import files_read
from .storage import records
from .storage.final_rule import final_rule

if TYPE_CHECKING:
    import pandas as pd
    import sqlalchemy as sa

    from ..framework.codes import Code
    from ..framework.schemes import Scheme


@dataclass(frozen=True)
class Comparison:
    """Coders to be compared on the units of a round: tidy tables with ids of codes, and the version coded with."""

    round: records.Round
    coders: tuple[str, ...]
    codings: pd.DataFrame
    coverage: pd.DataFrame
    units: pd.DataFrame
    version: records.Version
    read_from: tuple[str, ...] = ()
    younger: tuple[str, ...] = ()
    """Codes (ids) that came into the framework after the round that is checked was coded: they are not compared."""
    alone: tuple[int, str] | None = None
    """On how many of the units the consensus of that round is one coder's codings alone, and whose, in words."""
    n_left_out: int = 0
    """The units that have no consensus by the rule "finished by all", as not all coders have finished them."""

    @property
    def applicable(self) -> list[Code]:
        """The codes that are compared."""
        return [code for code in self.version.framework.applicable if code.id not in self.younger]

    @property
    def cautions(self) -> tuple[str, ...]:
        """What else must be known of the consensus that is compared, a sentence each."""
        return tuple(filter(None, [self._alone(), self._left_out(), self._younger()]))

    def _left_out(self) -> str:
        if not self.n_left_out:
            return ""
        are = "is" if self.n_left_out == 1 else "are"
        units = f"{self.n_left_out:,} of {number_of(len(self.units), 'unit')} {are} left out"
        return f"{units}, by the rule chosen: not all coders of round {self.round.against} have finished them."

    def _alone(self) -> str:
        if not self.alone:
            return ""
        n, whose = self.alone
        of_all = f"{n:,} of {number_of(len(self.units), 'unit')}"
        return f"On {of_all} the consensus is {whose}: no other coder of round {self.round.against} has finished them."

    def _younger(self) -> str:
        if not self.younger:
            return ""
        framework = self.version.framework
        since = sorted({framework[code].added_in for code in self.younger if framework[code].added_in})
        came = f" (version {listed(list(map(str, since)))})" if since else ""
        was = "it was" if len(self.younger) == 1 else "they were"
        return (
            f"Not compared: {'; '.join(framework.path(code) for code in self.younger)}. Round {self.round.against} was "
            f"coded before {was} in the framework{came}; intercoder framework pending lists the units to look at again."
        )

    def __str__(self) -> str:
        """Return in a sentence which codings are compared."""
        independent = [coder for coder in self.coders if coder != CONSENSUS or not self.round.against]
        told = f"codings that {' and '.join(independent)} made independently, before any discussion"
        if self.read_from:
            told = f"codings of {' and '.join(independent)}, read from {', '.join(self.read_from)}"
        if len(independent) < len(self.coders):
            told = f"the consensus of round {self.round.against}, and {told}"
        return " ".join([f"Round {self.round.name}, framework version {self.version.number}: {told}.", *self.cautions])


def compare(connection: sa.Connection, name: str | None, coders: Sequence[str] | None) -> Comparison:
    """Return the codings of `coders` on the units of a round, the newest one by default.

    A round that checks another compares the consensus of that one with its own coders, unless `coders` says otherwise;
    any coder of the two rounds may be named. Raises ProjectError for a coder of neither, for one with nothing read yet,
    and for a consensus that is still open on these units.
    """
    chosen = records.round_named(connection, name)
    checked = records.round_named(connection, chosen.against) if chosen.against else None
    default = (CONSENSUS, *chosen.coders) if checked else chosen.coders
    known = tuple(dict.fromkeys([*default, *chosen.coders, *(checked.coders if checked else ())]))
    wanted = tuple(coders) if coders else default
    for coder in wanted:
        if coder not in known:
            among = f"in round {chosen.name}"
            raise no_such("coder", coder, known, among=among, where="--coders", error=ProjectError)
    codings, coverage = _layers(connection, chosen, checked, wanted)
    units = records.units(connection, of_round=chosen.name)
    inside = set(units["unit"])
    codings, coverage = codings[codings["unit"].isin(inside)], coverage[coverage["unit"].isin(inside)]
    for coder in wanted:
        if coder not in set(coverage["coder"]):
            fix = f"Read the workbook: intercoder workbook read FILE{_or_earlier(connection, chosen, name)}"
            raise ProjectError(f"coder {coder} has no finished unit in round {chosen.name}.", where="--coders", fix=fix)
    version = records.version(connection, chosen.version)
    read_from = files_read(connection).get(chosen.name, ())
    younger, alone = tuple[str, ...](), None
    if checked and any(coder not in chosen.coders for coder in wanted):
        younger = resting.younger(connection, checked, version, inside)
        codings = codings[~codings["code"].isin(younger)]
        alone = resting.alone(connection, checked, version.number, inside) if CONSENSUS in wanted else None
    n_left_out = _n_left_out(connection, checked, inside, coverage) if checked and CONSENSUS in wanted else 0
    return Comparison(chosen, wanted, codings, coverage, units, version, read_from, younger, alone, n_left_out)


def _n_left_out(connection: sa.Connection, checked: records.Round, units: set[str], coverage: pd.DataFrame) -> int:
    """Return how many units somebody has finished in a round that is checked which have no consensus by the rule."""
    agreed = set(coverage.loc[coverage["coder"] == CONSENSUS, "unit"])
    return len(units & resting.finished_by(connection, checked.name).keys() - agreed)


def _or_earlier(connection: sa.Connection, chosen: records.Round, name: str | None) -> str:
    """Return which earlier rounds could be compared instead, when the newest was only taken because none was named."""
    done = [
        found.name
        for found in records.rounds(connection)
        if found.name != chosen.name and all(records.finished_by(connection, found).values())
    ]
    return f"; or name an earlier round: --round {done[-1]}" if name is None and done else ""


def _layers(
    connection: sa.Connection, chosen: records.Round, checked: records.Round | None, wanted: Sequence[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the codings and the coverage of the coders wanted, each from the round in which they coded."""
    import pandas as pd

    names = [chosen.name, *([checked.name] if checked else [])]
    codings, coverage = [], []
    if checked and CONSENSUS in wanted:
        agreed = _consensus(connection, checked, chosen)
        codings.append(agreed[0])
        coverage.append(agreed[1])
    for name in names:
        own = [c for c in wanted if c in records.round_named(connection, name).coders]
        if checked:  # those who coded the checked round together may be called consensus themselves
            own = [coder for coder in own if coder != CONSENSUS]
        if name != chosen.name:
            own = [coder for coder in own if coder not in chosen.coders]
        steps = carrying.between(connection, records.round_named(connection, name).version, chosen.version)
        found = carrying.carried_pairs(records.codings(connection, name), steps)
        finished = records.coverage(connection, name)
        codings.append(found[found["coder"].isin(own)])
        coverage.append(finished[finished["coder"].isin(own)])
    return pd.concat(codings, ignore_index=True), pd.concat(coverage, ignore_index=True)


def _consensus(
    connection: sa.Connection, checked: records.Round, chosen: records.Round
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the consensus of round `checked` as a coder's codings; what was decided in `chosen` has no part in it."""
    agreed = _agreed(connection, checked, chosen.version)
    inside = set(records.units(connection, of_round=chosen.name)["unit"])
    still_open = agreed.open[agreed.open["unit"].isin(inside)]
    if len(still_open):
        raise ProjectError(
            f"{number_of(len(still_open), 'disagreement')} of round {checked.name} still to be decided on these units.",
            where="consensus",
            fix="Decide them (intercoder consensus write, then read), or compare single coders with --coders.",
        )
    return agreed.as_coder()


def _agreed(connection: sa.Connection, checked: records.Round, number: int) -> FinalCodings:
    """Return the consensus of a round, and of those that follow it, seen through version `number` of the framework."""
    parts = []
    for found, units in resting.checked_units(connection, checked, number):
        part = _final(connection, found, [found.name])
        steps = carrying.between(connection, found.version, number)
        parts.append(carrying.carried_final(part.within(units), steps))
    return _together(parts)


def _final(
    connection: sa.Connection, found: records.Round, decided_in: Sequence[str], rule: Rule = "decided"
) -> FinalCodings:
    decisions = records.decisions(connection, *decided_in)
    if found.follows:
        decisions = carrying.with_inherited(connection, found, decisions)
    return final_codings(
        records.codings(connection, found.name),
        records.coverage(connection, found.name),
        found.coders,
        decisions,
        rule=rule,
    )


def final(connection: sa.Connection, *, rule: Rule | None = None) -> tuple[FinalCodings, records.Version]:
    """Return the final codings (ids of codes) by a rule of coding.consensus, and the newest version of the framework.

    Without a rule it is the one that was chosen for the project.
    Those of a unit come from the newest round in which anyone has finished it and that checks no other, with the
    decisions made in that round and in the rounds that check it. So two coders may code a few transcripts together and
    one of them the others in a round of their own, and a unit that is coded anew has its new codings.
    What was coded with an earlier version is seen through the edits since. Raises ProjectError when nothing is coded.
    """
    found = _together(_final_parts(connection, rule or final_rule(connection).rule))
    version = records.version(connection)
    known = {code.id for code in version.framework}
    codings, still_open = found.codings, found.open
    codings, still_open = codings[codings["code"].isin(known)], still_open[still_open["code"].isin(known)]
    return FinalCodings(codings, found.covered, still_open), version


def basis(connection: sa.Connection, found: FinalCodings, *, rule: Rule | None = None) -> Basis:
    """Return what the final codings `found` by this rule rest on, round by round: on whom, and what was decided."""
    chosen = final_rule(connection).rule
    rule = rule or chosen
    bases = _final_bases(connection, rule)
    anyone = bases if rule != "finished by all" else _final_bases(connection, "decided")
    n_left_out = sum(len(units) for _, units in anyone) - sum(len(units) for _, units in bases)
    still_open = frozenset(found.open["unit"])
    decided = rule != "agreed only"
    rounds = tuple(resting.round_basis(connection, *base, still_open, decided=decided) for base in bases)
    return Basis(rounds, n_left_out, rule, chosen)


def _together(parts: Sequence[FinalCodings]) -> FinalCodings:
    import pandas as pd

    codings, still_open = (
        pd.concat(frames, ignore_index=True)
        for frames in ([part.codings for part in parts], [part.open for part in parts])
    )
    return FinalCodings(codings, tuple(unit for part in parts for unit in part.covered), still_open)


def _final_parts(connection: sa.Connection, rule: Rule) -> list[FinalCodings]:
    """Return the final codings of each round that checks no other, the newest first.

    A unit belongs to the newest round in which it is finished. Raises ProjectError when nothing is coded yet.
    """
    rounds = records.rounds(connection)
    parts = []
    newest = records.version(connection).number
    for base, units in _final_bases(connection, rule):
        checks = [found for found in rounds if found.against == base.name]
        same = [check.name for check in checks if check.version == base.version]
        later = [check for check in checks if check.name not in same]
        found = _final(connection, base, [base.name, *same], rule)
        found = carrying.decided_later(connection, found, base.version, later, newest)
        parts.append(found.within(units))
    return parts


def _final_bases(connection: sa.Connection, rule: Rule) -> list[tuple[records.Round, set[str]]]:
    """Return the rounds that final codings come from, the newest first, each with the units whose codings it gives.

    By the rule "finished by all" they are those of the newest round in which all coders have finished the unit. Raises
    ProjectError when nothing is coded yet.
    """
    bases = [found for found in reversed(records.rounds(connection)) if found.against is None]
    if not bases:
        raise ProjectError("has no codings yet.", where="project", fix="Start a round: intercoder round start NAME")
    found, taken = [], set[str]()
    for base in bases:
        units = carrying.finished_units(connection, base, by_all=rule == "finished by all") - taken
        taken |= units
        if units:
            found.append((base, units))
    if not found and rule == "finished by all" and _final_bases(connection, "decided"):
        fix = "Read the others' workbooks (intercoder workbook read FILE), or "
        same = final_rule(connection).rule == rule
        fix += "choose another rule (intercoder consensus rules)." if same else "count without --finished-by-all."
        raise ProjectError("no unit is finished by all coders of its round yet.", where="project", fix=fix)
    if not found:
        fix = "Read the coders' workbooks: intercoder workbook read FILE"
        raise ProjectError(f"round {bases[0].name} has no codings yet.", where="project", fix=fix)
    return found


def final_rounds(connection: sa.Connection) -> tuple[str, ...]:
    """Return the names of the rounds that the final codings come from, the newest first, each with its checks."""
    rounds = records.rounds(connection)
    names = [base.name for base, _ in _final_bases(connection, final_rule(connection).rule)]
    return tuple(name for base in names for name in [base, *(r.name for r in rounds if r.against == base)])


def classified(connection: sa.Connection) -> tuple[Scheme, list[tuple[str, str, str, str]]]:
    """Return the newest scheme and its classifications: case, path of the activity, dimension, category.

    They are the ones that were settled, or else the main classifier's, of the activities that final codings have.
    Raises ProjectError when there are none yet.
    """
    number, scheme = classifying.scheme(connection)
    rows = classifying.leading_rows(connection, number)
    if not rows:
        fix = "Write the workbook (intercoder classification write FILE), fill it in, and read it back."
        raise ProjectError("has no classified activity yet.", where="project", fix=fix)
    found, version = final(connection)
    having = cases_by_code(found.codings, records.units(connection), version.framework)
    path_of = {version.framework.find(path).id: path for path in scheme.activities}
    kept = [row for row in rows if row[1] in path_of and row[0] in having[row[1]]]
    return scheme, [(case, path_of[code], one, other) for case, code, one, other in kept]
