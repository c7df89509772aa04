"""`intercoder counts`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from .conditions import by, where
from .plumbing import opened, project_options, with_output
from .progress import while_reading

if TYPE_CHECKING:
    from intercoder.coding.consensus import Rule
    from intercoder.results import Result


@click.command()
@click.argument("table", required=False, type=click.Path())
@by
@where
@click.option("--code", metavar="PATH", help="This code and those below it.")
@click.option("--show", is_flag=True, help="Show what the number of --code stands for: its cases and notes.")
@click.option("--mentions", is_flag=True, help="Also count the units with each code.")
@click.option("--intervals", is_flag=True, help="Show Wilson's interval of each percentage.")
@click.option("--group-percent", is_flag=True, help="Show the percentage within each group of --by.")
@click.option("--test", is_flag=True, help="Test each code for a difference between the groups of --by.")
@click.option("--correction", default="holm", show_default=True, metavar="holm|bonferroni|fdr_bh|none",
              help="Correct the p values for their number.")  # fmt: skip
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
@click.option("--confidence", type=float, default=0.95, show_default=True, help="Of the intervals.")
@project_options
@with_output
def counts(
    table: str | None, *, project_file: str | None, who: str | None, rule: Rule | None, **options: Any
) -> Result:
    """Count the cases with each code, on the final codings; or, without any project, in TABLE.

    TABLE has a row per code, a column per document and the number of quotations in the cells, as ATLAS.ti exports it:
    how many documents have each code, and whether the table's totals are right. Or TABLE is ATLAS.ti's code report
    (.txt): whether as many quotations are listed under each code as it says.

    A case counts once for a code, however often it has it or one of its sub-codes. Percentages are of all cases, or of
    those that --where chooses; --group-percent adds those of each group.
    """
    if table is not None:
        _refuse_options({"rule": rule, **options})
        from intercoder.project.on_files.counts import counts_of_table

        with while_reading(table):
            return counts_of_table(table)
    instead = "Or name a table of counts, which needs no project: intercoder counts TABLE.csv"
    with opened(project_file, who, instead=instead) as project:
        return project.counts(rule=rule or "decided", **options)


def _refuse_options(options: dict[str, Any]) -> None:
    """Raise a usage error for options that are about the codings of a project."""
    context = click.get_current_context()
    for name in options:
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            raise click.UsageError(f"--{name.replace('_', '-')} is for a project; leave it out with TABLE.")
