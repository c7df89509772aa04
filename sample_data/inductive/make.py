"""Make the inductive study's files anew, byte for byte: `python -m intercoder.sample_data.inductive.make [FOLDER]`."""

from __future__ import annotations

import datetime as dt
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from intercoder.coding.discussions import APPLIES, DOES_NOT
from intercoder.project import Project

from ..filling import Values, fill, write_table
from .study import Study, load

HERE = Path(__file__).parent
WHEN = dt.datetime(2024, 6, 10, 9, tzinfo=dt.UTC)
MADE = (
    "event_1.csv",
    "event_2.csv",
    "framework_1.csv",
    "framework_2.csv",
    "coder_A.xlsx",
    "coder_B.xlsx",
    "decisions.xlsx",
    "coder_team.xlsx",
)
"""The files that `make` makes; what is in `authored` and `pictures` is made by hand."""


def make(folder: Path) -> None:
    """Make all the files of the study in `folder`."""
    study = load()
    folder.mkdir(parents=True, exist_ok=True)
    if folder.resolve() != HERE.resolve():
        shutil.copytree(HERE / "pictures", folder / "pictures", dirs_exist_ok=True)
    for event in (1, 2):
        items = [item for item in study.items if item.event == event]
        rows = [(item.id, item.session, item.kind, item.table, item.picture, item.text) for item in items]
        headings = ("Item", "Session", "Kind", "Table", "Picture", "Words or description")
        write_table(folder / f"event_{event}.csv", headings, rows)
        _write_framework(study, event, folder / f"framework_{event}.csv")
    with (
        tempfile.TemporaryDirectory() as scratch,
        Project.create(
            Path(scratch) / "study", title="Inductive study", id="example-inductive", clock=lambda: WHEN
        ) as project,
    ):
        _carry_out(study, project, Path(scratch), folder)


def _write_framework(study: Study, version: int, path: Path) -> None:
    rows = [
        (code["name"], code["definition"], code.get("origin", "inductive"), code.get("by", ""), code.get("reason", ""))
        for code in study.codes
        if code.get("since", 1) <= version
    ]
    write_table(path, ("Code", "Definition", "Origin", "Added by", "Reason"), rows)


def _carry_out(study: Study, project: Project, scratch: Path, folder: Path) -> None:
    """Carry out the study in a project; the workbooks that people filled in on the way are put into `folder`."""
    _read_items(project, folder / "event_1.csv")
    project.framework_read(folder / "framework_1.csv", why="Themes found in the items of event 1")
    project.round_start("event-1", coders=["A", "B"])
    ids = {code["code"]: code["id"] for code in project.framework_show().to_dict()["codes"]}
    for coder, written in zip("AB", project.workbook_write(scratch, round="event-1"), strict=True):
        fill(written, _marks(study, study.marks(coder), ids, coder), folder / f"coder_{coder}.xlsx")
        project.workbook_read(folder / f"coder_{coder}.xlsx")
    project.consensus_write(scratch / "decisions.xlsx")
    fill(scratch / "decisions.xlsx", _decide(study), folder / "decisions.xlsx")
    project.consensus_read(folder / "decisions.xlsx")
    _read_items(project, folder / "event_2.csv")
    project.framework_read(folder / "framework_2.csv", why="Member check at event 2: principles instead of a cycle")
    project.framework_finalise()
    project.round_start("all-items", coders=["team"])
    ids = {code["code"]: code["id"] for code in project.framework_show().to_dict()["codes"]}
    (written,) = project.workbook_write(scratch, round="all-items")
    fill(written, _marks(study, study.final(), ids, "team"), folder / "coder_team.xlsx")


def _read_items(project: Project, path: Path) -> None:
    attributes = {"session": "Session", "kind": "Kind", "table": "Table"}
    project.notes_read(path, case="Item", text="Words or description", attributes=attributes, image="Picture")


def _marks(study: Study, pairs: set[tuple[str, str]], ids: Values, coder: str) -> Callable[[Values], Values]:
    memos = study.first["memos"].get(coder, {})

    def entries(row: Values) -> Values:
        unit = row["unit"]
        codes = [f"code:{ids[study.themes[key]]}" for marked, key in sorted(pairs) if marked == unit]
        memo = {"memo": memos[unit]} if unit in memos else {}
        return dict.fromkeys(codes or ["none"], "x") | memo

    return entries


def _decide(study: Study) -> Callable[[Values], Values]:
    made = {(found["unit"], study.themes[found["code"]]): found for found in study.first["differences"]}

    def entries(row: Values) -> Values:
        found = made[row["unit"], row["code"]]
        return {"decision": APPLIES if found["applies"] else DOES_NOT, "rationale": found["why"]}

    return entries


if __name__ == "__main__":
    make(Path(sys.argv[1]) if sys.argv[1:] else HERE)
