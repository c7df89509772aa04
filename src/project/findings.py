"""Findings of a project: counts of cases, and the classification of activities."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from ..errors import InputError, ProjectError
from ..findings.activities import (
    open_classification_workbook,
    read_classifications,
    write_classification_workbook,
)
from ..findings.classification import CLASSIFICATIONS, classification_table, classified_cases
from ..findings.counts import cases_by_code, count_cases
from ..tables import rows_of
from . import layers, records, store
from .file import Outcome, ProjectFile

if TYPE_CHECKING:
    import pandas as pd

    from ..findings.classification import ClassificationTable, ClassifiedCases
    from ..findings.counts import Counts
    from ..framework.schemes import Scheme


class FindingsVerbs(ProjectFile):
    """The verb `counts`, and those of `intercoder scheme` and `intercoder classification`."""

    def counts(self, *, by: str | None = None) -> Counts:
        """Count the cases with each code on the final codings, in all and by an attribute of the cases."""
        with self._store.reading() as connection:
            found, version = layers.final(connection)
            units, cases = records.units(connection), records.cases(connection)
        return count_cases(found.codings, units, cases, version.framework, by=by, n_open=len(found.open))

    def scheme_read(self, path: Path | str) -> Outcome:
        """Read a classification scheme from a YAML file; its activities must be codes of the framework."""
        from ..exchange.framework_files import read_scheme

        path = Path(path)
        scheme = read_scheme(path)
        with self._step("scheme_read", file=path.name) as step:
            framework = records.version(step.connection).framework
            for activity in scheme.activities:
                framework.find(activity, where=path.name)
            step.connection.execute(store.schemes.insert().values(document=scheme.to_dict(), at=step.at))
            categories = sum(len(dimension.categories) for dimension in scheme.dimensions)
            size = f"{len(scheme.activities)} activities, {len(scheme.dimensions)} dimensions, {categories} categories"
            step.summary = f'Read the scheme "{scheme.name}": {size}.'
        return Outcome(step.summary)

    def classification_write(self, path: Path | str, *, replace: bool = False) -> Outcome:
        """Write the workbook in which each case's activities, as finally coded, are classified.

        Raises InputError when the file is there already and `replace` is not set.
        """
        path = Path(path)
        if path.exists() and not replace:
            raise InputError("is there already.", where=str(path), fix="Move it away, or use --replace.")
        with self._store.reading() as connection:
            _, scheme = records.scheme(connection)
            activities = _activities(connection, scheme)
            texts = records.units(connection).groupby("case", sort=False)["text"].agg("\n\n".join)
            project = records.about(connection)["id"]
        rows = [{"case": case, "code": code, "text": texts[case]} for case, code in activities]
        write_classification_workbook(path, project, scheme, rows)
        return Outcome(f"Wrote {len(rows)} activities to {path}.")

    def classification_read(self, path: Path | str) -> Outcome:
        """Read a classification back: all of it, or nothing when there is a problem in the file."""
        path = Path(path)
        form = open_classification_workbook(path)
        with self._step("classification_read", file=path.name) as step:
            if form.identity.get("project") != records.about(step.connection)["id"]:
                raise ProjectError(
                    "belongs to another project.", where=path.name, fix="Open the project that it was written from."
                )
            number, scheme = records.scheme(step.connection)
            activities = _activities(step.connection, scheme)
            found = read_classifications(form, scheme, activities)
            framework = records.version(step.connection).framework
            ids = [framework.find(code).id for code in found["code"]]
            rows = rows_of(found.assign(code=ids, scheme=number))
            if sorted(records.classifications(step.connection, number)) == sorted(_tuples(found.assign(code=ids))):
                step.idle = True
                return Outcome(f"{path.name} is as it was read before; nothing was changed.")
            step.connection.execute(sa.delete(store.classifications).where(store.classifications.c.scheme == number))
            if rows:
                step.connection.execute(store.classifications.insert(), rows)
            done = found.groupby(["case", "code"]).ngroups
            step.summary = f"Read the classification of {done} of {len(activities)} activities from {path.name}."
        return Outcome(step.summary)

    def classification_table(self) -> ClassificationTable:
        """Cross activities with the categories of the scheme: in how many cases is an activity of each category."""
        with self._store.reading() as connection:
            scheme, rows = layers.classified(connection)
        return classification_table(CLASSIFICATIONS.of(rows), scheme)

    def classification_cases(self, categories: Sequence[str]) -> ClassifiedCases:
        """List the cases with an activity in any of `categories`, such as `1 transformative`, with their attributes."""
        with self._store.reading() as connection:
            scheme, rows = layers.classified(connection)
            cases = records.cases(connection)
        return classified_cases(CLASSIFICATIONS.of(rows), cases, scheme, categories)


def _tuples(frame: pd.DataFrame) -> list[tuple[str, ...]]:
    return list(frame[list(CLASSIFICATIONS.columns)].itertuples(index=False, name=None))


def _activities(connection: sa.Connection, scheme: Scheme) -> list[tuple[str, str]]:
    """Return (case, path of the activity) for every activity of the scheme that a case has, in the order of both."""
    found, version = layers.final(connection)
    having = cases_by_code(found.codings, records.units(connection), version.framework)
    codes = [version.framework.find(path) for path in scheme.activities]
    return [
        (case, path)
        for case in records.cases(connection)["case"]
        for code, path in zip(codes, scheme.activities, strict=True)
        if case in having[code.id]
    ]
