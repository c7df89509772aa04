"""The application layer: a project file, what can be done with it, and its history."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .file import Outcome
    from .project import Project

__all__ = ["Outcome", "Project"]

_HOME = {"Outcome": "file", "Project": "project"}


def __getattr__(name: str) -> Any:
    """Load what is asked for: answers on files alone (`files.py`) do without the store and its libraries."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOME[name]}", __name__), name)
