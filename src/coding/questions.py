"""The questions that notes answer: what was asked of whom, and how it is shown beside the notes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from textwrap import shorten

from ..spreadsheet import fitting
from .forms import FormColumn, Leaf

KEY = "question"
_LONGEST = 200  # characters of a question beside the notes; the sheet Questions has the whole
_CUT = " …"


@dataclass(frozen=True)
class Question:
    """What was asked: the name of the column with the answers, and the wording."""

    name: str
    text: str

    @cached_property
    def line(self) -> str:
        """The wording on one line."""
        return " ".join(self.text.split())

    @cached_property
    def shown(self) -> str:
        """The wording as it stands beside the notes: a long one is cut."""
        return shorten(self.text, _LONGEST, placeholder=_CUT)


@dataclass(frozen=True)
class Questions:
    """Which question each unit answers, by unit; a unit of which it is not known is not in it."""

    of_unit: Mapping[str, Question] = field(default_factory=dict)

    def of(self, units: Iterable[str]) -> Questions:
        """Return the same for these units alone, those of which nothing is known among them."""
        return Questions({unit: self.of_unit.get(unit, _UNKNOWN) for unit in units})

    def text(self, unit: str) -> str:
        """Return the wording of the question that a unit answers; an empty text where it is not known."""
        return self.of_unit.get(unit, _UNKNOWN).text

    def shown(self, unit: str) -> str:
        """Return the wording as it stands beside the notes: a long one is cut."""
        return self.of_unit.get(unit, _UNKNOWN).shown

    def fits(self, unit: str, shown: str) -> bool:
        """Return whether a text may be what was shown as the question of a unit, wherever it was cut."""
        given = " ".join(shown.split())
        whole = self.of_unit.get(unit, _UNKNOWN).line
        return whole.startswith(given.removesuffix(_CUT.strip()).rstrip()) if given.endswith("…") else given == whole

    @cached_property
    def asked(self) -> tuple[Question, ...]:
        """The questions that are known, each once, in the order of the units."""
        return tuple(dict.fromkeys(question for question in self.of_unit.values() if question.text))

    @cached_property
    def several(self) -> bool:
        """Whether the units answer different questions, so that each needs its own beside it."""
        return several(question.text for question in self.of_unit.values())

    def before(self, unit: str) -> str:
        """Return what stands before the notes of a unit in running text: its question, where there are several."""
        return f"[{self.shown(unit)}] " if self.several and self.text(unit) else ""

    def together(self, notes: Iterable[tuple[str, str]]) -> str:
        """Return the notes of several units (unit, text) as one text, in which each new question stands once."""
        rows = list(notes)
        here = self.of(unit for unit, _ in rows)
        told, last = [], ""
        for unit, text in rows:
            before = here.before(unit)
            told.append((before if before != last else "") + text)
            last = before
        return "\n\n".join(told)

    def columns(self) -> tuple[FormColumn, ...]:
        """Return the column of a workbook that shows the questions, where there are several."""
        return (FormColumn(KEY, "Question", width=28),) if self.several else ()

    def notes_column(self) -> FormColumn:
        """Return the column of a workbook that shows the notes; beside questions it is narrower."""
        return FormColumn("text", "Notes", width=60 if self.several else 70)

    def row(self, unit: str) -> dict[str, str]:
        """Return what stands in that column for a unit."""
        return {KEY: self.shown(unit)} if self.several else {}

    def steps(self) -> tuple[tuple[str, str], ...]:
        """Return what the instructions of a workbook say of the questions: the only one itself."""
        if self.several:
            told = "The column Question says what the notes of its row answer; the sheet Questions lists all of them."
            return (("The questions", told),)
        return tuple(("The question", fitting(question.text)) for question in self.asked[:1])

    def leaves(self) -> tuple[Leaf, ...]:
        """Return the sheet of a workbook that lists the questions, where there are several."""
        if not self.several:
            return ()
        rows = [(question.name, fitting(question.text)) for question in self.asked]
        return (Leaf("Questions", ("Name", "Question"), rows, (24, 100)),)


_UNKNOWN = Question("", "")


def several(texts: Iterable[str]) -> bool:
    """Return whether there is more than one question among these, counting those that are not known as one."""
    return len(set(texts)) > 1
