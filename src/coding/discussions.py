"""The workbook of a discussion: the coders' disagreements side by side, with a decision and its rationale for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError, IntercoderError, did_you_mean, raise_all
from .consensus import DECISIONS
from .forms import FilledForm, FilledRow, Form, FormColumn, Leaf, read_form, write_form

if TYPE_CHECKING:
    import pandas as pd

KIND = "discussion workbook"
SHEET = "Discussion"
APPLIES, DOES_NOT = "applies", "does not apply"


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


def write_discussion_workbook(
    path: Path, discussion: Discussion, disagreements: Sequence[Mapping[str, str]], *, compressed: bool = True
) -> None:
    """Write one row per disagreement: the unit, the code, each coder's mark and memo, the decision and its rationale.

    Each mapping in `disagreements` has the keys unit, text, code_id, code, definition, `mark:<coder>`,
    `memo:<coder>`, decision, rationale; a decision made before is shown and may be changed.
    """
    coders = discussion.coders
    columns = [
        FormColumn("unit", "Unit", width=9),
        FormColumn("code", "Code", width=34),
        FormColumn("definition", "Definition", width=38),
        FormColumn("text", "Notes", width=70),
        *(FormColumn(f"mark:{coder}", coder, "Coded by", 11) for coder in coders),
        *(FormColumn(f"memo:{coder}", f"{coder}'s memo", "Coded by", 24) for coder in coders),
        FormColumn("decision", "Decision", "Decided together", 15, entry=True, choices=(APPLIES, DOES_NOT)),
        FormColumn("rationale", "Why", "Decided together", 44, entry=True),
        FormColumn("code_id", "Id", "Decided together", hidden=True),
    ]
    form = Form(
        sheet=SHEET,
        identity=discussion.identity(),
        columns=columns,
        rows=disagreements,
        leaves=(_instructions(discussion, len(disagreements)),),
        frozen=2,
    )
    write_form(form, path, compressed=compressed)


def _instructions(discussion: Discussion, count: int) -> Leaf:
    steps = [
        ("What this is", f"{count} disagreements of {' and '.join(discussion.coders)} in round {discussion.round}."),
        ("Decide each row", f'Talk about the notes and choose "{APPLIES}" or "{DOES_NOT}" under Decision.'),
        ("Why", "Write the reason in a few words: it is the evidence that the decision was more than a coin."),
        ("Not decided yet", "Leave Decision empty; the row stays open and is counted as such."),
        ("When you have finished", "Read the file back with: intercoder consensus read FILE"),
    ]
    return Leaf("Instructions", ("", "How to decide"), steps, (24, 100))


def open_discussion_workbook(path: Path) -> tuple[Discussion, FilledForm]:
    """Return what this workbook discusses, and what was filled in, still unread.

    Raises InputError when the file is no discussion workbook.
    """
    form = read_form(path, kind=KIND)
    return Discussion.of(form), form


def read_decisions(form: FilledForm, units: Sequence[str], codes: Mapping[str, str]) -> pd.DataFrame:
    """Return the decisions that were made (columns of DECISIONS), for known `units` and `codes` (path by id).

    Raises all problems together, with cells: an unknown unit or code, a decision that is none of the two, a decision
    without a rationale, one unit and code decided twice in different ways.
    """
    problems: list[IntercoderError] = []
    decided: dict[tuple[str, str], tuple[bool, str]] = {}
    known = set(units)
    for row in form.rows:
        problem = _problem(form, row, known, codes)
        if problem:
            problems.append(problem)
            continue
        if not row.texts["decision"].strip():
            continue
        pair = (row.texts["unit"].strip(), row.texts["code_id"].strip())
        applied = _decision(row) == APPLIES
        if decided.get(pair, (applied, ""))[0] != applied:
            where = form.where(row, "decision")
            problems.append(InputError("is decided twice, differently.", where=where, fix="Delete one row."))
        decided[pair] = (applied, row.texts["rationale"].strip())
    raise_all(problems, where=form.path.name, fix="Correct the workbook and read it again.")
    return DECISIONS.of((*pair, *decision) for pair, decision in decided.items())


def _decision(row: FilledRow) -> str:
    return " ".join(row.texts["decision"].split()).casefold()


def _problem(form: FilledForm, row: FilledRow, units: set[str], codes: Mapping[str, str]) -> InputError | None:
    unit, code = row.texts["unit"].strip(), row.texts["code_id"].strip()
    if unit not in units:
        return InputError(
            f'"{unit}" is not a unit of this round.', where=form.where(row, "unit"), fix="Delete the row."
        )
    if code not in codes:
        fix = did_you_mean(row.texts["code"], codes.values()) or "Delete the row."
        return InputError(f'"{row.texts["code"]}" is not a code of this round.', where=form.where(row, "code"), fix=fix)
    if _decision(row) not in {"", APPLIES, DOES_NOT}:
        return InputError(
            f'"{row.texts["decision"]}" is not a decision.',
            where=form.where(row, "decision"),
            fix=f'Choose "{APPLIES}" or "{DOES_NOT}".',
        )
    if _decision(row) and not row.texts["rationale"].strip():
        return InputError(
            "there is a decision without a reason.",
            where=form.where(row, "rationale"),
            fix="Write why, in a few words.",
        )
    return None
