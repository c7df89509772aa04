"""From interview notes to a coding framework whose reliability is proven, and to the tables of the paper."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import reliability
    from .project import Project

    __version__: str

__all__ = ["Project", "__version__", "reliability"]


def __getattr__(name: str) -> Any:
    """Load what is asked for: `import intercoder` alone loads no library."""
    if name == "__version__":
        from importlib.metadata import version

        return version("intercoder")
    if name == "Project":
        return import_module(".project", __name__).Project
    if name in __all__:
        return import_module(f".{name}", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
