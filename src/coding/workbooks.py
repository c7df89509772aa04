"""The workbook in which a coder codes: a column per code, or slots with drop-down lists; written for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from ..errors import no_such
from ..framework.paths import SEPARATOR
from ..tables import rows_of
from ..wording import number_of
from .filled_forms import FilledForm, read_form
from .forms import SORTING, Form, FormColumn, Leaf, unit_column, write_form
from .questions import Questions
from .revisions import Revision

if TYPE_CHECKING:
    import pandas as pd

    from ..framework.codes import Code, Framework

KIND = "coder's workbook"
SHEET = "Coding"
CODE, SLOT = "code:", "slot:"
SLOTS = tuple(f"{SLOT}{number}" for number in range(1, 9))
EXAMPLE = "example"

Layout = Literal["columns", "slots"]
MOST_COLUMNS = 40
"""With more codes than this, a column per code is too wide to work with."""


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


def write_coder_workbook(
    path: Path,
    assignment: Assignment,
    units: pd.DataFrame,
    framework: Framework,
    *,
    attributes: Mapping[str, Mapping[str, str]] | None = None,
    layout: Layout | None = None,
    questions: Questions | None = None,
    filled: Revision | None = None,
) -> None:
    """Write the workbook for one coder: a row per unit, and nothing of anyone else's codings.

    `units` is a table of tables.UNITS; `attributes` are shown beside the text: by name, what each case has. With the
    layout columns there is a column per code to mark, with slots there are eight cells with a list of the codes; by
    default columns up to 40 codes. `questions` are those that the notes answer: several stand beside them, the only one
    in the instructions. `filled` is what this coder has coded before. Raises InputError for another layout.
    """
    layout = _layout(layout, framework)
    code_columns = _code_columns(framework) if layout == "columns" else _slots(framework)
    asked = (questions or Questions()).of(units["unit"])
    about = attributes or {}
    shown = _shown_columns(units, about, asked)
    before = filled or Revision()
    form = Form(
        sheet=SHEET,
        identity=assignment.identity(),
        columns=[*shown, *code_columns, *_further_columns(framework, upright=layout == "columns")],
        rows=[
            _row(unit, about) | asked.row(unit["unit"]) | _entries(before, unit["unit"], layout, framework)
            for unit in rows_of(units)
        ],
        leaves=(_instructions(assignment, len(units), layout, asked, before), *asked.leaves(), _definitions(framework)),
        frozen=len(shown),
        counted=(*(column.key for column in code_columns), "none"),
    )
    write_form(form, path)


def _shown_columns(units: pd.DataFrame, attributes: Iterable[str], asked: Questions) -> list[FormColumn]:
    """Return the columns to read, the question right before its notes."""
    same = bool((units["unit"] == units["case"]).all())
    shown = [unit_column(units["unit"])]
    shown += [] if same else [FormColumn("case", "Case", width=9)]
    shown += [FormColumn(f"attribute:{name}", name.replace("_", " ").capitalize(), width=14) for name in attributes]
    return [*shown, FormColumn("done", "Done?", width=7), *asked.columns(), asked.notes_column()]


def _layout(asked: Layout | None, framework: Framework) -> Layout:
    if asked is None:
        return "columns" if len(framework.applicable) <= MOST_COLUMNS else "slots"
    if asked not in get_args(Layout):
        raise no_such("layout", asked, get_args(Layout), where="--layout")
    return asked


def _code_columns(framework: Framework) -> list[FormColumn]:
    return [_code_column(framework, code) for code in framework.applicable]


def _slots(framework: Framework) -> list[FormColumn]:
    paths = tuple(framework.path(code.id) for code in framework.applicable)
    prompt = "Choose a code; the sheet Codes explains them. Several in one cell: put ; between them."
    return [
        FormColumn(key, f"Code {at}", "Codes that apply", 30, True, paths, prompt, strict=False)
        for at, key in enumerate(SLOTS, start=1)
    ]


def _further_columns(framework: Framework, *, upright: bool) -> list[FormColumn]:
    paths = tuple(framework.path(code.id) for code in framework.applicable)
    none = "Mark this when none of the codes applies."
    example = "If this row is a good example of one of its codes for the paper, choose the code."
    return [
        FormColumn("none", "No code applies", "Other", 6 if upright else 10, True, ("x",), none, upright),
        FormColumn("suggestion", "New code?", "Other", 24, True, prompt="A code that the framework lacks."),
        FormColumn(EXAMPLE, "Good example of", "Other", 30, True, paths, example, strict=False),
        FormColumn("memo", "Memo", "Other", 30, True),
    ]


def _code_column(framework: Framework, code: Code) -> FormColumn:
    names = [above.name for above in framework.line(code.id)]
    alone = len(names) == 1 and not framework.children(code.id)  # then the code's own name is heading enough
    heading = SEPARATOR.join(names[1:]) or (code.name if alone else f"{code.name} (in general)")
    prompt = " ".join(filter(None, [code.definition, code.when_not_to_use and f"Not: {code.when_not_to_use}"]))
    return FormColumn(CODE + code.id, heading, names[0], 6, True, ("x",), prompt, upright=True, titled=not alone)


def _entries(before: Revision, unit: str, layout: Layout, framework: Framework) -> dict[str, str]:
    """Return what the coder has entered for a unit before, by key of the column."""
    codes = [code.id for code in framework.applicable if (unit, code.id) in before.codings]
    if unit in before.covered and not codes:
        entries = {"none": "x"}
    elif layout == "columns":
        entries = {CODE + code: "x" for code in codes}
    else:
        named = [framework.path(code) for code in codes]
        entries = dict(zip(SLOTS, [*named[: len(SLOTS) - 1], "; ".join(named[len(SLOTS) - 1 :])], strict=False))
    examples = [framework.path(code.id) for code in framework.applicable if (unit, code.id) in before.examples]
    memo, suggestion = before.remarks.get(unit, ("", ""))
    return entries | {EXAMPLE: "; ".join(examples), "memo": memo, "suggestion": suggestion}


def _row(unit: Mapping[str, str], attributes: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    row = {key: str(unit[key]) for key in ("unit", "case", "text")}
    return row | {f"attribute:{name}": of_case.get(unit["case"], "") for name, of_case in attributes.items()}


_HOW = {
    "columns": "Read the notes and put an x into the column of every code that applies. Click on a cell to see the "
    "code's definition; the sheet Codes has all of them.",
    "slots": "Read the notes and choose every code that applies, one in each of the cells Code 1, Code 2 and so on, in "
    "any order. The sheet Codes has the definitions. With more codes than cells, put ; between them in the last cell.",
}


_BEFORE = (
    "What you coded before is filled in, and those rows count as done from the beginning. Correct each of them that "
    "you would code otherwise with the codes as they are now."
)


def _instructions(assignment: Assignment, n_units: int, layout: Layout, asked: Questions, before: Revision) -> Leaf:
    aim = (
        f"Round {assignment.round}, coder {assignment.coder}: {number_of(n_units, 'unit')}, framework version "
        f"{assignment.version}."
    )
    steps = [
        ("What this is", aim),
        *asked.steps(),
        *((("Filled in already", _BEFORE),) if before.covered else ()),
        ("Code each row", _HOW[layout]),
        ("Nothing fits", 'Put an x under "No code applies". A row with no mark at all counts as not coded yet.'),
        ("A code is missing", 'Write your proposal under "New code?" and code the row with what there is.'),
        ("A good example", 'If a row shows well what a code means, choose the code under "Good example of".'),
        (
            "Work alone",
            "Do not talk about single rows with the other coders before everyone has finished: agreement is evidence "
            "only when the codings are independent.",
        ),
        ("You may", f"Filter, colour and hide rows and columns, and save and close at any time. {SORTING}"),
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
