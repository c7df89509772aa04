"""Discussing disagreements, keeping what was decided, and choosing how the final codings follow from it all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from ...coding.basis import WHAT_COUNTS
from ...coding.consensus import CONSENSUS, RULES
from ...coding.discussions import (
    APPLIES,
    DOES_NOT,
    Decision,
    Discussion,
    Outcomes,
    open_discussion_workbook,
    read_outcomes,
    write_discussion_workbook,
)
from ...coding.revisions import digest
from ...errors import InputError, ProjectError, no_such
from ...tables import rows_of
from ...wording import number_of
from ..comparisons import agreement_of
from ..disagreements import APPLIED, NOT_APPLIED, Order, disagreements_of
from ..file import Outcome, ProjectFile, Step, free_path, require_own
from ..layers import compare, final
from ..storage import checks, records, store
from ..storage.final_rule import final_rule
from ..views import FinalRules, Proposals

if TYPE_CHECKING:
    from ...coding.consensus import Rule
    from ..storage.records import Round


_WORDS = {True: APPLIES, False: DOES_NOT}


class ConsensusVerbs(ProjectFile):
    """The verbs of `intercoder consensus`."""

    def consensus_write(
        self,
        path: Path | str,
        *,
        round: str | None = None,
        coders: Sequence[str] | None = None,
        order: Order = "code",
        flagged: bool = False,
        replace: bool = False,
    ) -> Outcome:
        """Write the workbook of a discussion: every disagreement, or with `flagged` those on codes below the threshold.

        Rows are in the order of `disagreements` by code or by unit. Raises InputError when the file is there already
        (it may hold decisions) and `replace` is not set.
        """
        path = free_path(path, replace=replace)
        with self._store.reading() as connection:
            compared = compare(connection, round, coders)
            rows = rows_of(disagreements_of(connection, compared, order=order))
            questions = records.questions(connection)
            discussion = Discussion(records.about(connection)["id"], compared.round.name, tuple(compared.coders))
        if flagged and rows:
            low = set(agreement_of(compared).flagged)
            rows = [row for row in rows if row["code"] in low]
        write_discussion_workbook(path, discussion, rows, questions=questions)
        decided = sum(row["decision"] != "" for row in rows)
        done = f", {decided} of them decided" if decided else ""
        return Outcome(f"Wrote {number_of(len(rows), 'disagreement')} to {path}{done}.")

    def consensus_read(self, path: Path | str, *, replace: bool = False) -> Outcome:
        """Read the decisions of a discussion: all of them, or none when there is a problem in the file.

        A decision that was made before stays as it is, and what the file says otherwise is listed; with `replace` it is
        read as well, kept beside the old one, and holds. What is proposed for the framework goes on a list.
        """
        path = Path(path)
        discussion, form = open_discussion_workbook(path)
        with self._step("consensus_read", file=path.name, replace=replace or None) as step:
            require_own(step.connection, discussion.project, path)
            chosen = records.round_named(step.connection, discussion.round)
            framework = records.version(step.connection, chosen.version).framework
            path_of = {code.id: framework.path(code.id) for code in framework}
            units = list(records.units(step.connection, of_round=chosen.name)["unit"])
            marks = _marks(step.connection, chosen, discussion.coders, form.keys)
            outcomes = read_outcomes(form, path_of, marks, units)
            before = records.decided(step.connection, chosen.name)
            others = _otherwise(outcomes, before)
            news = [made for made in outcomes.decisions if replace or made not in others]
            news = [made for made in news if before.get((made.unit, made.code)) != (made.applied, made.rationale)]
            n_proposals = _insert_proposals(step, chosen.name, outcomes, self.who)
            told = [_told(made, before, path_of, replace=replace) for made in others]
            if not news and not n_proposals:
                step.idle = True
                summary = f"{path.name} holds no new decision; nothing was changed."
            else:
                _insert_decisions(step, chosen.name, news, self.who)
                revised = sum((made.unit, made.code) in before for made in news)
                again = f", {revised} of them revised" if revised else ""
                summary = f"Read {number_of(len(news), 'decision')} of round {chosen.name} from {path.name}{again}."
                step.summary = summary
        return Outcome(summary, (*_remarks(outcomes, n_proposals, len(told), replace=replace), *told))

    def consensus_decide(
        self, unit: str, code: str, *, applies: bool, why: str, round: str | None = None, replace: bool = False
    ) -> Outcome:
        """Decide whether a code (by its path) applies to a unit, whether the coders differed on it or not.

        Raises ProjectError when there is no such unit in the round (the newest by default), or when it was decided
        otherwise before and `replace` is not set; InputError for no such code, or no reason.
        """
        if not why.strip():
            raise InputError("a decision needs a reason.", where="--why", fix="Say it in a few words.")
        given = {"round": round, "unit": unit, "code": code, "applies": applies, "why": why}
        with self._step("consensus_decide", **given, replace=replace or None) as step:
            chosen = records.round_named(step.connection, round)
            units = list(records.units(step.connection, of_round=chosen.name)["unit"])
            if unit not in units:
                among, fix = f"in round {chosen.name}", "`intercoder notes show` lists the units."
                raise no_such("unit", unit, units, among=among, where="UNIT", fix=fix, error=ProjectError)
            framework = records.version(step.connection, chosen.version).framework
            found = framework.find(code, where="CODE")
            made = Decision(unit, found.id, applies, why.strip())
            before = records.decided(step.connection, chosen.name)
            if before.get((unit, found.id)) == (applies, made.rationale):
                step.idle = True
                return Outcome("It is decided so already; nothing was changed.")
            path_of = {found.id: framework.path(found.id)}
            if (unit, found.id) in before and not replace:
                word, why_before = _WORDS[before[unit, found.id][0]], before[unit, found.id][1]
                raise ProjectError(
                    f'it was decided before that "{path_of[found.id]}" {word} to {unit} ({why_before}).',
                    where=f"round {chosen.name}",
                    fix="To change it, use --replace.",
                )
            _insert_decisions(step, chosen.name, [made], self.who)
            told = f'"{path_of[found.id]}" {_WORDS[applies]} to {unit} ({made.rationale})'
            step.summary = f"Decided in round {chosen.name}: {told}."
        return Outcome(step.summary)

    def consensus_rules(self) -> FinalRules:
        """List the rules by which final codings can be made: what counts by each, how much, and which one holds."""
        import pandas as pd

        with self._store.reading() as connection:
            chosen = final_rule(connection)
            rows = [
                (rule, what, *_how_much(connection, rule), "yes" if rule == chosen.rule else "")
                for rule, what in WHAT_COUNTS.items()
            ]
        frame = pd.DataFrame(rows, columns=["rule", "what_counts", "units", "codings", "holds"], dtype=object)
        return FinalRules(frame, chosen.why, chosen.who, chosen.at)

    def consensus_rule(self, rule: Rule, *, why: str) -> Outcome:
        """Choose the rule by which final codings are made (intercoder.coding.consensus.RULES), for all findings alike.

        Codings and decisions stay as they are, so that another rule can be chosen at any time. Raises InputError
        without a reason, or for a rule that there is not.
        """
        if rule not in RULES:
            raise no_such("rule", rule, RULES, among="for final codings", where="RULE")
        why = why.strip()
        if not why:
            raise InputError("needs a reason, which is kept with the rule.", where="--why", fix="Give one: --why TEXT")
        with self._step("consensus_rule", consensus_rule=rule, why=why) as step:
            before = final_rule(step.connection)
            if before.rule == rule:
                step.idle = True
                return Outcome(f'The rule is "{rule}" already; nothing was changed.')
            row = {"rule": rule, "why": why, "who": self.who, "at": step.at}
            step.connection.execute(store.consensus_rules.insert(), [row])
            step.summary = f'All findings are made by the rule "{rule}" from now on, not by "{before.rule}": {why}'
            remarks = _what_changes(step.connection, before.rule, rule)
        return Outcome(step.summary, remarks)

    def consensus_proposals(self, round: str | None = None) -> Proposals:
        """List what discussions have asked of the framework: new codes and changed definitions, with who and when.

        The new codes are suggestions too: `suggestion_list` says how they were answered.
        """
        import pandas as pd

        with self._store.reading() as connection:
            rounds = records.rounds(connection) if round is None else [records.round_named(connection, round)]
            versions = {found.number: found.framework for found in records.versions(connection)}
            table = store.proposals
            rows = []
            for found in rounds:
                query = sa.select(table).where(table.c.round == found.name).order_by(table.c.id)
                for row in connection.execute(query).mappings():
                    code = versions[found.version].path(row["code"])
                    proposal = row["proposal"].replace("\n", ". ")
                    told = {"round": found.name, "kind": row["kind"], "proposal": proposal, "unit": row["unit"]}
                    rows.append({**told, "code": code, "who": row["who"], "when": row["at"]})
        columns = ["round", "kind", "proposal", "unit", "code", "who", "when"]
        return Proposals(pd.DataFrame(rows, columns=columns))


def _marks(
    connection: sa.Connection, chosen: Round, coders: Sequence[str], keys: frozenset[str]
) -> dict[tuple[str, str], dict[str, str]]:
    """Return how each coder's coding of each unit and code reads today, for rows that say whose coding stands."""
    named = [coder for coder in coders if f"mark:{coder}" in keys]
    known = {*chosen.coders, *([CONSENSUS] if chosen.against else [])}
    if chosen.against:
        known |= set(records.round_named(connection, chosen.against).coders)
    if not named or not set(named) <= known:
        return {}
    compared = compare(connection, chosen.name, named)
    yes = set(compared.codings[["unit", "code", "coder"]].itertuples(index=False, name=None))
    marks: dict[tuple[str, str], dict[str, str]] = {}
    for unit, coder in compared.coverage[["unit", "coder"]].itertuples(index=False, name=None):
        for code in compared.version.framework:
            word = APPLIED if (unit, code.id, coder) in yes else NOT_APPLIED
            marks.setdefault((unit, code.id), {})[coder] = word
    return marks


def _how_much(connection: sa.Connection, rule: Rule) -> tuple[int, int]:
    """Return how many units and codings count by a rule; none while nothing is coded."""
    try:
        found = final(connection, rule=rule)[0]
    except ProjectError:
        return 0, 0
    return len(found.covered), len(found.codings)


def _what_changes(connection: sa.Connection, before: Rule, rule: Rule) -> tuple[str, ...]:
    """Return how many units and codings count by the new rule, and counted before, once anything is coded."""
    old, new = (
        f"{number_of(units, 'unit')} with {number_of(codings, 'coding')}" if units else ""
        for units, codings in (_how_much(connection, before), _how_much(connection, rule))
    )
    return (f"Final codings: {new or 'none yet'}, where they were {old}.",) if old else ()


def _otherwise(outcomes: Outcomes, before: dict[tuple[str, str], tuple[bool, str]]) -> list[Decision]:
    """Return the decisions that were made before, and otherwise or for another reason."""
    return [
        made
        for made in outcomes.decisions
        if before.get((made.unit, made.code), (made.applied, made.rationale)) != (made.applied, made.rationale)
    ]


def _told(
    made: Decision, before: dict[tuple[str, str], tuple[bool, str]], path_of: dict[str, str], *, replace: bool
) -> str:
    applied, why = before[made.unit, made.code]
    old, new = f'"{_WORDS[applied]}" ({why})', f'"{_WORDS[made.applied]}" ({made.rationale})'
    changed = f"was {old}, now {new}" if replace else f"stays {old}, not {new}"
    return f'{made.unit}, "{path_of[made.code]}": {changed}'


def _insert_decisions(step: Step, round: str, news: Sequence[Decision], who: str) -> None:
    if not news:
        return
    more = {"round": round, "who": who, "at": step.at}
    step.connection.execute(sa.insert(store.decisions), [{**vars(made), **more} for made in news])
    step.facts["decisions"] = len(news)
    step.facts["decisions_sha256"] = digest(checks.decision_rows(step.connection)[-len(news) :])


def _insert_proposals(step: Step, round: str, outcomes: Outcomes, who: str) -> int:
    """Keep the proposals that are not on the list yet, and return how many."""
    table = store.proposals
    query = sa.select(table.c.unit, table.c.code, table.c.kind, table.c.proposal).where(table.c.round == round)
    known = {tuple(row) for row in step.connection.execute(query)}
    news = [vars(made) for made in outcomes.proposals if tuple(vars(made).values()) not in known]
    if news:
        rows = [{**made, "round": round, "who": who, "at": step.at} for made in news]
        step.connection.execute(table.insert(), rows)
    return len(news)


def _remarks(outcomes: Outcomes, n_proposals: int, n_others: int, *, replace: bool) -> list[str]:
    told = []
    if n_proposals:
        told.append(
            f"{number_of(n_proposals, 'proposal')} for the framework, listed by intercoder consensus proposals; new "
            "codes are answered with intercoder suggestion."
        )
    if outcomes.n_open:
        decided = len(outcomes.decisions)
        told.append(f"{decided} of {decided + outcomes.n_open} rows of the workbook are decided.")
    if n_others and not replace:
        told.append(f"{n_others} were decided otherwise before and stay so; with --replace the file would change them:")
    return told
