"""Agreement on spans as a result: alpha_U and the u-alpha family, over all codes and code by code."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from ...errors import InputError
from ...results import Column, Result, rows_for_json
from ...wording import number_of
from .alpha_u import AlphaU, alpha_u
from .u_alphas import UAlphas, u_alphas

if TYPE_CHECKING:
    import pandas as pd

    from ..counts.patterns import Floats
    from .spans import Continuum


@dataclass(frozen=True, repr=False)
class UnitizingAgreement(Result):
    """alpha_U and the u-alpha family of several coders on one continuum, over all codes and code by code.

    `families` is None, with the `reason`, when a coder's units overlap: then only alpha_U is defined.
    """

    title: ClassVar[str] = "Agreement on where the codes were applied"
    coders: tuple[str, ...]
    n_spans: int
    alpha_u: AlphaU
    families: UAlphas | None
    reason: str = ""

    def to_frame(self) -> pd.DataFrame:
        """Return one row per statistic and code (empty: all codes): `statistic`, `code`, `value`, `covered`, `reason`.

        `covered` is the share of the continuum, or of the code's matter, that the statistic speaks of.
        """
        import pandas as pd

        rows = [("alpha_U", "", self.alpha_u.overall, 1.0)]
        rows += [("alpha_U", code, value, 1.0) for code, value in self._by_code(self.alpha_u.value)]
        rows += self._family_rows()
        frame = pd.DataFrame(rows, columns=["statistic", "code", "value", "covered"])
        frame["reason"] = [self._why(name, covered) if math.isnan(value) else "" for name, _, value, covered in rows]
        return frame

    def _by_code(self, values: Floats) -> list[tuple[str, float]]:
        return [(code, float(value)) for code, value in zip(self.alpha_u.codes, values, strict=True)]

    def _family_rows(self) -> list[tuple[str, str, float, float]]:
        found = self.families
        if found is None:
            return [(name, "", math.nan, math.nan) for name in ("u-alpha", "|u-alpha", "cu-alpha")]
        covered = found.covered_by_code
        return [
            ("u-alpha", "", found.u, 1.0),
            ("|u-alpha", "", found.binary, 1.0),
            ("cu-alpha", "", found.cu, found.covered),
            *(("(k)u-alpha", *row, share) for row, share in zip(self._by_code(found.by_code), covered, strict=True)),
        ]

    def _why(self, statistic: str, covered: float) -> str:
        if statistic == "alpha_U" or (self.families and math.isnan(covered)):
            return "Nobody used the code."
        if self.families is None:
            return self.reason
        if covered == 0:
            return "No two coders marked the same text here."
        return "No disagreement could have arisen by chance."

    def columns(self) -> tuple[Column, ...]:
        """Return the columns that people see."""
        return (
            Column("statistic", "Statistic"),
            Column("code", "Code"),
            Column("value", "Value", "coefficient"),
            Column("covered", "Speaks of %", "share"),
            Column("reason", "Reason"),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the result for JSON."""
        rows = rows_for_json(self.to_frame())
        return {"coders": list(self.coders), "n_spans": self.n_spans, "coefficients": rows}

    def notes(self) -> tuple[str, ...]:
        """Return what each statistic asks."""
        return (
            f"{number_of(self.n_spans, 'span')} of the coders {', '.join(self.coders)}.",
            "alpha_U asks whether boundaries lie near each other, |u-alpha whether coders marked the same text at all, "
            "u-alpha both text and codes, cu-alpha whether the codes agree where both marked something.",
        )


def unitizing_agreement(continuum: Continuum, *, continuous: bool = False) -> UnitizingAgreement:
    """Return alpha_U and, where the units of a coder do not overlap, the u-alpha family.

    `continuous` is for time, as in `alpha_u`. Raises InputError for one coder.
    """
    first = alpha_u(continuum, continuous=continuous)
    families, reason = None, ""
    try:
        families = u_alphas(continuum)
    except InputError as error:
        reason = error.problem
    return UnitizingAgreement(continuum.coders, len(continuum.start), first, families, reason)
