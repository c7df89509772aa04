"""What the text in a cell means: nothing, an error of a formula, a label with stray spaces, a row of totals."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

MISSING_WORDS = frozenset(
    {
        "",
        "na",
        "n/a",
        "n.a.",
        "nan",
        "null",
        "nil",
        "blank",
        "(blank)",
        "missing",
        "<na>",
        "k.a.",
        ".",
        "-",
        "--",
        "\u2013",
        "\u2014",
    }
)
"""What people write into a cell to say that there is nothing, in lower case."""

TOTAL_WORDS = frozenset(
    {"total", "totals", "grand total", "sum", "sums", "summe", "gesamt", "average", "mean", "count", "n", "%"}
)

_ERROR = re.compile(r"#(REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|FIELD!|GETTING_DATA|BLOCKED!|UNKNOWN!)")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u200e\u200f\u00ad"))


@lru_cache(maxsize=1 << 14)  # the same labels stand in many rows
def tidy(text: str) -> str:
    r"""Return a label without stray spaces, line breaks and invisible characters.

    >>> tidy(" Steering\u00a0groups\u200b ")
    'Steering groups'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text.translate(_INVISIBLE))
    return " ".join(text.split())


def folded(text: str) -> str:
    """Return `text` as it is compared: two labels with the same folded form differ only by case and spaces."""
    return tidy(text).casefold()


@lru_cache(maxsize=1 << 14)
def is_missing(text: str) -> bool:
    """Return whether the cell says that there is nothing: empty, `NA`, `N/A`, `blank`, a dash.

    >>> is_missing(" n/a "), is_missing("None of them")
    (True, False)
    """
    return folded(text) in MISSING_WORDS


def is_error(text: str) -> bool:
    """Return whether the cell holds the error of a formula, such as `#REF!`."""
    return text.startswith("#") and _ERROR.fullmatch(text.strip()) is not None


def is_total(text: str) -> bool:
    """Return whether the cell heads a row of totals."""
    return folded(text).rstrip(": ") in TOTAL_WORDS


def is_number(text: str) -> bool:
    """Return whether the text is a plain number.

    >>> is_number("-3.5"), is_number("1e3"), is_number("nan"), is_number("1_0")
    (True, True, False, False)
    """
    return re.fullmatch(r"[+-]?(\d+([.,]\d+)?|[.,]\d+)([eE][+-]?\d+)?", text.strip(), re.ASCII) is not None


def number(text: str) -> int | float:
    """Return the number that a text for which `is_number` holds says; a comma is a decimal point.

    >>> number("3"), number("0,5")
    (3, 0.5)
    """
    value = float(text.replace(",", "."))
    return int(value) if value.is_integer() else value


def spellings(labels: Iterable[str]) -> dict[str, str]:
    """Return the spelling to use for each label: labels that differ only by case or spaces become the commonest one.

    Of equally common spellings the first one met is used.

    >>> spellings(["CAMHS", "camhs ", "CAMHS"])
    {'CAMHS': 'CAMHS', 'camhs ': 'CAMHS'}
    """
    counted = Counter(labels)
    best: dict[str, str] = {}
    most = Counter[str]()
    for label, count in Counter(_tidied(counted)).items():
        if count > most[label.casefold()]:
            most[label.casefold()] = count
            best[label.casefold()] = label
    return {label: best[folded(label)] for label in counted}


def _tidied(counted: Counter[str]) -> Counter[str]:
    tidied = Counter[str]()
    for label, count in counted.items():
        tidied[tidy(label)] += count
    return tidied
