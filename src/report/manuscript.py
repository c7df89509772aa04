"""The kit for a manuscript: page, workbook, and every table, figure and appendix in a file of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .appendix import disagreement_logs, leading_pairs, matrix_parts
from .figures import study_figures, write_figure
from .files import write
from .page import write_page
from .word import write_text

if TYPE_CHECKING:
    from ..results import Result
    from .study import Study

ROWS = 1000  # of a table in a document; a longer one is a workbook
NAME = 60  # characters in the name of a file


def tables_of(study: Study, *, whole: bool = False) -> list[Result]:
    """Return the tables of the paper; of those that grow beyond a page only the head, or all of it with `whole`."""
    found: list[Result | None] = [*(check.result for check in study.checks), study.growth, study.counts]
    if study.cooccurrence is not None:
        found.append(study.cooccurrence if whole else leading_pairs(study.cooccurrence))
    if study.saturation is not None and (whole or len(study.saturation.frame) <= ROWS):
        found.append(study.saturation)
    return [each for each in [*found, *study.classifications] if each is not None]


def appendix_of(study: Study) -> list[tuple[str, list[Result]]]:
    """Return the appendices by the name of their file; those with text of participants only where the study has it."""
    parts: list[tuple[str, list[Result]]] = [
        ("codebook", [study.codebook] if study.codebook else []),
        ("disagreement-log", list(disagreement_logs(study.disagreements, study.framework))),
        ("framework-matrix", list(matrix_parts(study.matrix)) if study.matrix else []),
        ("examples", [study.quotes] if study.quotes else []),
        *((slug(each.heading()), [each]) for each in study.checklists),
    ]
    return [(name, results) for name, results in parts if results]


def all_tables(study: Study) -> list[Result]:
    """Return every table of the study, as its workbook holds them."""
    return [*tables_of(study, whole=True), *(each for _, results in appendix_of(study) for each in results)]


def write_figures(study: Study, folder: Path) -> Iterator[Path]:
    """Write each figure of `study` to `folder` as .svg and as .png with 300 dots per inch; yield the paths."""
    for name, figure in study_figures(study).items():
        for suffix in (".svg", ".png"):
            path = folder / f"{name}{suffix}"
            write_figure(figure, path)
            yield path


def write_manuscript(study: Study, folder: Path, *, quotes: bool = True) -> Iterator[Path]:
    """Write the whole kit to `folder`, which is there; without `quotes`, no text of participants. Yield the paths."""
    shown = study if quotes else study.without_quotes()
    page = folder / "report.html"
    write_page(study, page, quotes=quotes)
    yield page
    yield _written(all_tables(shown), folder / "tables.xlsx")
    for name in ("tables", "figures", "appendix"):
        (folder / name).mkdir(exist_ok=True)
    for number, result in enumerate(tables_of(shown), start=1):
        yield _written([result], folder / "tables" / f"{number:02}-{slug(result.heading())}.docx")
    for name, results in appendix_of(shown):
        suffix = ".docx" if sum(len(each.to_frame()) for each in results) <= ROWS else ".xlsx"
        yield _written(results, folder / "appendix" / f"{name}{suffix}")
    yield from write_figures(shown, folder / "figures")
    if shown.methods is not None:
        path = folder / "methods.docx"
        write_text("Methods", {"In a few sentences": shown.methods.short, "In full": shown.methods.full}, path)
        yield path


def _written(results: Sequence[Result], path: Path) -> Path:
    write(results, path)
    return path


def slug(text: str) -> str:
    """Return `text` as the name of a file on any machine.

    >>> slug("Agreement between coders: A, B")
    'agreement-between-coders-a-b'
    """
    return re.sub(r"[^\w]+", "-", text.casefold()).strip("-")[:NAME].rstrip("-") or "table"
