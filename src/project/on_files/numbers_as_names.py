"""Categories that are numbers and are compared as names: perhaps ratings in an order, or a sign for no answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ...wording import some_of

if TYPE_CHECKING:
    from ...exchange.sheets.coding_sheets import CodingSheets

_IN_ORDER = ("ordinal", "interval", "ratio")
_NO_ANSWER = frozenset({-999, -99, -9, -1, 77, 88, 98, 99, 888, 999, 9999})
_FEWEST = 3  # of two categories there is no order to speak of
_NAMED = 3  # variables that a line names


def told_of_numbers(sheets: CodingSheets, options: Mapping[str, Any]) -> Iterator[str]:
    """Yield what to look at in the categories of `sheets`, unless `options` say already what they are or is asked."""
    if options.get("scale") in _IN_ORDER and not {"weights", "statistics", "compare_with", "show"} & set(options):
        yield (
            f"--scale {options['scale']} is for Krippendorff's alpha alone; for the kappas, where near answers are to "
            f"count as partly agreeing, say --scale {options['scale']} --weights linear"
        )
    if {"scale", "weights", "categories", "compare_with", "show"} & set(options):
        return
    numbers = {name: found for name in sheets.variables if len(found := _numbers(sheets, name)) >= _FEWEST}
    for name, found in numbers.items():
        rest = [each for each in found if each not in _NO_ANSWER]
        signs = [each for each in found if each in _NO_ANSWER and rest and (each < 0 or each > 2 * rest[-1])]
        if signs and rest[0] >= 0:
            of = f"{name}=" if name else ""
            yield (
                f"{_listed(signs)} beside {rest[0]} to {rest[-1]}: if this says that there is no answer, say "
                f'--categories {of}{_listed(rest, ",")} --unlisted "leave out"'
            )
    if numbers:
        first = next(iter(numbers.values()))
        of = f"{some_of(list(numbers), _NAMED)}: " if all(numbers) else ""
        yield (
            f"{of}the numbers are compared as names, so that {first[0]} differs from {first[1]} as much as from "
            f"{first[-1]}; where they are in an order, say --scale ordinal --weights linear"
        )


def _numbers(sheets: CodingSheets, variable: str) -> list[float]:
    """Return the categories of a variable in order when all are numbers, else none."""
    found = {answer for *_, answer in sheets.answered(variable)}
    numbers = [answer for answer in found if isinstance(answer, int | float)]
    return sorted(numbers) if len(numbers) == len(found) else []


def _listed(numbers: Sequence[float], between: str = ", ") -> str:
    return between.join(map(str, numbers))
