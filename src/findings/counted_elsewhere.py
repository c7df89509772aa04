"""What another tool counted: quotations of each code in each document, added up again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from ..results import Column, Result, rows_for_json

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, repr=False)
class CountedElsewhere(Result):
    """The documents and quotations with each code, out of a table that another tool made.

    `frame` has a row per code with code, n (documents with the code) and percent of all documents, mentions
    (quotations, added up), stated (what the table says they add up to; None where it says nothing) and differs.
    `columns_right` counts the documents whose total is right, of `columns_stated` that have one. When the counts are of
    quotations `listed` in a report, the documents are those that have any.
    """

    title: ClassVar[str] = "Documents with each code, as another tool counted"
    frame: pd.DataFrame
    n_documents: int
    columns_stated: int
    columns_right: int
    listed: bool = False

    def to_frame(self) -> pd.DataFrame:
        """Return the numbers, one row per code."""
        return self.frame.copy()

    def columns(self) -> tuple[Column, ...]:
        """Return code, documents, percent, quotations and, where the table has totals, those."""
        known = (
            Column("code", "Code"),
            Column("n", f"Documents (of {self.n_documents})", "count"),
            Column("percent", "%", "percent"),
            Column("mentions", "Quotations", "count"),
        )
        if not self.n_stated:
            return known
        return (*known, Column("stated", "Stated", "count"), Column("differs", "Differs", "flag"))

    @property
    def n_stated(self) -> int:
        """How many codes have a total in the table."""
        return int(self.frame["stated"].notna().sum())

    @property
    def n_right(self) -> int:
        """How many of these totals are the sum of their row."""
        return self.n_stated - int(self.frame["differs"].sum())

    def notes(self) -> tuple[str, ...]:
        """Return what was counted, and how many totals of the table are right."""
        if self.listed:
            return (
                f"{self.frame['mentions'].sum():,} quotations are listed under {len(self.frame):,} codes; "
                "the documents are those with any of them.",
                f"The report's own number of quotations is right for {self.n_right:,} of {self.n_stated:,} codes.",
            )
        said = [f"{self.frame['mentions'].sum():,} quotations of {len(self.frame):,} codes, as the table has them."]
        if self.n_stated:
            said.append(f"The total of {self.n_right:,} of {self.n_stated:,} codes is the sum of its row.")
        if self.columns_stated:
            said.append(
                f"The total of {self.columns_right:,} of {self.columns_stated:,} documents is the sum of its column."
            )
        if not self.n_stated and not self.columns_stated:
            said.append("The table has no totals to compare with.")
        return tuple(said)

    def to_dict(self) -> dict[str, Any]:
        """Return {"documents", "totals_right", "totals_stated", "codes": [...]}."""
        return {
            "documents": self.n_documents,
            "totals_right": self.n_right,
            "totals_stated": self.n_stated,
            "codes": rows_for_json(self.frame),
        }


def counted_elsewhere(
    codes: Sequence[str],
    counts: Sequence[Sequence[int]],
    stated: Sequence[int | None],
    of_documents: Sequence[int] = (),
    *,
    listed: bool = False,
) -> CountedElsewhere:
    """Add up a table of counts, a row per code and a number per document, and compare the totals that it states.

    `stated` holds the total of each code, or None; `of_documents` that of each document, or nothing. The counts
    may be of quotations `listed` in a report.
    """
    import pandas as pd

    n_documents = len(counts[0]) if counts else 0
    sums = [sum(row) for row in counts]
    frame = pd.DataFrame(
        {
            "code": list(codes),
            "n": [sum(map(bool, row)) for row in counts],
            "percent": [100 * sum(map(bool, row)) / n_documents if n_documents else float("nan") for row in counts],
            "mentions": sums,
            "stated": pd.Series(list(stated), dtype=object),
            "differs": [said is not None and said != total for said, total in zip(stated, sums, strict=True)],
        }
    )
    added = [sum(column) for column in zip(*counts, strict=True)]
    right = sum(said == total for said, total in zip(of_documents, added, strict=True)) if of_documents else 0
    return CountedElsewhere(frame, n_documents, len(of_documents), right, listed)
