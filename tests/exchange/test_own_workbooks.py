"""The coders' workbooks that intercoder makes are read without their project, as the coding sheets they are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from intercoder.coding.workbooks import Assignment, Layout, write_coder_workbook
from intercoder.exchange.sheets.codings import read_codings
from intercoder.framework.codes import Code, Framework
from intercoder.tables import UNITS

FRAMEWORK = Framework(
    [
        Code("c1", "Planning"),
        Code("c2", "Consultation", parent="c1"),
        Code("c3", "Groups", parent="c2"),
        Code("c4", "Lack of time"),
        Code("c5", "Recruitment"),
        Code("c6", "Consultation", parent="c5"),
    ]
)
PATHS = [FRAMEWORK.path(code.id) for code in FRAMEWORK]
TABLE = UNITS.of((f"P{n}", f"P{n}", n, f"Notes of service {n}, long enough to be text") for n in range(1, 5))
TYPED: Mapping[str, Mapping[str, Mapping[tuple[str, ...], Mapping[str, str]]]] = {
    "columns": {
        "A": {("P1",): {"code:c3": "x", "code:c4": "x"}, ("P2",): {"none": "x"}, ("P3",): {"code:c6": "x"}},
        "B": {("P1",): {"code:c3": "x"}, ("P2",): {"code:c1": "x", "memo": "hm"}, ("P3",): {"code:c2": "x"}},
    },
    "slots": {
        "A": {("P1",): {"slot:1": PATHS[2], "slot:2": PATHS[3]}, ("P2",): {"none": "x"}, ("P3",): {"slot:1": PATHS[5]}},
        "B": {("P1",): {"slot:1": PATHS[2]}, ("P2",): {"slot:1": PATHS[0]}, ("P3",): {"slot:1": PATHS[1]}},
    },
}


@pytest.mark.parametrize("layout", ["columns", "slots"])
def test_marks_paths_and_coverage_are_read(tmp_path: Path, type_in: Any, layout: Layout) -> None:
    files = []
    for coder, typed in TYPED[layout].items():
        path = tmp_path / f"{coder}.xlsx"
        assignment = Assignment("project", "main", coder, 1, FRAMEWORK.hash)
        write_coder_workbook(path, assignment, TABLE, FRAMEWORK, layout=layout)
        type_in(path, "Coding", typed)
        files.append(path)
    sheets = read_codings(files)
    assert sheets.coders == ("A", "B")
    assert set(sheets.codings.itertuples(index=False, name=None)) == {
        ("P1", "A", "Planning / Consultation / Groups"),
        ("P1", "A", "Lack of time"),
        ("P1", "B", "Planning / Consultation / Groups"),
        ("P2", "B", "Planning"),
        ("P3", "A", "Recruitment / Consultation"),
        ("P3", "B", "Planning / Consultation"),
    }
    assert set(sheets.coverage.itertuples(index=False, name=None)) == {(f"P{n}", c) for n in (1, 2, 3) for c in "AB"}
    assert set(sheets.codes) == set(PATHS) if layout == "columns" else set(sheets.codes) <= set(PATHS)
    assert sheets.units["text"][0] == "Notes of service 1, long enough to be text"
