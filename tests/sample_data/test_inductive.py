"""The inductive study runs through on the command line: pictures as units, themes found in them, a member check."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from defusedxml import ElementTree

from intercoder.cli import main
from intercoder.sample_data.inductive import make as study
from intercoder.sample_data.inductive.study import load

THEMES = [
    "Understanding of co-production",
    "Developing engagement opportunities",
    "Accessibility and representation",
    "Evidence-based practice",
    "Creating sustainable systems",
    "Creating goals and assigning responsibility",
    "Reviewing goals and challenging practice",
    "Sharing practice",
    "Developing a co-production culture",
]
ATTRIBUTES = ["--attribute", "session=Session", "--attribute", "kind=Kind", "--attribute", "table=Table"]
READ = ["--case", "Item", "--text", "Words or description", "--image", "Picture", *ATTRIBUTES]

STEPS = [
    ["project", "new", "themes", "--id", "example-inductive"],
    ["notes", "read", "event_1.csv", *READ],
    ["framework", "read", "framework_1.csv", "--why", "Themes found in the items of event 1"],
    ["round", "start", "event-1", "--coders", "A,B"],
    ["workbook", "read", "coder_A.xlsx", "coder_B.xlsx"],
    ["consensus", "read", "decisions.xlsx"],
    ["notes", "read", "event_2.csv", *READ],
    ["framework", "read", "framework_2.csv", "--why", "Member check at event 2"],
    ["framework", "finalise"],
    ["round", "start", "all-items", "--coders", "team"],
    ["workbook", "read", "coder_team.xlsx"],
]


def run(folder: Path, *arguments: str) -> str:
    result = CliRunner().invoke(main, ["--project", str(folder / "themes.intercoder"), *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def answer(folder: Path, *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(folder, *arguments, "--json"))
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("inductive")
    shutil.copytree(study.HERE / "pictures", place / "pictures")
    for name in study.MADE:
        shutil.copyfile(study.HERE / name, place / name)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        for step in STEPS:
            known = [] if step[0] == "project" else ["--project", "themes"]
            result = CliRunner().invoke(main, [*known, *step])
            assert result.exit_code == 0, (step, result.output)
    return place


def test_a_rebuild_gives_the_same_bytes(tmp_path: Path) -> None:
    study.make(tmp_path)
    for name in study.MADE:
        assert (tmp_path / name).read_bytes() == (study.HERE / name).read_bytes(), name


def test_nine_themes_eight_inductive_and_one_from_the_member_check(folder: Path) -> None:
    codes = answer(folder, "framework", "show")["codes"]
    assert [code["name"] for code in codes] == THEMES
    assert [code["origin"] for code in codes] == ["inductive"] * 8 + ["member check"]
    assert codes[8]["added_by"] == "participants of event 2"
    assert codes[8]["added_in"] == 2


def test_three_sessions_with_post_its_and_pictures(folder: Path) -> None:
    found = answer(folder, "counts", "--by", "session")
    assert list(found["groups"]) == ["Storyboards", "World café", "Review"]
    kinds = answer(folder, "counts", "--by", "kind")
    assert set(kinds["groups"]) == {"storyboard", "post-it", "picture", "map", "metaphor"}
    assert all(row["n"] > 0 for row in found["codes"])
    assert found["codes"][8]["by"] == {"Storyboards": 0, "World café": 0, "Review": 4}


def test_a_picture_is_a_unit_with_its_description(folder: Path) -> None:
    found = answer(folder, "counts", "--code", "Accessibility and representation", "--where", "kind=map", "--show")
    (unit,) = found["units"]
    assert unit["unit"] == "W04"
    assert "No bus after four" in unit["text"]
    pictured = [item for item in load().items if item.picture]
    images = answer(folder, "counts", "--by", "image")["groups"]
    assert {name for name in images if name.endswith(".svg")} == {item.picture for item in pictured}
    steps = [step for step in answer(folder, "history")["steps"] if step["verb"] == "notes_read"]
    assert "6 of them pictures" in steps[0]["summary"]
    for item in pictured:
        assert ElementTree.parse(folder / item.picture).getroot().tag.endswith("svg")


def test_a_picture_that_is_missing_stops_the_reading(folder: Path, tmp_path: Path) -> None:
    shutil.copyfile(folder / "event_1.csv", tmp_path / "event_1.csv")
    run(tmp_path, "project", "new", str(tmp_path / "themes"))
    result = CliRunner().invoke(
        main, ["--project", str(tmp_path / "themes.intercoder"), "notes", "read", str(tmp_path / "event_1.csv"), *READ]
    )
    assert result.exit_code == 2
    assert 'there is no picture "pictures/S01.svg"' in result.stderr
    assert answer(tmp_path, "project", "status")["units"] == "0"


def test_two_coded_event_one_before_they_talked(folder: Path) -> None:
    found = answer(folder, "reliability", "--round", "event-1")
    assert found["coders"] == ["A", "B"]
    assert found["n_units"] == 26
    decided = answer(folder, "disagreements", "--round", "event-1")["disagreements"]
    assert [bool(row["decision"]) for row in decided] == [True] * 6


def test_every_theme_has_an_example(folder: Path) -> None:
    found = answer(folder, "quotes", "show", "--examples", "2")
    assert {row["code"] for row in found["quotes"]} == set(THEMES)
    assert found["without"] == []
