"""What a team really did, as plain facts: what the methods paragraph and the checklists are written from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..coding.basis import Basis
from ..coding.consensus import CONSENSUS
from ..wording import listed, number_of

if TYPE_CHECKING:
    from ..coding.sampling import Sample
    from ..findings.saturation import Saturation
    from ..reliability.result import Reliability

MOST_NUMBERS = 3  # coders of whom each is told how much was finished; of more, the range


@dataclass(frozen=True)
class VersionAccount:
    """A version of the framework: its number and status, how many codes it has, and why it was made."""

    number: int
    n_codes: int
    status: str
    why: str = ""


@dataclass(frozen=True)
class RoundAccount:
    """A round of coding; `checked` are the coders whose consensus it checks, `decided` counts decisions made in it.

    `read_from` names the files of codings that were made elsewhere; how, and whether before a discussion, is not known.
    `n_flagged` and `n_flagged_decided` count the disagreements on the flagged codes, `n_disagreements` all of them.
    `n_finished` says of how many of its `n_units` each coder has finished; without it, everybody has finished all.
    `younger` are codes that came too late to be compared in it; `alone` says on how many units the consensus that it
    checks was one coder's codings alone, and whose.
    """

    name: str
    coders: tuple[str, ...]
    n_units: int
    version: int
    sample: Sample | None = None
    checked: tuple[str, ...] = ()
    read_from: tuple[str, ...] = ()
    result: Reliability | None = None
    n_disagreements: int = 0
    n_decided: int = 0
    n_flagged: int = 0
    n_flagged_decided: int = 0
    n_finished: tuple[int, ...] = ()
    younger: tuple[str, ...] = ()
    alone: tuple[int, str] | None = None
    follows: bool = False
    """Whether units that had been coded were coded anew, because the framework was edited."""

    @property
    def coded(self) -> tuple[str, ...]:
        """The coders who have finished anything."""
        return tuple(coder for coder, n in zip(self.coders, self.n_finished or self.coders, strict=True) if n)

    @property
    def silent(self) -> tuple[str, ...]:
        """The coders who have finished nothing yet."""
        return tuple(coder for coder in self.coders if coder not in self.coded)

    @property
    def part_finished(self) -> str:
        """How much was coded by those who coded, in words, when not all of them have finished; otherwise empty."""
        return part_finished([n for n in self.n_finished if n], self.n_units)

    @property
    def who(self) -> str:
        """Who was compared, in the words of a paper."""
        compared = self.result.coders if self.result else self.coders
        others = listed([coder for coder in compared if coder != CONSENSUS])
        return f"{others} with the consensus of {listed(self.checked)}" if self.checked else others


@dataclass(frozen=True)
class Account:
    """What was done in a project, in order; `origins` counts the codes of the newest version by their origin."""

    title: str
    n_cases: int
    n_units: int
    units: tuple[str, ...]
    versions: tuple[VersionAccount, ...]
    origins: dict[str, int]
    n_branches: int
    rounds: tuple[RoundAccount, ...]
    software: str
    attributes: tuple[str, ...] = ()
    scheme: str = ""
    n_classified: int = 0
    classifiers: tuple[str, ...] = ()
    n_summaries: int = 0
    n_quotes: int = 0
    n_open: int = 0
    saturation: Saturation | None = None
    n_empty: int = 0
    """Cases without notes, which `n_cases` does not count."""
    basis: Basis = field(default_factory=Basis)
    """Whose codings the findings are made from, and by which rule."""
    rule_why: str = ""
    """Why that rule was chosen, if it was."""

    @property
    def newest(self) -> VersionAccount:
        """The newest version of the framework."""
        return self.versions[-1]

    @property
    def coders(self) -> tuple[str, ...]:
        """Everyone who has coded, in the order in which they began."""
        return tuple(dict.fromkeys(coder for each in self.rounds for coder in each.coded))


def part_finished(finished: Sequence[int], n_units: int) -> str:
    """Return of how many of `n_units` the coders have finished, in words; nothing when everyone has finished all.

    >>> part_finished([61, 56], 63), part_finished([63, 63], 63), part_finished([9, 2, 5, 7], 9)
    ('61 and 56 of the 63 units', '', '2 to 9 of the 9 units')
    """
    if all(number == n_units for number in finished):
        return ""
    numbers = listed([f"{number:,}" for number in finished])
    if len(finished) > MOST_NUMBERS:
        numbers = f"{min(finished):,} to {max(finished):,}"
    return f"{numbers} of the {number_of(n_units, 'unit')}"
