"""The page of a study: one file of HTML that a team can send, print and put into an appendix."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..atomic import replacing
from ..framework import paths
from ..results import coefficient_text
from ..wording import listed
from . import figures
from .appendix import leading_pairs, matrix_parts
from .display import Grid, grid, outline, short_names
from .growth import growth_figure
from .html import fill

if TYPE_CHECKING:
    import pandas as pd
    from markupsafe import Markup
    from matplotlib.figure import Figure

    from .study import Check, Disagreement, Study

CASES = 200  # in the table of saturation on the page; of more there is the figure
MOST = 40  # disagreements of one code on the page


@dataclass(frozen=True)
class _Flagged:
    """A flagged code: its place in the tree, what is known of it, its disagreements, and how many are left out."""

    name: str
    above: str
    definition: str
    numbers: str
    why: str
    rows: list[Disagreement]
    left_out: int


@dataclass(frozen=True)
class _Check:
    """The agreement of two coders as the page shows it."""

    coders: str
    coefficient: str
    level: str
    about: str
    sentence: str
    sensitivity: str
    table: Grid
    figures: list[Markup]
    undefined: list[tuple[str, list[str]]]
    flagged: list[_Flagged]


def render(study: Study, *, quotes: bool = True) -> str:
    """Return the page of `study`; without `quotes`, no text of participants is on it."""
    study = study.said_once()
    shown = study if quotes else study.without_quotes()
    number = itertools.count(1)
    return fill(
        "study.html",
        title=study.title,
        study=shown,
        quotes=quotes,
        framework=list(zip(*_framework(shown), strict=True)),
        checks=[_check(shown, check, f"agreement-{place}") for place, check in enumerate(study.checks, start=1)],
        counts=grid(study.counts) if study.counts else None,
        counts_figures=_counts_figures(study),
        heat_maps=_heat_maps(study),
        growth=grid(study.growth) if study.growth else None,
        growth_figure=_growth_figure(study),
        cooccurrence=grid(leading_pairs(study.cooccurrence)) if study.cooccurrence else None,
        n_pairs=len(study.cooccurrence.frame) if study.cooccurrence else 0,
        saturation=grid(study.saturation) if study.saturation and len(study.saturation.frame) <= CASES else None,
        saturation_figure=_saturation_figure(study),
        matrix=[grid(part) for part in matrix_parts(shown.matrix)] if shown.matrix else [],
        quoted=grid(shown.quotes) if shown.quotes else None,
        checklists=[grid(result) for result in study.checklists],
        classifications=[grid(result) for result in study.classifications],
        history=grid(study.history) if study.history else None,
        sections={heading: [grid(result) for result in results] for heading, results in study.sections.items()},
        next_table=partial(next, number),
        next_figure=partial(next, itertools.count(1)),
    )


def write_page(study: Study, path: Path | str, *, quotes: bool = True) -> None:
    """Write the page of `study` to `path`. Raises InputError when the file cannot be written."""
    page = render(study, quotes=quotes)
    with replacing(Path(path)) as temporary:
        temporary.write_text(page, encoding="utf-8", newline="")


def _framework(study: Study) -> tuple[list[Any], list[Any]]:
    """Return the lines of the tree, and for each the entry of its code (None for a name that only groups)."""
    lines = outline([entry.path for entry in study.framework])
    return lines, [None if line.row is None else study.framework[line.row] for line in lines]


def _check(study: Study, check: Check, name: str) -> _Check:
    frame = check.result.to_frame()
    options = {"threshold": check.threshold, "confidence": check.confidence}
    drawn = figures.agreement_figures(frame, **options, scale=check.scale, coefficient=check.coefficient)
    sentence = _sentence(check)
    shown = grid(check.result)
    coders = listed(check.coders)
    return _Check(
        coders,
        check.coefficient.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}"),
        _level(check),
        check.about,
        sentence,
        _sensitivity(check),
        shown,
        _embed(drawn, name, f"Kappa per code: {coders}", f"{sentence} {_names(check)}"),
        _undefined(frame),
        list(_flagged(study, check)),
    )


def _undefined(frame: pd.DataFrame) -> list[tuple[str, list[str]]]:
    """Return each reason why a kappa is undefined, with the codes for which it is."""
    missing = frame[frame["kappa"].isna()]
    return [(str(reason), short_names(list(codes))) for reason, codes in missing.groupby("reason", sort=False)["code"]]


def _sentence(check: Check) -> str:
    said = check.average.sentence()
    band = f", {check.average.band}" if check.average.band else ""
    return f"{said[:1].upper()}{said[1:]}{band}."


def _sensitivity(check: Check) -> str:
    """Return what else belongs beside the mean: the range, and what the undefined codes would make of it."""
    average = check.average
    if not average.defined:
        return ""
    low, high, middle = map(coefficient_text, (average.minimum, average.maximum, average.median))
    said = f"Range {low} to {high}, median {middle}; {average.share_at_threshold:.0%} of the defined codes at or above "
    said += (
        f"{coefficient_text(check.threshold)}; pooled kappa over all codes {coefficient_text(average.pooled_kappa)}."
    )
    if average.ci:
        ends = " to ".join(map(coefficient_text, average.ci))
        said = f"{_level(check)} interval of the mean {ends} ({average.ci_method}). {said}"
    if average.undefined:
        as_1, as_0 = coefficient_text(average.undefined_as_1), coefficient_text(average.undefined_as_0)
        said += f" With the undefined codes read as 1 the mean would be {as_1}, with them read as 0 it would be {as_0}."
    return said


def _names(check: Check) -> str:
    frame = check.result.to_frame()
    flagged = short_names(list(frame.loc[frame["flagged"].astype(bool), "code"]))
    listed = ", ".join(flagged) if flagged else "none"
    return (
        f"Flagged, with kappa below {coefficient_text(check.threshold)}: {listed}. All numbers are in the table below."
    )


def _flagged(study: Study, check: Check) -> Iterator[_Flagged]:
    """Yield the flagged codes of a comparison, lowest kappa first."""
    frame = check.result.to_frame()
    differing = [each for each in study.disagreements if {mark.coder for mark in each.marks} == set(check.coders)]
    definitions = {entry.path: entry.definition for entry in study.framework}
    for row in frame[frame["flagged"].astype(bool)].sort_values("kappa", kind="stable").to_dict("records"):
        names = paths.split(row["code"])
        rows = [each for each in differing if each.code == row["code"]]
        yield _Flagged(
            names[-1],
            paths.SEPARATOR.join(names[:-1]),
            definitions.get(row["code"], ""),
            _numbers(row, check),
            check.diagnosis.get(row["code"]) or str(row.get("remark") or ""),
            rows[:MOST],
            max(len(rows) - MOST, 0),
        )


def _numbers(row: Mapping[Any, Any], check: Check) -> str:
    """Return the agreement on one code in words, with the remark that the table of agreement makes on it."""
    kappa, low, high = (coefficient_text(row[key]) for key in ("kappa", "ci_low", "ci_high"))
    interval = "" if "–" in (low, high) else f" ({_level(check)} interval {low} to {high})"
    if len(check.coders) > 2:
        return f"Kappa {kappa}{interval} on {row['n_units']} units."
    only = f"only {check.coders[0]} to {row['only_a']}, only {check.coders[1]} to {row['only_b']}"
    counted = f"Of {row['n_units']} units, both applied it to {row['both']}, {only}, neither to {row['neither']}."
    return f"Kappa {kappa}{interval}. {counted}"


def _level(check: Check) -> str:
    return f"{100 * check.confidence:g} %"


def _counts_figures(study: Study) -> list[Markup]:
    if study.counts is None:
        return []
    groups = ", ".join(study.counts.group_sizes)
    description = f"Bars of the numbers in the table below{', in all and for ' + groups if groups else ''}."
    return _embed(figures.counts_figures(study.counts), "counts", "Cases with each code", description)


def _heat_maps(study: Study) -> list[Markup]:
    if study.counts is None:
        return []
    title = f"Share of the cases with each code, by {study.counts.by}"
    return _embed(
        figures.heat_maps(study.counts), "heat-map", title, "The shares that the table below gives as counts."
    )


def _growth_figure(study: Study) -> list[Markup]:
    if study.growth is None or len(study.growth.to_frame()) < 2:
        return []
    drawn = growth_figure(study.growth.to_frame())
    return _embed([drawn], "growth", "Codes in each version of the framework", "The numbers of the table below.")


def _saturation_figure(study: Study) -> list[Markup]:
    if study.saturation is None:
        return []
    drawn = figures.saturation_figure(study.saturation)
    return _embed([drawn], "saturation", "Codes known after each case", " ".join(study.saturation.notes()))


def _embed(drawn: Sequence[Figure], name: str, title: str, description: str) -> list[Markup]:
    from markupsafe import Markup

    from .svg import embedded

    return [
        Markup(embedded(figure, f"{name}-{place}", title, description))  # noqa: S704 - made by an XML writer
        for place, figure in enumerate(drawn, start=1)
    ]
