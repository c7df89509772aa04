"""Disagreements between coders, the decisions about them, and the final codings that follow.

Consensus is a layer of its own: it never changes the codings that the coders made.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from ..errors import no_such
from ..tables import CODINGS, COVERAGE, Table

if TYPE_CHECKING:
    import pandas as pd

Rule = Literal["decided", "any coder", "agreed only", "finished by all"]
RULES: tuple[Rule, ...] = get_args(Rule)
"""How codings on which coders differ become final.

decided          applied when all coders agreed, or when it was decided so; what is undecided is not, and is counted
any coder        the same, but what is undecided is applied, as any coder applied it
agreed only      applied only when all coders applied it by themselves; what was decided later is left out
finished by all  as "decided", on the units that all coders have finished: the others are left out as not coded yet

By the first three, the coders of a unit are those who finished it, be it one alone (coding.basis tells how many).
"""

CONSENSUS = "consensus"
"""The name under which agreed and decided codings are compared with a further coder's."""

DISAGREEMENTS = Table("disagreements", ("unit", "code", "applied_by", "not_applied_by"), key=("unit", "code"))
DECISIONS = Table("decisions", ("unit", "code", "applied", "rationale"), key=("unit", "code"))


def find_disagreements(codings: pd.DataFrame, coverage: pd.DataFrame, coders: Sequence[str]) -> pd.DataFrame:
    """Return the units and codes on which coders differ, with who applied the code and who did not.

    `codings` and `coverage` are tidy tables; only the units that at least two of `coders` finished can be disagreed on.
    The columns are those of DISAGREEMENTS, with tuples of coders, in the order of `coders`.
    """
    finished: dict[str, list[str]] = {}
    for unit, coder in _rows(coverage, "unit", "coder"):
        finished.setdefault(unit, []).append(coder)
    applied: dict[tuple[str, str], set[str]] = {}
    for unit, coder, code in _rows(_not_unanimous(codings, coverage, coders), "unit", "coder", "code"):
        applied.setdefault((unit, code), set()).add(coder)
    rows = []
    for (unit, code), by in applied.items():
        present = [coder for coder in coders if coder in finished.get(unit, ())]
        yes, no = tuple(c for c in present if c in by), tuple(c for c in present if c not in by)
        if yes and no:
            rows.append((unit, code, yes, no))
    return DISAGREEMENTS.of(rows)


def finished_by_all(coverage: pd.DataFrame, coders: Sequence[str]) -> set[str]:
    """Return the units that each of `coders` finished; `coverage` is a table of tables.COVERAGE."""
    number = _finished(coverage, coders)["unit"].value_counts()
    return set(number.index[number == len(coders)])


def _not_unanimous(codings: pd.DataFrame, coverage: pd.DataFrame, coders: Sequence[str]) -> pd.DataFrame:
    """Return the codings of those units and codes that not everyone who finished the unit applied."""
    finished = _finished(coverage, coders)
    made = codings.drop_duplicates().merge(finished, on=["unit", "coder"])
    n_applied = made.groupby(["unit", "code"], sort=False)["coder"].transform("size")
    return made[n_applied < made["unit"].map(finished["unit"].value_counts())]


def _finished(coverage: pd.DataFrame, coders: Sequence[str]) -> pd.DataFrame:
    """Return which units each of these coders finished, each once."""
    return coverage.loc[coverage["coder"].isin(coders), ["unit", "coder"]].drop_duplicates()


def _rows(frame: pd.DataFrame, *columns: str) -> Iterator[tuple[Any, ...]]:
    return zip(*(frame[column].tolist() for column in columns), strict=True)


@dataclass(frozen=True)
class FinalCodings:
    """The codings that findings are made from: agreed by all coders of a unit, or decided.

    `codings` has the columns unit and code, `covered` holds the units that anyone finished, `open` the disagreements
    (columns of DISAGREEMENTS) that nobody has decided: they are in neither as applied nor hidden.
    """

    codings: pd.DataFrame
    covered: tuple[str, ...]
    open: pd.DataFrame

    def within(self, units: Collection[str]) -> FinalCodings:
        """Return what there is of it on these units."""
        return FinalCodings(
            self.codings[self.codings["unit"].isin(units)],
            tuple(unit for unit in self.covered if unit in units),
            self.open[self.open["unit"].isin(units)],
        )

    def as_coder(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return tidy codings and coverage, as if one coder with the name CONSENSUS had made them."""
        codings = self.codings.assign(coder=CONSENSUS)[list(CODINGS.columns)]
        return codings, COVERAGE.of((unit, CONSENSUS) for unit in self.covered)


def final_codings(
    codings: pd.DataFrame,
    coverage: pd.DataFrame,
    coders: Sequence[str],
    decisions: pd.DataFrame,
    *,
    rule: Rule = "decided",
) -> FinalCodings:
    """Return what follows from independent codings and the decisions about them (columns of DECISIONS), by a RULE.

    A decision about a unit and code always holds, whether its coders differed or not: a later discussion may find that
    both had missed something. Where there is none, a code is applied when every coder who finished the unit applied it.
    Raises InputError for another rule.
    """
    import pandas as pd

    if rule not in RULES:
        raise no_such("rule", rule, RULES, among="for final codings")
    if rule == "finished by all":
        coverage = coverage[coverage["unit"].isin(finished_by_all(coverage, coders))]
        codings = codings[codings["unit"].isin(coverage["unit"])]
        decisions = decisions[decisions["unit"].isin(coverage["unit"])]
    differing = find_disagreements(codings, coverage, coders)
    made = DECISIONS.check(decisions)[list(DECISIONS.columns)].itertuples(index=False, name=None)
    decided = {} if rule == "agreed only" else {(unit, code): applied for unit, code, applied, _ in made}
    disputed = set(_rows(differing, "unit", "code"))
    agreed = dict.fromkeys(_rows(codings[codings["coder"].isin(coders)], "unit", "code"))
    kept = [pair for pair in agreed if decided.get(pair, rule == "any coder" or pair not in disputed)]
    added = [pair for pair, applied in decided.items() if applied and pair not in agreed]
    undecided = pd.Series([pair not in decided for pair in _rows(differing, "unit", "code")], dtype=bool)
    covered = tuple(coverage.loc[coverage["coder"].isin(coders), "unit"].unique().tolist())
    return FinalCodings(
        pd.DataFrame(kept + added, columns=["unit", "code"], dtype=object), covered, differing[undecided]
    )
