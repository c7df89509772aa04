"""Examples from the notes for each code: Table I of a paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar

from ..results import Column
from .finding import Finding
from .groups import chosen_cases, said
from .names import Replacements
from .passages import Passage, Vocabulary, best_passage, excerpt, key_words
from .presence import presence_in_cases

if TYPE_CHECKING:
    import pandas as pd

    from ..framework.codes import Code, Framework

LIMIT = 40  # words of an example
CONSIDERED = 300  # units of a code that are alike in all but their sentences: so many of them are compared

RULE = (
    "Chosen by rule: pinned by the researcher, then marked as a good example by most coders, then from the case quoted "
    "least so far, then where all coders had applied the code, then the sentence that shares most (and rarest) words "
    "with the code's name, definition and example (of the first 300 such units); cut at the ends of sentences."
)

Pair = tuple[str, str]
"""A unit and the id of a code."""


@dataclass(frozen=True)
class QuoteChoices:
    """What people have said about examples, by unit and code (id).

    pinned      the passage to show, an empty one for the best of the unit
    vetoed      never shown
    marked      how many coders marked the unit as a good example of the code
    agreed      applied by every coder who coded the unit
    """

    pinned: Mapping[Pair, str] = field(default_factory=dict)
    vetoed: Collection[Pair] = ()
    marked: Mapping[Pair, int] = field(default_factory=dict)
    agreed: Collection[Pair] = ()


@dataclass(frozen=True, repr=False)
class Quotes(Finding):
    """Examples from the notes: columns code (path), n (cases with it), case, unit, quote, chosen (why this one)."""

    title: ClassVar[str] = "Examples for each code"
    frame: pd.DataFrame
    among: str
    without: tuple[str, ...]
    n_replaced: int

    def to_frame(self) -> pd.DataFrame:
        """Return a row per example, in the order of the framework."""
        return self.frame.copy()

    def only(self, path: str) -> Quotes:
        """Return the examples of the code at `path` alone."""
        return replace(self, frame=self.frame[self.frame["code"] == path].reset_index(drop=True), without=())

    def columns(self) -> tuple[Column, ...]:
        """Return code, number of cases, example, and participant."""
        return (
            Column("code", "Code"),
            Column("n", "n", "count"),
            Column("quote", "Example from the notes"),
            Column("case", "Participant"),
        )

    def notes(self) -> tuple[str, ...]:
        """Return the rule, and the codes without an example."""
        told = [f"n is the number of cases{self.among} with the code or any of its sub-codes. {RULE}"]
        if self.n_replaced:
            told.append(f"Names were replaced in {self.n_replaced} examples.")
        if self.without:
            told.append(f"Without an example: {', '.join(self.without)}.")
        return (*told, *self.rests_on)

    def to_dict(self) -> dict[str, Any]:
        """Return {"quotes": [{"code", "n", "case", "unit", "quote", "chosen"}], "without": [...], "rests_on"}."""
        quoted = self.frame.to_dict("records")
        return {"quotes": quoted, "without": list(self.without), "rests_on": list(self.rests_on)}


def quotes(
    codings: pd.DataFrame,
    units: pd.DataFrame,
    cases: pd.DataFrame,
    framework: Framework,
    choices: QuoteChoices,
    *,
    each: int = 1,
    limit: int = LIMIT,
    code: str | None = None,
    where: Mapping[str, str] | None = None,
    names: Replacements | None = None,
) -> Quotes:
    """Choose `each` examples of at most about `limit` words for every code that was applied (RULE says how).

    `code` (a path) keeps that code and those below it, `where` the cases with these attributes. The tables are those of
    `counts.count_cases`. A code that was only applied through its sub-codes has no example of its own.
    """
    import pandas as pd

    chosen = chosen_cases(cases, where)
    inside = units[units["case"].isin(chosen["case"])]
    present = presence_in_cases(codings, inside, chosen, framework)
    n = dict(zip(present.codes, present.totals.tolist(), strict=True))
    picker = _Picker(codings, inside, framework, choices, limit)
    wanted = _wanted(framework, code)
    named = (names or Replacements({})).applied
    rows, without = [], []
    for found in wanted:
        picked = picker.pick(found, each)
        if not picked and found.applicable:
            without.append(framework.path(found.id))
        for unit, case, passage, why in picked:
            shown = named(passage)
            rows.append((framework.path(found.id), n[found.id], case, unit, shown, why, shown != passage))
    frame = pd.DataFrame(rows, columns=["code", "n", "case", "unit", "quote", "chosen", "replaced"])
    return Quotes(frame.drop(columns="replaced"), said(where), tuple(without), int(frame["replaced"].sum()))


def _wanted(framework: Framework, code: str | None) -> list[Code]:
    if code is None:
        return list(framework)
    top = framework.find(code, where="--code")
    return [other for other in framework if top in framework.line(other.id)]


class _Picker:
    """Picks examples code by code, and remembers how often each case was quoted."""

    def __init__(
        self, codings: pd.DataFrame, units: pd.DataFrame, framework: Framework, choices: QuoteChoices, limit: int
    ) -> None:
        self.framework, self.choices, self.limit = framework, choices, limit
        self.text = dict(zip(units["unit"], units["text"], strict=True))
        self.case = dict(zip(units["unit"], units["case"], strict=True))
        self.vocabulary = Vocabulary(self.text.values())
        self.quoted: Counter[str] = Counter()
        self.units_of: dict[str, list[str]] = {}
        place = {unit: at for at, unit in enumerate(self.text)}
        vetoed = set(choices.vetoed)
        for unit, code in dict.fromkeys(zip(codings["unit"].tolist(), codings["code"].tolist(), strict=True)):
            if unit in place and (unit, code) not in vetoed:
                self.units_of.setdefault(code, []).append(unit)
        for found in self.units_of.values():
            found.sort(key=place.__getitem__)

    def pick(self, code: Code, each: int) -> list[tuple[str, str, str, str]]:
        """Return up to `each` (unit, case, passage, why it was chosen), the best first, from as many cases."""
        words = key_words(self.framework.line(code.id))
        left = list(self.units_of.get(code.id, []))
        passages: dict[str, Passage] = {}
        picked: list[tuple[str, str, str, str]] = []
        while left and len(picked) < each:
            ranks = {unit: self._rank(unit, code) for unit in left}
            first = min(ranks.values())
            equal = [unit for unit in left if ranks[unit] == first][:CONSIDERED]
            for unit in equal:
                if unit not in passages:
                    passages[unit] = self._passage(unit, code, words)
            unit = max(equal, key=lambda unit: passages[unit].score)
            left.remove(unit)
            self.quoted[self.case[unit]] += 1
            picked.append((unit, self.case[unit], passages[unit].text, self._why(unit, code)))
        return picked

    def _rank(self, unit: str, code: Code) -> tuple[float, ...]:
        pair = (unit, code.id)
        return (
            pair not in self.choices.pinned,
            -self.choices.marked.get(pair, 0),
            self.quoted[self.case[unit]],
            pair not in self.choices.agreed,
        )

    def _passage(self, unit: str, code: Code, words: set[str]) -> Passage:
        pinned = self.choices.pinned.get((unit, code.id))
        if pinned:
            return Passage(excerpt(self.text[unit], pinned), 0.0)
        return best_passage(self.text[unit], words, self.vocabulary, limit=self.limit)

    def _why(self, unit: str, code: Code) -> str:
        pair = (unit, code.id)
        if pair in self.choices.pinned:
            return "pinned"
        marks = self.choices.marked.get(pair, 0)
        return f"good example ({marks} coders)" if marks > 1 else "good example" if marks else "by rule"
