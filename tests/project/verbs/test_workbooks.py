"""Coders' workbooks in a project: all or nothing; a correction is a new revision; nobody sees the others' codings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from intercoder.errors import InputError, ProjectError
from intercoder.project import Project

if TYPE_CHECKING:
    from collections.abc import Iterator

STEERING = "Planning / Steering groups"


def texts(path: Path) -> Iterator[str]:
    for sheet in openpyxl.load_workbook(path):
        yield from (str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None)


def test_reading_the_same_file_twice_changes_nothing(coded: Project, fill: Any) -> None:
    marks = {"P1": (), "P2": ("Training",), "P3": (), "P4": ("Steering groups",), "P5": (), "P6": ()}
    steps = len(coded.history().to_frame())
    outcome = coded.workbook_read(fill("B", marks))
    assert outcome.summary.endswith("is as it was read before; nothing was changed.")
    assert len(coded.history().to_frame()) == steps


def test_a_correction_is_a_new_revision_and_says_what_changed(coded: Project, fill: Any) -> None:
    marks = {"P1": ("Steering groups",), "P2": (), "P3": (), "P4": ("Steering groups",), "P5": ()}
    outcome = coded.workbook_read(fill("B", marks, memo={"P1": "overlooked"}), why="P6 was a slip")
    assert "5 of 6 units finished, 2 codings, revision 2" in outcome.summary
    assert outcome.remarks[1:] == (
        "Changed since the revision before: 3 units.",
        f'P1: "{STEERING}" added; memo added.',
        'P2: now no code applies; "Training" taken out.',
        "P6: no longer finished.",
    )
    log = coded.workbook_revisions(coder="B").to_dict()["revisions"]
    assert [(row["revision"], row["finished"], row["codings"]) for row in log] == [(1, 6, 2), (2, 5, 2)]
    assert log[1]["changes"].startswith(f'P1: "{STEERING}" added')
    assert coded.history().frame.iloc[-1]["options"]["why"] == "P6 was a slip"
    assert coded.project_check().ok


def test_nobody_sees_the_codings_of_others(coded: Project, tmp_path: Path) -> None:
    coded.round_start("check", coders=("C",), against="main")
    coded.consensus_decide("P1", STEERING, applies=True, why="a very good reason", round="main")
    (path,) = coded.workbook_write(tmp_path, filled=True)
    found = list(texts(path))
    assert "x" not in {cell.value for row in openpyxl.load_workbook(path)["Coding"].iter_rows() for cell in row}
    assert not any("It says so." in text or "a very good reason" in text for text in found)


def test_a_lost_workbook_is_written_again_with_what_its_coder_had_coded(coded: Project, tmp_path: Path) -> None:
    (path,) = coded.workbook_write(tmp_path, coders=["A"], filled=True)
    assert "nothing was changed" in coded.workbook_read(path).summary
    (slots,) = coded.workbook_write(tmp_path, coders=["A"], filled=True, layout="slots", replace=True)
    assert "nothing was changed" in coded.workbook_read(slots).summary


def test_chosen_attributes_stand_beside_the_notes(coded: Project, tmp_path: Path) -> None:
    (path, _) = coded.workbook_write(tmp_path, attributes=[])
    assert "CAMHS" not in set(texts(path))
    (path, _) = coded.workbook_write(tmp_path, attributes=["model"], replace=True)
    assert "CAMHS" in set(texts(path))
    with pytest.raises(InputError, match='Did you mean "model"'):
        coded.workbook_write(tmp_path, attributes=["modell"], replace=True)


def test_good_examples_are_kept(coded: Project, fill: Any) -> None:
    from intercoder.project.storage import records

    code = {row["name"]: row["id"] for row in coded.framework_show().to_dict()["codes"]}["Leaflets"]
    coded.workbook_read(fill("A", {"P6": ("Leaflets",)}, example={"P6": "leaflets"}))
    with coded._store.reading() as connection:
        assert records.examples(connection, "main") == {("P6", code): ("A",)}


def test_a_workbook_of_another_project_is_refused(coded: Project, fill: Any, tmp_path: Path) -> None:
    path = fill("A", {"P1": ()})
    with Project.create(tmp_path / "other") as other, pytest.raises(ProjectError, match="belongs to another project"):
        other.workbook_read(path)


def test_a_workbook_of_another_version_is_refused(project: Project, fill: Any, tmp_path: Path) -> None:
    project.round_start("main", coders=("A",))
    path = fill("A", {"P1": ("Training",)})
    project.undo()
    (tmp_path / "codes.csv").write_text("Code,Definition\nTraining,Another meaning\n", encoding="utf-8")
    project.framework_read(tmp_path / "codes.csv")
    project.round_start("main", coders=("A",))
    with pytest.raises(ProjectError, match="was written for another framework than version 2 of round main"):
        project.workbook_read(path)


def test_a_workbook_of_someone_else_is_refused(coded: Project, fill: Any) -> None:
    path = fill("A", {"P1": ()})
    book = openpyxl.load_workbook(path)
    for row in book["intercoder"].iter_rows():
        if row[0].value == "coder":
            row[1].value = "Z"
    book.save(path)
    with pytest.raises(ProjectError, match='no coder "Z" in round main'):
        coded.workbook_read(path)


def test_a_workbook_that_is_there_is_not_written_over(coded: Project, tmp_path: Path) -> None:
    coded.workbook_write(tmp_path)
    with pytest.raises(InputError, match="is there already"):
        coded.workbook_write(tmp_path)


def test_a_name_cannot_lead_out_of_the_folder(project: Project, tmp_path: Path) -> None:
    project.round_start("../main", coders=("../../A",))
    (path,) = project.workbook_write(tmp_path / "out")
    assert path.parent == tmp_path / "out"
    assert path.exists()


def test_a_column_that_a_coder_added_is_named_as_not_read(coded: Project, fill: Any) -> None:
    path = fill("B", dict.fromkeys(("P1", "P2", "P3", "P4", "P5"), ()))
    book = openpyxl.load_workbook(path)
    sheet = book["Coding"]
    sheet.cell(3, sheet.max_column + 1).value = "Language"
    sheet.cell(5, sheet.max_column).value = "x"
    sheet.cell(3, sheet.max_column + 1).value = "Headed and empty"
    book.save(path)
    assert coded.workbook_read(path).remarks[:2] == (
        "1 unit is not coded yet: P6. (A unit to which nothing applies is marked so.)",
        "Not read: 1 column that somebody added (Language). "
        'A new code belongs under "New code?", a remark under "Memo".',
    )
