"""Results in a terminal: a table that fits, with its notes beneath."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from .display import Grid, Line, grid, share_width

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from ..results import Result

LEAST = 20  # characters that the first column needs to be read with ease
SHORT = 11  # and another column of text: the longest word of a band
WORD = 24  # characters of a word that is not broken, such as the name of a file
LONG = 50  # characters of a text that is a sentence
ROOM = 36  # and of the lines on which it is read with ease
GAP = 2  # characters between columns
READABLE = 100  # characters of a line of notes
PIPED = 160  # characters of a line where no terminal sets the width


def show(result: Result, console: Console) -> None:
    """Print `result` to `console`: title, table and notes.

    Flagged rows say so in words, not by colour alone. A last column of sentences that would be narrow stands below its
    rows. Where a terminal is too narrow for the table, the counts that coefficients are made of are left out, which is
    said beneath; where that does not help, a table of numbers is parted into several, and in another each row becomes a
    list.
    Where the output goes into a file or another program, the table is as wide as it needs (up to 160). Nothing in the
    data can steer the terminal.
    """
    shown = grid(result)
    if console.is_terminal:
        _print(shown, console)
        return
    before = console.width
    console.width = min(max(_natural(shown), before), PIPED)
    try:
        _print(shown, console)
    finally:
        console.width = before


def _print(shown: Grid, console: Console) -> None:
    console.print(_text(shown.title, console, style="bold"))
    if not shown.cells:
        console.print("Nothing to show.")
    else:
        _print_rows(shown, console)
    for note in shown.notes:
        console.print(_text(note, console), width=min(console.width, READABLE))


def _print_rows(shown: Grid, console: Console) -> None:
    below = _sentences_below(shown, console.width)
    beside = without_last(shown) if below else shown
    fewer = beside if _needed(beside) <= console.width else without_counts(beside)
    if _needed(fewer) > console.width:
        parts = _parts(beside, console.width)
        for number, part in enumerate(parts):
            console.print(*([""] if number else []), _table(part, console), sep="\n")
        if not parts:
            _print_lists(shown, console)
    elif below:
        _print_with_sentences(shown, fewer, console)
        _say_left_out(beside, fewer, console)
    else:
        console.print(_table(fewer, console))
        _say_left_out(shown, fewer, console)


def _sentences_below(shown: Grid, width: int) -> bool:
    """Tell whether the last column holds sentences for which there is too little room beside the numbers."""
    if len(shown.columns) < 3 or shown.columns[-1].kind != "text" or not _is_plain(without_last(shown)):
        return False
    needs = _needs(shown)
    room = share_width(needs, width - GAP * (len(needs) - 1))[-1]
    return room < ROOM and needs[-1][1] > LONG and _needed(without_counts(without_last(shown))) <= width


def _is_plain(shown: Grid) -> bool:
    """Tell whether all columns but the first hold numbers or words."""
    return all(numeric or short for numeric, short in zip(shown.numeric[1:], shown.short[1:], strict=True))


def without_last(shown: Grid) -> Grid:
    """Return `shown` without its last column."""
    return replace(shown, columns=shown.columns[:-1], cells=[row[:-1] for row in shown.cells])


def _print_with_sentences(shown: Grid, beside: Grid, console: Console) -> None:
    """Print the table `beside`, and below each row the sentence that `shown` has in its last column."""
    from rich.padding import Padding

    widths = _widths(beside, console)
    console.print(_table(replace(beside, lines=[]), console, widths))
    for line in beside.lines:
        console.print(_table(replace(beside, lines=[line]), console, widths, heads=False))
        if line.row is not None and (said := shown.cells[line.row][-1]):
            beneath = Padding(_text(said, console), (0, 0, 0, 2 * line.depth + 2))
            console.print(beneath, width=min(console.width, READABLE))


def _parts(shown: Grid, width: int) -> list[Grid]:
    """Return a wide table as several, each with the first column; none where a column holds texts, or is too wide."""
    needs = [least + GAP for least, _ in _needs(shown)]
    if not _is_plain(shown) or max(needs[1:], default=0) + needs[0] > width + GAP:
        return []
    groups: list[list[int]] = [[]]
    for place in range(1, len(needs)):
        if needs[0] + sum(needs[at] for at in groups[-1]) + needs[place] > width + GAP:
            groups.append([])
        groups[-1].append(place)
    return [
        replace(
            shown,
            columns=(shown.columns[0], *(shown.columns[at] for at in group)),
            cells=[[row[at - 1] for at in group] for row in shown.cells],
        )
        for group in groups
    ]


def without_counts(shown: Grid) -> Grid:
    """Return `shown` without the counts that its coefficients are made of, all but the first; others as they are."""
    kinds = [column.kind for column in shown.columns]
    if "coefficient" not in kinds:
        return shown
    counts = [place for place, kind in enumerate(kinds) if kind == "count"]
    kept = [place for place in range(1, len(kinds)) if place not in counts[1:]]
    columns = (shown.columns[0], *(shown.columns[place] for place in kept))
    return replace(shown, columns=columns, cells=[[row[place - 1] for place in kept] for row in shown.cells])


def _say_left_out(shown: Grid, fewer: Grid, console: Console) -> None:
    left_out = [column.heading for column in shown.columns if column not in fewer.columns]
    if left_out:
        text = f"Left out here for lack of width: {', '.join(left_out)}."
        console.print(_text(text, console, style="dim"))


def _text(text: str, console: Console, style: str = "") -> Text:
    from rich.text import Text

    return Text(text.encode(console.encoding, "replace").decode(console.encoding), style)


def _needs(shown: Grid) -> list[tuple[int, int]]:
    """Return for each column how many characters it needs with its texts wrapped, and with only the heading wrapped."""
    from rich.cells import cell_len

    needs = []
    for place, (column, numeric, body) in enumerate(zip(shown.columns, shown.numeric, shown.bodies, strict=True)):
        indents = [0] * len(body) if place else [2 * line.depth for line in shown.lines]
        widest = max((indent + cell_len(text) for indent, text in zip(indents, body, strict=True)), default=0)
        word = max((cell_len(word) for word in column.heading.split()), default=0)
        longest = max((min(cell_len(part), WORD) for text in body for part in text.split()), default=0) if place else 0
        least = max(word, widest if numeric else max(longest, min(widest, LEAST if place == 0 else SHORT)))
        needs.append((least, max(widest, least)))
    return needs


def _needed(shown: Grid) -> int:
    """Return the characters of the narrowest line on which the table can be read."""
    return sum(least + GAP for least, _ in _needs(shown)) - GAP


def _natural(shown: Grid) -> int:
    """Return the characters of the line on which only headings are wrapped."""
    return sum(most + GAP for _, most in _needs(shown)) - GAP


def _widths(shown: Grid, console: Console) -> list[float]:
    needs = _needs(shown)
    return share_width(needs, console.width - GAP * (len(needs) - 1))


def _table(shown: Grid, console: Console, widths: list[float] | None = None, *, heads: bool = True) -> Table:
    from rich import box
    from rich.align import Align
    from rich.padding import Padding
    from rich.table import Table

    table = Table(
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        collapse_padding=True,
        show_edge=False,
        show_header=heads,
        header_style="bold",
    )
    for column, numeric, room in zip(shown.columns, shown.numeric, widths or _widths(shown, console), strict=True):
        side: Literal["left", "right"] = "right" if numeric else "left"
        heading = Align(_text(column.heading, console), side, vertical="bottom")
        table.add_column(heading, justify=side, width=int(room), overflow="fold")
    for line in shown.lines:
        stub = Padding(_text(line.name, console), (0, 0, 0, 2 * line.depth))
        cells = [_text(text, console) for text in shown.texts(line)]
        table.add_row(stub, *cells, style=_style(shown, line))
    return table


def _style(shown: Grid, line: Line) -> str:
    if line.row is None:
        return "italic"
    return "bold red" if shown.is_flagged(line) else ""


def _print_lists(shown: Grid, console: Console) -> None:
    from rich.padding import Padding

    for line in shown.lines:
        if line.row is None:
            continue
        values = zip(shown.columns[1:], shown.texts(line), strict=True)
        said = " | ".join(f"{column.heading}: {text}" for column, text in values if text)
        console.print(_text(line.above + line.name, console, _style(shown, line) or "bold"))
        console.print(Padding(_text(said, console), (0, 0, 0, 4)))
