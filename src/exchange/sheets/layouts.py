"""The layouts in which teams keep their codings, and where the coders stand, by the names that messages use."""

from __future__ import annotations

from typing import Literal, get_args

Layout = Literal["wide", "turned", "slots", "lists", "categories", "long", "variables"]
LAYOUTS: tuple[Layout, ...] = get_args(Layout)

MEANING: dict[Layout, str] = {
    "wide": "a column per code, with marks",
    "turned": "codes in rows, units in columns",
    "slots": "columns Code 1, Code 2, ..., a code in each cell",
    "lists": "list in a cell",
    "categories": "a column per coder, one category in each cell",
    "long": "a row per unit, coder and code",
    "variables": "a column per variable, a category in each cell",
}
"""What each layout is, as the line that says how a file was read puts it.

Whose answers they are stands beside the layout: in a coder column, in a column, sheet or file per coder, or in a main
and an overlap sheet.
"""

BY_CODE: frozenset[Layout] = frozenset({"wide", "turned", "slots", "lists", "long"})
"""The layouts whose answer is a set of codes for each unit; the others give one category."""

MARKED: frozenset[Layout] = frozenset({"wide", "turned"})
"""The layouts in which every code has its marks for every unit."""

Arrangement = Literal["coder column", "columns", "headings", "cells", "files", "sheets", "one coder"]
"""Where a file says who coded."""


def lines_of_codes(layout: str) -> str:
    """Return where the file has its codes: in rows, or in columns."""
    return "rows" if layout == "turned" else "columns"
