"""The application layer: a project file, what can be done with it, and its history."""

from .file import Outcome
from .project import Project

__all__ = ["Outcome", "Project"]
