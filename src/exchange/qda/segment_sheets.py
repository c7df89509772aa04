"""From the coded segments of other tools' exports to coding sheets: which segments are one unit, and who read it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ...errors import InputError, no_such
from ...tables import CASES, CODINGS, COVERAGE
from ...wording import number_of
from ..cells import folded, tidy
from ..levels import as_paths, told_of_levels
from ..readers import unread, who_read
from ..repairs import RepairLog
from ..sheets.coders_in_files import after_files, coders_of_files
from ..sheets.coding_sheets import CodingSheets, column_beside, kept_coders, who_coded

if TYPE_CHECKING:
    import pandas as pd

    from ..sheets.layouts import Arrangement
    from .segments import Asked, Segment, SegmentFile


def coding_sheets(files: Sequence[SegmentFile], asked: Asked) -> CodingSheets:
    """Return the codings in `files`: each segment is a unit, and the same segment of two coders is one unit.

    Without `asked.coder` the files say who coded, or each file is a coder's. What nobody coded is in no such file, so
    agreement that a code does not apply counts only on segments that someone coded. Raises InputError when there is no
    segment, when nothing says who coded, and for unknown coders and codes.
    """
    files = _comparable(files)
    where = ", ".join(str(file.path) for file in files)
    if not any(file.segments for file in files):
        raise InputError("holds no coded segment.", where=where, fix="Check what was chosen when it was exported.")
    named, arrangement = _with_coders(files, asked.coder, asked.coders)
    log = RepairLog()
    segments = _one_spelling(named, where, log)
    names = _codes(segments, files, asked.levels, where, log)
    if asked.codes:
        segments, names = _only(segments, names, asked.codes, where)
    who = kept_coders(list(dict.fromkeys(segment.coder for segment in segments)), asked.coders, where=where)
    segments = [segment for segment in segments if segment.coder in set(who)]
    units = _unit_names(segments)
    given = list(zip(segments, units, strict=True))
    coverage = _coverage(segments, units, who if asked.read_all else ())
    _tell_unread(segments, who, where, log, read_all=asked.read_all)
    return CodingSheets(
        kind="codes",
        layout="long",
        arrangement=arrangement,
        description=_description(files, who, segments, units, names, arrangement=arrangement, read_all=asked.read_all),
        coders=tuple(who),
        units=_units(segments, units, asked.beside),
        codings=CODINGS.of(dict.fromkeys((unit, each.coder, code) for each, unit in given for code in each.codes)),
        coverage=coverage,
        codes=tuple(names),
        repairs=(*dict.fromkeys(repair for file in files for repair in file.repairs), *log.listed()),
        cases=_cases(segments, files),
        case_of={unit: each.case or each.document for each, unit in given},
    )


def _comparable(files: Sequence[SegmentFile]) -> Sequence[SegmentFile]:
    """Return the files without positions where these mean nothing in another of them."""
    if len(files) > 1 and (any(file.numbered for file in files) or len({file.by_position for file in files}) > 1):
        return [
            replace(file, segments=tuple(replace(segment, position="") for segment in file.segments)) for file in files
        ]
    return files


def _with_coders(
    files: Sequence[SegmentFile], coder: str | None, wanted: Sequence[str] | None
) -> tuple[list[Segment], Arrangement]:
    segments = [segment for file in files for segment in file.segments]
    if coder:
        return [replace(segment, coder=tidy(coder)) for segment in segments], "one coder"
    if all(segment.coder for segment in segments):
        return segments, "coder column"
    if len(files) == 1:
        raise InputError(
            f"{files[0].tool} do not say who coded.",
            where=str(files[0].path),
            fix="Give a file of each coder, as in `intercoder reliability anna.csv ben.csv`, or name the coder of all "
            "of it with --coder.",
        )
    if some := [file for file in files if any(segment.coder for segment in file.segments)]:
        raise InputError(
            "says who coded, but another of the files does not.",
            where=str(some[0].path),
            fix="Give files of one kind.",
        )
    by_file = zip(coders_of_files([file.path for file in files], wanted), files, strict=True)
    return [replace(segment, coder=name) for name, file in by_file for segment in file.segments], "files"


def _one_spelling(segments: Sequence[Segment], where: str, log: RepairLog) -> list[Segment]:
    """Return the segments with coders and codes that differ only by case spelt alike."""
    coders = log.spellings(where, [segment.coder for segment in segments])
    codes = log.spellings(where, [code for segment in segments for code in segment.codes])
    return [
        replace(each, coder=coders[each.coder], codes=tuple(dict.fromkeys(codes[code] for code in each.codes)))
        for each in segments
    ]


def _codes(
    segments: list[Segment], files: Sequence[SegmentFile], levels: str | None, where: str, log: RepairLog
) -> list[str]:
    """Return all codes as paths, in order, and put the paths into the segments."""
    used = dict.fromkeys(code for segment in segments for code in segment.codes)
    by_folded = {folded(code): code for code in used}
    known = dict.fromkeys(by_folded.get(folded(code), code) for file in files for code in file.codes)
    paths, sign = as_paths(list(known | used), levels)
    for told in told_of_levels(paths, sign):
        log.note(where, told)
    segments[:] = [replace(each, codes=tuple(paths[code] for code in each.codes)) for each in segments]
    return list(dict.fromkeys(paths.values()))


def _only(
    segments: list[Segment], names: Sequence[str], wanted: Sequence[str], where: str
) -> tuple[list[Segment], list[str]]:
    by_folded = {folded(name): name for name in names}
    for name in wanted:
        if folded(name) not in by_folded:
            raise no_such("code", name, names, where=where)
    kept = [by_folded[folded(name)] for name in wanted]
    chosen = set(kept)
    return [replace(each, codes=tuple(code for code in each.codes if code in chosen)) for each in segments], kept


def _unit_names(segments: Sequence[Segment]) -> list[str]:
    """Return the name of the unit of each segment: document and position, or a number for each text of a document."""
    numbers: dict[tuple[str, str], int] = {}
    counts: dict[str, int] = {}
    names = []
    for each in segments:
        key = (each.document, tidy(each.text))
        if not each.position and key not in numbers:
            numbers[key] = counts[each.document] = counts.get(each.document, 0) + 1
        names.append(f"{each.document}:{each.position}" if each.position else f"{each.document} #{numbers[key]}")
    return names


def _units(segments: Sequence[Segment], units: Sequence[str], beside: Sequence[str]) -> pd.DataFrame:
    """Return each unit with its text; different texts in the same place come below another."""
    import pandas as pd

    texts: dict[str, dict[str, None]] = {}
    first: dict[str, tuple[str, ...]] = {}
    for each, unit in zip(segments, units, strict=True):
        texts.setdefault(unit, {}).setdefault(each.text.strip())
        first.setdefault(unit, each.beside)
    rows = [(unit, "\n".join(filter(None, held)), *first[unit]) for unit, held in texts.items()]
    return pd.DataFrame(rows, columns=["unit", "text", *map(column_beside, beside)], dtype=object)


def _cases(segments: Sequence[Segment], files: Sequence[SegmentFile]) -> pd.DataFrame:
    """Return the cases that have segments, in order, with all attributes that any of them has (tables.CASES)."""
    known: dict[str, dict[str, str]] = {each.case or each.document: {} for each in segments}
    for file in files:
        for case, given in file.attributes.items():
            for name, value in given.items():
                if case in known and value:
                    known[case].setdefault(f"{name} (attribute)" if folded(name) == "case" else name, value)
    names = dict.fromkeys(name for given in known.values() for name in given)
    cases = CASES.of((case,) for case in known)
    for name in names:
        cases[name] = [given.get(name, "") for given in known.values()]
    return cases


def _coverage(segments: Sequence[Segment], units: Sequence[str], readers: Sequence[str]) -> pd.DataFrame:
    """Return who read each unit: `readers`, or else whoever coded anything in its document."""
    read = _coders_of(segments)
    document_of = dict(zip(units, (each.document for each in segments), strict=True))
    return COVERAGE.of((unit, coder) for unit, document in document_of.items() for coder in readers or read[document])


def _coders_of(segments: Sequence[Segment]) -> dict[str, dict[str, None]]:
    """Return who coded anything in each document."""
    found: dict[str, dict[str, None]] = {}
    for each in segments:
        found.setdefault(each.document, {}).setdefault(each.coder)
    return found


def _tell_unread(
    segments: Sequence[Segment], coders: Sequence[str], where: str, log: RepairLog, *, read_all: bool
) -> None:
    few = [document for document, who in _coders_of(segments).items() if len(who) < len(coders)]
    if few:
        log.note(where, unread(few, read_all=read_all))


def _description(
    files: Sequence[SegmentFile],
    coders: Sequence[str],
    segments: Sequence[Segment],
    units: Iterable[str],
    names: Sequence[str],
    *,
    arrangement: Arrangement,
    read_all: bool,
) -> str:
    tools = " and ".join(dict.fromkeys(file.tool for file in files))
    n_documents = len({segment.document for segment in segments})
    counted = f"{number_of(len(set(units)), 'segment')} of {number_of(n_documents, 'document')}"
    same = "in the same place" if all(file.by_position for file in files) else "with the same text"
    called = after_files(coders, [file.path for file in files]) if arrangement == "files" else ""
    said = f"read as: {tools}, {who_coded(coders)}{called}, {counted}, {number_of(len(names), 'code')}"
    alike = f"; segments {same} of a document are one unit; {who_read(read_all=read_all)}"
    return said + alike if len(coders) > 1 else said
