"""Lists of code numbers in a cell that a spreadsheet program turned into one number or into a date."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from ...errors import InputError

_DATE = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d(:\d\d)?)?")
_NUMBERS = re.compile(r"[\d\s.,;/|-]+")
_DECIMAL = re.compile(r"(\d+)[.,](\d+)")


def refuse_dates(labels: Collection[str], where: str) -> None:
    """Raise InputError where some of the codes or categories are dates and all others are numbers.

    A spreadsheet program makes the first of February of the codes 1/2.
    """
    dates = [label for label in labels if _DATE.fullmatch(label)]
    others = [label for label in labels if label not in dates]
    if dates and others and all(map(_NUMBERS.fullmatch, others)):
        raise InputError(
            f'"{dates[0]}" is a date among numbers such as "{others[0]}": a spreadsheet program makes dates of entries '
            "such as 1/2 or 1-2.",
            where=where,
            fix="Give these columns the format Text, and type such entries again, as 1;2.",
        )


def joined_numbers(labels: Collection[str]) -> Iterator[str]:
    """Yield, as a sentence without a stop, the decimal numbers whose two halves are codes or categories themselves."""
    halves = {label: match.groups() for label in labels if (match := _DECIMAL.fullmatch(label))}
    found = [label for label, both in halves.items() if set(both) <= set(labels) - set(halves)]
    if found:
        left, right = halves[found[0]]
        yield (
            f'"{found[0]}" read as one code, though "{left}" and "{right}" are codes: if a spreadsheet program made it '
            f'of "{left},{right}", say --separator ".,"; it was done to {len(found)} of {len(labels)} codes'
        )
