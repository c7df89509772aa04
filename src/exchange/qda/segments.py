"""Coded segments, as other tools for qualitative analysis export them: from stretches of documents to coding sheets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import InputError, did_you_mean
from ...tables import CASES, CODINGS, COVERAGE
from ...wording import number_of
from ..cells import folded, spellings, tidy
from ..levels import as_paths
from ..repairs import Repair, RepairLog
from ..sheets.coding_sheets import CodingSheets, who_coded
from ..sheets.sources import Arrangement, kept_coders

if TYPE_CHECKING:
    import pandas as pd

READ_WHOLE = "a coder counts as having read the whole of a document in which they coded something"


@dataclass(frozen=True)
class Segment:
    """A stretch of a document and the codes that one coder gave it; `coder` is empty where the file does not say.

    `position` is where it stands, as the tool writes it; without one, segments with the same text are the same.
    `beside` holds what else was asked for, such as the case. `case` is who it is about; by default the document.
    """

    document: str
    position: str
    text: str
    coder: str
    codes: tuple[str, ...]
    beside: tuple[str, ...] = ()
    case: str = ""


@dataclass(frozen=True)
class SegmentFile:
    """The segments of one file: which tool's it is, all codes in order (also those never applied), and the repairs.

    `numbered` says that positions are numbers of this file alone, which mean nothing in another coder's file.
    `attributes` are the properties of the cases that the file knows, by case and name.
    """

    path: Path
    tool: str
    segments: tuple[Segment, ...]
    codes: tuple[str, ...] = ()
    repairs: tuple[Repair, ...] = ()
    numbered: bool = False
    attributes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def by_position(self) -> bool:
        """Whether the tool says where its segments stand."""
        return any(segment.position for segment in self.segments)


def coding_sheets(
    files: Sequence[SegmentFile],
    *,
    coder: str | None = None,
    coders: Sequence[str] | None = None,
    codes: Sequence[str] | None = None,
    beside: Sequence[str] = (),
) -> CodingSheets:
    """Return the codings in `files`: each segment is a unit, and the same segment of two coders is one unit.

    `coder` names who coded all of it; without one the files say who coded, or each file is a coder's. What nobody coded
    is in no such file, so agreement that a code does not apply counts only on segments that someone coded.
    Raises InputError when there is no segment, when nothing says who coded, and for unknown coders and codes.
    """
    where = ", ".join(str(file.path) for file in files)
    if len(files) > 1 and (any(file.numbered for file in files) or len({file.by_position for file in files}) > 1):
        files = [_without_positions(file) for file in files]
    if not any(file.segments for file in files):
        raise InputError("holds no coded segment.", where=where, fix="Check what was chosen when it was exported.")
    named, arrangement = _with_coders(files, coder)
    log = RepairLog()
    segments = _one_spelling(named, where, log)
    names = _codes(segments, files, where, log)
    if codes:
        segments, names = _only(segments, names, codes, where)
    who = kept_coders(list(dict.fromkeys(segment.coder for segment in segments)), coders, where=where)
    segments = [segment for segment in segments if segment.coder in set(who)]
    units = _unit_names(segments)
    return CodingSheets(
        kind="codes",
        layout="long",
        arrangement=arrangement,
        description=_description(files, who, segments, units, names),
        coders=tuple(who),
        units=_units(segments, units, beside),
        codings=CODINGS.of(
            dict.fromkeys(
                (unit, each.coder, code) for each, unit in zip(segments, units, strict=True) for code in each.codes
            )
        ),
        coverage=_coverage(segments, units),
        codes=tuple(names),
        repairs=(*dict.fromkeys(repair for file in files for repair in file.repairs), *log.listed()),
        cases=_cases(segments, files),
        case_of={unit: each.case or each.document for each, unit in zip(segments, units, strict=True)},
    )


def _without_positions(file: SegmentFile) -> SegmentFile:
    return replace(file, segments=tuple(replace(segment, position="") for segment in file.segments))


def _with_coders(files: Sequence[SegmentFile], coder: str | None) -> tuple[list[Segment], Arrangement]:
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
    stems = [file.path.stem for file in files]
    if len(set(stems)) < len(stems):
        stems = [f"{file.path.parent.name}/{file.path.stem}" for file in files]
    by_file = zip(stems, files, strict=True)
    return [replace(segment, coder=stem) for stem, file in by_file for segment in file.segments], "files"


def _one_spelling(segments: Sequence[Segment], where: str, log: RepairLog) -> list[Segment]:
    """Return the segments with coders and codes that differ only by case spelt alike."""
    coders = spellings([segment.coder for segment in segments])
    codes = spellings([code for segment in segments for code in segment.codes])
    for label, spelt in {**coders, **codes}.items():
        if label != spelt:
            log.note(where, f'"{label}" read as "{spelt}"')
    return [
        replace(each, coder=coders[each.coder], codes=tuple(dict.fromkeys(codes[code] for code in each.codes)))
        for each in segments
    ]


def _codes(segments: list[Segment], files: Sequence[SegmentFile], where: str, log: RepairLog) -> list[str]:
    """Return all codes as paths, in order, and put the paths into the segments."""
    used = dict.fromkeys(code for segment in segments for code in segment.codes)
    by_folded = {folded(code): code for code in used}
    known = dict.fromkeys(by_folded.get(folded(code), code) for file in files for code in file.codes)
    paths, sign = as_paths(list(known | used))
    if sign:
        log.note(where, f'"{sign.strip()}" in the names of codes read as levels')
    segments[:] = [replace(each, codes=tuple(paths[code] for code in each.codes)) for each in segments]
    return list(dict.fromkeys(paths.values()))


def _only(
    segments: list[Segment], names: Sequence[str], wanted: Sequence[str], where: str
) -> tuple[list[Segment], list[str]]:
    by_folded = {folded(name): name for name in names}
    for name in wanted:
        if folded(name) not in by_folded:
            raise InputError(f'there is no code "{name}".', where=where, fix=did_you_mean(name, names))
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
    return pd.DataFrame(rows, columns=["unit", "text", *beside], dtype=object)


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


def _coverage(segments: Sequence[Segment], units: Sequence[str]) -> pd.DataFrame:
    read: dict[str, dict[str, None]] = {}
    for each in segments:
        read.setdefault(each.document, {}).setdefault(each.coder)
    document_of = dict(zip(units, (each.document for each in segments), strict=True))
    return COVERAGE.of((unit, coder) for unit, document in document_of.items() for coder in read[document])


def _description(
    files: Sequence[SegmentFile],
    coders: Sequence[str],
    segments: Sequence[Segment],
    units: Iterable[str],
    names: Sequence[str],
) -> str:
    tools = " and ".join(dict.fromkeys(file.tool for file in files))
    n_documents = len({segment.document for segment in segments})
    counted = f"{number_of(len(set(units)), 'segment')} of {number_of(n_documents, 'document')}"
    same = "in the same place" if all(file.by_position for file in files) else "with the same text"
    said = f"read as: {tools}, {who_coded(coders)}, {counted}, {number_of(len(names), 'code')}"
    return f"{said}; segments {same} of a document are one unit; {READ_WHOLE}" if len(coders) > 1 else said


def named_beside(names: Sequence[str], given: Mapping[str, str], where: str) -> tuple[str, ...]:
    """Return what was asked for beside a segment, out of what its file has. Raises InputError for what it has not."""
    by_folded = {folded(name): value for name, value in given.items()}
    for name in names:
        if folded(name) not in by_folded:
            raise InputError(
                f'there is no "{name}" beside the segments.', where=where, fix=f"There is: {', '.join(given)}."
            )
    return tuple(by_folded[folded(name)] for name in names)
