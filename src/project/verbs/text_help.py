"""Help from the texts of a project's units: groups in a broad code, and a second look at the coding of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from ...errors import InputError
from ...framework import edits, texts
from ...results import Column
from .. import layers
from ..file import Outcome, ProjectFile
from ..previews import EditPreview, preview_of, told
from ..storage import records
from ..views import View
from .framework_edits import made_edit
from .frameworks import insert_version

if TYPE_CHECKING:
    import sqlalchemy as sa

    from ...framework.codes import Code, Framework
    from ..storage.records import Version


@dataclass(frozen=True, repr=False)
class SubCodes(View):
    """Groups of the units of a broad code that may be sub-codes: distinctive words, typical units, and all units."""

    title: ClassVar[str] = "Possible sub-codes"
    key: ClassVar[str] = "groups"
    code: str
    said: tuple[str, ...]

    def columns(self) -> tuple[Column, ...]:
        """Return group, size, words, typical units with their notes, and all units."""
        return (
            Column("group", "Group", "count"),
            Column("n_units", "Units", "count"),
            Column("words", "Distinctive words"),
            Column("typical", "Typical units"),
            Column("units", "All units"),
        )

    def notes(self) -> tuple[str, ...]:
        """Return what is to be known of the groups, and how to make sub-codes of them."""
        how = ("To make sub-codes of some: intercoder framework adopt CODE --name 1=NAME --name 3=NAME --why REASON",)
        return (f"{self.code}.", *self.said, *(how if len(self.frame) else ()))


@dataclass(frozen=True, repr=False)
class Recheck(View):
    """Units to look at again for a code: without it but reading like those with it, and the reverse."""

    title: ClassVar[str] = "A second look"
    key: ClassVar[str] = "units"
    code: str
    auc: float | None
    said: tuple[str, ...]

    def notes(self) -> tuple[str, ...]:
        """Return how well the texts tell the code."""
        return (f"{self.code}.", *self.said)


class TextHelpVerbs(ProjectFile):
    """The verbs `framework subcodes`, `framework adopt` and `framework recheck`."""

    def framework_subcodes(self, code: str, *, groups: int | None = None, seed: int = 2026) -> SubCodes:
        """Group the units of a broad code by their texts, to see whether it has sub-codes.

        With too few units or words it says so, and shows no groups.
        """
        import pandas as pd

        with self._store.reading() as connection:
            path, found, notes = _grouped(connection, code, groups, seed)
        rows = [
            {
                "group": group.number,
                "n_units": len(group.units),
                "words": ", ".join(group.words),
                "typical": "\n".join(f"{unit}: {notes[unit]}" for unit in group.typical),
                "units": ", ".join(group.units),
            }
            for group in found.groups
        ]
        frame = pd.DataFrame(rows, columns=["group", "n_units", "words", "typical", "units"])
        return SubCodes(frame, path, found.said)

    def framework_adopt(
        self, code: str, *, names: Mapping[int, str], groups: int | None = None, seed: int = 2026, why: str = "",
        preview: bool = False,
    ) -> Outcome | EditPreview:  # fmt: skip
        """Make sub-codes of some of the groups that `framework_subcodes` shows with the same options, by their numbers.

        The units of each are looked at again; nothing is coded by the groups. With `preview`, what it would do is
        returned, and nothing is changed. Raises InputError for a group that there is not.
        """
        named = {str(number): name for number, name in names.items()}
        given = {"code": code, "names": named, "groups": groups, "seed": seed, "why": why or None}
        with self._trial() if preview else self._step("framework_adopt", **given) as step:
            path, found, _ = _grouped(step.connection, code, groups, seed)
            units_of = {group.number: group.units for group in found.groups}
            for number in names:
                if number not in units_of:
                    known = ", ".join(map(str, units_of)) or "none"
                    raise InputError(f"there is no group {number}.", where="--name", fix=f"The groups are: {known}.")
            if not names:
                raise InputError("no group is named.", where="--name", fix="Write --name 1=NAME.")

            def build(framework: Framework, making: edits.Making, _: object) -> edits.Edit:
                about: tuple[str, ...] = ()
                recode: tuple[edits.Recode, ...] = ()
                for number, name in names.items():
                    made = edits.add(framework, name, making, under=path, units=units_of[number])
                    framework, about, recode = made.framework, (*about, *made.about), (*recode, *made.recode)
                named = ", ".join(f'"{name}"' for name in names.values())
                summary = f'Made sub-codes of "{path}" from groups of its units: {named}.'
                return edits.Edit("add", summary, framework, about, recode=recode)

            newest, made = made_edit(step, build, why, self.who)
            if preview:
                return preview_of(step.connection, newest, made)
            number = insert_version(step, made.framework, [made], why, self.who)
            step.summary = f"{made.summary} This is version {number} of the framework."
            remarks = told(step, made)
        return Outcome(step.summary, remarks)

    def framework_recheck(self, code: str, *, seed: int = 2026, most: int = 10) -> Recheck:
        """Take a second look at a code: units without it that read like those with it, and the reverse, to be checked.

        It says so when the texts are too few, or do not tell the code.
        """
        import pandas as pd

        with self._store.reading() as connection:
            having, version, wanted = _having(connection, code)
            units = records.units(connection)
            covered = set(layers.final(connection)[0].covered)
        units = units[units["unit"].isin(covered)]
        notes = dict(zip(units["unit"], units["text"], strict=True))
        cases = dict(zip(units["unit"], units["case"], strict=True))
        found = texts.second_look(notes, {unit: unit in having for unit in notes}, cases, seed=seed, most=most)
        rows = [
            {
                "unit": doubt.unit,
                "coded": "with the code" if doubt.applied else "without the code",
                "reads_like": "those without" if doubt.applied else "those with",
                "probability": doubt.probability,
                "words": ", ".join(doubt.words),
                "notes": notes[doubt.unit],
            }
            for doubt in found.doubts
        ]
        frame = pd.DataFrame(rows, columns=["unit", "coded", "reads_like", "probability", "words", "notes"])
        return Recheck(frame, version.framework.path(wanted.id), found.auc, found.said)


def _grouped(
    connection: sa.Connection, code: str, groups: int | None, seed: int
) -> tuple[str, texts.Grouping, dict[str, str]]:
    """Return the path of a code, the groups of its units, and their notes."""
    having, version, wanted = _having(connection, code)
    units = records.units(connection)
    units = units[units["unit"].isin(having)]
    notes = dict(zip(units["unit"], units["text"], strict=True))
    return version.framework.path(wanted.id), texts.find_groups(notes, groups=groups, seed=seed), notes


def _having(connection: sa.Connection, path: str) -> tuple[set[str], Version, Code]:
    """Return the units that finally have the code at `path` or one below it, the version, and the code."""
    found, version = layers.final(connection)
    code = version.framework.find(path, where="CODE")
    meant = {code.id, *(below.id for below in version.framework.below(code.id))}
    return set(found.codings.loc[found.codings["code"].isin(meant), "unit"]), version, code
