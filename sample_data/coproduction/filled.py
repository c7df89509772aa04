"""The filled-in workbooks of the example study: written by a project, as any team's are, and then filled in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from intercoder.coding.discussions import APPLIES, DOES_NOT
from intercoder.project import Project

from ..filling import Values, fill
from .frameworks import VERSIONS

if TYPE_CHECKING:
    from .study import Study

CODERS = {"main": ("A", "B"), "check": ("C",)}
"""Who codes in each round."""

WHEN = dt.datetime(2022, 5, 16, 9, tzinfo=dt.UTC)


def write_filled(study: Study, folder: Path, scratch: Path) -> None:
    """Carry out the study in a project in `scratch`, with the notes, framework versions and scheme in `folder`.

    The workbooks that people filled in on the way are put into `folder`.
    """
    with Project.create(scratch / "study", title="Example", id="example-coproduction", clock=lambda: WHEN) as project:
        _begin(project, folder)
        _coders(study, project, scratch, folder, of_round="main")
        project.consensus_write(scratch / "decisions.xlsx")
        fill(scratch / "decisions.xlsx", _decide(study, "discussion"), folder / "decisions.xlsx")
        project.consensus_read(folder / "decisions.xlsx")
        project.sample_draw("check-sample", fraction=0.2, seed=2026)
        project.round_start("check", coders=CODERS["check"], sample="check-sample", against="main")
        _coders(study, project, scratch, folder, of_round="check")
        project.consensus_write(scratch / "decisions_check.xlsx", flagged=True)
        fill(scratch / "decisions_check.xlsx", _decide(study, "check"), folder / "decisions_check.xlsx")
        project.consensus_read(folder / "decisions_check.xlsx")
        project.scheme_read(folder / "scheme.yaml")
        project.classification_write(scratch / "classification.xlsx")
        fill(scratch / "classification.xlsx", _classify(study), folder / "classification.xlsx")
        project.classification_read(folder / "classification.xlsx")


def _begin(project: Project, folder: Path) -> None:
    attributes = {"service_model": "Q2", "co-production": "Q3"}
    project.notes_read(folder / "notes.csv", case="Q1", text="Q5", attributes=attributes)
    for version in VERSIONS:
        project.framework_read(folder / f"framework_{version}.xlsx")
    project.framework_finalise()
    project.round_start("main", coders=CODERS["main"])


def _coders(study: Study, project: Project, scratch: Path, folder: Path, *, of_round: str) -> None:
    written = project.workbook_write(scratch, round=of_round, layout="columns")
    ids = {code["code"]: code["id"] for code in project.framework_show().to_dict()["codes"]}
    for coder, path in zip(CODERS[of_round], written, strict=True):
        filled = folder / f"coder_{coder}.xlsx"
        fill(path, _mark(study, coder, ids), filled)
        project.workbook_read(filled)


def _mark(study: Study, coder: str, ids: Mapping[str, str]) -> Callable[[Values], Values]:
    marks = study.marks(coder)

    def entries(row: Values) -> Values:
        case = row["unit"]
        codes = [f"code:{ids[study.path(key)]}" for marked, key in sorted(marks) if marked == case]
        texts = dict.fromkeys(codes or ["none"], "x")
        remarks = {"memo": study.memos.get((coder, case)), "suggestion": study.suggestions.get((coder, case))}
        return texts | {key: text for key, text in remarks.items() if text}

    return entries


def _decide(study: Study, meeting: str) -> Callable[[Values], Values]:
    differences = study.check if meeting == "check" else study.discussion
    decided = {(found.case, study.path(found.code)): found for found in differences}

    def entries(row: Values) -> Values:
        found = decided[row["unit"], row["code"]]
        return {"decision": APPLIES if found.applies else DOES_NOT, "rationale": found.why}

    return entries


def _classify(study: Study) -> Callable[[Values], Values]:
    keys = {study.path(key): key for key in study.classification["activities"]}
    remarks = {(case, key): text for case, key, text in study.classification["remarks"]}

    def entries(row: Values) -> Values:
        key = keys[row["code"]]
        categories = {f"dimension:{at}": study.category(row["case"], key, at) for at in ("1", "2", "3", "4")}
        memo = remarks.get((row["case"], key))
        return categories | ({"memo": memo} if memo else {})

    return entries
