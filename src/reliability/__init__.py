"""Agreement between coders: counts, coefficients, intervals, bands. Arrays and frames in, results out.

The package can be called: `intercoder.reliability(frame)` is `intercoder.reliability.reliability(frame)`.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

_HOME = {
    "Average": "averages",
    "CodedUnits": "coded_units",
    "Coefficient": "chance",
    "MEASURES": "coefficients",
    "Patterns": "patterns",
    "RatingReliability": "ratings",
    "Reliability": "result",
    "agreement_of_ratings": "ratings",
    "benchmark": "benchmarking",
    "bootstrap_intervals": "bootstrap",
    "diagnose": "diagnosis",
    "fleiss_cohen_everitt_variance": "variance",
    "gwet_variance": "variance",
    "joint_patterns": "joint",
    "kappa_homogeneity": "homogeneity",
    "kappa_intervals": "intervals",
    "mean_kappa_interval": "average_interval",
    "more_units": "sample_plan",
    "patterns_of_categories": "counting",
    "patterns_of_codings": "counting",
    "patterns_of_marks": "counting",
    "patterns_of_tables": "counting",
    "patterns_of_votes": "counting",
    "read_codings": "coded_units",
    "reliability": "entry",
    "units_needed": "planning",
    "weights_for": "weights",
}

__all__ = list(_HOME)


class _CallablePackage(ModuleType):
    """The package as a function, so that `import intercoder as ic` gives both `ic.reliability(...)` and its modules."""

    def __call__(self, data: Any, coverage: Any = None, **options: Any) -> Any:
        """Compute the agreement of coders: see `intercoder.reliability.reliability`."""
        return import_module(f"{__name__}.entry").reliability(data, coverage, **options)

    def __getattr__(self, name: str) -> Any:
        if name not in _HOME:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


sys.modules[__name__].__class__ = _CallablePackage
