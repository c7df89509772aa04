"""Samples in a project: planned before anyone codes, drawn by strata and with floors, extended, and drawn again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from intercoder.errors import InputError, ProjectError
from intercoder.project import Project
from intercoder.report.files import write

STEERING, TRAINING, LEAFLETS = "Planning / Steering groups", "Training", "Leaflets"


def drawn(project: Project, name: str = "sample") -> list[str]:
    return list(project.sample_show(name).sample.cases)


def test_each_value_of_an_attribute_has_its_share(project: Project) -> None:
    project.sample_draw(fraction=0.5, seed=1, stratify="model")
    view = project.sample_show()
    assert [(stratum.label[0], stratum.n_drawn, stratum.n_frame) for stratum in view.sample.strata] == [
        ("CAMHS", 2, 3), ("ID", 1, 3)
    ]  # fmt: skip
    assert list(view.frame["weight"]) == [3.0 if model == "ID" else 1.5 for model in view.frame["model"]]


def test_a_floor_for_a_rare_code(coded: Project) -> None:
    """Leaflets were found in P6 alone, and by one coder only: the floor takes it in, and its weight is 1."""
    view = coded.sample_draw(fraction=0.34, seed=3, floors={"leaflets": 1})
    assert "P6" in view.sample.cases
    assert view.sample.weights["P6"] == 1.0
    assert "at least 1 with Leaflets" in view.sample.method
    assert view.sample.holds()


def test_a_floor_needs_codings(project: Project) -> None:
    with pytest.raises(ProjectError, match="nobody has applied these codes yet"):
        project.sample_draw(fraction=0.5, seed=1, floors={"Leaflets": 1})


def test_units_that_nobody_coded_belong_to_the_sample(project: Project) -> None:
    assert sorted(project.sample_draw(fraction=1, seed=1).sample.cases) == ["P1", "P2", "P3", "P4", "P5", "P6"]


def test_an_extended_sample_begins_with_the_first_part(project: Project) -> None:
    project.sample_draw("s", fraction=0.34, seed=5, stratify="model")
    assert project.sample_extend("s", fraction=0.67).heading() == "Reliability sample: s-2"
    project.sample_extend("s-2", fraction=1, as_name="all")
    first, second, third = drawn(project, "s"), drawn(project, "s-2"), drawn(project, "all")
    assert (len(first), len(second), len(third)) == (2, 4, 6)
    assert second[:2] == first
    assert third[:4] == second
    with pytest.raises(InputError, match="is not larger than 1"):
        project.sample_extend("all", fraction=0.5)


def test_a_round_goes_on_where_the_smaller_sample_ended(project: Project, fill: Any) -> None:
    project.sample_draw("s", fraction=0.34, seed=5)
    project.round_start("check", coders=("C",), sample="s")
    project.workbook_read(fill("C", dict.fromkeys(drawn(project, "s"), ("Training",)), round="check"))
    project.sample_extend("s", fraction=0.67)
    outcome = project.round_start("check more", coders=("C",), sample="s-2", continues="check")
    assert outcome.remarks == ("C: 2 of 4 units are finished from round check.",)
    new = drawn(project, "s-2")[2:]
    read = project.workbook_read(fill("C", dict.fromkeys(new, ()), round="check more"))
    assert "4 of 4 units finished, 2 codings, revision 2" in read.summary
    assert project.project_check().ok


def test_the_plan_before_anyone_codes(coded: Project) -> None:
    plan = coded.sample_plan(fraction=0.5).to_frame().set_index("code")
    assert plan.loc[TRAINING, "prevalence"] == pytest.approx((2 / 6 + 1 / 6) / 2)
    assert plan.loc[TRAINING, "expected_positives"] == pytest.approx(0.75)
    assert plan.loc[LEAFLETS, "chance_of_none"] == 1.0  # a twelfth of six cases is none, to the nearest whole


def test_a_plan_with_a_guess(project: Project) -> None:
    with pytest.raises(ProjectError, match="nothing is coded yet"):
        project.sample_plan()
    plan = project.sample_plan(fraction=0.5, prevalence={"training": 0.5}).to_frame()
    assert list(plan["code"]) == [TRAINING]
    assert list(plan["chance_of_none"]) == [pytest.approx(1 / 20)]  # 3 of 6 have it: none of 3 is 1 of C(6, 3)


def test_the_certificate_can_be_run_again(project: Project, tmp_path: Path) -> None:
    write([project.sample_draw(fraction=0.5, seed=1, stratify="model")], tmp_path / "certificate.json")
    told = project.sample_verify(tmp_path / "certificate.json")
    assert told.summary.startswith("certificate.json holds: 3 of 6 cases (50%), seed 1")
    document = json.loads((tmp_path / "certificate.json").read_text(encoding="utf-8"))
    document["cases"][0] = next(unit for unit in ("P1", "P2", "P3", "P4") if unit not in document["cases"])
    (tmp_path / "forged.json").write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(InputError, match="draws something else"):
        project.sample_verify(tmp_path / "forged.json")
    (tmp_path / "none.json").write_text("[]", encoding="utf-8")
    with pytest.raises(InputError, match="is no certificate"):
        project.sample_verify(tmp_path / "none.json")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"stratify": "modle"}, 'Did you mean "model"'),
        ({"unit_of_sampling": "cases"}, 'Did you mean "case"'),
        ({"floors": {"Leaflet": 1}}, "Did you mean"),
    ],
)
def test_options_that_mean_nothing_are_refused(coded: Project, options: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        coded.sample_draw(fraction=0.5, seed=1, **options)
    assert len(coded.history().to_frame()) == 6


def test_a_draw_is_never_repeated_in_silence(project: Project) -> None:
    project.sample_draw(fraction=0.5, seed=1)
    with pytest.raises(ProjectError, match='there is a sample "sample" already'):
        project.sample_draw(fraction=0.5, seed=2)


def test_a_case_that_said_nothing_is_not_drawn(tmp_path: Path) -> None:
    """It has no unit, so a sample with it would be smaller than it says."""
    rows = ["case,text", *(f"P{n},{'' if n > 3 else 'Said something.'}" for n in range(1, 7))]
    (tmp_path / "notes.csv").write_text("\n".join(rows), encoding="utf-8")
    with Project.create(tmp_path / "silent", who="Lead") as made:
        made.notes_read(tmp_path / "notes.csv", case="case", text="text")
        sample = made.sample_draw(fraction=1, seed=1).sample
    assert sorted(sample.cases) == ["P1", "P2", "P3"]
    assert sample.n_frame == 3
