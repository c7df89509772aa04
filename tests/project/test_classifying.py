"""What was classified is seen through edits of the framework: carried over, to be made again, or gone, and told so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from intercoder.project import Project

SCHEME = "name: S\nactivities: [{}]\ndimensions: [{{name: d, categories: [x, y]}}]\n"
Classify = Callable[..., str]


@pytest.fixture
def classified(coded: Project, fill: Any, tmp_path: Path, type_in: Any) -> Classify:
    """Classify {(case, activity): category} by a scheme of Training and Leaflets; both apply to P2, Training to P4."""
    marks = {"P1": (), "P2": ("Training", "Leaflets"), "P3": (), "P4": ("Training",), "P5": (), "P6": ("Leaflets",)}
    for coder in "AB":
        coded.workbook_read(fill(coder, marks))
    (tmp_path / "scheme.yaml").write_text(SCHEME.format("Training, Leaflets"), encoding="utf-8")
    coded.scheme_read(tmp_path / "scheme.yaml")

    def classify(made: dict[tuple[str, str], str]) -> str:
        coded.classification_write(tmp_path / "activities.xlsx", replace=True)
        typed = {place: {"dimension:d": category} for place, category in made.items()}
        type_in(tmp_path / "activities.xlsx", "Classification", typed, row_named_by=("case", "code"))
        return str(coded.classification_read(tmp_path / "activities.xlsx"))

    return classify


def cases(project: Project, *categories: str) -> list[tuple[str, str]]:
    found = project.classification_cases([f"d {category}" for category in categories]).to_frame()
    return list(zip(found["case"], found["activities"], strict=True))


ALIKE = {("P2", "Training"): "x", ("P2", "Leaflets"): "x", ("P4", "Training"): "y", ("P6", "Leaflets"): "x"}


def test_merged_activities_keep_what_both_say_or_the_only_one_says(coded: Project, classified: Classify) -> None:
    classified(ALIKE)
    told = str(coded.framework_merge(["Leaflets"], into="Training", why="the same"))
    assert "Classifications by main carried over: cases P6." in told
    assert cases(coded, "x") == [("P2", "Training"), ("P6", "Training")]
    assert cases(coded, "y") == [("P4", "Training")]
    assert not any("again" in note for note in coded.classification_table().notes())


def test_merged_activities_that_were_classified_otherwise_are_classified_again(
    coded: Project, classified: Classify, tmp_path: Path
) -> None:
    classified({**ALIKE, ("P2", "Leaflets"): "y"})
    preview = coded.framework_merge(["Leaflets"], into="Training", why="the same", preview=True)
    said = "To be classified again by main, split, or merged from what was classified otherwise: cases P2."
    assert said in preview.notes()  # type: ignore[union-attr]
    assert said in str(coded.framework_merge(["Leaflets"], into="Training", why="the same"))
    assert any("To be classified again" in note and "case P2, Training" in note for note in _notes(coded))
    assert ("classification by main", "2 activities; 1 to be classified again") in _status(coded)
    assert any("1 to be classified again" in note for note in coded.framework_pending().notes())
    assert "case P2, Training" in str(coded.classification_write(tmp_path / "again.xlsx"))
    classified({("P2", "Training"): "y"})
    assert cases(coded, "y") == [("P2", "Training"), ("P4", "Training")]
    assert ("classification by main", "3 activities") in _status(coded)
    assert coded.framework_pending().notes() == ("No unit has to be looked at again.",)


def test_a_split_activity_becomes_its_parts_each_to_be_classified(
    coded: Project, classified: Classify, fill: Any
) -> None:
    classified(ALIKE)
    told = str(coded.framework_split("Training", into=["By parents", "By staff"], instead=True, why="two things"))
    assert "To be classified again by main, split, or merged from what was classified otherwise: cases P2, P4." in told
    assert coded.scheme_show().scheme.activities == ("By parents", "By staff", "Leaflets")
    coded.framework_recode("again")
    for coder in "AB":
        coded.workbook_read(fill(coder, {"P2": ("By parents",), "P4": ("By staff",)}, round="again"))
    assert any("case P2, By parents; case P4, By staff." in note for note in _notes(coded))
    assert cases(coded, "x") == [("P2", "Leaflets"), ("P6", "Leaflets")]
    classified({("P2", "By parents"): "y", ("P4", "By staff"): "y"})
    assert cases(coded, "y") == [("P2", "By parents"), ("P4", "By staff")]


def test_an_activity_that_is_taken_out_is_told_and_comes_back_with_its_classification(
    coded: Project, classified: Classify
) -> None:
    classified(ALIKE)
    before = cases(coded, "x", "y")
    told = str(coded.framework_retire("Leaflets", why="rare"))
    assert "Classifications by main that no longer count, as the activity is gone: cases P2, P6." in told
    assert ("classification by main", "2 activities; 2 of codes that were taken out") in _status(coded)
    assert cases(coded, "x", "y") == [("P2", "Training"), ("P4", "Training")]
    assert "carried over: cases P2, P6." in str(coded.framework_restore("Leaflets", why="after all"))
    assert cases(coded, "x", "y") == before


def test_a_new_code_at_the_path_of_a_renamed_activity_is_not_that_activity(
    coded: Project, classified: Classify
) -> None:
    classified(ALIKE)
    coded.framework_rename("Training", "Courses")
    coded.framework_add("Training", look="none")
    assert coded.scheme_show().scheme.activities == ("Courses", "Leaflets")
    assert cases(coded, "y") == [("P4", "Courses")]


def _notes(project: Project) -> tuple[str, ...]:
    return project.classification_table().notes()


def _status(project: Project) -> list[tuple[str, str]]:
    return list(project.project_status().to_frame().itertuples(index=False, name=None))


def test_only_activities_that_final_codings_have_by_the_rule_count(
    coded: Project, classified: Classify, fill: Any
) -> None:
    classified(ALIKE)
    coded.workbook_read(fill("B", {"P4": ()}))
    assert cases(coded, "y") == []
    coded.consensus_rule("any coder", why="Nobody is left out.")
    assert cases(coded, "y") == [("P4", "Training")]
    coded.consensus_rule("decided", why="What nobody has agreed on is left out.")
    assert [cases(coded, "x"), cases(coded, "y")] == [[("P2", "Training; Leaflets"), ("P6", "Leaflets")], []]
