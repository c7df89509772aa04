"""Agreement of coders on files alone, without any project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import InputError, refuse_beside

if TYPE_CHECKING:
    from ...exchange.sheets.coding_sheets import CodingSheets
    from ...reliability.counts.coded_units import CodedUnits
    from ...reliability.further_units import MoreUnits
    from ...reliability.result import Reliability
    from ...results import Result

CODES_ONLY = {
    "level": "--level",
    "rollup": "--rollup",
    "themes": "--themes",
    "interval": "--interval",
    "population": "--population",
    "seed": "--seed",
}
CATEGORIES_ONLY = {
    "scale": "--scale",
    "categories": "--categories",
    "weights": "--weights",
    "unlisted": "--unlisted",
}


@dataclass(frozen=True)
class OnFiles:
    """A result on the coders in some files, how the files were read, and what was repaired in them."""

    result: Result
    description: str
    repairs: tuple[str, ...]


def is_spans(path: Path | str) -> bool:
    """Return whether a file is named as a REFI-QDA project."""
    return str(path).lower().endswith(".qdpx")


def holds_spans(paths: Sequence[Path | str], reading: Mapping[str, Any]) -> bool:
    """Return whether stretches of text are read, by the names of the files or by what is asked for."""
    return bool(reading.get("spans")) or any(map(is_spans, paths))


def reliability_of_files(
    paths: Sequence[Path | str],
    *,
    reading: dict[str, Any] | None = None,
    case: str | None = None,
    by: str | None = None,
    without: Sequence[str] = (),
    **options: Any,
) -> OnFiles:
    """Compute the agreement of the coders in `paths`: on codes, or on the categories of one or several variables.

    `reading` holds options of `read_codings`, or for REFI-QDA projects `spans` (one of spans.VIEWS) and
    `coders`; `case` and `by` name the columns of the units' cases and groups, `without` units to leave out. `options`
    are those of reliability.agreement (for codes; `themes` is a table of codes and themes, which are compared then) or
    of `categories.agreement_on_categories`, or `show` and `compare_with`, as for a project; None means the default.

    Raises InputError for an option that does not fit the data.
    """
    from ...exchange.sheets.coding_sheets import column_beside

    if holds_spans(paths, reading or {}):
        from .spans import agreement_on_spans, without_units

        if without_units(reading or {}):
            others = {"case": case, "by": by, "without": without or None, **options}
            return OnFiles(*agreement_on_spans(paths, reading or {}, others))
    sheets = read_sheets(paths, {**(reading or {}), "beside": list(dict.fromkeys(filter(None, [case, by])))})
    sheets = sheets.without(without) if without else sheets
    given = {key: value for key, value in options.items() if value is not None and value is not False}
    beside = {
        name: dict(zip(sheets.units["unit"], sheets.units[column_beside(column)], strict=True))
        for name, column in (("case_of", case), ("group_of", by))
        if column
    }
    if by and len(set(beside["group_of"].values())) == len(beside["group_of"]):
        fix = "Name a column that says the same of several units."
        raise InputError("each unit would be a group of its own.", where=f"--by {by}", fix=fix)
    if sheets.kind == "codes":
        return OnFiles(agreement_on_codes(sheets, given, beside), sheets.description, tuple(map(str, sheets.repairs)))
    from .categories import agreement_on_categories
    from .numbers_as_names import told_of_numbers

    _refuse(given, CODES_ONLY, "codes; the files hold categories")
    empty = (reading or {}).get("blanks") == "category"
    told = tuple(told_of_numbers(sheets, given))
    result = agreement_on_categories(sheets, given, empty=empty, **beside)
    return OnFiles(result, sheets.description, (*map(str, sheets.repairs), *told))


def more_units_of_files(
    paths: Sequence[Path | str], *, reading: dict[str, Any] | None = None, **options: Any
) -> OnFiles:
    """Say how many more units two coders must code until each interval is narrow enough.

    `options` are those of reliability.further_units.more_units. Raises InputError for categories and for other than two
    coders.
    """
    from ...reliability.result import Reliability as Agreement

    sheets = read_sheets(paths, reading)
    result = agreement_on_codes(sheets, {}, {}) if sheets.kind == "codes" else None
    if not isinstance(result, Agreement):
        raise InputError("planning is for codes; the files hold categories.", fix="Give a sheet of codes.")
    return OnFiles(more_units_after(result, **options), sheets.description, tuple(map(str, sheets.repairs)))


def more_units_after(result: Reliability, **options: Any) -> MoreUnits:
    """Say how many more units to code after the agreement of two coders is known; raises InputError for more coders."""
    from ...reliability.further_units import more_units

    if len(result.coders) != 2:
        raise InputError("planning compares two coders.", where="--coders", fix="Name two of them.")
    return more_units(result.patterns.tables(), result.codes, **options)


def read_sheets(paths: Sequence[Path | str], reading: Mapping[str, Any] | None) -> CodingSheets:
    """Return the codings of units in `paths`, read with the options `reading` (see `reliability_of_files`)."""
    if holds_spans(paths, reading or {}):
        from .spans import read_units

        return read_units(paths, reading or {})
    from ...exchange.sheets.codings import read_codings

    return read_codings(paths, **{key: value for key, value in (reading or {}).items() if value is not None})


def agreement_on_codes(sheets: CodingSheets, options: dict[str, Any], beside: dict[str, dict[Any, Any]]) -> Result:
    """Compute agreement on codes, with the options of `reliability_of_files`.

    `beside` may hold `case_of` and `group_of`, by unit.
    """
    _refuse(options, CATEGORIES_ONLY, "categories; the files hold codes")
    if themes := options.pop("themes", None):
        from ...exchange.sheets.category_tables import read_themes

        sheets = sheets.by_theme(read_themes(themes))
    tool, show = options.pop("compare_with", None), options.pop("show", None)
    if show or "group_of" in beside:
        from ...reliability.aspects import in_context, look_at

        refuse_beside("--show", ["compare_with"] if tool else [])
        context = {**beside, "text_of": sheets.text_of, **options}
        return look_at(show or "groups", in_context(_coded_units(sheets), **context))
    if tool:
        from ...reliability.explaining.comparison import compare

        refuse_beside("--compare", options)
        return compare(tool, _coded_units(sheets), source_of=beside.get("case_of"))
    from ...reliability.agreement import agreement

    return agreement(
        sheets.codings,
        sheets.coverage,
        codes=sheets.codes,
        coders=sheets.coders,
        cases=beside.get("case_of"),
        **options,
    )


def _coded_units(sheets: CodingSheets) -> CodedUnits:
    from ...reliability.counts.coded_units import read_codings

    return read_codings(sheets.codings, sheets.coverage, codes=sheets.codes, coders=sheets.coders)


def _refuse(options: dict[str, Any], names: dict[str, str], what: str) -> None:
    for name, option in names.items():
        if name in options:
            raise InputError(f"is for {what}.", where=option, fix="Leave it out, or set --layout.")
