"""Findings of a project: counts with their evidence, co-occurrence, saturation, search, and the profile of a code."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ...errors import InputError, ProjectError, check_options
from ...findings.cooccurrence import co_occurrence
from ...findings.counts import Extras, count_cases
from ...findings.evidence import evidence
from ...findings.profile import CodeAgreement, CodeProfile, OpenDisagreement
from ...findings.saturation import saturation
from ...findings.search import CONTEXT, search
from .. import analyses, layers
from ..comparisons import agreement_of
from ..file import ProjectFile
from ..material import Material, material, quotes_of, undecided
from ..storage import records

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    import sqlalchemy as sa

    from ...coding.consensus import Rule
    from ...coding.questions import Questions
    from ...findings.cooccurrence import CoOccurrence
    from ...findings.counts import Counts
    from ...findings.evidence import Evidence
    from ...findings.saturation import Saturation
    from ...findings.search import Found


class FindingsVerbs(ProjectFile):
    """The verbs `counts`, `cooccurrence`, `saturation`, `search` and `code profile`."""

    def counts(
        self,
        *,
        by: str | None = None,
        where: Mapping[str, str] | None = None,
        code: str | None = None,
        show: bool = False,
        rule: Rule | None = None,
        **extras: Any,
    ) -> Counts | Evidence:
        """Count the cases with each code on the final codings, in all and by an attribute of the cases.

        `where` (attribute: value) chooses the cases to count among, `code` (a path) keeps that code and those below it;
        with `show` the result is what the number of that code stands for: its cases and notes. `rule` is by default the
        one that was chosen for all findings (`consensus_rule`), and another for this look alone: "decided", "any
        coder", "agreed only" or "finished by all" (intercoder.coding.consensus.RULES). `extras` are the fields of
        `intercoder.findings.counts.Extras`: mentions, intervals, group_percent, test, correction, confidence.
        """
        check_options(extras, Extras)
        if show:
            return self._evidence(code, where, rule)
        with self._store.reading() as connection:
            found = material(connection, rule=rule)
        counted = count_cases(*found.tables, by=by, where=where, extras=Extras(**extras), **found.coverage)
        counted = found.told(counted)
        if code is None:
            return counted
        return counted.of_code(found.framework.path(found.framework.find(code, where="--code").id))

    def _evidence(self, code: str | None, where: Mapping[str, str] | None, rule: Rule | None) -> Evidence:
        if code is None:
            raise InputError("which number is to be shown?", where="--show", fix="Name its code with --code PATH.")
        with self._store.reading() as connection:
            found, names = material(connection, rule=rule), analyses.replacements(connection)
        return found.told(evidence(*found.tables, code, where=where, names=names))

    def cooccurrence(
        self, *, level: str = "case", code: str | None = None, at_least: int = 1, where: Mapping[str, str] | None = None
    ) -> CoOccurrence:
        """List the pairs of codes that come together in a case (or a unit), with Jaccard's coefficient."""
        with self._store.reading() as connection:
            found = material(connection)
        return found.told(co_occurrence(*found.tables, level=level, code=code, at_least=at_least, where=where))

    def saturation(
        self, *, base: int = 4, run: int = 2, threshold: float = 0.05, order: str | None = None
    ) -> Saturation:
        """Follow how many new codes each case adds, in the order of the notes or of an attribute of the cases."""
        with self._store.reading() as connection:
            found = material(connection)
        return found.told(saturation(*found.tables, base=base, run=run, threshold=threshold, order=order))

    def search(
        self, words: str, *, code: str | None = None, where: Mapping[str, str] | None = None, context: int = CONTEXT
    ) -> Found:
        """Find words in the notes, with `context` characters on each side; `*` stands for the rest of a word.

        `code` keeps the units with that code on the final codings; without it the notes need not be coded yet.
        """
        with self._store.reading() as connection:
            names = analyses.replacements(connection)
            found = _searchable(connection, coded=code is not None)
        return found.told(search(words, *found.tables, code=code, where=where, context=context, names=names))

    def code_profile(
        self, code: str, *, by: str | None = None, where: Mapping[str, str] | None = None, examples: int = 3
    ) -> CodeProfile:
        """Gather all that is known about the code at a path: meaning, counts, agreement, examples, disagreements."""
        with self._store.reading() as connection:
            found = material(connection)
            wanted = found.framework.find(code, where="PATH")
            path = found.framework.path(wanted.id)
            extras = Extras(mentions=True, intervals=True, group_percent=True)
            counted = found.told(count_cases(*found.tables, by=by, where=where, extras=extras, **found.coverage))
            quoted = quotes_of(connection, found, code=path, each=examples, where=where)
            agreements = tuple(_agreements(connection, wanted.id))
            asked = records.questions(connection).of(found.units["unit"])
            still_open = undecided(connection, found)
        own = quoted.only(path) if wanted.applicable else quoted
        companions = co_occurrence(*found.tables, code=path, where=where)
        differing = tuple(_open(found, still_open, asked, wanted.id))
        return CodeProfile(wanted, found.framework, counted.of_code(path), companions, agreements, own, differing)


def _searchable(connection: sa.Connection, *, coded: bool) -> Material:
    """Return the material of the project; when nothing is coded yet and need not be, the notes without codings."""
    from ...coding.consensus import DISAGREEMENTS, FinalCodings
    from ...framework.codes import Framework
    from ...tables import Table

    try:
        return material(connection)
    except ProjectError:
        if coded:
            raise
        none = Table("codings", ("unit", "code"), key=("unit", "code")).empty()
        final = FinalCodings(none, (), DISAGREEMENTS.empty())
        units = records.with_questions(connection, records.units(connection))
        return Material(final, units, records.cases(connection), Framework())


def _agreements(connection: sa.Connection, code: str) -> Iterator[CodeAgreement]:
    """Yield the agreement on a code in every round that can be compared, sub-codes counted for their parents."""
    for chosen in records.rounds(connection):
        finished = set(records.coverage(connection, chosen.name)["coder"])
        if not (set(chosen.coders) <= finished and (chosen.against or len(chosen.coders) > 1)):
            continue
        compared = layers.compare(connection, chosen.name, None)
        framework = compared.version.framework
        if code not in framework:
            continue
        result = agreement_of(compared, rollup=not framework[code].applicable)
        rows = {row["code"]: row for row in result.to_frame().to_dict("records")}
        if framework.path(code) not in rows:
            why = f"round {chosen.against} was coded before it was in the framework"
            yield CodeAgreement(chosen.name, tuple(result.coders), result.n_units, None, "", flagged=False, reason=why)
            continue
        row = rows[framework.path(code)]
        kappa = None if math.isnan(row["kappa"]) else float(row["kappa"])
        yield CodeAgreement(
            chosen.name,
            tuple(result.coders),
            int(row["n_units"]),
            kappa,
            row["band"],
            bool(row["flagged"]),
            row["reason"],
        )


def _open(found: Material, still_open: pd.DataFrame, asked: Questions, code: str) -> Iterator[OpenDisagreement]:
    texts = dict(zip(found.units["unit"], found.units["text"], strict=True))
    for unit, other, yes, no in still_open.itertuples(index=False, name=None):
        if other == code:
            yield OpenDisagreement(unit, ", ".join(yes), ", ".join(no), asked.before(unit) + texts[unit])
