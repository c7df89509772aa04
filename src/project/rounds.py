"""Reliability samples and rounds of coding."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from ..coding.consensus import CONSENSUS
from ..coding.sampling import draw_sample
from ..errors import InputError, ProjectError
from . import records, store
from .file import Outcome, ProjectFile
from .views import RoundStatus, SampleView


class RoundVerbs(ProjectFile):
    """The verbs of `intercoder sample` and `intercoder round`."""

    def sample_draw(self, name: str, *, fraction: float, seed: int) -> SampleView:
        """Draw a reliability sample of the cases: the same for the same seed and cases, on every machine.

        Raises ProjectError when there is a sample of that name already: a draw is never repeated in silence.
        """
        with self._step("sample_draw", name=name, fraction=fraction, seed=seed) as step:
            table = store.samples
            if step.connection.execute(sa.select(table.c.name).where(table.c.name == name)).first():
                raise ProjectError(f'there is a sample "{name}" already.', fix="Give the new one another name.")
            drawn = draw_sample(records.cases(step.connection)["case"], fraction=fraction, seed=seed)
            row = {**vars(drawn), "cases": list(drawn.cases), "name": name, "at": step.at}
            step.connection.execute(table.insert(), [row])
            step.summary = f"Sample {name}: {len(drawn.cases)} of {drawn.n_frame} cases, seed {seed}."
        return self.sample_show(name)

    def sample_show(self, name: str) -> SampleView:
        """Show the cases of a sample and how to draw it again."""
        with self._store.reading() as connection:
            drawn = records.sample(connection, name)
            cases = records.cases(connection).set_index("case", drop=False)
        return SampleView(cases.loc[list(drawn.cases)].reset_index(drop=True), drawn)

    def round_start(
        self,
        name: str,
        *,
        coders: Sequence[str],
        version: int | None = None,
        sample: str | None = None,
        against: str | None = None,
    ) -> Outcome:
        """Start a round: these coders code all units, or those of a sample, with a version of the framework.

        `against` names the round whose consensus a further coder's codings are compared with. Raises ProjectError when
        there is a round of that name, or nothing to code; InputError for coders without or with the same name.
        """
        _check_coders(coders)
        with self._step(
            "round_start", name=name, coders=list(coders), version=version, sample=sample, against=against
        ) as step:
            if name in {found.name for found in records.rounds(step.connection)}:
                raise ProjectError(f'there is a round "{name}" already.', fix="Give the new one another name.")
            if against is not None:
                records.round_named(step.connection, against)
            chosen = records.version(step.connection, version)
            units = records.units(step.connection)
            if sample is not None:
                units = units[units["case"].isin(records.sample(step.connection, sample).cases)]
            if units.empty:
                raise ProjectError("has no units to code.", where="project", fix="Read the notes first.")
            row = {"name": name, "version": chosen.number, "coders": list(coders), "sample": sample}
            step.connection.execute(store.rounds.insert(), [row | {"against": against, "at": step.at}])
            entries = [{"round": name, "unit": unit, "position": at} for at, unit in enumerate(units["unit"])]
            step.connection.execute(store.round_units.insert(), entries)
            step.summary = (
                f"Round {name}: {', '.join(coders)} code {len(units)} units with framework version {chosen.number}."
            )
        return Outcome(step.summary)

    def round_status(self) -> RoundStatus:
        """Show for each round and coder how many units are finished, and in which revision of the workbook."""
        import pandas as pd

        rows = []
        with self._store.reading() as connection:
            for found in records.rounds(connection):
                units = records.units(connection, of_round=found.name)
                coverage = records.coverage(connection, found.name)
                revisions = records.revision_numbers(connection, found.name)
                for coder in found.coders:
                    done = int((coverage["coder"] == coder).sum())
                    row = {"round": found.name, "coder": coder, "framework_version": found.version}
                    row |= {"units": len(units), "finished": done, "missing": len(units) - done}
                    rows.append(row | {"revision": revisions.get(coder, 0)})
        columns = ["round", "coder", "framework_version", "units", "finished", "missing", "revision"]
        return RoundStatus(pd.DataFrame(rows, columns=columns))


def _check_coders(coders: Sequence[str]) -> None:
    if not coders or not all(coder.strip() for coder in coders):
        raise InputError("a round needs the names of its coders.", where="--coders", fix="Write --coders A,B")
    if len({coder.casefold() for coder in coders}) < len(coders):
        raise InputError("two coders have the same name.", where="--coders", fix="Give each coder a name of their own.")
    if CONSENSUS in coders:
        raise InputError(f'"{CONSENSUS}" is not a name for a coder.', where="--coders", fix="Choose another name.")
