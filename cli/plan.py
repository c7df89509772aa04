"""`intercoder plan`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from intercoder.errors import InputError

from .plumbing import names, opened, project_options, with_output
from .progress import while_reading
from .reliability import READING, reading_options, tell_reading

if TYPE_CHECKING:
    from intercoder.results import Result

GOALS = ("half_width", "null_kappa", "lower_limit")


@click.command()
@click.argument("files", nargs=-1, type=click.Path())
@click.option("--kappa", type=float, default=0.8, show_default=True, help="The kappa that is expected.")
@click.option(
    "--prevalence",
    "prevalences",
    multiple=True,
    metavar="[CODE=]SHARE",
    help="The share of units with the code, such as 0.1 or Recruitment=0.4; may be repeated.",
)
@click.option("--half-width", type=float, help="Units for an interval of kappa -/+ this (.10 unless a goal is given).")
@click.option("--null-kappa", type=float, help="Units to show that kappa is not this value.")
@click.option("--lower-limit", type=float, help="Units for a one-sided lower limit at this value.")
@click.option("--power", type=float, default=0.8, show_default=True, help="The power with --null-kappa.")
@click.option("--confidence", type=float, default=0.95, show_default=True, help="Of the intervals.")
@click.option("--sample", type=float, help="What a sample of this many units (or this fraction, with --of) will give.")
@click.option("--of", "population", type=int, metavar="N", help="The units there are in all.")
@click.option("--round", help="In a project: how many more units to code after this round.")
@click.option("--coders", callback=names, metavar="A,B", help="With FILES or --round: the two coders.")
@reading_options
@project_options
@with_output
def plan(files: tuple[str, ...], *, sample: float | None, round: str | None, **options: Any) -> Result:
    """Say how many units to double-code, before or after a sample was coded.

    Without FILES: the units needed at each prevalence, for the goals given; with --sample, what a sample will give for
    each code (expected positives, chance of none, width of the interval). With FILES, or --round in a project: how many
    more units to code until each interval is as narrow as --half-width.
    """
    reading = {name: options.pop(name) for name in READING}
    project_file, who, coders = (options.pop(name) for name in ("project_file", "who", "coders"))
    if files or round is not None:
        wanted = {name: options[name] for name in ("half_width", "confidence", "population")}
        wanted = {name: value for name, value in wanted.items() if value is not None}
        if files:
            return _after_files(files, {**reading, "coders": coders}, wanted)
        with opened(project_file, who) as project:
            return project.plan(round=round, coders=coders, **wanted)
    return _before(sample, options)


def _after_files(files: tuple[str, ...], reading: dict[str, Any], wanted: dict[str, Any]) -> Result:
    from intercoder.project.on_files.agreement import more_units_of_files

    with while_reading(*files):
        found = more_units_of_files(files, reading=reading, **wanted)
    tell_reading(found)
    return found.result


def _before(sample: float | None, options: dict[str, Any]) -> Result:
    from intercoder.reliability.planning import PREVALENCES, units_needed
    from intercoder.reliability.sample_plan import sample_plan

    prevalences = [_prevalence(text) for text in options.pop("prevalences")]
    kappa, confidence, population = (options.pop(name) for name in ("kappa", "confidence", "population"))
    if sample is None:
        shares = [share for _, share in prevalences] or PREVALENCES
        return units_needed(kappa=kappa, prevalences=shares, confidence=confidence, **options)
    named = dict(prevalences) or {f"code with prevalence {share:g}": share for share in PREVALENCES}
    return sample_plan(named, _size(sample, population), population=population, kappa=kappa, confidence=confidence)


def _prevalence(text: str) -> tuple[str, float]:
    name, _, share = text.rpartition("=")
    try:
        return name or f"code with prevalence {text}", float(share)
    except ValueError:
        raise InputError(f'"{share}" is not a share.', where="--prevalence", fix="Write 0.1 for 10 %.") from None


def _size(sample: float, population: int | None) -> int:
    if sample >= 1 and sample.is_integer():
        return int(sample)
    if not 0 < sample < 1 or population is None:
        fix = "Write a number of units, or a fraction with --of: --sample 0.2 --of 60"
        raise InputError(f"{sample:g} is not a size of a sample.", where="--sample", fix=fix)
    return max(1, int(sample * population + 0.5))
