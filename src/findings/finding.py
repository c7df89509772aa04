"""What is found in final codings: a result that says whose codings they are."""

from __future__ import annotations

from dataclasses import dataclass

from ..results import Result


@dataclass(frozen=True, repr=False, kw_only=True)
class Finding(Result):
    """A result made from final codings; `rests_on` says in sentences whose they are, which stand among its notes.

    Of a project they are those of coding.basis.
    """

    rests_on: tuple[str, ...] = ()
