"""The workbook of a discussion: the coders' disagreements side by side, with a decision and its rationale for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..errors import InputError, IntercoderError, no_such, raise_all
from ..wording import number_of
from .filled_forms import FilledForm, FilledRow, read_form
from .forms import Form, FormColumn, Leaf, unit_column, write_form
from .questions import Questions

KIND = "discussion workbook"
SHEET = "Discussion"
APPLIES, DOES_NOT, KEEP, BOTH, NEITHER = "applies", "does not apply", "keep", "both", "neither"
NEW_CODE, NEW_DEFINITION = "new code", "change the definition"

Pair = tuple[str, str]
"""A unit and the id of a code."""


@dataclass(frozen=True)
class Discussion:
    """What a discussion workbook is for: the project, the round discussed, and who is compared."""

    project: str
    round: str
    coders: tuple[str, ...]

    def identity(self) -> dict[str, str]:
        """Return this as the texts of the workbook's hidden sheet."""
        coders = "\n".join(self.coders)
        return {"kind": KIND, "first key": "unit", "project": self.project, "round": self.round, "coders": coders}

    @classmethod
    def of(cls, form: FilledForm) -> Discussion:
        """Return the discussion that a filled workbook names."""
        texts = form.identity
        return cls(texts.get("project", ""), texts.get("round", ""), tuple(texts.get("coders", "").split("\n")))

    @property
    def choices(self) -> tuple[str, ...]:
        """What can be chosen under Decision."""
        keeps = [f"{KEEP} {coder}" for coder in self.coders]
        return APPLIES, DOES_NOT, *keeps, BOTH, NEITHER, NEW_CODE, NEW_DEFINITION


@dataclass(frozen=True)
class Decision:
    """Whether a code applies to a unit, as it was decided, and why."""

    unit: str
    code: str
    applied: bool
    rationale: str


@dataclass(frozen=True)
class Proposal:
    """What a discussion asks of the framework before the code can be decided on for the unit.

    `proposal` says in its first line what is asked, and below it why, where that was written too.
    """

    unit: str
    code: str
    kind: Literal["new code", "change the definition"]
    proposal: str


@dataclass(frozen=True)
class Outcomes:
    """What came of a discussion; `n_open` rows are not decided yet, those with a proposal among them."""

    decisions: tuple[Decision, ...]
    proposals: tuple[Proposal, ...]
    n_open: int


def write_discussion_workbook(
    path: Path,
    discussion: Discussion,
    disagreements: Sequence[Mapping[str, str]],
    *,
    questions: Questions | None = None,
) -> None:
    """Write one row per disagreement: the unit, the code, each coder's mark and memo, the decision and its rationale.

    Each mapping in `disagreements` has the keys unit, text, code_id, code, definition, `mark:<coder>`,
    `memo:<coder>`, decision, rationale; a decision made before is shown and may be changed. `questions` are those
    that the notes answer: several stand beside them, the only one in the instructions.
    """
    coders = discussion.coders
    asked = (questions or Questions()).of(row["unit"] for row in disagreements)
    prompt = "Choose from the list, or write what the new code or the new definition is to be after a colon."
    columns = [
        unit_column(row["unit"] for row in disagreements),
        FormColumn("code", "Code", width=34),
        FormColumn("definition", "Definition", width=38),
        *asked.columns(),
        asked.notes_column(),
        *(FormColumn(f"mark:{coder}", coder, "Coded by", 11) for coder in coders),
        *(FormColumn(f"memo:{coder}", f"{coder}'s memo", "Coded by", 24) for coder in coders),
        FormColumn("decision", "Decision", "Decided together", 18, True, discussion.choices, prompt, strict=False),
        FormColumn("rationale", "Why", "Decided together", 44, entry=True),
        FormColumn("code_id", "Id", "Decided together", hidden=True),
    ]
    form = Form(
        sheet=SHEET,
        identity=discussion.identity(),
        columns=columns,
        rows=[{**row, **asked.row(row["unit"])} for row in disagreements],
        leaves=(_instructions(discussion, len(disagreements), asked), *asked.leaves()),
        frozen=2,
    )
    write_form(form, path)


def _instructions(discussion: Discussion, count: int, asked: Questions) -> Leaf:
    keeps = " or ".join(f'"{KEEP} {coder}"' for coder in discussion.coders)
    steps = [
        (
            "What this is",
            f"{number_of(count, 'disagreement')} of {' and '.join(discussion.coders)} in round {discussion.round}.",
        ),
        *asked.steps(),
        ("Decide each row", "A row is one code for one unit. Talk about the notes and choose under Decision:"),
        (f"{APPLIES}, {DOES_NOT}", "whether the code applies to the unit;"),
        (keeps.replace('"', ""), "the same, by saying whose coding of this row stands;"),
        (
            BOTH,
            "the coders had seen different things and both are right: the codes of both apply, this one among them;",
        ),
        (NEITHER, "no code of this row's disagreement is right: this one does not apply;"),
        (NEW_CODE, "the framework lacks a code: say which, after a colon or under Why. The row stays open;"),
        (NEW_DEFINITION, "the definition must change before this can be decided: say how. The row stays open."),
        ("Why", "Write the reason in a few words: it is the evidence that the decision was more than a coin."),
        ("Not decided yet", "Leave Decision empty; the row stays open and is counted as such."),
        ("When you have finished", "Read the file back with: intercoder consensus read FILE"),
    ]
    return Leaf("Instructions", ("", "How to decide"), steps, (30, 100))


def open_discussion_workbook(path: Path) -> tuple[Discussion, FilledForm]:
    """Return what this workbook discusses, and what was filled in, still unread.

    Raises InputError when the file is no discussion workbook.
    """
    form = read_form(path, kind=KIND)
    return Discussion.of(form), form


def read_outcomes(
    form: FilledForm, codes: Mapping[str, str], marks: Mapping[Pair, Mapping[str, str]], units: Sequence[str]
) -> Outcomes:
    """Return what was decided, for known `units` and `codes` (path by id).

    `marks` says how each coder's coding of a unit and code reads today, in the words of the columns `mark:<coder>`;
    rows that say whose coding stands are decided by it.
    Raises all problems together, with cells: missing columns, an unknown unit or code, a decision that is none, one
    without a rationale, one unit and code decided twice in different ways, whose coding stands where that coder has not
    coded the unit or has changed it since.
    """
    fix = "Hide columns instead of deleting them; copy the decisions into a fresh workbook."
    raise_all(form.lost_columns(("unit", "code", "code_id", "decision", "rationale"), fix))
    problems: list[IntercoderError] = []
    known = set(units)
    decided: dict[Pair, tuple[bool, str]] = {}
    proposals: list[Proposal] = []
    for row in form.rows:
        found = list(_row_problems(form, row, known, codes))
        problems += found
        text = _decision(row)
        if found or not text:
            continue
        try:
            outcome = _outcome(form, row, marks)
        except InputError as error:
            problems.append(error)
            continue
        if isinstance(outcome, Proposal):
            proposals.append(outcome)
            continue
        pair = (outcome.unit, outcome.code)
        if decided.get(pair, (outcome.applied, ""))[0] != outcome.applied:
            where = form.where(row, "decision")
            problems.append(InputError("is decided twice, differently.", where=where, fix="Delete one row."))
        decided[pair] = (outcome.applied, outcome.rationale)
    raise_all(problems, where=form.path.name, fix="Correct the workbook and read it again.")
    decisions = tuple(Decision(*pair, *made) for pair, made in decided.items())
    return Outcomes(decisions, tuple(dict.fromkeys(proposals)), len(form.rows) - len(decisions))


def _decision(row: FilledRow) -> str:
    return " ".join(row.texts["decision"].split())


def _outcome(form: FilledForm, row: FilledRow, marks: Mapping[Pair, Mapping[str, str]]) -> Decision | Proposal:
    """Return what a row that says something under Decision comes to."""
    unit, code = row.texts["unit"].strip(), row.texts["code_id"].strip()
    why = row.texts["rationale"].strip()
    word = _decision(row).casefold()
    for kind in (NEW_CODE, NEW_DEFINITION):
        if word == kind or word.startswith(f"{kind}:"):
            text = "\n".join(filter(None, [_decision(row)[len(kind) + 1 :].strip(), why]))
            if not text:
                where, fix = form.where(row, "rationale"), "Say it under Why, or after a colon under Decision."
                raise InputError(f'"{kind}" does not say which.', where=where, fix=fix)
            return Proposal(unit, code, kind, text)  # type: ignore[arg-type] # one of the two kinds
    applied = _applied(form, row, word, marks.get((unit, code), {}))
    if not why:
        where, fix = form.where(row, "rationale"), "Write why, in a few words."
        raise InputError("there is a decision without a reason.", where=where, fix=fix)
    return Decision(unit, code, applied, why)


def _applied(form: FilledForm, row: FilledRow, word: str, marks: Mapping[str, str]) -> bool:
    if word in {APPLIES, BOTH}:
        return True
    if word in {DOES_NOT, NEITHER}:
        return False
    coders = Discussion.of(form).coders
    whose = {f"{KEEP} {coder}".casefold(): coder for coder in coders}
    where = form.where(row, "decision")
    if word not in whose:
        choices = Discussion.of(form).choices
        raise no_such("decision", _decision(row), choices, where=where)
    coder = whose[word]
    now, shown = marks.get(coder, ""), row.texts.get(f"mark:{coder}", "")
    if not now:
        raise InputError(f"{coder} has not coded this unit.", where=where, fix=f'Choose "{APPLIES}" or "{DOES_NOT}".')
    if now != shown:
        raise InputError(
            f'{coder}\'s coding is "{now}" by now, and the workbook shows "{shown}".',
            where=where,
            fix=f'Choose "{APPLIES}" or "{DOES_NOT}", or write the workbook anew.',
        )
    return now == "applied"


def _row_problems(
    form: FilledForm, row: FilledRow, units: set[str], codes: Mapping[str, str]
) -> Iterator[IntercoderError]:
    unit, code = row.texts["unit"].strip(), row.texts["code_id"].strip()
    if unit not in units:
        where = form.where(row, "unit")
        yield InputError(f'"{unit}" is not a unit of this round.', where=where, fix="Delete the row.")
    elif code not in codes:
        where = form.where(row, "code")
        yield no_such(
            "code", row.texts["code"], codes.values(), among="in this round", where=where, fix="Delete the row."
        )
