"""The workbook in which coded activities are classified, and reading it back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..coding.filled_forms import FilledForm, FilledRow, plain, read_form
from ..coding.forms import Form, FormColumn, Leaf, write_form
from ..errors import InputError, IntercoderError, no_such, raise_all
from ..wording import number_of
from .classification import CLASSIFICATIONS

if TYPE_CHECKING:
    import pandas as pd

    from ..framework.schemes import Dimension, Scheme

KIND = "classification workbook"
_DIMENSION = "dimension:"
MAIN, CONSENSUS = "main", "consensus"
"""The classifier of a workbook that names none, and the one under whose name differences are settled."""


@dataclass(frozen=True)
class Classified:
    """What a workbook says: classifications (a table of CLASSIFICATIONS), and memos by (case, path of the activity).

    `missing` are the activities of the project that have no row in the workbook.
    """

    classifications: pd.DataFrame
    memos: Mapping[tuple[str, str], str]
    missing: tuple[tuple[str, str], ...]


def entry_key(dimension: str) -> str:
    """Return the key of the column in which the category of a dimension is chosen."""
    return _DIMENSION + dimension


def write_classification_workbook(
    path: Path,
    project: str,
    scheme: Scheme,
    activities: Sequence[Mapping[str, str]],
    *,
    classifier: str = MAIN,
) -> None:
    """Write one row per activity (keys case, code, text), with a drop-down list per dimension of `scheme`.

    What is in an activity under `entry_key(dimension)` or memo is filled in already.
    """
    whose = {"classifier": classifier} if classifier != MAIN else {}
    entries = [
        FormColumn(
            _DIMENSION + dimension.name,
            dimension.name,
            "Classification",
            22,
            entry=True,
            choices=tuple(category.name for category in dimension.categories),
            prompt=dimension.definition,
        )
        for dimension in scheme.dimensions
    ]
    columns = [
        FormColumn("case", "Case", width=9),
        FormColumn("code", "Activity", width=36),
        FormColumn("done", "Done?", width=7),
        FormColumn("text", "Notes", width=70),
        *entries,
        FormColumn("memo", "Memo", "Classification", 30, entry=True),
    ]
    form = Form(
        sheet="Classification",
        identity={"kind": KIND, "first key": "case", "project": project, "scheme": scheme.name, **whose},
        columns=columns,
        rows=activities,
        leaves=(_instructions(scheme, len(activities), classifier), _definitions(scheme)),
        frozen=4,
        counted=tuple(column.key for column in entries),
    )
    write_form(form, path)


def _instructions(scheme: Scheme, count: int, classifier: str) -> Leaf:
    by = "" if classifier == MAIN else f" Classifier: {classifier}."
    steps = [
        ("What this is", f"{number_of(count, 'activity')} to classify: {scheme.name}.{by}"),
        ("Classify each row", "Choose one category from the list in every column of the classification."),
        ("Definitions", "The sheet Categories says what each category means."),
        ("When you have finished", "Read the file back with: intercoder classification read FILE"),
    ]
    return Leaf("Instructions", ("", "How to classify"), steps, (24, 100))


def _definitions(scheme: Scheme) -> Leaf:
    rows = [(d.name, category.name, category.definition) for d in scheme.dimensions for category in d.categories]
    return Leaf("Categories", ("Dimension", "Category", "Definition"), rows, (24, 28, 90))


def open_classification_workbook(path: Path) -> FilledForm:
    """Return what was filled in, still unread; raises InputError when the file is no classification workbook."""
    return read_form(path, kind=KIND)


def classifier_of(form: FilledForm) -> str:
    """Return who was to fill in this workbook."""
    return form.identity.get("classifier") or MAIN


def read_classifications(form: FilledForm, scheme: Scheme, activities: Mapping[tuple[str, str], str]) -> Classified:
    """Return the classifications of the known `activities` (the notes, by case and path of the code).

    Raises all problems together, with cells: an activity that the project does not have or that comes twice, notes that
    were changed, a category that the dimension does not have. An empty cell is an activity not classified yet.
    """
    problems = list(_row_problems(form, activities, [_DIMENSION + d.name for d in scheme.dimensions]))
    raise_all(problems, where=form.path.name, fix="Correct the workbook and read it again.")
    found = []
    memos = {}
    for row in form.rows:
        activity = _activity(row)
        if row.texts.get("memo", "").strip():
            memos[activity] = row.texts["memo"].strip()
        for dimension in scheme.dimensions:
            try:
                category = _category(form, row, dimension)
            except InputError as error:
                problems.append(error)
                continue
            if category:
                found.append((*activity, dimension.name, category))
    raise_all(problems, where=form.path.name, fix="Correct the workbook and read it again.")
    there = {_activity(row) for row in form.rows}
    return Classified(CLASSIFICATIONS.of(found), memos, tuple(one for one in activities if one not in there))


def _activity(row: FilledRow) -> tuple[str, str]:
    return row.texts["case"].strip(), row.texts["code"].strip()


def _row_problems(
    form: FilledForm, activities: Mapping[tuple[str, str], str], keys: Sequence[str]
) -> Iterator[IntercoderError]:
    gone = form.lost_columns(("case", "code", "text", *keys))
    yield from gone
    if gone:
        return
    seen: set[tuple[str, str]] = set()
    for row in form.rows:
        activity = _activity(row)
        if activity not in activities:
            problem = f'case "{activity[0]}" has no activity "{activity[1]}" in the final codings.'
            yield InputError(problem, where=form.where(row, "code"), fix="Delete the row.")
        elif activity in seen:
            yield InputError("this activity comes twice.", where=form.where(row, "code"), fix="Delete one row.")
        elif plain(row.texts["text"]) != plain(activities[activity]):
            problem = f'the notes of case "{activity[0]}" are not those of the project.'
            fix = "Copy the categories into a fresh workbook; notes are changed by reading them anew."
            yield InputError(problem, where=form.where(row, "text"), fix=fix)
        seen.add(activity)


def _category(form: FilledForm, row: FilledRow, dimension: Dimension) -> str:
    key = _DIMENSION + dimension.name
    text = " ".join(row.texts[key].split())
    names = {category.name.casefold(): category.name for category in dimension.categories}
    if text and text.casefold() not in names:
        raise no_such("category", text, names.values(), among=f'of "{dimension.name}"', where=form.where(row, key))
    return names.get(text.casefold(), "")
