"""What every way of showing a result shares: safe text, and codes as an outline instead of long paths."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ..framework import paths
from ..results import Column, Result

SHORT = 16  # characters that fit into a narrow column
NUMBERS = ("count", "percent", "share", "coefficient", "p", "interval")

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")  # can make a text look like another one
_PICTURES = 0x2400  # the first of Unicode's pictures of control characters


def visible(text: str) -> str:
    r"""Return `text` without what could steer a terminal, break a document or reverse a line.

    A control character becomes its picture, so that it neither acts nor vanishes; line ends and tabs stay.

    >>> visible("red \x1b[31m"), visible("two\r\nlines")
    ('red ␛[31m', 'two\nlines')
    """
    return _DIRECTIONS.sub("", _CONTROLS.sub(_picture, text.replace("\r\n", "\n").replace("\r", "\n")))


def _picture(match: re.Match[str]) -> str:
    number = ord(match[0])
    if number < 0x20:
        return chr(_PICTURES + number)
    return chr(_PICTURES + 0x21) if number == 0x7F else "\ufffd"


@dataclass(frozen=True)
class Line:
    """One line of an outline: a row of the table, or (`row` is None) the name of codes that the rows below belong to.

    `name` is what the line says at its `depth`, `above` what the lines over it have said already: together the path.
    """

    depth: int
    name: str
    above: str = ""
    row: int | None = None


def outline(codes: Sequence[str]) -> list[Line]:
    """Return the paths `codes`, one per row of a table, as an outline; as they are when they do not follow a tree.

    >>> for line in outline(["Planning / Reviewing / Surveys", "Planning / Reviewing / Groups", "Recruitment"]):
    ...     print("  " * line.depth + line.name, line.row)
    Planning None
      Reviewing None
        Surveys 0
        Groups 1
    Recruitment 2
    """
    named = [tuple(paths.split(code)) for code in codes]
    if not _follow_a_tree(named):
        return [Line(0, code, row=row) for row, code in enumerate(codes)]
    lines: list[Line] = []
    open_path: tuple[str, ...] = ()
    for row, names in enumerate(named):
        known = min(_shared(open_path, names), len(names) - 1)
        lines += [_line(names[: depth + 1]) for depth in range(known, len(names) - 1)]
        lines.append(_line(names, row))
        open_path = names
    return lines


def short_names(codes: Sequence[str]) -> list[str]:
    """Return for each path as much of its end as tells it from the others.

    >>> short_names(["Reasons / Lack of time", "Limits / Lack of time", "Limits / Staffing"])
    ['Reasons / Lack of time', 'Limits / Lack of time', 'Staffing']
    """
    named = [paths.split(code) for code in codes]
    longest = max(map(len, named), default=0)
    ends = [Counter(tuple(names[-length:]) for names in named) for length in range(1, longest + 1)]
    return [_shown_end(names, ends) for names in named]


def _shown_end(names: list[str], ends: list[Counter[tuple[str, ...]]]) -> str:
    for length, seen in enumerate(ends, start=1):
        if seen[tuple(names[-length:])] == 1:
            return names[-1] if length == 1 else paths.join(names[-length:])
    return paths.join(names)


def _line(names: tuple[str, ...], row: int | None = None) -> Line:
    above = paths.join(names[:-1]) + paths.SEPARATOR if names[:-1] else ""
    return Line(len(names) - 1, names[-1], above, row)


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    same = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        same += 1
    return same


def _follow_a_tree(named: Sequence[tuple[str, ...]]) -> bool:
    """Tell whether no branch is left and entered again, and no code comes after its own sub-codes."""
    seen: set[tuple[str, ...]] = set()
    open_path: tuple[str, ...] = ()
    for names in named:
        shared = _shared(open_path, names)
        new = [names[:level] for level in range(shared + 1, len(names) + 1)]
        if names != open_path and (not new or any(name in seen for name in new)):
            return False
        seen.update(new)
        open_path = names
    return True


@dataclass(frozen=True)
class Grid:
    """A result as people see it, in safe text: `lines` say the first column, `cells` the others, one list per row.

    `flagged` tells for each row whether the result marks it.
    """

    title: str
    columns: tuple[Column, ...]
    lines: list[Line]
    cells: list[list[str]]
    flagged: list[bool]
    notes: tuple[str, ...]

    @property
    def numeric(self) -> list[bool]:
        """Tell for each column whether it holds numbers."""
        return [column.kind in NUMBERS for column in self.columns]

    @property
    def short(self) -> list[bool]:
        """Tell for each column whether none of its texts needs more than one line."""
        return [all(len(text) <= SHORT for text in body) for body in self.bodies]

    @property
    def bodies(self) -> list[list[str]]:
        """Return what stands below each heading; below the first the names that the lines say."""
        beside = [[row[place] for row in self.cells] for place in range(len(self.columns) - 1)]
        return [[line.name for line in self.lines], *beside]

    def texts(self, line: Line) -> list[str]:
        """Return the cells beside `line`: those of its row, or empty ones."""
        return [""] * (len(self.columns) - 1) if line.row is None else self.cells[line.row]

    def is_flagged(self, line: Line) -> bool:
        """Tell whether the row of `line` is marked."""
        return line.row is not None and self.flagged[line.row]


def share_width(needs: Sequence[tuple[float, float]], width: float) -> list[float]:
    """Return the widths of columns within `width`, from what each needs at least and what it would fill at most.

    The rest is shared equally, so that columns which would fill little more come to it first.

    >>> share_width([(10, 50), (5, 7)], 25)
    [18.0, 7.0]
    """
    least = sum(need for need, _ in needs)
    if least > width:
        return [need * width / least for need, _ in needs]
    widths = [float(need) for need, _ in needs]
    rest = width - least
    by_wish = sorted(range(len(needs)), key=lambda place: needs[place][1] - needs[place][0])
    for done, place in enumerate(by_wish):
        more = min(needs[place][1] - needs[place][0], rest / (len(needs) - done))
        widths[place] += more
        rest -= more
    return widths


def grid(result: Result) -> Grid:
    """Return `result` as people see it; a first column of codes (its key is `code`) becomes an outline."""
    columns = tuple(Column(column.key, visible(column.heading), column.kind) for column in result.filled_columns())
    cells = [[visible(cell) for cell in row] for row in result.cells()]
    first = [row[0] for row in cells]
    lines = outline(first) if columns[0].key == "code" else [Line(0, text, row=row) for row, text in enumerate(first)]
    marks = [place for place, column in enumerate(columns) if column.kind == "flag"]
    return Grid(
        visible(result.heading()),
        columns,
        lines,
        [row[1:] for row in cells],
        [any(row[mark] for mark in marks) for row in cells],
        tuple(visible(note) for note in result.notes()),
    )
