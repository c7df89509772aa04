"""What a coefficient declares about itself: how many coders, which scales, whether it takes missing answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from ...errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..chance import Coefficient
    from ..counts.patterns import Patterns

Missing = Literal["taken", "pairwise", "complete"]


@dataclass(frozen=True)
class Measure:
    """A coefficient of agreement: called with patterns, it gives one value per variable.

    name      its name in results and options
    title     its name in sentences
    coders    exactly 2, or None for any number from two
    weighted  its title with weights, by which ordered categories and numbers can count as partly agreeing; empty when
              it takes none
    missing   taken: every unit with two answers counts; pairwise: units that both coders of a pair coded;
              complete: units that all coders coded
    votes     whether it follows from how many coders gave each answer, without who gave it
    """

    name: str
    title: str
    coders: int | None
    weighted: str
    missing: Missing
    compute: Callable[..., Coefficient]
    votes: bool = False

    def titled(self, *, weighted: bool) -> str:
        """Return the title of the coefficient with or without weights, as it stands above a table."""
        title = self.weighted if weighted and self.weighted else self.title
        return title[0].upper() + title[1:]

    def __call__(self, patterns: Patterns, **options: Any) -> Coefficient:
        """Compute the coefficient. Raises InputError when it does not fit the coders or takes no weights."""
        r = len(patterns.coders)
        if r < 2:
            raise InputError(f"{self.title} compares coders, but there is only one.", fix="Add a second coder.")
        if self.coders and r != self.coders:
            raise InputError(
                f"{self.title} is for {self.coders} coders, but there are {r}.",
                fix="Choose two coders, or a coefficient for several.",
            )
        if not self.votes:
            patterns.check_named(self.title)
        if not self.weighted and not options.keys().isdisjoint({"weights", "scale"}):
            raise InputError(f"{self.title} takes no weights.", fix="Leave the weights out.")
        return self.compute(patterns, **options)


def measure(
    title: str, *, coders: int | None = None, weighted: str = "", missing: Missing = "taken", votes: bool = False
) -> Callable[[Callable[..., Coefficient]], Measure]:
    """Make a function of patterns a `Measure` under the function's name."""

    def declare(compute: Callable[..., Coefficient]) -> Measure:
        made = Measure(compute.__name__, title, coders, weighted, missing, compute, votes)
        object.__setattr__(made, "__doc__", compute.__doc__)
        return made

    return declare
