"""REFI-QDA projects read into a project: stretches, documents, cases and memos are kept, and written out again."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intercoder.errors import InputError, IntercoderError, ProjectError
from intercoder.exchange.refi.offsets import Dialect
from intercoder.exchange.refi.project import RefiProject, read_qdpx
from intercoder.project import Project
from intercoder.project.on_files.agreement import reliability_of_files
from intercoder.project.storage.plain_tables import content_digests

from ...exchange.refi_files import Coded, Made, guid
from ..conftest import ticking

if TYPE_CHECKING:
    import pandas as pd

TEXT = "\ufeffFamilies 👪 sit on the group. They vote.\r\n\r\nStaff were trained. It went well.\r\n\r\nLeaflets, too."
OTHER = "Nobody was trained. They would like to."
SPARE = "Read by nobody."
CODED = [
    Coded("P1 first", "A", "Steering", "Families 👪 sit on the group"),
    Coded("P1 first", "B", "Steering", "sit on the group. They"),
    Coded("P1 first", "A", "Training", "vote.\r\n\r\nStaff were trained"),
    Coded("P1 first", "B", "Training", "Staff were trained"),
    Coded("P1 second", "A", "Training", "Nobody was trained"),
    Coded("P1 second", "B", "Steering", "They would like to"),
]
CODES = (
    f'<Code guid="{guid("Planning")}" name="Planning" isCodable="false" color="#1f4e79">'
    f'<Code guid="{guid("Steering")}" name="Steering" isCodable="true"><Description>Who sits on it.\n\n'
    "When to use: They sit.\n\nOrigin: inductive</Description></Code></Code>"
    f'<Code guid="{guid("Training")}" name="Training" isCodable="true"/>'
)


def case_of(name: str, site: str, *sources: str) -> str:
    value = f'<VariableValue><VariableRef targetGUID="{guid("Site")}"/><TextValue>{site}</TextValue></VariableValue>'
    named = "".join(f'<SourceRef targetGUID="{guid(source)}"/>' for source in sources)
    return f'<Case guid="{guid(name)}" name="{name}">{value if site else ""}{named}</Case>'


CASES = (
    f'<Variables><Variable guid="{guid("Site")}" name="Site" typeOfVariable="Text"/></Variables><Cases>'
    f"{case_of('P1', 'North', 'P1 first', 'spare')}{case_of('P2', 'South', 'P1 second')}{case_of('P9', '')}</Cases>"
)
MADE = Made(
    {"P1 first": TEXT, "P1 second": OTHER, "spare": SPARE}, CODED, origin="NVivo 14", dialect=Dialect(utf16=True),
    codes=CODES, rest_before=CASES,
)  # fmt: skip
VIEWS = ("characters", "sentence", "paragraph", "document", "alpha-u")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return with_memo(MADE).save(tmp_path / "study.qdpx")


def with_memo(made: Made) -> Made:
    """Return the project with a memo of A on the first selection, and one of B on a coding of the second."""
    xml = made.xml
    notes = "".join(
        f'<Note guid="{guid(f"memo {who}")}" creatingUser="{guid(who)}"><PlainTextContent>Memo of {who}: 👪\n\nmore.'
        "</PlainTextContent></Note>"
        for who in "AB"
    )

    class Noted(Made):
        def xml(self) -> str:
            found = xml().replace("</Sources>", f"</Sources><Notes>{notes}</Notes>")
            for number, who in enumerate("AB"):
                code = f'<CodeRef targetGUID="{guid("Steering")}"/></Coding>'
                begin = found.index(f'guid="{guid(f"selection {number}")}"')
                at = found.index(code, begin) + len(code)
                found = found[:at] + f'<NoteRef targetGUID="{guid(f"memo {who}")}"/>' + found[at:]
            return found

    return Noted(**vars(made))


def new(folder: Path, name: str) -> Project:
    return Project.create(folder / name, id="same", title="Study", who="Lead", clock=ticking())


@pytest.fixture
def study(tmp_path: Path, file: Path) -> Project:
    made = new(tmp_path, "refi")
    made.codings_read(file)
    return made


def numbers(result: Any) -> list[list[object]]:
    frame: pd.DataFrame = result.to_frame()
    columns = [name for name in frame.columns if name != "code"]
    return (
        sorted(frame[["code", *columns]].astype(str).to_numpy().tolist())
        if "code" in frame
        else [*frame.astype(str).to_numpy().tolist()]
    )


def content(project: Project) -> dict[str, str]:
    with project._store.reading() as connection:
        return content_digests(connection)


def plain(found: RefiProject) -> dict[str, object]:
    """Return what a REFI-QDA project holds, whatever the order."""
    return {
        "texts": dict(found.texts),
        "spans": {tuple(row) for row in found.spans.to_numpy().tolist()},
        "memos": {tuple(row) for row in found.memos.to_numpy().tolist()},
        "cases": found.cases.to_dict("records"),
        "case_of": dict(found.case_of),
        "codes": [
            (found.framework.path(c.id), c.definition, c.when_to_use, c.origin, c.colour, c.applicable, c.guid)
            for c in found.framework
        ],
    }


class TestReading:
    """What a file holds is in the project."""

    def test_units_are_paragraphs_with_the_codes_that_touch_them(self, study: Project) -> None:
        units = study.notes_show().to_frame()
        assert units["unit"].tolist() == ["P1 first #1", "P1 first #2", "P1 first #3", "P1 second #1", "spare #1"]
        assert units["text"].tolist()[1] == "Staff were trained. It went well."
        assert units["case"].tolist() == ["P1", "P1", "P1", "P2", "P1"]
        rows = study.disagreements().to_frame()[["code", "unit", "applied_by"]].to_numpy().tolist()
        assert sorted(rows) == [
            ["Planning / Steering", "P1 second #1", "B"],
            ["Training", "P1 first #1", "A"],
            ["Training", "P1 second #1", "A"],
        ]
        assert study.round_status().to_frame()["finished"].tolist() == [4, 4]

    @pytest.mark.parametrize(("unit", "n"), [("document", 3), ("sentence", 8), ("paragraph", 5)])
    def test_texts_are_cut_as_asked(self, tmp_path: Path, file: Path, unit: str, n: int) -> None:
        with new(tmp_path, unit) as made:
            made.codings_read(file, reading={"unit": unit})
            assert len(made.notes_show().to_frame()) == n
            found = made.reliability().to_frame().set_index("code")
            alone = reliability_of_files([file], reading={"spans": unit}).result.to_frame().set_index("code")
            columns = ["n_units", "both", "only_a", "only_b", "neither"]
            assert found.loc[alone.index, columns].equals(alone[columns])

    def test_codebook_cases_and_memos_are_kept(self, study: Project) -> None:
        rows = {row["code"]: row for row in study.framework_show().to_dict()["codes"]}
        assert rows["Planning / Steering"]["definition"] == "Who sits on it."
        assert rows["Planning / Steering"]["origin"] == "inductive"
        assert rows["Planning"]["applicable"] is False
        assert rows["Training"]["guid"] == guid("Training")
        status = dict(study.project_status().to_frame().to_numpy().tolist())
        assert (status["cases"], status["attributes"]) == ("3", "Site")
        memos = study.disagreements().to_frame()
        assert study.project_check().ok
        assert "memo:A" in memos.columns

    def test_what_could_not_be_verified_is_listed(self, tmp_path: Path) -> None:
        coded = [*CODED, Coded("P1 second", "A", "Training", "y would lik")]
        path = replace(MADE, coded=coded).save(tmp_path / "a.qdpx")
        with new(tmp_path, "a") as made:
            told = made.codings_read(path).remarks
        assert any("not verified" in remark and "y would lik" in remark for remark in told)
        assert told[0].startswith("Read as: REFI-QDA project of NVivo 14")

    def test_options_for_sheets_are_refused(self, tmp_path: Path, file: Path) -> None:
        with new(tmp_path, "a") as made:
            before = content(made)
            for options in ({"case": "x"}, {"reading": {"layout": "long"}}):
                with pytest.raises(InputError, match="is for sheets"):
                    made.codings_read(file, **options)  # type: ignore[arg-type]
            with pytest.raises(InputError, match='Did you mean "paragraph"'):
                made.codings_read(file, reading={"unit": "paragraf"})
            assert content(made) == before


class TestIntoAProjectWithCodes:
    """A code with the GUID of one that the project has is that code, whatever it is called."""

    def test_codes_are_known_by_their_guid(self, tmp_path: Path, file: Path) -> None:
        renamed = replace(MADE, codes=CODES.replace('"Planning"', '"Plans"').replace('"Training"', '"Teaching"'))
        more = renamed.codes.replace(
            "</Description></Code></Code>",
            f'</Description></Code><Code guid="{guid("Panels")}" name="Panels" isCodable="true"/></Code>',
        )
        coded = [*CODED, Coded("P1 second", "B", "Panels", "They would")]
        with new(tmp_path, "a") as made:
            made.codings_read(file)
            path = replace(renamed, codes=more, coded=coded).save(tmp_path / "later.qdpx")
            with pytest.raises(InputError, match='no code "Plans / Panels"'):
                made.codings_read(path, round="later")
            told = made.codings_read(path, round="later", add_codes=True)
            assert any('"Teaching" is "Training"' in remark for remark in told.remarks)
            shown = made.framework_show().to_frame()
            assert shown["code"].tolist() == ["Planning", "Planning / Steering", "Planning / Panels", "Training"]
            assert made.project_check().ok

    def test_texts_of_a_project_with_other_notes_are_told(self, project: Project, file: Path) -> None:
        with pytest.raises(IntercoderError, match="problems") as error:
            project.codings_read(file)
        assert "not in the project: 5 paragraphs of 5" in str(error.value)
        assert "Read the file into a new project" in str(error.value)


class TestAgreement:
    """Agreement on stretches in the project is that in the file."""

    @pytest.mark.parametrize("view", VIEWS)
    def test_it_is_that_of_the_file(self, study: Project, file: Path, view: str) -> None:
        alone = reliability_of_files([file], reading={"spans": view}).result
        assert numbers(study.reliability(spans=view)) == numbers(alone)

    def test_coders_and_groups_can_be_chosen(self, study: Project) -> None:
        assert study.reliability(spans="characters", coders=("B", "A")).to_dict()["coders"] == ["B", "A"]
        grouped = study.reliability(spans="paragraph", by="Site").to_dict()
        assert grouped["groups"] == {"North": 3, "South": 1}

    def test_what_cannot_be_is_refused(self, study: Project, coded: Project) -> None:
        with pytest.raises(InputError, match="is for units"):
            study.reliability(spans="characters", by="Site")
        with pytest.raises(InputError, match="Did you mean"):
            study.reliability(spans="character")
        with pytest.raises(ProjectError, match=r"no coder .* in round study"):
            study.reliability(spans="characters", coders=("A", "C"))
        with pytest.raises(ProjectError, match="coded no stretches of text in round main"):
            coded.reliability(spans="characters")


class TestCodersApart:
    """Files of each coder, one after the other, are what the file of both is."""

    def one(self, folder: Path, coder: str) -> Path:
        coded = [each for each in CODED if each.coder == coder]
        return replace(MADE, coded=coded).save(folder / f"{coder}.qdpx")

    def test_they_meet_in_a_round(self, tmp_path: Path) -> None:
        both = MADE.save(tmp_path / "both.qdpx")
        with new(tmp_path, "a") as made:
            made.codings_read(self.one(tmp_path, "A"), round="r")
            made.codings_read(self.one(tmp_path, "B"), round="r")
            for view in VIEWS:
                alone = reliability_of_files([both], reading={"spans": view}).result
                assert numbers(made.reliability(spans=view)) == numbers(alone)
            assert made.project_check().ok
            before = content(made)
            assert "nothing was changed" in made.codings_read(self.one(tmp_path, "A"), round="r").summary
            assert content(made) == before

    def test_they_may_come_together(self, tmp_path: Path) -> None:
        paths = [self.one(tmp_path, coder) for coder in "AB"]
        with new(tmp_path, "a") as made:
            told = made.codings_read(paths, round="r")
            assert "A.qdpx, B.qdpx" in told.summary
            assert made.reliability().coders == ("A", "B")  # type: ignore[attr-defined]
            assert len(made.framework_show().to_frame()) == 3

    def test_another_text_of_the_name_is_refused(self, tmp_path: Path, study: Project) -> None:
        texts = {**MADE.texts, "P1 second": "Nobody was trained. They would like to, often."}
        path = replace(MADE, texts=texts).save(tmp_path / "b.qdpx")
        before = content(study)
        with pytest.raises(InputError, match="2 problems") as error:
            study.codings_read(path, round="r")
        assert 'document "P1 second" has another text than in the project' in str(error.value)
        assert content(study) == before


class TestRoundTrip:
    """File, project, file, project: nothing is lost."""

    def test_the_file_comes_back(self, tmp_path: Path, study: Project, file: Path) -> None:
        study.project_qdpx(tmp_path / "out.qdpx")
        first, second = read_qdpx(file), read_qdpx(tmp_path / "out.qdpx")
        assert plain(second) == plain(first)
        assert second.coders == first.coders
        assert len(second.memos) == 2
        assert second.unverified == ()

    def test_the_project_comes_back(self, tmp_path: Path, study: Project) -> None:
        study.project_qdpx(tmp_path / "study.qdpx", replace=True)
        with new(tmp_path, "again") as again:
            again.codings_read(tmp_path / "study.qdpx")
            before, after = content(study), content(again)
            assert {name for name in after if after[name] != before[name]} <= {
                "history", "sources", "revisions", "framework_versions", "reversals",
            }  # fmt: skip
            again.project_qdpx(tmp_path / "third.qdpx")
        assert (tmp_path / "third.qdpx").read_bytes() == (tmp_path / "study.qdpx").read_bytes()

    def test_export_and_import_keep_the_stretches(self, tmp_path: Path, study: Project) -> None:
        study.project_export(tmp_path / "out")
        Project.project_import(tmp_path / "out", tmp_path / "back")
        with Project.open(tmp_path / "back.intercoder") as back:
            assert content(back) == content(study)
            assert back.project_check().ok
            assert numbers(back.reliability(spans="characters")) == numbers(study.reliability(spans="characters"))
            back.undo()
            assert len(back.notes_show().to_frame()) == 0

    def test_changed_stretches_are_noticed(self, study: Project) -> None:
        with study._store.writing() as connection:
            connection.exec_driver_sql('UPDATE spans SET "end" = "end" + 1 WHERE document = \'P1 second\'')
        assert not study.project_check().ok

    def test_what_is_decided_later_stands_beside_the_stretches(self, tmp_path: Path, study: Project) -> None:
        study.consensus_decide("P1 first #2", "Training", applies=True, why="It is meant.")
        study.framework_rename("Training", "Teaching")
        study.project_qdpx(tmp_path / "out.qdpx", consensus=True)
        found = read_qdpx(tmp_path / "out.qdpx")
        spans = found.spans.to_numpy().tolist()
        text = found.texts["P1 first"]
        quotes = {(coder, code, text[a:b]) for source, coder, code, a, b in spans if source == "P1 first"}
        assert ("A", "Teaching", "vote.\n\nStaff were trained") in quotes
        assert ("consensus", "Teaching", "Staff were trained. It went well.") in quotes
        assert not any(code == "Training" for _, code, _ in quotes)

    def test_a_bundle_without_texts_holds_none(self, tmp_path: Path, study: Project) -> None:
        study.project_bundle(tmp_path / "b.zip", texts=False)
        with zipfile.ZipFile(tmp_path / "b.zip") as archive:
            held = b"".join(archive.read(name) for name in archive.namelist())
        assert b"Staff were trained" not in held
        assert b"Memo of A" not in held
        assert Project.project_verify(tmp_path / "b.zip").ok

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.data())
    def test_any_stretches_come_back(self, tmp_path: Path, data: st.DataObject) -> None:
        for old in tmp_path.glob("h*"):
            old.unlink()
        words = st.text("ab 👪é\n.", min_size=1, max_size=30)
        text = data.draw(words.filter(lambda t: t.strip()))
        ends = st.integers(0, len(text) - 1).flatmap(lambda a: st.tuples(st.just(a), st.integers(a + 1, len(text))))
        chosen = data.draw(st.lists(st.tuples(st.sampled_from("AB"), st.sampled_from("xy"), ends), min_size=1))
        selections = "".join(
            f'<PlainTextSelection guid="{guid(f"s{n}")}" name="" startPosition="{a}" endPosition="{b}"><Coding '
            f'guid="{guid(f"c{n}")}" creatingUser="{guid(who)}"><CodeRef targetGUID="{guid(code)}"/></Coding>'
            "</PlainTextSelection>"
            for n, (who, code, (a, b)) in enumerate(chosen)
        )

        class Raw(Made):
            def _source(self, name: str) -> str:
                return (
                    f'<TextSource guid="{guid(name)}" name="{name}" plainTextPath="internal://{guid(name)}.txt">'
                    f"{selections}</TextSource>"
                )

        codes = "".join(f'<Code guid="{guid(code)}" name="{code}" isCodable="true"/>' for code in "xy")
        path = Raw({"d": text}, [], codes=codes, origin="intercoder").save(tmp_path / "h.qdpx")
        with new(tmp_path, "h") as made:
            made.codings_read(path)
            made.project_qdpx(tmp_path / "h2.qdpx")
        assert plain(read_qdpx(tmp_path / "h2.qdpx")) == plain(read_qdpx(path))
