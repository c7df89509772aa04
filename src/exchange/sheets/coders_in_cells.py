"""Sheets with a column per code in which each cell names the coders who applied it: `Anna; Ben`, `A`, `AB`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from ...errors import InputError, IntercoderError, raise_all
from ...wording import some_of
from ..cells import folded, is_missing, tidy
from .lists import NO_CODE
from .roles import may_hold_answers, profile

if TYPE_CHECKING:
    from ..headers import Column
    from .source import Source

_BETWEEN = re.compile(r"\s*(?:[,;/|+&\n]|\band\b)\s*", re.IGNORECASE)
_HALF = 0.5  # of the filled cells of a column
_FEW, _SHORT = 6, 12  # names that an error suggests, and their letters


def by_cell(source: Source, coders: Sequence[str]) -> list[Source]:
    """Return the table once for each of `coders`, with 1 where a cell names that coder and 0 where it does not.

    Single letters may be run together. Returns nothing when no column names these coders; raises, all together, the
    cells of such columns that hold something else.
    """
    names = {folded(name): tidy(name) for name in coders}
    held = [profile(source.table, column) for column in source.answers()]
    near = [
        each.filled > 0 and sum(n for text, n in each.counts.items() if _named(text, names)[0]) >= _HALF * each.filled
        for each in held
    ]
    if not any(near):
        return []
    first = near.index(True)
    columns = [
        each.column
        for at, each in enumerate(held)
        if near[at] or (at > first and not each.filled and may_hold_answers(each))
    ]
    found = {column: _coders_of(source, column, names) for column in columns}
    raise_all(list(chain.from_iterable(problems for _, problems in found.values())), fix="Correct the file.")
    who = some_of(list(names.values()), 12)
    what = f"the cells name who applied a code; {who} taken to have coded every unit, also where no cell names them"
    source.table.raw.repairs.note(source.table.raw.where, what)
    return [_of_coder(source, {column: cells for column, (cells, _) in found.items()}, name) for name in names.values()]


def _of_coder(source: Source, cells: Mapping[Column, Mapping[int, set[str]]], name: str) -> Source:
    rows = [list(row) for row in source.table.raw.rows]
    for column, named in cells.items():
        for row, who in named.items():
            rows[row] += [""] * (column.index + 1 - len(rows[row]))
            rows[row][column.index] = "1" if name in who else "0"
    table = replace(source.table, raw=replace(source.table.raw, rows=rows))
    return replace(source, table=table, name=name, codes=tuple(cells))


def _coders_of(
    source: Source, column: Column, names: Mapping[str, str]
) -> tuple[dict[int, set[str]], list[IntercoderError]]:
    """Return the coders whom each cell of a column names, by row, and a problem for each cell that names others."""
    found, problems = {}, list(source.table.errors([column]))
    for row, text in zip(source.table.rows, source.table.values(column), strict=True):
        found[row], others = _named(text, names)
        if others and not text.startswith("#"):
            listed = some_of([f'"{name}"' for name in others], 4)
            problem = f"{listed} is none of the coders {some_of(list(names.values()), 12)}."
            fix = "Name all coders with --coders, or correct the cell."
            problems.append(InputError(problem, where=source.table.where(row, column), fix=fix))
    return found, problems


def _named(text: str, names: Mapping[str, str]) -> tuple[set[str], list[str]]:
    """Return the coders whom a cell names, and what in it is no coder's name."""
    if folded(text) in names:
        return {names[folded(text)]}, []
    if is_missing(text) or folded(text) in NO_CODE:
        return set(), []
    found, others = set[str](), []
    for part in filter(None, map(tidy, _BETWEEN.split(text))):
        words = [part] if folded(part) in names else part.split()
        letters = [sign for sign in part if not sign.isspace()] if max(map(len, names)) == 1 else words
        known = words if all(folded(word) in names for word in words) else letters
        if all(folded(word) in names for word in known):
            found |= {names[folded(word)] for word in known}
        else:
            others.append(part)
    return found, others


def who_may_be_named(source: Source) -> list[str]:
    """Return the few short names that two columns or more have in common, several in some cells; else nothing."""
    profiles = [profile(source.table, column) for column in source.answers()]
    cells = [[_parts(text) for text in p.counts] for p in profiles if p.marks < _HALF and may_hold_answers(p)]
    held = [{folded(name) for parts in column for name in parts} for column in cells]
    common = [names for names in held if any(names & others for others in held if others is not names)]
    found = set[str]().union(*common)
    single = {name for name in found if len(name) == 1}
    together = {name for name in found if len(name) > 1 and single.issuperset(name)}
    listed = any(len(parts) > 1 and found.issuperset(map(folded, parts)) for column in cells for parts in column)
    left = found - together
    if not (together or listed) or not 1 < len(left) <= _FEW:
        return []
    if any(len(name) > _SHORT or any(map(str.isdigit, name)) for name in left):
        return []
    spelt = {folded(name): name for column in reversed(cells) for parts in reversed(column) for name in parts}
    return [spelt[name] for name in sorted(left)]


def _parts(text: str) -> list[str]:
    return [part for part in map(tidy, _BETWEEN.split(text)) if part and folded(part) not in NO_CODE]
