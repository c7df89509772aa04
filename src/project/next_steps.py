"""What comes next in a study, from how far it is: the most sensible step first, then what else is open."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ..wording import listed, number_of


@dataclass(frozen=True)
class NextStep:
    """A step that can be taken: what is to be done, the command for it, to copy, and the one that follows on it."""

    what: str
    command: str
    then: str = ""

    def __str__(self) -> str:
        return f"{self.what}: {self.command}{f' (then: {self.then})' if self.then else ''}"


@dataclass(frozen=True)
class RoundState:
    """How far a round is.

    finished   how many of its `n_units` each coder has finished
    read       the coders of whom anything has been read
    against    the round that it checks, if it checks one
    n_open     its disagreements that nobody has decided, on units for which no later round speaks; where it checks
               another round, those on codes below the threshold
    n_flagged  its codes with a kappa below the threshold
    elsewhere  its codings were made elsewhere and read from files: what is not coded in them is nobody's task here
    """

    name: str
    n_units: int
    finished: Mapping[str, int]
    read: tuple[str, ...] = ()
    against: str | None = None
    n_open: int = 0
    n_flagged: int = 0
    elsewhere: bool = False

    @property
    def silent(self) -> list[str]:
        """The coders of whom nothing has been read."""
        return [coder for coder in self.finished if coder not in self.read]

    @property
    def behind(self) -> list[str]:
        """The coders of whom something has been read, but not all units."""
        return [] if self.elsewhere else [coder for coder in self.read if self.finished[coder] < self.n_units]

    @property
    def complete(self) -> bool:
        """Whether every coder has finished every unit that is theirs."""
        return not self.silent and not self.behind


@dataclass(frozen=True)
class Standing:
    """How far a project is.

    n_units       of the notes
    n_unassigned  of these, the units that no round asks anyone to code
    n_codes       of the newest version of the framework; None without a framework
    status        of that version: draft, stable or final
    rounds        the newest first
    n_suggestions that nobody has answered
    n_pending     units to be looked at again since the framework was edited, which no round under way codes anew
    samples       the names of samples that no round codes
    n_activities  to be classified; None without a scheme
    n_classified  of these, how many are
    n_unwritten   cells of a matrix that was begun which have codings and no summary, or changed ones
    """

    n_units: int = 0
    n_unassigned: int = 0
    n_codes: int | None = None
    status: str = "draft"
    rounds: tuple[RoundState, ...] = field(default=())
    n_suggestions: int = 0
    n_pending: int = 0
    samples: tuple[str, ...] = ()
    n_activities: int | None = None
    n_classified: int = 0
    n_unwritten: int = 0

    @property
    def coded(self) -> bool:
        """Whether anyone has finished anything."""
        return any(any(each.finished.values()) for each in self.rounds)


def next_steps(standing: Standing) -> tuple[NextStep, ...]:
    """Return the steps that are open, the one that the others wait for first; every project has one."""
    begun = [*_beginning(standing)]
    if begun:
        return tuple(begun)
    steps = [*_coding(standing), *_framework(standing), *_discussing(standing)]
    return (*steps, *_assigning(standing), *_checking(standing), *_findings(standing))


def _beginning(standing: Standing) -> Iterator[NextStep]:
    """Yield what there must be before anyone can code."""
    if not standing.n_units:
        yield NextStep("Read the notes", "intercoder notes read FILE")
    if standing.n_codes is None:
        yield NextStep("Read the coding framework", "intercoder framework read FILE")
        if not standing.n_units:
            yield NextStep("Read codings, if they were made elsewhere", "intercoder codings read FILES --round NAME")
        else:
            yield NextStep("Begin without codes, if they are to arise from the notes", "intercoder framework new")
    elif standing.n_units and not standing.rounds:
        if not standing.n_codes:
            yield NextStep("Add the first codes", "intercoder framework add NAME --definition TEXT")
        yield NextStep("Start a round of coding", "intercoder round start main --coders A,B")


def _coding(standing: Standing) -> Iterator[NextStep]:
    """Yield whose workbooks are awaited, the newest round first."""
    for each in standing.rounds:
        name = shlex.quote(each.name)
        if each.silent and not each.read:
            yield NextStep(f"Have {listed(each.silent)} code round {each.name}",
                           f"intercoder workbook write FOLDER --round {name}",
                           "intercoder workbook read FILE...")  # fmt: skip
        elif each.silent:
            yield NextStep(f"Read the {_workbooks(each.silent)} of round {each.name}", "intercoder workbook read FILE")
        if each.behind:
            missing = [f"{coder} {each.n_units - each.finished[coder]:,}" for coder in each.behind]
            yield NextStep(f"See which units of round {each.name} are not coded yet ({', '.join(missing)})",
                           f"intercoder round status {name} --missing")  # fmt: skip


def _assigning(standing: Standing) -> Iterator[NextStep]:
    """Yield what nobody is asked to code yet."""
    if standing.n_unassigned:
        is_in = "is" if standing.n_unassigned == 1 else "are"
        yield NextStep(f"Start a round: {number_of(standing.n_unassigned, 'unit')} {is_in} in none yet",
                       "intercoder round start NAME --coders A,B --rest")  # fmt: skip


def _workbooks(coders: list[str]) -> str:
    return f"workbook{'s' if len(coders) > 1 else ''} of {listed(coders)}"


def _framework(standing: Standing) -> Iterator[NextStep]:
    """Yield what coders suggested, and what must be coded again."""
    if standing.n_suggestions:
        yield NextStep(f"Answer {number_of(standing.n_suggestions, 'suggestion')} for the framework",
                       "intercoder suggestion list")  # fmt: skip
    if standing.n_pending:
        units = number_of(standing.n_pending, "unit")
        yield NextStep(f"Have {units} coded again, as the framework was edited", "intercoder framework recode NAME")


def _discussing(standing: Standing) -> Iterator[NextStep]:
    """Yield which disagreements are open."""
    for each in standing.rounds:
        if each.n_open:
            name = shlex.quote(each.name)
            below = f"; kappa is below the threshold for {number_of(each.n_flagged, 'code')}" if each.n_flagged else ""
            what = f"Discuss {number_of(each.n_open, 'open disagreement')} of round {each.name}{below}"
            yield NextStep(what, f"intercoder consensus write decisions.xlsx --round {name}",
                           "intercoder consensus read decisions.xlsx")  # fmt: skip


def _settled(standing: Standing) -> bool:
    """Return whether everything is coded that is to be checked, and nothing of it waits for a decision."""
    bases = [each for each in standing.rounds if each.against is None]
    return not standing.n_unassigned and all(each.complete and not each.n_open for each in bases)


def _checking(standing: Standing) -> Iterator[NextStep]:
    """Yield what leads to a check by a further coder, once what is to be checked is settled."""
    bases = [each for each in standing.rounds if each.against is None]
    if not _settled(standing):
        return
    if standing.status != "final" and not (standing.n_suggestions or standing.n_pending):
        yield NextStep("Freeze the framework", "intercoder framework finalise")
    main = next((each.name for each in reversed(bases)), "")
    for name in standing.samples:
        yield NextStep(f"Have a further coder code the sample {name}",
                       f"intercoder round start check --coders C --sample {shlex.quote(name)} "
                       f"--against {shlex.quote(main)}")  # fmt: skip


def _findings(standing: Standing) -> Iterator[NextStep]:
    """Yield what is open in the analysis, and what can be shown of it."""
    if not standing.coded:
        return
    if standing.n_activities is not None and standing.n_classified < standing.n_activities:
        left = number_of(standing.n_activities - standing.n_classified, "activity", "activities")
        yield NextStep(f"Classify {left}", "intercoder classification write classification.xlsx",
                       "intercoder classification read classification.xlsx")  # fmt: skip
    if standing.n_unwritten:
        yield NextStep(f"Summarise {number_of(standing.n_unwritten, 'cell')} of the matrix",
                       "intercoder matrix write matrix.xlsx", "intercoder matrix read matrix.xlsx")  # fmt: skip
    yield NextStep("Write the report", "intercoder report report.html")
    checked = any(each.against for each in standing.rounds)
    if _settled(standing) and not checked and not standing.samples:
        yield NextStep("Draw a sample, if a further coder is to check",
                       "intercoder sample draw check --fraction 0.2 --seed 2026")  # fmt: skip
