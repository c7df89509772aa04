"""Reliability samples: drawn, looked at, extended."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from ...coding.sampling import Sample, UnitOfSampling, draw_sample
from ...errors import InputError, ProjectError, no_such
from ...opening import content_of
from ..file import Outcome, ProjectFile, Step
from ..storage import records, store
from ..views import SampleView

if TYPE_CHECKING:
    import pandas as pd

    from ...framework.codes import Framework
    from ...reliability.sample_plan import SamplePlan

DEFAULT_NAME = "sample"

_CERTIFICATE_LIMIT = 64 << 20  # bytes


class SampleVerbs(ProjectFile):
    """The verbs of `intercoder sample`."""

    def sample_plan(
        self,
        *,
        fraction: float = 0.2,
        unit_of_sampling: UnitOfSampling = "case",
        prevalence: Mapping[str, float] | None = None,
        kappa: float = 0.8,
        confidence: float = 0.95,
    ) -> SamplePlan:
        """Say what a sample of this size will tell about each code, before anyone codes it.

        Per code: the cases with it to expect in the sample, the chance that there is none, and the interval to expect
        if kappa is `kappa`. How frequent a code is, is taken from what has been coded so far (the mean of the coders),
        or from `prevalence`, shares by the paths of codes. Raises ProjectError when neither is there.
        """
        from ...reliability.sample_plan import sample_plan

        with self._store.reading() as connection:
            framework = records.version(connection).framework
            given = {framework.find(path, where="--prevalence").id: share for path, share in (prevalence or {}).items()}
            shares = _shares(connection, framework, unit_of_sampling) | given
            ids = _ids_of(connection, unit_of_sampling)
        if not shares:
            raise ProjectError(
                "nothing is coded yet, so it is not known how frequent the codes are.",
                where="sample plan",
                fix="Guess it: --prevalence CODE=0.1, once for each code.",
            )
        n = len(draw_sample(ids, fraction=fraction, seed=0, unit_of_sampling=unit_of_sampling).cases)
        of_path = {framework.path(code.id): shares[code.id] for code in framework.applicable if code.id in shares}
        return sample_plan(of_path, n, population=len(ids), kappa=kappa, confidence=confidence)

    def sample_draw(
        self,
        name: str = DEFAULT_NAME,
        *,
        fraction: float,
        seed: int,
        stratify: str | None = None,
        unit_of_sampling: UnitOfSampling = "case",
        floors: Mapping[str, int] | None = None,
        why: str = "",
    ) -> SampleView:
        """Draw a reliability sample: the same for the same seed and cases, on every machine, and whatever their order.

        `stratify` names an attribute: each of its values has its share. `unit_of_sampling` is case, or unit where cases
        have several. `floors` asks for a least number of cases with a code (by its path), as any coder has coded them
        so far. What nobody has coded yet belongs to the sample like everything else.
        Raises ProjectError when there is a sample of that name already: a draw is never repeated in silence.
        """
        options = {"fraction": fraction, "seed": seed, "stratify": stratify, "floors": floors or None}
        with self._step(
            "sample_draw", name=name, unit_of_sampling=unit_of_sampling, why=why or None, **options
        ) as step:
            least, known = _floors(step.connection, floors or {}, unit_of_sampling)
            drawn = draw_sample(
                _ids_of(step.connection, unit_of_sampling),
                fraction=fraction,
                seed=seed,
                unit_of_sampling=unit_of_sampling,
                strata=_values(step.connection, stratify, unit_of_sampling) if stratify else None,
                stratify=stratify,
                floors=least,
                known=known,
            )
            _insert(step, name, drawn)
        return self.sample_show(name)

    def sample_extend(self, name: str, *, fraction: float, as_name: str | None = None, why: str = "") -> SampleView:
        """Make a larger sample that begins with the sample `name`, and call it `as_name` (`name` with a number).

        It is drawn from the same cases with the same seed and method. Raises InputError when `fraction` is not larger
        than that of the sample.
        """
        with self._step("sample_extend", name=name, fraction=fraction, as_name=as_name, why=why or None) as step:
            larger = records.sample(step.connection, name).extended(fraction)
            given = as_name or f"{name}-{len(larger.fractions)}"
            _insert(step, given, larger)
        return self.sample_show(given)

    def sample_show(self, name: str = DEFAULT_NAME) -> SampleView:
        """Show the cases (or units) of a sample, and the certificate with which it can be drawn again."""
        with self._store.reading() as connection:
            drawn = records.sample(connection, name)
            cases = records.cases(connection)
            units = records.units(connection)
        if drawn.unit_of_sampling == "unit":
            cases = units[["unit", "case"]].merge(cases, on="case", how="left", suffixes=("", " of the case"))
        shown = cases.set_index(drawn.unit_of_sampling, drop=False).loc[list(drawn.cases)].reset_index(drop=True)
        if len(drawn.strata) > 1:
            shown = shown.assign(weight=[round(weight, 4) for weight in drawn.weights.values()])
        return SampleView(shown, drawn, name)

    @staticmethod
    def sample_verify(path: Path | str) -> Outcome:
        """Draw the sample of a certificate (`intercoder sample show NAME -o FILE.json`) again, and compare.

        Raises InputError when the file is no certificate, or when the draw gives something else than it says.
        """
        import json

        path = Path(path)
        try:
            document = json.loads(content_of(path, limit=_CERTIFICATE_LIMIT))
            told = Sample.of_certificate(document)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError, InputError) as error:
            fix = "Make one: intercoder sample show NAME -o FILE.json"
            raise InputError("is no certificate of a sample.", where=str(path), fix=fix) from error
        if not told.holds():
            raise InputError(
                "does not hold: the seed draws something else from these cases.",
                where=str(path),
                fix="Ask for the certificate anew; cases, seed or frame were changed in this one.",
            )
        return Outcome(f"{path.name} holds: {told}", tuple(told.cases))


def _ids_of(connection: sa.Connection, kind: UnitOfSampling) -> list[str]:
    """Return the ids of all units of a project, or of all cases that have a unit, coded or not."""
    units = records.units(connection)
    if kind == "unit":
        return list(units["unit"])
    said_something = set(units["case"])
    return [case for case in records.cases(connection)["case"] if case in said_something]


def _shares(connection: sa.Connection, framework: Framework, kind: UnitOfSampling) -> dict[str, float]:
    """Return the share of cases or units with each code, by its id: the mean of those who have coded so far."""
    names = [found.name for found in records.rounds(connection)]
    units = records.units(connection)
    id_of = dict(zip(units["unit"], units[kind], strict=True))
    finished: dict[str, set[str]] = {}
    for unit, coder in records.coverage(connection, *names).itertuples(index=False, name=None):
        finished.setdefault(coder, set()).add(id_of[unit])
    having: dict[tuple[str, str], set[str]] = {}
    for unit, coder, code in records.codings(connection, *names).itertuples(index=False, name=None):
        having.setdefault((code, coder), set()).add(id_of[unit])
    if not finished:
        return {}
    return {
        code.id: statistics.fmean(len(having.get((code.id, c), ())) / len(ids) for c, ids in finished.items())
        for code in framework.applicable
    }


def _known_codes(
    connection: sa.Connection, framework: Framework, paths: Mapping[str, int], kind: UnitOfSampling
) -> dict[str, set[str]]:
    """Return which of the codes at `paths` each case or unit has, as any coder of any round has coded it so far.

    A code that only groups others is there where one of its sub-codes is.
    """
    names = [found.name for found in records.rounds(connection)]
    codings, units = records.codings(connection, *names), records.units(connection)
    case_of = dict(zip(units["unit"], units["case"], strict=True))
    known: dict[str, set[str]] = {}
    for path in paths:
        code = framework.find(path, where="--floor")
        meant = {code.id} if code.applicable else {c.id for c in framework if code in framework.line(c.id)}
        for unit in codings.loc[codings["code"].isin(meant), "unit"]:
            known.setdefault(case_of[unit] if kind == "case" else unit, set()).add(framework.path(code.id))
    return known


def _floors(
    connection: sa.Connection, floors: Mapping[str, int], kind: UnitOfSampling
) -> tuple[dict[str, int], dict[str, set[str]]]:
    """Return the floors by the paths of the framework, and which of these codes each case or unit has."""
    if not floors:
        return {}, {}
    framework = records.version(connection).framework
    paths = {framework.path(framework.find(path, where="--floor").id): least for path, least in floors.items()}
    known = _known_codes(connection, framework, paths, kind)
    if not known:
        raise ProjectError(
            "nobody has applied these codes yet, so no floor can be kept.",
            where="--floor",
            fix="Read the first coders' workbooks before drawing, or leave --floor out.",
        )
    return paths, known


def _values(connection: sa.Connection, name: str, kind: UnitOfSampling) -> dict[str, str]:
    """Return the value of an attribute for each case or unit."""
    cases = records.cases(connection)
    attributes = [str(column) for column in cases.columns if column != "case"]
    if name not in attributes:
        raise no_such("attribute", name, attributes, among="of the cases", where="--stratify")
    values: pd.Series[str] = cases[name].fillna("").astype(str)
    of_case = dict(zip(cases["case"], values, strict=True))
    if kind == "case":
        return of_case
    units = records.units(connection)
    return {unit: of_case[case] for unit, case in zip(units["unit"], units["case"], strict=True)}


def _insert(step: Step, name: str, drawn: Sample) -> None:
    table = store.samples
    if step.connection.execute(sa.select(table.c.name).where(table.c.name == name)).first():
        raise ProjectError(f'there is a sample "{name}" already.', where="NAME", fix="Give the new one another name.")
    step.connection.execute(table.insert(), [{"name": name, "certificate": drawn.certificate(), "at": step.at}])
    kind = f"{drawn.unit_of_sampling}s"
    step.summary = f"Sample {name}: {len(drawn.cases)} of {drawn.n_frame} {kind}, seed {drawn.seed}."
