"""What coders and meetings suggested for the framework: a queue, and an answer with a reason to each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from ...errors import InputError
from ...framework import edits
from .. import suggestion_queue
from ..file import Outcome, ProjectFile, Step
from ..previews import EditPreview, preview_of, told
from ..storage import records, store
from ..views import View
from .framework_edits import Build, made_edit
from .frameworks import insert_version

if TYPE_CHECKING:
    from ...framework.codes import Framework
    from ..suggestion_queue import Suggestion

ACCEPTED, MERGED, DECLINED = "accepted", "merged", "declined"


@dataclass(frozen=True, repr=False)
class SuggestionQueue(View):
    """What coders and meetings suggested as new codes, with the units that prompted it, and the answer to each."""

    title: ClassVar[str] = "Suggestions for the framework"
    key: ClassVar[str] = "suggestions"

    def notes(self) -> tuple[str, ...]:
        """Return how many are open, and how to answer them."""
        count = int((self.frame["answer"] == "open").sum())
        if not count:
            return ("None is open.",)
        return (f"{count} open. Answer each: intercoder suggestion accept, merge or decline NUMBER --why REASON",)


class SuggestionVerbs(ProjectFile):
    """The verbs of `intercoder suggestion`."""

    def suggestion_list(self, *, all: bool = False) -> SuggestionQueue:  # noqa: A002 - the option's name
        """List the open suggestions of coders in their workbooks and of meetings in theirs; with `all`, every one."""
        import pandas as pd

        with self._store.reading() as connection:
            found = suggestion_queue.suggestions(connection)
            units = records.units(connection)
            paths = {c.id: v.framework.path(c.id) for v in records.versions(connection) for c in v.framework}
        texts = dict(zip(units["unit"], units["text"], strict=True))
        rows = [
            {
                "number": one.number,
                "suggestion": one.text,
                "by": ", ".join(one.coders),
                "units": ", ".join(one.units),
                "notes": "\n".join(f"{unit}: {texts[unit]}" for unit in one.units),
                "answer": one.answer or "open",
                "code": paths.get(one.code or "", ""),
                "why": one.why,
            }
            for one in found
            if all or not one.answer
        ]
        columns = ["number", "suggestion", "by", "units", "notes", "answer", "code", "why"]
        frame = pd.DataFrame(rows, columns=columns, dtype=object)
        return SuggestionQueue(frame if all else frame.drop(columns=["code", "why"]))

    def suggestion_accept(
        self,
        number: int,
        *,
        why: str,
        name: str | None = None,
        under: str | None = None,
        definition: str = "",
        look: edits.Look | None = None,
        preview: bool = False,
    ) -> Outcome | EditPreview:
        """Accept a suggestion as a new code, at the top or `under` another; `name` may be better than the coder's.

        The units that prompted it are looked at again; `look` says otherwise (none, applied: where the code above it
        applies, all). With `preview`, what it would do is returned, and nothing is changed.
        """

        def adding(one: Suggestion) -> Build:
            def build(framework: Framework, making: edits.Making, _: object) -> edits.Edit:
                making = replace(making, who=", ".join(one.coders))
                return edits.add(
                    framework, name or one.text, making, under=under, definition=definition, look=look, units=one.units
                )

            return build

        with self._trial() if preview else self._step("suggestion_accept", number=number, why=_reason(why)) as step:
            one = suggestion_queue.numbered(step.connection, number)
            newest, made = made_edit(step, adding(one), why, self.who)
            if preview:
                return preview_of(step.connection, newest, made)
            version = insert_version(step, made.framework, [made], why, self.who)
            _answer(step, one, {"answer": ACCEPTED, "code": made.about[0], "why": why, "who": self.who})
            step.summary = f"Accepted suggestion {number}: {made.summary} This is version {version} of the framework."
            remarks = told(step, made)
        return Outcome(step.summary, remarks)

    def suggestion_merge(self, number: int, *, into: str, why: str) -> Outcome:
        """Answer a suggestion with a code that there is already; the units that prompted it are looked at again."""
        with self._step("suggestion_merge", number=number, into=into, why=_reason(why)) as step:
            one = suggestion_queue.numbered(step.connection, number)
            newest = records.version(step.connection)
            code = newest.framework.find(into, where="--into")
            path = newest.framework.path(code.id)
            recode = edits.Recode(f'"{one.text}" was suggested, and belongs to "{path}".', units=one.units)
            note = edits.Edit("suggestion", f'Merged suggestion "{one.text}" into "{path}".', newest.framework,
                              (code.id,), recode=(recode,))  # fmt: skip
            _answer(step, one, {"answer": MERGED, "code": code.id, "why": why, "who": self.who})
            row = {
                "version": newest.number,
                "document": note.document() | {"rounds": len(records.rounds(step.connection))},
            }
            step.connection.execute(store.framework_edits.insert(), [row])
            step.summary = f'Suggestion {number}, "{one.text}", belongs to "{path}".'
            remarks = told(step, note)
        return Outcome(step.summary, remarks)

    def suggestion_decline(self, number: int, *, why: str) -> Outcome:
        """Decline a suggestion, with the reason."""
        with self._step("suggestion_decline", number=number, why=_reason(why)) as step:
            one = suggestion_queue.numbered(step.connection, number)
            _answer(step, one, {"answer": DECLINED, "code": None, "why": why, "who": self.who})
            step.summary = f'Declined suggestion {number}, "{one.text}".'
        return Outcome(step.summary)


def _reason(why: str) -> str:
    if not why.strip():
        raise InputError("an answer needs a reason.", where="--why", fix="Write --why REASON.")
    return why


def _answer(step: Step, one: Suggestion, given: dict[str, str | None]) -> None:
    row = {"suggestion": suggestion_queue.key_of(one.text), "at": step.at, **given}
    step.connection.execute(store.suggestion_answers.insert(), [row])
