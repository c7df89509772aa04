"""From the rows of a framework file to a framework, and back: which heading is which field of a code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..errors import InputError, IntercoderError, did_you_mean, raise_all
from . import paths
from .codes import ORIGINS, Code, Framework, Origin

HEADINGS = {
    "Code": "path",
    "Definition": "definition",
    "When to use": "when_to_use",
    "When not to use": "when_not_to_use",
    "Example": "example",
    "Origin": "origin",
    "Added by": "added_by",
    "Reason": "reason",
    "May be applied": "applicable",
}
"""The headings of a framework file and the field that each one holds."""

_YES = {"", "yes", "y", "true", "1", "x"}
_NO = {"no", "n", "false", "0"}


@dataclass(frozen=True)
class Row:
    """One row of a framework file: the texts under its headings, and where it stands, for error messages."""

    values: Mapping[str, str]
    where: str


def fields(headings: Sequence[str], *, where: str = "") -> dict[str, int]:
    """Return which field of a code each column holds, by position; columns with other headings are left alone.

    Raises InputError when there is no column of codes.
    """
    known = {heading.casefold(): field for heading, field in HEADINGS.items()}
    found = {known[name]: at for at, name in enumerate(map(_plain, headings)) if name in known}
    if "path" not in found:
        near = did_you_mean("Code", headings)
        raise InputError('there is no column "Code".', where=where, fix=near or "Name the column of codes Code.")
    return found


def _plain(heading: str) -> str:
    return paths.tidy(heading.replace("_", " ")).casefold()


def framework_from_rows(rows: Sequence[Row], *, previous: Framework | None = None, version: int = 1) -> Framework:
    """Return the framework that `rows` describe, each with a `path` and any of the fields in `HEADINGS`.

    A code at the same path as in `previous` is the same code: it keeps its id and the version it was added in; the
    others are new in `version`. Parents without a row of their own are made. Raises all problems together, with cells.
    """
    problems: list[IntercoderError] = []
    ids = _Ids(previous)
    codes: dict[tuple[str, ...], Code] = {}
    implied: set[tuple[str, ...]] = set()  # parents that so far have no row of their own
    for row in rows:
        names = tuple(paths.tidy(name) for name in paths.split(row.values.get("path", "")))
        if not all(names):
            problems.append(
                InputError("a code has no name.", where=row.where, fix="Write its path, as Parent / Child.")
            )
            continue
        key = _key(names)
        if key in codes and key not in implied:
            problems.append(InputError(f'"{paths.join(names)}" comes twice.', where=row.where, fix="Delete one row."))
            continue
        for ancestor in _missing_ancestors(names, codes):
            codes[_key(ancestor)] = _code(ancestor, {}, codes, ids, version)
            implied.add(_key(ancestor))
        implied.discard(key)
        try:
            codes[key] = _code(names, _checked(row), codes, ids, version)
        except InputError as error:
            problems.append(error)
    raise_all(problems, fix="Correct the file and read it again.")
    return Framework(codes.values())


class _Ids:
    """Hands out the ids: the one a path had before, or the next free one."""

    def __init__(self, previous: Framework | None) -> None:
        self.known = {_key(tuple(paths.split(previous.path(code.id)))): code for code in previous} if previous else {}
        taken = (int(code.id[1:]) for code in self.known.values())
        self.last = max(taken, default=0)

    def of(self, key: tuple[str, ...], version: int) -> tuple[str, int]:
        if key in self.known:
            return self.known[key].id, self.known[key].added_in
        self.last += 1
        return f"c{self.last:03}", version


def _key(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.casefold() for name in names)


def _missing_ancestors(names: tuple[str, ...], codes: Mapping[tuple[str, ...], Code]) -> Iterator[tuple[str, ...]]:
    return (names[:depth] for depth in range(1, len(names)) if _key(names[:depth]) not in codes)


def _code(
    names: tuple[str, ...], values: Mapping[str, object], codes: Mapping[tuple[str, ...], Code], ids: _Ids, version: int
) -> Code:
    key = _key(names)
    code, added_in = (codes[key].id, codes[key].added_in) if key in codes else ids.of(key, version)
    parent = codes[_key(names[:-1])].id if names[1:] else None
    return Code(id=code, name=names[-1], parent=parent, added_in=added_in, **values)  # type: ignore[arg-type]


def _checked(row: Row) -> dict[str, object]:
    values: dict[str, object] = {field: text.strip() for field, text in row.values.items() if field != "path"}
    values["origin"] = _origin(row.values.get("origin", ""), row.where)
    values["applicable"] = _applicable(row.values.get("applicable", ""), row.where)
    return values


def _origin(text: str, where: str) -> Origin:
    word = paths.tidy(text).casefold() or "deductive"
    for origin in ORIGINS:
        if word == origin:
            return origin
    fix = did_you_mean(word, ORIGINS) or f"It is one of: {', '.join(ORIGINS)}."
    raise InputError(f'"{text}" is not an origin of a code.', where=where, fix=fix)


def _applicable(text: str, where: str) -> bool:
    word = text.strip().casefold()
    if word not in _YES | _NO:
        raise InputError(f'"{text}" under "May be applied" is neither yes nor no.', where=where, fix="Write yes or no.")
    return word in _YES


def rows_from_framework(framework: Framework) -> list[list[str]]:
    """Return the headings and a row of texts per code: what `framework_from_rows` reads back."""
    table = [list(HEADINGS)]
    for code in framework:
        values = {**vars(code), "path": framework.path(code.id), "applicable": "yes" if code.applicable else "no"}
        table.append([str(values[field]) for field in HEADINGS.values()])
    return table
