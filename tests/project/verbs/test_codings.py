"""Codings made elsewhere, read into a project: whose they are, of which units, with which codes, all or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from intercoder.errors import InputError, IntercoderError, ProjectError
from intercoder.project import Project
from intercoder.project.on_files.agreement import reliability_of_files
from intercoder.project.storage.plain_tables import content_digests

from ..conftest import NOTES, ticking

Save = Callable[[str, str], Path]

BOTH = """unit,case,site,text,codes_Anna,codes_Ben
u1,P1,North,They sit on the steering group every month.,"Planning / Groups, Training",Planning / Groups
u2,P1,North,Staff were trained by the families themselves.,Training,Training
u3,P2,South,Nothing.,,
u4,P2,South,A leaflet.,Leaflets,"Leaflets, Training"
"""
LONG = "unit,coder,code\n" + "".join(f"P{at},{coder},{code}\n" for at, coder, code in [
    (1, "A", "Steering groups"), (2, "A", "training"), (4, "A", "Planning / Steering groups"), (2, "B", "Training"),
    (4, "B", "Leaflets"),
])  # fmt: skip


@pytest.fixture
def empty(tmp_path: Path) -> Project:
    return Project.create(tmp_path / "empty", id="empty", who="Lead", clock=ticking())


@pytest.fixture
def started(project: Project) -> Project:
    """Return a project with notes and a framework, in which nobody has coded yet."""
    return project


@pytest.fixture
def save(tmp_path: Path) -> Save:
    def saved(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return saved


def content(project: Project) -> dict[str, str]:
    with project._store.reading() as connection:
        return content_digests(connection)


def codings(project: Project, round: str | None = None) -> set[tuple[str, str, str]]:
    """Return (coder, unit, path) of what was coded in a round, as the disagreements and agreements of it say."""
    from intercoder.project.storage import records

    with project._store.reading() as connection:
        chosen = records.round_named(connection, round)
        framework = records.version(connection, chosen.version).framework
        rows = records.codings(connection, chosen.name).itertuples(index=False, name=None)
        return {(coder, unit, framework.path(code)) for unit, coder, code in rows}


def kappas(frame: object) -> list[list[object]]:
    return frame[["code", "n_units", "both", "only_a", "only_b", "neither", "kappa"]].to_numpy().tolist()  # type: ignore[index]


class TestIntoAnEmptyProject:
    """A project without notes gets the units, the cases and the codes of the file."""

    def test_agreement_is_that_of_the_file(self, empty: Project, save: Save) -> None:
        path = save("both.csv", BOTH)
        reading = {"unit": "unit", "blanks": "not applied"}
        empty.codings_read(path, reading=reading, case="case", attributes={"site": "site"})
        alone = reliability_of_files([path], reading=reading, case="case", by=None).result
        assert sorted(kappas(alone.to_frame()), key=str) == sorted(
            [row for row in kappas(empty.reliability().to_frame()) if row[0] != "Planning"], key=str
        )

    def test_units_cases_and_attributes_are_kept(self, empty: Project, save: Save) -> None:
        empty.codings_read(save("both.csv", BOTH), case="case", attributes={"site": "site"}, reading={"unit": "unit"})
        notes = empty.notes_show().to_frame()
        assert notes[["unit", "case", "text"]].to_numpy().tolist()[0] == [
            "u1",
            "P1",
            "They sit on the steering group every month.",
        ]
        counts = empty.counts(by="site").to_frame()
        assert dict(zip(counts["code"], counts["n"], strict=True))["Leaflets"] == 1
        status = dict(empty.project_status().to_frame().to_numpy().tolist())
        assert (status["cases"], status["units"], status["attributes"]) == ("2", "4", "site")

    def test_codes_are_those_of_the_file_with_those_above_them(self, empty: Project, save: Save) -> None:
        empty.codings_read(save("both.csv", BOTH), reading={"unit": "unit"})
        rows = empty.framework_show().to_frame()[["code", "origin"]].to_numpy().tolist()
        assert {path for path, _ in rows} == {"Planning", "Planning / Groups", "Training", "Leaflets"}
        assert {origin for _, origin in rows} == {"inductive"}

    def test_what_was_not_coded_is_not_covered(self, empty: Project, save: Save) -> None:
        text = "unit,coder,Trust,Cost\nu1,A,1,0\nu2,A,0,1\nu3,A,0,0\nu1,B,1,0\n"
        empty.codings_read(save("some.csv", text))
        finished = empty.round_status().to_frame().set_index("coder")["finished"].to_dict()
        assert finished == {"A": 3, "B": 1}
        assert set(empty.reliability().to_frame()["n_units"]) == {1}

    def test_categories_are_codes(self, empty: Project, save: Save) -> None:
        text = "unit,coder1,coder2\nu1,good,good\nu2,bad,good\nu3,bad,bad\nu4,,bad\n"
        empty.codings_read(save("categories.csv", text), reading={"layout": "categories"})
        assert ("coder1", "u2", "bad") in codings(empty)
        assert len(codings(empty)) == 7
        assert empty.round_status().to_frame().set_index("coder")["finished"].to_dict() == {"coder1": 3, "coder2": 4}

    def test_variables_stand_above_their_categories(self, empty: Project, save: Save) -> None:
        text = "unit,coder,tone,topic\nu1,A,warm,food\nu2,A,cold,food\nu1,B,warm,rest\nu2,B,,rest\n"
        path = save("variables.csv", text)
        with pytest.raises(InputError, match="some variables but not of all"):
            empty.codings_read(path, reading={"layout": "variables"})
        empty.codings_read(path, reading={"layout": "variables", "blanks": "not coded"})
        assert {path for _, _, path in codings(empty)} == {"tone / warm", "tone / cold", "topic / food", "topic / rest"}
        assert empty.round_status().to_frame().set_index("coder")["finished"].to_dict() == {"A": 2, "B": 1}
        with pytest.raises(IntercoderError, match="only groups other codes"):
            empty.codings_read(save("long.csv", "unit,coder,code\nu1,C,tone\n"), round="variables")

    def test_a_case_with_two_values_of_an_attribute_is_refused(self, empty: Project, save: Save) -> None:
        text = BOTH.replace("u2,P1,North", "u2,P1,South")
        before = content(empty)
        with pytest.raises(InputError, match='case "P1" has 2 values of "site": North, South'):
            empty.codings_read(save("a.csv", text), case="case", attributes={"site": "site"}, reading={"unit": "unit"})
        with pytest.raises(InputError, match="have no case"):
            empty.codings_read(save("a.csv", BOTH.replace("u3,P2", "u3,")), case="case", reading={"unit": "unit"})
        assert content(empty) == before


class TestIntoAProjectWithNotes:
    """Units are matched by id, codes by path; what is unclear is told, all of it, and nothing is changed."""

    def test_ids_and_codes_are_matched(self, started: Project, save: Save) -> None:
        told = started.codings_read(save("main.csv", LONG), round="elsewhere")
        assert ("A", "P1", "Planning / Steering groups") in codings(started, "elsewhere")
        assert ("A", "P2", "Training") in codings(started, "elsewhere")
        assert any("3 of 3 units matched by id" in remark for remark in told.remarks)
        assert any('"Steering groups" is "Planning / Steering groups"' in remark for remark in told.remarks)
        assert len(started.framework_log().to_frame()) == 1
        assert started.project_check().ok

    def test_ids_may_differ_by_case_and_spaces(self, started: Project, save: Save) -> None:
        told = started.codings_read(save("a.csv", "unit,coder,code\np1 ,A,Training\n"))
        assert codings(started) == {("A", "P1", "Training")}
        assert any('"p1" is "P1"' in remark for remark in told.remarks)

    def test_all_that_is_unknown_is_told_at_once(self, started: Project, save: Save) -> None:
        before = content(started)
        text = "unit,coder,code\nP1,A,Trainin\nP9,A,Leaflets\nP2,A,Cost\nP2,B,Planning\n"
        with pytest.raises(IntercoderError) as error:
            started.codings_read(save("a.csv", text))
        told = str(error.value)
        assert "4 problems" in told
        assert 'no code "Trainin" in the framework. Did you mean "Training"? To add it' in told
        assert 'no code "Cost" in the framework. To add it to the framework, say --add-codes.' in told
        assert 'no unit "P9" in the project. To add it to the project, say --add-units.' in told
        assert '"Planning" only groups other codes' in told
        assert content(started) == before

    def test_another_text_under_an_id_is_refused(self, started: Project, save: Save) -> None:
        text = f"unit,text,coder,code\nP1,{NOTES['P2'][1]},A,Training\nP2,{NOTES['P2'][1]} ,A,Training\n"
        with pytest.raises(InputError, match='unit "P1" has another text than in the project') as error:
            started.codings_read(save("a.csv", text))
        assert "P2" not in error.value.problem

    def test_another_case_under_an_id_is_refused(self, started: Project, save: Save) -> None:
        with pytest.raises(InputError, match='unit "P1" has another case than in the project: "P2", not "P1"'):
            started.codings_read(save("a.csv", "unit,who,coder,code\nP1,P2,A,Training\n"), case="who")

    def test_ids_that_mean_something_else_are_told_once(self, started: Project, save: Save) -> None:
        text = "unit,coder,code\n" + "".join(f"{at},A,Training\n" for at in range(30))
        with pytest.raises(InputError, match=r'30 units of 30 are not in the project \(first: "0"'):
            started.codings_read(save("a.csv", text))

    def test_codes_are_added_when_asked_as_inductive_ones(self, started: Project, save: Save) -> None:
        path = save("a.csv", "unit,coder,code\nP1,A,Cost / Travel\nP2,A,Training\nP2,B,Trust\n")
        with pytest.raises(IntercoderError, match="2 problems"):
            started.codings_read(path)
        started.codings_read(path, add_codes=True, why="From the pilot")
        rows = {row["code"]: row for row in started.framework_show().to_frame().to_dict("records")}
        assert {"Cost", "Cost / Travel", "Trust"} <= rows.keys()
        assert (rows["Trust"]["origin"], rows["Trust"]["added_in"]) == ("inductive", 2)
        assert started.framework_log().to_frame()["why"].tolist()[-1] == "From the pilot"
        assert ("A", "P1", "Cost / Travel") in codings(started)
        started.undo()
        assert len(started.framework_log().to_frame()) == 1

    def test_a_final_framework_gets_no_codes(self, started: Project, save: Save) -> None:
        started.framework_finalise()
        with pytest.raises(ProjectError, match="is final"):
            started.codings_read(save("a.csv", "unit,coder,code\nP1,A,Cost\n"), add_codes=True)

    def test_units_are_added_when_asked(self, started: Project, save: Save) -> None:
        started.codings_read(save("a.csv", "unit,coder,code\nP1,A,Training\nP10,A,Training\n"), add_units=True)
        assert started.notes_show().to_frame()["unit"].tolist() == [*NOTES, "P10"]
        assert started.round_status().to_frame()["units"].tolist() == [2]


class TestRounds:
    """Files of several coders meet in one round; a round that was begun for certain coders stays theirs."""

    def test_a_second_coder_comes_later(self, started: Project, save: Save) -> None:
        first = started.codings_read(save("a.csv", "unit,codes\nP1,Training\nP2,Leaflets\n"), round="pilot",
                                     reading={"coder": "Anna"})  # fmt: skip
        assert any("--round pilot" in remark for remark in first.remarks)
        started.codings_read(save("b.csv", "unit,codes\nP1,Training\nP3,Leaflets\n"), round="pilot",
                             reading={"coder": "Ben"})  # fmt: skip
        found = started.reliability(round="pilot")
        assert found.coders == ("Anna", "Ben")
        assert found.n_units == 1
        assert started.round_status("pilot").to_frame()["units"].tolist() == [3, 3]

    def test_a_second_coder_may_bring_codes(self, empty: Project, save: Save) -> None:
        empty.codings_read(save("a.csv", "unit,codes\nu1,Trust\nu2,Cost\n"), round="r", reading={"coder": "Anna"})
        path = save("b.csv", "unit,codes\nu1,Trust\nu2,Time\n")
        with pytest.raises(InputError, match='no code "Time"'):
            empty.codings_read(path, round="r", reading={"coder": "Ben"})
        empty.codings_read(path, round="r", reading={"coder": "Ben"}, add_codes=True)
        assert set(empty.reliability(round="r").to_frame()["code"]) == {"Trust", "Cost", "Time"}
        assert empty.framework_status().to_frame().set_index("what").loc["units to look at again", "value"] == "0"
        assert empty.project_check().ok

    def test_reading_again_changes_nothing(self, started: Project, save: Save) -> None:
        path = save("a.csv", LONG)
        started.codings_read(path)
        before = content(started)
        assert "nothing was changed" in started.codings_read(path).summary
        assert content(started) == before

    def test_a_corrected_file_is_a_revision_and_leaves_other_units_alone(self, started: Project, save: Save) -> None:
        started.codings_read(save("a.csv", "unit,coder,code\nP1,A,Training\nP2,A,Training\n"), round="r")
        started.codings_read(save("b.csv", "unit,coder,code\nP2,A,Leaflets\nP3,A,Leaflets\n"), round="r")
        assert codings(started, "r") == {("A", "P1", "Training"), ("A", "P2", "Leaflets"), ("A", "P3", "Leaflets")}
        assert started.workbook_revisions("r").to_frame()["revision"].tolist() == [1, 2]
        assert started.project_check().ok

    def test_coders_who_differ_by_case_are_one(self, started: Project, save: Save) -> None:
        started.codings_read(save("a.csv", "unit,coder,code\nP1,Anna,Training\n"), round="r")
        started.codings_read(save("b.csv", "unit,coder,code\nP2,anna,Training\n"), round="r")
        assert {coder for coder, *_ in codings(started, "r")} == {"Anna"}

    def test_a_round_that_was_begun_is_for_its_coders_and_units(self, started: Project, save: Save) -> None:
        started.round_start("main", coders=("A", "B"), cases=("P1", "P2", "P4"))
        started.codings_read(save("a.csv", LONG), round="main")
        assert started.reliability(round="main").coders == ("A", "B")
        with pytest.raises(ProjectError, match='no coder "C" in round main'):
            started.codings_read(save("c.csv", "unit,coder,code\nP1,C,Training\n"), round="main")
        with pytest.raises(ProjectError, match=r'not in round main: 1 unit \(first: "P3"'):
            started.codings_read(save("c.csv", "unit,coder,code\nP3,A,Training\n"), round="main")
        with pytest.raises(InputError, match='no code "Cost"'):
            started.codings_read(save("c.csv", "unit,coder,code\nP1,A,Cost\n"), round="main", add_codes=True)

    def test_what_was_written_in_a_workbook_stays(self, coded: Project, save: Save) -> None:
        coded.codings_read(save("a.csv", "unit,coder,code\nP1,A,Leaflets\n"), round="main")
        rows = coded.disagreements(round="main").to_frame()
        assert "It says so." in set(rows.loc[rows["unit"] == "P1", "memo:A"])
        assert ("A", "P4", "Training") in codings(coded, "main")
        assert ("A", "P1", "Planning / Steering groups") not in codings(coded, "main")

    def test_consensus_is_no_coder_among_others(self, started: Project, save: Save) -> None:
        text = "unit,coder,code\nP1,A,Training\nP1,consensus,Training\n"
        with pytest.raises(InputError, match="is a name only for coders who code together"):
            started.codings_read(save("a.csv", text))
        started.codings_read(save("a.csv", text), reading={"coders": ("A",)})
        assert {coder for coder, *_ in codings(started)} == {"A"}

    def test_an_older_round_keeps_its_framework(self, started: Project, save: Save) -> None:
        started.codings_read(save("a.csv", "unit,coder,code\nP1,A,Training\n"), round="r")
        started.framework_add("Cost")
        with pytest.raises(InputError, match="of framework version 1"):
            started.codings_read(save("b.csv", "unit,coder,code\nP1,B,Cost\n"), round="r", add_codes=True)
        started.codings_read(save("b.csv", "unit,coder,code\nP1,B,Training\n"), round="r")
        assert started.reliability(round="r").coders == ("A", "B")


class TestWords:
    """Nothing is said of codings made elsewhere that the project cannot know."""

    def test_when_and_how_they_were_made_is_not_known(self, started: Project, save: Save) -> None:
        started.codings_read(save("a.csv", LONG), round="r")
        said = started.methods().to_dict()
        assert "their codings were read from a.csv" in str(said)
        assert "before discussion" not in str(said)
        assert "in a workbook" not in str(said)
        assert "codings of A and B, read from a.csv" in " ".join(started.reliability(round="r").notes())

    def test_of_codings_in_our_own_workbooks_it_is(self, coded: Project) -> None:
        assert "before discussion" in str(coded.methods().to_dict())
        assert "made independently, before any discussion" in " ".join(coded.reliability().notes())


class TestSafety:
    """One step, one row of history, undone as a whole."""

    def test_a_preview_changes_nothing(self, started: Project, save: Save) -> None:
        before = content(started)
        told = started.codings_read(save("a.csv", LONG), preview=True)
        assert told.summary.startswith("Preview, nothing was changed. Read a.csv into the new round a: 3 units")
        assert content(started) == before

    def test_one_row_of_history_with_the_fingerprint(self, started: Project, save: Save) -> None:
        path = save("a.csv", LONG)
        n_before = len(started.history().to_frame())
        started.codings_read(path)
        history = started.history(verify=True)
        last = history.to_frame().iloc[-1]
        assert len(history.to_frame()) == n_before + 1
        assert last["verb"] == "codings_read"
        assert last["options"]["files"] == {"a.csv": hashlib.sha256(path.read_bytes()).hexdigest()}
        assert history.broken is None

    def test_undo_takes_everything_back(self, empty: Project, save: Save) -> None:
        before = content(empty)
        empty.codings_read(save("both.csv", BOTH), case="case", reading={"unit": "unit"})
        empty.undo()
        after = content(empty)
        assert {name for name in after if after[name] != before[name]} <= {"history", "reversals"}
        empty.codings_read(save("both.csv", BOTH), case="case", reading={"unit": "unit"})
        assert empty.project_check().ok

    def test_a_file_of_an_earlier_intercoder_gets_its_tables(self, started: Project, save: Save) -> None:
        with started._store.writing() as connection:
            for table in ("span_memos", "spans", "unit_places", "documents"):
                connection.exec_driver_sql(f"DROP TABLE {table}")
        with Project.open(started.path, who="Lead") as again:
            again.codings_read(save("a.csv", LONG))
            assert again.project_check().ok
