"""Examples from the notes: which are shown for each code, and what the researcher pins, vetoes and replaces."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from ...errors import InputError, ProjectError, no_such
from ...findings.quotes import LIMIT
from ...wording import number_of
from .. import analyses
from ..file import Outcome, ProjectFile
from ..material import PINNED, VETOED, Material, material, quotes_of
from ..storage import records, store

if TYPE_CHECKING:
    from ...findings.quotes import Quotes


class QuoteVerbs(ProjectFile):
    """The verbs of `intercoder quotes`."""

    def quotes_show(
        self,
        *,
        examples: int = 1,
        words: int = LIMIT,
        code: str | None = None,
        where: Mapping[str, str] | None = None,
    ) -> Quotes:
        """Choose `examples` of about `words` for every code, or for the one at path `code` and those below it."""
        with self._store.reading() as connection:
            return quotes_of(connection, material(connection), each=examples, limit=words, code=code, where=where)

    def quotes_pin(self, code: str, unit: str, *, passage: str = "", why: str = "") -> Outcome:
        """Have this unit always shown as an example of the code, or the `passage` of its notes that is to be shown.

        Raises InputError when the unit is not finally coded with the code, or the passage is not in it.
        """
        return self._choose(PINNED, code, unit, passage, why)

    def quotes_veto(self, code: str, unit: str, *, why: str = "") -> Outcome:
        """Have this unit never shown as an example of the code."""
        return self._choose(VETOED, code, unit, "", why)

    def quotes_release(self, code: str, unit: str) -> Outcome:
        """Leave it to the rule again whether this unit is an example of the code."""
        with self._step("quotes_release", code=code, unit=unit) as step:
            wanted = records.version(step.connection).framework.find(code, where="CODE")
            table = store.quote_choices
            done = step.connection.execute(
                sa.delete(table).where(table.c.unit == unit, table.c.code == wanted.id)
            ).rowcount
            if not done:
                step.idle = True
                return Outcome(f"{unit} was neither pinned nor vetoed; nothing was changed.")
            step.summary = f"{unit} is an example of {wanted.name} by rule again."
        return Outcome(step.summary)

    def quotes_names(self, path: Path | str) -> Outcome:
        """Read the names to replace wherever findings show text: a table with the columns Name and Replacement.

        The list takes the place of the one before. Raises InputError when a column is missing or a name comes twice.
        """
        from ...exchange.replacements import read_replacements

        path = Path(path)
        found = read_replacements(path)
        with self._step("quotes_names", file=path.name) as step:
            if dict(analyses.replacements(step.connection).names) == found:
                step.idle = True
                return Outcome(f"{path.name} is as it was read before; nothing was changed.")
            step.connection.execute(sa.delete(store.name_replacements))
            rows = [{"name": name, "instead": instead} for name, instead in found.items()]
            if rows:
                step.connection.execute(store.name_replacements.insert(), rows)
            step.summary = f"Read {number_of(len(found), 'name')} to replace from {path.name}."
        return Outcome(step.summary)

    def _choose(self, choice: str, code: str, unit: str, passage: str, why: str) -> Outcome:
        given = {"code": code, "unit": unit, "passage": passage or None, "why": why or None}
        with self._step("quotes_pin" if choice == PINNED else "quotes_veto", **given) as step:
            found = material(step.connection)
            wanted = found.framework.find(code, where="CODE")
            text = _text_of(found, unit, wanted.id)
            if passage and " ".join(passage.split()) not in " ".join(text.split()):
                fix = "Copy the passage from the notes as it stands: intercoder notes show"
                raise InputError(f"is not in the notes of unit {unit}.", where="--passage", fix=fix)
            table = store.quote_choices
            step.connection.execute(sa.delete(table).where(table.c.unit == unit, table.c.code == wanted.id))
            row = {"unit": unit, "code": wanted.id, "choice": choice, "passage": passage, "why": why}
            step.connection.execute(table.insert(), [row | {"who": self.who, "at": step.at}])
            step.summary = f"{unit} is {choice} as an example of {found.framework.path(wanted.id)}."
        return Outcome(step.summary)


def _text_of(found: Material, unit: str, code: str) -> str:
    texts = dict(zip(found.units["unit"], found.units["text"], strict=True))
    if unit not in texts:
        fix = "`intercoder notes show` lists the units."
        raise no_such("unit", unit, texts, where="UNIT", fix=fix, error=ProjectError)
    codings = found.final.codings
    coded = set(codings.loc[codings["code"] == code, "unit"])
    if unit not in coded:
        listed = ", ".join(sorted(coded)[:10]) or "none"
        raise InputError(
            f"unit {unit} is not coded with {found.framework.path(code)}.",
            where="UNIT",
            fix=f"Units with it: {listed}.",
        )
    return str(texts[unit])
