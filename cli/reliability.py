"""`intercoder reliability`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from .plumbing import emit, names, opened, output_options, project_options, say

if TYPE_CHECKING:
    from intercoder.project.files import OnFiles
    from intercoder.results import Result

READING = ("layout", "unit", "coder", "codes", "sheet", "separator", "blanks")
LAYOUT_HELP = "How the sheet is laid out, when it is not recognised: wide, slots, lists, categories, long, variables."


def reading_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that say how files of codings are read."""
    for option in (
        click.option("--layout", help=LAYOUT_HELP),
        click.option("--unit", metavar="COLUMN", help="The column that names the units."),
        click.option("--coder", metavar="COLUMN|NAME", help="The column that names the coder."),
        click.option("--codes", callback=names, metavar="A,B", help="The columns that are codes."),
        click.option("--sheet", metavar="NAME", help="The sheet of the workbook."),
        click.option("--separator", metavar="TEXT", help="What stands between codes in a cell."),
        click.option("--blanks", metavar="auto|not applied|not coded", help="What an empty answer means."),
    ):
        function = option(function)
    return function


@click.command()
@click.argument("files", nargs=-1, type=click.Path())
@click.option("--round", help="In a project: the round; by default the newest.")
@click.option("--coders", callback=names, metavar="A,B", help="Who is compared, in this order.")
@click.option("--threshold", type=float, help="Codes with a kappa below are flagged (.6).")
@click.option("--confidence", type=float, help="Of the intervals (.95).")
@click.option(
    "--bands",
    metavar="NAME",
    help="The published words for kappa: landis-koch (default), altman, fleiss, cicchetti-sparrow, krippendorff.",
)
@click.option("--interval", metavar="METHOD", help="How intervals are computed; by default as the counts allow.")
@click.option(
    "--level", metavar="unit|case", help="What is compared: units, or cases (applied to any unit of the case)."
)
@click.option(
    "--show",
    metavar="VIEW",
    help="Instead of kappas: diagnosis, sets, pairs, confusion, cases, coders, drift, gold (all against the first of "
    "--coders) or groups (with --by).",
)
@click.option(
    "--by", metavar="ATTRIBUTE", help="Kappa in groups of units: an attribute of the cases; in files a column."
)
@click.option("--case", metavar="COLUMN", help="In files: the column of the case of each unit.")
@click.option(
    "--spans",
    metavar="VIEW",
    help="Of REFI-QDA projects (.qdpx), and of rounds that they were read into: characters (as NVivo counts, for files "
    "the default), sentence, paragraph or document (units that a coded stretch touches), alpha-u (where stretches "
    "begin and end).",
)
@click.option("--rollup", is_flag=True, help="A code counts as applied when one of its sub-codes is.")
@click.option("--units-coded-by", metavar="pair|all", help="With three coders: units that each pair coded, or all did.")
@click.option("--statistics", callback=names, metavar="X,Y", help="Further coefficients beside kappa.")
@click.option("--population", type=int, metavar="N", help="The corpus has N units, and only it is inferred to.")
@click.option("--seed", type=int, help="Of the bootstrap.")
@click.option("--scale", metavar="nominal|ordinal|interval|ratio", help="Of categories in files.")
@click.option("--categories", callback=names, metavar="LOW,HIGH", help="All categories in files, in their order.")
@click.option("--weights", metavar="NAME", help="Of categories: linear, quadratic, ordinal, ...")
@click.option(
    "--compare",
    "compare_with",
    metavar="TOOL",
    help="What another tool would say on the same data: nvivo, maxqda, atlas, recal, spss or irr.",
)
@reading_options
@project_options
@output_options
def reliability(
    files: tuple[str, ...], *, round: str | None, as_json: bool, as_csv: bool, outputs: tuple[str, ...], **options: Any
) -> None:
    """Compute the agreement of coders: in a project, or on FILES without any project.

    FILES are coding sheets (.xlsx, .csv), or what other tools export: MAXQDA's retrieved segments, ATLAS.ti's
    quotations and code report, Dedoose's excerpts, Taguette's highlights, OpenQDA's codings, a QualCoder project
    (NAME.qda).

    Per code: the number of units, how often both, one or neither coder applied the code, agreement, Cohen's kappa with
    a confidence interval, its band (Landis and Koch), and a flag below the threshold; then the average.
    """
    project_file, who = options.pop("project_file"), options.pop("who")
    reading = {name: options.pop(name) for name in READING}
    options = {name: value for name, value in options.items() if value not in (None, False)}
    if files:
        if round is not None:
            raise click.UsageError("--round is for a project; leave it out with files.")
        result = _of_files(files, {**reading, **_kept(options, "coders", "spans")}, options)
    else:
        for name in (*READING, "case", "scale", "categories", "weights"):
            if (reading | options).get(name) is not None:
                raise click.UsageError(f"--{name} is for files; name one.")
        with opened(project_file, who) as project:
            result = project.reliability(round=round, **options)
    emit(result, as_json=as_json, as_csv=as_csv, outputs=outputs)


def _kept(options: dict[str, Any], *kept: str) -> dict[str, Any]:
    """Take some of the options out of the others."""
    return {name: options.pop(name, None) for name in kept}


def _of_files(files: tuple[str, ...], reading: dict[str, Any], options: dict[str, Any]) -> Result:
    from intercoder.project.files import reliability_of_files

    found = reliability_of_files(files, reading=reading, **options)
    tell_reading(found)
    return found.result


def tell_reading(found: OnFiles) -> None:
    """Say, beside the result, how files were read and what was repaired in them."""
    say(found.description[:1].upper() + found.description[1:] + ".", err=True)
    for repair in found.repairs:
        say(f"  {repair}", err=True)
