"""`intercoder counts`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from .options import by, confidence, project_options, where
from .plumbing import opened, with_output
from .progress import counting, while_reading
from .reliability import tell_reading
from .there import not_for_files, place, refuse, there_options

if TYPE_CHECKING:
    from intercoder.coding.consensus import Rule
    from intercoder.results import Result


@click.command()
@there_options
@by
@where
@click.option("--code", metavar="PATH", help="This code and those below it.")
@click.option("--show", is_flag=True, help="Show what the number of --code stands for: its cases and notes.")
@click.option("--mentions", is_flag=True, help="Also count the units with each code.")
@click.option("--intervals", is_flag=True, help="Show Wilson's interval of each percentage.")
@click.option("--group-percent", is_flag=True, help="Show the percentage within each group of --by.")
@click.option("--test", is_flag=True, help="Test each code for a difference between the groups of --by.")
@click.option("--correction", default="holm", show_default=True, metavar="holm|bonferroni|fdr_bh|none",
              help="How p values are corrected for how many they are.")  # fmt: skip
@click.option("--decided", "rule", flag_value="decided", help="Count by the usual rule, if another was chosen.")
@click.option(
    "--any-coder", "rule", flag_value="any coder", help="Count what any coder applied and nobody decided yet."
)
@click.option(
    "--agreed-only", "rule", flag_value="agreed only", help="Count only what all coders applied by themselves."
)
@click.option(
    "--finished-by-all", "rule", flag_value="finished by all",
    help="Count only the units that all coders of their round have finished.",
)  # fmt: skip
@confidence
@project_options
@with_output
def counts(
    files: tuple[str, ...], *, project_file: str | None, who: str | None, rule: Rule | None, **options: Any
) -> Result:
    """Count the cases with each code, on the final codings; or, without any project, in FILES.

    FILES with a row per unit, coder and code (parquet, .csv, .tsv, folders and patterns of them, or the URL of a
    database) are counted where they are, with --coverage and --case: what any coder applied, or with --agreed-only what
    all who finished the unit did; --by names a column of the coverage.

    A single FILE without --coverage may have a row per code, a column per document and the number of quotations in the
    cells, as ATLAS.ti exports it: how many documents have each code, and whether the table's totals are right. Or it is
    ATLAS.ti's code report (.txt): whether as many quotations are listed under each code as it says.

    What counts where coders differ follows the rule that all findings follow (`intercoder consensus rules`); --decided,
    --any-coder, --agreed-only and --finished-by-all look at another one this once.

    A case counts once for a code, however often it has it or one of its sub-codes. Percentages are of all cases, or of
    those that --where chooses; --group-percent adds those of each group.
    """
    if files:
        return _of_files(files, {"rule": rule, **options})
    options = not_for_files(options)
    instead = "Or name a table of counts, which needs no project: intercoder counts TABLE.csv"
    with opened(project_file, who, instead=instead) as project:
        return project.counts(rule=rule, **options)


def _of_files(files: tuple[str, ...], options: dict[str, Any]) -> Result:
    from intercoder.project.on_files.counts import counts_of_table, counts_there

    codings = place(files, options)
    if codings.counted_there:
        refuse({name: options.pop(name) for name in ("where", "show")}, about="a project", with_="FILES")
        options["rule"] = options["rule"] or "any coder"
        with counting() as progress:
            found = counts_there(codings.told(progress), **options)
        tell_reading(found)
        return found.result
    refuse(options, about="codings", with_="a table of counts")
    if len(files) > 1:
        raise click.UsageError("Name one table of counts; codings need --coverage.")
    with while_reading(files[0]):
        return counts_of_table(files[0])
