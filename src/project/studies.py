"""Everything that the report of a project says, gathered from the project file."""

from __future__ import annotations

import contextlib
import importlib.metadata
import platform
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ..coding.basis import Basis
from ..coding.consensus import CONSENSUS
from ..errors import InputError, ProjectError
from ..findings.classification import CLASSIFICATIONS, classification_table
from ..findings.cooccurrence import co_occurrence
from ..findings.counts import count_cases
from ..findings.matrix import framework_matrix
from ..findings.saturation import saturation
from ..framework.codes import Framework
from ..reliability.explaining.diagnosis import diagnose
from ..report.account import part_finished
from ..report.checklists import GUIDELINES, checklist
from ..report.methods import methods_of
from ..report.study import Check, CodeEntry, Disagreement, Fact, Mark, Study
from ..results import coefficient_text
from ..wording import listed, number_of
from . import analyses, layers
from .accounts import account_of
from .comparisons import agreement_of
from .disagreements import APPLIED, NOT_APPLIED, disagreements_of
from .elsewhere.readings import files_read
from .framework_views import codebook, growth
from .material import material, quotes_of
from .storage import records, store, trail

if TYPE_CHECKING:
    import pandas as pd

    from ..findings.counts import Counts
    from ..reliability.result import Reliability
    from ..report.account import Account
    from ..report.methods import Methods
    from ..results import Result


@dataclass(frozen=True)
class _Compared:
    """A comparison of coders, what came of it, and their disagreements."""

    comparison: layers.Comparison
    result: Reliability
    disagreements: tuple[Disagreement, ...]
    rows: pd.DataFrame

    @property
    def round(self) -> records.Round:
        """The round that was compared."""
        return self.comparison.round


def study_of(connection: sa.Connection, *, by: str | None = None) -> Study:
    """Gather the report of a project; what has not been done yet is left out.

    Raises InputError when `by` is no attribute of the cases, ProjectError when there is no framework.
    """
    about, version = records.about(connection), records.version(connection)
    compared = list(_comparisons(connection))
    found, basis = _findings(connection, by)
    counts = found.get("counts")
    account = _account(connection, compared, found, basis)
    methods = methods_of(account)
    return Study(
        title=about["title"],
        key_numbers=tuple(_key_numbers(connection, version, compared)),
        facts=(*_facts(connection), *(Fact("Final codings", note) for note in basis.notes())),
        framework=tuple(_framework(version, counts)),
        framework_about=_growth(connection),
        checks=tuple(map(_check, compared)),
        disagreements=tuple(one for each in compared for one in each.disagreements),
        classifications=_classifications(connection),
        growth=growth(records.versions(connection), [each.status for each in records.versions(connection)]),
        codebook=codebook(version.framework, version.number, version.status),
        public_codebook=codebook(_without_examples(version.framework), version.number, version.status),
        methods=methods,
        checklists=tuple(checklist(name, account, methods) for name in GUIDELINES),
        computed=tuple(_computed(connection, version, compared)),
        again=tuple(_again(connection, by)),
        history=trail.read_history(connection, verify=True),
        **found,
    )


def _without_examples(framework: Framework) -> Framework:
    return Framework(replace(code, example="") for code in framework)


def methods_and_account(connection: sa.Connection) -> tuple[Methods, Account]:
    """Return the paragraph of methods, and the account of what was done that it is written from."""
    account = _account(connection, list(_comparisons(connection)), *_findings(connection, None))
    return methods_of(account), account


def _comparisons(connection: sa.Connection) -> list[_Compared]:
    """Return the comparisons that can be made, the newest round first."""
    found = []
    for chosen in reversed(records.rounds(connection)):
        finished = set(records.coverage(connection, chosen.name)["coder"])
        if set(chosen.coders) <= finished and (chosen.against or len(chosen.coders) > 1):
            try:
                compared = layers.compare(connection, chosen.name, None)
            except ProjectError:  # the consensus that it checks is still open
                continue
            result, rows = agreement_of(compared), disagreements_of(connection, compared)
            found.append(_Compared(compared, result, _disagreements(rows, result), rows))
    return found


def _disagreements(rows: pd.DataFrame, result: Reliability) -> tuple[Disagreement, ...]:
    coders = result.coders
    return tuple(
        Disagreement(
            row["code"],
            row["unit"],
            row["case"],
            row["text"],
            tuple(Mark(c, {APPLIED: True, NOT_APPLIED: False}.get(row[f"mark:{c}"]), row[f"memo:{c}"]) for c in coders),
            row["decision"],
            row["rationale"],
        )
        for row in rows.to_dict("records")
    )


def _check(found: _Compared) -> Check:
    sample = f" (sample {found.round.sample})" if found.round.sample else ""
    about = f"Round {found.round.name}{sample}, framework version {found.round.version}: "
    about += " ".join([f"{number_of(found.result.n_units, 'unit')}.", *found.comparison.cautions])
    result, chosen = found.result, found.result.choices
    behind = {}
    if len(result.coders) == 2:
        rows = diagnose(result.patterns, threshold=chosen.threshold, confidence=chosen.confidence).to_frame()
        behind = dict(zip(rows["code"], rows["diagnosis"], strict=True))
    return Check(
        result,
        result.average,
        result.coders,
        about,
        threshold=chosen.threshold,
        confidence=chosen.confidence,
        scale=chosen.scale,
        diagnosis=behind,
    )


def _findings(connection: sa.Connection, by: str | None) -> tuple[dict[str, Any], Basis]:
    """Return what final codings give (counts, co-occurrence, saturation, quotes, matrix), and what they rest on."""
    try:
        found = material(connection)
    except ProjectError:  # nothing is coded yet
        return {}, Basis()
    answer: dict[str, Any] = {
        "counts": found.told(count_cases(*found.tables, by=by, **found.coverage)),
        "cooccurrence": found.told(co_occurrence(*found.tables, at_least=2)),
        "quotes": quotes_of(connection, found),
    }
    with contextlib.suppress(InputError):  # too few cases to speak of it
        answer["saturation"] = found.told(saturation(*found.tables))
    summaries = analyses.summaries(connection)
    if summaries:
        answer["matrix"] = found.told(framework_matrix(*found.tables, summaries, by=by))
    return answer, found.basis


def _account(
    connection: sa.Connection, compared: Sequence[_Compared], found: Mapping[str, Any], basis: Basis
) -> Account:
    counts, quoted = found.get("counts"), found.get("quotes")
    return account_of(
        connection,
        {each.round.name: (each.comparison, each.result, each.rows) for each in compared},
        basis=basis,
        n_open=counts.n_open if counts else 0,
        n_quotes=quoted.to_frame()["code"].nunique() if quoted else 0,
        saturation=found.get("saturation"),
    )


def _again(connection: sa.Connection, by: str | None) -> list[Fact]:
    """Return the commands that compute everything again."""
    wanted = f" --by {shlex.quote(by)}" if by else ""
    checks = [
        Fact(f"intercoder reliability --round {shlex.quote(each.name)}", f"The agreement of round {each.name}")
        for each in records.rounds(connection)
    ]
    return [
        Fact("intercoder project check", "Whether the project is whole and nothing in it was changed"),
        *checks,
        Fact(f"intercoder report report.html tables.xlsx tables.docx{wanted}", "This page, and its tables"),
        Fact(f"intercoder manuscript FOLDER{wanted}", "The same with every table, figure and appendix in its own file"),
        Fact("intercoder project bundle FILE.zip", "Data, framework, decisions and results in one archive"),
        Fact("intercoder project verify FILE.zip", "Compute every number of an archive again, and compare"),
    ]


def _classifications(connection: sa.Connection) -> tuple[Result, ...]:
    if not connection.execute(sa.select(store.classifications.c.case).limit(1)).first():
        return ()
    scheme, rows = layers.classified(connection)
    return (material(connection).told(classification_table(CLASSIFICATIONS.of(rows), scheme)),)


def _key_numbers(connection: sa.Connection, version: records.Version, compared: Sequence[_Compared]) -> list[Fact]:
    numbers = [
        Fact("cases", str(len(records.cases(connection)))),
        Fact("units", str(len(records.units(connection)))),
        Fact("codes", str(len(version.framework))),
    ]
    return numbers + [
        Fact(f"mean kappa, {listed(found.result.coders)}", coefficient_text(found.result.average.kappa))
        for found in compared[:1]
    ]


def _facts(connection: sa.Connection) -> list[Fact]:
    query = sa.select(store.sources.c.name, store.sources.c.unit)
    facts = [Fact("Notes", f"{name}; unit of analysis: {unit}") for name, unit in connection.execute(query)]
    for found in records.rounds(connection):
        n_units = len(records.units(connection, of_round=found.name))
        number = records.finished_by(connection, found)
        facts.append(Fact(f"Round {found.name}", _who_coded(found, number, n_units)))
        decided = len(records.decisions(connection, found.name))
        if decided:
            text = f"{number_of(decided, 'disagreement')} decided, each with a reason"
            facts.append(Fact(f"Discussion of round {found.name}", text))
    return facts


def _who_coded(found: records.Round, number: Mapping[str, int], n_units: int) -> str:
    """Return in words who coded how much of a round, by the number of units that each coder has finished."""
    silent = [coder for coder, n in number.items() if not n]
    have = f"{listed(silent)} {'has' if len(silent) == 1 else 'have'} not coded yet"
    if len(silent) == len(number):
        return have
    part = part_finished([n for n in number.values() if n], n_units)
    part = part or ("the" if found.sample or found.follows else "all") + f" {number_of(n_units, 'unit')}"
    part += " to be looked at again" if found.follows else ""
    part += f" of sample {found.sample}" if found.sample else ""
    checked = f", compared with the consensus of round {found.against}" if found.against else ""
    who = listed([coder for coder, n in number.items() if n])
    told = f"{who} coded {part} with framework version {found.version}{checked}"
    return f"{told}; {have}" if silent else told


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
    steps = ", ".join(
        f"{number_of(len(version.framework), 'code')} in version {version.number}" for version in versions
    )
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
    read = files_read(connection)
    for found in compared:
        what = f"Agreement, round {found.round.name}"
        chosen = found.result.choices
        options = f"threshold {chosen.threshold:g}, confidence {chosen.confidence:g}, intervals {chosen.interval}"
        whom = _compared_whom(found, read.get(found.round.name, ()))
        facts.append(Fact(what, f"{whom}; {options}, level {chosen.level}"))
    return facts


def _compared_whom(found: _Compared, read_from: Sequence[str]) -> str:
    made = f"as read from {listed(read_from)}" if read_from else "before discussion"
    if CONSENSUS in found.result.coders:
        return f"consensus of round {found.round.against} against {', '.join(found.round.coders)}, {made}"
    return f"{' against '.join(found.result.coders)}, {made}"
