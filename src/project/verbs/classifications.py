"""The activities of a project, classified by its scheme, by one person or by two."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import ProjectError, no_such
from ...findings.activities import (
    CONSENSUS,
    MAIN,
    Classified,
    classifier_of,
    entry_key,
    open_classification_workbook,
    read_classifications,
    write_classification_workbook,
)
from ...findings.classification import CLASSIFICATIONS, classification_table, classified_cases
from ...findings.counts import cases_by_code
from ...findings.double_classification import classification_agreement, classification_differences
from ...wording import number_of
from .. import classifying, layers
from ..file import Outcome, Step, free_path, require_own
from ..material import material
from ..storage import records, store
from .schemes import SchemeVerbs

if TYPE_CHECKING:
    import pandas as pd
    import sqlalchemy as sa

    from ...findings.classification import ClassificationTable, ClassifiedCases
    from ...findings.double_classification import ClassificationAgreement, ClassificationDifferences
    from ...framework.schemes import Scheme

Activity = tuple[str, str]
"""A case and the path of a code."""


class ClassificationVerbs(SchemeVerbs):
    """The verbs of `intercoder classification`, beside those of `intercoder scheme`."""

    def classification_write(self, path: Path | str, *, classifier: str = MAIN, replace: bool = False) -> Outcome:
        """Write the workbook in which each case's activities, as finally coded, are classified by `classifier`.

        It shows nothing of another's classification; but for the classifier "consensus", in which differences are
        settled, what two have agreed on is filled in and what they have not is in the memo. What the same classifier
        has read back before is filled in. Raises InputError when the file is there already and `replace` is not set.
        """
        path = free_path(path, replace=replace)
        with self._store.reading() as connection:
            number, scheme = classifying.scheme(connection)
            activities = _activities(connection, scheme)
            known = _known(connection, number, scheme)
            again = _again(connection, number, scheme, classifier) & activities.keys()
            made = _own(connection, number, scheme, classifier)
            project = records.about(connection)["id"]
        filled = _settled(known) if classifier == CONSENSUS and CONSENSUS not in known else made
        rows = [
            {"case": case, "code": code, "text": text, **filled.get((case, code), {})}
            for (case, code), text in activities.items()
        ]
        write_classification_workbook(path, project, scheme, rows, classifier=classifier)
        return Outcome(f"Wrote {number_of(len(rows), 'activity')} to {path}.", _said_again(again))

    def classification_read(self, path: Path | str) -> Outcome:
        """Read a classification back: all of it, or nothing when there is a problem in the file.

        Reading the same file again changes nothing; a corrected file becomes a new revision, and the old one is kept.
        """
        path = Path(path)
        form = open_classification_workbook(path)
        classifier = classifier_of(form)
        with self._step("classification_read", file=path.name) as step:
            require_own(step.connection, form.identity.get("project"), path)
            number, scheme = classifying.scheme(step.connection)
            activities = _activities(step.connection, scheme)
            found = read_classifications(form, scheme, activities)
            before = classifying.revisions(step.connection, number).get(classifier)
            changes = _changes_since(step.connection, before[0], scheme, found) if before else None
            if changes == []:
                step.idle = True
                return Outcome(f"{path.name} is as it was read before; nothing was changed.")
            revision = before[1] + 1 if before else 1
            row = {"scheme": number, "classifier": classifier, "revision": revision, "file": path.name}
            _insert(step, row | {"sha256": hashlib.sha256(path.read_bytes()).hexdigest()}, found)
            done = found.classifications.groupby(["case", "code"]).ngroups
            whose = "" if classifier == MAIN else f" by {classifier}"
            step.summary = (
                f"Read the classification{whose} of {done} of {number_of(len(activities), 'activity')} from {path.name}"
                f"{f', revision {revision}' if revision > 1 else ''}."
            )
        return Outcome(step.summary, (*_said_missing(found.missing), *(changes or ())))

    def classification_table(
        self, *, by: str | None = None, where: Mapping[str, str] | None = None, classifier: str | None = None
    ) -> ClassificationTable:
        """Cross activities with the categories of the scheme: in how many cases is an activity of each category.

        `by` and `where` are as in `counts`. By default the classification that was settled ("consensus"), or else the
        main one.
        """
        with self._store.reading() as connection:
            number, scheme = classifying.scheme(connection)
            known = _known(connection, number, scheme)
            whose, rows = _chosen(known, classifier)
            cases, activities = records.cases(connection), _activities(connection, scheme)
            rows = _that_count(rows, activities)
            again = _again(connection, number, scheme, whose) & activities.keys()
            coded = material(connection)
        open_activities = len(activities) - rows.groupby(["case", "code"]).ngroups
        remarks = [*_said_about(whose, known, open_activities), *_said_again(again)]
        return coded.told(classification_table(rows, scheme, cases=cases, by=by, where=where, remarks=remarks))

    def classification_cases(
        self,
        categories: Sequence[str],
        *,
        activity: str | None = None,
        where: Mapping[str, str] | None = None,
        classifier: str | None = None,
    ) -> ClassifiedCases:
        """List the cases with an activity in any of `categories`, such as `1 transformative`, with their attributes."""
        with self._store.reading() as connection:
            number, scheme = classifying.scheme(connection)
            _, rows = _chosen(_known(connection, number, scheme), classifier)
            rows = _that_count(rows, _activities(connection, scheme))
            cases, coded = records.cases(connection), material(connection)
        return coded.told(classified_cases(rows, cases, scheme, categories, activity=activity, where=where))

    def classification_agreement(
        self, *, classifiers: Sequence[str] = (), threshold: float = 0.6
    ) -> ClassificationAgreement:
        """Compute the agreement of two classifiers on each dimension; by default of the two there are."""
        with self._store.reading() as connection:
            number, scheme = classifying.scheme(connection)
            known = _known(connection, number, scheme)
        first, second = _two(known, classifiers)
        return classification_agreement(known[first], known[second], scheme, (first, second), threshold=threshold)

    def classification_differences(self, *, classifiers: Sequence[str] = ()) -> ClassificationDifferences:
        """List the activities that two classifiers put into different categories, with the notes."""
        with self._store.reading() as connection:
            number, scheme = classifying.scheme(connection)
            known = _known(connection, number, scheme)
            texts = _activities(connection, scheme)
        first, second = _two(known, classifiers)
        return classification_differences(known[first], known[second], (first, second), texts, list(texts))


def _activities(connection: sa.Connection, scheme: Scheme) -> dict[Activity, str]:
    """Return the notes for every activity of the scheme that a case has, in the order of cases and scheme."""
    found = material(connection)
    having = cases_by_code(found.final.codings, found.units, found.framework)
    asked = records.questions(connection)
    texts = {
        case: asked.together(zip(units["unit"], units["text"], strict=True))
        for case, units in found.units.groupby("case", sort=False)
    }
    codes = [(found.framework.find(path).id, path) for path in scheme.activities]
    return {(case, path): texts[case] for case in found.cases["case"] for code, path in codes if case in having[code]}


def _path_of(connection: sa.Connection, scheme: Scheme) -> dict[str, str]:
    framework = layers.final(connection)[1].framework
    return {framework.find(path).id: path for path in scheme.activities}


def _known(connection: sa.Connection, number: int, scheme: Scheme) -> dict[str, pd.DataFrame]:
    """Return what each classifier said last (a table of CLASSIFICATIONS)."""
    path_of = _path_of(connection, scheme)
    found = {}
    for who, (revision, _) in classifying.revisions(connection, number).items():
        rows = classifying.carried(connection, revision).rows
        found[who] = CLASSIFICATIONS.of((case, path_of[code], *rest) for case, code, *rest in rows if code in path_of)
    return found


def _again(connection: sa.Connection, number: int, scheme: Scheme, classifier: str) -> set[Activity]:
    """Return the activities that a classifier must classify again since the framework was edited."""
    path_of = _path_of(connection, scheme)
    revision = classifying.revisions(connection, number).get(classifier)
    found = classifying.carried(connection, revision[0]).again if revision else {}
    return {(case, path_of[code]) for case, code in found if code in path_of}


def _that_count(rows: pd.DataFrame, activities: Collection[Activity]) -> pd.DataFrame:
    """Return the classifications of activities that final codings have: codings and rule may have changed since."""
    return rows.loc[[pair in activities for pair in zip(rows["case"], rows["code"], strict=True)]]


def _chosen(known: Mapping[str, pd.DataFrame], classifier: str | None) -> tuple[str, pd.DataFrame]:
    who = classifier or classifying.leading_classifier(known)
    if who is None:
        fix = "Write the workbook (intercoder classification write FILE), fill it in, and read it back."
        raise ProjectError("has no classified activity yet.", where="project", fix=fix)
    if who not in known:
        raise no_such("classifier", who, known, where="--classifier", error=ProjectError)
    return who, known[who]


def _two(known: Mapping[str, pd.DataFrame], wanted: Sequence[str]) -> tuple[str, str]:
    named = list(wanted) or [who for who in known if who != CONSENSUS]
    for who in named:
        _chosen(known, who)
    if len(named) != 2:
        fix = "Name two with --classifiers A,B." if len(named) > 2 else (
            "Write a second workbook (intercoder classification write FILE --classifier NAME) and read it back."
        )  # fmt: skip
        raise ProjectError(f"agreement compares two classifiers, not {len(named)}.", where="--classifiers", fix=fix)
    return named[0], named[1]


def _own(connection: sa.Connection, number: int, scheme: Scheme, classifier: str) -> dict[Activity, dict[str, str]]:
    """Return what a classifier has said already, as texts for the workbook."""
    revisions = classifying.revisions(connection, number)
    if classifier not in revisions:
        return {}
    path_of = _path_of(connection, scheme)
    filled: dict[Activity, dict[str, str]] = {}
    found = classifying.carried(connection, revisions[classifier][0])
    for case, code, dimension, category in found.rows:
        if code in path_of:
            filled.setdefault((case, path_of[code]), {})[entry_key(dimension)] = category
    for case, code in {**found.memos, **found.again}:
        if code in path_of:
            beside = (found.memos.get((case, code), ""), found.again.get((case, code), ""))
            filled.setdefault((case, path_of[code]), {})["memo"] = "; ".join(filter(None, beside))
    return filled


def _settled(known: Mapping[str, pd.DataFrame]) -> dict[Activity, dict[str, str]]:
    """Return what two classifiers have agreed on, filled in, and what they have not, as a memo."""
    first, second = _two(known, ())
    said: dict[tuple[str, str, str], dict[str, str]] = {}
    for who in (first, second):
        for case, code, dimension, category in known[who].itertuples(index=False, name=None):
            said.setdefault((case, code, dimension), {})[who] = category
    filled: dict[Activity, dict[str, str]] = {}
    for (case, code, dimension), given in said.items():
        row = filled.setdefault((case, code), {})
        if len(set(given.values())) == 1:
            row[entry_key(dimension)] = next(iter(given.values()))
        else:
            differing = ", ".join(f"{who} {category}" for who, category in given.items())
            row["memo"] = "; ".join(filter(None, [row.get("memo", ""), f"{dimension}: {differing}"]))
    return filled


def _changes_since(connection: sa.Connection, revision: int, scheme: Scheme, found: Classified) -> list[str]:
    """Return what differs from a reading before, one sentence per activity."""
    path_of = _path_of(connection, scheme)
    before = classifying.carried(connection, revision)
    old = {(case, path_of[code], *rest) for case, code, *rest in before.rows if code in path_of}
    new = set(found.classifications.itertuples(index=False, name=None))
    old_memos = {(case, path_of[code], memo) for (case, code), memo in before.memos.items() if code in path_of}
    new_memos = {(*activity, memo) for activity, memo in found.memos.items()}
    changed = sorted({(row[0], row[1]) for row in (old ^ new) | (old_memos ^ new_memos)})
    return [f"Changed since the revision before: case {case}, {code}." for case, code in changed]


def _insert(step: Step, reading: Mapping[str, object], found: Classified) -> None:
    """Keep what a workbook said as a further revision."""
    framework = layers.final(step.connection)[1].framework
    query = store.classification_revisions.insert().values({**reading, "at": step.at})
    revision = step.connection.execute(query.returning(store.classification_revisions.c.id)).scalar_one()
    columns = ("case", "code", "dimension", "category")
    rows = [
        dict(zip(columns, row, strict=True)) | {"revision": revision, "code": framework.find(row[1]).id}
        for row in found.classifications.itertuples(index=False, name=None)
    ]
    memos = [
        {"revision": revision, "case": case, "code": framework.find(code).id, "memo": memo}
        for (case, code), memo in found.memos.items()
    ]
    for table, entries in ((store.classifications, rows), (store.classification_memos, memos)):
        if entries:
            step.connection.execute(table.insert(), entries)


def _said_missing(missing: Sequence[Activity]) -> tuple[str, ...]:
    if not missing:
        return ()
    named = "; ".join(f"case {case}, {code}" for case, code in missing[:5]) + (" …" if len(missing) > 5 else "")
    return (f"Without a row in the workbook, so not classified: {named}.",)


def _said_again(again: Collection[Activity]) -> tuple[str, ...]:
    if not again:
        return ()
    named = "; ".join(f"case {case}, {code}" for case, code in sorted(again)[:5]) + (" …" if len(again) > 5 else "")
    return (f"To be classified again since the framework was edited: {named}. The memo says what was said before.",)


def _said_about(whose: str, known: Mapping[str, pd.DataFrame], open_activities: int) -> list[str]:
    told = [f"Classified by {whose}."] if len(known) > 1 else []
    if whose != CONSENSUS and len(known) > 1:
        told.append("Differences between the classifiers are not settled yet (intercoder classification differences).")
    if open_activities:
        told.append(f"Not classified yet, and in none of the numbers: {number_of(open_activities, 'activity')}.")
    return told
