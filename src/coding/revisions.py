"""What a coder's workbook said at one reading, and what has changed between two readings, in words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

Pair = tuple[str, str]
"""A unit and the id of a code."""
Span = tuple[str, str, int, int]
"""A document, the id of a code, and where in the document it was applied: start, and end (not included)."""
SpanMemo = tuple[str, int, int, str]
"""A document, start and end in it, and what was written about that stretch."""


@dataclass(frozen=True)
class Revision:
    """What a coder has coded, as it was read once.

    `codings` and `examples` hold (unit, code id): what was applied, and which of it is a good example of the code.
    `covered` are the units that were finished, `remarks` the memo and the suggestion of a new code by unit. `spans` are
    the stretches of documents that codings of units come from, where coders chose them, with the memos on stretches.
    """

    codings: frozenset[Pair] = frozenset()
    covered: frozenset[str] = frozenset()
    remarks: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    examples: frozenset[Pair] = frozenset()
    spans: frozenset[Span] = frozenset()
    span_memos: frozenset[SpanMemo] = frozenset()

    @property
    def digest(self) -> str:
        """The SHA-256 of everything in it, whatever the order."""
        return digest(
            [
                *(("coding", *pair) for pair in self.codings),
                *(("covered", unit) for unit in self.covered),
                *(("remark", unit, *texts) for unit, texts in self.remarks.items()),
                *(("example", *pair) for pair in self.examples),
                *(("span", *span) for span in self.spans),
                *(("span memo", *memo) for memo in self.span_memos),
            ]
        )

    def over(self, before: Revision, units: Collection[str], documents: Collection[str] = ()) -> Revision:
        """Return this reading of `units` laid over an earlier revision, which stays as it was on all other units.

        What was written beside a unit stays where this reading says nothing of it. `documents` are those in which this
        reading has all stretches.
        """
        codings = self.codings | {pair for pair in before.codings if pair[0] not in units}
        return Revision(
            codings,
            self.covered | (before.covered - set(units)),
            {**before.remarks, **self.remarks},
            self.examples | {pair for pair in before.examples if pair in codings},
            self.spans | {span for span in before.spans if span[0] not in documents},
            self.span_memos | {memo for memo in before.span_memos if memo[0] not in documents},
        )


def digest(rows: Iterable[Iterable[object]]) -> str:
    """Return the SHA-256 of rows of plain values, whatever their order."""
    lines = sorted(json.dumps(list(row), ensure_ascii=False) for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def changes(before: Revision, after: Revision, units: Sequence[str], path_of: Mapping[str, str]) -> list[str]:
    """Return what differs between two revisions, a sentence per unit, in the order of `units`.

    `path_of` gives the path of each code by its id.

    >>> old = Revision(frozenset({("P01", "c1")}), frozenset({"P01"}))
    >>> new = Revision(frozenset({("P01", "c2")}), frozenset({"P01", "P02"}))
    >>> changes(old, new, ["P01", "P02"], {"c1": "Planning", "c2": "Training"})
    ['P01: "Planning" taken out; "Training" added.', 'P02: now finished, no code applies.']
    """
    found = []
    for unit in units:
        told = "; ".join(_of_unit(before, after, unit, path_of))
        if told:
            found.append(f"{unit}: {told}.")
    return found


def _of_unit(before: Revision, after: Revision, unit: str, path_of: Mapping[str, str]) -> Iterator[str]:
    was, now = unit in before.covered, unit in after.covered
    codes_now = [code for code in path_of if (unit, code) in after.codings]
    if was and not now:
        yield "no longer finished"
    if now and not was:
        yield "now finished" if codes_now else "now finished, no code applies"
    elif now and was and not codes_now and any((unit, code) in before.codings for code in path_of):
        yield "now no code applies"
    yield from _differences(before.codings, after.codings, unit, path_of, ("taken out", "added"))
    words = ("no longer a good example", "now a good example")
    yield from _differences(before.examples, after.examples, unit, path_of, words)
    for at, what in enumerate(("memo", "proposal of a new code")):
        old, new = (revision.remarks.get(unit, ("", ""))[at] for revision in (before, after))
        if old != new:
            yield f"{what} {'added' if not old else 'taken out' if not new else 'changed'}"


def _differences(
    old: frozenset[Pair], new: frozenset[Pair], unit: str, path_of: Mapping[str, str], words: tuple[str, str]
) -> Iterator[str]:
    for gone, word in zip((old - new, new - old), words, strict=True):
        named = [f'"{path}"' for code, path in path_of.items() if (unit, code) in gone]
        if named:
            yield f"{', '.join(named)} {word}"
