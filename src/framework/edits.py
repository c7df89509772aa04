"""Edits of a framework: each gives a new framework, and says what becomes of the codings made with the old one.

What is determined (a code that is renamed, moved, merged or retired) maps old codings to new ones; what needs a person
(a new code, a split, a changed definition) says which units must be looked at again. Nothing is ever changed in place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from ..errors import InputError, no_such
from ..wording import number_of
from . import paths
from .codes import Code, Framework, Origin

Look = Literal["none", "applied", "all"]
TEXTS = ("definition", "when_to_use", "when_not_to_use", "example")
MEANING = ("definition", "when_to_use", "when_not_to_use")
"""The texts by which coders decide; with another example or colour a code still means the same."""


@dataclass(frozen=True)
class Recode:
    """Which units must be looked at again, and why.

    They are the units with any of `codes` (ids in the version before the edit), or those named in `units`, or, with
    `everywhere`, all that were coded.
    """

    why: str
    codes: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    everywhere: bool = False


@dataclass(frozen=True)
class Making:
    """The version that an edit makes: its number, who makes it and why, and the ids that were ever given to a code."""

    version: int
    who: str = ""
    why: str = ""
    taken: Collection[str] = ()


@dataclass(frozen=True)
class Edit:
    """What an edit makes of a framework, and of the codings made with the one before.

    `mapping` gives for the id of a code the one that takes its place, or None where nothing does; a code that is not in
    it stays itself. `revived` are retired codes that are back, with the codings they had. `about` are the ids of the
    codes that were edited.
    """

    kind: str
    summary: str
    framework: Framework
    about: tuple[str, ...] = ()
    mapping: Mapping[str, str | None] = field(default_factory=dict)
    revived: tuple[str, ...] = ()
    recode: tuple[Recode, ...] = ()

    def document(self) -> dict[str, Any]:
        """Return what carries codings over this edit, as plain values."""
        return {
            "kind": self.kind,
            "summary": self.summary,
            "about": list(self.about),
            "mapping": dict(self.mapping),
            "revived": list(self.revived),
            "recode": [
                {"why": r.why, "codes": list(r.codes), "units": list(r.units), "everywhere": r.everywhere}
                for r in self.recode
            ],
        }


def next_id(taken: Iterable[str]) -> str:
    """Return the next id that no code ever had.

    >>> next_id(["c001", "c007"])
    'c008'
    """
    return f"c{max((int(code[1:]) for code in taken), default=0) + 1:03}"


def add(
    framework: Framework,
    name: str,
    making: Making,
    *,
    under: str | None = None,
    origin: Origin = "inductive",
    look: Look | None = None,
    units: Sequence[str] = (),
    **values: Any,
) -> Edit:
    """Add a code, at the top or `under` the code at this path; `values` are other fields of Code.

    By default it may apply wherever the code above it does, and at the top anywhere; `look` and `units` (those that
    prompted it) narrow where it is looked for: none, or only where the code above applies, or all.
    """
    parent = framework.find(under, where="--under").id if under else None
    _check_new(framework, name, parent)
    id = next_id({*making.taken, *(code.id for code in framework)})
    code = Code(id, _name(name), parent, origin=origin, added_in=making.version, added_by=making.who,
                reason=making.why, **values)  # fmt: skip
    new = Framework([*framework, code])
    asked: Look = look or ("applied" if parent else "all")
    why = f'"{new.path(id)}" is new.'
    around = tuple(c.id for c in (framework[parent], *framework.below(parent))) if parent else ()
    recode = [*_recode(asked if parent or asked != "applied" else "none", why, around)]
    if units and look is None:
        recode = [Recode(why, units=tuple(units))]
    return Edit("add", f'Added "{new.path(id)}".', new, (id,), recode=tuple(recode))


def rename(framework: Framework, path: str, name: str) -> Edit:
    """Give a code another name; it stays the same code, and its codings stay with it."""
    code = framework.find(path)
    new = _with(framework, replace(code, name=_name(name)))
    return Edit("rename", f'Renamed "{framework.path(code.id)}" to "{new.path(code.id)}".', new, (code.id,))


def move(framework: Framework, path: str, under: str | None) -> Edit:
    """Move a code with everything below it under another, or to the top for None.

    Raises InputError when it would stand below itself.
    """
    code = framework.find(path)
    parent = framework.find(under, where="--under").id if under else None
    if parent is not None and code in framework.line(parent):
        raise InputError(
            f'"{framework.path(code.id)}" cannot stand below itself.', where="--under", fix="Choose another place."
        )
    moved = replace(code, parent=parent)
    new = Framework([*(other for other in framework if other.id != code.id), moved])
    return Edit("move", f'Moved "{framework.path(code.id)}" to "{new.path(code.id)}".', new, (code.id,))


def describe(framework: Framework, path: str, *, look: Look | None = None, **values: Any) -> Edit:
    """Change the texts, colour or applicability of a code (fields of Code).

    When what it means has changed, the units with it are looked at again; `look` says otherwise: none, or all, because
    the code has become wider. Raises InputError when nothing would change.
    """
    code = framework.find(path)
    changed = {key: value for key, value in values.items() if value is not None and value != getattr(code, key)}
    if not changed:
        raise InputError("nothing would change.", where=f'"{framework.path(code.id)}"', fix="Give another text.")
    new = _with(framework, replace(code, **changed))
    matters = any(key in changed for key in MEANING) or changed.get("applicable") is False
    named = ", ".join(key.replace("_", " ") for key in changed)
    why = f'"{framework.path(code.id)}" has another {named}.'
    recode = tuple(_recode(look or ("applied" if matters else "none"), why, (code.id,)))
    return Edit("describe", f'Changed {named} of "{framework.path(code.id)}".', new, (code.id,), recode=recode)


def merge(framework: Framework, given: Sequence[str], into: str) -> Edit:
    """Merge codes into another: their codings become codings of it, and the codes below them come below it.

    Codes below that have the same name become one as well. Raises InputError when a code is merged into itself or into
    one below it.
    """
    target = framework.find(into, where="--into")
    mapping: dict[str, str | None] = {}
    for path in given:
        code = framework.find(path)
        if code in framework.line(target.id):
            raise InputError(
                f'"{framework.path(code.id)}" cannot be merged into itself or a code below it.',
                where="--into",
                fix="Merge in the other direction.",
            )
        _unite(framework, code, target, mapping)
    kept = [
        replace(code, parent=mapping.get(code.parent, code.parent) if code.parent else None)
        for code in framework
        if code.id not in mapping
    ]
    new = Framework(kept)
    named = " and ".join(f'"{framework.path(framework.find(path).id)}"' for path in given)
    summary = f'Merged {named} into "{framework.path(target.id)}".'
    return Edit("merge", summary, new, (*(c for c in mapping), target.id), mapping)


def _unite(framework: Framework, code: Code, target: Code, mapping: dict[str, str | None]) -> None:
    """Map a code to `target`, and each code below it whose name is also below `target`."""
    mapping[code.id] = target.id
    there = {paths.tidy(child.name).casefold(): child for child in framework.children(target.id)}
    for child in framework.children(code.id):
        same = there.get(paths.tidy(child.name).casefold())
        if same is not None and same.id not in mapping and same.id != child.id:
            _unite(framework, child, same, mapping)


def split(framework: Framework, path: str, names: Sequence[str], making: Making, *, instead: bool = False) -> Edit:
    """Split a code into several: below it, or with `instead` in its place.

    Which of them a unit with the code has, a person must say. Raises InputError for fewer than two names, and when a
    code with sub-codes is to be replaced.
    """
    code = framework.find(path)
    if len(names) < 2:
        raise InputError("a split needs at least two codes.", where="--into", fix="Name each with --into.")
    if instead and framework.children(code.id):
        fix = "Move or merge them first, or split below it (without --instead)."
        raise InputError("has sub-codes.", where=f'"{framework.path(code.id)}"', fix=fix)
    taken = {*making.taken, *(other.id for other in framework)}
    parts: list[Code] = []
    for name in names:
        id = next_id(taken)
        taken.add(id)
        parts.append(
            Code(
                id,
                _name(name),
                code.parent if instead else code.id,
                origin="inductive",
                added_in=making.version,
                added_by=making.who,
                reason=making.why,
            )
        )
    kept = [c for other in framework for c in (parts if instead and other.id == code.id else [other])]
    new = Framework(kept if instead else [*kept, *parts])
    named = ", ".join(f'"{new.path(part.id)}"' for part in parts)
    summary = f'Split "{framework.path(code.id)}" into {named}.'
    recode = Recode(f'"{framework.path(code.id)}" is split into {len(parts)} codes.', (code.id,))
    about = (code.id, *(part.id for part in parts))
    return Edit("split", summary, new, about, {code.id: None} if instead else {}, recode=(recode,))


def retire(framework: Framework, path: str, into: str | None = None) -> Edit:
    """Take a code and everything below it out; its codings become codings of the code `into`, or no longer count.

    Codings that were made stay as they are. Raises InputError when `into` is taken out too.
    """
    code = framework.find(path)
    gone = {code.id, *(below.id for below in framework.below(code.id))}
    target = framework.find(into, where="--into").id if into else None
    if target in gone:
        raise InputError(f'"{into}" would be taken out too.', where="--into", fix="Choose another code.")
    new = Framework([other for other in framework if other.id not in gone])
    end = f' into "{framework.path(target)}"' if target else ""
    rest = f" with the {number_of(len(gone) - 1, 'code')} below it" if len(gone) > 1 else ""
    summary = f'Retired "{framework.path(code.id)}"{rest}{end}.'
    mapping = {c.id: target for c in framework if c.id in gone}
    return Edit("retire", summary, new, (*mapping, *([target] if target else [])), mapping)


def restore(framework: Framework, path: str, earlier: Sequence[Framework], *, under: str | None = None) -> Edit:
    """Bring a code back that was in one of the `earlier` frameworks (the oldest first), with the codings it had.

    It returns to its place, or `under` another code. Raises InputError when there was none at this path, when it is
    there still, and when the code above it is gone.
    """
    code, home = _retired(framework, path, earlier)
    parent = framework.find(under, where="--under").id if under else code.parent
    if parent is not None and parent not in framework:
        fix = f'Restore "{home.path(parent)}" first, or say where with --under.'
        raise InputError("the code above it is gone.", where=f'"{path}"', fix=fix)
    new = Framework([*framework, replace(code, parent=parent)])
    return Edit("restore", f'Restored "{new.path(code.id)}".', new, (code.id,), revived=(code.id,))


def _retired(framework: Framework, path: str, earlier: Sequence[Framework]) -> tuple[Code, Framework]:
    known: dict[str, Framework] = {}
    for home in reversed(earlier):
        for found in home:
            known.setdefault(home.path(found.id), home)
        try:
            code = home.find(path)
        except InputError:
            continue
        if code.id in framework:
            now = framework.path(code.id)
            raise InputError("is still in the framework.", where=f'"{path}"', fix=f'It is at "{now}".')
        return code, home
    fix = "`intercoder framework log` lists what was taken out."
    raise no_such("code", path, known, among="in any version", fix=fix)


def reading(before: Framework, after: Framework, name: str, version: int) -> Edit:
    """Return what version `version`, read from the file `name`, does to codings made with the one before.

    A code that is not in `before` but was added in an earlier version is back, with the codings it had.
    """
    gone: dict[str, str | None] = {code.id: None for code in before if code.id not in after}
    revived = tuple(code.id for code in after if code.id not in before and code.added_in < version)
    recode: list[Recode] = []
    about: list[str] = [*gone, *revived]
    for code in after:
        if code.id in revived:
            continue
        if code.id not in before:
            about.append(code.id)
            recode.append(_around(before, after, code))
        elif code != before[code.id]:
            about.append(code.id)
            if any(getattr(code, key) != getattr(before[code.id], key) for key in MEANING):
                recode.append(Recode(f'"{after.path(code.id)}" is described in other words.', (code.id,)))
    return Edit("read", f"Read {name}.", after, tuple(about), gone, revived, tuple(recode))


def _around(before: Framework, after: Framework, code: Code) -> Recode:
    """Return where a code that came with a file must be looked for: with the nearest code above it that was there."""
    why = f'"{after.path(code.id)}" is new.'
    above = next((c.id for c in reversed(after.line(code.id)[:-1]) if c.id in before), None)
    if above is None:
        return Recode(why, everywhere=True)
    return Recode(why, (above, *(c.id for c in before.below(above))))


def _recode(look: Look, why: str, codes: tuple[str, ...]) -> Iterable[Recode]:
    if look == "all":
        yield Recode(why, everywhere=True)
    elif look == "applied":
        yield Recode(why, codes)


def _with(framework: Framework, changed: Code) -> Framework:
    return Framework([changed if code.id == changed.id else code for code in framework])


def _check_new(framework: Framework, name: str, parent: str | None) -> None:
    """Raise InputError when the code that is to be added is there already, or is named by a path that leads to it."""
    *above, last = paths.split(name)
    known = {framework.path(code.id).casefold(): framework.path(code.id) for code in framework}
    leads = known.get(paths.join([*([framework.path(parent)] if parent else []), *above]).casefold())
    if above and leads:
        raise InputError(
            f'"{name}" is a path, and a name is asked for.',
            fix=f'For a code below "{leads}": "{last}" --under "{leads}".',
        )
    for code in framework.children(parent):
        if paths.tidy(code.name).casefold() == paths.tidy(name).casefold():
            path = framework.path(code.id)
            fix = f'Change its texts (intercoder framework describe "{path}"), or choose another name.'
            raise InputError(f'there is a code "{path}" already.', fix=fix)


def _name(name: str) -> str:
    tidied = paths.tidy(name)
    if not tidied:
        raise InputError("a code needs a name.", fix="Write its name.")
    return tidied
