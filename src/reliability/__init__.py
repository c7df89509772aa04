"""Agreement between coders: counts, coefficients, intervals, bands. Arrays and frames in, results out.

The package can be called: `intercoder.reliability(frame)` is `intercoder.reliability.reliability(frame)`.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from inspect import Signature

_HOME = {
    "Average": "averages",
    "CodedUnits": "counts.coded_units",
    "Coefficient": "chance",
    "MEASURES": "coefficients",
    "Patterns": "counts.patterns",
    "RatingReliability": "ratings",
    "Reliability": "result",
    "VariablesReliability": "variables_result",
    "agreement_from_sql": "counted_agreement",
    "agreement_of_counts": "counted_agreement",
    "agreement_of_ratings": "ratings",
    "agreement_of_variables": "variables",
    "benchmark": "benchmarking",
    "bootstrap_intervals": "inference.bootstrap",
    "counts_from_sql": "counts.sql",
    "diagnose": "explaining.diagnosis",
    "fleiss_cohen_everitt_variance": "inference.variance",
    "fleiss_cuzick_null_error": "coefficients",
    "fleiss_test": "inference.fleiss_test",
    "gwet_variance": "inference.variance",
    "joint_patterns": "counts.joint",
    "kappa_homogeneity": "inference.homogeneity",
    "kappa_intervals": "inference.intervals",
    "marginal_homogeneity": "inference.marginal_homogeneity",
    "mean_kappa_interval": "inference.average_interval",
    "more_units": "further_units",
    "patterns_of_batches": "counts.batches",
    "patterns_of_categories": "counts.counting",
    "patterns_of_codings": "counts.counting",
    "patterns_of_marks": "counts.marks",
    "patterns_of_tables": "counts.counting",
    "patterns_of_votes": "counts.counting",
    "read_codings": "counts.coded_units",
    "reliability": "entry",
    "units_needed": "planning",
    "weights_for": "weights",
}

__all__ = list(_HOME)


_PACKAGE = __doc__


class _CallablePackage(ModuleType):
    # The package as a function, so that `import intercoder as ic` gives both `ic.reliability(...)` and its modules.

    @property
    def __doc__(self) -> str:  # type: ignore[override]
        """What `help(intercoder.reliability)` says: the package in a sentence, then the function with its options."""
        return str(import_module(f"{__name__}.entry").described(_PACKAGE))

    @property
    def __signature__(self) -> Signature:
        from inspect import signature

        return signature(import_module(f"{__name__}.entry").reliability)

    def __call__(self, data: Any, coverage: Any = None, **options: Any) -> Any:
        """Compute the agreement of coders: see `intercoder.reliability.reliability`."""
        return import_module(f"{__name__}.entry").reliability(data, coverage, **options)

    def __getattr__(self, name: str) -> Any:
        if name not in _HOME:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


sys.modules[__name__].__class__ = _CallablePackage
