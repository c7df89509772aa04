"""Reporting guidelines for qualitative research: what each item asks, and what the project answers of it.

The items are those of COREQ (Tong, Sainsbury & Craig 2007) and SRQR (O'Brien et al. 2014), by number, in our own words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal, get_args

from ..errors import no_such
from ..results import Column, Result, coefficient_text
from ..wording import listed, number_of
from .account import Account

if TYPE_CHECKING:
    import pandas as pd

    from .methods import Methods

Guideline = Literal["COREQ", "SRQR"]
GUIDELINES: tuple[Guideline, ...] = get_args(Guideline)
AUTHORS = "For the authors to fill in"

_Answer = Callable[[Account], str]


@dataclass(frozen=True, repr=False)
class Checklist(Result):
    """The items of a guideline (columns item, part, asked, answer, by), answered from the project where it can."""

    title: ClassVar[str] = "Reporting checklist"
    guideline: Guideline
    frame: pd.DataFrame

    def heading(self) -> str:
        """Return the title with the guideline."""
        return f"{self.title}: {self.guideline}"

    def to_frame(self) -> pd.DataFrame:
        """Return a row per item."""
        return self.frame.copy()

    def columns(self) -> tuple[Column, ...]:
        """Return number, part, what is asked, the answer, and a column for the page of the manuscript."""
        headings = {"item": "Item", "part": "Part", "asked": "What to report", "answer": "Answer", "page": "Page"}
        return tuple(Column(key, heading) for key, heading in headings.items())

    def notes(self) -> tuple[str, ...]:
        """Return the source, and how many items are left to the authors."""
        left = int((self.frame["by"] == "authors").sum())
        return (
            f"{_SOURCES[self.guideline]} Items in short words of our own; the original text is binding.",
            f"{len(self.frame) - left} of {number_of(len(self.frame), 'item')} are answered from the project, {left} "
            "are left to the authors. Check every answer.",
        )

    def to_dict(self) -> dict[str, Any]:
        """Return {"guideline", "items": [{"item", "part", "asked", "answer", "by"}]}."""
        return {"guideline": self.guideline, "items": self.frame.drop(columns="page").to_dict("records")}


def checklist(guideline: str, account: Account, methods: Methods) -> Checklist:
    """Return the items of `guideline` (COREQ or SRQR), with what `account` answers; the others are marked.

    Raises InputError for another guideline.
    """
    import pandas as pd

    named = next((each for each in GUIDELINES if each.casefold() == guideline.casefold()), None)
    if named is None:
        raise no_such("checklist", guideline, GUIDELINES)
    rows = []
    for item, part, asked in _ITEMS[named]:
        answer = _ANSWERS[named][item](account) if item in _ANSWERS[named] else ""
        answer = methods.short if answer == _METHODS else answer
        rows.append((item, part, asked, answer or AUTHORS, "", "project" if answer else "authors"))
    return Checklist(named, pd.DataFrame(rows, columns=["item", "part", "asked", "answer", "page", "by"], dtype=object))


def _coders(account: Account) -> str:
    if not account.coders:
        return ""
    each = [
        f"round {found.name}: {listed(found.coded)} ({found.part_finished or number_of(found.n_units, 'unit')})"
        for found in account.rounds
    ]
    return f"{len(account.coders)}: {listed(account.coders)}; {'; '.join(each)}."


def _tree(account: Account) -> str:
    size = number_of(account.newest.n_codes, "code")
    branches = number_of(account.n_branches, "branch", "branches")
    return (
        f"Yes: version {account.newest.number} with {size} in {branches}, with definitions (codebook in the appendix)."
    )


def _derivation(account: Account) -> str:
    counts = [f"{count} {origin}" for origin, count in account.origins.items() if count]
    grew = ", ".join(f"version {each.number}: {each.n_codes}" for each in account.versions)
    return f"Origin of the codes: {listed(counts)}. Codes per version: {grew}."


def _software(account: Account) -> str:
    return f"{account.software}."


def _saturation(account: Account) -> str:
    found = account.saturation
    if found is None:
        return ""
    base = f"base {number_of(found.base, 'case')}, runs of {found.run}, threshold {100 * found.threshold:g} %"
    how = f"{base} (Guest et al. 2020)"
    reached = f"reached after {number_of(found.reached, 'case')}" if found.reached is not None else "not reached"
    return f"Saturation of codes {reached}: {how}."


def _quotations(account: Account) -> str:
    if not account.n_quotes:
        return ""
    return f"Examples for {number_of(account.n_quotes, 'code')} are in the report, each with the case it is from."


def _member_checks(account: Account) -> str:
    count = account.origins.get("member check", 0)
    were = "was" if count == 1 else "were"
    return f"Yes: {number_of(count, 'code')} of the framework {were} added after member checks." if count else ""


def _size(account: Account) -> str:
    return f"{number_of(account.n_cases, 'case')} in the data that were coded."


def _sample_described(account: Account) -> str:
    if not account.attributes:
        return ""
    cases = number_of(account.n_cases, "case")
    return f"{cases}, described by {listed(account.attributes)} (table of counts by group)."


def _major(account: Account) -> str:
    return f"{number_of(account.n_branches, 'branch', 'branches')} of the framework, with the number of cases for each."


def _minor(account: Account) -> str:
    below = account.newest.n_codes - account.n_branches
    return f"{number_of(below, 'sub-code')} with counts; codes of single cases are listed too." if below > 0 else ""


def _trust(account: Account) -> str:
    told = []
    for each in account.rounds:
        result = each.result
        if result is None or not result.average.defined:
            continue
        kappa = coefficient_text(result.average.kappa)
        told.append(
            f"{each.who}: mean kappa {kappa} over {result.average.defined} of "
            f"{number_of(result.average.codes, 'code')}, "
            f"{len(result.flagged)} below {coefficient_text(result.threshold)}, "
            f"{each.n_decided} of {number_of(each.n_disagreements, 'disagreement')} decided"
        )
    if not told:
        return ""
    when = "" if any(each.read_from for each in account.rounds) else " before discussion"
    return f"Double coding{when} ({'; '.join(told)}). Audit trail of every step."


def _units_of_study(account: Account) -> str:
    return f"{number_of(account.n_cases, 'case')}, {number_of(account.n_units, 'unit')} of analysis."


def _processing(account: Account) -> str:
    units = f"; unit of analysis: {listed(account.units)}" if account.units else ""
    return f"Notes were read unchanged and fingerprinted (SHA-256){units}. Transcription and anonymising: authors."


_METHODS = "the paragraph"

_SOURCES: Mapping[Guideline, str] = {
    "COREQ": "Tong, Sainsbury & Craig (2007), consolidated criteria for reporting qualitative research.",
    "SRQR": "O'Brien et al. (2014), standards for reporting qualitative research.",
}

_TEAM, _DESIGN, _FINDINGS = "Team and reflexivity", "Study design", "Analysis and findings"
_ITEMS: Mapping[Guideline, tuple[tuple[str, str, str], ...]] = {
    "COREQ": (
        ("1", _TEAM, "Who interviewed or led groups"),
        ("2", _TEAM, "Their academic or professional qualifications"),
        ("3", _TEAM, "Their occupation during the study"),
        ("4", _TEAM, "Their gender"),
        ("5", _TEAM, "Their experience and training"),
        ("6", _TEAM, "Contact with participants before the study"),
        ("7", _TEAM, "What participants knew of the researcher"),
        ("8", _TEAM, "What is told of the interviewer: interests, assumptions, bias"),
        ("9", _DESIGN, "Methodological orientation of the study"),
        ("10", _DESIGN, "How participants were selected"),
        ("11", _DESIGN, "How they were approached"),
        ("12", _DESIGN, "How many took part"),
        ("13", _DESIGN, "How many declined or dropped out, and why"),
        ("14", _DESIGN, "Where data were collected"),
        ("15", _DESIGN, "Whether others were present"),
        ("16", _DESIGN, "What characterises the sample"),
        ("17", _DESIGN, "Questions and prompts; whether they were piloted"),
        ("18", _DESIGN, "Whether interviews were repeated"),
        ("19", _DESIGN, "Audio or video recording"),
        ("20", _DESIGN, "Field notes during or after"),
        ("21", _DESIGN, "How long interviews or groups took"),
        ("22", _DESIGN, "Whether saturation was discussed"),
        ("23", _DESIGN, "Whether transcripts went back to participants"),
        ("24", _FINDINGS, "How many people coded the data"),
        ("25", _FINDINGS, "Whether the coding tree is described"),
        ("26", _FINDINGS, "Whether themes were set in advance or came from the data"),
        ("27", _FINDINGS, "Which software managed the data"),
        ("28", _FINDINGS, "Whether participants commented on the findings"),
        ("29", _FINDINGS, "Whether quotations illustrate findings, each identified"),
        ("30", _FINDINGS, "Whether data and findings agree"),
        ("31", _FINDINGS, "Whether major themes are presented clearly"),
        ("32", _FINDINGS, "Whether minor themes and diverse cases are described"),
    ),
    "SRQR": (
        ("S1", "Title and abstract", "Title that names topic and approach"),
        ("S2", "Title and abstract", "Abstract with the key elements"),
        ("S3", "Introduction", "The problem, its significance, theory and earlier work"),
        ("S4", "Introduction", "Purpose and questions"),
        ("S5", "Methods", "Approach, theory and paradigm, with reasons"),
        ("S6", "Methods", "The researchers and how they may have influenced the work"),
        ("S7", "Methods", "Setting and context"),
        ("S8", "Methods", "How participants, documents or events were sampled, and when it ended"),
        ("S9", "Methods", "Ethics approval, consent, confidentiality"),
        ("S10", "Methods", "Types of data and how they were collected"),
        ("S11", "Methods", "Instruments and devices"),
        ("S12", "Methods", "Number and characteristics of what was studied"),
        ("S13", "Methods", "Processing: transcription, entry, coding, anonymising"),
        ("S14", "Methods", "Analysis: how themes were identified, and by whom"),
        ("S15", "Methods", "What was done for trustworthiness"),
        ("S16", "Results", "Main findings: interpretations, themes, theory"),
        ("S17", "Results", "Evidence that supports them: quotes, notes, excerpts"),
        ("S18", "Discussion", "Contribution, transferability, earlier work"),
        ("S19", "Discussion", "Limitations"),
        ("S20", "Other", "Conflicts of interest"),
        ("S21", "Other", "Funding"),
    ),
}

_ANSWERS: Mapping[Guideline, Mapping[str, _Answer]] = {
    "COREQ": {
        "12": _size,
        "16": _sample_described,
        "22": _saturation,
        "24": _coders,
        "25": _tree,
        "26": _derivation,
        "27": _software,
        "28": _member_checks,
        "29": _quotations,
        "31": _major,
        "32": _minor,
    },
    "SRQR": {
        "S12": _units_of_study,
        "S13": _processing,
        "S14": lambda _: _METHODS,
        "S15": _trust,
        "S16": _major,
        "S17": _quotations,
    },
}
