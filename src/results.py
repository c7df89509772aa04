"""Results are frames with a name: the form that every answer of intercoder has, whoever shows it.

A result holds what was computed, with which parameters, on how many units. `to_frame()` is the single source; the
terminal table, the page, .xlsx, .docx and JSON are all made from it, from `columns()` and from `notes()`.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .tables import rows_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

REASON = "reason"  # the key of the column that says why a number is undefined
Kind = Literal["text", "count", "percent", "share", "coefficient", "p", "interval", "flag"]


@dataclass(frozen=True)
class Column:
    """How people see one column: the key in the frame, the heading, and what kind of value it holds.

    kind         the value in the frame                   shown as
    text         text                                     as it is
    count        whole number                             31
    percent      0 to 100                                 51.7
    share        0 to 1                                   51.7, as a percentage
    coefficient  a coefficient of at most 1               .83, 1.00, -.05
    p            a probability by chance                  .031, < .001
    interval     two columns, `<key>_low`, `<key>_high`   .61 to .97
    flag         True or False                            flagged, or nothing
    """

    key: str
    heading: str
    kind: Kind = "text"

    def text(self, row: Mapping[str, Any]) -> str:
        """Return what people see of this column in `row`; an undefined number is a dash."""
        if self.kind == "interval":
            ends = (coefficient_text(row[f"{self.key}_low"]), coefficient_text(row[f"{self.key}_high"]))
            return "–" if "–" in ends else " to ".join(ends)
        value = row[self.key]
        if self.kind == "flag":
            return "flagged" if value else ""
        if self.kind == "text":
            return "" if _undefined(value) else str(value)
        return "–" if _undefined(value) else _SHOWN[self.kind](value)


def coefficient_text(value: float | None) -> str:
    """Return a coefficient as papers print it: two decimals and no zero before the point.

    >>> coefficient_text(0.8283), coefficient_text(0.625), coefficient_text(-0.05), coefficient_text(None)
    ('.83', '.63', '-.05', '–')
    """
    if value is None or _undefined(value):
        return "–"
    shown = decimals(value, 2)
    if float(shown) == 0:
        return ".00"
    return shown.replace("0.", ".", 1) if abs(float(shown)) < 1 else shown


def p_text(value: float) -> str:
    """Return a p value as papers print it: three decimals and no zero before the point, never 0.

    >>> p_text(0.0312), p_text(0.0002), p_text(float("nan")), p_text(1.0)
    ('.031', '< .001', '–', '1.000')
    """
    if _undefined(value):
        return "–"
    return "< .001" if value < 0.001 else decimals(value, 3).removeprefix("0")


def p_sentence(value: float) -> str:
    """Return a p value as it stands in a sentence.

    >>> p_sentence(0.0312), p_sentence(0.0002)
    ('p = .031', 'p < .001')
    """
    shown = p_text(value)
    return f"p {shown}" if shown.startswith("<") else f"p = {shown}"


def decimals(value: float, places: int) -> str:
    """Return a number with so many decimals, halves rounded away from zero, as spreadsheets show it.

    >>> decimals(0.625, 2), decimals(2.675, 2), decimals(51.65, 1)
    ('0.63', '2.68', '51.7')
    """
    exact = Decimal(f"{value:.15g}")  # what a spreadsheet keeps of a number
    if not exact.is_finite() or exact.adjusted() > 15:
        return f"{value:g}"
    return str(exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


_SHOWN: dict[Kind, Callable[[Any], str]] = {
    "count": lambda value: str(int(value)),
    "percent": lambda value: decimals(value, 1),
    "share": lambda value: decimals(100 * value, 1),
    "coefficient": coefficient_text,
    "p": p_text,
}


def for_json(value: Any) -> Any:
    """Return a value as JSON can hold it: None for an undefined or infinite number, Python's own kinds for numpy's.

    >>> for_json(float("nan")), for_json(float("inf")), for_json(0.5), for_json("text")
    (None, None, 0.5, 'text')
    """
    own = value.item() if hasattr(value, "item") else value
    return None if isinstance(own, float) and not math.isfinite(own) else own


def rows_for_json(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame as JSON can hold them: see `for_json`."""
    return [{key: for_json(value) for key, value in row.items()} for row in rows_of(frame)]


def _undefined(value: object) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


class Result(ABC):
    """An answer: one table with a title, the columns that people see, and the notes that belong beneath it."""

    title: ClassVar[str]

    def heading(self) -> str:
        """Return the title, with what tells this result from others of its kind."""
        return self.title

    @abstractmethod
    def to_frame(self) -> pd.DataFrame:
        """Return every number of the result, unrounded, one row per thing it speaks of: a frame of the caller's own."""

    @abstractmethod
    def columns(self) -> tuple[Column, ...]:
        """Return the columns of `to_frame()` that people see, in order."""

    @abstractmethod
    def to_dict(self) -> dict[str, Any]:
        """Return the result for JSON: plain values, None where a number is undefined."""

    def notes(self) -> tuple[str, ...]:
        """Return the sentences that belong beneath the table: what was computed, on what, and what is left out."""
        return ()

    def filled_columns(self) -> tuple[Column, ...]:
        """Return `columns()` without that of the reasons why a number is undefined, where no row has one."""
        columns = self.columns()
        reasons = [column for column in columns if column.key == REASON]
        empty = [column for column in reasons if not any(map(column.text, rows_of(self.to_frame())))]
        return tuple(column for column in columns if column not in empty)

    def cells(self) -> list[list[str]]:
        """Return the table as people see it: one list of texts per row, one text per column of `filled_columns()`."""
        columns = self.filled_columns()
        records = rows_of(self.to_frame())
        return [[column.text(row) for column in columns] for row in records]

    def summary(self) -> str:
        """Return title, table and notes as plain text."""
        rows = [[column.heading for column in self.filled_columns()], *self.cells()]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
        return "\n".join([self.heading(), *lines, *self.notes()])

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        """Show the result in a notebook; everything is escaped."""
        from html import escape

        head = "".join(f"<th>{escape(column.heading)}</th>" for column in self.filled_columns())
        body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in self.cells())
        notes = "".join(f"<p>{escape(note)}</p>" for note in self.notes())
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        return f"<p><strong>{escape(self.heading())}</strong></p>{table}{notes}"
