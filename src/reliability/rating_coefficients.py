"""The coefficients of variables with categories, by the names that options and results have for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..errors import no_such
from .coefficients import MEASURES, Measure, Scale

if TYPE_CHECKING:
    from .weights import Weights

COEFFICIENTS: dict[str, Measure] = {
    "percent_agreement": MEASURES["percent_agreement"],
    "cohen_kappa": MEASURES["cohen_kappa"],
    "conger_kappa": MEASURES["conger_kappa"],
    "fleiss_kappa": MEASURES["fleiss_kappa"],
    "scott_pi": MEASURES["scott_pi"],
    "brennan_prediger": MEASURES["brennan_prediger"],
    "gwet_ac1": MEASURES["gwet_ac"],
    "krippendorff_alpha": MEASURES["krippendorff_alpha"],
    "light_kappa": MEASURES["light_kappa"],
    "all_agree": MEASURES["all_agree"],
    "holsti": MEASURES["holsti"],
    "lotus": MEASURES["lotus"],
    "s_lotus": MEASURES["s_lotus"],
    "von_eye_kappa": MEASURES["von_eye_kappa"],
    "fleiss_cuzick": MEASURES["fleiss_cuzick"],
}
ALPHA, IDENTITY = "krippendorff_alpha", "identity"
SHARES = ("percent_agreement", "all_agree", "holsti", "lotus")  # at least 0, where a coefficient may be negative
ON_REQUEST = ("all_agree", "holsti", "lotus", "s_lotus", "von_eye_kappa", "fleiss_cuzick")


def check_statistics(statistics: Sequence[str]) -> None:
    """Raise InputError for a coefficient that does not exist."""
    for name in statistics:
        if name not in COEFFICIENTS:
            raise no_such("coefficient", name, COEFFICIENTS, where="--statistics")


def options_of(name: str, measure: Measure, scale: Scale, weights: Weights | None) -> dict[str, Any]:
    """Return the options that a coefficient takes: alpha the scale as its metric, the others the weights."""
    if name == ALPHA and scale != "nominal":
        return {"scale": scale}
    return {"weights": weights} if measure.weighted and weights is not None else {}


def named_weights(weights: Weights | None) -> str:
    """Return the name of weights: identity for none, custom for given ones."""
    if weights is None:
        return IDENTITY
    return weights if isinstance(weights, str) else "custom"
