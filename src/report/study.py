"""All that the page of a study says, in one value: whoever knows the study fills it, the page only shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ..findings.finding import Finding

if TYPE_CHECKING:
    from ..findings.cooccurrence import CoOccurrence
    from ..findings.counts import Counts
    from ..findings.matrix import FrameworkMatrix
    from ..findings.quotes import Quotes
    from ..findings.saturation import Saturation
    from ..reliability.averages import Average
    from ..results import Result
    from .methods import Methods

_FINDINGS = ("counts", "cooccurrence", "saturation", "matrix", "quotes")


@dataclass(frozen=True)
class Fact:
    """One thing worth knowing: `Sample` and `12 of 60 cases, drawn with seed 2024`."""

    label: str
    text: str


@dataclass(frozen=True)
class CodeEntry:
    """A code of the framework; `added_in` is the first version of the framework that has it."""

    path: str
    definition: str = ""
    when_to_use: str = ""
    when_not_to_use: str = ""
    origin: str = ""
    added_in: int | None = None
    added_by: str = ""
    reason: str = ""
    count: int | None = None


@dataclass(frozen=True)
class Check:
    """The agreement of two or more coders, and what was compared, in a sentence.

    `result` has the columns of a reliability result: code, n_units, percent_agreement, kappa, ci_low, ci_high, flagged,
    reason, and for two coders both, only_a, only_b, neither.
    """

    result: Result
    average: Average
    coders: tuple[str, ...]
    about: str = ""
    threshold: float = 0.6
    confidence: float = 0.95
    scale: str = "landis-koch"
    diagnosis: Mapping[str, str] = field(default_factory=dict)
    """The sentence that says why its kappa is what it is, by code."""

    @property
    def coefficient(self) -> str:
        """What kappa is called for so many coders."""
        return "Cohen's kappa" if len(self.coders) == 2 else "Conger's kappa"


@dataclass(frozen=True)
class Mark:
    """What one coder said of a unit and a code (None: did not code it), with the memo written beside."""

    coder: str
    applied: bool | None
    memo: str = ""


@dataclass(frozen=True)
class Disagreement:
    """A unit that coders see differently, side by side; an empty `decision` is an open one."""

    code: str
    unit: str
    case: str
    text: str
    marks: tuple[Mark, ...]
    decision: str = ""
    rationale: str = ""


@dataclass(frozen=True)
class Study:
    """A study as its page shows it; what is empty is left out.

    title           of the study
    key_numbers     the few numbers to see first, `Fact("services", "60")`
    facts           the study at a glance
    framework       the codes in the order of the tree; `framework_about` says which version it is and how it grew
    checks          agreement, the main comparison first
    disagreements   all of them; the page shows those of the flagged codes
    counts          cases with each code, in all and per group
    cooccurrence    which codes come together
    saturation      how many new codes each case added
    classifications tables of the classification
    growth          how many codes of each origin each version of the framework has
    codebook        the newest version in full, as the appendix of a paper has it
    public_codebook the same without examples, which may be text of participants
    matrix          the framework matrix, when it has summaries
    quotes          examples of the codes
    methods         the paragraph for the methods section, in two lengths
    checklists      what a reporting guideline asks, and what the project answers
    computed        how it was computed: versions, seed, sample, options, hashes
    again           how to compute it again: a command, and what it does
    history         who did what, when
    """

    title: str
    key_numbers: tuple[Fact, ...] = ()
    facts: tuple[Fact, ...] = ()
    framework: tuple[CodeEntry, ...] = ()
    framework_about: str = ""
    checks: tuple[Check, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    counts: Counts | None = None
    cooccurrence: CoOccurrence | None = None
    saturation: Saturation | None = None
    classifications: tuple[Result, ...] = ()
    growth: Result | None = None
    codebook: Result | None = None
    public_codebook: Result | None = None
    matrix: FrameworkMatrix | None = None
    quotes: Quotes | None = None
    methods: Methods | None = None
    checklists: tuple[Result, ...] = ()
    computed: tuple[Fact, ...] = ()
    again: tuple[Fact, ...] = ()
    history: Result | None = None
    sections: Mapping[str, tuple[Result, ...]] = field(default_factory=dict)
    """Further results by the heading of their section."""

    def without_quotes(self) -> Study:
        """Return the study without any text of participants, and without the coders' memos, which may repeat it."""
        silent = tuple(
            replace(each, text="", marks=tuple(replace(mark, memo="") for mark in each.marks))
            for each in self.disagreements
        )
        return replace(self, disagreements=silent, matrix=None, quotes=None, codebook=self.public_codebook)

    def said_once(self) -> Study:
        """Return the study whose findings do not say again, each by itself, what the facts say of all of them."""
        said = {fact.text for fact in self.facts}

        def once(found: Any) -> Any:
            if not isinstance(found, Finding):
                return found
            return replace(found, rests_on=tuple(each for each in found.rests_on if each not in said))

        findings = {name: once(getattr(self, name)) for name in _FINDINGS}
        return replace(self, classifications=tuple(map(once, self.classifications)), **findings)
