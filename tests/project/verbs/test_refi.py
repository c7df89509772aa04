"""A project written as REFI-QDA: what other tools find in it, and that agreement in it is the project's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from intercoder.errors import InputError
from intercoder.exchange.refi.project import RefiProject, read_qdpx
from intercoder.project.on_files.agreement import reliability_of_files

from ..conftest import NOTES

if TYPE_CHECKING:
    from intercoder.project import Project


def written(project: Project, folder: Path, *, consensus: bool = False) -> RefiProject:
    project.project_qdpx(folder / "study.qdpx", consensus=consensus, replace=True)
    return read_qdpx(folder / "study.qdpx")


def marks(found: RefiProject, coder: str) -> set[tuple[str, str]]:
    mine = found.spans[found.spans["coder"] == coder]
    return set(zip(mine["source"], mine["code"], strict=True))


def test_all_that_a_project_holds_is_in_it(coded: Project, tmp_path: Path) -> None:
    found = written(coded, tmp_path)
    assert found.texts == {case: text for case, (_, text) in NOTES.items()}
    assert dict(zip(found.cases["case"], found.cases["model"], strict=True)) == {c: m for c, (m, _) in NOTES.items()}
    assert marks(found, "A") == {
        ("P1", "Planning / Steering groups"),
        ("P2", "Training"),
        ("P4", "Planning / Steering groups"),
        ("P4", "Training"),
        ("P6", "Leaflets"),
    }
    assert marks(found, "B") == {("P2", "Training"), ("P4", "Planning / Steering groups")}
    assert found.memos[["source", "coder", "text"]].to_numpy().tolist() == [["P1", "A", "It says so."]]
    assert found.codes == ("Planning", "Planning / Steering groups", "Training", "Leaflets")


def test_the_consensus_stands_beside_the_coders_when_asked_for(coded: Project, tmp_path: Path) -> None:
    assert written(coded, tmp_path).coders == ("A", "B")
    found = written(coded, tmp_path, consensus=True)
    assert found.coders == ("A", "B", "consensus")
    assert {("P2", "Training"), ("P4", "Planning / Steering groups")} <= marks(found, "consensus")


def test_writing_twice_gives_the_same_bytes_and_never_writes_over_a_file_unasked(
    coded: Project, tmp_path: Path
) -> None:
    for name in ("a.qdpx", "b.qdpx"):
        coded.project_qdpx(tmp_path / name)
    assert (tmp_path / "a.qdpx").read_bytes() == (tmp_path / "b.qdpx").read_bytes()
    with pytest.raises(InputError, match="there already"):
        coded.project_qdpx(tmp_path / "a.qdpx")
    with pytest.raises(InputError, match=r"named \.qdpx"):
        coded.project_qdpx(tmp_path / "a.zip")


def test_agreement_in_the_file_is_on_the_texts_in_which_both_coded_anything(coded: Project, tmp_path: Path) -> None:
    coded.project_qdpx(tmp_path / "a.qdpx")
    found = reliability_of_files([tmp_path / "a.qdpx"], reading={"spans": "document"}).result.to_frame()
    counts = found[["code", "n_units", "both", "only_a", "only_b"]].to_numpy().tolist()
    assert [row for row in counts if row[0] in ("Training", "Planning / Steering groups")] == [
        ["Planning / Steering groups", 2, 1, 0, 0],
        ["Training", 2, 1, 1, 0],
    ]
