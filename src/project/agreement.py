"""Reliability, disagreements and consensus of a project."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ..coding.consensus import find_disagreements
from ..coding.discussions import Discussion, open_discussion_workbook, read_decisions, write_discussion_workbook
from ..errors import InputError, ProjectError
from ..tables import rows_of
from . import records, store
from .file import Outcome, ProjectFile
from .layers import Comparison, compare
from .views import Disagreements

if TYPE_CHECKING:
    import pandas as pd

    from ..reliability.agreement import Reliability
    from ..reliability.comparison import Comparison as ToolComparison
    from ..reliability.sample_plan import MoreUnits


class AgreementVerbs(ProjectFile):
    """The verbs `reliability` and `disagreements`, and those of `intercoder consensus`."""

    def reliability(
        self,
        *,
        round: str | None = None,
        coders: Sequence[str] | None = None,
        compare_with: str | None = None,
        **options: Any,
    ) -> Reliability | ToolComparison:
        """Compute the agreement of coders on a round's units, on codings made before any discussion.

        By default the newest round: its coders among each other, or, when it checks another round, the consensus of
        that round with its own coders. `options` are those of `intercoder.reliability.agreement`. With the name of
        another tool in `compare_with`, return the numbers that it would give on the same codings, and why they differ.
        """
        with self._store.reading() as connection:
            compared = compare(connection, round, coders)
        return other_tool_on(compared, compare_with) if compare_with else agreement_of(compared, **options)

    def plan(self, *, round: str | None = None, coders: Sequence[str] | None = None, **options: Any) -> MoreUnits:
        """Say how many more units two coders must code until each interval is narrow enough.

        `options` are those of `intercoder.reliability.sample_plan.more_units`; the corpus is by default all units of the
        project. Raises InputError when there are other than two coders.
        """
        from .files import more_units_after

        with self._store.reading() as connection:
            compared = compare(connection, round, coders)
            population = len(records.units(connection))
        return more_units_after(agreement_of(compared), **{"population": population, **options})

    def disagreements(
        self, *, round: str | None = None, coders: Sequence[str] | None = None, code: str | None = None
    ) -> Disagreements:
        """List the units and codes on which coders differ, codes with most first, with notes, marks and decisions."""
        with self._store.reading() as connection:
            compared = compare(connection, round, coders)
            frame = disagreements_of(connection, compared)
        if code is not None:
            path = compared.version.framework.path(compared.version.framework.find(code, where="--code").id)
            frame = frame[frame["code"] == path].reset_index(drop=True)
        return Disagreements(frame, compared.coders)

    def consensus_write(
        self,
        path: Path | str,
        *,
        round: str | None = None,
        coders: Sequence[str] | None = None,
        flagged: bool = False,
        replace: bool = False,
    ) -> Outcome:
        """Write the workbook of a discussion: every disagreement, or with `flagged` those on codes below the threshold.

        Raises InputError when the file is there already (it may hold decisions) and `replace` is not set.
        """
        path = Path(path)
        if path.exists() and not replace:
            raise InputError("is there already.", where=str(path), fix="Move it away, or use --replace.")
        found = self.disagreements(round=round, coders=coders)
        rows = rows_of(found.frame)
        if flagged:
            result = self.reliability(round=round, coders=coders).to_frame()
            low = set(result.loc[result["flagged"], "code"])
            rows = [row for row in rows if row["code"] in low]
        with self._store.reading() as connection:
            name = records.round_named(connection, round).name
            discussion = Discussion(records.about(connection)["id"], name, tuple(found.coders))
        write_discussion_workbook(path, discussion, rows)
        return Outcome(f"Wrote {len(rows)} disagreements to {path}.")

    def consensus_read(self, path: Path | str) -> Outcome:
        """Read the decisions of a discussion: all of them, or none when there is a problem in the file.

        A decision that was read before stays as it is; one that has changed is kept beside the old one, and holds.
        """
        path = Path(path)
        discussion, form = open_discussion_workbook(path)
        with self._step("consensus_read", file=path.name) as step:
            if discussion.project != records.about(step.connection)["id"]:
                raise ProjectError(
                    "belongs to another project.", where=path.name, fix="Open the project that it was written from."
                )
            chosen = records.round_named(step.connection, discussion.round)
            framework = records.version(step.connection, chosen.version).framework
            units = records.units(step.connection, of_round=chosen.name)
            decided = read_decisions(
                form, list(units["unit"]), {code.id: framework.path(code.id) for code in framework}
            )
            before = _by_pair(records.decisions(step.connection, chosen.name))
            news = {pair: made for pair, made in _by_pair(decided).items() if before.get(pair) != made}
            if not news:
                step.idle = True
                return Outcome(f"{path.name} holds no new decision; nothing was changed.")
            more = {"round": chosen.name, "who": self.who, "at": step.at}
            rows = [
                {"unit": unit, "code": code, "applied": applied, "rationale": why, **more}
                for (unit, code), (applied, why) in news.items()
            ]
            step.connection.execute(sa.insert(store.decisions), rows)
            revised = sum(pair in before for pair in news)
            step.summary = (
                f"Read {len(news)} decisions of round {chosen.name} from {path.name}, {revised} of them revised."
            )
        return Outcome(step.summary, _still_open(form.rows, decided))


def _rounds_of(compared: Comparison) -> list[str]:
    return [compared.round.name, *([compared.round.against] if compared.round.against else [])]


def _by_pair(decisions: pd.DataFrame) -> dict[tuple[str, str], tuple[bool, str]]:
    rows = decisions.itertuples(index=False, name=None)
    return {(unit, code): (bool(applied), rationale) for unit, code, applied, rationale in rows}


def _still_open(rows: Sequence[object], decided: pd.DataFrame) -> tuple[str, ...]:
    count = len(rows) - len(decided)
    return (f"{count} rows of the workbook are not decided yet.",) if count else ()


def agreement_of(compared: Comparison, *, rollup: bool = False, **options: Any) -> Reliability:
    """Compute the agreement of a comparison, with paths for the ids of codes; `rollup` counts sub-codes for parents."""
    from ..reliability.agreement import agreement

    framework = compared.version.framework
    codes = framework.codes if rollup else framework.applicable
    above = {framework.path(code.id): [framework.path(c.id) for c in framework.line(code.id)[:-1]] for code in codes}
    return agreement(
        compared.codings.assign(code=[framework.path(code) for code in compared.codings["code"]]),
        compared.coverage,
        codes=list(above),
        coders=compared.coders,
        cases=compared.units,
        rollup=above if rollup else False,
        **options,
    )


def other_tool_on(compared: Comparison, tool: str) -> ToolComparison:
    """Return the numbers that `tool` would give on a comparison, counting the characters of the notes where it does."""
    from ..reliability import comparison
    from ..reliability.coded_units import read_codings

    framework = compared.version.framework
    codings = compared.codings.assign(code=[framework.path(code) for code in compared.codings["code"]])
    codes = [framework.path(code.id) for code in framework.applicable]
    units = compared.units
    return comparison.compare(
        tool,
        read_codings(codings, compared.coverage, codes=codes, coders=compared.coders),
        length_of=dict(zip(units["unit"], units["text"].str.len(), strict=True)),
        source_of=dict(zip(units["unit"], units["case"], strict=True)),
    )


def disagreements_of(connection: sa.Connection, compared: Comparison) -> pd.DataFrame:
    """Return a row per disagreement, codes with most of them first, then in the order of framework and units."""
    import pandas as pd

    decided = _by_pair(records.decisions(connection, compared.round.name))
    remarks = records.remarks(connection, *_rounds_of(compared))
    framework = compared.version.framework
    found = find_disagreements(compared.codings, compared.coverage, compared.coders)
    cases = dict(zip(compared.units["unit"], compared.units["case"], strict=True))
    texts = dict(zip(compared.units["unit"], compared.units["text"], strict=True))
    count = found["code"].value_counts()
    rank = {code.id: at for at, code in enumerate(framework)}
    place = {unit: at for at, unit in enumerate(compared.units["unit"])}
    rows = []
    for unit, code, yes, no in found.itertuples(index=False, name=None):
        applied, why = decided.get((unit, code), (None, ""))
        row = {"code": framework.path(code), "unit": unit, "case": cases[unit]}
        row |= {"applied_by": ", ".join(yes), "not_applied_by": ", ".join(no)}
        row |= {"decision": "" if applied is None else "applies" if applied else "does not apply", "rationale": why}
        row |= {"text": texts[unit], "definition": framework[code].definition, "code_id": code}
        row |= {f"mark:{coder}": "applied" if coder in yes else "–" if coder in no else "" for coder in compared.coders}
        row |= {f"memo:{coder}": remarks.get((unit, coder), ("", ""))[0] for coder in compared.coders}
        rows.append((-int(count[code]), rank[code], place[unit], row))
    rows.sort(key=lambda ranked: ranked[:3])
    columns = ["code", "unit", "case", "applied_by", "not_applied_by", "decision", "rationale", "text"]
    return pd.DataFrame([row for *_, row in rows]) if rows else pd.DataFrame(columns=columns)
