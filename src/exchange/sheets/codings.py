"""Coding sheets in any layout: who applied which code to which unit, or gave it which category."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import InputError, IntercoderError, raise_all
from ...tables import CODINGS, COVERAGE
from ...wording import number_of
from ..cells import spellings
from ..levels import as_paths
from ..qda import exports
from ..repairs import Repair, RepairLog
from . import detection
from .answers import Answer, Answers, Blanks, check_blanks, read_answers, refuse_for_codes
from .category_sheets import categories_of
from .coding_sheets import CodingSheets, in_short, who_coded
from .layouts import BY_CODE, MEANING
from .sources import Arrangement, Source, kept_coders, open_tables, sources
from .unlikely_codes import unlikely_codes

if TYPE_CHECKING:
    import pandas as pd

    from ..headers import Column

_PLACES: dict[Arrangement, str] = {
    "coder column": "",
    "columns": "",
    "headings": ", the coder in each heading",
    "files": ", a file per coder",
    "sheets": ", a sheet per coder",
    "one coder": "",
}


def read_codings(
    paths: Path | str | Iterable[Path | str],
    *,
    layout: str = detection.AUTO,
    unit: str | None = None,
    coder: str | None = None,
    coders: Sequence[str] | None = None,
    codes: Sequence[str] | None = None,
    sheet: str | Sequence[str] | None = None,
    separator: str | None = None,
    blanks: Blanks = "auto",
    beside: Sequence[str] = (),
    as_written: bool = False,
) -> CodingSheets:
    """Read codings from workbooks and text files in any of the layouts of `layouts.MEANING`, or exported by QDA tools.

    layout     "auto", or the name of the layout
    unit       the column that names the units
    coder      the column that names the coder; or, when there is none of this name, who coded all of it
    coders     the columns of the coders, the coders in headings such as Trust_A, or which coders to keep
    codes      the columns that are codes or variables; for codes in cells, the codes there are
    sheet      the sheet or sheets to read; of a database with several projects, the project
    separator  what stands between codes in a cell; "none" for one code per cell
    blanks     what an empty answer means; "auto": a coder who also writes 0 (or "none") did not code the unit, one who
               only makes marks found nothing to apply. A category that is empty was not given, unless with "category"
               being empty is a category too
    beside     columns about the units, such as their case, to keep in `units` under these names
    as_written   whether categories that differ only by case or spaces are different ones

    Units that a coder has no row for are not covered by the coder. Raises InputError when a file cannot be read, when
    nothing says who coded, when two layouts fit and differ; and, all together, marks that are none, formulas that
    failed, and units that a coder coded twice with different answers.
    """
    detection.check_layout(layout)
    check_blanks(blanks)
    files = [Path(paths)] if isinstance(paths, str | Path) else [Path(path) for path in paths]
    if files and all(map(exports.is_qda_file, files)):
        project = sheet if isinstance(sheet, str) else None
        return exports.read_qda_files(files, coder=coder, coders=coders, codes=codes, beside=beside, project=project)
    tables = open_tables(files, sheet, [unit] if unit else [])
    if layout == detection.AUTO and unit is None:
        exported = exports.read_qda_tables(
            tables, coder=coder, coders=coders, codes=codes, separator=separator, beside=beside
        )
        if exported is not None:
            return exported
    found, arrangement = sources(tables, unit=unit, coder=coder, coders=coders, layout=layout)
    found = [replace(source, beside=_columns(source, beside)) for source in found]
    by_columns = coders if arrangement == "columns" else None
    reading = detection.Detection(found, arrangement, layout, by_columns, codes, separator).reading()
    log = RepairLog()
    build = _codes if reading.layout in BY_CODE else categories_of
    if build is _codes:
        refuse_for_codes(blanks, as_written=as_written)
    return build(Context(found, arrangement, reading, coders, blanks, log, tuple(beside), as_written))


def _columns(source: Source, names: Sequence[str]) -> tuple[Column, ...]:
    return tuple(source.table.find(name, what="the units") for name in names)


@dataclass(frozen=True)
class Context:
    """What the two kinds of result are built from."""

    sources: list[Source]
    arrangement: Arrangement
    reading: detection.Reading
    wanted: Sequence[str] | None
    blanks: Blanks
    log: RepairLog
    beside: tuple[str, ...] = ()
    as_written: bool = False

    @property
    def where(self) -> str:
        """The first of the sources, as messages name it."""
        return self.sources[0].table.raw.where

    def coders(self, given: Iterable[str]) -> list[str]:
        """Return who coded; labels that differ only by case are the same coder."""
        return kept_coders(list(dict.fromkeys(given)), self.wanted, where=self.where)

    def units(self) -> pd.DataFrame:
        """Return the units with their text and what stands beside them: the first that is not empty."""
        import pandas as pd

        names = ("text", *self.beside)
        known: dict[str, list[str]] = {}
        for source in self.sources:
            columns = (source.text, *source.beside)
            held = [source.table.values(c) if c else [""] * len(source.table.rows) for c in columns]
            for unit, *texts in zip(source.units(), *held, strict=True):
                known[unit] = [old or new for old, new in zip(known.get(unit, texts), texts, strict=True)]
        return pd.DataFrame([(unit, *texts) for unit, texts in known.items()], columns=["unit", *names], dtype=object)

    def repairs(self) -> tuple[Repair, ...]:
        """Return what was put right or left out, each once."""
        listed = [repair for source in self.sources for repair in source.table.raw.repairs.listed()]
        if self.reading.left_alone:
            named = ", ".join(f'"{name}"' for name in self.reading.left_alone)
            listed.append(Repair(self.where, f"columns left alone: {named}"))
        return tuple(dict.fromkeys((*listed, *self.log.listed())))

    def description(
        self, coders: Sequence[str], n_units: int, counted: Sequence[str], remarks: Sequence[str] = ()
    ) -> str:
        """Return how the sheet was read, in one line."""
        how = MEANING[self.reading.layout] + self._place(coders)
        read = ", ".join([how, who_coded(coders), number_of(n_units, "unit"), *counted])
        return f"read as: {'; '.join([read, *in_short(remarks)])}"

    def _place(self, coders: Sequence[str]) -> str:
        if self.arrangement == "sheets" and len(coders) == 2 and self._is_overlap():
            return ", main and overlap sheets"
        return _PLACES[self.arrangement]

    def _is_overlap(self) -> bool:
        first, *others = (set(source.units()) for source in self.sources)
        return all(other < first for other in others)


# --- codes


def _codes(context: Context) -> CodingSheets:
    answers = read_answers(context.sources, context.reading)
    given = _one_spelling(answers, context)
    coders = context.coders(answer.coder for answer in given)
    keep = set(coders)
    decided, remarks = _decide_blanks(_once([a for a in given if a.coder in keep], context), coders, context)
    paths, sign = as_paths(list(answers.codes))
    if sign:
        context.log.note(context.where, f'"{sign.strip()}" in the names of codes read as levels: {_example(paths)}')
    names = list(dict.fromkeys(paths.values()))
    codings = [(answer.unit, answer.coder, paths[code]) for answer in decided for code in answer.codes]
    if context.reading.layout != "wide":
        for slip in unlikely_codes(codings):
            context.log.note(context.where, slip)
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


def _example(paths: Mapping[str, str]) -> str:
    before, after = next((name, path) for name, path in paths.items() if name != path)
    return f'"{before}" is "{after}"'


def _one_spelling(answers: Answers, context: Context) -> list[Answer]:
    """Return the answers with coders and codes that differ only by case spelt alike."""
    coders = spellings([answer.coder for answer in answers.given])
    used = [code for answer in answers.given for code in answer.codes]
    codes = spellings([*answers.codes, *used])
    for label, spelt in {**coders, **codes}.items():
        if label != spelt:
            context.log.note(context.where, f'"{label}" read as "{spelt}"')
    changed = {label for label, spelt in codes.items() if label != spelt}
    if context.reading.layout == "wide" and changed:
        raise InputError(
            f'two columns are the same code but for case and spaces: "{next(iter(changed))}".',
            where=context.where,
            fix="Delete or rename one.",
        )
    answers.codes = dict.fromkeys(codes[code] for code in answers.codes)
    return [
        Answer(
            a.unit,
            coders[a.coder],
            tuple(dict.fromkeys(codes[c] for c in a.codes)),
            a.where,
            a.denied,
            a.blank,
            a.silent,
        )
        for a in answers.given
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
            fix = f"The other is {first.where}. Delete one; or, when each row is a unit, say with --unit what names it."
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
        f'coder "{coder}" writes 0 where a code does not apply, but left cells empty for {len(partial):,} units '
        f'(first: "{first.blank[0]}" of unit "{first.unit}").',
        where=first.where,
        fix='Fill them in, or say --blanks "not applied" or --blanks "not coded" (which leaves these units out).',
    )


def _mostly_silent(silent: Sequence[Answer], mine: Sequence[Answer], coder: str, context: Context) -> InputError:
    return InputError(
        f'coder "{coder}" has empty answers for {len(silent):,} of {len(mine):,} units: '
        "either nothing applied there, or they were not coded.",
        where=context.where,
        fix='Say which with --blanks "not applied" or --blanks "not coded".',
    )
