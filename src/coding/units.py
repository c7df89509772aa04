"""Units of analysis: cutting the notes into the stretches that coders judge."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, get_args

from ..errors import no_such

Unit = Literal["response", "paragraph", "sentence"]
UNIT_KINDS: tuple[Unit, ...] = get_args(Unit)

_LINE_BREAK = re.compile("[\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]+")
_END = re.compile(
    "(?<![.!?\\u2026\\u3002\\uff01\\uff1f])(?P<mark>[.!?\u2026\u3002\uff01\uff1f]+)(?P<close>[\"'\u2019\u201d\u00bb)\\]]*)(?P<space>\\s+)"
)
_CJK_END = re.compile('(?<=[\u3002\uff01\uff1f])(?=[^\\s\u300d\u300f\u201d\u2019")\uff09\u3002\uff01\uff1f])')
_BULLET = re.compile("(?<=\\s)(?=[\u2022\u25cf\u25aa\u25e6\u2023]\\s)")
_START = re.compile("[\"'\u2018\u201c\u201e\u00ab(\\[\u00bf\u00a1\u2022*\u2013\u2014-]*\\s?[^\\W_]")
_ABBREVIATIONS = re.compile(
    r"mrs?|m[sx]|dr|prof|st|rev|hon|sgt|capt|lt|messrs|mme|mlle|sra|dra|dhr|mevr"
    r"|e\.?g|i\.?e|cf|vs|viz|approx|ca|resp|incl|excl|esp|et\.al|p\.ex|c\.-à-d|p\.ej"
    r"|z\.b|d\.h|u\.a|o\.ä|s\.o|bzw|evtl|ggf|vgl|bspw|inkl|sog|bijv|o\.a|d\.w\.z"
)
_BEFORE_NUMBERS = re.compile(  # words in their own right, and abbreviations when a number follows
    r"nos?|nr|figs?|tab|art|sec|vols?|ch|pp|ed|tel|ext|room|bd|abb"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|mon|tues?|wed|thur?s?|fri"
)
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")


def segment(text: str, unit: Unit) -> list[str]:
    """Return the units of `text`, verbatim and in order; nothing but the white space around them is lost.

    response: the whole text. paragraph: what stands between line breaks. sentence: a paragraph cut after `.`, `!`, `?`
    or an ellipsis (with the quotation marks and brackets that close after it) where white space and then a new start
    follow: a capital, a digit, an opening quotation mark or a bullet. Abbreviations (Dr., e.g.), initials, decimals and
    the numbers of a list do not end a sentence. A text of white space alone has no units.
    Raises InputError for another kind of unit.

    >>> segment("We asked Dr. Lee, e.g. about 2.5 posts. “Families help!” They sit on panels.", "sentence")
    ['We asked Dr. Lee, e.g. about 2.5 posts.', '“Families help!”', 'They sit on panels.']
    """
    if unit not in UNIT_KINDS:
        raise no_such("kind of unit", unit, UNIT_KINDS, where="--unit")
    if unit == "response":
        return _kept([text])
    paragraphs = _kept(_LINE_BREAK.split(text))
    return paragraphs if unit == "paragraph" else [s for paragraph in paragraphs for s in _sentences(paragraph)]


def _kept(pieces: list[str]) -> list[str]:
    return [stripped for piece in pieces if (stripped := piece.strip())]


def _sentences(paragraph: str) -> list[str]:
    cuts = sorted({*_ends(paragraph), *(match.end() for match in _BULLET.finditer(paragraph))})
    return _kept([paragraph[start:end] for start, end in zip([0, *cuts], [*cuts, None], strict=True)])


def _ends(paragraph: str) -> Iterator[int]:
    yield from (match.start() for match in _CJK_END.finditer(paragraph))
    start = 0
    for match in _END.finditer(paragraph):
        if _starts(paragraph, match.end()) and not _goes_on(paragraph[start : match.start()], match):
            start = match.end()
            yield start


def _starts(paragraph: str, at: int) -> bool:
    """Return whether a sentence can start here: with anything but a lower-case letter or a closing mark."""
    found = _START.match(paragraph, at)
    return found is not None and not found[0][-1].islower()


def _goes_on(before: str, match: re.Match[str]) -> bool:
    """Return whether the full stop belongs to an abbreviation, an initial, or the number of a list."""
    if match["mark"] != "." or match["close"]:
        return False
    words = before.rsplit(None, 1)
    word = words[-1].lstrip("\"'\u2018\u201c\u201e\u00ab([-\u2013").casefold() if words else ""
    if word.isdigit():
        return len(words) == 1
    if _BEFORE_NUMBERS.fullmatch(word):
        return match.string[match.end() : match.end() + 1].isdigit()
    return word != "i" and bool(_ABBREVIATIONS.fullmatch(word) or _INITIALS.fullmatch(word))
