"""A framework file becomes a framework, and codes that were there before stay the same codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoder.errors import InputError, SeveralErrors
from intercoder.framework.headings import fields
from intercoder.framework.rows import Known, Row, framework_from_rows, rows_from_framework

if TYPE_CHECKING:
    from intercoder.framework.codes import Framework


def rows(*paths: str) -> list[Row]:
    return [Row({"path": path}, f"row {at}") for at, path in enumerate(paths, start=2)]


def ids(framework: Framework) -> dict[str, str]:
    return {framework.path(code.id): code.id for code in framework}


def test_parents_without_a_row_are_made() -> None:
    framework = framework_from_rows(rows("A / B / C"))
    assert [framework.path(code.id) for code in framework] == ["A", "A / B", "A / B / C"]


def test_a_parent_may_come_after_its_children() -> None:
    framework = framework_from_rows([Row({"path": "A / B"}, "2"), Row({"path": "A", "definition": "first"}, "3")])
    assert framework.find("A").definition == "first"
    assert len(framework) == 2


def test_a_code_at_the_same_path_stays_the_same_code() -> None:
    first = framework_from_rows(rows("A", "A / B", "C"))
    second = framework_from_rows(rows("C", "A", "A / New", "A / B"), known=Known(first), version=2)
    assert {path: code for path, code in ids(second).items() if path in ids(first)} == ids(first)
    assert second.find("A / New").added_in == 2
    assert second.find("A / B").added_in == 1


def test_an_id_is_never_given_again() -> None:
    first = framework_from_rows(rows("A", "B"))
    second = framework_from_rows(rows("A", "C"), known=Known(first), version=2)
    assert ids(second)["C"] not in ids(first).values()


def test_headings_are_known_whatever_their_case_and_order() -> None:
    assert fields(["Notes", "DEFINITION", "code", "when_to_use"]) == {"definition": 1, "path": 2, "when_to_use": 3}


def test_a_file_without_a_column_of_codes_is_refused_with_the_nearest_heading() -> None:
    with pytest.raises(InputError, match='Did you mean "Codes"'):
        fields(["Codes", "Definition"], where="framework.xlsx")


def test_all_problems_are_said_together_with_their_rows() -> None:
    bad = [
        *rows("A", "A", " "),
        Row({"path": "B", "origin": "inductiv"}, "row 9"),
        Row({"path": "C", "applicable": "?"}, "row 10"),
    ]
    with pytest.raises(SeveralErrors) as raised:
        framework_from_rows(bad)
    said = str(raised.value)
    assert 'row 3: "A" comes twice' in said
    assert "row 4: a code has no name" in said
    assert 'Did you mean "inductive"' in said
    assert "neither yes nor no" in said


NAME = st.text(alphabet="abc/ ", min_size=1, max_size=5).filter(lambda name: bool(name.strip()))
TEXT = st.text(alphabet="xyz .\n", max_size=8).map(str.strip)


@given(st.lists(st.tuples(st.lists(NAME, min_size=1, max_size=3), TEXT), max_size=6))
def test_reading_what_was_written_gives_the_same_framework(given_codes: list[tuple[list[str], str]]) -> None:
    from intercoder.framework.paths import join, tidy

    unique = {join([tidy(name) for name in names]): text for names, text in given_codes}
    framework = framework_from_rows([Row({"path": path, "definition": text}, "") for path, text in unique.items()])
    headings, *table = rows_from_framework(framework)
    places = fields(headings)
    again = framework_from_rows([Row({field: row[at] for field, at in places.items()}, "") for row in table])
    assert [(c.name, c.definition, c.parent is None) for c in again] == [
        (c.name, c.definition, c.parent is None) for c in framework
    ]
    assert list(ids(again)) == list(ids(framework))
