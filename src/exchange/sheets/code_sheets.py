"""Codes that were applied to units out of the rows of a coding sheet, and what empty answers mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ...errors import InputError, IntercoderError, raise_all
from ...tables import CODINGS, COVERAGE
from ...wording import number_of
from ..levels import as_paths, told_of_levels
from .altered_labels import joined_numbers, refuse_dates
from .answers import Answer, Answers, read_answers
from .coding_sheets import CodingSheets
from .layouts import MARKED, lines_of_codes
from .unlikely_codes import unlikely_codes

if TYPE_CHECKING:
    from .context import Context


def codes_of(context: Context) -> CodingSheets:
    """Return the codes that coders applied, and the units that they coded.

    Raises, all problems of a kind together, units that a coder coded twice with different answers, and InputError where
    there is no telling what empty answers mean.
    """
    answers = read_answers(context.sources, context.reading)
    given = _one_spelling(answers, context)
    coders = context.coders(answer.coder for answer in given)
    keep = set(coders)
    decided, remarks = _decide_blanks(_once([a for a in given if a.coder in keep], context), coders, context)
    paths = _paths(list(answers.codes), context)
    names = list(dict.fromkeys(paths.values()))
    codings = [(answer.unit, answer.coder, paths[code]) for answer in decided for code in answer.codes]
    if context.reading.layout not in MARKED:
        refuse_dates(names, context.where)
        for slip in (*joined_numbers(names), *unlikely_codes(codings, context.reading.signs)):
            context.log.note(context.where, slip)
    context.note_units_apart(((answer.unit, answer.coder) for answer in decided), coders)
    units = context.units()
    return CodingSheets(
        kind="codes",
        layout=context.reading.layout,
        arrangement=context.arrangement,
        description=context.description(coders, len(units), [number_of(len(names), "code")], remarks),
        coders=tuple(coders),
        units=units,
        codings=CODINGS.of(codings),
        coverage=COVERAGE.of((answer.unit, answer.coder) for answer in decided),
        codes=tuple(names),
        repairs=context.repairs(),
    )


def _paths(names: list[str], context: Context) -> dict[str, str]:
    """Return the path of each code, and list what was read as levels, but where a file says so itself."""
    paths, sign = as_paths(names, context.levels)
    own = {column.name for columns in context.reading.answers for column in columns if column.group}
    if not all(source.table.raw.own for source in context.sources):
        for told in told_of_levels({name: path for name, path in paths.items() if name not in own}, sign):
            context.log.note(context.where, told)
    return paths


def _one_spelling(answers: Answers, context: Context) -> list[Answer]:
    """Return the answers with coders and codes that differ only by case spelt alike."""
    coders = context.log.spellings(context.where, [answer.coder for answer in answers.given])
    used = [code for answer in answers.given for code in answer.codes]
    codes = context.log.spellings(context.where, [*answers.codes, *used])
    changed = {label for label, spelt in codes.items() if label != spelt}
    if context.reading.layout in MARKED and changed:
        lines = lines_of_codes(context.reading.layout)
        raise InputError(
            f'two {lines} are the same code but for case and spaces: "{next(iter(changed))}".',
            where=context.where,
            fix="Delete or rename one.",
        )
    answers.codes = dict.fromkeys(codes[code] for code in answers.codes)
    return [
        replace(each, coder=coders[each.coder], codes=tuple(dict.fromkeys(codes[code] for code in each.codes)))
        for each in answers.given
    ]


def _once(given: Sequence[Answer], context: Context) -> list[Answer]:
    """Return one answer per unit and coder. Raises all the pairs of different ones together."""
    problems: list[IntercoderError] = []
    by_key: dict[tuple[str, str], Answer] = {}
    for answer in given:
        first = by_key.setdefault((answer.unit, answer.coder), answer)
        if first is answer:
            continue
        if context.reading.layout == "long":
            joined = tuple(dict.fromkeys((*first.codes, *answer.codes)))
            by_key[answer.unit, answer.coder] = Answer(answer.unit, answer.coder, joined, first.where, first.denied)
        elif set(first.codes) == set(answer.codes):
            context.log.note(
                answer.where, f'coder "{answer.coder}" has unit "{answer.unit}" twice, with the same answer'
            )
        else:
            problem = f'coder "{answer.coder}" has unit "{answer.unit}" twice, with different answers.'
            fix = (
                f"The other is {first.where}. Delete one; or, when each row is a unit, say with --unit what names it; "
                "several columns together as --unit Interview,Segment."
            )
            problems.append(InputError(problem, where=answer.where, fix=fix))
    raise_all(problems, fix="Correct the file and read it again.")
    return list(by_key.values())


def _decide_blanks(given: Sequence[Answer], coders: Sequence[str], context: Context) -> tuple[list[Answer], list[str]]:
    """Return the answers that count, and what was decided about empty ones. Raises where there is no telling."""
    kept: list[Answer] = []
    remarks, problems = [], []
    by_coder: dict[str, list[Answer]] = {coder: [] for coder in coders}
    for answer in given:
        by_coder[answer.coder].append(answer)
    for coder, mine in by_coder.items():
        says_no = any(answer.denied for answer in mine)
        silent = [answer for answer in mine if answer.silent]
        partial = [answer for answer in mine if answer.blank and not answer.silent] if says_no else []
        meaning = context.blanks
        if partial and meaning == "auto":
            problems.append(_partial(partial, coder))
        if meaning == "auto":
            meaning = "not coded" if says_no else "not applied"
            if not says_no and len(silent) > len(mine) / 2 and len(coders) > 1:
                problems.append(_mostly_silent(silent, mine, coder, context))
        dropped = {id(answer) for answer in (*silent, *partial)} if meaning == "not coded" else set()
        kept += [answer for answer in mine if id(answer) not in dropped]
        if silent or partial:
            n_empty = number_of(len({*map(id, silent), *map(id, partial)}), "empty answer")
            why = ', as "none" or 0 elsewhere says that nothing applied' if says_no and context.blanks == "auto" else ""
            remarks.append(f"{coder}: {n_empty} read as {meaning}{why}")
    raise_all(problems)
    order = {id(answer): at for at, answer in enumerate(given)}
    return sorted(kept, key=lambda answer: order[id(answer)]), remarks


def _partial(partial: Sequence[Answer], coder: str) -> InputError:
    first = partial[0]
    return InputError(
        f'coder "{coder}" writes 0 where a code does not apply, but left cells empty for '
        f'{number_of(len(partial), "unit")} (first: "{first.blank[0]}" of unit "{first.unit}").',
        where=first.where,
        fix='Fill them in, or say --blanks "not applied" or --blanks "not coded" (which leaves these units out).',
    )


def _mostly_silent(silent: Sequence[Answer], mine: Sequence[Answer], coder: str, context: Context) -> InputError:
    return InputError(
        f'coder "{coder}" has empty answers for {len(silent):,} of {number_of(len(mine), "unit")}: '
        "either nothing applied there, or they were not coded.",
        where=context.where,
        fix='Say which with --blanks "not applied" or --blanks "not coded".',
    )
