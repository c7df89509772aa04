"""What comes next, said at the end of the commands with which a study begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .plumbing import say

if TYPE_CHECKING:
    from intercoder.project import Project


def tell_next(project: Project) -> None:
    """Print the next step, as `intercoder project status` says it."""
    steps = project.project_status().steps
    if steps:
        say(f"Next: {steps[0]}")
