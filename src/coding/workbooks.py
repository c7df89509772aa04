"""The workbook in which a coder codes: written for people, read back with care."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError, IntercoderError, raise_all
from ..framework.paths import SEPARATOR
from ..tables import CODINGS, COVERAGE
from .forms import FilledForm, FilledRow, Form, FormColumn, Leaf, read_form, write_form
from .marks import mark

if TYPE_CHECKING:
    import pandas as pd

    from ..framework.codes import Code, Framework

KIND = "coder's workbook"
SHEET = "Coding"
_CODE = "code:"


@dataclass(frozen=True)
class Assignment:
    """What a workbook is for: it is written into the workbook and must be the same when the workbook comes back."""

    project: str
    round: str
    coder: str
    version: int
    framework_hash: str

    def identity(self) -> dict[str, str]:
        """Return the assignment as the texts of the workbook's hidden sheet."""
        texts = {name: str(value) for name, value in vars(self).items()}
        return {"kind": KIND, "first key": "unit", **texts}

    @classmethod
    def of(cls, form: FilledForm) -> Assignment:
        """Return the assignment that a filled workbook names."""
        texts = {name: form.identity.get(name, "") for name in cls.__dataclass_fields__}
        version = int(texts["version"]) if texts["version"].isdigit() else 0
        return cls(texts["project"], texts["round"], texts["coder"], version, texts["framework_hash"])


@dataclass(frozen=True)
class Answers:
    """What a coder's workbook says: tidy codings (of code ids) and coverage, and the remarks beside them.

    `remarks` has the columns unit, memo, suggestion. `waiting` lists the units that are neither coded nor marked
    "no code applies": they are not coded yet, which is never read as "not applied".
    """

    codings: pd.DataFrame
    coverage: pd.DataFrame
    remarks: pd.DataFrame
    waiting: tuple[str, ...]


def write_coder_workbook(
    path: Path,
    assignment: Assignment,
    units: pd.DataFrame,
    framework: Framework,
    *,
    attributes: Sequence[str] = (),
    compressed: bool = True,
) -> None:
    """Write the workbook for one coder: a row per unit, a column per code, and nothing of anyone else's codings.

    `units` has the columns of tables.UNITS and one per name in `attributes`, which are shown beside the text.
    """
    code_columns = [_code_column(framework, code) for code in framework.applicable]
    same = bool((units["unit"] == units["case"]).all())
    shown = [FormColumn("unit", "Unit", width=9)]
    shown += [] if same else [FormColumn("case", "Case", width=9)]
    shown += [FormColumn(f"attribute:{name}", name.replace("_", " ").capitalize(), width=14) for name in attributes]
    shown += [FormColumn("done", "Done?", width=7), FormColumn("text", "Notes", width=70)]
    entries = [
        FormColumn(
            "none", "No code applies", "Other", 6, True, ("x",), "Mark this when none of the codes applies.", True
        ),
        FormColumn("suggestion", "New code?", "Other", 24, True, prompt="A code that the framework lacks."),
        FormColumn("memo", "Memo", "Other", 30, True),
    ]
    form = Form(
        sheet=SHEET,
        identity=assignment.identity(),
        columns=[*shown, *code_columns, *entries],
        rows=[_row(unit, attributes) for unit in units.to_dict("records")],
        leaves=(_instructions(assignment, len(units)), _definitions(framework)),
        frozen=len(shown),
        counted=(*(column.key for column in code_columns), "none"),
    )
    write_form(form, path, compressed=compressed)


def _code_column(framework: Framework, code: Code) -> FormColumn:
    names = [above.name for above in framework.line(code.id)]
    alone = len(names) == 1 and not framework.children(code.id)  # then the code's own name is heading enough
    heading = SEPARATOR.join(names[1:]) or (code.name if alone else f"{code.name} (in general)")
    prompt = " ".join(filter(None, [code.definition, code.when_not_to_use and f"Not: {code.when_not_to_use}"]))
    return FormColumn(_CODE + code.id, heading, names[0], 6, True, ("x",), prompt, upright=True, titled=not alone)


def _row(unit: Mapping[object, object], attributes: Sequence[str]) -> dict[str, str]:
    row = {key: str(unit[key]) for key in ("unit", "case", "text")}
    return row | {f"attribute:{name}": str(unit.get(name) or "") for name in attributes}


def _instructions(assignment: Assignment, n_units: int) -> Leaf:
    aim = (
        f"Round {assignment.round}, coder {assignment.coder}: {n_units} units, framework version {assignment.version}."
    )
    steps = [
        ("What this is", aim),
        (
            "Code each row",
            "Read the notes and put an x into the column of every code that applies. Click on a cell to see the code's "
            "definition; the sheet Codes has all of them.",
        ),
        ("Nothing fits", 'Put an x under "No code applies". A row with no mark at all counts as not coded yet.'),
        ("A code is missing", 'Write your proposal under "New code?" and code the row with what there is.'),
        (
            "Work alone",
            "Do not talk about single rows with the other coders before everyone has finished: agreement is evidence "
            "only when the codings are independent.",
        ),
        ("You may", "Sort, filter, colour, hide and move rows and columns, and save and close at any time."),
        ("Please do not", "Change the notes or the units, or copy this file for another coder."),
        ("When you have finished", "Send the file back; it is read with: intercoder workbook read FILE"),
    ]
    return Leaf("Instructions", ("", "How to code"), steps, (24, 100))


def _definitions(framework: Framework) -> Leaf:
    rows = [
        (framework.path(code.id), code.definition, code.when_to_use, code.when_not_to_use, code.example)
        for code in framework
    ]
    headings = ("Code", "Definition", "When to use", "When not to use", "Example")
    return Leaf("Codes", headings, rows, (44, 50, 40, 40, 40))


def open_coder_workbook(path: Path) -> tuple[Assignment, FilledForm]:
    """Return whose workbook this is, and what was filled in, still unread.

    Raises InputError when the file is no coder's workbook.
    """
    form = read_form(path, kind=KIND)
    return Assignment.of(form), form


def read_answers(form: FilledForm, assignment: Assignment, units: pd.DataFrame, framework: Framework) -> Answers:
    """Return what the coder answered, for the `units` (tables.UNITS) and framework of the workbook.

    Raises all problems together, each with its cell: missing or doubled rows, rows that are no unit of the round,
    changed notes, missing columns of codes, marks that are no marks, rows with both a code and "no code applies".
    """
    texts = dict(zip(units["unit"], units["text"], strict=True))
    problems = [*_missing_columns(form, framework), *_row_problems(form, texts)]
    raise_all(problems, where=form.path.name, fix="Correct the workbook and read it again.")
    codings: list[tuple[str, str, str]] = []
    coverage: list[tuple[str, str]] = []
    remarks: list[tuple[str, str, str]] = []
    for row in form.rows:
        unit = row.texts["unit"].strip()
        marked = {key: _mark(form, row, key, problems) for key in (*_code_keys(framework), "none")}
        codes = [key.removeprefix(_CODE) for key, applied in marked.items() if applied and key != "none"]
        if codes and marked["none"]:
            problems.append(
                InputError(
                    'has both a code and "No code applies".',
                    where=form.where(row, "none"),
                    fix="Take out one of the two.",
                )
            )
        codings += [(unit, assignment.coder, code) for code in codes]
        coverage += [(unit, assignment.coder)] if codes or marked["none"] else []
        memo, suggestion = row.texts.get("memo", "").strip(), row.texts.get("suggestion", "").strip()
        remarks += [(unit, memo, suggestion)] if memo or suggestion else []
    raise_all(problems, where=form.path.name, fix="Correct the workbook and read it again.")
    done = {unit for unit, _ in coverage}
    return Answers(
        CODINGS.of(codings), COVERAGE.of(coverage), _remarks(remarks), tuple(u for u in units["unit"] if u not in done)
    )


def _remarks(rows: Sequence[tuple[str, str, str]]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(rows, columns=["unit", "memo", "suggestion"])


def _code_keys(framework: Framework) -> list[str]:
    return [_CODE + code.id for code in framework.applicable]


def _missing_columns(form: FilledForm, framework: Framework) -> Iterator[IntercoderError]:
    named = {_CODE + code.id: framework.path(code.id) for code in framework.applicable}
    for key in ("unit", "text", *named, "none"):
        if key not in form.keys:
            yield InputError(
                f'the column "{named.get(key, key)}" is gone.',
                where=f"{form.path.name}, sheet {form.sheet}",
                fix="Hide columns instead of deleting them; copy the marks into a fresh workbook.",
            )


def _row_problems(form: FilledForm, texts: Mapping[str, str]) -> Iterator[IntercoderError]:
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
        elif _plain(row.texts["text"]) != _plain(texts[unit]):
            yield InputError(
                f'the notes of unit "{unit}" are not those of the project.',
                where=form.where(row, "text"),
                fix="Copy the marks into a fresh workbook; notes are changed by reading them anew.",
            )
        first.setdefault(unit, row.cells["unit"])
    gone = [unit for unit in texts if unit not in first]
    if gone:
        listed = ", ".join(gone[:10]) + (" …" if len(gone) > 10 else "")
        yield InputError(
            f"{len(gone)} rows are gone: {listed}.",
            where=f"{form.path.name}, sheet {form.sheet}",
            fix="Filter rows instead of deleting them; copy the marks into a fresh workbook.",
        )


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _mark(form: FilledForm, row: FilledRow, key: str, problems: list[IntercoderError]) -> bool:
    try:
        return bool(mark(row.texts[key]))
    except ValueError:
        text = row.texts[key]
        problems.append(InputError(f'"{text}" is not a mark.', where=form.where(row, key), fix="Put an x, or nothing."))
        return False
