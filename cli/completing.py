"""What the shell completes beside commands: names of the project. Nothing here fails or prints."""

from __future__ import annotations

import os
import shlex
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from intercoder.errors import IntercoderError

from .plumbing import find_project, parameters

if TYPE_CHECKING:
    from intercoder.project.names import Kind

BY_METAVAR: dict[str, Kind] = {"PATH": "codes", "ATTRIBUTE": "attributes", "ROUND": "rounds"}
BY_NAME: dict[str, Kind] = {
    "code": "codes",
    "codes": "codes",
    "path": "codes",
    "round": "rounds",
    "coders": "coders",
    "coder": "coders",
    "case": "cases",
    "unit": "units",
    "sample": "samples",
}
OF_FILES = {"COLUMN", "COLUMN|NAME"}
"""What stands for a column of a file is no name of the project."""


class Names(click.types.StringParamType):
    """Text that is a name in the project, or several with commas between."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind

    def shell_complete(self, ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Return the names that begin as what has been typed."""
        before, comma, begun = incomplete.rpartition(",") if self.kind == "coders" else ("", "", incomplete)
        found = (name for name in _names(ctx, self.kind) if name.casefold().startswith(begun.casefold()))
        return [CompletionItem(_quoted(before + comma + name)) for name in found]


def _names(context: click.Context, kind: Kind) -> list[str]:
    from intercoder.project.names import names_in

    given = context.find_root().params.get("project_file") or context.params.get("project_file")
    try:
        return names_in(find_project(given or os.environ.get("INTERCODER_PROJECT")), kind)
    except (IntercoderError, OSError):
        return []


def _quoted(name: str) -> str:
    """Return a name as bash takes it; zsh and fish put the quotes themselves."""
    return shlex.quote(name) if os.environ.get("_INTERCODER_COMPLETE", "").startswith("bash") else name


def complete_names(command: click.Command) -> None:
    """Let every option and argument of `command` and those below it that is a name of the project complete it."""
    for parameter in parameters(command):
        if type(parameter.type) is click.types.StringParamType and (kind := _kind(parameter)):
            parameter.type = Names(kind)


def _kind(parameter: click.Parameter) -> Kind | None:
    if parameter.metavar in OF_FILES or (parameter.name == "codes" and parameter.metavar == "A,B"):
        return None
    return BY_METAVAR.get(parameter.metavar or "") or BY_NAME.get(parameter.name or "")
