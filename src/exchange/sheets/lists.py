"""Several codes in one cell: what separates them, and the codes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from ...errors import InputError
from ..cells import folded, is_missing, tidy

if TYPE_CHECKING:
    from ..repairs import RepairLog

SEPARATORS = {"\n": "line breaks", ";": "semicolons", "|": "bars", ",": "commas"}
"""What may stand between two codes, the surest first."""

NO_CODE = frozenset({"none", "no code", "no codes", "nothing", "keine", "aucun", "ninguno", "nessuno", "uncoded", "0"})
"""What people write to say that they looked and no code applies."""

_NUMBER = re.compile(r"\s*(?:\(?\d{1,2}[.)]|[-\u2022*\u2013\u25cf])\s+")
_INLINE_NUMBER = re.compile(r"\s+(?=\(?\d{1,2}[.)]\s)")
_QUOTE = re.compile("[:\u2013-]\\s*[\"\u201c\u201d\u201e\u00ab'\u2018].*[\"\u201d\u201c\u00bb'\u2019]?\\s*$", re.DOTALL)
_OPEN = {"(": ")", "[": "]", "\u201c": "\u201d", "\u00ab": "\u00bb"}

_SIGNS = {"comma": ",", "semicolon": ";", "newline": "\n", "line break": "\n", "bar": "|", "tab": "\t", "slash": "/"}
_ALONE = frozenset(",;|/+&.\n\t")  # signs that each separate, when several of them are given together


def signs_of(said: str) -> tuple[str, ...]:
    r"""Return the signs between codes that an option names: in words, as they are, or several of them together.

    Different signs one after the other each separate; any other text is one sign as it stands.

    >>> signs_of(";"), signs_of(";,"), signs_of("semicolon, comma"), signs_of(" / "), signs_of("||"), signs_of("none")
    ((';',), (';', ','), (';', ','), (' / ',), ('||',), ())
    """
    if said.strip().lower() == "none":
        return ()
    words = [word.strip().removesuffix("s") for word in re.split(r",|\band\b", said.lower())]
    if all(word in _SIGNS for word in words):
        return tuple(dict.fromkeys(_SIGNS[word] for word in words))
    sign = said.replace("\\n", "\n").replace("\\t", "\t")
    each = dict.fromkeys(sign.replace(" ", ""))
    if len(each) > 1 and _ALONE.issuperset(each):
        return tuple(each)
    return (sign,) if sign else ()


def given_signs(said: str, cells: Iterable[str], where: str, log: RepairLog) -> tuple[str, ...]:
    """Return the signs that an option names, and list those that stand in none of the cells."""
    signs = signs_of(said)
    together = "\0".join(cells)
    for sign in signs:
        if sign not in together:
            log.note(where, f'--separator: "{shown((sign,))}" stands in none of the cells with codes')
    return signs


def shown(signs: Iterable[str]) -> str:
    """Return signs as --separator takes them."""
    return "".join(signs).replace("\n", "\\n").replace("\t", "\\t")


def split_codes(cell: str, signs: Sequence[str]) -> list[str]:
    r"""Return the codes in a cell, tidy, each once; numbers of a list and quotes after a colon are taken off.

    Any of the `signs` separates codes, but inside brackets and quotation marks only line breaks do. Words such as
    `none` give no codes.

    >>> split_codes("1. Formal (surveys, measures): \"we ask\"; 2. Informal", (";",))
    ['Formal (surveys, measures)', 'Informal']
    """
    pieces = _cut(cell, signs)
    if len(pieces) == 1 and re.match(r"\s*\(?1[.)]\s", cell):
        pieces = _INLINE_NUMBER.split(cell)
    codes = [
        tidy(_QUOTE.sub("", _NUMBER.sub("", piece, count=1) if _NUMBER.match(piece) else piece)) for piece in pieces
    ]
    kept = [code for code in codes if not is_missing(code) and folded(code) not in NO_CODE]
    return list(dict.fromkeys(kept))


def _cut(cell: str, signs: Sequence[str]) -> list[str]:
    if not any(sign in cell for sign in signs):
        return [cell]
    if "\n" in signs:
        others = [sign for sign in signs if sign != "\n"]
        return [piece for line in cell.split("\n") for piece in _cut(line, others)]
    between = re.compile("|".join(map(re.escape, signs)))
    if not any(mark in cell for mark in ('"', *_OPEN)):
        return between.split(cell)
    pieces, start, at, closing = [], 0, 0, ""
    while at < len(cell):
        sign = cell[at]
        found = None if closing else between.match(cell, at)
        if found:
            pieces.append(cell[start:at])
            start = at = found.end()
            continue
        if closing:
            closing = "" if sign == closing else closing
        elif sign == '"' or sign in _OPEN:
            ahead = _OPEN.get(sign, '"')
            closing = ahead if cell.find(ahead, at + 1) > 0 else ""
        at += 1
    return [*pieces, cell[start:]]


def find_separator(cells: Iterable[str], *, codes: Collection[str] = (), where: str = "") -> str | None:
    """Return what separates the codes in these cells, or None when every cell holds one code.

    A separator is believed when most of what it cuts out stands in other cells too, or among the known `codes`.
    Raises InputError, with both readings, when there is no telling whether a text with a comma is one code or two.
    """
    counted = Counter(cell.strip() for cell in cells if not is_missing(cell))
    for separator, name in SEPARATORS.items():
        several = [cell for cell in counted if len(split_codes(cell, (separator,))) > 1]
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
        for code in split_codes(cell, (separator,)):
            found_in[folded(code)].add(cell)
    pieces = {folded(code) for cell in several for code in split_codes(cell, (separator,))}
    believed = [piece for piece in pieces if piece in known or (not known and len(found_in[piece]) > 1)]
    return len(believed) / len(pieces)
