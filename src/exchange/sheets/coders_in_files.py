"""Coders who have a file each: what they are called, after what tells the names of their files apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import takewhile
from pathlib import Path

from ..cells import folded

_BETWEEN = re.compile(r"([\s_.,;+()\[\]/–—-]+)")  # what stands between the words of a file's name


def coders_of_files(files: Sequence[Path], wanted: Sequence[str] | None = None) -> list[str]:
    """Return the coder of each of several files, after its name, with the folder where two names are the same.

    Words that all names begin or end with are left out, unless a name would have no letter left, or `wanted`, the
    coders that were asked for, has the whole name of a file.

    >>> coders_of_files([Path("Anna_coding_v2.xlsx"), Path("Ben_coding_v2.xlsx")])
    ['Anna', 'Ben']
    """
    whole = _whole(files)
    asked = set(map(folded, wanted or ()))
    short = whole if asked & set(map(folded, whole)) else _apart(whole)
    told_apart = len(set(map(folded, short))) == len(set(map(folded, whole)))
    return short if told_apart and all(any(map(str.isalpha, name)) for name in short) else whole


def after_files(coders: Iterable[str], files: Sequence[Path]) -> str:
    """Return what the line on a reading adds to its coders where they are called by a part of their files' names."""
    return "" if set(map(folded, coders)) <= set(map(folded, _whole(files))) else ", after the files' names"


def _whole(files: Sequence[Path]) -> list[str]:
    names = [file.stem for file in files]
    return names if len(set(names)) == len(names) else [f"{file.parent.name}/{file.stem}" for file in files]


def _apart(names: Sequence[str]) -> list[str]:
    """Return the names without the words that all end with, then without those that all begin with; none is empty."""
    split = [_BETWEEN.split(name) for name in names]
    ends = _shared([parts[::-2] for parts in split])
    split = [parts[: len(parts) - 2 * ends] for parts in split]
    starts = _shared([parts[::2] for parts in split])
    return ["".join(parts[2 * starts :]) for parts in split]


def _shared(words: Sequence[Sequence[str]]) -> int:
    """Return how many of their first words all have in common, and still each have one more."""
    most = min(map(len, words)) - 1
    alike = [len(set(map(folded, together))) == 1 for together in zip(*words, strict=False)]
    return min(most, len(list(takewhile(bool, alike))))
