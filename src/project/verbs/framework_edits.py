"""Editing the framework of a project, code by code: each edit makes a version, and can be previewed first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ...errors import ProjectError
from ...framework import edits
from ...framework.codes import Framework, Origin
from ...framework.rows import colour as as_colour
from ..file import Outcome, ProjectFile, Step
from ..previews import NOTHING_YET, EditPreview, preview_of, told
from ..stability import FINAL
from ..storage import records
from .frameworks import ids_ever, insert_version

Build = Callable[[Framework, edits.Making, Sequence[Framework]], edits.Edit]
"""Makes an edit of the newest framework, given what is made and the frameworks before it."""


class FrameworkEditVerbs(ProjectFile):
    """The verbs of `intercoder framework` that edit codes.

    With `preview`, each returns what the edit would do (units, codings, counts and kappa before and after, and who must
    look again at which units), and nothing is changed. A final version is not edited: it is reopened first.
    """

    def framework_add(
        self, name: str, *, under: str | None = None, origin: Origin = "inductive", definition: str = "",
        when_to_use: str = "", when_not_to_use: str = "", example: str = "", colour: str = "", applicable: bool = True,
        look: edits.Look | None = None, why: str = "", preview: bool = False,
    ) -> Outcome | EditPreview:  # fmt: skip
        """Add a code at the top or `under` the code at this path, with its origin and the reason for it.

        What was coded is looked at again where it may apply: where the code above it does, or everywhere; `look` says
        otherwise (none, applied, all). In a project without a framework it makes the first version.
        """
        values: dict[str, Any] = {
            "definition": definition,
            "when_to_use": when_to_use,
            "when_not_to_use": when_not_to_use,
            "example": example,
            "colour": as_colour(colour),
            "applicable": applicable,
        }

        def build(framework: Framework, making: edits.Making, _: Sequence[Framework]) -> edits.Edit:
            return edits.add(framework, name, making, under=under, origin=origin, look=look, **values)

        return self._edit("framework_add", build, why, preview=preview, begins=True)

    def framework_rename(self, code: str, name: str, *, why: str = "", preview: bool = False) -> Outcome | EditPreview:
        """Give the code at the path `code` another name; it stays the same code, with its codings."""
        return self._edit("framework_rename", lambda f, _m, _e: edits.rename(f, code, name), why, preview=preview)

    def framework_move(
        self, code: str, *, under: str | None = None, why: str = "", preview: bool = False
    ) -> Outcome | EditPreview:
        """Move a code with everything below it `under` another code, or to the top."""
        return self._edit("framework_move", lambda f, _m, _e: edits.move(f, code, under), why, preview=preview)

    def framework_describe(
        self, code: str, *, definition: str | None = None, when_to_use: str | None = None,
        when_not_to_use: str | None = None, example: str | None = None, colour: str | None = None,
        applicable: bool | None = None, look: edits.Look | None = None, why: str = "", preview: bool = False,
    ) -> Outcome | EditPreview:  # fmt: skip
        """Change the texts of a code, its colour, or whether it may be applied.

        When what it means has changed, the units with it are looked at again; `look` says otherwise (none, applied,
        all).
        """
        values: dict[str, Any] = {
            "definition": definition,
            "when_to_use": when_to_use,
            "when_not_to_use": when_not_to_use,
            "example": example,
            "colour": None if colour is None else as_colour(colour),
            "applicable": applicable,
        }
        return self._edit(
            "framework_describe", lambda f, _m, _e: edits.describe(f, code, look=look, **values), why, preview=preview
        )

    def framework_merge(
        self, codes: Sequence[str], *, into: str, why: str = "", preview: bool = False
    ) -> Outcome | EditPreview:
        """Merge codes into another one: their codings become codings of it."""
        return self._edit("framework_merge", lambda f, _m, _e: edits.merge(f, codes, into), why, preview=preview)

    def framework_split(
        self, code: str, *, into: Sequence[str], instead: bool = False, why: str = "", preview: bool = False
    ) -> Outcome | EditPreview:
        """Split a code into several below it, or with `instead` in its place; units with it are looked at again."""
        return self._edit(
            "framework_split", lambda f, m, _e: edits.split(f, code, into, m, instead=instead), why, preview=preview
        )

    def framework_retire(
        self, code: str, *, into: str | None = None, why: str = "", preview: bool = False
    ) -> Outcome | EditPreview:
        """Take a code and everything below it out; its codings become codings of `into`, or no longer count."""
        return self._edit("framework_retire", lambda f, _m, _e: edits.retire(f, code, into), why, preview=preview)

    def framework_restore(
        self, code: str, *, under: str | None = None, why: str = "", preview: bool = False
    ) -> Outcome | EditPreview:
        """Bring back a code that an earlier version had at the path `code`, with the codings it had."""
        return self._edit(
            "framework_restore", lambda f, _m, e: edits.restore(f, code, e, under=under), why, preview=preview
        )

    def _edit(self, verb: str, build: Build, why: str, *, preview: bool, begins: bool = False) -> Outcome | EditPreview:
        if preview:
            return self._previewed(build, why)
        with self._step(verb, why=why or None) as step:
            newest, made = made_edit(step, build, why, self.who, begins=begins)
            number = insert_version(step, made.framework, [made], why, self.who)
            step.facts["version"] = number
            step.summary = f"{made.summary} This is version {number} of the framework."
            remarks = told(step, made) if newest.number else ()
        return Outcome(step.summary, remarks)

    def _previewed(self, build: Build, why: str) -> EditPreview:
        with self._store.reading() as connection:
            known = records.versions(connection)
            newest = known[-1] if known else NOTHING_YET
            making = edits.Making(newest.number + 1, self.who, why, ids_ever(connection))
            made = build(newest.framework, making, [version.framework for version in known])
            return preview_of(connection, newest, made)


def made_edit(
    step: Step, build: Build, why: str, who: str, *, begins: bool = False
) -> tuple[records.Version, edits.Edit]:
    """Return the newest version (NOTHING_YET when there is none) and the edit that `build` makes of it.

    Raises ProjectError when the newest version is final; and when there is none, unless the edit `begins` a framework.
    """
    known = records.versions(step.connection)
    newest = known[-1] if known else NOTHING_YET if begins else records.version(step.connection)
    if newest.status == FINAL:
        raise ProjectError(
            f"version {newest.number} of the framework is final.",
            fix="To go on, say why: intercoder framework reopen --why REASON",
        )
    making = edits.Making(newest.number + 1, who, why, ids_ever(step.connection))
    return newest, build(newest.framework, making, [version.framework for version in known])
