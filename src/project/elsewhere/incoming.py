"""What files of codings hold, in whichever form they came, before it meets what a project holds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ...errors import InputError, no_such, raise_all
from ...exchange.cells import folded
from ...exchange.sheets.coding_sheets import column_beside
from ...framework.paths import join, split
from ...framework.rows import Row, framework_from_rows, texts_of
from ...tables import CASES, CODINGS, COVERAGE, rows_of
from ..on_files.agreement import is_spans, read_sheets
from ..on_files.spans import UNITS, Stretches, read_stretches, refuse_for_stretches

if TYPE_CHECKING:
    import pandas as pd

    from ...exchange.refi.units import TextUnit
    from ...exchange.sheets.coding_sheets import CodingSheets
    from ...framework.codes import Framework

ROW, SEGMENT = "row of the coding sheet", "coded segment"
"""What a unit is, in the words of the report."""


@dataclass(frozen=True)
class Incoming:
    """The codings in some files.

    name, files      the files together, and the SHA-256 of each by its name
    unit             what a unit is, in words
    described, told  how the files were read, in a line; what was put right or left out
    coders           who coded
    units            unit, case, text; the case is empty where the files do not say it
    cases            tables.CASES, of the cases that the files say
    codings          tables.CODINGS with paths of codes, and tables.COVERAGE
    framework        the codes of the files, with whatever the files say of them
    stretches        the documents with the stretches that coders chose in them, where the files hold such
    places           the document, start and end of each unit that was cut from a document
    """

    name: str
    files: Mapping[str, str]
    unit: str
    described: str
    told: tuple[str, ...]
    coders: tuple[str, ...]
    units: pd.DataFrame
    cases: pd.DataFrame
    codings: pd.DataFrame
    coverage: pd.DataFrame
    framework: Framework
    stretches: Stretches | None = None
    places: Mapping[str, tuple[str, int, int]] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """The SHA-256 of the file, or of those of the files together."""
        digests = list(self.files.values())
        return digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()


def read_incoming(
    paths: Sequence[Path | str],
    *,
    reading: Mapping[str, Any],
    case: str | None = None,
    attributes: Mapping[str, str] | None = None,
) -> Incoming:
    """Read files of codings.

    `reading` holds options as for reliability_of_files. `case` names the column of the case of each unit, and
    `attributes` maps properties of the cases to their columns. Raises what the readers raise; and, all together, units
    without a case and cases with two values of one attribute.
    """
    if any(map(is_spans, paths)):
        return _of_stretches(paths, reading, {"case": case, "attribute": attributes or None})
    columns = dict.fromkeys([*([case] if case else []), *(attributes or {}).values()])
    sheets = read_sheets(paths, {**reading, "beside": list(columns)})
    name = ", ".join(Path(path).name for path in paths)
    codes, codings, coverage = _codes(sheets, reading.get("blanks") or "auto", name)
    case_of, cases = _cases(sheets, case, attributes or {})
    units = sheets.units[["unit", "text"]].assign(case=[case_of.get(unit, "") for unit in sheets.units["unit"]])
    return Incoming(
        name=name,
        files=fingerprints(paths),
        unit=SEGMENT if sheets.case_of else ROW,
        described=sheets.description,
        told=tuple(map(str, sheets.repairs)),
        coders=sheets.coders,
        units=units[["unit", "case", "text"]],
        cases=cases,
        codings=codings,
        coverage=coverage,
        framework=framework_from_rows([Row(values, name) for values in codes]),
    )


def fingerprints(paths: Sequence[Path | str]) -> dict[str, str]:
    """Return the SHA-256 of each file by its name; of a QualCoder project, that of its database."""
    from ...exchange.qda.qualcoder import database_of

    found: dict[str, str] = {}
    for path in map(Path, paths):
        file = (database_of(path) or path) if path.is_dir() else path
        name = path.name if path.name not in found else str(path)
        found[name] = hashlib.sha256(file.read_bytes()).hexdigest()
    return found


# --- stretches


def _of_stretches(paths: Sequence[Path | str], reading: Mapping[str, Any], columns: Mapping[str, Any]) -> Incoming:
    """Return REFI-QDA projects as codings of units, with the stretches that these come from."""
    unit = reading.get("unit") or "paragraph"
    refuse_for_stretches({**reading, **columns}, "unit", "coders", "blanks")
    if unit not in UNITS:
        raise no_such("unit", unit, UNITS, among="to cut texts into", where="--unit")
    found = read_stretches(paths, coders=reading.get("coders"), blanks=reading.get("blanks") or "auto")
    stretches = replace(found, texts={name: text.replace("\r", "\n") for name, text in found.texts.items()})
    sheets = stretches.by_unit(cast("TextUnit", unit))
    rows = rows_of(sheets.units)
    return Incoming(
        name=stretches.where,
        files=fingerprints(paths),
        unit=unit,
        described=sheets.description,
        told=tuple(map(str, [*sheets.repairs, *_without_coder(stretches)])),
        coders=sheets.coders,
        units=sheets.units[["unit", "case", "text"]],
        cases=stretches.cases,
        codings=sheets.codings,
        coverage=sheets.coverage,
        framework=_united(stretches.frameworks, stretches.where),
        stretches=stretches,
        places={row["unit"]: (row["unit"].rpartition(" #")[0], row["start"], row["end"]) for row in rows},
    )


def _without_coder(stretches: Stretches) -> list[str]:
    """Return what is said of memos of people who coded nothing, which belong to no coder's codings."""
    writers = stretches.memos["coder"]
    lost = writers[~writers.isin(list(stretches.coders))]
    return [f"{stretches.where}: left out, {count} memos of {who}" for who, count in lost.value_counts().items()]


def _united(frameworks: Sequence[Framework], where: str) -> Framework:
    """Return the codes of several files as one framework; of codes at one path the first file's is kept."""
    if len(frameworks) == 1:
        return frameworks[0]
    rows: dict[str, Row] = {}
    guids: set[str] = set()
    for framework in frameworks:
        for code in framework:
            texts = texts_of(framework, code)
            if folded(texts["path"]) not in rows:
                texts["guid"] = "" if code.guid in guids else code.guid
                guids.add(code.guid)
                rows[folded(texts["path"])] = Row(texts, where)
    return framework_from_rows(list(rows.values()))


# --- codes


def _codes(sheets: CodingSheets, blanks: str, where: str) -> tuple[list[dict[str, str]], pd.DataFrame, pd.DataFrame]:
    """Return the rows of a framework, the codings and the coverage; a category that was given is a code applied."""
    if sheets.kind == "codes":
        return list(_rows(sheets.codes).values()), sheets.codings, sheets.coverage
    rows: dict[str, dict[str, str]] = {}
    codings: list[tuple[str, str, str]] = []
    given: dict[tuple[str, str], int] = {}
    for variable in sheets.variables:
        if variable:
            rows[join([variable])] = {**_row(join([variable])), "applicable": "no"}
        for unit, coder, category in sheets.answered(variable):
            path = join([variable, str(category)] if variable else [str(category)])
            rows.setdefault(path, _row(path))
            codings.append((str(unit), str(coder), path))
            given[str(unit), str(coder)] = given.get((str(unit), str(coder)), 0) + 1
    covered = _whole(given, len(sheets.variables), blanks, where)
    kept = [row for row in codings if row[:2] in covered]
    return list(rows.values()), CODINGS.of(kept), COVERAGE.of(covered)


def _rows(codes: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return a row of a framework for each code and for those above it, by path."""
    lines = ([join(names[:depth]) for depth in range(1, len(names) + 1)] for names in map(split, codes))
    return {path: _row(path) for line in lines for path in line}


def _row(path: str) -> dict[str, str]:
    return {"path": path, "origin": "inductive"}


def _whole(
    given: Mapping[tuple[str, str], int], n_variables: int, blanks: str, where: str
) -> dict[tuple[str, str], None]:
    """Return the units that each coder coded; raises InputError where only some variables have a category."""
    part = [pair for pair, count in given.items() if count < n_variables]
    if part and blanks == "auto":
        unit, coder = part[0]
        raise InputError(
            f"{len(part):,} times a coder gave a unit a category of some variables but not of all (first: unit "
            f'"{unit}" of coder "{coder}").',
            where=where,
            fix='Say --blanks "not applied" (no category of the others fits), or --blanks "not coded" (leaves these '
            "units out), or name single variables with --codes.",
        )
    return dict.fromkeys(pair for pair in given if blanks != "not coded" or given[pair] == n_variables)


# --- cases


def _cases(
    sheets: CodingSheets, case: str | None, attributes: Mapping[str, str]
) -> tuple[dict[str, str], pd.DataFrame]:
    """Return the case of each unit, and the cases with their attributes; both empty where nothing says the case."""
    if case is None and not sheets.case_of:
        if attributes:
            raise InputError("attributes are properties of cases.", where="--attribute", fix="Name them with --case.")
        return {}, CASES.empty()
    rows = rows_of(sheets.units)
    case_of = {row["unit"]: row[column_beside(case)].strip() for row in rows} if case else dict(sheets.case_of)
    missing = [f'"{unit}"' for unit, name in case_of.items() if not name]
    if missing:
        problem = f"{len(missing):,} units have no case (first: {', '.join(missing[:3])})."
        raise InputError(problem, where=f'column "{case}"', fix="Write the case into every row.")
    cases = CASES.of((name,) for name in dict.fromkeys(case_of.values()))
    if not case or set(cases["case"]) == set(sheets.cases["case"]):
        cases = cases.merge(sheets.cases, on="case", how="left").fillna("")
    for name, column in attributes.items():
        values = _attribute(((case_of[row["unit"]], row[column_beside(column)]) for row in rows), name)
        cases[name] = [values.get(each, "") for each in cases["case"]]
    return case_of, cases


def _attribute(given: Iterable[tuple[str, str]], name: str) -> dict[str, str]:
    """Return the value of an attribute of each case; raises InputError for each case that has two."""
    found: dict[str, dict[str, None]] = {}
    for case, value in given:
        if value.strip():
            found.setdefault(case, {})[value.strip()] = None
    raise_all(
        [
            InputError(
                f'case "{case}" has {len(values)} values of "{name}": {", ".join(values)}.',
                where="--attribute",
                fix="Correct the file, or leave the attribute out.",
            )
            for case, values in found.items()
            if len(values) > 1
        ]
    )
    return {case: next(iter(values)) for case, values in found.items()}
