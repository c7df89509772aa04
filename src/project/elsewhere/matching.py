"""Units and codes of files of codings, matched to those that a project has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ...errors import InputError, IntercoderError, did_you_mean, no_such
from ...exchange.cells import folded, tidy
from ...tables import rows_of
from ...wording import number_of, some_of
from .incoming import SEGMENT, Incoming

if TYPE_CHECKING:
    import pandas as pd

    from ...framework.codes import Code, Framework

_TOLD = 20  # units that are told one by one


@dataclass
class Matched:
    """What things of a file are in the project, those that it does not have, and all that is wrong."""

    here: dict[str, str] = field(default_factory=dict)
    new: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    problems: list[IntercoderError] = field(default_factory=list)


# --- units


def match_units(found: Incoming, known: pd.DataFrame, *, add: bool) -> Matched:
    """Match units by id, whatever its case and spaces; where both have a text or a case, it must be the same.

    `known` are the project's units (tables.UNITS). Units that it does not have are new when there are none yet, or when
    they are to be added; otherwise they are problems.
    """
    matched = Matched()
    if known.empty:
        matched.new = list(found.units["unit"])
        return matched
    ids = _Names(known["unit"])
    missing = []
    for unit in found.units["unit"]:
        near = ids.like(unit)
        if len(near) == 1:
            matched.here[unit] = near[0]
        elif near:
            problem = f'unit "{unit}" may be any of {", ".join(near)}.'
            matched.problems.append(InputError(problem, where=found.name, fix="Write its id as the project has it."))
        else:
            missing.append(unit)
    matched.new = missing if add and found.unit != SEGMENT else []
    matched.problems += _twice(matched.here, found)
    matched.problems += _other(found, known, matched.here)
    if len(missing) > len(matched.new):
        matched.problems += _not_here(missing, found, list(known["unit"]))
    changed = [f'"{unit}" is "{here}"' for unit, here in matched.here.items() if unit != here]
    matched.told.append(f"{len(matched.here):,} of {number_of(len(found.units), 'unit')} matched by id")
    if changed:
        matched.told.append(f"ids read as the project has them: {some_of(changed, 5)}")
    return matched


class _Names:
    """Names by which something may be called, whatever the case and spaces."""

    def __init__(self, names: Iterable[str]) -> None:
        self._exact: set[str] = set()
        self._folded: dict[str, list[str]] = {}
        for name in names:
            self._exact.add(name)
            self._folded.setdefault(folded(name), []).append(name)

    def like(self, name: str) -> list[str]:
        return [name] if name in self._exact else self._folded.get(folded(name), [])


def _twice(here: Mapping[str, str], found: Incoming) -> Iterator[IntercoderError]:
    first: dict[str, str] = {}
    for unit, same in here.items():
        if first.setdefault(same, unit) != unit:
            problem = f'"{first[same]}" and "{unit}" are both unit "{same}".'
            yield InputError(problem, where=found.name, fix="Correct one of the ids.")


def _other(found: Incoming, known: pd.DataFrame, here: Mapping[str, str]) -> Iterator[IntercoderError]:
    """Yield a problem for each unit whose text, or whose case as a column names it, is another than in the project."""
    project = {row["unit"]: row for row in rows_of(known)}
    compared = ("text",) if found.unit == SEGMENT else ("text", "case")
    for row in rows_of(found.units):
        mine = project.get(here.get(row["unit"], ""))
        for what in compared if mine else ():
            theirs = tidy(str(row[what]))
            if mine and theirs and mine[what] and theirs != tidy(mine[what]):
                yield InputError(
                    f'unit "{row["unit"]}" has another {what} than in the project: "{_short(theirs)}", not '
                    f'"{_short(mine[what])}".',
                    where=found.name,
                    fix=f"If the ids are right, take the column of the {what} out of the file.",
                )


def _not_here(missing: Sequence[str], found: Incoming, known: Sequence[str]) -> Iterator[IntercoderError]:
    if found.unit == SEGMENT:
        yield InputError(
            f"not in the project: {number_of(len(missing), 'segment')} of {len(found.units):,} (first: "
            f'"{missing[0]}").',
            where=found.name,
            fix="Read the exports of all coders together into a new project: only then is known who read what.",
        )
    elif found.stretches is not None:
        yield InputError(
            f"not in the project: {number_of(len(missing), found.unit)} of {len(found.units):,} (first: "
            f'"{missing[0]}").',
            where=found.name,
            fix="Read the file into a new project; texts that this one does not have are added with --add-units.",
        )
    elif len(missing) > _TOLD:
        yield InputError(
            f"{number_of(len(missing), 'unit')} of {len(found.units):,} are not in the project (first: "
            f'"{missing[0]}"; the project has units such as "{known[0]}").',
            where=found.name,
            fix="Name the column of ids with --unit; or add these units to the project with --add-units.",
        )
    else:
        for unit in missing:
            fix = "To add it to the project, say --add-units."
            yield no_such("unit", unit, known, among="in the project", where=found.name, fix=fix)


def _short(text: str) -> str:
    plain = tidy(text)
    return plain if len(plain) <= 40 else f"{plain[:40]}..."


# --- documents


def match_documents(found: Incoming, known: pd.DataFrame) -> Matched:
    """Match documents by name; one that the project has must have the same text.

    `known` are the project's: document, case, text.
    """
    matched = Matched()
    texts = dict(zip(known["document"], known["text"], strict=True))
    for name, text in found.stretches.texts.items() if found.stretches else ():
        if name not in texts:
            matched.new.append(name)
        elif texts[name] == text:
            matched.here[name] = name
        else:
            problem = f'document "{name}" has another text than in the project.'
            fix = "Export it from the tool in which it was coded first, or read the file into a new project."
            matched.problems.append(InputError(problem, where=found.name, fix=fix))
    return matched


# --- codes


def match_codes(found: Incoming, known: Framework, used: Iterable[str], *, add: bool) -> Matched:
    """Match codes of the files to ids of codes of a framework: by GUID, by path, or by a name that only one code has.

    `used` are paths of codes that were applied. Codes that the framework does not have are new, by path and with the
    codes above them, when they are to be added; otherwise they are problems where they are applied.
    """
    matched = Matched()
    applied = set(used)
    codes = _Codes(known)
    for code in found.framework:
        path = found.framework.path(code.id)
        near = codes.like(code, path, alone=code.parent is None and not found.framework.children(code.id))
        if len(near) == 1:
            matched.here[path] = near[0].id
            matched.problems += _not_applicable(known, near[0], found, applied=path in applied)
        elif add:
            matched.new.append(path)
        elif path in applied:
            matched.problems.append(codes.unknown(path, near, found.name))
    paths = {path: known.path(id) for path, id in matched.here.items()}
    other = [f'"{path}" is "{here}"' for path, here in paths.items() if folded(path) != folded(here)]
    if other:
        matched.told.append(f"codes read as the framework has them: {some_of(other, 5)}")
    return matched


class _Codes:
    """The codes of a framework, by what files may call them."""

    def __init__(self, known: Framework) -> None:
        self._known = known
        self._by_guid = {code.guid.casefold(): code for code in known if code.guid}
        self._by_name: dict[str, list[Code]] = {}
        for code in known:
            self._by_name.setdefault(folded(code.name), []).append(code)

    def like(self, code: Code, path: str, *, alone: bool) -> list[Code]:
        """Return the codes that may be meant; one that stands `alone` may be named without those above it."""
        if code.guid.casefold() in self._by_guid:
            return [self._by_guid[code.guid.casefold()]]
        try:
            return [self._known.find(path)]
        except InputError:
            return self._by_name.get(folded(code.name), []) if alone else []

    def unknown(self, path: str, near: Sequence[Code], where: str) -> IntercoderError:
        """Return the problem that no code, or not one alone, is called so."""
        add = "To add it to the framework, say --add-codes."
        if near:
            several = " or ".join(f'"{self._known.path(code.id)}"' for code in near)
            return InputError(f'"{path}" may be {several}.', where=where, fix=f"Write its path. {add}")
        fix = did_you_mean(path, (self._known.path(code.id) for code in self._known))
        return InputError(f'there is no code "{path}" in the framework.', where=where, fix=f"{fix} {add}".strip())


def _not_applicable(known: Framework, code: Code, found: Incoming, *, applied: bool) -> Iterator[IntercoderError]:
    if applied and not code.applicable:
        yield InputError(
            f'"{known.path(code.id)}" only groups other codes, and cannot be applied itself.',
            where=found.name,
            fix="Apply one below it, or allow it: intercoder framework describe CODE --applicable",
        )
