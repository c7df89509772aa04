"""All that is known about one code, on one page: meaning, counts, agreement, examples, open disagreements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from ..results import Column, Result, coefficient_text, decimals
from ..wording import number_of

if TYPE_CHECKING:
    import pandas as pd

    from ..framework.codes import Code, Framework
    from .cooccurrence import CoOccurrence
    from .counts import Counts
    from .quotes import Quotes

COMPANIONS = 3  # codes that it most often comes with


@dataclass(frozen=True)
class CodeAgreement:
    """How far coders agreed on the code in one round; kappa is None where it is undefined, for the reason given."""

    round: str
    coders: tuple[str, ...]
    n_units: int
    kappa: float | None
    band: str
    flagged: bool
    reason: str = ""

    def __str__(self) -> str:
        whom = " and ".join(self.coders)
        value = f"kappa {coefficient_text(self.kappa)} ({self.band})" if self.kappa is not None else "kappa undefined"
        more = ", flagged" if self.flagged else f": {self.reason}" if self.reason else ""
        return f"{whom}, {number_of(self.n_units, 'unit')}: {value}{more}"


@dataclass(frozen=True)
class OpenDisagreement:
    """A unit on which coders differ about the code, and nobody has decided yet."""

    unit: str
    applied_by: str
    not_applied_by: str
    text: str


@dataclass(frozen=True, repr=False)
class CodeProfile(Result):
    """One code: what it means, in how many cases it is, how reliably it is applied, and how it sounds."""

    title: ClassVar[str] = "Profile of a code"
    code: Code
    framework: Framework
    counts: Counts
    companions: CoOccurrence
    agreements: tuple[CodeAgreement, ...]
    quotes: Quotes
    open: tuple[OpenDisagreement, ...]

    @property
    def path(self) -> str:
        """The path of the code."""
        return self.framework.path(self.code.id)

    def to_frame(self) -> pd.DataFrame:
        """Return a row per fact: what, and value."""
        import pandas as pd

        facts = [("Code", self.path), *self._meaning(), *self._numbers(), *self._agreement(), *self._examples()]
        return pd.DataFrame([fact for fact in facts if fact[1]], columns=["what", "value"], dtype=object)

    def columns(self) -> tuple[Column, ...]:
        """Return what is told, and the fact."""
        return Column("what", ""), Column("value", "Profile")

    def notes(self) -> tuple[str, ...]:
        """Return what the numbers are."""
        return self.counts.notes()

    def to_dict(self) -> dict[str, Any]:
        """Return {"code", "definition", .., "count", "comes_with", "agreement", "examples", "open_disagreements"}."""
        code = self.code
        return {
            "code": self.path,
            "definition": code.definition,
            "when_to_use": code.when_to_use,
            "when_not_to_use": code.when_not_to_use,
            "example": code.example,
            "origin": code.origin,
            "added_in": code.added_in,
            "added_by": code.added_by,
            "reason": code.reason,
            "sub_codes": [self.framework.path(child.id) for child in self.framework.children(code.id)],
            "n_cases": self.counts.n_cases,
            "rests_on": list(self.counts.rests_on),
            "by": self.counts.by,
            "groups": self.counts.group_sizes,
            "count": self.counts.to_dict()["codes"][0],
            "comes_with": self.companions.to_dict()["pairs"][:COMPANIONS],
            "agreement": [{**vars(found), "coders": list(found.coders)} for found in self.agreements],
            "examples": self.quotes.to_dict()["quotes"],
            "open_disagreements": [vars(found) for found in self.open],
        }

    def _meaning(self) -> Iterator[tuple[str, str]]:
        code = self.code
        yield "Definition", code.definition
        yield "When to use", code.when_to_use
        yield "When not to use", code.when_not_to_use
        added = ", ".join(filter(None, [f"version {code.added_in}", code.added_by, code.reason]))
        yield "Origin", f"{code.origin}; {added}"
        yield "Sub-codes", ", ".join(child.name for child in self.framework.children(code.id))

    def _numbers(self) -> Iterator[tuple[str, str]]:
        row = self.counts.to_dict()["codes"][0]
        low, high = row["ci"]
        share = "–"
        if row["percent"] is not None:
            share = f"{decimals(row['percent'], 1)} %, 95 % interval {decimals(low, 1)} to {decimals(high, 1)}"
        yield "Cases", f"{row['n']} of {self.counts.n_cases} ({share})"
        yield "Mentions", f"{row['mentions']} units"
        for group, size in self.counts.group_sizes.items():
            percent = row["by_percent"][group]
            share = f" ({decimals(percent, 1)} %)" if percent is not None else ""
            yield group, f"{row['by'][group]} of {size}{share}"
        for pair in self.companions.to_dict()["pairs"][:COMPANIONS]:
            text = f"{pair['code_b']}: {pair['both']} cases have both, Jaccard {coefficient_text(pair['jaccard'])}"
            yield "Comes with", text

    def _agreement(self) -> Iterator[tuple[str, str]]:
        for found in self.agreements:
            yield f"Agreement, round {found.round}", str(found)
        for one in self.open:
            yield (
                "Open disagreement",
                f"{one.unit}: applied by {one.applied_by}, not by {one.not_applied_by}. {one.text}",
            )

    def _examples(self) -> Iterator[tuple[str, str]]:
        for row in self.quotes.to_dict()["quotes"]:
            yield f"Example, {row['case']}", row["quote"]
