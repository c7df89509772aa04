"""From the rows of a coding sheet to answers: which codes a coder applied to a unit, or which category was given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, get_args

from ...errors import InputError, IntercoderError, no_such, raise_all
from ...spreadsheet import cell_name
from ..cells import folded, is_error, is_missing, tidy
from .layouts import MARKED
from .lists import NO_CODE, split_codes
from .marks import is_mark, mark, suggestion

if TYPE_CHECKING:
    from ..headers import Column
    from .detection import Reading
    from .source import Source

Blanks = Literal["auto", "not applied", "not coded", "category"]
EMPTY = "(empty)"  # an empty answer that counts as a category
_MANY = 3  # cells without a mark that make a column look like none of codes


def check_blanks(blanks: str) -> None:
    """Raise InputError for a meaning that an empty answer cannot have."""
    if blanks not in get_args(Blanks):
        raise no_such("meaning", blanks, get_args(Blanks), among="of an empty answer", where="--blanks")


def refuse_for_codes(blanks: str, *, as_written: bool = False) -> None:
    """Raise InputError for what only categories can be read with."""
    for asked, option in ((blanks == "category", "--blanks category"), (as_written, "--as-written")):
        if asked:
            raise InputError("is for categories; the files hold codes.", where=option, fix="Leave it out.")


@dataclass(frozen=True)
class Answer:
    """What one row (or cell) says about one unit by one coder.

    `codes` are the codes applied, `denied` says that some are marked as not applied, `blank` are those without a mark;
    `silent` says that nothing at all was written. `where` is the row or cell.
    """

    unit: str
    coder: str
    codes: tuple[str, ...]
    where: str
    denied: bool = False
    blank: tuple[str, ...] = ()
    silent: bool = False


@dataclass
class Answers:
    """All answers of a reading, and the names of the codes in order."""

    given: list[Answer] = field(default_factory=list)
    codes: dict[str, None] = field(default_factory=dict)
    problems: list[IntercoderError] = field(default_factory=list)

    def add(self, answer: Answer) -> None:
        """Add an answer; its codes are known from now on."""
        self.given.append(answer)
        for code in answer.codes:
            self.codes.setdefault(code)


def read_answers(sources: Sequence[Source], reading: Reading) -> Answers:
    """Return the answers in sheets whose answer is a set of codes. Raises all problems together, with their cells."""
    answers = Answers()
    for at, source in enumerate(sources):
        answers.problems += source.table.errors(
            [*reading.answers[at], *(c for columns in (reading.code, reading.value) for c in columns[at : at + 1] if c)]
        )
        if reading.layout in MARKED:
            _read_wide(source, reading.answers[at], answers)
        elif reading.layout == "long":
            _read_long(source, reading, at, answers)
        elif reading.layout == "slots":
            _read_slots(source, reading, at, answers)
        else:
            _read_lists(source, reading, at, answers)
    raise_all(answers.problems, fix="Correct the file and read it again.")
    return answers


# --- a column per code


def _read_wide(source: Source, columns: Sequence[Column], answers: Answers) -> None:
    table = source.table
    for column in columns:
        answers.codes.setdefault(column.name)
    found: dict[Column, list[IntercoderError]] = {column: [] for column in columns}
    marks = [_marks(source, column, found[column]) for column in columns]
    answers.problems += [problem for column in columns for problem in _told(source, found, column)]
    names = [column.name for column in columns]
    rows = zip(table.rows, source.units(), source.coders(), *marks, strict=True)
    for row, unit, coder, *row_marks in rows:
        answers.given.append(
            Answer(
                unit,
                coder,
                tuple(name for name, made in zip(names, row_marks, strict=True) if made),
                table.where(row),
                denied=any(made is False for made in row_marks),
                blank=tuple(name for name, made in zip(names, row_marks, strict=True) if made is None),
                silent=all(made is None for made in row_marks),
            )
        )


def _told(source: Source, found: Mapping[Column, list[IntercoderError]], column: Column) -> Sequence[IntercoderError]:
    """Return the problems of a column of marks, many of them as one that says how to read the other columns alone."""
    problems = found[column]
    clean = [each.name for each in found if not found[each]]
    if len(problems) < _MANY or not clean:
        return problems
    line = "row" if source.table.raw.turned else "column"
    more = f"{problems[0].problem} So it is with {len(problems)} cells of this {line}."
    fix = f'If it is no code, name those that are: --codes "{",".join(clean)}". Else: {problems[0].fix}'
    return [InputError(more, where=problems[0].where, fix=fix)]


def _marks(source: Source, column: Column, problems: list[IntercoderError]) -> list[bool | None]:
    """Return the marks in a column, and add a problem for each cell that holds something else."""
    values = source.table.values(column)
    known = {text: mark(text) for text in set(values) if is_mark(text)}
    for row, text in zip(source.table.rows, values, strict=True):
        if text not in known and not is_error(text):
            problem = f'"{tidy(text)[:60]}" is no mark for the code "{column.name}".'
            problems.append(InputError(problem, where=source.table.where(row, column), fix=suggestion(text)))
    return [known.get(text) for text in values]


# --- codes in cells


def _read_slots(source: Source, reading: Reading, at: int, answers: Answers) -> None:
    table = source.table
    for row, unit, coder in zip(table.rows, source.units(), source.coders(), strict=True):
        cells = [table.cell(row, column) for column in reading.answers[at]]
        codes = [code for cell in cells for code in split_codes(cell, reading.signs)]
        answers.add(_listed(unit, coder, codes, cells, table.where(row)))


def _read_lists(source: Source, reading: Reading, at: int, answers: Answers) -> None:
    table = source.table
    coders = source.coders()
    for place, (row, unit) in enumerate(zip(table.rows, source.units(), strict=True)):
        for column in reading.answers[at]:
            coder = coders[place] or column.name
            cell = table.cell(row, column)
            codes = split_codes(cell, reading.signs)
            answers.add(_listed(unit, coder, codes, [cell], table.where(row, column)))


def _listed(unit: str, coder: str, codes: Iterable[str], cells: Sequence[str], where: str) -> Answer:
    said_none = any(folded(cell) in NO_CODE for cell in cells)
    silent = all(is_missing(cell) for cell in cells)
    return Answer(unit, coder, tuple(dict.fromkeys(codes)), where, denied=said_none, silent=silent)


# --- a row per unit, coder and code


def _read_long(source: Source, reading: Reading, at: int, answers: Answers) -> None:
    rows = list(_long_rows(source, reading, at, answers))
    merged: dict[tuple[str, str], dict[str, tuple[bool, str]]] = defaultdict(dict)
    for unit, coder, name, applied, where in rows:
        codes = merged[unit, coder]
        if not name:
            continue
        answers.codes.setdefault(name)
        if codes.setdefault(name, (applied, where))[0] != applied:
            problem = f'unit "{unit}", coder "{coder}": the code "{name}" is both applied and not applied.'
            fix = f"The other row is {codes[name][1]}. Delete one."
            answers.problems.append(InputError(problem, where=where, fix=fix))
    for (unit, coder), codes in merged.items():
        given = tuple(name for name, (made, _) in codes.items() if made)
        denied = len(given) < len(codes)
        where = next((where for _, where in codes.values()), source.table.raw.where)
        answers.given.append(Answer(unit, coder, given, where, denied=denied))


def _long_rows(
    source: Source, reading: Reading, at: int, answers: Answers
) -> Iterator[tuple[str, str, str, bool, str]]:
    """Yield unit, coder, code (or nothing), whether it was applied, and where this stands."""
    table = source.table
    code = reading.code[at]
    assert code is not None  # noqa: S101 - the detection of this layout has found it
    value = reading.value[at] if reading.value else None
    columns = reading.answers[at] or ((value,) if value else ())
    marks = [_marks(source, column, answers.problems) for column in columns]
    coders, cells = source.coders(), table.values(code)
    codes_in = {cell: split_codes(cell, reading.signs) for cell in set(cells)}
    for place, (row, unit) in enumerate(zip(table.rows, source.units(), strict=True)):
        names = codes_in[cells[place]]
        if not columns:
            yield from ((unit, coders[place], name, True, table.where(row, code)) for name in names or [""])
        for column, made in zip(columns, marks, strict=True):
            coder = coders[place] or column.name
            if made[place] is not None:
                yield from ((unit, coder, name, bool(made[place]), table.where(row, column)) for name in names)


# --- one category per unit


@dataclass(frozen=True)
class Rating:
    """The category that a coder gave a unit in one variable; None where nothing was given."""

    variable: str
    unit: str
    coder: str
    value: str | None
    where: str


def read_ratings(
    sources: Sequence[Source], reading: Reading, *, empty: str | None = None, as_written: bool = False
) -> list[Rating]:
    """Return the categories in sheets that give one per unit. Raises all problems together, with their cells.

    `empty` is what an empty answer counts as; `as_written` keeps stray spaces.
    """
    problems: list[IntercoderError] = []
    ratings = []
    for source, columns in zip(sources, reading.answers, strict=True):
        problems += source.table.errors(columns)
        units, coders = source.units(), source.coders()
        for column in columns:
            texts = source.table.values(column) if as_written else source.table.labels(column)
            for place, (row, text) in enumerate(zip(source.table.rows, texts, strict=True)):
                value = empty if is_missing(text) else text
                variable, coder = (column.name, coders[place]) if coders[place] else ("", column.name)
                where = f"{source.table.raw.where}, cell {cell_name(row, column.index)}"
                ratings.append(Rating(variable, units[place], coder, value, where))
    raise_all(problems, fix="Correct the file and read it again.")
    return ratings
