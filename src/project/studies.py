"""Everything that the report of a project says, gathered from the project file."""

from __future__ import annotations

import importlib.metadata
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from ..coding.consensus import CONSENSUS
from ..errors import ProjectError
from ..findings.classification import CLASSIFICATIONS, classification_table
from ..findings.counts import count_cases
from ..report.study import Check, CodeEntry, Disagreement, Fact, Mark, Study
from ..results import coefficient_text
from . import layers, records, store, trail
from .agreement import agreement_of, disagreements_of

if TYPE_CHECKING:
    from ..findings.counts import Counts
    from ..reliability.agreement import Reliability
    from ..results import Result


@dataclass(frozen=True)
class _Compared:
    """A comparison of coders, what came of it, and their disagreements."""

    round: records.Round
    result: Reliability
    disagreements: tuple[Disagreement, ...]


def study_of(connection: sa.Connection, *, by: str | None = None) -> Study:
    """Gather the report of a project; what has not been done yet is left out.

    Raises InputError when `by` is no attribute of the cases, ProjectError when there is no framework.
    """
    about, version = records.about(connection), records.version(connection)
    compared = list(_comparisons(connection))
    counts = _counts(connection, by)
    return Study(
        title=about["title"],
        key_numbers=tuple(_key_numbers(connection, version, compared)),
        facts=tuple(_facts(connection)),
        framework=tuple(_framework(version, counts)),
        framework_about=_growth(connection),
        checks=tuple(_check(found) for found in compared if len(found.result.coders) == 2),
        disagreements=tuple(one for found in compared for one in found.disagreements),
        counts=counts,
        classifications=_classifications(connection),
        computed=tuple(_computed(connection, version, compared)),
        history=trail.read_history(connection, verify=True),
    )


def _comparisons(connection: sa.Connection) -> list[_Compared]:
    """Return the comparisons that can be made, the newest round first."""
    found = []
    for chosen in reversed(records.rounds(connection)):
        finished = set(records.coverage(connection, chosen.name)["coder"])
        if set(chosen.coders) <= finished and (chosen.against or len(chosen.coders) > 1):
            compared = layers.compare(connection, chosen.name, None)
            result = agreement_of(compared)
            found.append(_Compared(chosen, result, _disagreements(connection, compared, result)))
    return found


def _disagreements(
    connection: sa.Connection, compared: layers.Comparison, result: Reliability
) -> tuple[Disagreement, ...]:
    """Return the disagreements of the flagged codes."""
    rows = disagreements_of(connection, compared)
    coders = result.coders
    return tuple(
        Disagreement(
            row["code"],
            row["unit"],
            row["case"],
            row["text"],
            tuple(Mark(c, {"applied": True, "–": False}.get(row[f"mark:{c}"]), row[f"memo:{c}"]) for c in coders),
            row["decision"],
            row["rationale"],
        )
        for row in rows.to_dict("records")
        if row["code"] in result.flagged
    )


def _check(found: _Compared) -> Check:
    first, second = found.result.coders
    sample = f" (sample {found.round.sample})" if found.round.sample else ""
    about = f"Round {found.round.name}{sample}, framework version {found.round.version}: {found.result.n_units} units."
    return Check(found.result, found.result.average, (first, second), about, found.result.threshold)


def _counts(connection: sa.Connection, by: str | None) -> Counts | None:
    try:
        found, version = layers.final(connection)
    except ProjectError:  # nothing is coded yet
        return None
    units, cases = records.units(connection), records.cases(connection)
    return count_cases(found.codings, units, cases, version.framework, by=by, n_open=len(found.open))


def _classifications(connection: sa.Connection) -> tuple[Result, ...]:
    if not connection.execute(sa.select(store.classifications.c.case).limit(1)).first():
        return ()
    scheme, rows = layers.classified(connection)
    return (classification_table(CLASSIFICATIONS.of(rows), scheme),)


def _key_numbers(connection: sa.Connection, version: records.Version, compared: Sequence[_Compared]) -> list[Fact]:
    numbers = [
        Fact("cases", str(len(records.cases(connection)))),
        Fact("units", str(len(records.units(connection)))),
        Fact("codes", str(len(version.framework))),
    ]
    return numbers + [
        Fact(f"mean kappa, {' and '.join(found.result.coders)}", coefficient_text(found.result.average.kappa))
        for found in compared[:1]
    ]


def _facts(connection: sa.Connection) -> list[Fact]:
    query = sa.select(store.sources.c.name, store.sources.c.unit)
    facts = [Fact("Notes", f"{name}; unit of analysis: {unit}") for name, unit in connection.execute(query)]
    for found in records.rounds(connection):
        n_units = len(records.units(connection, of_round=found.name))
        who = " and ".join(found.coders)
        part = f"the {n_units} units of sample {found.sample}" if found.sample else f"all {n_units} units"
        checked = f", compared with the consensus of round {found.against}" if found.against else ""
        text = f"{who} coded {part} with framework version {found.version}{checked}"
        facts.append(Fact(f"Round {found.name}", text))
        decided = len(records.decisions(connection, found.name))
        if decided:
            facts.append(
                Fact(f"Discussion of round {found.name}", f"{decided} disagreements decided, each with a reason")
            )
    return facts


def _framework(version: records.Version, counts: Counts | None) -> list[CodeEntry]:
    framework = version.framework
    n = dict(zip(counts.frame["code"], counts.frame["n"], strict=True)) if counts else {}
    entries = []
    for code in framework:
        path = framework.path(code.id)
        count = int(n[path]) if path in n else None
        entries.append(
            CodeEntry(
                path,
                code.definition,
                code.when_to_use,
                code.when_not_to_use,
                code.origin,
                code.added_in,
                code.added_by,
                code.reason,
                count,
            )
        )
    return entries


def _growth(connection: sa.Connection) -> str:
    versions = records.versions(connection)
    steps = ", ".join(f"{len(version.framework)} codes in version {version.number}" for version in versions)
    newest = versions[-1]
    return f"Version {newest.number} ({newest.status}). It grew: {steps}." if len(versions) > 1 else f"{steps}."


def _computed(connection: sa.Connection, version: records.Version, compared: Sequence[_Compared]) -> list[Fact]:
    facts = [Fact("intercoder", importlib.metadata.version("intercoder"))]
    facts.append(Fact("Python", f"{platform.python_version()} on {platform.system()}"))
    facts += [
        Fact(package, importlib.metadata.version(package))
        for package in ("numpy", "pandas", "SQLAlchemy", "matplotlib")
    ]
    facts += [
        Fact(f"Source {name}", f"SHA-256 {digest}")
        for name, digest in connection.execute(sa.select(store.sources.c.name, store.sources.c.sha256))
    ]
    facts.append(Fact(f"Framework version {version.number}", f"SHA-256 {version.framework.hash}"))
    for name in connection.execute(sa.select(store.samples.c.name)).scalars():
        drawn = records.sample(connection, name)
        facts.append(Fact(f"Sample {name}", f"{drawn} Drawn from: SHA-256 {drawn.frame_hash}"))
    for found in compared:
        what = f"Agreement, round {found.round.name}"
        chosen = found.result.choices
        options = f"threshold {chosen.threshold:g}, confidence {chosen.confidence:g}, intervals {chosen.interval}"
        facts.append(Fact(what, f"{_compared_whom(found)}; {options}, level {chosen.level}"))
    return facts


def _compared_whom(found: _Compared) -> str:
    if CONSENSUS in found.result.coders:
        return f"consensus of round {found.round.against} against {', '.join(found.round.coders)}, before discussion"
    return f"{' against '.join(found.result.coders)}, before discussion"
