"""The survey export of the example study: the same answers as .csv and as .xlsx, with Qualtrics' three header rows."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook

from intercoder import spreadsheet
from intercoder.atomic import replacing

if TYPE_CHECKING:
    from .study import Service, Study

_DATES = {"timeZone": "Europe/London"}
COLUMNS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("StartDate", "Start Date", {"ImportId": "startDate", **_DATES}),
    ("EndDate", "End Date", {"ImportId": "endDate", **_DATES}),
    ("Status", "Response Type", {"ImportId": "status"}),
    ("IPAddress", "IP Address", {"ImportId": "ipAddress"}),
    ("Progress", "Progress", {"ImportId": "progress"}),
    ("Duration (in seconds)", "Duration (in seconds)", {"ImportId": "duration"}),
    ("Finished", "Finished", {"ImportId": "finished"}),
    ("RecordedDate", "Recorded Date", {"ImportId": "recordedDate", **_DATES}),
    ("ResponseId", "Response ID", {"ImportId": "_recordId"}),
    ("RecipientLastName", "Recipient Last Name", {"ImportId": "recipientLastName"}),
    ("RecipientFirstName", "Recipient First Name", {"ImportId": "recipientFirstName"}),
    ("RecipientEmail", "Recipient Email", {"ImportId": "recipientEmail"}),
    ("ExternalReference", "External Data Reference", {"ImportId": "externalDataReference"}),
    ("LocationLatitude", "Location Latitude", {"ImportId": "locationLatitude"}),
    ("LocationLongitude", "Location Longitude", {"ImportId": "locationLongitude"}),
    ("DistributionChannel", "Distribution Channel", {"ImportId": "distributionChannel"}),
    ("UserLanguage", "User Language", {"ImportId": "userLanguage"}),
    ("Q1", "Participant number", {"ImportId": "QID1_TEXT"}),
    ("Q2", "Which model describes the service?", {"ImportId": "QID2"}),
    ("Q3", "Does the service report any co-production?", {"ImportId": "QID3"}),
    ("Q4", "Interviewer", {"ImportId": "QID4"}),
    (
        "Q5",
        "Notes on co-production: what is done, with whom, what gets in the way? (synthetic example, no real interview)",
        {"ImportId": "QID5_TEXT"},
    ),
    ("Q6", "Notes corrected against the recording?", {"ImportId": "QID6"}),
)
"""The columns: id, question text, and what the third row says."""

Row = tuple[Any, ...]


def write_csv(study: Study, path: Path) -> None:
    """Write the export as .csv: UTF-8 with a byte order mark, every cell in quotes."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows([*_headers(), *(map(_csv_text, row) for row in _rows(study))])
    with replacing(path) as temporary:
        temporary.write_bytes(text.getvalue().encode("utf-8-sig"))


def write_xlsx(study: Study, path: Path) -> None:
    """Write the export as .xlsx, where dates are dates and numbers are numbers."""
    book = Workbook()
    sheet = book.active
    if sheet is None:
        sheet = book.create_sheet()
    sheet.title = "Sheet0"
    for at_row, row in enumerate([*_headers(), *_rows(study)], start=1):
        for at, value in enumerate(row, start=1):
            if isinstance(value, str):
                if value:
                    spreadsheet.put_text(sheet, at_row, at, value)
            else:
                sheet.cell(at_row, at, value)
    spreadsheet.save_workbook(book, path, compressed=False)


def _headers() -> Iterator[Row]:
    yield tuple(name for name, _, _ in COLUMNS)
    yield tuple(text for _, text, _ in COLUMNS)
    yield tuple(json.dumps(about, separators=(",", ":")) for _, _, about in COLUMNS)


def _csv_text(value: object) -> str:
    return value.isoformat(sep=" ") if isinstance(value, dt.datetime) else str(value)


def _rows(study: Study) -> list[Row]:
    """Return the try-out before the interviews, and the responses in the order in which they were recorded."""
    responses = [_response(number, service) for number, service in enumerate(study.services)]
    return [_preview(), *sorted(responses, key=lambda row: row[7])]


def _preview() -> Row:
    start = dt.datetime(2021, 10, 22, 16, 3, 41)  # noqa: DTZ001 - a spreadsheet's dates have no zone
    end = start + dt.timedelta(seconds=97)
    about = (start, end, "Survey Preview", "192.0.2.9", 100, 97, True, end, _response_id("preview"))
    return (*about, *[""] * 6, "preview", "EN-GB", "test", "CAMHS", "Yes", "Interviewer 1", "test test", "No")


def _response(number: int, service: Service) -> Row:
    start, end = _times(number, service.case)
    seconds = int((end - start).total_seconds())
    address = f"192.0.2.{10 + service.interviewer}"  # reserved for documentation
    about = (start, end, "IP Address", address, 100, seconds, True, end + dt.timedelta(seconds=1))
    yes = "Yes" if service.co_production else "No"
    answers = (service.case, service.model, yes, f"Interviewer {service.interviewer}", service.notes, "Yes")
    return (*about, _response_id(service.case), *[""] * 6, "anonymous", "EN-GB", *answers)


def _times(number: int, case: str) -> tuple[dt.datetime, dt.datetime]:
    """Return start and end: two interviews in three working days on average, in office hours, some out of turn."""
    digest = hashlib.sha256(case.encode()).digest()
    working_day = number * 3 // 2 + digest[0] % 4
    monday = dt.date(2021, 11, 1)
    day = monday + dt.timedelta(days=working_day // 5 * 7 + working_day % 5)
    start = dt.datetime.combine(day, dt.time(9 + digest[1] % 7, digest[2] % 60, digest[3] % 60))
    return start, start + dt.timedelta(minutes=28 + digest[4] % 40, seconds=digest[5] % 60)


def _response_id(case: str) -> str:
    letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    digest = hashlib.sha256(f"response {case}".encode()).digest()
    return "R_" + "".join(letters[byte % len(letters)] for byte in digest[:15])
