"""Results in files: .csv and .json to compute with, .xlsx to look into, .html and .docx to read and to print."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ..atomic import replacing
from ..errors import InputError, did_you_mean
from ..results import Result

Writer = Callable[[Sequence[Result], Path], tuple[str, ...]]

_ODD = "backslashreplace"  # half a character, which no file can hold, is written as JSON writes it
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet program takes for the start of a formula in a .csv


def write(results: Sequence[Result], path: Path | str) -> tuple[str, ...]:
    """Write `results` to the file `path` and return what the user should know about it, mostly nothing.

    The suffix decides: .csv (one result: every number unrounded, the keys of `to_frame()` as header), .json
    (`to_dict()` of one result, or a list of them), .xlsx (a sheet each), .html, .docx (a table each). The file is there
    as a whole or not at all, and the same results give the same bytes.

    A .csv holds the data as they are, so that they come back unchanged: text that a spreadsheet program would take for
    a formula is not altered but counted, and the count returned; .xlsx holds such text as text.

    Raises InputError for an unknown suffix, for several results in one .csv, and when the file cannot be written.
    """
    path = Path(path)
    return writer_for(path)(results, path)


def writer_for(path: Path) -> Writer:
    """Return what writes files like `path`; raises InputError, with the known suffixes, for an unknown one."""
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        known = ", ".join(WRITERS)
        raise InputError(
            f'"{path.suffix or path.name}" is not a kind of file that results can be written to.',
            where=str(path),
            fix=f"{did_you_mean(path.suffix, WRITERS)} Known: {known}.".strip(),
        )
    return writer


def csv_text(result: Result) -> str:
    """Return every number of `result`, unrounded, as comma-separated values; an undefined number is an empty field."""
    return result.to_frame().to_csv(index=False, lineterminator="\n")


def json_text(*results: Result) -> str:
    """Return one result, or a list of several, as JSON; an undefined number is null."""
    plain: Any = results[0].to_dict() if len(results) == 1 else [_titled(result) for result in results]
    return json.dumps(plain, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _titled(result: Result) -> dict[str, Any]:
    return {"title": result.heading(), **result.to_dict()}


def formula_like(result: Result) -> int:
    """Return how many texts of `result` a spreadsheet program would take for formulas when it opens them in a .csv."""
    texts = result.to_frame().select_dtypes(exclude=["number", "bool"])
    return sum(isinstance(text, str) and text.startswith(_FORMULA) for text in texts.to_numpy().ravel())


def _write_csv(results: Sequence[Result], path: Path) -> tuple[str, ...]:
    if len(results) != 1:
        raise InputError(
            f"a .csv file holds one table, not {len(results)}.",
            where=str(path),
            fix="Write one at a time, or all of them to an .xlsx file.",
        )
    with replacing(path) as temporary:  # utf-8-sig: its mark tells Excel that the file is UTF-8
        temporary.write_text(csv_text(results[0]), encoding="utf-8-sig", errors=_ODD, newline="")
    count = formula_like(results[0])
    if not count:
        return ()
    texts = "1 text begins" if count == 1 else f"{count} texts begin"
    return (f"{path.name}: {texts} like a formula. For a spreadsheet program write .xlsx, which holds text as text.",)


def _write_json(results: Sequence[Result], path: Path) -> tuple[str, ...]:
    with replacing(path) as temporary:
        temporary.write_text(json_text(*results), encoding="utf-8", errors=_ODD, newline="")
    return ()


def _write_xlsx(results: Sequence[Result], path: Path) -> tuple[str, ...]:
    from .workbook import write_workbook

    write_workbook(results, path)
    return ()


def _write_html(results: Sequence[Result], path: Path) -> tuple[str, ...]:
    from .html import tables_page

    with replacing(path) as temporary:
        temporary.write_text(tables_page(results), encoding="utf-8", newline="")
    return ()


def _write_docx(results: Sequence[Result], path: Path) -> tuple[str, ...]:
    from .word import write_document

    write_document(results, path)
    return ()


WRITERS: dict[str, Writer] = {
    ".csv": _write_csv,
    ".json": _write_json,
    ".xlsx": _write_xlsx,
    ".html": _write_html,
    ".docx": _write_docx,
}
