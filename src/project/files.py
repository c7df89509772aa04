"""Agreement of coders on files alone, without any project."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import InputError

if TYPE_CHECKING:
    from ..exchange.codings import CodingSheets
    from ..results import Result

CODES_ONLY = {
    "threshold": "--threshold",
    "level": "--level",
    "rollup": "--rollup",
    "units_coded_by": "--units-coded-by",
}
CATEGORIES_ONLY = {"scale": "--scale", "weights": "--weights"}


@dataclass(frozen=True)
class FileAgreement:
    """The agreement of the coders in some files, how the files were read, and what was repaired in them."""

    result: Result
    description: str
    repairs: tuple[str, ...]


def reliability_of_files(
    paths: Sequence[Path | str], *, reading: dict[str, Any] | None = None, **options: Any
) -> FileAgreement:
    """Compute the agreement of the coders in `paths`: on codes, or on the categories of a variable.

    `reading` holds options of exchange.codings.read_codings; `options` those of reliability.agreement (for codes) or of
    reliability.agreement_of_ratings (for categories); None means the default. Raises InputError for an option that does
    not fit the data.
    """
    from ..exchange.codings import read_codings

    sheets = read_codings(paths, **{key: value for key, value in (reading or {}).items() if value is not None})
    given = {key: value for key, value in options.items() if value is not None and value is not False}
    result = _on_codes(sheets, given) if sheets.kind == "codes" else _on_categories(sheets, given)
    return FileAgreement(result, sheets.description, tuple(map(str, sheets.repairs)))


def _on_codes(sheets: CodingSheets, options: dict[str, Any]) -> Result:
    from ..reliability.agreement import agreement

    _refuse(options, CATEGORIES_ONLY, "categories; the files hold codes")
    if tool := options.pop("compare_with", None):
        from ..reliability.coded_units import read_codings
        from ..reliability.comparison import compare

        return compare(tool, read_codings(sheets.codings, sheets.coverage, codes=sheets.codes, coders=sheets.coders))
    return agreement(sheets.codings, sheets.coverage, codes=sheets.codes, coders=sheets.coders, **options)


def _on_categories(sheets: CodingSheets, options: dict[str, Any]) -> Result:
    from ..reliability.ratings import agreement_of_ratings

    _refuse(options, CODES_ONLY, "codes; the files hold categories")
    if tool := options.pop("compare_with", None):
        from ..reliability.comparison import compare
        from ..reliability.counting import patterns_of_categories

        return compare(tool, patterns_of_categories(sheets.ratings))
    return agreement_of_ratings(sheets.ratings, **options)


def _refuse(options: dict[str, Any], names: dict[str, str], what: str) -> None:
    for name, option in names.items():
        if name in options:
            raise InputError(f"is for {what}.", where=option, fix="Leave it out, or set --layout.")
