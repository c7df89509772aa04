"""The files of the example study: rebuilt byte for byte, readable, and leading to the published figures."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from intercoder.exchange.frameworks.files import read_framework, read_scheme
from intercoder.exchange.texts.notes import Notes, read_notes
from intercoder.framework.rows import Known
from intercoder.project import Project
from intercoder.sample_data.coproduction.make import HERE, MADE, make

if TYPE_CHECKING:
    from intercoder.framework.codes import Framework

ATTRIBUTES = {"service_model": "Q2", "co-production": "Q3"}


def notes(name: str) -> Notes:
    return read_notes(HERE / name, case="Q1", text="Q5", attributes=ATTRIBUTES)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """The study carried out with the files as they lie in the folder."""
    with Project.create(tmp_path_factory.mktemp("study") / "study", id="example-coproduction") as project:
        project.notes_read(HERE / "notes.csv", case="Q1", text="Q5", attributes=ATTRIBUTES)
        for version in (1, 2, 3, 4):
            project.framework_read(HERE / f"framework_{version}.xlsx")
        project.framework_finalise()
        project.round_start("main", coders=("A", "B"))
        project.workbook_read(HERE / "coder_A.xlsx")
        project.workbook_read(HERE / "coder_B.xlsx")
        project.consensus_read(HERE / "decisions.xlsx")
        project.sample_draw("check-sample", fraction=0.2, seed=2026)
        project.round_start("check", coders=("C",), sample="check-sample", against="main")
        project.workbook_read(HERE / "coder_C.xlsx")
        project.consensus_read(HERE / "decisions_check.xlsx")
        project.scheme_read(HERE / "scheme.yaml")
        project.classification_read(HERE / "classification.xlsx")
        yield project


def test_a_rebuild_gives_the_same_bytes(tmp_path: Path) -> None:
    make(tmp_path)
    different = [name for name in MADE if (tmp_path / name).read_bytes() != (HERE / name).read_bytes()]
    assert different == [], "run: python -m intercoder.sample_data.coproduction.make"


def test_the_folder_says_that_the_data_are_synthetic() -> None:
    assert "synthetic" in (HERE / "README.md").read_text(encoding="utf-8").casefold()
    assert "synthetic" in (HERE / "notes.csv").read_text(encoding="utf-8-sig").casefold()


def test_the_csv_is_a_qualtrics_export() -> None:
    raw = (HERE / "notes.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    with (HERE / "notes.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][:3] == ["StartDate", "EndDate", "Status"]
    assert all('"ImportId"' in cell for cell in rows[2])
    assert Counter(row[2] for row in rows[3:]) == {"IP Address": 60, "Survey Preview": 1}
    assert {row[3].rpartition(".")[0] for row in rows[3:]} == {"192.0.2"}  # addresses reserved for documentation
    assert any("\n" in row[-2] for row in rows[3:])


def test_the_notes_are_read_without_the_preview_alike_from_both_files() -> None:
    from_csv, from_xlsx = notes("notes.csv"), notes("notes.xlsx")
    assert len(from_csv.units) == len(from_csv.cases) == 60
    assert len(from_csv.previews) == 1
    assert from_csv.unfinished == ()
    assert from_csv.units.equals(from_xlsx.units)
    assert from_csv.cases.equals(from_xlsx.cases)


def test_the_six_services_without_co_production_have_a_model_too(models_of_the_54: dict[str, int]) -> None:
    cases = notes("notes.csv").cases
    assert Counter(cases["co-production"]) == {"Yes": 54, "No": 6}
    assert Counter(cases.loc[cases["co-production"] == "Yes", "service_model"]) == models_of_the_54
    assert set(cases["service_model"]) == set(models_of_the_54)


def test_the_framework_grows_from_a_deductive_list_to_its_final_version() -> None:
    versions: list[Framework] = []
    for number in (1, 2, 3, 4):
        previous = versions[-1] if versions else None
        versions.append(read_framework(HERE / f"framework_{number}.xlsx", known=Known(previous), version=number))
    first, *_, last = versions
    assert {code.origin for code in first} == {"deductive"}
    assert [len(version) for version in versions] == [8, 14, 27, 50]
    for earlier, later in pairwise(versions):
        assert {code.id for code in earlier} < {code.id for code in later}
        assert all(later.path(code.id) == earlier.path(code.id) for code in earlier)
    assert all(code.definition and code.when_to_use and code.when_not_to_use and code.example for code in last)
    assert all(code.reason and code.added_by for code in last)
    assert {code.origin for code in last if code.added_in > 1} == {"inductive"}
    assert max(last.depth(code.id) for code in last) == 3


def test_the_codes_added_for_breadth_are_new() -> None:
    first = read_framework(HERE / "framework_1.xlsx")
    last = read_framework(HERE / "framework_4.xlsx")
    tops = {code.name for code in last.children(None)} - {code.name for code in first.children(None)}
    assert tops == {"Resources used within the service", "The service's physical environment"}


def test_the_scheme_has_four_definitions() -> None:
    scheme = read_scheme(HERE / "scheme.yaml")
    assert [dimension.name for dimension in scheme.dimensions] == ["1", "2", "3", "4"]
    assert [len(dimension.categories) for dimension in scheme.dimensions] == [3, 2, 2, 5]


def test_the_procedure_gives_every_published_count(project: Project, published_counts: dict[str, int]) -> None:
    document = project.counts().to_dict()
    found = {row["code"]: row["n"] for row in document["codes"]}
    assert document["n_cases"] == 60
    assert {code: found[code] for code in published_counts} == published_counts
    assert found["Service planning"] > 30


def test_the_procedure_gives_mean_kappa_83_and_flags(project: Project) -> None:
    document = project.reliability().to_dict()
    assert document["n_units"] == 12
    assert round(document["average"]["kappa"], 2) == 0.83
    assert document["average"]["band"] == "almost perfect"
    assert sum(code["flagged"] for code in document["codes"]) >= 2
    assert document["average"]["undefined"]


def test_all_is_decided(project: Project) -> None:
    of_main = project.disagreements(round="main").to_frame()
    assert set(of_main["decision"]) == {"applies", "does not apply"}
    assert of_main["rationale"].str.len().min() > 10
    flagged = {row["code"] for row in project.reliability().to_dict()["codes"] if row["flagged"]}
    of_check = project.disagreements().to_frame()
    assert set(of_check.loc[of_check["decision"] != "", "code"]) == flagged


def test_the_procedure_gives_table_ii(project: Project, table_ii: dict[str, list[int]]) -> None:
    rows = project.classification_table().to_dict()["rows"]
    assert {row["code"]: list(row["categories"].values()) for row in rows} == table_ii
    assert sum(row["n"] for row in rows) == 116


def test_the_procedure_finds_the_six_transformative_services(
    project: Project, transformative: list[tuple[str, frozenset[str]]]
) -> None:
    frame = project.classification_cases(["1 transformative"]).to_frame()
    activities = [frozenset(text.split("; ")) for text in frame["activities"]]
    assert sorted(zip(frame["service_model"], activities, strict=True), key=str) == transformative
