"""Tables in which another tool has computed the agreement already: they hold kappas, and nothing to compute from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...errors import InputError
from ..cells import folded

if TYPE_CHECKING:
    from ..headers import HeadedTable

_KAPPA = "kappa"
_OF_NVIVO = frozenset(
    {
        "agreement (%)",
        "a and b (%)",
        "not a and not b (%)",
        "disagreement (%)",
        "a and not b (%)",
        "b and not a (%)",
    }
)
_ENOUGH = 2  # headings beside kappa that codings do not have by chance


def refuse_comparisons(tables: Sequence[HeadedTable]) -> None:
    """Raise InputError, which says what to export in its place, when a table is NVivo's coding comparison."""
    for table in tables:
        headings = {folded(column.heading) for column in table.columns}
        if _KAPPA in headings and len(headings & _OF_NVIVO) >= _ENOUGH:
            raise InputError(
                "holds the kappas of NVivo's coding comparison, not codings: who coded what is not in it.",
                where=table.raw.where,
                fix="Export the project from NVivo (Share / Export project, REFI-QDA) and type `intercoder reliability "
                "project.qdpx --coders A,B`, with your users for A and B; or give the codings in a table, with a row "
                "per unit.",
            )
