"""Words in their context: where in the notes they stand, of which case, and how the place is coded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from ..errors import InputError
from ..results import Column
from ..wording import number_of
from .evidence import paths_by_unit, question_column, questions_by_unit
from .finding import Finding
from .groups import chosen_cases, said
from .names import Replacements
from .presence import presence_in_units

if TYPE_CHECKING:
    import pandas as pd

    from ..framework.codes import Framework

CONTEXT = 50  # characters on each side


@dataclass(frozen=True, repr=False)
class Found(Finding):
    """The places where words stand: case, unit, question, before, words, after, and the codes of the unit."""

    title: ClassVar[str] = "Words in context"
    frame: pd.DataFrame
    words: str
    among: str

    def to_frame(self) -> pd.DataFrame:
        """Return a row per place, in the order of the notes."""
        return self.frame.copy()

    def columns(self) -> tuple[Column, ...]:
        """Return unit, question (of several), what stands before, the words, what stands after, and the codes."""
        return (
            Column("unit", "Unit"),
            *question_column(self.frame),
            Column("before", "Before"),
            Column("words", "Words"),
            Column("after", "After"),
            Column("codes", "Coded as"),
        )

    def notes(self) -> tuple[str, ...]:
        """Return how many places there are."""
        places, cases = len(self.frame), self.frame["case"].nunique()
        found = f"{number_of(places, 'place')} in {number_of(cases, 'case')}{self.among}"
        return f'"{self.words}": {found}.', *self.rests_on

    def to_dict(self) -> dict[str, Any]:
        """Return {"words", "n_cases", "rests_on", "places": [{"case", "unit", "question", "before", ...}]}."""
        places = [
            {**row, "codes": row["codes"].split("; ") if row["codes"] else []} for row in self.frame.to_dict("records")
        ]
        n_cases = int(self.frame["case"].nunique())
        return {"words": self.words, "n_cases": n_cases, "rests_on": list(self.rests_on), "places": places}


def search(
    words: str,
    codings: pd.DataFrame,
    units: pd.DataFrame,
    cases: pd.DataFrame,
    framework: Framework,
    *,
    code: str | None = None,
    where: Mapping[str, str] | None = None,
    context: int = CONTEXT,
    names: Replacements | None = None,
) -> Found:
    """Find `words` in the notes, whole words in a row, capitals or not; `*` stands for the rest of a word.

    `code` (a path) keeps units with that code or any below it, `where` the cases with these attributes. The tables are
    those of `counts.count_cases`. Raises InputError for no words, a code or an attribute that does not exist.
    """
    import pandas as pd

    pattern = _pattern(words)
    inside = units[units["case"].isin(chosen_cases(cases, where)["case"])]
    if code is not None:
        wanted = framework.find(code, where="--code")
        inside = inside[inside["unit"].isin(presence_in_units(codings, inside, framework).having(wanted.id))]
    applied = paths_by_unit(codings, framework)
    replace, asked = (names or Replacements({})).applied, questions_by_unit(units)
    rows = []
    for unit, case, text in inside[["unit", "case", "text"]].itertuples(index=False, name=None):
        shown = " ".join(replace(text).split())
        for match in pattern.finditer(shown):
            before, after = _before(shown, match.start(), context), _after(shown, match.end(), context)
            rows.append((case, unit, asked.get(unit, ""), before, match[0], after, applied.get(unit, "")))
    frame = pd.DataFrame(rows, columns=["case", "unit", "question", "before", "words", "after", "codes"])
    among = (f" with {framework.path(wanted.id)}" if code is not None else "") + said(where)
    return Found(frame, words, among)


def _pattern(words: str) -> re.Pattern[str]:
    named = words.split()
    if not any(word.strip("*") for word in named):
        raise InputError("there is nothing to search for.", where="search", fix="Name a word, such as: parent*")
    patterns = [re.escape(word).replace(r"\*", r"\w*") for word in named]
    return re.compile(r"(?<!\w)" + r"\s+".join(patterns) + r"(?!\w)", re.IGNORECASE)


def _before(text: str, at: int, length: int) -> str:
    """Return up to `length` characters before a place, beginning with a whole word."""
    piece = text[max(0, at - length) : at]
    return piece.rstrip() if at <= length else "… " + piece.partition(" ")[2].rstrip()


def _after(text: str, at: int, length: int) -> str:
    piece = text[at : at + length]
    return piece.lstrip() if at + length >= len(text) else piece.rpartition(" ")[0].lstrip() + " …"
