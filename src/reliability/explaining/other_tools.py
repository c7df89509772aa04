"""What other tools compute from the same codings, each by its own conventions, mistakes included.

Every tool is a function from the material to a list of numbers. Where a tool gives none, the number is NaN and the
reason says what the tool does instead.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from ...errors import InputError
from ..chance import beyond_chance
from ..coefficients import (
    cohen_kappa,
    fleiss_kappa,
    holsti,
    krippendorff_alpha,
    light_kappa,
    percent_agreement,
    scott_pi,
)
from ..coefficients.parts import ratio
from ..inference.distributions import two_sided
from ..inference.fleiss_test import fleiss_test
from ..inference.variance import fleiss_cohen_everitt_variance
from ..unitizing.characters import character_patterns
from ..unitizing.u_alphas import u_alphas

if TYPE_CHECKING:
    from ..coefficients import Measure
    from ..counts.patterns import Floats, Patterns
    from ..unitizing.spans import Continuum

PERCENTAGES = ("percent agreement", "average pairwise percent agreement", "Holsti index")
PROBABILITIES = ("approximate significance", "kappa2 p", "kappam.fleiss p")


@dataclass(frozen=True)
class ToolData:
    """What is compared.

    patterns   counts of the answers, one variable per code (or one variable with its categories)
    continuum  the same codings as stretches of text; None for a variable with categories
    """

    patterns: Patterns
    continuum: Continuum | None = None

    @property
    def text(self) -> Continuum:
        """The codings as stretches of text. Raises InputError for a variable with categories."""
        if self.continuum is None:
            raise InputError(
                "this tool compares codes applied to text, not categories.", fix="Compare with recal, spss or irr."
            )
        return self.continuum


@dataclass(frozen=True)
class Number:
    """One number of another tool: of which code (empty: all together), what it is called there, its value."""

    code: str
    statistic: str
    value: float
    reason: str = ""


def _numbers(patterns: Patterns, statistic: str, values: Floats, reason: str = "") -> list[Number]:
    return [
        Number(code, statistic, float(value), reason if math.isnan(value) else "")
        for code, value in zip(patterns.variables, values, strict=True)
    ]


def nvivo(material: ToolData) -> list[Number]:
    """NVivo's coding comparison query: percent agreement and Cohen's kappa over characters, for every code and file.

    A file on which two users agree completely has kappa 1 there, also when neither used the code. NVivo leaves the
    averaging over files to the user, and names both ways. NVivo help, "Run a Coding Comparison query".
    """
    text = material.text
    characters = character_patterns(text, *text.coders, by_source=True)
    found = cohen_kappa(characters)
    kappas = np.where(np.isnan(found.value), 1.0, found.value)
    by_size = text.lengths @ kappas / text.length
    agreement = text.lengths @ found.observed / text.length
    return [
        *_numbers(characters, "percent agreement", 100 * agreement),
        *_numbers(characters, "kappa, mean of files", kappas.mean(0)),
        *_numbers(characters, "kappa, files weighted by size", by_size),
    ]


def maxqda(material: ToolData) -> list[Number]:
    """MAXQDA's intercoder agreement on segments: percent per code, and one kappa for all codes.

    Every segment of either coder is a test whether the other coded it too, so what both coded counts twice, and what
    neither coded not at all. Kappa takes chance as 1 / number of codes in the table. MAXQDA manual, "Intercoder
    Agreement", after Brennan & Prediger (1981).
    """
    tables = material.patterns.pair(*material.text.coders).tables()
    agreeing = 2.0 * tables[:, 1, 1]
    tests = agreeing + tables[:, 1, 0] + tables[:, 0, 1]
    share = float(ratio(agreeing.sum(), tests.sum()))
    n_codes = int((tests > 0).sum())
    kappa = float(beyond_chance(share, 1 / n_codes)) if n_codes else math.nan
    unused = "Neither coder used the code, so it is not in MAXQDA's table."
    return [
        *_numbers(material.patterns, "percent agreement", 100 * ratio(agreeing, tests), unused),
        Number("", "percent agreement", 100 * share, "" if n_codes else "No code was used."),
        Number("", "kappa", kappa, "" if n_codes > 1 else "With fewer than two codes chance alone gives agreement."),
    ]


def atlas(material: ToolData) -> list[Number]:
    """ATLAS.ti's intercoder agreement: percent agreement, Holsti and binary alpha per code, cu-alpha over the codes.

    The alphas are Krippendorff's for unitizing, over lengths of text. cu-alpha asks for a semantic domain, codes of
    which a coder applies one at a time. ATLAS.ti manual, "Methods for testing ICA"; Krippendorff (2019), 12.6.
    """
    text, patterns = material.text, material.patterns
    binary = [u_alphas(_only(text, place)).binary for place in range(len(text.codes))]
    never = "The code was never applied, or to everything."
    return [
        *_numbers(patterns, "percent agreement", 100 * percent_agreement(patterns).value),
        *_numbers(patterns, "Holsti index", 100 * holsti(patterns).value),
        *_numbers(patterns, "alpha binary", np.array(binary, float), never),
        _cu_alpha(text),
    ]


def _only(text: Continuum, code: int) -> Continuum:
    alone = text.where(text.code == code)
    return replace(alone, codes=(text.codes[code],), code=np.zeros_like(alone.code))


def _cu_alpha(text: Continuum) -> Number:
    try:
        value = u_alphas(text).cu
    except InputError:
        return Number("", "cu-alpha", math.nan, "A coder applied several codes to one stretch: they are no domain.")
    return Number("", "cu-alpha", value, "The coders marked no common text." if math.isnan(value) else "")


def recal(material: ToolData) -> list[Number]:
    """ReCal2 and, for three or more coders, ReCal3: the nominal coefficients, on units without a missing answer.

    D. Freelon, dfreelon.org, documentation of ReCal2 and ReCal3, and its error log on invariant values.
    """
    patterns = material.patterns.complete()
    two: list[tuple[str, Measure]] = [("Scott's pi", scott_pi), ("Cohen's kappa", cohen_kappa)]
    more: list[tuple[str, Measure]] = [("Fleiss' kappa", fleiss_kappa), ("average pairwise Cohen's kappa", light_kappa)]
    chosen = two if len(patterns.coders) == 2 else more
    named = "percent agreement" if len(patterns.coders) == 2 else "average pairwise percent agreement"
    invariant = "ReCal prints that it could not be calculated due to invariant values."
    numbers = _numbers(patterns, named, 100 * percent_agreement(patterns).value)
    for name, measure in (*chosen, ("Krippendorff's alpha", krippendorff_alpha)):
        numbers += _numbers(patterns, name, measure(patterns).value, invariant)
    return numbers


def spss(material: ToolData) -> list[Number]:
    """SPSS CROSSTABS with STATISTICS=KAPPA: kappa, its standard error, and kappa over that under kappa = 0.

    SPSS computes kappa only when both coders used exactly the same categories, and at least two. IBM SPSS Statistics
    Algorithms, CROSSTABS; Fleiss, Cohen & Everitt (1969).
    """
    patterns = material.patterns.pair(*material.patterns.coders)
    tables = patterns.tables()
    used = [tables.sum(axis) > 0 for axis in (-1, -2)]
    square = (used[0] == used[1]).all(-1)
    kappa = np.where(square, cohen_kappa(patterns).value, np.nan)
    t = ratio(kappa, np.sqrt(fleiss_cohen_everitt_variance(tables, null=True)))
    reason = "SPSS computes none: the coders did not use the same categories, or only one."
    columns = (
        ("kappa", kappa),
        ("asymptotic standard error", np.where(square, np.sqrt(fleiss_cohen_everitt_variance(tables)), np.nan)),
        ("approximate T", t),
        ("approximate significance", two_sided(t)),
    )
    return [number for name, values in columns for number in _numbers(patterns, name, values, reason)]


def irr(material: ToolData) -> list[Number]:
    """R irr: kappa2 (two coders) or kappam.fleiss (more) with their z, and kripp.alpha as it is.

    kappa2 and kappam.fleiss drop units with a missing answer. kripp.alpha (to 0.84.1) divides by the number of coders
    less one only if some answer is missing; with more than two coders and none missing it comes out too low.
    """
    patterns = material.patterns.complete()
    undefined = "R prints NaN."
    if len(patterns.coders) == 2:
        value = cohen_kappa(patterns).value
        z = ratio(value, np.sqrt(fleiss_cohen_everitt_variance(patterns.tables(), null=True)))
        name, p = "kappa2", two_sided(z)
    else:
        tested = fleiss_test(patterns)
        name, value, z, p = "kappam.fleiss", tested.value, tested.z, tested.p
    return [
        *_numbers(patterns, name, value, undefined),
        *_numbers(patterns, f"{name} z", z, undefined),
        *_numbers(patterns, f"{name} p", p, undefined),
        *_numbers(patterns, "kripp.alpha", kripp_alpha(material.patterns)),
    ]


def kripp_alpha(patterns: Patterns) -> Floats:
    """Return what irr's kripp.alpha gives for nominal data, (m,): 1 where alpha is undefined.

    With c coders and no answer missing it takes c - 1 times the number of pairable values n, so that 1 - alpha is
    multiplied by (n - 1 / (c - 1)) / (n - 1).
    """
    alpha = krippendorff_alpha(patterns).value
    gaps = patterns.counts[..., ~patterns.coded.all(1)].sum(-1) > 0
    others = len(patterns.coders) - 1
    n = patterns.counts.sum(-1) * len(patterns.coders)
    too_much = np.where(gaps, 1.0, ratio(n - 1 / others, n - 1))
    return np.where(np.isnan(alpha), 1.0, 1 - (1 - alpha) * too_much)
