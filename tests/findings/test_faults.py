"""Forms that come back damaged, and questions that the data cannot answer: said with the place, and nothing is read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from intercoder.errors import InputError
from intercoder.findings.activities import (
    open_classification_workbook,
    read_classifications,
    write_classification_workbook,
)
from intercoder.findings.charting import open_matrix_workbook, read_summaries, write_matrix_workbook
from intercoder.findings.classification import CLASSIFICATIONS
from intercoder.findings.counts import count_cases
from intercoder.findings.double_classification import classification_agreement, classification_differences
from intercoder.findings.matrix import framework_matrix
from intercoder.findings.saturation import saturation
from intercoder.findings.synthesis import (
    open_synthesis_workbook,
    read_syntheses,
    synthesis_of,
    write_synthesis_workbook,
)
from intercoder.framework.codes import Code, Framework
from intercoder.framework.schemes import scheme_from
from intercoder.tables import UNITS

FRAMEWORK = Framework([Code("m", "Money"), Code("t", "Time")])
CASES = pd.DataFrame({"case": ["A1", "B1"], "site": ["Site A", "Site B"]})
TABLE = UNITS.of([("A1.1", "A1", 0, "Late"), ("B1.1", "B1", 0, "Slow")])
CODINGS = pd.DataFrame([("A1.1", "m"), ("B1.1", "t")], columns=["unit", "code"], dtype=object)
SCHEME = scheme_from(
    {
        "name": "One question",
        "activities": ["Money", "Time"],
        "dimensions": [{"name": "how far", "categories": ["some", "all"]}],
    }
)
Read = Callable[[Path], object]


def matrix_form(path: Path) -> Read:
    found = framework_matrix(CODINGS, TABLE, CASES, FRAMEWORK, {}, by="site")
    write_matrix_workbook(path, "project", found, FRAMEWORK, dict(zip(TABLE["unit"], TABLE["text"], strict=True)))
    case_of = dict(zip(TABLE["unit"], TABLE["case"], strict=True))
    return lambda file: read_summaries(open_matrix_workbook(file), {}, case_of, FRAMEWORK)


def synthesis_form(path: Path) -> Read:
    view = synthesis_of(framework_matrix(CODINGS, TABLE, CASES, FRAMEWORK, {}, by="site"), {})
    write_synthesis_workbook(path, "project", view)
    return lambda file: read_syntheses(open_synthesis_workbook(file), view)


def classification_form(path: Path) -> Read:
    activities = {("A1", "Money"): "Late", ("B1", "Time"): "Slow"}
    rows = [{"case": case, "code": code, "text": text} for (case, code), text in activities.items()]
    write_classification_workbook(path, "project", SCHEME, rows)
    return lambda file: read_classifications(open_classification_workbook(file), SCHEME, activities)


FORMS = {"matrix": (matrix_form, "summary"), "synthesis": (synthesis_form, "synthesis"),
         "classification": (classification_form, "text")}  # fmt: skip


def keys(sheet: openpyxl.worksheet.worksheet.Worksheet) -> dict[str, int]:
    return {str(cell.value): cell.column for cell in sheet[1]}


@pytest.mark.parametrize("form", FORMS)
def test_a_column_that_was_deleted_is_asked_back(form: str, tmp_path: Path) -> None:
    make, key = FORMS[form]
    path = tmp_path / "form.xlsx"
    read = make(path)
    read(path)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    sheet.delete_cols(keys(sheet)[key])
    book.save(path)
    with pytest.raises(InputError, match=f'the column "{key}" is gone. Hide columns instead'):
        read(path)


@pytest.mark.parametrize("form", FORMS)
def test_a_row_that_was_copied_is_refused_with_its_cell(form: str, tmp_path: Path) -> None:
    make, _ = FORMS[form]
    path = tmp_path / "form.xlsx"
    read = make(path)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for cell in list(sheet[4]):
        sheet.cell(sheet.max_row + (cell.column == 1), cell.column).value = cell.value
    book.save(path)
    with pytest.raises(InputError, match=r"cell [A-Z]+\d+: .* comes twice. Delete one"):
        read(path)


@pytest.mark.parametrize(("key", "typed", "saying"), [
    ("case", "Z9", 'there is no case "Z9"'),
    ("code", "gone", "is not a code of the framework"),
])  # fmt: skip
def test_a_cell_of_the_matrix_that_stands_nowhere(key: str, typed: str, saying: str, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    read = matrix_form(path)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    sheet.cell(4, keys(sheet)[key]).value = typed
    book.save(path)
    with pytest.raises(InputError, match=saying):
        read(path)


def test_two_classifiers_are_named_and_their_differences_counted() -> None:
    first = CLASSIFICATIONS.of([("A1", "Money", "how far", "some"), ("B1", "Time", "how far", "all")])
    second = CLASSIFICATIONS.of([("A1", "Money", "how far", "all"), ("B1", "Time", "how far", "all")])
    agreement = classification_agreement(first, second, SCHEME, ("main", "B"))
    assert list(agreement.to_frame()["n"]) == [2]
    assert [column.key for column in agreement.columns()][:2] == ["dimension", "n"]
    assert agreement.notes()[0].startswith("main and B, each alone")
    notes = {("A1", "Money"): "Late", ("B1", "Time"): "Slow"}
    differences = classification_differences(first, second, ("main", "B"), notes, list(notes))
    assert differences.notes() == ("1 difference in 1 activity.",)
    assert {column.key for column in differences.columns()} <= set(differences.to_frame().columns)


def test_saturation_needs_codes_in_its_base() -> None:
    cases = pd.DataFrame({"case": list("abcdef")})
    units = UNITS.of((case, case, 0, "") for case in cases["case"])
    late = pd.DataFrame([("e", "m")], columns=["unit", "code"], dtype=object)
    with pytest.raises(InputError, match="the first 4 cases have no code"):
        saturation(late, units, cases, FRAMEWORK)


def test_cases_are_followed_in_the_order_of_numbers_and_then_of_texts() -> None:
    cases = pd.DataFrame({"case": list("abcdef"), "when": ["10", "later", "9", "1", "2.5", "at last"]})
    units = UNITS.of((case, case, 0, "") for case in cases["case"])
    codings = pd.DataFrame([("d", "m")], columns=["unit", "code"], dtype=object)
    found = saturation(codings, units, cases, FRAMEWORK, order="when")
    assert list(found.frame["case"]) == ["d", "e", "c", "a", "f", "b"]


def test_a_code_that_the_framework_does_not_have() -> None:
    strange = pd.DataFrame([("A1.1", "x")], columns=["unit", "code"], dtype=object)
    with pytest.raises(InputError, match='a code "x" that the framework does not have'):
        count_cases(strange, TABLE, CASES, FRAMEWORK)
