"""The coefficients of agreement, each computed for all codes at once from the counts of answer patterns."""

from __future__ import annotations

from .alpha import SCALES, Scale, coincidences, krippendorff_alpha
from .by_category import cohen_kappa_by_category, fleiss_kappa_by_category
from .fleiss_cuzick import fleiss_cuzick, fleiss_cuzick_null_error
from .kappas import (
    brennan_prediger,
    cohen_kappa,
    conger_kappa,
    fleiss_kappa,
    gwet_ac,
    kappa_of_tables,
    light_kappa,
    pairwise_kappas,
    scott_pi,
)
from .lotus import lotus, s_lotus, von_eye_kappa
from .measure import Measure
from .observed import (
    all_agree,
    holsti,
    negative_agreement,
    percent_agreement,
    positive_agreement,
    specific_agreement,
)
from .two_by_two import bias_index, kappa_max, prevalence_index

MEASURES: dict[str, Measure] = {
    made.name: made
    for made in (
        percent_agreement,
        positive_agreement,
        negative_agreement,
        all_agree,
        holsti,
        cohen_kappa,
        scott_pi,
        conger_kappa,
        fleiss_kappa,
        light_kappa,
        brennan_prediger,
        gwet_ac,
        krippendorff_alpha,
        lotus,
        s_lotus,
        von_eye_kappa,
        fleiss_cuzick,
    )
}

__all__ = [
    "MEASURES",
    "SCALES",
    "Measure",
    "Scale",
    "all_agree",
    "bias_index",
    "brennan_prediger",
    "cohen_kappa",
    "cohen_kappa_by_category",
    "coincidences",
    "conger_kappa",
    "fleiss_cuzick",
    "fleiss_cuzick_null_error",
    "fleiss_kappa",
    "fleiss_kappa_by_category",
    "gwet_ac",
    "holsti",
    "kappa_max",
    "kappa_of_tables",
    "krippendorff_alpha",
    "light_kappa",
    "lotus",
    "negative_agreement",
    "pairwise_kappas",
    "percent_agreement",
    "positive_agreement",
    "prevalence_index",
    "s_lotus",
    "scott_pi",
    "specific_agreement",
    "von_eye_kappa",
]
