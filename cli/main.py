"""`intercoder`: the command that holds all others."""

from __future__ import annotations

import click

from .classification import classification, scheme
from .code import code
from .codings import codings
from .completing import complete_names
from .consensus import consensus, disagreements
from .cooccurrence import cooccurrence
from .counts import counts
from .demo import demo
from .framework import framework
from .matrix import matrix, synthesis
from .notes import notes
from .plan import plan
from .plumbing import Commands, call_numbers_numbers
from .project import history, project, undo
from .quotes import quotes
from .reliability import reliability
from .report import checklist, figures, manuscript, methods, report
from .round import round_
from .sample import sample
from .saturation import saturation
from .search import search
from .suggestion import suggestion
from .workbook import workbook


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="intercoder", message="%(prog)s %(version)s")
@click.option("--project", "project_file", metavar="FILE", help="The project file (before or after the command).")
@click.option("--who", metavar="NAME", help="Who works, for the history (before or after the command).")
@click.pass_context
def main(context: click.Context, project_file: str | None, who: str | None) -> None:
    """From interview notes to a coding framework whose reliability is proven.

    Try it: intercoder demo. Agreement of a coded spreadsheet, without a project: intercoder reliability FILE.
    """
    context.obj = {"project_file": project_file, "who": who}


for command in (
    demo,
    project,
    notes,
    framework,
    suggestion,
    round_,
    sample,
    workbook,
    codings,
    reliability,
    plan,
    disagreements,
    consensus,
    counts,
    quotes,
    code,
    search,
    cooccurrence,
    saturation,
    scheme,
    classification,
    matrix,
    synthesis,
    report,
    manuscript,
    figures,
    methods,
    checklist,
    history,
    undo,
):
    main.add_command(command)
complete_names(main)
call_numbers_numbers(main)
