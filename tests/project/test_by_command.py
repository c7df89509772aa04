"""The commands of a project, typed as a person would: what they print, what they refuse, and that they do it."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest
from click.testing import CliRunner, Result

from intercoder.cli import main
from intercoder.reliability.further_units import more_units

if TYPE_CHECKING:
    from intercoder.project import Project

STEERING = "Planning / Steering groups"


class Typed(Protocol):
    """A command line."""

    def __call__(self, *arguments: str | Path) -> Result: ...


@pytest.fixture
def typed(project: Project) -> Typed:
    def run(*arguments: str | Path) -> Result:
        return CliRunner().invoke(main, ["--project", str(project.path), "--who", "Lead", *map(str, arguments)])

    return run


def said(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.stdout


def answer(result: Result) -> Any:
    return json.loads(said(result))


def refusal(result: Result) -> str:
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output
    return result.stderr


def paths(project: Project) -> list[str]:
    return [code["code"] for code in project.framework_show().to_dict()["codes"]]


class TestEditsOfTheFramework:
    def test_add_with_texts_below_a_code(self, coded: Project, typed: Typed) -> None:
        told = said(typed("framework", "add", "Posters", "--under", "Planning", "--definition", "On walls", "--colour",
                          "#1f4e79", "--look", "none", "--why", "came up"))  # fmt: skip
        assert "version 2" in told
        (row,) = [c for c in coded.framework_show().to_dict()["codes"] if c["code"] == "Planning / Posters"]
        assert (row["definition"], row["origin"]) == ("On walls", "inductive")
        assert coded.framework_pending().to_frame().empty

    def test_what_is_not_a_colour_is_refused(self, project: Project, typed: Typed) -> None:
        before = paths(project)
        assert '"blue" is not a colour' in refusal(typed("framework", "add", "Posters", "--colour", "blue"))
        assert paths(project) == before

    def test_a_preview_shows_and_changes_nothing(self, coded: Project, typed: Typed) -> None:
        told = " ".join(said(typed("framework", "merge", STEERING, "--into", "Training", "--preview")).split())
        assert "This is a preview; nothing was changed." in told
        assert "No unit has to be looked at again." in told
        told = " ".join(
            said(typed("framework", "split", "Training", "--into", "A", "--into", "B", "--preview")).split()
        )
        assert "To be looked at again by A and B: 2 units (P2, P4)." in told
        assert len(coded.framework_log().to_frame()) == 1

    def test_rename_describe_and_move(self, coded: Project, typed: Typed) -> None:
        assert "version 2" in said(typed("framework", "rename", "Training", "Courses"))
        said(typed("framework", "describe", "Courses", "--definition", "Any course", "--look", "applied"))
        assert set(coded.framework_pending().to_frame()["unit"]) == {"P2", "P4"}
        said(typed("framework", "move", "Courses", "--under", "Planning"))
        assert "Planning / Courses" in paths(coded)

    def test_retire_restore_merge_and_split(self, coded: Project, typed: Typed) -> None:
        said(typed("framework", "retire", "Leaflets", "--why", "rare"))
        assert "Leaflets" not in paths(coded)
        said(typed("framework", "restore", "Leaflets"))
        assert "Leaflets" in paths(coded)
        said(typed("framework", "merge", "Leaflets", "--into", "Training"))
        assert "Leaflets" not in paths(coded)
        said(typed("framework", "split", "Training", "--into", "Given", "--into", "Had", "--instead"))
        assert {"Given", "Had"} <= set(paths(coded))
        assert "Training" not in paths(coded)

    def test_two_versions_are_compared_in_the_order_of_their_making(self, coded: Project, typed: Typed) -> None:
        coded.framework_rename("Training", "Courses")
        assert answer(typed("framework", "diff", "2", "1", "--json")) == answer(
            typed("framework", "diff", "1", "--json")
        )

    def test_the_growth_is_drawn_and_never_over_a_file_that_is_there(self, typed: Typed,
                                                                     tmp_path: Path) -> None:  # fmt: skip
        figure = tmp_path / "growth.svg"
        said(typed("framework", "growth", "--figure", figure))
        assert "<svg" in figure.read_text(encoding="utf-8")
        assert "is there already" in refusal(typed("framework", "growth", "--figure", figure))
        figure.write_text("old")
        said(typed("framework", "growth", "--figure", figure, "--replace"))
        assert "<svg" in figure.read_text(encoding="utf-8")

    def test_a_draft_is_not_reopened(self, typed: Typed) -> None:
        assert "is not final" in refusal(typed("framework", "reopen", "--why", "more to say"))

    def test_a_final_version_is_not_replaced_without_a_reason(
        self, coded: Project, typed: Typed, tmp_path: Path
    ) -> None:
        coded.framework_finalise()
        (tmp_path / "codes.csv").write_text("Code,Definition\nOther,\n")
        assert "version 1 is final" in refusal(typed("framework", "read", tmp_path / "codes.csv"))
        said(typed("framework", "read", tmp_path / "codes.csv", "--why", "new data"))
        assert paths(coded) == ["Other"]


class TestSubcodes:
    @pytest.fixture
    def grouped(self, project: Project, fill: Any, tmp_path: Path) -> Project:
        """Twelve further units of two kinds, all with the broad code Training."""
        kinds = ("parents taught staff listening courses", "printed leaflet pictures children booklet")
        left_out = [" ".join(word for at, word in enumerate(kinds[n % 2].split()) if at != n // 2) for n in range(10)]
        notes = ["case,text", *(f"Q{n},{text}" for n, text in enumerate([*left_out, *kinds]))]
        (tmp_path / "more.csv").write_text("\n".join(notes))
        project.notes_read(tmp_path / "more.csv", case="case", text="text")
        project.round_start("main", coders=("A",))
        marks = {f"Q{n}": ("Training",) for n in range(12)} | dict.fromkeys(("P1", "P2", "P3", "P4", "P5", "P6"), ())
        project.workbook_read(fill("A", marks))
        return project

    def test_groups_become_subcodes_with_their_units(self, grouped: Project, typed: Typed) -> None:
        told = answer(typed("framework", "subcodes", "Training", "--groups", "2", "--json"))
        units = {group["group"]: set(group["units"].split(", ")) for group in told["groups"]}
        assert {frozenset(found) for found in units.values()} == {
            frozenset(f"Q{n}" for n in range(at, 12, 2)) for at in (0, 1)
        }
        first = next(number for number, found in units.items() if "Q0" in found)
        assert "version 2" in said(
            typed("framework", "adopt", "Training", "--groups", "2", "--name", f"{first}=Taught")
        )
        assert "Training / Taught" in paths(grouped)
        assert set(grouped.framework_pending().to_frame()["unit"]) == units[first]

    def test_adopting_can_be_tried_first(self, grouped: Project, typed: Typed) -> None:
        before = (paths(grouped), grouped.path.read_bytes())
        tried = said(typed("framework", "adopt", "Training", "--groups", "2", "--name", "1=Taught", "--preview"))
        tried = " ".join(tried.split())
        assert "This is a preview; nothing was changed." in tried
        assert "To be looked at again by A: 6 units" in tried
        assert (paths(grouped), grouped.path.read_bytes()) == before

    @pytest.mark.parametrize(
        ("name", "saying"),
        [
            ("9=Taught", "there is no group 9"),
            ("Taught", "is not of the form N=NAME"),
            ("1=", 'Write --name 1="Steering groups"'),
        ],
    )
    def test_a_name_must_be_that_of_a_group(self, grouped: Project, typed: Typed, name: str, saying: str) -> None:
        assert saying in refusal(typed("framework", "adopt", "Training", "--groups", "2", "--name", name))
        assert "Training / Taught" not in paths(grouped)


class TestAgreement:
    @pytest.mark.usefixtures("coded")
    def test_kappa_in_groups_of_cases(self, typed: Typed) -> None:
        told = said(typed("reliability", "--by", "model"))
        assert "CAMHS" in told
        assert "(n=3)" in told
        assert 'no attribute "mode"' in refusal(typed("reliability", "--by", "mode"))

    @pytest.mark.usefixtures("coded")
    def test_the_order_of_coding(self, typed: Typed) -> None:
        assert len(answer(typed("reliability", "--show", "drift", "--json"))["blocks"]) == 4

    @pytest.mark.usefixtures("coded")
    def test_rolled_up_a_group_has_the_kappa_of_its_only_code(self, typed: Typed) -> None:
        told = said(typed("reliability", "--by", "model", "--rollup", "--csv"))
        assert "Planning" in {line.split(",")[0] for line in told.splitlines()}

    @pytest.mark.usefixtures("coded")
    def test_what_nvivo_would_say(self, typed: Typed) -> None:
        told = " ".join(said(typed("reliability", "--compare", "nvivo")).split())
        assert "NVivo takes Cohen's kappa over characters" in told
        assert "does not go with --compare" in refusal(typed("reliability", "--compare", "nvivo", "--show", "pairs"))

    def test_how_many_more_units_after_a_round(self, coded: Project, typed: Typed) -> None:
        found = answer(typed("plan", "--round", "main", "--half-width", "0.3", "--population", "500", "--json"))
        result = coded.reliability()
        expected = more_units(result.patterns.tables(), result.codes, half_width=0.3, population=500).to_dict()
        assert found == json.loads(json.dumps(expected))
        assert "the corpus has 6" in said(typed("plan", "--round", "main"))

    @pytest.mark.usefixtures("coded")
    def test_disagreements_by_code_and_by_unit(self, typed: Typed) -> None:
        by_code = said(typed("disagreements", "--csv")).splitlines()
        by_unit = said(typed("disagreements", "--order", "unit", "--csv")).splitlines()
        assert sorted(by_code) == sorted(by_unit) or len(by_code) == len(by_unit) == 4
        assert "3 disagreements of A and B, 0 of them decided" in said(typed("disagreements"))
        assert "It says so." in by_code[2]


class TestSamples:
    @pytest.mark.usefixtures("coded")
    def test_planned_drawn_shown_extended_and_drawn_again(self, typed: Typed, tmp_path: Path) -> None:
        assert "3 of 6 units" in said(typed("sample", "plan", "--fraction", "0.5"))
        said(typed("sample", "draw", "s", "--fraction", "0.5", "--seed", "1", "--stratify", "model"))
        shown = " ".join(said(typed("sample", "show", "s")).split())
        assert "CAMHS: 2 of 3, weight 1.5." in shown
        said(typed("sample", "extend", "s", "--fraction", "1"))
        said(typed("sample", "show", "s-2", "-o", tmp_path / "certificate.json"))
        said(typed("sample", "verify", tmp_path / "certificate.json"))
        certificate = json.loads((tmp_path / "certificate.json").read_text())
        certificate["cases"] = certificate["cases"][::-1]
        (tmp_path / "certificate.json").write_text(json.dumps(certificate))
        assert typed("sample", "verify", tmp_path / "certificate.json").exit_code != 0

    @pytest.mark.usefixtures("coded")
    def test_floors_are_names_with_numbers(self, typed: Typed) -> None:
        draw = ("sample", "draw", "s", "--fraction", "0.34", "--seed", "3", "--floor")
        assert '"Leaflets" is not of the form CODE=N. Write --floor Recruitment=5' in refusal(typed(*draw, "Leaflets"))
        assert "at least 1 with Leaflets" in " ".join(said(typed(*draw, "Leaflets=1")).split())


class TestWholeProject:
    @pytest.mark.usefixtures("coded")
    def test_a_copy_and_an_exchange_file(self, typed: Typed, tmp_path: Path) -> None:
        said(typed("project", "backup", tmp_path / "copy.intercoder"))
        said(typed("project", "qdpx", tmp_path / "study.qdpx"))
        assert (tmp_path / "study.qdpx").stat().st_size > 0
        again = CliRunner().invoke(main, ["--project", str(tmp_path / "copy.intercoder"), "reliability", "--json"])
        assert answer(again) == answer(typed("reliability", "--json"))

    def test_a_check_fails_when_something_was_changed_behind_its_back(self, coded: Project, typed: Typed) -> None:
        import sqlite3

        assert said(typed("project", "check"))
        with sqlite3.connect(coded.path) as connection:
            connection.execute("UPDATE history SET who = 'Mallory' WHERE number = 2")
        assert typed("project", "check").exit_code == 1

    def test_the_notes_of_one_case(self, typed: Typed) -> None:
        assert [row["unit"] for row in answer(typed("notes", "show", "P1", "--json"))["units"]] == ["P1"]
        assert 'there is no case "P9"' in refusal(typed("notes", "show", "P9"))

    @pytest.mark.usefixtures("coded")
    def test_the_paragraphs_of_methods_in_both_lengths(self, typed: Typed) -> None:
        rows = said(typed("methods", "--csv"))
        assert rows.splitlines()[0] == "length,text"
        assert "Two coders (A and B)" in rows

    @pytest.mark.usefixtures("coded")
    def test_the_status_names_who_has_finished(self, typed: Typed) -> None:
        assert "A 6 of 6, B 6 of 6" in " ".join(said(typed("project", "status")).split())


class TestRounds:
    @pytest.mark.parametrize(
        ("option", "saying"),
        [
            (("--units", "P1,P9"), 'there is no unit "P9"'),
            (("--cases", "P1,P9"), 'there is no case "P9"'),
            (("--follows", "man"), 'no round "man"'),
        ],
    )
    @pytest.mark.usefixtures("coded")
    def test_only_what_there_is_can_be_coded(self, typed: Typed, option: tuple[str, str], saying: str) -> None:
        assert saying in refusal(typed("round", "start", "next", "--coders", "C", *option))

    def test_some_units_are_coded(self, coded: Project, typed: Typed) -> None:
        said(typed("round", "start", "next", "--coders", "C", "--units", "P2,P4"))
        assert list(coded.round_status("next").to_frame()["units"]) == [2]

    def test_who_has_not_begun_takes_nothing_over(self, coded: Project, typed: Typed) -> None:
        said(typed("round", "start", "next", "--coders", "A,C", "--continues", "main"))
        finished = coded.round_status("next").to_frame().set_index("coder")["finished"]
        assert finished.to_dict() == {"A": 6, "C": 0}

    def test_without_notes_there_is_nothing_to_code(self, tmp_path: Path) -> None:
        path = str(tmp_path / "empty.intercoder")
        (tmp_path / "codes.csv").write_text("Code,Definition\nTrust,\n")
        for step in (("project", "new", path), ("--project", path, "framework", "read", str(tmp_path / "codes.csv"))):
            said(CliRunner().invoke(main, step))
        result = CliRunner().invoke(main, ["--project", path, "round", "start", "main", "--coders", "A,B"])
        assert "has no units to code" in refusal(result)


class TestOneCode:
    def test_its_profile_has_its_open_disagreement_and_its_kappa(self, coded: Project, typed: Typed) -> None:
        told = " ".join(said(typed("code", "profile", "Leaflets")).split())
        assert "Agreement, round main" in told
        assert "P6: applied by A, not by B. A leaflet was written together." in told
        assert "P4" not in told
        coded.framework_add("Posters")
        assert "Agreement" not in said(typed("code", "profile", "Posters"))

    def test_notes_can_be_searched_before_anyone_codes(self, typed: Typed) -> None:
        places = answer(typed("search", "leaflet", "--json"))["places"]
        assert [place["unit"] for place in places] == ["P6"]
        assert "has no codings yet" in refusal(typed("search", "leaflet", "--code", "Training"))


class TestChecksOfAConsensus:
    """A third coder checks a sample with a newer framework: what is decided there holds from then on."""

    @pytest.fixture
    def checked(self, coded: Project, fill: Any, tmp_path: Path, type_in: Any) -> Project:
        coded.consensus_write(tmp_path / "main.xlsx")
        open_ones = (
            ("P1", STEERING, "applies"),
            ("P4", "Training", "does not apply"),
            ("P6", "Leaflets", "applies"),
        )
        settled = {(unit, code): {"decision": decision, "rationale": "So."} for unit, code, decision in open_ones}
        type_in(tmp_path / "main.xlsx", "Discussion", settled, row_named_by=("unit", "code"))
        coded.consensus_read(tmp_path / "main.xlsx")
        coded.framework_rename("Training", "Courses")
        coded.round_start("check", coders=("C",), against="main")
        marks = {
            "P1": ("Steering groups",),
            "P2": (),
            "P3": ("Courses",),
            "P4": ("Steering groups",),
            "P5": (),
            "P6": (),
        }
        coded.workbook_read(fill("C", marks, round="check"))
        coded.consensus_write(tmp_path / "check.xlsx", round="check")
        decided = {
            ("P2", "Courses"): {"decision": "does not apply", "rationale": "They were not."},
            ("P3", "Courses"): {"decision": "applies", "rationale": "They were."},
        }
        type_in(tmp_path / "check.xlsx", "Discussion", decided, row_named_by=("unit", "code"))
        coded.consensus_read(tmp_path / "check.xlsx")
        return coded

    def test_decisions_about_later_codes_are_applied_to_the_earlier_codings(
        self, checked: Project, typed: Typed
    ) -> None:
        having = {row["unit"] for row in answer(typed("counts", "--code", "Courses", "--show", "--json"))["units"]}
        assert having == {"P3"}
        checked.framework_rename("Courses", "Lessons")
        having = {row["unit"] for row in answer(typed("counts", "--code", "Lessons", "--show", "--json"))["units"]}
        assert having == {"P3"}
        assert checked.project_check().ok

    @pytest.mark.usefixtures("checked")
    def test_the_check_is_in_the_exchange_file(self, typed: Typed, tmp_path: Path) -> None:
        from intercoder.exchange.refi.project import read_qdpx

        said(typed("project", "qdpx", tmp_path / "study.qdpx"))
        assert set(read_qdpx(tmp_path / "study.qdpx").coders) == {"A", "B", "C"}


class TestBundles:
    def test_samples_and_rounds_of_one_coder(self, coded: Project, typed: Typed, tmp_path: Path) -> None:
        coded.sample_draw("check", fraction=0.5, seed=1)
        coded.round_start("alone", coders=("C",))
        said(typed("project", "bundle", tmp_path / "study.zip"))
        with zipfile.ZipFile(tmp_path / "study.zip") as archive:
            names = set(archive.namelist())
        assert "samples/check.json" in names
        assert "results/agreement-main.json" in names
        assert "results/agreement-alone.json" not in names
        assert said(CliRunner().invoke(main, ["project", "verify", str(tmp_path / "study.zip")]))


class TestWhatIsNamedWithANumber:
    @pytest.mark.usefixtures("coded")
    def test_shares_of_a_plan(self, typed: Typed) -> None:
        plan = answer(typed("sample", "plan", "--fraction", "0.5", "--prevalence", "Training=0.5", "--json"))
        shares = {row["code"]: row["prevalence"] for row in plan["codes"]}
        assert shares["Training"] == 0.5
        told = refusal(typed("sample", "plan", "--fraction", "0.5", "--prevalence", "Training=half"))
        assert '"Training=half" is not of the form CODE=SHARE. Write --prevalence Recruitment=0.1' in told


class TestSuggestions:
    @pytest.fixture
    def suggested(self, coded: Project, fill: Any) -> Project:
        coded.round_start("next", coders=("C",))
        path = fill("C", {"P1": (), "P2": ()}, round="next", suggestion={"P1": "Posters", "P2": "Courses"})
        coded.workbook_read(path)
        return coded

    def test_accepted_merged_and_listed(self, suggested: Project, typed: Typed) -> None:
        rows = answer(typed("suggestion", "list", "--json"))["suggestions"]
        number = {row["suggestion"]: str(row["number"]) for row in rows}
        said(typed("suggestion", "accept", number["Posters"], "--why", "a thing of its own"))
        assert "Posters" in paths(suggested)
        said(typed("suggestion", "merge", number["Courses"], "--into", "Training", "--why", "the same"))
        assert answer(typed("suggestion", "list", "--json"))["suggestions"] == []
