"""Several codes in one cell: what separates them, and the codes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence

from ...errors import InputError
from ..cells import folded, is_missing, tidy

SEPARATORS = {"\n": "line breaks", ";": "semicolons", "|": "bars", ",": "commas"}
"""What may stand between two codes, the surest first."""

NO_CODE = frozenset({"none", "no code", "no codes", "nothing", "keine", "aucun", "ninguno", "nessuno", "uncoded", "0"})
"""What people write to say that they looked and no code applies."""

_NUMBER = re.compile(r"\s*(?:\(?\d{1,2}[.)]|[-\u2022*\u2013\u25cf])\s+")
_INLINE_NUMBER = re.compile(r"\s+(?=\(?\d{1,2}[.)]\s)")
_QUOTE = re.compile("[:\u2013-]\\s*[\"\u201c\u201d\u201e\u00ab'\u2018].*[\"\u201d\u201c\u00bb'\u2019]?\\s*$", re.DOTALL)
_OPEN = {"(": ")", "[": "]", "\u201c": "\u201d", "\u00ab": "\u00bb"}


def split_codes(cell: str, separator: str | None) -> list[str]:
    r"""Return the codes in a cell, tidy, each once; numbers of a list and quotes after a colon are taken off.

    Separators inside brackets and quotation marks do not separate. Words such as `none` give no codes.

    >>> split_codes("1. Formal (surveys, measures): \"we ask\"; 2. Informal", ";")
    ['Formal (surveys, measures)', 'Informal']
    """
    pieces = _cut(cell, separator) if separator else [cell]
    if len(pieces) == 1 and re.match(r"\s*\(?1[.)]\s", cell):
        pieces = _INLINE_NUMBER.split(cell)
    codes = [
        tidy(_QUOTE.sub("", _NUMBER.sub("", piece, count=1) if _NUMBER.match(piece) else piece)) for piece in pieces
    ]
    kept = [code for code in codes if not is_missing(code) and folded(code) not in NO_CODE]
    return list(dict.fromkeys(kept))


def _cut(cell: str, separator: str) -> list[str]:
    if separator not in cell:
        return [cell]
    if separator == "\n" or not any(mark in cell for mark in ('"', *_OPEN)):
        return cell.split(separator)
    pieces, start, closing = [], 0, ""
    for at, sign in enumerate(cell):
        if closing:
            closing = "" if sign == closing else closing
        elif sign == '"' or sign in _OPEN:
            ahead = _OPEN.get(sign, '"')
            closing = ahead if cell.find(ahead, at + 1) > 0 else ""
        elif sign == separator:
            pieces.append(cell[start:at])
            start = at + 1
    return [*pieces, cell[start:]]


def find_separator(cells: Iterable[str], *, codes: Collection[str] = (), where: str = "") -> str | None:
    """Return what separates the codes in these cells, or None when every cell holds one code.

    A separator is believed when most of what it cuts out stands in other cells too, or among the known `codes`.
    Raises InputError, with both readings, when there is no telling whether a text with a comma is one code or two.
    """
    counted = Counter(cell.strip() for cell in cells if not is_missing(cell))
    for separator, name in SEPARATORS.items():
        several = [cell for cell in counted if len(split_codes(cell, separator)) > 1]
        if not several:
            continue
        share = _known_share(several, counted, separator, {folded(code) for code in codes})
        if share >= 0.5:
            return separator
        if separator in ("\n", ";") and share > 0:
            return separator
        if share > 0.2:
            example = tidy(several[0])
            raise InputError(
                f'"{example}" may be one code, or several separated by {name}.',
                where=where,
                fix="Say which with --separator (the sign, or none), or name the codes.",
            )
    return None


def _known_share(several: Sequence[str], counted: Counter[str], separator: str, known: Collection[str]) -> float:
    """Return the share of the pieces of `several` that are known codes, or that stand in another cell as well."""
    found_in: defaultdict[str, set[str]] = defaultdict(set)
    for cell in counted:
        for code in split_codes(cell, separator):
            found_in[folded(code)].add(cell)
    pieces = {folded(code) for cell in several for code in split_codes(cell, separator)}
    believed = [piece for piece in pieces if piece in known or (not known and len(found_in[piece]) > 1)]
    return len(believed) / len(pieces)
