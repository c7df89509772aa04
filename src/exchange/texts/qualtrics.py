"""Survey exports of Qualtrics: how many header rows they have, and which columns are the survey's own."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..cells import folded, tidy

if TYPE_CHECKING:
    from ..headers import Column, HeadedTable

_IDS = {
    "startdate": "startDate",
    "enddate": "endDate",
    "status": "status",
    "ipaddress": "ipAddress",
    "progress": "progress",
    "duration (in seconds)": "duration",
    "finished": "finished",
    "recordeddate": "recordedDate",
    "responseid": "_recordId",
    "responseset": "responseSet",
    "name": "name",
    "recipientlastname": "recipientLastName",
    "recipientfirstname": "recipientFirstName",
    "recipientemail": "recipientEmail",
    "emailaddress": "recipientEmail",
    "externalreference": "externalDataReference",
    "externaldatareference": "externalDataReference",
    "locationlatitude": "locationLatitude",
    "locationlongitude": "locationLongitude",
    "locationaccuracy": "locationAccuracy",
    "distributionchannel": "distributionChannel",
    "userlanguage": "userLanguage",
}
"""The survey's own columns by heading, in lower case, and the ImportId that newer exports give them."""

_TELLING = frozenset({"startDate", "endDate", "status", "ipAddress", "finished", "recordedDate", "_recordId"})
_TYPED = frozenset({"startDate", "endDate", "status", "progress", "duration", "finished", "recordedDate", "_recordId"})
_PERSONAL = frozenset(
    {"ipAddress", "name", "recipientLastName", "recipientFirstName", "recipientEmail", "externalDataReference"}
    | {"locationLatitude", "locationLongitude", "locationAccuracy"}
)
_PERSONAL_HEADING = re.compile(
    r"\b(e-?mails?\b|ip.?ad|latitude|longitude|(first|last|family|full|given|sur).?name|phone|mobile|address"
    r"|date of birth|dob|vorname|nachname|telefon|adresse|geburtsdatum|pr[ée]nom|nom de famille|courriel)|^name$",
    re.IGNORECASE,
)
_PREVIEW_CODES = frozenset({"1", "2", "9", "17"})  # Survey Preview, Survey Test, Spam and Offline Preview
_PREVIEW_WORDS = ("preview", "survey test", "vorschau", "aperçu", "vista previa", "anteprima")
_SPAM = ("8", "spam")
_NO = frozenset({"0", "false", "no", "falsch", "nein", "faux", "non", "falso", "onwaar", "nee"})


@dataclass(frozen=True)
class Survey:
    """A Qualtrics export: its table with all header rows taken off, and its own columns by ImportId."""

    table: HeadedTable
    own: dict[str, Column]

    def previews(self) -> tuple[int, ...]:
        """Return the rows that are previews or tests, not responses."""
        return self._rows("status", _is_preview)

    def spam(self) -> tuple[int, ...]:
        """Return the rows that Qualtrics took for spam."""
        return self._rows("status", lambda text: folded(text) in _SPAM)

    def unfinished(self) -> tuple[int, ...]:
        """Return the rows of responses that were not finished."""
        if "finished" in self.own:
            return self._rows("finished", lambda text: folded(text) in _NO)
        return self._rows("progress", lambda text: text.strip().isdigit() and int(text) < 100)

    def _rows(self, name: str, test: Callable[[str], bool]) -> tuple[int, ...]:
        column = self.own.get(name)
        if column is None:
            return ()
        return tuple(row for row in self.table.rows if test(self.table.cell(row, column)))


def survey(table: HeadedTable) -> Survey | None:
    """Return `table` as a Qualtrics export, or None when it is not one.

    An export is known by its row of ImportIds, or by three of its own columns. The row of question texts below the
    ids is known by the ImportIds that follow it, else by holding no dates or numbers where the responses do.
    """
    below = list(table.rows[:3])
    imports = next((row for row in below if _is_import_row(table.raw.rows[row])), None)
    if imports is not None:
        labels = [row for row in below if row < imports]
        return _survey(table, labels[-1] if labels else None, imports)
    first = table.raw.rows[below[0]] if below else []
    if below and _repeats_headings(table, below[0]):
        return _survey(table, below[0], None)
    if _known(first) > max(2, _known([column.heading for column in table.columns])):
        return _survey(table, below[0], None)
    if _known([column.heading for column in table.columns]) < 3:
        return None
    return _survey(table, below[0] if below and _holds_labels(table, below[0]) else None, None)


def personal_columns(table: HeadedTable, own: dict[str, Column]) -> list[Column]:
    """Return the columns that may tell who a respondent is: addresses, names, coordinates."""
    known = {column.index for name, column in own.items() if name in _PERSONAL}
    return [
        column
        for column in table.columns
        if column.index in known or (not own and len(column.heading) < 40 and _PERSONAL_HEADING.search(column.heading))
    ]


def _known(headings: Sequence[str]) -> int:
    return len({_IDS.get(folded(heading)) for heading in headings} & _TELLING)


def _repeats_headings(table: HeadedTable, row: int) -> bool:
    """Return whether a row says again what two of the survey's own columns are: `Start Date` below `StartDate`."""
    own = [column for column in table.columns if _IDS.get(folded(column.heading)) in _TELLING]
    same = [column for column in own if _spaceless(table.cell(row, column)) == _spaceless(column.heading)]
    return len(same) > 1


def _spaceless(text: str) -> str:
    return folded(text).replace(" ", "")


def _is_import_row(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return sum('"ImportId"' in cell for cell in filled) * 2 > len(filled)


def _holds_labels(table: HeadedTable, row: int) -> bool:
    typed = [column for column in table.columns if _IDS.get(folded(column.heading)) in _TYPED]
    cells = [cell for column in typed if (cell := table.cell(row, column).strip())]
    return bool(cells) and not any(re.search(r"\d|^(true|false)$", cell, re.IGNORECASE) for cell in cells)


def _survey(table: HeadedTable, labels: int | None, imports: int | None) -> Survey:
    columns = tuple(
        replace(
            column,
            label=tidy(table.cell(labels, column)) if labels is not None else "",
            import_id=_import_id(table.cell(imports, column)) if imports is not None else "",
        )
        for column in table.columns
    )
    rows = tuple(row for row in table.rows if row not in (labels, imports))
    own: dict[str, Column] = {}
    for column in columns:
        name = _own_name(column)
        if name is not None:
            own.setdefault(name, column)
    return Survey(replace(table, columns=columns, rows=rows), own)


def _own_name(column: Column) -> str | None:
    if column.import_id in _IDS.values():
        return column.import_id
    return _IDS.get(folded(column.heading)) or _IDS.get(folded(column.label))


def _import_id(cell: str) -> str:
    try:
        found = json.loads(cell)
    except (ValueError, RecursionError):
        return ""
    return str(found.get("ImportId", "")) if isinstance(found, dict) else ""


def _is_preview(text: str) -> bool:
    status = folded(text)
    return status in _PREVIEW_CODES or any(word in status for word in _PREVIEW_WORDS)
