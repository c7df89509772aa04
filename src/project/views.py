"""Lists out of the project file, as results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from ..findings.evidence import question_column
from ..results import Column, Result
from ..tables import rows_of
from ..wording import number_of

if TYPE_CHECKING:
    import pandas as pd

    from ..coding.sampling import Sample
    from ..framework.schemes import Scheme
    from .next_steps import NextStep


@dataclass(frozen=True, repr=False)
class View(Result):
    """A list out of the project: all columns of `frame` are shown, under headings made from their names."""

    title: ClassVar[str] = ""
    key: ClassVar[str] = "rows"
    frame: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """Return the list."""
        return self.frame.copy()

    def columns(self) -> tuple[Column, ...]:
        """Return all columns of the list."""
        return tuple(Column(str(name), str(name).replace("_", " ").capitalize()) for name in self.frame.columns)

    def to_dict(self) -> dict[str, Any]:
        """Return the list under its key."""
        return {self.key: self.frame.to_dict("records")}


@dataclass(frozen=True, repr=False)
class ProjectStatus(View):
    """What a project holds and how far it is (columns what, value); `steps` are what is open, the next one first."""

    title: ClassVar[str] = "Project"
    steps: tuple[NextStep, ...] = ()

    def notes(self) -> tuple[str, ...]:
        """Return what comes next, and what else is open, each with its command."""
        return tuple(f"{'Also open' if at else 'Next'}: {step}" for at, step in enumerate(self.steps))

    def to_dict(self) -> dict[str, Any]:
        """Return the facts by their names, and {"next": {"what", "command", "then"}, "also_open": [...]}."""
        facts = dict(zip(self.frame["what"], self.frame["value"], strict=True))
        steps = [vars(step) for step in self.steps]
        return {**facts, "next": steps[0] if steps else None, "also_open": steps[1:]}


@dataclass(frozen=True, repr=False)
class NotesView(View):
    """The units with their notes, and the questions that they answer."""

    title: ClassVar[str] = "Notes"
    key: ClassVar[str] = "units"

    def columns(self) -> tuple[Column, ...]:
        """Return unit, question (where there are several) and notes."""
        return Column("unit", "Unit"), *question_column(self.frame), Column("text", "Notes")

    def notes(self) -> tuple[str, ...]:
        """Return the question, where there is only one."""
        asked = set(self.frame["question"])
        return tuple(f"The question: {text}" for text in asked if text and len(asked) == 1)


@dataclass(frozen=True, repr=False)
class RoundStatus(View):
    """Who has finished how many units of each round."""

    title: ClassVar[str] = "Rounds"
    key: ClassVar[str] = "rounds"


@dataclass(frozen=True, repr=False)
class RevisionLog(View):
    """What was read for a round: each revision of each coder's workbook, and what changed in it."""

    title: ClassVar[str] = "Revisions"
    key: ClassVar[str] = "revisions"
    round: str

    def notes(self) -> tuple[str, ...]:
        """Return which round this is, and what is compared."""
        return (f"Round {self.round}. Reliability is computed on the newest revision of each coder.",)


@dataclass(frozen=True, repr=False)
class ProjectCheck(View):
    """What was checked and what was found (columns what, found); `ok` says that all is in order."""

    title: ClassVar[str] = "Check of the project"
    key: ClassVar[str] = "checks"
    ok: bool = True

    def to_dict(self) -> dict[str, Any]:
        """Return {"ok", "checks"}."""
        return {"ok": self.ok, **super().to_dict()}


@dataclass(frozen=True, repr=False)
class BundleCheck(View):
    """Whether each file of a bundle is as it was written and as it is computed now (columns file, found)."""

    title: ClassVar[str] = "Bundle, computed again"
    key: ClassVar[str] = "files"
    ok: bool
    made_with: dict[str, str]
    now: dict[str, str]

    def notes(self) -> tuple[str, ...]:
        """Return whether all is the same, and the versions of what it was made and checked with."""
        verdict = "Every number is the same." if self.ok else "Not everything is the same."
        then = self.made_with.items()
        changed = [f"{key} {old}, now {self.now.get(key, 'none')}" for key, old in then if self.now.get(key) != old]
        return verdict, f"Other versions: {'; '.join(changed)}." if changed else "Made with the versions used now."

    def to_dict(self) -> dict[str, Any]:
        """Return {"ok", "files", "made_with", "now"}."""
        return {"ok": self.ok, **super().to_dict(), "made_with": self.made_with, "now": self.now}


@dataclass(frozen=True, repr=False)
class SampleView(View):
    """The cases of a sample, in the order in which they were drawn, and all that a reviewer needs to draw it again."""

    title: ClassVar[str] = "Reliability sample"
    key: ClassVar[str] = "cases"
    sample: Sample
    name: str

    def heading(self) -> str:
        """Return the title with the name of the sample."""
        return f"{self.title}: {self.name}"

    def notes(self) -> tuple[str, ...]:
        """Return the certificate of the draw in words."""
        kind = f"{self.sample.unit_of_sampling}s"
        return str(self.sample), *self._strata(), f"SHA-256 of the {kind} drawn from: {self.sample.frame_hash}"

    def _strata(self) -> list[str]:
        """Return how many were drawn from each stratum, where there are several, and what each of them stands for."""
        strata = self.sample.strata
        if len(strata) == 1:
            return []
        told = []
        for stratum in strata:
            weight = f", weight {stratum.weight:.4g}" if stratum.weight else ""
            name = ", ".join(filter(None, stratum.label)) or "the others"
            told.append(f"{name}: {stratum.n_drawn} of {stratum.n_frame}{weight}.")
        return told

    def to_dict(self) -> dict[str, Any]:
        """Return the sample with everything that its draw depended on."""
        return self.sample.certificate()


@dataclass(frozen=True, repr=False)
class Disagreements(View):
    """Units and codes on which coders differ, with the marks and memos, the notes, the definition and the decision."""

    title: ClassVar[str] = "Disagreements"
    key: ClassVar[str] = "disagreements"
    coders: Sequence[str]
    order: str = "code"

    def columns(self) -> tuple[Column, ...]:
        """Return code and unit, who applied it and who did not, memos, the decision and why, definition and notes."""
        named = [
            Column("code", "Code"),
            Column("kappa", "Kappa", "coefficient"),
            Column("unit", "Unit"),
            Column("applied_by", "Applied by"),
            Column("not_applied_by", "Not applied by"),
            Column("memos", "Memos"),
            Column("decision", "Decision"),
            Column("rationale", "Why"),
            Column("definition", "Definition"),
            *question_column(self.frame),
            Column("text", "Notes"),
        ]
        if self.order == "unit":
            named.insert(0, named.pop(2))
        return tuple(named)

    def notes(self) -> tuple[str, ...]:
        """Return how many there are, how many are decided, and in which order they stand."""
        decided = int((self.frame["decision"] != "").sum())
        first = "the codes with the lowest kappa" if self.order == "code" else "the units with most of them"
        found = f"{number_of(len(self.frame), 'disagreement')} of {' and '.join(self.coders)}"
        return (f"{found}, {decided} of them decided; {first} first.",)

    def to_dict(self) -> dict[str, Any]:
        """Return the disagreements, with None for a kappa that is not defined."""
        rows = [{**row, "kappa": None if row["kappa"] != row["kappa"] else row["kappa"]} for row in rows_of(self.frame)]
        return {"coders": list(self.coders), self.key: rows}


@dataclass(frozen=True, repr=False)
class Proposals(View):
    """What discussions have asked of the framework: new codes, and changed definitions."""

    title: ClassVar[str] = "Proposals for the framework"
    key: ClassVar[str] = "proposals"


@dataclass(frozen=True, repr=False)
class FinalRules(View):
    """The rules by which final codings can be made, how many units and codings count by each, and which one holds."""

    title: ClassVar[str] = "Rules for final codings"
    key: ClassVar[str] = "rules"
    why: str = ""
    who: str = ""
    at: str = ""

    def notes(self) -> tuple[str, ...]:
        """Return who chose the rule that holds, and why; or how one is chosen."""
        if not self.at:
            return ("Nobody has chosen one. To choose: intercoder consensus rule RULE --why TEXT",)
        by = f" by {self.who}" if self.who else ""
        return (f"Chosen{by} on {self.at[:10]}: {self.why}",)

    def to_dict(self) -> dict[str, Any]:
        """Return {"rules", "why", "who", "at"}."""
        return {**super().to_dict(), "why": self.why, "who": self.who, "at": self.at}


@dataclass(frozen=True, repr=False)
class SchemeView(View):
    """The dimensions of a classification scheme, with the categories of each and what they mean."""

    title: ClassVar[str] = "Classification scheme"
    key: ClassVar[str] = "categories"
    scheme: Scheme

    def notes(self) -> tuple[str, ...]:
        """Return what the scheme is called, what its dimensions ask, and what is classified by it."""
        told = [f"{self.scheme.name}."]
        told += [f"{d.name}: {d.definition}" for d in self.scheme.dimensions if d.definition]
        activities = ", ".join(self.scheme.activities) or "every code at the top of the framework"
        return (*told, f"Activities: {activities}.")

    def to_dict(self) -> dict[str, Any]:
        """Return the scheme as plain values."""
        return self.scheme.to_dict()


def scheme_view(scheme: Scheme) -> SchemeView:
    """Return a scheme as a list: one row per category."""
    import pandas as pd

    rows = [(d.name, category.name, category.definition) for d in scheme.dimensions for category in d.categories]
    return SchemeView(pd.DataFrame(rows, columns=["dimension", "category", "definition"]), scheme)
