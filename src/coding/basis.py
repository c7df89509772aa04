"""What final codings rest on: how many units on one coder alone, on the agreement of all, on decisions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ..wording import listed, number_of, some_of
from .consensus import CONSENSUS, Rule

MOST_NAMED = 6  # coders who are named with their units; of more it says how many

READ = "(intercoder workbook read FILE)"

WHAT_COUNTS: Mapping[Rule, str] = {
    "decided": "what all coders of a unit agree on and what was decided",
    "any coder": "what any coder of a unit applied and nobody decided otherwise",
    "agreed only": "what all coders of a unit applied by themselves, whatever was decided later",
    "finished by all": 'the same as by "decided", of units that all coders of their round have finished',
}
"""What counts by each rule of coding.consensus, in words."""


def rule_said(rule: Rule, chosen: Rule) -> str:
    """Return by which rule final codings were made, where it is not the usual one or not the one `chosen` for all."""
    if rule != chosen:
        told = f'Made by the rule "{rule}" this once; all else follows "{chosen}" (intercoder consensus rules).'
        return told if chosen != "decided" else ""
    return "" if rule == "decided" else f'By the rule "{rule}", as chosen for all findings: {WHAT_COUNTS[rule]}.'


@dataclass(frozen=True)
class RoundBasis:
    """The units whose final codings come from one round, and who finished them.

    coders    who was to code them, each alone
    finished  the coders who finished each unit
    silent    the coders who have finished no unit of the round, among these or others
    decided   the units about which something was decided
    open      the units on which coders differ, undecided
    checks    who checked the round, by the name of the check: coders, and how many of these units they finished
    """

    round: str
    coders: tuple[str, ...]
    finished: Mapping[str, tuple[str, ...]]
    silent: tuple[str, ...] = ()
    decided: frozenset[str] = frozenset()
    open: frozenset[str] = frozenset()
    checks: Mapping[str, tuple[tuple[str, ...], int]] = field(default_factory=dict)

    @property
    def n_units(self) -> int:
        """How many units there are."""
        return len(self.finished)

    @property
    def by_design(self) -> bool:
        """Whether one coder was to code these units, and nobody else."""
        return len(self.coders) == 1

    @cached_property
    def alone(self) -> dict[str, int]:
        """How many units rest on each coder alone, though others were to code them too."""
        if self.by_design:
            return {}
        found = Counter(who[0] for who in self.finished.values() if len(who) == 1)
        return {coder: found[coder] for coder in self.coders if found[coder]}

    @cached_property
    def n_whole(self) -> int:
        """How many units all coders of the round have finished."""
        return sum(len(who) == len(self.coders) for who in self.finished.values())

    @property
    def n_alone(self) -> int:
        """How many units rest on one coder alone, though others were to code them too."""
        return sum(self.alone.values())

    @property
    def only(self) -> str:
        """The one coder of a round of several on whom all of its units rest, when nobody else has finished any."""
        names = [coder for coder in self.coders if coder not in self.silent]
        return names[0] if len(names) == 1 and self.n_alone == self.n_units else ""

    def note(self, n_all: int) -> str:
        """Return what the units rest on, of `n_all` in all; nothing when all coders have finished them."""
        if self.n_whole == self.n_units:
            return ""
        have = "has" if len(self.silent) == 1 else "have"
        missing = f"{listed(self.silent)} {have} finished no unit of round {self.round} yet {READ}"
        if self.only:
            which = "These are" if self.n_units == n_all else f"{self.n_units:,} of {number_of(n_all, 'unit')}:"
            return f"{which} {self.only}'s codings alone: {missing}."
        (first, how), *others = self._parts()
        rest = "rests" if first == 1 else "rest"
        told = f"{first:,} of {number_of(self.n_units, 'unit')} {rest} {how}"
        told += "".join(f", {count:,} {how}" for count, how in others)
        return f"Round {self.round}: {told}{f'; {missing}' if self.silent else ''}."

    def _parts(self) -> Iterator[tuple[int, str]]:
        """Yield how many units rest on what, in words."""
        if self.alone:
            yield self.n_alone, f"on {self.whose()}"
        some = self.n_units - self.n_alone - self.n_whole
        if some:
            yield some, f"on some of its {len(self.coders)} coders"
        whole = {unit for unit, who in self.finished.items() if len(who) == len(self.coders)}
        n_open, n_decided = len(whole & self.open), len((whole & self.decided) - self.open)
        agreed = len(whole) - n_open - n_decided
        of_all = "both" if len(self.coders) == 2 else "all"
        parts = ((agreed, f"on the agreement of {of_all}"), (n_decided, "on decisions"))
        yield from ((count, how) for count, how in (*parts, (n_open, "on codings that still differ")) if count)

    def whose(self) -> str:
        """Return on whose codings alone some units rest, with the numbers where there are several coders."""
        if len(self.alone) == 1:
            return f"{next(iter(self.alone))}'s codings alone"
        return f"one coder's codings alone ({self.each_alone})"

    @property
    def each_alone(self) -> str:
        """How many units rest on each coder alone, in words."""
        return some_of([f"{coder} {number:,}" for coder, number in self.alone.items()], MOST_NAMED)


@dataclass(frozen=True)
class Basis:
    """What all final codings rest on, the newest round first; `n_left_out` units wait for another of their coders.

    `rule` is the one that they were made by, `chosen` the one that holds for all findings.
    """

    rounds: tuple[RoundBasis, ...] = ()
    n_left_out: int = 0
    rule: Rule = "decided"
    chosen: Rule = "decided"

    @property
    def n_units(self) -> int:
        """How many units have final codings."""
        return sum(each.n_units for each in self.rounds)

    def notes(self) -> tuple[str, ...]:
        """Return a sentence for each thing to know; none when all coders have finished every unit."""
        told = [rule_said(self.rule, self.chosen), *(each.note(self.n_units) for each in self.rounds)]
        return tuple(filter(None, [*told, self._by_design(), self._left_out()]))

    def _by_design(self) -> str:
        """Return which units one coder coded because it was planned so, and who checked them."""
        single = [each for each in self.rounds if each.by_design and each.coders != (CONSENSUS,)]
        if not single:
            return ""
        n, several = sum(each.n_units for each in single), len(single) > 1
        which = f"All {n:,} units" if n == self.n_units > 1 else f"{n:,} of {number_of(self.n_units, 'unit')}"
        named = [
            f"{each.coders[0]}{f' {each.n_units:,}' if several else ''} (round {each.round}{_checked(each)})"
            for each in single
        ]
        were = "was" if n == 1 else "were"
        return f"{which} {were} coded by one coder, as planned: {some_of(named, MOST_NAMED)}."

    def _left_out(self) -> str:
        if not self.n_left_out:
            return ""
        are = "is" if self.n_left_out == 1 else "are"
        units = number_of(self.n_left_out, "unit")
        return f"{units} that not all coders of the round have finished {are} left out."


def _checked(each: RoundBasis) -> str:
    """Return who checked how many of the units of a round, where anyone did."""
    return "".join(
        f"; {listed(coders)} checked {n:,} in round {name}" for name, (coders, n) in each.checks.items() if n
    )
