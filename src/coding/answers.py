"""What a coder's workbook says, read back with care: everything wrong is found at once, with its cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import InputError, IntercoderError, raise_all
from .filled_forms import plain
from .marks import mark
from .questions import KEY, Questions
from .revisions import Revision
from .workbooks import CODE, EXAMPLE, SLOT, SLOTS

if TYPE_CHECKING:
    import pandas as pd

    from ..framework.codes import Framework
    from .filled_forms import FilledForm, FilledRow


@dataclass(frozen=True)
class Answers:
    """What a coder's workbook says.

    `waiting` lists the units that are neither coded nor marked "no code applies": they are not coded yet, which is
    never read as "not applied".
    """

    revision: Revision
    waiting: tuple[str, ...]


def read_answers(
    form: FilledForm, units: pd.DataFrame, framework: Framework, questions: Questions | None = None
) -> Answers:
    """Return what the coder answered, for the `units` (tables.UNITS) and framework of the workbook.

    `questions` are those that the notes answer. Raises all problems together, each with its cell: missing or doubled
    rows, rows that are no unit of the round, changed notes or questions, missing or unknown columns, marks that are no
    marks, names that are no codes (with the nearest ones), rows with both a code and "no code applies", good examples
    of a code that the row does not have.
    """
    texts = dict(zip(units["unit"], units["text"], strict=True))
    problems = [*_column_problems(form, framework), *_row_problems(form, texts, questions or Questions())]
    readable = {"unit", "text", "none"} <= form.keys
    read = [_Row(form, row, framework, problems) for row in form.rows] if readable else []
    raise_all(problems, where=form.path.name, fix="Correct the workbook and read it again.")
    revision = Revision(
        frozenset((row.unit, code) for row in read for code in row.codes),
        frozenset(row.unit for row in read if row.codes or row.none),
        {row.unit: (row.memo, row.suggestion) for row in read if row.memo or row.suggestion},
        frozenset((row.unit, code) for row in read for code in row.examples),
    )
    return Answers(revision, tuple(unit for unit in units["unit"] if unit not in revision.covered))


class _Row:
    """One row of a coder's workbook; what is wrong with it is added to `problems`."""

    def __init__(self, form: FilledForm, row: FilledRow, framework: Framework, problems: list[IntercoderError]) -> None:
        self._form, self._row, self._framework, self._problems = form, row, framework, problems
        self.unit = row.texts["unit"].strip()
        self.memo, self.suggestion = (row.texts.get(key, "").strip() for key in ("memo", "suggestion"))
        self.none = self._mark("none")
        slots = [code for key in SLOTS if key in row.texts for code in self._named(key)]
        marked = [c.id for c in framework.applicable if CODE + c.id in row.texts and self._mark(CODE + c.id)]
        self.codes = tuple(dict.fromkeys([*marked, *slots]))
        self.examples = self._examples()
        if self.codes and self.none:
            self._say("none", 'has both a code and "No code applies".', "Take out one of the two.")

    def _say(self, key: str, problem: str, fix: str) -> None:
        self._problems.append(InputError(problem, where=self._form.where(self._row, key), fix=fix))

    def _mark(self, key: str) -> bool:
        try:
            return bool(mark(self._row.texts[key]))
        except ValueError:
            self._say(key, f'"{self._row.texts[key]}" is not a mark.', "Put an x, or nothing.")
            return False

    def _named(self, key: str) -> list[str]:
        """Return the ids of the codes that are named in a cell, by path or by a name that only one code has."""
        found = []
        for text in _parts(self._row.texts.get(key, ""), self._framework):
            try:
                code = _find(text, self._framework, self._form.where(self._row, key))
            except InputError as error:
                self._problems.append(error)
                continue
            if code in {c.id for c in self._framework.applicable}:
                found.append(code)
            else:
                self._say(key, f'"{text}" only groups other codes.', "Choose one of the codes below it.")
        return found

    def _examples(self) -> tuple[str, ...]:
        examples = self._named(EXAMPLE)
        for code in examples:
            if code not in self.codes:
                path = self._framework.path(code)
                self._say(EXAMPLE, f'"{path}" is not a code of this row.', "Code the row with it, or take it out here.")
        return tuple(examples)


def _parts(text: str, framework: Framework) -> list[str]:
    """Return the names in a cell: the whole text where it is a code, otherwise what stands between `;` or lines."""
    text = text.strip()
    if text in {framework.path(code.id) for code in framework}:
        return [text]
    return [part.strip() for part in re.split("[;\n]", text) if part.strip()]


def _find(text: str, framework: Framework, where: str) -> str:
    alone = [code.id for code in framework if code.name.casefold() == text.casefold()]
    return alone[0] if len(alone) == 1 else framework.find(text, where=where).id


def _column_problems(form: FilledForm, framework: Framework) -> Iterator[IntercoderError]:
    named = {CODE + code.id: framework.path(code.id) for code in framework.applicable}
    where = f"{form.path.name}, sheet {form.sheet}"
    in_slots = any(key.startswith(SLOT) for key in form.keys)
    for key in ("unit", "text", *(SLOTS if in_slots else named), "none"):
        if key not in form.keys:
            yield InputError(
                f'the column "{named.get(key, key)}" is gone.',
                where=where,
                fix="Hide columns instead of deleting them; copy the marks into a fresh workbook.",
            )
    for key in sorted(form.keys):
        if key.startswith(CODE) and key not in named:
            yield InputError(
                f'the column "{key}" is for a code that is not of this version.',
                where=where,
                fix="Delete the column, or copy the marks into a fresh workbook.",
            )


def _row_problems(form: FilledForm, texts: Mapping[str, str], questions: Questions) -> Iterator[IntercoderError]:
    if not {"unit", "text"} <= form.keys:
        return
    first: dict[str, str] = {}
    for row in form.rows:
        unit, where = row.texts["unit"].strip(), form.where(row, "unit")
        if unit not in texts:
            yield InputError(f'"{unit}" is not a unit of this round.', where=where, fix="Delete the row.")
        elif unit in first:
            yield InputError(
                f'unit "{unit}" comes twice, first in cell {first[unit]}.', where=where, fix="Delete one row."
            )
        elif plain(row.texts["text"]) != plain(texts[unit]):
            yield InputError(
                f'the notes of unit "{unit}" are not those of the project.',
                where=form.where(row, "text"),
                fix="Copy the marks into a fresh workbook; notes are changed by reading them anew.",
            )
        elif KEY in row.texts and not questions.fits(unit, row.texts[KEY]):
            yield InputError(
                f'the question beside unit "{unit}" is not that of its notes.',
                where=form.where(row, KEY),
                fix="Copy the marks into a fresh workbook; whoever sorts must sort whole rows.",
            )
        first.setdefault(unit, row.cells["unit"])
    yield from _gone(form, [unit for unit in texts if unit not in first])


def _gone(form: FilledForm, units: Iterable[str]) -> Iterator[IntercoderError]:
    gone = list(units)
    if gone:
        listed = ", ".join(gone[:10]) + (" …" if len(gone) > 10 else "")
        yield InputError(
            f"{'1 row is' if len(gone) == 1 else f'{len(gone)} rows are'} gone: {listed}.",
            where=f"{form.path.name}, sheet {form.sheet}",
            fix="Copy the marks into a fresh workbook (intercoder workbook write FOLDER); filter rows, never delete.",
        )
