"""Reading notes into a project: transcripts in a folder, several tables, pictures with descriptions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from intercoder.cli import main
from intercoder.errors import InputError, ProjectError
from intercoder.project import Project
from intercoder.project.storage import records


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "study", who="Lead") as made:
        yield made


@pytest.fixture
def interviews(tmp_path: Path) -> Path:
    folder = tmp_path / "interviews"
    folder.mkdir()
    (folder / "0012.txt").write_text("I: How?\nP: We asked.\nI: Whom?\nP: All.", encoding="utf-8")
    (folder / "0013.txt").write_text("I: How?\nP: =Not.", encoding="utf-8")
    (folder / "map.png").write_bytes(b"picture")
    return folder


def units(project: Project) -> list[tuple[str, str, str]]:
    frame = project.notes_show().to_frame()
    return list(frame[["unit", "case", "text"]].itertuples(index=False, name=None))


def test_a_folder_of_transcripts(empty: Project, interviews: Path) -> None:
    told = empty.notes_read(interviews, unit="turn")
    assert told.summary == "Read 6 units of 2 cases from 2 files."
    assert told.remarks[-1] == "Left out of the folder: map.png."
    assert units(empty)[3:] == [
        ("0012.4", "0012", "P: All."),
        ("0013.1", "0013", "I: How?"),
        ("0013.2", "0013", "P: =Not."),
    ]
    step = empty.history(verify=True).to_frame().iloc[-1]
    assert step["options"]["file"] == ["0012.txt", "0013.txt"]
    assert step["options"]["unit"] == "turn"


def test_a_link_that_leads_out_of_the_folder_is_not_followed(empty: Project, interviews: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("Not for this project.", encoding="utf-8")
    (interviews / "0014.txt").symlink_to(tmp_path / "secret.txt")
    (interviews / "0015.txt").symlink_to(interviews / "0013.txt")
    told = empty.notes_read(interviews)
    assert "0014.txt (a link, not followed)" in told.remarks[-1]
    assert {case for _, case, _ in units(empty)} == {"0012", "0013", "0015"}
    for name in ("0012.txt", "0013.txt", "0015.txt"):
        (interviews / name).unlink()
    with pytest.raises(InputError, match="Links that lead out of it are not followed"):
        empty.notes_read(interviews)


def test_paragraphs_are_the_units_of_transcripts(empty: Project, interviews: Path) -> None:
    empty.notes_read([interviews / "0013.txt"])
    assert [unit for unit, *_ in units(empty)] == ["0013.1", "0013.2"]


def test_a_case_is_read_once(empty: Project, interviews: Path) -> None:
    empty.notes_read(interviews / "0013.txt")
    with pytest.raises(ProjectError, match="1 cases are in the project already, the first is 0013"):
        empty.notes_read(interviews)
    assert len(units(empty)) == 2


def test_two_units_are_never_called_alike(empty: Project, tmp_path: Path) -> None:
    (tmp_path / "P1.txt").write_text("One.\nTwo.")
    (tmp_path / "P1.2.txt").write_text("Other.")
    empty.notes_read(tmp_path / "P1.txt")
    with pytest.raises(ProjectError, match=r"1 units are in the project already, the first is P1\.2"):
        empty.notes_read(tmp_path / "P1.2.txt", unit="response")


def test_several_tables(empty: Project, tmp_path: Path) -> None:
    for name, case in (("north.csv", "0012"), ("south.csv", "1-2")):
        (tmp_path / name).write_text(f"id,note,site\n{case},We asked,{name[:5]}\n")
    empty.notes_read(
        [tmp_path / "north.csv", tmp_path / "south.csv"], case="id", text="note", attributes={"site": "site"}
    )
    assert units(empty) == [("0012", "0012", "We asked"), ("1-2", "1-2", "We asked")]


def test_a_folder_of_pictures_with_a_table_of_descriptions(empty: Project, tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    (folder / "map.png").write_bytes(b"picture")
    (folder / "spare.png").write_bytes(b"picture")
    (folder / "table.csv").write_text("id,caption,file\nP1,A map of it all,map.png\n")
    told = empty.notes_read(folder, case="id", text="caption", image="file")
    assert told.summary == "Read 1 unit of 1 case from table.csv, 1 of them pictures with a description."
    assert told.remarks[-1] == "Left out of the folder: spare.png."


def test_columns_are_for_tables(empty: Project, interviews: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.csv").write_text("id,note\nP1,We asked\n")
    with pytest.raises(InputError, match="is a table; there is no telling which column is which") as caught:
        empty.notes_read(tmp_path / "notes.csv")
    assert caught.value.fix.endswith("There are: id, note.")
    with pytest.raises(InputError, match="turns are cut in transcripts"):
        empty.notes_read(tmp_path / "notes.csv", case="id", text="note", unit="turn")
    with pytest.raises(InputError, match="Leave --attribute out"):
        empty.notes_read(interviews / "0012.docx", attributes={"site": "site"})


def test_from_the_command_line(empty: Project, interviews: Path) -> None:
    arguments = ["--project", str(empty.path), "notes", "read", str(interviews), "--unit", "turn"]
    found = CliRunner().invoke(main, arguments)
    assert found.exit_code == 0, found.output
    assert "Read 6 units of 2 cases from 2 files." in found.output
    assert "speakers: I, P" in found.output


# --- who speaks, and what a second table says of the cases


def test_the_interviewer_is_left_out_and_cases_have_attributes(interviews: Path, empty: Project) -> None:
    (interviews.parent / "cases.csv").write_text("participant,site\n0012,rural\n0099,urban\n", encoding="utf-8")
    file = str(empty.path)
    command = ["notes", "read", str(interviews), "--unit", "turn", "--speaker", "I=Interviewer", "--speaker", "P"]
    more = ["--leave-out", "Interviewer", "--case-table", str(interviews.parent / "cases.csv"), "--project", file]
    ran = CliRunner().invoke(main, [*command, *more])
    assert ran.exit_code == 0, ran.output
    assert units(empty) == [
        ("0012.1", "0012", "P: We asked."), ("0012.2", "0012", "P: All."), ("0013.1", "0013", "P: =Not.")
    ]  # fmt: skip
    assert "2 turns of Interviewer left out" in ran.output
    assert "has no row for 1 case of the notes: 0013" in ran.output
    assert "1 row without notes left out: 0099" in ran.output
    with empty._store.reading() as connection:
        assert records.cases(connection).to_dict("records") == [
            {"case": "0012", "site": "rural"}, {"case": "0013", "site": ""}
        ]  # fmt: skip
    step = empty.history().to_dict()["steps"][-1]
    assert (step["options"]["cases"], step["options"]["leave_out"]) == ("cases.csv", ["Interviewer"])


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--speaker", "Q"], 'no speaker "Q" in the transcripts'),
        (["--leave-out", "Q"], 'no speaker "Q" in the transcripts'),
        (["--case-id", "id"], "Name the table with --case-table"),
    ],
)
def test_speakers_and_tables_that_are_not_there(
    options: list[str], problem: str, interviews: Path, empty: Project
) -> None:
    ran = CliRunner().invoke(main, ["notes", "read", str(interviews), *options, "--project", str(empty.path)])
    assert (ran.exit_code, problem in ran.output) == (2, True)
    assert units(empty) == []


def test_notes_of_one_case_or_unit(empty: Project, interviews: Path) -> None:
    empty.notes_read(interviews, unit="turn")
    assert list(empty.notes_show("0013").frame["unit"]) == ["0013.1", "0013.2"]
    assert list(empty.notes_show("0013.2").frame["unit"]) == ["0013.2"]
    with pytest.raises(ProjectError, match=r'there is no case "P9"\. Choose one of: 0012, 0013\.'):
        empty.notes_show("P9")
