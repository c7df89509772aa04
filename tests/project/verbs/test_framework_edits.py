"""Edits of the framework: previewed, carried over to the codings made, and what needs a person coded anew."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from click.testing import CliRunner

from intercoder.cli import main
from intercoder.errors import InputError, ProjectError

if TYPE_CHECKING:
    from intercoder.project import Project

STEERING = "Planning / Steering groups"
ALL = dict.fromkeys(("P1", "P2", "P3", "P4", "P5", "P6"), ())


def counts(project: Project) -> dict[str, int]:
    return {row["code"]: row["n"] for row in project.counts().to_dict()["codes"]}


def own(project: Project) -> dict[str, Any]:
    """Return what the coders did, as it is in the file, whatever was edited since."""
    from intercoder.project.storage import records

    with project._store.reading() as connection:
        return {"codings": records.codings(connection, "main").to_dict("list")}


def test_a_rename_keeps_codings_and_makes_a_version(coded: Project) -> None:
    before, made = counts(coded), own(coded)
    done = coded.framework_rename("Training", "Running training", why="clearer")
    assert "version 2" in str(done)
    assert counts(coded) == {("Running training" if code == "Training" else code): n for code, n in before.items()}
    assert own(coded) == made
    assert coded.framework_pending().to_frame().empty


def test_a_merge_maps_the_codings_of_both_coders(coded: Project) -> None:
    coded.framework_merge(["Leaflets"], into="Training", why="rare")
    frame = coded.framework_diff(1).to_frame()
    assert list(frame[["code", "change", "after"]].itertuples(index=False, name=None)) == [
        ("Leaflets", "merged", "Training")
    ]
    assert coded.project_check().ok


def test_a_preview_shows_units_codings_counts_and_kappa_and_changes_nothing(coded: Project) -> None:
    shown = coded.framework_merge([STEERING], into="Training", preview=True)
    rows = {row["code"]: row for row in shown.to_dict()["codes"]}  # type: ignore[union-attr]
    assert rows[STEERING]["becomes"] == "Training"
    assert (rows[STEERING]["units"], rows[STEERING]["codings"]) == (2, "A 2, B 1")
    assert (rows["Training"]["cases_before"], rows["Training"]["cases_after"]) == (1, 2)
    assert rows["Training"]["kappa_before"] == pytest.approx(0.571, abs=0.001)
    assert rows["Training"]["kappa_after"] == pytest.approx(0.667, abs=0.001)
    assert rows[STEERING]["kappa_after"] is None
    assert list(coded.framework_log().to_frame()["version"]) == [1]


def test_a_preview_names_who_must_look_again_at_which_units(coded: Project) -> None:
    shown = coded.framework_split("Training", into=["By parents", "By staff"], preview=True)
    assert shown.to_dict()["recode"] == [  # type: ignore[union-attr]
        {"why": '"Training" is split into 2 codes.', "units": ["P2", "P4"], "coders": ["A", "B"]}
    ]


def test_a_split_is_coded_anew_on_just_its_units(coded: Project, fill: Any) -> None:
    before = counts(coded)
    coded.framework_split("Training", into=["By parents", "By staff"], why="two things")
    assert list(coded.framework_pending().to_frame()["unit"]) == ["P2", "P4"]
    coded.framework_recode("again")
    assert list(coded.round_status("again").to_frame()["units"]) == [2, 2]
    for coder in "AB":
        coded.workbook_read(fill(coder, {"P2": ("By parents",), "P4": ("Steering groups",)}, round="again"))
    assert coded.framework_pending().to_frame().empty
    after = counts(coded)
    assert after["Training / By parents"] == 1
    assert {code: after[code] for code in before} == before
    assert coded.project_check().ok


def test_the_workbook_of_a_recoding_holds_what_its_coder_had_coded(coded: Project, tmp_path: Path) -> None:
    coded.framework_describe(STEERING, definition="Regular meetings only", why="too wide")
    coded.framework_recode("again")
    (path,) = coded.workbook_write(tmp_path, coders=["A"])
    coded.workbook_read(path)
    status = coded.round_status("again").to_frame()
    assert list(status["finished"]) == [2, 0]
    assert coded.disagreements(round="main").to_frame()["unit"].tolist() == ["P6", "P1", "P4"]


def test_what_was_decided_holds_on_where_nobody_coded_otherwise(coded: Project, tmp_path: Path, type_in: Any) -> None:
    coded.consensus_write(tmp_path / "decisions.xlsx")
    decided = {("P4", "Training"): {"decision": "applies", "rationale": "They do."}}
    type_in(tmp_path / "decisions.xlsx", "Discussion", decided, row_named_by=("unit", "code"))
    coded.consensus_read(tmp_path / "decisions.xlsx")
    before = counts(coded)
    coded.framework_describe(STEERING, definition="Regular meetings only")
    coded.framework_recode("again")
    for path in coded.workbook_write(tmp_path / "again"):
        coded.workbook_read(path)
    assert counts(coded) == before
    assert before["Training"] == 2


def test_a_retired_code_no_longer_counts_and_comes_back_with_its_codings(coded: Project) -> None:
    before, made = counts(coded), own(coded)
    coded.framework_retire("Training", why="not needed")
    assert "Training" not in counts(coded)
    assert own(coded) == made
    coded.framework_restore("Training", why="needed after all")
    assert counts(coded) == before


def test_codings_of_a_merged_code_are_its_own_again_when_it_is_restored(coded: Project) -> None:
    before = counts(coded)
    coded.framework_merge([STEERING], into="Training")
    coded.framework_restore(STEERING)
    assert counts(coded) == before


def test_an_edit_is_undone_like_any_step(coded: Project) -> None:
    before = counts(coded)
    coded.framework_merge([STEERING], into="Training")
    coded.undo()
    assert counts(coded) == before
    assert list(coded.framework_log().to_frame()["version"]) == [1]


def test_a_new_code_is_looked_for_where_the_code_above_applies(coded: Project) -> None:
    coded.framework_add("Parents", under=STEERING, definition="Parents sit on it", why="often")
    assert list(coded.framework_pending().to_frame()["unit"]) == ["P1", "P4"]
    coded.framework_add("Costs", look="none")
    assert len(coded.framework_pending().to_frame()) == 2
    coded.framework_add("Time")
    assert len(coded.framework_pending().to_frame()) == 6


def test_an_edit_that_cannot_be_made_leaves_no_trace(coded: Project) -> None:
    steps = len(coded.history().to_frame())
    with pytest.raises(InputError, match='Did you mean "Training"'):
        coded.framework_rename("Trainin", "x")
    with pytest.raises(InputError, match="same name"):
        coded.framework_rename("Training", "leaflets")
    assert len(coded.history().to_frame()) == steps


def test_a_final_version_is_reopened_for_a_reason_before_it_is_edited(coded: Project) -> None:
    coded.framework_finalise()
    with pytest.raises(ProjectError, match="framework reopen --why"):
        coded.framework_rename("Training", "x")
    with pytest.raises(InputError, match="needs a reason"):
        coded.framework_reopen(why=" ")
    coded.framework_reopen(why="a reviewer asked")
    coded.framework_rename("Training", "Running training")
    log = coded.framework_log().to_frame()
    assert list(log["status"]) == ["final", "draft", "draft"]
    assert log["why"][1] == "a reviewer asked"


def test_without_a_pending_unit_there_is_no_recoding(coded: Project) -> None:
    with pytest.raises(ProjectError, match="no unit has to be looked at again"):
        coded.framework_recode("again")


def test_a_check_with_a_later_version_is_compared_with_the_consensus_seen_through_it(
    coded: Project, tmp_path: Path, type_in: Any, fill: Any
) -> None:
    coded.consensus_write(tmp_path / "decisions.xlsx")
    decided = {
        ("P1", STEERING): {"decision": "applies", "rationale": "They sit on it."},
        ("P4", "Training"): {"decision": "does not apply", "rationale": "No."},
        ("P6", "Leaflets"): {"decision": "applies", "rationale": "It says so."},
    }
    type_in(tmp_path / "decisions.xlsx", "Discussion", decided, row_named_by=("unit", "code"))
    coded.consensus_read(tmp_path / "decisions.xlsx")
    coded.framework_merge(["Leaflets"], into="Training", why="rare")
    coded.round_start("check", coders=("C",), against="main")
    marks = {"P1": ("Steering groups",), "P2": ("Training",), "P4": ("Steering groups",), "P6": ("Training",)}
    coded.workbook_read(fill("C", {**ALL, **marks}, round="check"))
    frame = coded.reliability().to_frame().set_index("code")
    assert list(frame.index) == [STEERING, "Training"]
    assert list(frame["kappa"]) == [1.0, 1.0]


def test_a_scheme_follows_its_activities_through_edits(coded: Project, tmp_path: Path) -> None:
    scheme = "name: S\nactivities: [training, Leaflets]\ndimensions: [{name: d, categories: [x, y]}]\n"
    (tmp_path / "scheme.yaml").write_text(scheme, encoding="utf-8")
    coded.scheme_read(tmp_path / "scheme.yaml")
    coded.framework_rename("Training", "Running training")
    coded.framework_move("Running training", under="Planning")
    coded.framework_retire("Leaflets")
    from intercoder.project import classifying

    with coded._store.reading() as connection:
        assert classifying.scheme(connection)[1].activities == ("Planning / Running training",)


def test_what_was_coded_before_holds_until_all_coders_have_coded_anew(coded: Project, fill: Any) -> None:
    before = counts(coded)
    coded.framework_split("Training", into=["By parents", "By staff"], why="two things")
    coded.framework_recode("again")
    coded.workbook_read(fill("A", {"P2": ("By parents",), "P4": ("By staff",)}, round="again"))
    assert {code: n for code, n in counts(coded).items() if code in before} == before
    assert list(coded.framework_pending().to_frame()["unit"]) == ["P2", "P4"]


def test_a_path_is_no_name_of_a_new_code(coded: Project) -> None:
    """It would be a code of its own beside the one that it was meant to be below."""
    with pytest.raises(InputError, match="is a path, and a name is asked for") as error:
        coded.framework_add("training / Of parents", why="seen")
    assert error.value.fix == 'For a code below "Training": "Of parents" --under "Training".'
    with pytest.raises(InputError, match="is a path"):
        coded.framework_add("Steering groups / Paid", under="Planning", why="seen")
    assert 'Added "Audio \\/ video"' in str(coded.framework_add("Audio / video", why="seen"))


def test_units_coded_anew_are_told_as_such_in_workbook_methods_and_report(
    coded: Project, fill: Any, tmp_path: Path
) -> None:
    coded.framework_split("Training", into=["Of staff", "Of parents"], why="two things")
    typed = CliRunner().invoke(main, ["framework", "recode", "anew", "--project", str(coded.path)])
    assert "Next: Have A and B code round anew" in typed.output
    for coder in ("A", "B"):
        path = fill(coder, {"P2": ("Of staff",), "P4": ("Of parents",)}, round="anew")
        coded.workbook_read(path)
    told = [row[0].value for row in openpyxl.load_workbook(path)["Instructions"].iter_rows()]
    assert "Filled in already" in told
    methods = coded.methods()
    again = "Two coders (A and B) coded again the 2 of 6 units that edits of the framework concerned, with version 2"
    assert again in methods.full
    assert again in methods.short
    page = tmp_path / "page.html"
    coded.report([page])
    assert "A and B coded the 2 units to be looked at again with framework version 2" in page.read_text("utf-8")


def test_the_status_calls_a_version_stable_that_is(coded: Project) -> None:
    facts = dict(coded.project_status().to_frame().itertuples(index=False))
    assert coded.framework_status().to_frame()["value"].tolist()[1] == "stable"
    assert facts["framework version 1"] == "4 codes, stable"
