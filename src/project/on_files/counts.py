"""Cases with each code, and codes that come together, out of files or a database alone, without any project."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import InputError, check_options
from .agreement import OnFiles

if TYPE_CHECKING:
    from ...coding.consensus import Rule
    from ...findings.counted_elsewhere import CountedElsewhere
    from .engines import Where


def counts_of_table(path: Path | str) -> CountedElsewhere:
    """Count the documents with each code in a table of codes by documents, and add its totals up again.

    ATLAS.ti's code report is such a file too: the quotations listed under each code are counted. Raises InputError when
    the file cannot be read, or is neither.
    """
    from ...exchange.qda.atlasti_report import is_report_file, read_report_counts
    from ...exchange.qda.count_tables import read_count_table
    from ...findings.counted_elsewhere import counted_elsewhere

    listed = is_report_file(Path(path))
    found = read_report_counts(Path(path)) if listed else read_count_table(path)
    said = [known if known is not None else total for total, known in zip(found.grounded, found.totals, strict=True)]
    return counted_elsewhere(found.codes, found.counts, said, found.of_documents, listed=listed)


def counts_there(
    where: Where,
    *,
    case: str | None = None,
    by: str | None = None,
    code: str | None = None,
    coders: Sequence[str] | None = None,
    rule: Rule = "any coder",
    **extras: Any,
) -> OnFiles:
    """Count the cases with each code where the codings are.

    `case` and `by` name columns of the coverage: the case of each unit, the group of each case. The rest is as for
    `findings.sql_counts.counts_of_sources`; `extras` are the fields of `findings.counts.Extras`. Raises InputError when
    no column names the cases.
    """
    from ...findings.counts import Extras
    from ...findings.sql_counts import counts_of_sources
    from .engines import sources_at

    check_options(extras, Extras)
    with sources_at(_by_case(where, case, by)) as sources:
        found = counts_of_sources(sources, by=by, code=code, coders=coders, rule=rule, extras=Extras(**extras))
    return OnFiles(found, where.description, ())


def cooccurrence_there(
    where: Where,
    *,
    level: str = "case",
    case: str | None = None,
    code: str | None = None,
    at_least: int = 1,
    coders: Sequence[str] | None = None,
    rule: Rule = "any coder",
) -> OnFiles:
    """Count for each pair of codes the cases (or units) that have both, where the codings are; see `counts_there`."""
    from ...findings.sql_counts import co_occurrence_of_sources
    from .engines import sources_at

    with sources_at(where if level == "unit" and case is None else _by_case(where, case, None)) as sources:
        found = co_occurrence_of_sources(sources, level=level, code=code, at_least=at_least, coders=coders, rule=rule)
    return OnFiles(found, where.description, ())


def _by_case(where: Where, case: str | None, by: str | None) -> Where:
    if case is None:
        fix = "Name their column: --case COLUMN; where every unit is a case of its own, that of the units."
        raise InputError("which cases are counted?", where="--case", fix=fix)
    return replace(where, columns=replace(where.columns, cluster=case, group=by))
