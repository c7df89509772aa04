"""Categories of one or several variables out of the rows of a coding sheet."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from ...errors import InputError, IntercoderError, raise_all
from ...tables import CODINGS, COVERAGE
from ...wording import number_of
from ..cells import folded, is_number, number, spellings
from .altered_labels import refuse_dates
from .answers import EMPTY, Rating, read_ratings
from .coding_sheets import CodingSheets, ratings_frame
from .unlikely_codes import held_together

if TYPE_CHECKING:
    import pandas as pd

    from .context import Context


def categories_of(context: Context) -> CodingSheets:
    """Return the categories that coders gave. Raises all units with two different ones together."""
    empty = EMPTY if context.blanks == "category" else None
    ratings = read_ratings(context.sources, context.reading, empty=empty, as_written=context.as_written)
    spelt = spellings([rating.coder for rating in ratings])
    coders = context.coders(spelt[rating.coder] for rating in ratings)
    units = context.units()
    by_name: dict[str, list[Rating]] = {}
    chosen = set(coders)
    for rating in ratings:
        if spelt[rating.coder] in chosen:
            by_name.setdefault(folded(rating.variable), []).append(rating)
    unit_ids = list(units["unit"])
    variables = {mine[0].variable: _frame(mine, unit_ids, coders, spelt, context) for mine in by_name.values()}
    covered = _covered(ratings, spelt, chosen)
    context.note_units_apart(covered, coders)
    rest = [] if list(variables) == [""] else [number_of(len(variables), "variable")]
    return CodingSheets(
        kind="categories",
        layout=context.reading.layout,
        arrangement=context.arrangement,
        description=context.description(coders, len(units), rest),
        coders=tuple(coders),
        units=units,
        codings=CODINGS.empty(),
        coverage=COVERAGE.of(covered),
        variables=variables,
        repairs=context.repairs(),
    )


def _covered(ratings: Sequence[Rating], spelt: Mapping[str, str], coders: set[str]) -> Collection[tuple[str, str]]:
    return dict.fromkeys(
        (rating.unit, spelt[rating.coder])
        for rating in ratings
        if rating.value is not None and spelt[rating.coder] in coders
    )


def _frame(
    ratings: Sequence[Rating], units: Sequence[str], coders: Sequence[str], spelt: Mapping[str, str], context: Context
) -> pd.DataFrame:
    """Return one variable as a frame of units by coders, or of unit, coder and category where most cells are empty.

    Raises all units with two different categories together.
    """
    values = [rating.value for rating in ratings if rating.value is not None]
    labels = {value: value for value in values} if context.as_written else context.log.spellings(context.where, values)
    refuse_dates(list(labels), context.where)
    for told in held_together(list(labels)):
        context.log.note(context.where, told)
    problems: list[IntercoderError] = []
    cells: dict[tuple[str, str], tuple[str | None, str]] = {}
    for rating in ratings:
        value = labels[rating.value] if rating.value is not None else None
        first, where = cells.setdefault((rating.unit, spelt[rating.coder]), (value, rating.where))
        if where == rating.where:
            continue
        if first == value:
            context.log.note(rating.where, f'unit "{rating.unit}" comes twice, with the same answer')
        else:
            problem = f'coder "{rating.coder}" has unit "{rating.unit}" twice, with different answers.'
            problems.append(InputError(problem, where=rating.where, fix=f"The other is {where}. Delete one."))
    raise_all(problems, fix="Correct the file and read it again.")
    convert = number if all(is_number(label) for label in labels.values()) else str
    given = {place: convert(value) for place, (value, _) in cells.items() if value is not None}
    return ratings_frame(given, units, coders)
