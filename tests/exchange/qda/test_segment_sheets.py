"""What other tools' exports do not say: who read the documents in which they coded nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from intercoder.errors import InputError
from intercoder.exchange.sheets.codings import read_codings

Save = Callable[..., Path]
HEADS = "Document group,Document name,Code,Beginning,End,Segment,Author"
ROWS = [
    "S,P1,Trust,1,2,We trust them,Anna",
    "S,P1,Trust,1,2,We trust them,Ben",
    "S,P2,Trust,1,2,No trust here,Anna",
    "S,P2,Time,3,4,No time,Anna",
]


@pytest.fixture
def export(text_file: Save) -> Path:
    return text_file("segments.csv", HEADS, *ROWS)


def covered(path: Path, **options: str) -> dict[str, int]:
    coverage = read_codings(path, **options).coverage  # type: ignore[arg-type]
    return {str(coder): int(n) for coder, n in coverage["coder"].value_counts().items()}


def test_a_document_without_codings_counts_as_read_when_asked(export: Path) -> None:
    assert covered(export) == {"Anna": 3, "Ben": 1}
    assert covered(export, blanks="not applied") == {"Anna": 3, "Ben": 3}


def test_what_was_assumed_is_told(export: Path) -> None:
    usual = read_codings(export)
    assert "a coder counts as having read the whole of a document in which they coded" in usual.description
    assert usual.repairs[-1].what.startswith('taken as not coded by a coder who coded nothing in them: "S/P2"')
    assert '--blanks "not applied"' in usual.repairs[-1].what
    asked = read_codings(export, blanks="not applied")
    assert "every coder counts as having read the whole of every document" in asked.description
    (told,) = [repair.what for repair in asked.repairs]
    assert told == 'taken as read, with nothing to apply, by coders who coded nothing in them: "S/P2"'


def test_what_is_for_categories_is_refused(export: Path) -> None:
    with pytest.raises(InputError, match="is for categories"):
        read_codings(export, blanks="category")
    with pytest.raises(InputError, match="is for categories"):
        read_codings(export, as_written=True)


def test_names_without_levels(text_file: Save) -> None:
    path = text_file("levels.csv", HEADS, *(row.replace("Time", "Lack > Time") for row in ROWS))
    assert read_codings(path).codes == ("Trust", "Lack / Time")
    assert read_codings(path, levels="none").codes == ("Trust", "Lack > Time")
