"""`intercoder disagreements` and `intercoder consensus`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import click

from .options import in_round, project_options, replacing
from .plumbing import Commands, opened, tell, with_output, with_project
from .progress import while_reading
from .values import names

if TYPE_CHECKING:
    from intercoder.coding.consensus import Rule
    from intercoder.project import Project
    from intercoder.results import Result

RULES = ("decided", "any-coder", "agreed-only", "finished-by-all")
compared = click.option("--coders", callback=names, metavar="A,B",
                        help="Who is compared; by default as in `reliability`.")  # fmt: skip
order = click.option(
    "--order", default="code", show_default=True, metavar="code|unit", help="Code by code, or unit by unit."
)


@click.command()
@in_round
@compared
@click.option("--code", metavar="PATH", help="Only this code.")
@order
@click.option("--undecided", is_flag=True, help="Only those that are not decided yet.")
@project_options
@with_output
def disagreements(*, project_file: str | None, who: str | None, **options: Any) -> Result:
    """List the units and codes on which coders differ, with marks, memos, definition and notes.

    By code, those with the lowest kappa come first; by unit, those with most disagreements. Of files, without any
    project: intercoder reliability FILE --show disagreements.
    """
    instead = "Or list those of files, without a project: intercoder reliability coded.xlsx --show disagreements"
    with opened(project_file, who, instead=instead) as project:
        return project.disagreements(**options)


@click.group(cls=Commands)
def consensus() -> None:
    """Discuss disagreements, and keep the decisions."""


@consensus.command("write")
@click.argument("file", type=click.Path(dir_okay=False))
@in_round
@compared
@order
@click.option("--flagged", is_flag=True, help="Only disagreements on codes with a kappa below the threshold.")
@replacing
@with_project
def consensus_write(project: Project, file: str, **options: Any) -> None:
    """Write the workbook of a discussion to FILE: each disagreement, with room for a decision and its reason."""
    tell(project.consensus_write(file, **options))


@consensus.command("read")
@click.argument("file", type=click.Path())
@click.option("--replace", is_flag=True, help="Change decisions that were made before where FILE says otherwise.")
@with_project
def consensus_read(project: Project, file: str, replace: bool) -> None:
    """Read the decisions in FILE; the coders' own codings stay as they are.

    Decisions that were made before stay too, unless --replace is given; what FILE would change is listed.
    """
    with while_reading(file):
        done = project.consensus_read(file, replace=replace)
    tell(done)


@consensus.command("decide")
@click.argument("unit")
@click.argument("code")
@click.option("--applies/--does-not-apply", required=True, help="What was decided; give one of the two.")
@click.option("--why", required=True, help='The reason, kept with the decision, such as "The board is only mentioned".')
@in_round
@click.option("--replace", is_flag=True, help="Change what was decided before.")
@with_project
def consensus_decide(project: Project, unit: str, code: str, **options: Any) -> None:
    """Decide whether CODE (its path) applies to UNIT."""
    tell(project.consensus_decide(unit, code, **options))


@consensus.command("rules")
@with_project
@with_output
def consensus_rules(project: Project) -> Result:
    """List the rules for final codings: what counts by each, and which one holds."""
    return project.consensus_rules()


@consensus.command("rule")
@click.argument("rule", type=click.Choice(RULES))
@click.option("--why", required=True, help='The reason, kept with the rule, such as "Agreed in the protocol".')
@with_project
def consensus_rule(project: Project, rule: str, why: str) -> None:
    """Choose the rule by which final codings are made: counts, quotes, matrix, report and all other findings follow it.

    By decided, with which every project begins, what all coders of a unit agree on counts, and what was decided. By
    any-coder what any of them applied counts too, while nobody has decided. By agreed-only what was decided is left
    out. By finished-by-all, units that not all coders of their round have finished are left out, also where a further
    coder checks them.

    It can be changed at any time, and undone: codings and decisions stay as they are.
    """
    chosen = cast("Rule", rule.replace("-", " "))
    tell(project.consensus_rule(chosen, why=why))


@consensus.command("proposals")
@click.argument("round", required=False)
@with_project
@with_output
def consensus_proposals(project: Project, round: str | None) -> Result:
    """List what discussions have asked of the framework, in all rounds or in ROUND."""
    return project.consensus_proposals(round)
