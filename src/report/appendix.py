"""Results cut to what paper can hold: the disagreement log, the matrix in parts, and the leading pairs of codes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from ..framework import paths
from ..results import Column, Result
from ..wording import number_of
from .display import short_names

if TYPE_CHECKING:
    import pandas as pd

    from ..findings.cooccurrence import CoOccurrence
    from ..findings.matrix import FrameworkMatrix
    from .study import CodeEntry, Disagreement

PAIRS = 25  # of codes that come together, on a page
ACROSS = 5  # categories of the matrix that fit beside each other on a page


@dataclass(frozen=True, repr=False)
class DisagreementLog(Result):
    """Every unit and code on which these coders differed, with their memos, the decision and the reason for it."""

    title: ClassVar[str] = "Disagreement log"
    rows: tuple[Disagreement, ...]
    coders: tuple[str, ...]

    def heading(self) -> str:
        """Return the title with the coders who are compared."""
        return f"{self.title}: {', '.join(self.coders)}"

    def to_frame(self) -> pd.DataFrame:
        """Return a row per disagreement, with who applied the code and who did not, memos, decision, why, and notes."""
        import pandas as pd

        rows = [
            {
                "code": each.code,
                "unit": each.unit,
                "case": each.case,
                "applied_by": ", ".join(mark.coder for mark in each.marks if mark.applied),
                "not_applied_by": ", ".join(mark.coder for mark in each.marks if mark.applied is False),
                "memos": "\n".join(f"{mark.coder}: {mark.memo}" for mark in each.marks if mark.memo),
                "decision": each.decision or "open",
                "rationale": each.rationale,
                "text": each.text,
            }
            for each in self.rows
        ]
        return pd.DataFrame(rows, columns=[*_LOGGED, "case", "not_applied_by"], dtype=object)

    def columns(self) -> tuple[Column, ...]:
        """Return the columns in which there is anything to read."""
        frame = self.to_frame()
        return tuple(Column(key, name) for key, name in _LOGGED.items() if key == "code" or frame[key].any())

    def notes(self) -> tuple[str, ...]:
        """Return how many there are, and how many are decided."""
        decided = sum(bool(each.decision) for each in self.rows)
        return (f"{number_of(len(self.rows), 'disagreement')}, {decided} of them decided.",)

    def to_dict(self) -> dict[str, Any]:
        """Return {"coders", "disagreements": [...]}."""
        return {"coders": list(self.coders), "disagreements": self.to_frame().to_dict("records")}


_LOGGED = {
    "code": "Code",
    "unit": "Unit",
    "applied_by": "Applied by",
    "memos": "Memos",
    "decision": "Decision",
    "rationale": "Why",
    "text": "Notes",
}


def disagreement_logs(rows: Sequence[Disagreement], entries: Sequence[CodeEntry]) -> Iterator[DisagreementLog]:
    """Yield a log for each group of coders who were compared, in the order of the framework."""
    rank = {entry.path: place for place, entry in enumerate(entries)}
    compared = dict.fromkeys(tuple(mark.coder for mark in each.marks) for each in rows)
    for coders in compared:
        own = [each for each in rows if tuple(mark.coder for mark in each.marks) == coders]
        yield DisagreementLog(tuple(sorted(own, key=lambda each: rank.get(each.code, len(rank)))), coders)


@dataclass(frozen=True, repr=False)
class MatrixPart(Result):
    """Some categories of the framework matrix; all the cases."""

    title: ClassVar[str] = "Framework matrix"
    matrix: FrameworkMatrix
    categories: tuple[str, ...]
    about: str

    def heading(self) -> str:
        """Return the title with which part this is."""
        return f"{self.title}: {self.about}"

    def to_frame(self) -> pd.DataFrame:
        """Return a row per case: group, case, and the text of each cell of these categories."""
        return self.matrix.to_frame()[["group", "case", *self.categories]]

    def columns(self) -> tuple[Column, ...]:
        """Return the group, the case, and these categories."""
        beside = [column for column in self.matrix.columns() if column.key in ("group", "case")]
        named = zip(self.categories, short_names(self.categories), strict=True)
        return *beside, *(Column(path, name) for path, name in named)

    def notes(self) -> tuple[str, ...]:
        """Return what the matrix says beneath."""
        return self.matrix.notes()

    def to_dict(self) -> dict[str, Any]:
        """Return {"categories", "rows": [...]}."""
        return {"categories": list(self.categories), "rows": self.to_frame().to_dict("records")}


def matrix_parts(matrix: FrameworkMatrix) -> list[MatrixPart]:
    """Return the matrix as one table for each branch of the framework, or several where a branch is too wide."""
    branches: dict[str, list[str]] = {}
    for path in matrix.categories.values():
        branches.setdefault(paths.split(path)[0], []).append(path)
    return [
        MatrixPart(matrix, tuple(part), name + (f" ({number} of {len(parts)})" if len(parts) > 1 else ""))
        for name, inside in branches.items()
        for parts in [_evenly(inside)]
        for number, part in enumerate(parts, start=1)
    ]


def leading_pairs(found: CoOccurrence) -> CoOccurrence:
    """Return the pairs with the highest coefficient, under names as short as tells the codes apart."""
    first = found.frame.head(PAIRS)
    codes = list(dict.fromkeys([*first["code_a"], *first["code_b"]]))
    short = dict(zip(codes, short_names(codes), strict=True))
    return replace(found, frame=first.assign(code_a=first["code_a"].map(short), code_b=first["code_b"].map(short)))


def _evenly(items: Sequence[str]) -> list[Sequence[str]]:
    count = -(-len(items) // ACROSS)
    size = -(-len(items) // count)
    return [items[start : start + size] for start in range(0, len(items), size)]
