"""`intercoder reliability`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from .options import output_options, project_options
from .plumbing import emit, opened, say, typed
from .progress import counting, while_reading
from .values import by_variable, categories, names

if TYPE_CHECKING:
    from intercoder.project.on_files.agreement import OnFiles
    from intercoder.results import Result

READING = ("layout", "unit", "coder", "codes", "sheet", "separator", "levels", "blanks")
LARGE = ("table", "coverage", "code", "value", "engine", "memory")
FILES_ONLY = ("case", "scale", "categories", "weights", "unlisted", "as_written", "themes", "without")
LAYOUT_HELP = (
    "How the sheet is laid out, when it is not recognised: wide (a column per code), turned (a row per code, a column "
    "per unit), slots (Code 1, Code 2, ...), lists (several codes in a cell), long (a row per unit, coder and code), "
    "categories (one category in a cell), variables (a column per variable)."
)


def reading_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that say how files of codings are read."""
    for option in (
        click.option("--layout", metavar="LAYOUT", help=LAYOUT_HELP),
        click.option(
            "--unit",
            metavar="COLUMN",
            help="The column that names the units, such as ID, or several that do so together, "
            "such as Interview,Segment; by default it is recognised.",
        ),
        click.option(
            "--coder",
            metavar="COLUMN|NAME",
            help="The column that names the coder; or, for a sheet of one coder, the name.",
        ),
        click.option(
            "--codes",
            callback=names,
            metavar="A,B",
            help="The columns that are codes, such as Trust,Cost; by default they are recognised.",
        ),
        click.option("--sheet", metavar="NAME", help="The sheet of the workbook; by default those that hold codings."),
        click.option("--separator", metavar="SIGNS", help='Between codes in a cell; ";,": each of the two; or none.'),
        click.option("--levels", metavar="SIGN", help="Between levels in the names of codes (/), or none."),
        click.option(
            "--blanks",
            metavar="auto|not applied|not coded|category",
            help="What an empty answer, or in exports a text in which a coder coded nothing, means: as the sheet "
            "suggests (auto, the default), that no code applies, nobody coded it, or that being empty is a category "
            "itself.",
        ),
    ):
        function = option(function)
    return function


def engine_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that say where large tables of codings are and what counts in them.

    How the column of the code is called is an option of the command: `--code` is a code where codes are listed.
    """
    for option in (
        click.option("--memory", metavar="2GB", help="How much memory DuckDB may take; by default 2GB."),
        click.option(
            "--engine",
            metavar="memory|duckdb|spark",
            help="What counts: this program (memory), DuckDB or Spark; by default as the files ask for.",
        ),
        click.option("--value", metavar="COLUMN", help="In place of --coverage: 1 where a code was applied, 0 if not."),
        click.option("--coverage", metavar="FILE|TABLE", help="Who finished which unit: the columns unit and coder."),
        click.option("--codings", "table", metavar="TABLE", help="In a database: the table of unit, coder, code."),
    ):
        function = option(function)
    return function


@click.command()
@click.argument("files", nargs=-1, type=click.Path())
@click.option("--round", metavar="ROUND", help="In a project: the round; by default the newest.")
@click.option(
    "--coders",
    callback=names,
    metavar="A,B",
    help="Who is compared, in this order, such as Anna,Ben; by default everybody.",
)
@click.option("--threshold", type=float, help="Codes with a kappa below this are flagged; by default 0.6.")
@click.option("--confidence", type=float, help="How sure the intervals are; by default 0.95, for 95 %.")
@click.option(
    "--bands",
    metavar="NAME",
    help="The published words for kappa: landis-koch (default), altman, fleiss, cicchetti-sparrow, krippendorff.",
)
@click.option(
    "--interval",
    metavar="METHOD",
    help="How intervals are computed: donner_eliasziw, jeffreys_dirichlet, wider (of the two), fleiss_cohen_everitt, "
    "or by drawing units again and again: percentile, bca; by default as the counts allow.",
)
@click.option(
    "--level",
    metavar="unit|case",
    help="What is compared: units (the default), or cases (a code applies when it does to any unit of the case).",
)
@click.option(
    "--show",
    metavar="VIEW",
    help="Instead of kappas: diagnosis, disagreements (each unit and code on which they differ), sets, pairs, "
    "confusion, cases, coders, drift, gold (all against the first of --coders) or groups (with --by); of categories "
    "diagnosis, disagreements, confusion, cases and groups.",
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
@click.option(
    "--units-coded-by",
    metavar="pair|all",
    help="With three coders or more: units that each pair coded (the default), or that all did.",
)
@click.option(
    "--statistics",
    callback=names,
    metavar="X,Y",
    help="Further coefficients beside kappa, as scott_pi,lotus; a wrong name lists them all.",
)
@click.option(
    "--population",
    type=int,
    metavar="N",
    help="There are N units in all, and what is said is to hold for them alone: narrower intervals.",
)
@click.option("--seed", type=int, help="Any whole number, for what is drawn at random; by default always the same.")
@click.option(
    "--themes", metavar="FILE", help="In files: a table of code and theme; themes are compared in place of the codes."
)
@click.option("--without", callback=names, metavar="U1,U2", help="In files: units to leave out, such as a training's.")
@click.option(
    "--scale",
    callback=by_variable,
    metavar="nominal|ordinal|interval|ratio",
    help="Of categories in files; of single variables severity=ordinal,age=ratio.",
)
@click.option(
    "--categories",
    multiple=True,
    callback=categories,
    metavar="LOW,HIGH",
    help="All categories in files, in their order; of single variables severity=low,high (again for each), or a table "
    "with the columns variable and category.",
)
@click.option(
    "--unlisted",
    metavar="refuse|leave out|add",
    help="Answers that are none of --categories: an error (refuse, the default), no answer, or further categories.",
)
@click.option("--as-written", is_flag=True, help="Categories that differ only by case or spaces are different ones.")
@click.option(
    "--weights",
    callback=by_variable,
    metavar="NAME",
    help="Of categories: linear, quadratic, ordinal, ...; of single variables severity=linear.",
)
@click.option(
    "--compare",
    "compare_with",
    metavar="TOOL",
    help="What another tool would say on the same data: nvivo, maxqda, atlas, recal, spss or irr.",
)
@reading_options
@click.option(
    "--code",
    "--code-column",
    "code",
    metavar="COLUMN",
    help='In large tables: the column that names the code; by default "code".',
)
@engine_options
@project_options
@output_options
def reliability(
    files: tuple[str, ...], *, round: str | None, as_json: bool, as_csv: bool, outputs: tuple[str, ...], **options: Any
) -> None:
    """Compute the agreement of coders: in a project, or on FILES without any project.

    FILES are coding sheets (.xlsx, .csv), or what other tools export: MAXQDA's retrieved segments, ATLAS.ti's
    quotations and code report, Dedoose's excerpts, Taguette's highlights, OpenQDA's codings, a QualCoder project
    (NAME.qda). Large tables with a row per unit, coder and code (parquet, .csv, .tsv, folders and patterns of them, or
    the URL of a database) are counted where they are, with --coverage.

    Per code: the number of units, how often both, one or neither coder applied the code, agreement, Cohen's kappa with
    a confidence interval, its band (Landis and Koch), and a flag below the threshold; then the average. Of a column per
    variable, each with its own categories: the same per variable.
    """
    project_file, who = options.pop("project_file"), options.pop("who")
    reading, large = _kept(options, *READING), _kept(options, *LARGE)
    options = {name: value for name, value in options.items() if value not in (None, False)}
    if files:
        if round is not None:
            raise click.UsageError("--round is for a project; leave it out with files.")
        result = _of_files(files, {**reading, **_kept(options, "coders", "spans", "as_written")}, large, options)
    else:
        for name in (*READING, *LARGE, *FILES_ONLY):
            if (reading | large | options).get(name) is not None:
                raise click.UsageError(f"{typed(name)} is for files; name one.")
        instead = "Or name files of codings, which need no project: intercoder reliability coded.xlsx"
        with opened(project_file, who, instead=instead) as project:
            result = project.reliability(round=round, **options)
    emit(result, as_json=as_json, as_csv=as_csv, outputs=outputs)


def _kept(options: dict[str, Any], *kept: str) -> dict[str, Any]:
    """Take some of the options out of the others."""
    return {name: options.pop(name, None) for name in kept}


def _of_files(
    files: tuple[str, ...], reading: dict[str, Any], large: dict[str, Any], options: dict[str, Any]
) -> Result:
    from intercoder.project.on_files.agreement import reliability_of_files
    from intercoder.project.on_files.engines import Where, reliability_there

    where = Where.of(files, **large, unit=reading["unit"], coder=reading["coder"])
    if where.counted_there:
        rest = {name: value for name, value in reading.items() if name not in ("unit", "coder")}
        with counting() as progress:
            found = reliability_there(where.told(progress), **rest, **options)
    else:
        with while_reading(*files, then=" and comparing"):
            found = reliability_of_files(files, reading=reading, **options)
    tell_reading(found)
    return found.result


def tell_reading(found: OnFiles) -> None:
    """Say, beside the result, how files were read and what was repaired in them."""
    say(found.description[:1].upper() + found.description[1:] + ".", err=True)
    for repair in found.repairs:
        say(f"  {repair}", err=True)
