"""Replacing the names of people and places before text of participants is shown to others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Replacements:
    """Names and what stands in their place, as whole words; longer names go before shorter ones.

    A name is replaced as it is spelt and in capitals, but not in lower case: the name Will is not the word will.

    >>> Replacements({"Sam": "[peer worker]", "Sam Hill": "[manager]"}).applied("Sam Hill met SAM's mum that same day")
    "[manager] met [peer worker]'s mum that same day"
    """

    names: Mapping[str, str]

    def __bool__(self) -> bool:
        return bool(self.names)

    def applied(self, text: str) -> str:
        """Return `text` with every name replaced."""
        if not self.names:
            return text
        return self._pattern.sub(lambda match: self._by_spelling[match[0]], text)

    @cached_property
    def _by_spelling(self) -> dict[str, str]:
        capitals = {name.upper(): instead for name, instead in self.names.items()}
        return capitals | dict(self.names)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest_first = sorted(self._by_spelling, key=len, reverse=True)
        return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)")
