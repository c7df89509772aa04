"""What was really done in a project, gathered for the methods paragraph and the checklists."""

from __future__ import annotations

import importlib.metadata
import platform
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ..errors import ProjectError
from ..findings.activities import CONSENSUS, MAIN
from ..report.account import Account, RoundAccount, VersionAccount
from . import analyses, classifying
from .elsewhere.readings import files_read
from .storage import records, store
from .storage.final_rule import final_rule

if TYPE_CHECKING:
    import pandas as pd

    from ..reliability.result import Reliability
    from .layers import Comparison

Compared = Mapping[str, "tuple[Comparison, Reliability, pd.DataFrame]"]
"""Who was compared in a round, their agreement and disagreements (columns code and decision), by the round's name."""


def account_of(connection: sa.Connection, compared: Compared, **found: Any) -> Account:
    """Return what was done; `found` are those fields of an Account that the caller knows from its findings."""
    versions = records.versions(connection)
    newest = records.version(connection).framework
    units = records.units(connection)
    n_cases = units["case"].nunique()
    return Account(
        title=records.about(connection)["title"],
        n_cases=n_cases,
        n_empty=len(records.cases(connection)) - n_cases,
        n_units=len(units),
        units=tuple(dict.fromkeys(connection.execute(sa.select(store.sources.c.unit)).scalars())),
        versions=tuple(VersionAccount(each.number, len(each.framework), each.status, each.why) for each in versions),
        origins=dict(Counter(code.origin for code in newest)),
        n_branches=len(newest.children(None)),
        rounds=tuple(each for each in _rounds(connection, compared) if any(each.n_finished)),
        software=f"intercoder {importlib.metadata.version('intercoder')} (Python {platform.python_version()})",
        attributes=tuple(column for column in records.cases(connection).columns if column != "case"),
        rule_why=final_rule(connection).why,
        n_summaries=len(analyses.summaries(connection)),
        **_classification(connection),
        **found,
    )


def _rounds(connection: sa.Connection, compared: Compared) -> list[RoundAccount]:
    return [_round(connection, each, compared) for each in records.rounds(connection)]


def _round(connection: sa.Connection, each: records.Round, compared: Compared) -> RoundAccount:
    sample = records.sample(connection, each.sample) if each.sample else None
    n_units = len(records.units(connection, of_round=each.name))
    done: dict[str, Any] = {}
    if each.name in compared:
        comparison, result, rows = compared[each.name]
        decided, flagged = rows["decision"] != "", rows["code"].isin(result.flagged)
        done = {
            "result": result,
            "younger": tuple(comparison.version.framework.path(code) for code in comparison.younger),
            "alone": comparison.alone,
            "n_disagreements": len(rows),
            "n_decided": int(decided.sum()),
            "n_flagged": int(flagged.sum()),
            "n_flagged_decided": int((decided & flagged).sum()),
        }
    checked = records.round_named(connection, each.against).coders if each.against else ()
    read_from = files_read(connection).get(each.name, ())
    done["follows"] = bool(each.follows)
    done["n_finished"] = tuple(records.finished_by(connection, each).values())
    return RoundAccount(each.name, each.coders, n_units, each.version, sample, checked, read_from, **done)


def _classification(connection: sa.Connection) -> dict[str, Any]:
    try:
        number, scheme = classifying.scheme(connection)
    except ProjectError:
        return {}
    known = classifying.revisions(connection, number)
    if not known:
        return {}
    return {
        "scheme": scheme.name,
        "n_classified": len({(case, code) for case, code, *_ in classifying.leading_rows(connection, number)}),
        "classifiers": tuple(who for who in known if who not in (MAIN, CONSENSUS)),
    }
