"""Each activity of a case is in one category of each dimension; the table counts cases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from intercoder.errors import InputError, SeveralErrors
from intercoder.findings.activities import (
    classifier_of,
    entry_key,
    open_classification_workbook,
    read_classifications,
    write_classification_workbook,
)
from intercoder.findings.classification import CLASSIFICATIONS, classification_table, classified_cases
from intercoder.framework.schemes import scheme_from

SCHEME = scheme_from(
    {
        "name": "Definitions",
        "activities": ["Design", "Recruitment, and more"],
        "dimensions": [
            {"name": "1", "definition": "Change", "categories": ["intermediate, some", "transformative"]},
            {"name": "2", "categories": ["participation", "co-production"]},
        ],
    }
)
MADE = CLASSIFICATIONS.of(
    [
        ("P1", "Design", "1", "transformative"),
        ("P1", "Design", "2", "co-production"),
        ("P2", "Design", "1", "intermediate, some"),
        ("P2", "Recruitment, and more", "1", "transformative"),
    ]
)
CASES = pd.DataFrame({"case": ["P1", "P2", "P3"], "model": ["CAMHS", "All-age", "CAMHS"]})
ACTIVITIES = dict.fromkeys([("P1", "Design"), ("P2", "Design"), ("P2", "Recruitment, and more")], "=notes")


def test_the_table_counts_cases_per_category() -> None:
    rows = classification_table(MADE, SCHEME).to_dict()["rows"]
    assert rows[0] == {
        "code": "Design",
        "n": 2,
        "categories": {"1 intermediate, some": 1, "1 transformative": 1, "2 participation": 0, "2 co-production": 1},
    }
    assert rows[1]["categories"]["1 transformative"] == 1


def test_cases_in_chosen_cells_come_with_their_attributes() -> None:
    found = classified_cases(MADE, CASES, SCHEME, ["1 transformative"]).to_dict()
    assert found["cases"] == [
        {"case": "P1", "model": "CAMHS", "activities": "Design"},
        {"case": "P2", "model": "All-age", "activities": "Recruitment, and more"},
    ]


def test_an_unknown_category_is_answered_with_the_nearest() -> None:
    with pytest.raises(InputError, match='Did you mean "1 transformative"'):
        classified_cases(MADE, CASES, SCHEME, ["1 transformativ"])


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "classification.xlsx"
    rows = [{"case": case, "code": code, "text": "=notes"} for case, code in ACTIVITIES]
    write_classification_workbook(path, "project", SCHEME, rows)
    return path


def type_rows(path: Path, type_in: Any, typed: dict[tuple[str, str], dict[str, str]]) -> None:
    type_in(path, "Classification", typed, row_named_by=("case", "code"))


def test_a_classification_comes_back(workbook: Path, type_in: Any) -> None:
    typed = {
        (case, code): {
            f"dimension:{d}": c.upper() for k, a, d, c in MADE.itertuples(index=False) if (k, a) == (case, code)
        }
        for case, code in ACTIVITIES
    }
    type_rows(workbook, type_in, typed)
    found = read_classifications(open_classification_workbook(workbook), SCHEME, ACTIVITIES).classifications
    assert set(found.itertuples(index=False, name=None)) == set(MADE.itertuples(index=False, name=None))


def test_what_is_wrong_is_said_together_with_its_cell(workbook: Path, type_in: Any) -> None:
    type_rows(
        workbook, type_in, {("P1", "Design"): {"dimension:1": "transformed"}, ("P2", "Design"): {"dimension:2": "none"}}
    )
    with pytest.raises(SeveralErrors) as raised:
        read_classifications(open_classification_workbook(workbook), SCHEME, ACTIVITIES)
    assert 'cell E4: there is no category "transformed" of "1". Did you mean "transformative"?' in str(raised.value)
    assert 'cell F5: there is no category "none" of "2".' in str(raised.value)


def test_an_activity_that_nobody_reported_is_refused(workbook: Path, type_in: Any) -> None:
    with pytest.raises(InputError, match='case "P2" has no activity "Recruitment, and more"'):
        read_classifications(open_classification_workbook(workbook), SCHEME, dict(list(ACTIVITIES.items())[:2]))


def test_totals_count_cases_once_and_all_activities() -> None:
    totals = classification_table(MADE, SCHEME).to_dict()["totals"]
    assert totals["cases"]["n"] == 2
    assert totals["activities"]["n"] == 3
    assert totals["cases"]["categories"]["1 transformative"] == 2
    assert totals["activities"]["categories"]["2 co-production"] == 1


def test_each_group_has_its_row_even_when_it_is_empty() -> None:
    rows = classification_table(MADE, SCHEME, cases=CASES, by="model").to_dict()["rows"]
    assert rows[0]["by"]["CAMHS"]["categories"]["1 transformative"] == 1
    assert rows[1]["by"]["CAMHS"] == {"n": 0, "categories": dict.fromkeys(SCHEME.labels(), 0)}
    for row in rows:
        for label in SCHEME.labels():
            assert row["categories"][label] == sum(group["categories"][label] for group in row["by"].values())


def test_cases_can_be_chosen_in_table_and_list() -> None:
    table = classification_table(MADE, SCHEME, cases=CASES, where={"model": "All-age"}).to_dict()
    assert [row["n"] for row in table["rows"]] == [1, 1]
    found = classified_cases(MADE, CASES, SCHEME, ["1 transformative"], activity="design")
    assert list(found.frame["case"]) == ["P1"]
    with pytest.raises(InputError, match='Did you mean "Design"'):
        classified_cases(MADE, CASES, SCHEME, ["1 transformative"], activity="Designs")


def test_changed_notes_are_refused_with_their_cell(workbook: Path) -> None:
    changed = {activity: "other notes" if activity[0] == "P1" else "=notes" for activity in ACTIVITIES}
    with pytest.raises(InputError, match='cell D4: the notes of case "P1" are not those of the project'):
        read_classifications(open_classification_workbook(workbook), SCHEME, changed)


def test_memos_come_back_and_missing_rows_are_told(workbook: Path, type_in: Any) -> None:
    type_rows(workbook, type_in, {("P1", "Design"): {"memo": "borderline"}})
    more = {**ACTIVITIES, ("P3", "Design"): "=notes"}
    found = read_classifications(open_classification_workbook(workbook), SCHEME, more)
    assert found.memos == {("P1", "Design"): "borderline"}
    assert found.missing == (("P3", "Design"),)


def test_a_workbook_may_be_filled_in_already_and_names_its_classifier(tmp_path: Path) -> None:
    path = tmp_path / "second.xlsx"
    rows = [{"case": "P1", "code": "Design", "text": "", entry_key("1"): "transformative"}]
    write_classification_workbook(path, "project", SCHEME, rows, classifier="B")
    form = open_classification_workbook(path)
    assert classifier_of(form) == "B"
    found = read_classifications(form, SCHEME, {("P1", "Design"): ""}).classifications
    assert list(found.itertuples(index=False, name=None)) == [("P1", "Design", "1", "transformative")]
