"""Interview notes and open answers: from an exported table to cases with attributes, and units of text."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING

from ...coding.questions import Question, Questions
from ...coding.units import Unit, segment
from ...errors import InputError, IntercoderError, raise_all
from ...spreadsheet import cell_name
from ...tables import CASES, UNITS
from ...wording import some_of
from ..cells import folded, is_missing, spellings, tidy
from ..headers import Column, HeadedTable, headed, letter, matching, without_totals
from ..repairs import RepairLog
from ..tabular import RawTable, read_tables
from . import qualtrics

if TYPE_CHECKING:
    import pandas as pd

    from ..repairs import Repair

_LONGEST = 30  # characters of a heading that may stand in the id of a unit
_NUMBERED = re.compile(r"\S*\d\S*")  # a heading such as Q5 or Q5_1, which says nothing of what was asked


@dataclass(frozen=True)
class Notes:
    """The notes of one file, and what was found and left out while reading.

    cases       one row per case: `case`, and its attributes
    units       one row per unit: `unit`, `case`, `position` (from 1, in the order of the file), `text`
    source      the file's name
    repairs     what was put right or left out
    previews    responses left out because they are previews or tests of the survey
    unfinished  cases whose response was not finished; they are kept
    left_out    columns left alone because they may tell who somebody is
    empty       cases and questions without an answer; they have no unit
    questions   which question each unit answers, where the file says so
    """

    cases: pd.DataFrame
    units: pd.DataFrame
    source: str
    repairs: tuple[Repair, ...] = ()
    previews: tuple[str, ...] = ()
    unfinished: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    questions: Questions = field(default_factory=Questions)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What was read and what was not, as sentences to show."""
        said = _told("Previews or tests of the survey left out", self.previews)
        said += _told("Responses not finished, but read", self.unfinished)
        said += _told("Without an answer, so without a unit", self.empty)
        if self.questions.several:
            named = [f"{each.name} ({shorten(each.text, 50)})" for each in self.questions.asked]
            said += _told("Questions, shown beside the notes", named)
        said += _told("Columns left out because they may tell who somebody is", self.left_out)
        return (*said, *map(str, self.repairs))


def _told(what: str, named: Sequence[str]) -> list[str]:
    return [f"{what} ({len(named):,}): {some_of(named, 10)}."] if named else []


def read_notes(
    path: Path | str,
    *,
    case: str,
    text: str | Sequence[str],
    attributes: Mapping[str, str] | Sequence[str] = (),
    unit: Unit = "response",
    sheet: str | None = None,
) -> Notes:
    """Read the notes in a workbook or text file, one row per case: a Qualtrics export, or any table with a header.

    `case` is the column of case ids, `text` the column or columns of notes, `attributes` the columns to keep about each
    case, or a mapping of attribute names to columns. A column is named by its heading (Q5) or by its question text.
    Nothing else is taken from the file but what was asked: the question text of a column of notes, or its heading where
    that is no mere number. The unit of a whole response has the id of the case (`P01`), with several
    columns of notes also the column (`P01/Q5`); paragraphs and sentences are numbered from 1 (`P01.1`, `P01/Q5.2`).

    Raises InputError when the file cannot be read or a column is not found; and, all together, empty case ids, case ids
    that come twice and cells in which a formula failed.
    """
    texts = [text] if isinstance(text, str) else list(text)
    named = dict(attributes) if isinstance(attributes, Mapping) else {name: name for name in attributes}
    segment("", unit)  # refuses another kind of unit before anything is read
    _refuse_reserved(named)
    if not texts:
        raise InputError("no column of notes is named.", where="--text", fix="Name at least one.")
    raw = _chosen(read_tables(path, sheet=sheet), [case, *texts, *named.values()])
    return _Reading(raw, case, texts, named, unit).notes()


def columns_to_choose(path: Path | str, *, sheet: str | None = None) -> tuple[str, ...]:
    """Return the columns of a table, each with its question; of a survey's own columns only that of the responses' ids.

    Raises InputError when the file cannot be read.
    """
    table, survey = _opened(_chosen(read_tables(path, sheet=sheet), ()), ())
    own = {column.index for name, column in survey.own.items() if name != "_recordId"} if survey else set()
    asked = [column for column in table.columns if column.heading and column.index not in own]
    return tuple(f"{each.name} ({shorten(each.label, 50)})" if each.label else each.name for each in asked)


def read_attributes(table: RawTable, *, case: str, attributes: Mapping[str, str]) -> Notes:
    """Return the attributes of cases in a table with a row per case; it has no units. Raises as `read_notes` does."""
    _refuse_reserved(attributes)
    return _Reading(table, case, (), attributes, "response").notes()


def _refuse_reserved(attributes: Mapping[str, str]) -> None:
    if "case" in attributes:
        raise InputError('an attribute cannot be called "case".', where="--attribute", fix="Give it another name.")


def _chosen(tables: Sequence[RawTable], names: Iterable[str]) -> RawTable:
    """Return the one table with all these columns; else the first one, which then tells what is missing."""
    if len(tables) == 1:
        return tables[0]
    names = list(names)
    fitting = [raw for raw in tables if _has(raw, names)]
    if len(fitting) > 1:
        sheets = ", ".join(f'"{raw.sheet}"' for raw in fitting)
        raise InputError(
            f"{len(fitting)} sheets have these columns: {sheets}.",
            where=str(tables[0].path),
            fix="Say which one with --sheet.",
        )
    return fitting[0] if fitting else tables[0]


def _has(raw: RawTable, names: Sequence[str]) -> bool:
    table = _opened(_unlisted(raw), names)[0]
    return all(matching(table.columns, name) for name in names)


def _opened(raw: RawTable, names: Sequence[str]) -> tuple[HeadedTable, qualtrics.Survey | None]:
    """Return the table with its header found: the ids of a Qualtrics export, else the row with the names asked for."""
    is_survey = qualtrics.survey(headed(_unlisted(raw))) is not None
    table = headed(raw, names=() if is_survey else names)
    survey = qualtrics.survey(table) if is_survey else None
    return survey.table if survey else table, survey


def _unlisted(raw: RawTable) -> RawTable:
    """Return the same table for a first look, the repairs of which are not listed."""
    return replace(raw, repairs=RepairLog())


@dataclass
class _Reading:
    """One reading of one table; the steps add to `problems`, which are raised together at the end."""

    raw: RawTable
    case: str
    texts: Sequence[str]
    attributes: Mapping[str, str]
    unit: Unit
    problems: list[IntercoderError] = field(default_factory=list)

    def notes(self) -> Notes:
        table, survey = _opened(self.raw, [self.case, *self.texts, *self.attributes.values()])
        case, texts, attributes = self._columns(table)
        previews = set(survey.previews()) if survey else set()
        table = without_totals(replace(table, rows=tuple(row for row in table.rows if row not in previews)), case)
        used = [case, *texts, *attributes.values()]
        self.problems += table.errors(used)
        ids = self._ids(table, case, used)
        table = replace(table, rows=tuple(ids))
        units, empty, questions = self._units(table, ids, texts)
        cases = self._cases(table, ids, attributes)
        raise_all(self.problems, where=table.raw.where, fix="Correct the file and read it again.")
        own = survey.own if survey else {}
        taken = {column.index for column in used}
        personal = qualtrics.personal_columns(table, own)
        unfinished = [ids[row] for row in survey.unfinished() if row in ids] if survey else []
        return Notes(
            cases=cases,
            units=units,
            source=self.raw.path.name,
            repairs=self.raw.repairs.listed(),
            previews=tuple(f"row {row + 1}" for row in sorted(previews)),
            unfinished=tuple(unfinished),
            left_out=tuple(column.name for column in personal if column.index not in taken),
            empty=tuple(empty),
            questions=questions,
        )

    def _columns(self, table: HeadedTable) -> tuple[Column, list[Column], dict[str, Column]]:
        found: dict[str, Column] = {}
        wanted = {"the case ids": [self.case], "the notes": self.texts, "an attribute": self.attributes.values()}
        for what, names in wanted.items():
            for name in names:
                try:
                    found[name] = table.find(name, what=what)
                except InputError as error:
                    self.problems.append(error)
        raise_all(self.problems)
        texts = [found[name] for name in self.texts]
        if len({column.index for column in texts}) < len(texts):
            raise InputError("the same column of notes is named twice.", where="--text", fix="Name each column once.")
        return found[self.case], texts, {name: found[column] for name, column in self.attributes.items()}

    def _ids(self, table: HeadedTable, case: Column, used: Sequence[Column]) -> dict[int, str]:
        """Return the case id of each row that holds something in the columns that are used."""
        labels = table.labels(case)
        ids: dict[int, str] = {}
        rows_of: defaultdict[str, list[int]] = defaultdict(list)
        for row, label in zip(table.rows, labels, strict=True):
            if is_missing(label):
                if any(not is_missing(table.cell(row, column)) for column in used):
                    self._problem("the case id is empty.", table, row, case, "Give every row a case id.")
                continue
            ids[row] = label
            rows_of[label].append(row)
        for label, rows in rows_of.items():
            if len(rows) > 1:
                cells = ", ".join(cell_name(row, case.index) for row in rows[1:])
                fix = f"Also in {cells}. Every case has one row; give the others ids of their own."
                self._problem(f'the case id "{label}" comes {len(rows)} times.', table, rows[0], case, fix)
        return ids

    def _problem(self, problem: str, table: HeadedTable, row: int, column: Column, fix: str) -> None:
        self.problems.append(InputError(problem, where=table.where(row, column), fix=fix))

    def _units(
        self, table: HeadedTable, ids: Mapping[int, str], texts: Sequence[Column]
    ) -> tuple[pd.DataFrame, list[str], Questions]:
        rows: list[tuple[str, str, int, str]] = []
        empty = []
        asked = {column: _question(column, alone=len(texts) == 1) for column in texts}
        answers: dict[str, Question] = {}
        for row, case in ids.items():
            for column in texts:
                answer = case if len(texts) == 1 else f"{case}/{_short(column)}"
                cell = table.cell(row, column)
                pieces = [] if is_missing(cell) else segment(cell, self.unit)
                for number, piece in enumerate(pieces, start=1):
                    name = answer if self.unit == "response" else f"{answer}.{number}"
                    rows.append((name, case, len(rows) + 1, piece))
                    if asked[column].text:
                        answers[name] = asked[column]
                if not pieces:
                    empty.append(answer if not cell.strip() else f'{answer} ("{cell.strip()}")')
        self._refuse_collisions(name for name, *_ in rows)
        return UNITS.of(rows), empty, Questions(answers)

    def _refuse_collisions(self, names: Iterable[str]) -> None:
        for name, count in Counter(names).items():
            if count > 1 and not self.problems:
                problem = f'two units would be called "{name}".'
                self.problems.append(
                    InputError(problem, where=self.raw.where, fix="Change the case ids that end in a dot and a number.")
                )

    def _cases(self, table: HeadedTable, ids: Mapping[int, str], attributes: Mapping[str, Column]) -> pd.DataFrame:
        cases = CASES.of((case,) for case in ids.values())
        for name, column in attributes.items():
            cases[name] = self._attribute(table, column)
        return cases

    def _attribute(self, table: HeadedTable, column: Column) -> list[str]:
        """Return the values of an attribute; missing ones are empty, those that differ only by case become the same."""
        labels = ["" if is_missing(label) else label for label in table.labels(column)]
        spelt = spellings(labels)
        for row, label in zip(table.rows, labels, strict=True):
            if spelt[label] != label:
                what = f'"{label}" read as "{spelt[label]}"'
                table.raw.repairs.cell(table.raw.where, cell_name(row, column.index), what)
        return [spelt[label] for label in labels]


def _question(column: Column, *, alone: bool) -> Question:
    """Return what was asked in a column of notes; without text where neither the file's question nor its heading says.

    The heading of the only column of notes is often a mere name, such as "Notes": it must be long, or ask.
    """
    if column.label and folded(column.label) != folded(column.name):
        return Question(column.name, tidy(column.label))
    heading = tidy(column.heading)
    says = len(heading) > _LONGEST or "?" in heading if alone else not _NUMBERED.fullmatch(heading)
    return Question(_short(column), heading if says else "")


def _short(column: Column) -> str:
    return column.name if len(column.name) <= _LONGEST else letter(column.index)
