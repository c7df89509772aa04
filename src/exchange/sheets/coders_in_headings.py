"""Headings that say code and coder: `Trust_A`, `Trust_B`, or the coder's name in a row above the codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ...errors import InputError
from ...wording import some_of
from ..cells import folded, tidy
from .roles import RATER_WORDS, may_hold_answers, profile

if TYPE_CHECKING:
    from ..headers import Column
    from .source import Source

_SIGN = r"[\s_\-./:|(\[\])]"
_RATER = rf"(?:{'|'.join(sorted(RATER_WORDS))})"
_WORD = r"[^\s_\-./:|()\[\]]+"
_LAST = re.compile(rf"(?P<code>.+?){_SIGN}+(?P<coder>(?:{_RATER}[\s_\-]*)?{_WORD})[)\]]?", re.IGNORECASE)
_FIRST = re.compile(rf"[(\[]?(?P<coder>(?:{_RATER}[\s_\-]*)?{_WORD}){_SIGN}+(?P<code>.+?)[)\]]?", re.IGNORECASE)
_SURELY = re.compile(rf"[^\W\d_]|{_RATER}[\s_\-]*\w*", re.IGNORECASE)

Grid = dict[str, dict[str, "Column"]]
"""By coder and code, the column with the coder's answers on the code."""


def by_heading(source: Source, coders: Sequence[str] | None) -> list[Source]:
    """Return the table once for each coder whom the headings name, with that coder's columns called as their codes.

    Returns nothing when headings do not name coders. Raises InputError, with the readings, when they may: headings are
    believed only where `coders` names those in them, or they are single letters or speak of coders (`Rater 1`).
    """
    grids = _grids(source, coders)
    if coders:
        return _split(source, grids[0], coders) if grids else []
    sure = [grid for grid in grids if all(map(_SURELY.fullmatch, grid))]
    if len(sure) == 1:
        return _split(source, sure[0], list(sure[0]))
    several = sorted((grid for grid in grids if len(next(iter(grid.values()))) > 1), key=len)
    if not several:
        return []
    readings = ", or ".join(f"codes {_named(next(iter(grid.values())))} by coders {_named(grid)}" for grid in several)
    raise InputError(
        f"the headings do not say who coded: {readings}; or all are codes of one coder.",
        where=source.table.raw.where,
        fix=" ".join(f"If {_coded(grid)}: {_option(grid)}." for grid in several)
        + " If one coder made all of it: --coder NAME.",
    )


def _coded(grid: Grid) -> str:
    return f"{some_of(list(grid), 6)} are the coders"


def _option(grid: Grid) -> str:
    return f'--coders "{",".join(grid)}"'


def _named(names: Iterable[str]) -> str:
    return some_of([f'"{name}"' for name in names], 6)


def _split(source: Source, grid: Grid, coders: Sequence[str]) -> list[Source]:
    taken = {column.index for columns in grid.values() for column in columns.values()}
    by_folded = {folded(coder): coder for coder in grid}
    found = []
    for name in coders:
        mine = {column.index: code for code, column in grid[by_folded[folded(name)]].items()}
        columns = tuple(
            replace(column, name=mine[column.index], heading=mine[column.index]) if column.index in mine else column
            for column in source.table.columns
            if column.index in mine or column.index not in taken
        )
        found.append(replace(source, table=replace(source.table, columns=columns), name=by_folded[folded(name)]))
    return found


def _grids(source: Source, coders: Sequence[str] | None) -> list[Grid]:
    """Return the ways in which headings name coders; each coder has every code, and all of `coders` are there."""
    columns = [c for c in source.answers() if c.heading and may_hold_answers(profile(source.table, c))]
    grouped = [(column, (column.own, column.group)) for column in columns if column.group]
    swapped = [(column, (column.group, column.own)) for column, _ in grouped]
    ways = [grouped, swapped] if grouped else [_parted(columns, pattern) for pattern in (_LAST, _FIRST)]
    grids = [grid for way in ways if (grid := _grid(way))]
    if coders:
        wanted = {folded(coder) for coder in coders}
        by_name = [_grid(_with_names(columns, coders, at_end=at_end)) for at_end in (True, False)]
        grids = [grid for grid in (*grids, *by_name) if wanted <= {folded(coder) for coder in grid}]
    return [grid for at, grid in enumerate(grids) if grid not in grids[:at]]


def _parted(columns: Sequence[Column], pattern: re.Pattern[str]) -> list[tuple[Column, tuple[str, str]]]:
    found = [(column, pattern.fullmatch(tidy(column.heading))) for column in columns]
    return [(column, (match["code"].strip(), match["coder"])) for column, match in found if match]


def _with_names(
    columns: Sequence[Column], coders: Sequence[str], *, at_end: bool
) -> list[tuple[Column, tuple[str, str]]]:
    """Return code and coder of each heading that ends, or begins, with one of these names."""
    found = []
    for column in columns:
        for coder in coders:
            name = rf"(?P<coder>{re.escape(tidy(coder))})"
            pattern = rf"(?P<code>.+?){_SIGN}+{name}[)\]]?" if at_end else rf"[(\[]?{name}{_SIGN}+(?P<code>.+)"
            if match := re.fullmatch(pattern, tidy(column.heading), re.IGNORECASE):
                found.append((column, (match["code"].strip(), match["coder"])))
    return found


def _grid(way: Sequence[tuple[Column, tuple[str, str]]]) -> Grid:
    """Return the columns by coder and code, of the coders who have the same codes as the most others have."""
    grid: Grid = {}
    for column, (code, coder) in way:
        same = next((known for known in grid if folded(known) == folded(coder)), coder)
        grid.setdefault(same, {}).setdefault(code, column)
    by_codes: dict[frozenset[str], list[str]] = {}
    for coder, codes in grid.items():
        by_codes.setdefault(frozenset(map(folded, codes)), []).append(coder)
    best = max(by_codes.values(), key=len, default=[])
    return {coder: grid[coder] for coder in best} if len(best) > 1 else {}
