"""A disk that is full, a folder or project that may not be written to, a disk that cannot lock, a program cut off."""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import os
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from intercoder.atomic import replacing
from intercoder.errors import ProjectError
from intercoder.project import Project

if TYPE_CHECKING:
    from .conftest import Start

resource = pytest.importorskip("resource", reason="this system sets no limits")

WRITING = (
    "project new another",
    "project backup copy.intercoder",
    "project export out",
    "project import given new",
    "project bundle bundle.zip",
    "project qdpx out.qdpx",
    "report report.html",
    "report tables.xlsx tables.docx",
    "manuscript kit",
    "figures drawn",
    "framework write out.xlsx",
    "framework write out.qdc",
    "reliability -o out.xlsx",
    "reliability -o out.json",
    "counts -o out.html",
    "round start second --coders Cleo",
    "notes read more.csv --case Participant --text Notes",
    "consensus write meeting.xlsx",
)


def files(folder: Path) -> Mapping[str, str]:
    """Return the digest of each file below a folder."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def whole(path: str) -> bool:
    """Tell whether a file that was written can be opened by what it is for."""
    content = Path(path).read_bytes()
    if path.endswith((".xlsx", ".docx", ".zip", ".qdpx")):
        import zipfile

        return zipfile.ZipFile(path).testzip() is None
    return content.endswith((b"\n", b"IEND\xaeB`\x82", b"</html>", b"</svg>"))


@pytest.mark.parametrize("command", WRITING)
@pytest.mark.parametrize("room", [0, 2000])
def test_a_full_disk_leaves_all_as_it_was(study: Path, start: Start, command: str, room: int) -> None:
    more = "Participant,Notes\n" + "".join(f"Q{n},{'Long notes. ' * 40}\n" for n in range(400))
    Path("more.csv").write_text(more)
    before = files(study.parent)

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    done = start(*command.split(), before=little_room)
    after = files(study.parent)
    assert "Traceback" not in done.said, done.said
    if room == 0 or done.code != 0:  # a short file may fit
        assert done.code == 2
        assert done.said.startswith("Error: ")
    assert {name: after.get(name) for name in before} == before
    assert all(whole(name) for name in set(after) - set(before))
    with Project.open(study) as project:
        assert project.project_check().ok


def test_it_is_the_copy_that_finds_no_room(study: Path, start: Start) -> None:
    done = start(
        "project", "backup", "copy.intercoder", before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    )
    assert done.said.startswith("Error: copy.intercoder: the disk is full")


def obeying() -> None:
    """Have permissions count, for root on Linux too: let go of all its capabilities."""
    if os.geteuid() == 0:
        header, none = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
        assert ctypes.CDLL(None).capset(header, none) == 0


needs_permissions = pytest.mark.skipif(
    sys.platform == "win32" or (os.geteuid() == 0 and sys.platform != "linux"), reason="nothing is forbidden here"
)


@needs_permissions
@pytest.mark.parametrize("command", WRITING)
def test_a_folder_that_may_not_be_written_to_is_said(study: Path, start: Start, command: str) -> None:
    Path("more.csv").write_text("Participant,Notes\nQ1,Notes.\n")
    permit(study.parent, folders=0o555, files=0o444)
    before = files(study.parent)
    done = start(*command.split(), before=obeying)
    assert done.code == 2, done.said
    assert "Traceback" not in done.said
    assert files(study.parent) == before


@needs_permissions
@pytest.mark.parametrize("command", ["counts", "reliability", "history --verify", "project check", "project status"])
def test_a_project_that_may_only_be_read_is_read(study: Path, start: Start, command: str) -> None:
    permit(study.parent, folders=0o555, files=0o444)
    done = start(*command.split(), before=obeying)
    assert done.code == 0, done.said


OLDER = "PRAGMA foreign_keys = OFF; DROP TABLE unit_questions; DROP TABLE questions"


@needs_permissions
def test_an_older_project_that_may_only_be_read_is_read(study: Path, start: Start) -> None:
    with contextlib.closing(sqlite3.connect(study)) as connection:
        connection.executescript(OLDER)
    permit(study.parent, folders=0o555, files=0o444)
    for command in ("project status", "notes show", "history --verify", "project check"):
        done = start(*command.split(), before=obeying)
        assert done.code == 0, done.said
    done = start("undo", before=obeying)
    assert done.code == 2
    assert "the project cannot be written to" in done.said


def test_an_older_project_is_read_while_another_program_writes(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intercoder.project.storage.database.BUSY_SECONDS", 0.05)
    with contextlib.closing(sqlite3.connect(study)) as connection:
        connection.executescript(OLDER)
        connection.execute("BEGIN IMMEDIATE")
        with Project.open(study) as project:
            assert len(project.notes_show().frame) > 0
            for step in (project.undo, project.framework_finalise):
                with pytest.raises(ProjectError, match="another program is writing"):
                    step()
    with Project.open(study) as project:
        assert project.project_check().ok


@needs_permissions
def test_a_project_that_may_not_even_be_read_is_said(study: Path, start: Start) -> None:
    permit(study.parent, folders=0o555, files=0o000)
    done = start("counts", before=obeying)
    assert done.code == 2, done.said
    assert "Traceback" not in done.said


def permit(folder: Path, *, folders: int, files: int) -> None:
    for path in [folder, *folder.rglob("*")]:
        path.chmod(folders if path.is_dir() else files)


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of this kind are not there")
def test_a_new_project_is_for_its_owner_and_group_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with Project.create(tmp_path / "study") as project:
            project.project_export(tmp_path / "out")
            project.project_bundle(tmp_path / "bundle.zip")
            project.project_backup(tmp_path / "copy.intercoder")
    finally:
        os.umask(before)
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(written) > 20
    assert {stat.S_IMODE(path.stat().st_mode) for path in written} == {0o660}


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of this kind are not there")
def test_a_file_that_is_written_over_keeps_its_permissions(study: Path) -> None:
    with Project.open(study) as project:
        project.report(["report.html"])
        Path("report.html").chmod(0o600)
        project.report(["report.html"])
    assert stat.S_IMODE(Path("report.html").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("database is locked", "another program is writing"),
        ("locking protocol", "the disk cannot lock files"),
        ("disk I/O error", "the disk is full, or cannot be used"),
        ("database or disk is full", "the disk is full"),
        ("attempt to write a readonly database", "cannot be written to"),
        ("unable to open database file", "cannot be written to"),
        ("database disk image is malformed", "cannot be read"),
    ],
)
def test_what_the_disk_says_is_said_plainly(study: Path, reason: str, said: str) -> None:
    with Project.open(study) as project, pytest.raises(ProjectError, match=said), project._store.writing():
        raise sqlite3.OperationalError(reason)


def test_a_project_is_made_once_when_two_make_it_at_the_same_moment(tmp_path: Path) -> None:
    script = (
        "import sys, time\nfrom intercoder.project import Project\nfrom intercoder.errors import ProjectError\n"
        "time.sleep(max(0, float(sys.argv[3]) - time.time()))\n"
        "try:\n    Project.create(sys.argv[1], title=sys.argv[2]).close()\n    print('made')\n"
        "except ProjectError as error:\n    print(error.problem)\n"
    )
    import time

    at = str(time.time() + 3)
    started = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(tmp_path / "study"), f"title {n}", at], stdout=subprocess.PIPE, text=True
        )
        for n in range(4)
    ]
    said = [process.communicate()[0].strip() for process in started]
    assert sorted(said) == ["made", *["there is such a file already."] * 3]
    with Project.open(tmp_path / "study.intercoder") as project:
        assert f"title {said.index('made')}" in str(project.history())
    assert [path.name for path in tmp_path.iterdir()] == ["study.intercoder"]


def test_a_file_made_meanwhile_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    for link in (os.link, no_links):
        monkeypatch.setattr(os, "link", link)
        path.unlink(missing_ok=True)
        with pytest.raises(ProjectError, match="such a file already"):
            write_new(path, meanwhile="theirs")
        assert path.read_text() == "theirs"
        path.unlink()
        write_new(path)
        assert path.read_text() == "mine"
        assert [each.name for each in tmp_path.iterdir()] == ["a"]


def write_new(path: Path, meanwhile: str = "") -> None:
    with replacing(path, new=True) as temporary:
        temporary.write_text("mine")
        if meanwhile:
            path.write_text(meanwhile)


def no_links(*_: object) -> None:
    raise PermissionError(1, "Operation not permitted")


def test_two_steps_at_once_wait_for_each_other(study: Path) -> None:
    script = "import sys; from intercoder.cli import main; main(sys.argv[1:])"
    started = [
        subprocess.Popen([sys.executable, "-c", script, "round", "start", f"round {n}", "--coders", "Cleo"])
        for n in range(3)
    ]
    assert [process.wait() for process in started] == [0] * 3
    with Project.open(study) as project:
        assert project.project_check().ok
        assert {f"round {n}" for n in range(3)} <= set(project.round_status().to_frame().astype(str).to_numpy().ravel())


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals")
@pytest.mark.parametrize("cut", [signal.SIGINT, signal.SIGTERM])
def test_a_command_that_is_stopped_leaves_nothing_half_written(study: Path, cut: signal.Signals) -> None:
    before = files(study.parent)
    script = (
        "import os, signal, sys\nfrom intercoder.report import page\nfrom intercoder.cli import main\n"
        "def stop(*_, **__):\n    os.kill(os.getpid(), int(sys.argv[1]))\n    return 'half'\n"
        "page.render = stop\nmain(['report', 'report.html'])\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(int(cut))], capture_output=True, check=False)
    assert done.returncode != 0
    assert b"Traceback" not in done.stderr
    assert files(study.parent) == before


@pytest.mark.skipif(sys.platform == "win32", reason="no such pipes")
@pytest.mark.parametrize("command", ["counts", "history --json"])
def test_who_reads_the_output_may_stop(study: Path, command: str) -> None:
    script = "import sys; from intercoder.cli import main; main(sys.argv[1:], prog_name='intercoder')"
    read, write = os.pipe()
    os.close(read)
    with contextlib.closing(os.fdopen(write, "wb")) as output:
        done = subprocess.run(
            [sys.executable, "-c", script, *command.split()], stdout=output, stderr=subprocess.PIPE, check=False
        )
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    assert b"Exception ignored" not in done.stderr, done.stderr.decode()
