"""Three segments of two documents as two coders coded them, which the tests put into the files of each tool."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from intercoder.exchange.sheets.coding_sheets import CodingSheets

TEXTS = {"1": "We ask families — always", "2": "=No time, really 😀", "3": "Too few posts"}
GIVEN = [  # segment, coder, codes; document P1 holds the segments 1 and 2, P2 the third
    ("1", "Anna", ["Planning > Asking", "Trust"]),
    ("1", "Ben", ["Planning > Asking"]),
    ("2", "Anna", ["Time"]),
    ("2", "Ben", ["Time"]),
    ("3", "Anna", ["Time"]),
    ("3", "Ben", ["Trust"]),
]
EXPECTED = {
    (segment, coder, code.replace(" > ", " / ")) for segment, coder, codes in GIVEN for code in codes
}  # Ben gave segment 1 no "Trust", Anna segment 3 none either


def document(segment: str) -> str:
    return "P2" if segment == "3" else "P1"


def by_text(sheets: CodingSheets) -> set[tuple[str, str, str]]:
    """Return segment, coder and code of each coding, the segments known by their texts."""
    texts = dict(zip(sheets.units["unit"], sheets.units["text"], strict=True))
    number = {text: n for n, text in TEXTS.items()}
    return {(number[texts[unit]], coder, code) for unit, coder, code in sheets.codings.itertuples(index=False)}
