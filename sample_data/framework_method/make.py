"""Make the framework study's files anew, byte for byte: `python -m intercoder.sample_data.framework_method.make`."""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from intercoder.coding.discussions import DOES_NOT
from intercoder.project import Project

from ..filling import Values, fill, write_table
from .study import Study, load

HERE = Path(__file__).parent
WHEN = dt.datetime(2025, 3, 3, 9, tzinfo=dt.UTC)
MADE = (
    "notes.csv",
    "framework_1.csv",
    "framework_2.csv",
    "coder_A_double.xlsx",
    "coder_B_double.xlsx",
    "decisions.xlsx",
    "coder_A.xlsx",
    "matrix.xlsx",
    "synthesis.xlsx",
)
"""The files that `make` makes; what is in `authored` is written by hand."""


def make(folder: Path) -> None:
    """Make all the files of the study in `folder`."""
    study = load()
    folder.mkdir(parents=True, exist_ok=True)
    rows = [(p.case, p.site, p.group, "\n".join(one.text for one in p.paragraphs)) for p in study.participants]
    write_table(folder / "notes.csv", ("Participant", "Site", "Group", "Transcript"), rows)
    for version in (1, 2):
        _write_framework(study, version, folder / f"framework_{version}.csv")
    with (
        tempfile.TemporaryDirectory() as scratch,
        Project.create(
            Path(scratch) / "study", title="Framework study", id="example-framework", clock=lambda: WHEN
        ) as project,
    ):
        _carry_out(study, project, Path(scratch), folder)


def _write_framework(study: Study, version: int, path: Path) -> None:
    headings = ("Code", "Definition", "When to use", "When not to use", "Origin", "Reason", "May be applied")
    rows = []
    for code in study.codes:
        if code.get("since", 1) > version:
            continue
        definition = code.get("draft", code["definition"]) if version == 1 else code["definition"]
        texts = (code.get("use", ""), code.get("not", ""), code.get("origin", "deductive"), code.get("reason", ""))
        rows.append((study.paths[code["key"]], definition, *texts, "no" if code.get("groups") else "yes"))
    write_table(path, headings, rows)


def _carry_out(study: Study, project: Project, scratch: Path, folder: Path) -> None:
    """Carry out the study in a project; the workbooks that people filled in on the way are put into `folder`."""
    attributes = {"site": "Site", "group": "Group"}
    project.notes_read(
        folder / "notes.csv", case="Participant", text="Transcript", attributes=attributes, unit="paragraph"
    )
    project.framework_read(folder / "framework_1.csv")
    project.sample_draw("two-transcripts", fraction=0.083, seed=study.double["seed"])
    project.round_start("double", coders=["A", "B"], sample="two-transcripts")
    for coder, written in zip("AB", project.workbook_write(scratch, round="double"), strict=True):
        fill(written, _draft_marks(study, coder, _ids(project)), folder / f"coder_{coder}_double.xlsx")
        project.workbook_read(folder / f"coder_{coder}_double.xlsx")
    project.consensus_write(scratch / "decisions.xlsx")
    fill(scratch / "decisions.xlsx", _decide(study), folder / "decisions.xlsx")
    project.consensus_read(folder / "decisions.xlsx")
    project.framework_read(folder / "framework_2.csv", why="Refined after the double coding of two transcripts")
    project.framework_finalise()
    project.round_start("all", coders=["A"])
    (written,) = project.workbook_write(scratch, round="all")
    fill(written, _final_marks(study, _ids(project)), folder / "coder_A.xlsx")
    project.workbook_read(folder / "coder_A.xlsx")
    project.matrix_write(scratch / "matrix.xlsx", by="site")
    fill(scratch / "matrix.xlsx", _summarise(study), folder / "matrix.xlsx")
    project.matrix_read(folder / "matrix.xlsx")
    project.synthesis_write(scratch / "synthesis.xlsx", by="site")
    fill(scratch / "synthesis.xlsx", _synthesise(study), folder / "synthesis.xlsx")


def _ids(project: Project) -> dict[str, str]:
    return {code["code"]: code["id"] for code in project.framework_show().to_dict()["codes"]}


def _marked(pairs: set[tuple[str, str]], study: Study, ids: Values, unit: str) -> dict[str, str]:
    codes = [f"code:{ids[study.paths[key]]}" for marked, key in sorted(pairs) if marked == unit]
    return dict.fromkeys(codes or ["none"], "x")


def _draft_marks(study: Study, coder: str, ids: Values) -> Callable[[Values], Values]:
    suggestions = study.double["suggestions"].get(coder, {})
    memos = study.double["memos"].get(coder, {})

    def entries(row: Values) -> Values:
        unit = row["unit"]
        remarks = {"suggestion": suggestions.get(unit, ""), "memo": memos.get(unit, "")}
        marks = _marked(study.draft(coder), study, ids, unit)
        return marks | {key: text for key, text in remarks.items() if text}

    return entries


def _final_marks(study: Study, ids: Values) -> Callable[[Values], Values]:
    return lambda row: _marked(study.final(), study, ids, row["unit"])


def _decide(study: Study) -> Callable[[Values], Values]:
    why = {(found["unit"], study.paths[found["code"]]): found["why"] for found in study.double["differences"]}
    return lambda row: {"decision": DOES_NOT, "rationale": why[row["unit"], row["code"]]}


def _summarise(study: Study) -> Callable[[Values], Values]:
    texts: dict[tuple[str, str], list[str]] = {}
    for participant in study.participants:
        for paragraph in participant.paragraphs:
            for key, text in paragraph.summaries.items():
                texts.setdefault((participant.case, study.paths[key]), []).append(text)
    return lambda row: {"summary": "; ".join(texts.get((row["case"], row["category"]), []))}


def _synthesise(study: Study) -> Callable[[Values], Values]:
    keys = {path: key for key, path in study.paths.items()}
    return lambda row: {"synthesis": study.syntheses[keys[row["category"]]][row["group"].removeprefix("Site ")]}


if __name__ == "__main__":
    make(Path(sys.argv[1]) if sys.argv[1:] else HERE)
