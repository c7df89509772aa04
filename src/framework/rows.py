"""From the rows of a framework file to a framework, and back."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..errors import InputError, IntercoderError, no_such, raise_all
from . import paths
from .codes import ORIGINS, Code, Framework, Origin
from .headings import HEADINGS, plain

DEEPEST = 50
"""Levels that a path may have: more are a mistake in the file."""

_YES = {"", "yes", "y", "true", "1", "x"}
_NO = {"no", "n", "false", "0"}
_SPACE = uuid.UUID("2f0d7a5e-6f55-4b0c-9a53-0a8f1f4a7c11")  # drawn once, so that GUIDs are the same in every export


@dataclass(frozen=True)
class Row:
    """One row of a framework file: the texts under its headings, and where it stands, for error messages."""

    values: Mapping[str, str]
    where: str


@dataclass(frozen=True)
class Known:
    """What is known of the codes when a file is read: the newest framework, those before it, and the project's id."""

    previous: Framework | None = None
    earlier: Sequence[Framework] = field(default_factory=tuple)
    project: str = ""

    def by_guid(self) -> dict[str, Code]:
        """Return every code there ever was by the GUID under which it is written to files."""
        frameworks = [*self.earlier, *([self.previous] if self.previous else [])]
        return {guid_of(code, self.project): code for framework in frameworks for code in framework}


def guid_of(code: Code, project: str = "") -> str:
    """Return the GUID by which files name a code: the one it came with, or one that follows from project and id."""
    return code.guid or str(uuid.uuid5(_SPACE, f"{project}/{code.id}"))


def framework_from_rows(
    rows: Sequence[Row],
    *,
    version: int = 1,
    known: Known | None = None,
    problems: Sequence[IntercoderError] = (),
) -> Framework:
    """Return the framework that `rows` describe, each with a `path` and any of the fields in `HEADINGS`.

    A code with the GUID, or else at the path, of one that is `known` is the same code: it keeps its id and the version
    it was added in; the others are new in `version`. Parents without a row of their own are made. Raises all problems
    together with their cells, and with those (`problems`) that were found before.
    """
    return _Reading(known or Known(), version, list(problems)).framework(rows)


class _Reading:
    """The reading of rows: what is read so far, and every problem found on the way."""

    def __init__(self, known: Known, version: int, problems: list[IntercoderError]) -> None:
        self.version, self.problems = version, problems
        self.by_guid = known.by_guid()
        newest = known.previous or Framework()
        self.by_path = {_key(paths.split(newest.path(code.id))): code for code in newest}
        self.last = max((int(code.id[1:]) for code in self.by_guid.values()), default=0)
        self.codes: dict[tuple[str, ...], Code] = {}
        self.places: dict[tuple[str, ...], str] = {}
        self.implied: set[tuple[str, ...]] = set()  # parents that so far have no row of their own

    def framework(self, rows: Sequence[Row]) -> Framework:
        rows = _with_whole_paths(rows, self.problems)
        self._check_guids(rows)
        self.guids = {_key(paths.split(row.values.get("path", ""))): _guid(row) for row in rows}
        self.claimed = {self.by_guid[guid].id for guid in self.guids.values() if guid in self.by_guid}
        for row in rows:
            self._read(row)
        raise_all(self.problems, fix="Correct the file and read it again.")
        return Framework(self.codes.values())

    def _say(self, problem: str, where: str, fix: str) -> None:
        self.problems.append(InputError(problem, where=where, fix=fix))

    def _check_guids(self, rows: Sequence[Row]) -> None:
        first: dict[str, str] = {}
        for row in rows:
            guid = _guid(row)
            if guid and guid in first:
                self._say(f"has the same GUID as the code in {first[guid]}.", row.where, "Empty one of the two cells.")
            first.setdefault(guid, row.where)

    def _read(self, row: Row) -> None:
        names = tuple(paths.tidy(name) for name in paths.split(row.values.get("path", "")))
        if not all(names):
            self._say("a code has no name.", row.where, "Write its path, as Parent / Child.")
            return
        if len(names) > DEEPEST:
            self._say(f"is {len(names)} levels deep, and {DEEPEST} are the most.", row.where, "Check its path.")
            return
        key = _key(names)
        if key in self.codes and key not in self.implied:
            self._say_twice(names, row.where)
            return
        self._check_spelling(names, row.where)
        for depth in range(1, len(names)):
            if _key(names[:depth]) not in self.codes:
                self._keep(names[:depth], {}, row.where)
                self.implied.add(_key(names[:depth]))
        self.implied.discard(key)
        try:
            self._keep(names, _checked(row), row.where)
        except InputError as error:
            self.problems.append(error)

    def _say_twice(self, names: tuple[str, ...], where: str) -> None:
        path, first = paths.join(names), self.places[_key(names)]
        if self.codes[_key(names)].name == names[-1]:
            self._say(f'"{path}" comes twice, first in {first}.', where, "Delete one row.")
        else:
            other = self.codes[_key(names)].name
            self._say(f'"{path}" differs from "{other}" in {first} only by case or spaces.', where, "Delete one row.")

    def _check_spelling(self, names: tuple[str, ...], where: str) -> None:
        for depth in range(1, len(names) + 1):
            there = self.codes.get(_key(names[:depth]))
            if there is not None and there.name != names[depth - 1]:
                first = self.places[_key(names[:depth])]
                self._say(
                    f'"{names[depth - 1]}" differs from "{there.name}" in {first} only by case or spaces.',
                    where,
                    "Write both alike.",
                )

    def _keep(self, names: tuple[str, ...], values: Mapping[str, object], where: str) -> None:
        key = _key(names)
        parent = self.codes[_key(names[:-1])].id if names[1:] else None
        id, added_in, own = self._identity(key, self.guids.get(key, ""))
        self.codes[key] = Code(id=id, name=names[-1], parent=parent, added_in=added_in, guid=own, **values)  # type: ignore[arg-type]
        self.places.setdefault(key, where)

    def _identity(self, key: tuple[str, ...], guid: str) -> tuple[str, int, str]:
        """Return id, version of origin and own GUID of the code at a path."""
        if key in self.codes:
            code = self.codes[key]
            return code.id, code.added_in, code.guid
        same = self.by_guid.get(guid) or self.by_path.get(key)
        if same is not None and (guid in self.by_guid or same.id not in self.claimed):
            return same.id, same.added_in, same.guid
        self.last += 1
        return f"c{self.last:03}", self.version, guid


def _guid(row: Row) -> str:
    return row.values.get("guid", "").strip().casefold()


def _key(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(paths.tidy(name).casefold() for name in names)


def _with_whole_paths(rows: Sequence[Row], problems: list[IntercoderError]) -> list[Row]:
    """Return the rows with whole paths, where a column names the code above each."""
    if not any(row.values.get("parent") for row in rows):
        return list(rows)
    places: dict[str, list[Row]] = {}
    for row in rows:
        places.setdefault(plain(row.values.get("path", "")), []).append(row)
    whole = []
    for row in rows:
        try:
            path = _climb(row, places)
        except InputError as error:
            problems.append(error)
            continue
        whole.append(Row({**row.values, "path": path}, row.where))
    return whole


def _climb(row: Row, places: Mapping[str, Sequence[Row]]) -> str:
    """Return the path of a row from the codes that are named above it; raises InputError for a cycle or an unknown."""
    names, seen, here = [row.values["path"]], [row.where], row
    while above := here.values.get("parent", "").strip():
        found = places.get(plain(above), [])
        if not found and paths.SEPARATOR in above:
            return paths.SEPARATOR.join([above, *names])
        if not found:
            known = [other[0].values["path"] for other in places.values()]
            raise no_such("parent", above, known, among="in the file", where=here.where, fix="Add its row.")
        if len(found) > 1:
            fix = "Write the whole path of the parent."
            raise InputError(f'{len(found)} codes are called "{above}".', where=here.where, fix=fix)
        here = found[0]
        if here.where in seen:
            line = " under ".join(f'"{name}"' for name in [*reversed(names), here.values["path"]])
            raise InputError(f"is its own ancestor: {line}.", where=row.where, fix="Correct one of the parents.")
        names.insert(0, here.values["path"])
        seen.append(here.where)
    return paths.SEPARATOR.join(names)


def _checked(row: Row) -> dict[str, object]:
    skipped = ("path", "parent", "guid")
    values: dict[str, object] = {name: _text(text) for name, text in row.values.items() if name not in skipped}
    values["origin"] = _origin(row.values.get("origin", ""), row.where)
    values["applicable"] = _applicable(row.values.get("applicable", ""), row.where)
    if "colour" in values:
        values["colour"] = colour(row.values["colour"], row.where)
    return values


def _text(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def colour(text: str, where: str = "--colour") -> str:
    """Return a colour as `#rrggbb`.

    Raises InputError when it is none.
    """
    word = text.strip().casefold().removeprefix("#")
    if word and not re.fullmatch("[0-9a-f]{6}", word):
        raise InputError(f'"{text}" is not a colour.', where=where, fix="Write it as #1f4e79.")
    return f"#{word}" if word else ""


def _origin(text: str, where: str) -> Origin:
    word = paths.tidy(text).casefold() or "deductive"
    for origin in ORIGINS:
        if word == origin:
            return origin
    raise no_such("origin", text, ORIGINS, among="of a code", where=where)


def _applicable(text: str, where: str) -> bool:
    word = text.strip().casefold()
    if word not in _YES | _NO:
        raise InputError(f'"{text}" under "May be applied" is neither yes nor no.', where=where, fix="Write yes or no.")
    return word in _YES


def texts_of(framework: Framework, code: Code, project: str = "") -> dict[str, str]:
    """Return the fields of a code as the texts of a file, by name of the field."""
    values = {**vars(code), "path": framework.path(code.id), "applicable": "yes" if code.applicable else "no"}
    values["guid"] = guid_of(code, project)
    return {name: str(values[name]) for name in HEADINGS.values()}


def rows_from_framework(framework: Framework, *, project: str = "") -> list[list[str]]:
    """Return the headings and a row of texts per code: what `framework_from_rows` reads back."""
    texts = [texts_of(framework, code, project) for code in framework]
    return [list(HEADINGS), *([row[name] for name in HEADINGS.values()] for row in texts)]
