"""Finding the passage of a unit that shows a code best, and cutting it to quote at the ends of sentences."""

from __future__ import annotations

import functools
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..coding.units import segment

if TYPE_CHECKING:
    from ..framework.codes import Code

ELLIPSIS = "…"

_WORD = re.compile(r"[^\W\d_]{3,}")
_ENDING = re.compile(r"(?:ing|ed|es|s|ly|'s)$")
_COMMON_WORDS = (
    "and the for with that this from was were are not but has have had they them their there which what when who how "
    "its into out all any can will would been being more than then also our your you his her she him one use used any "
    "code apply applies about where does such other others only"
)
_COMMON = frozenset(_COMMON_WORDS.split())


@dataclass(frozen=True)
class Passage:
    """A stretch of a unit: `text` with an ellipsis where the unit goes on, and how well it shows the code."""

    text: str
    score: float


def stems(text: str) -> set[str]:
    """Return the words of `text` that carry meaning, without endings: what is compared to find fitting sentences.

    >>> sorted(stems("They worked on the care plans."))
    ['care', 'plan', 'work']
    """
    words = {word.casefold() for word in set(_WORD.findall(text))} - _COMMON
    return set(map(_stem, words))


@functools.lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    return _ENDING.sub("", word) if len(word) > 4 else word


class Vocabulary:
    """What the words of a set of texts weigh: rare words more than common ones (inverse document frequency)."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._in_texts: Counter[str] = Counter()
        self._n = 0
        for text in texts:
            self._in_texts.update(stems(text))
            self._n += 1

    def weight(self, stem: str) -> float:
        """Return the weight of a word: 0 for one in every text."""
        return math.log((self._n + 1) / (self._in_texts[stem] + 1))

    def score(self, text: str, key_words: set[str]) -> float:
        """Return the weight of the key words that `text` has."""
        return sum(self.weight(stem) for stem in sorted(stems(text) & key_words))


def key_words(line: Sequence[Code]) -> set[str]:
    """Return the words by which a code is known: of its own name and texts, and of the names above it (`line`)."""
    code = line[-1]
    above = " ".join(other.name for other in line)
    return stems(" ".join([above, code.definition, code.when_to_use, code.example]))


def best_passage(text: str, words: set[str], vocabulary: Vocabulary, *, limit: int) -> Passage:
    """Return the sentence of `text` that has most of the key `words`, with those that follow up to `limit` words.

    Ties go to the earlier sentence; where no sentence has any, the text is kept from its beginning. A sentence of more
    than `limit` words is cut after as many.
    """
    sentences = segment(text, "sentence")
    if not sentences:
        return Passage("", 0.0)
    scores = [vocabulary.score(sentence, words) for sentence in sentences]
    start = max(range(len(sentences)), key=lambda at: (scores[at], -at))
    telling = scores[start] > 0  # without a key word anywhere, no sentence shows the code better than the next
    end, taken = start + 1, len(sentences[start].split())
    while end < len(sentences) and taken + len(sentences[end].split()) <= limit and (scores[end] > 0 or not telling):
        taken += len(sentences[end].split())
        end += 1
    passage, cut = _within(" ".join(sentences[start:end]), limit)
    before = f"{ELLIPSIS} " if start else ""
    after = f" {ELLIPSIS}" if cut or end < len(sentences) else ""
    return Passage(f"{before}{passage}{after}", scores[start])


def excerpt(text: str, passage: str) -> str:
    """Return a `passage` chosen by hand, with an ellipsis where the unit's `text` goes on."""
    flat, chosen = " ".join(text.split()), " ".join(passage.split())
    at = flat.find(chosen)
    before = f"{ELLIPSIS} " if at > 0 else ""
    after = f" {ELLIPSIS}" if at >= 0 and at + len(chosen) < len(flat) else ""
    return f"{before}{chosen}{after}"


def _within(text: str, limit: int) -> tuple[str, bool]:
    words = text.split()
    return (" ".join(words), False) if len(words) <= limit else (" ".join(words[:limit]).rstrip(",;:–-"), True)
