"""A framework in a file of any kind is read whole, or refused with everything wrong in it; written, it comes back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intercoder.errors import InputError, SeveralErrors
from intercoder.exchange.frameworks.files import read_framework, write_framework
from intercoder.exchange.repairs import RepairLog
from intercoder.framework import paths
from intercoder.framework.codes import ORIGINS, Code, Framework
from intercoder.framework.rows import Known, guid_of
from intercoder.project import Project

KINDS = (".xlsx", ".csv", ".yaml", ".md", ".qdc")


def write(path: Path, rows: Sequence[Sequence[str]], merged: Sequence[str] = ()) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    for cells in merged:
        sheet.merge_cells(cells)
    book.save(path)
    return path


def listed(framework: Framework) -> list[str]:
    return [framework.path(code.id) for code in framework]


def problems(path: Path, previous: Framework | None = None) -> list[str]:
    with pytest.raises(InputError) as raised:
        read_framework(path, known=Known(previous))
    error = raised.value
    return [str(one) for one in error.problems] if isinstance(error, SeveralErrors) else [str(error)]


# What XML forbids cannot travel in a .qdc; everything else that can be typed must.
TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n", exclude_characters="\ufffe\uffff"),
    max_size=30,
).map(str.strip)
AWKWARD = st.sampled_from(
    [
        "",
        "- a list\n- of two",
        "When to use: never",
        "Definition: x\n\n  y",
        "=SUM(A1)",
        "a; b, c\td",
        "\\",
        "*a* [b] <c> &#32;",
    ]
)
NAME = st.text(st.characters(categories=("L", "N"), include_characters="/ \\-*:_.#é"), min_size=1, max_size=12).map(
    paths.tidy
)


@st.composite
def frameworks(draw: st.DrawFn) -> Framework:
    codes: list[Code] = []
    for at in range(draw(st.integers(1, 6))):
        parent = draw(st.sampled_from([None, *(code.id for code in codes)]))
        taken = {code.name.casefold() for code in codes if code.parent == parent}
        name = draw(NAME.filter(lambda name: bool(name) and name.casefold() not in taken))  # noqa: B023
        codes.append(
            Code(
                f"c{at + 1:03}",
                name,
                parent,
                definition=draw(TEXT | AWKWARD),
                when_to_use=draw(AWKWARD),
                example=draw(TEXT),
                origin=draw(st.sampled_from(ORIGINS)),
                added_by=draw(st.sampled_from(["", "A"])),
                applicable=draw(st.booleans()),
                colour=draw(st.sampled_from(["", "#1f4e79"])),
            )
        )
    return Framework(codes)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(framework=frameworks())
def test_reading_what_was_written_gives_the_same_framework(kind: str, framework: Framework, tmp_path: Path) -> None:
    path = tmp_path / f"framework{kind}"
    write_framework(framework, path, project="p")
    known = Known(framework, project="p")
    assert read_framework(path, version=9, known=known).codes == framework.codes
    alone = read_framework(path)  # nothing is known of it: the same but for ids and the version of origin
    assert listed(alone) == listed(framework)
    assert [(c.definition, c.origin, c.applicable, c.colour) for c in alone] == [
        (c.definition, c.origin, c.applicable, c.colour) for c in framework
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_a_code_stays_itself_when_it_is_renamed_or_moved_in_the_file(kind: str, tmp_path: Path) -> None:
    before = Framework([Code("c001", "Planning"), Code("c002", "Surveys", "c001"), Code("c003", "Staff")])
    after = Framework([Code("c001", "Service planning"), Code("c002", "Surveys", "c003"), Code("c003", "Staff")])
    write_framework(after, tmp_path / f"f{kind}", project="p")
    read = read_framework(tmp_path / f"f{kind}", version=2, known=Known(before, project="p"))
    assert {code.id: read.path(code.id) for code in read} == {
        "c001": "Service planning",
        "c003": "Staff",
        "c002": "Staff / Surveys",
    }


def test_guids_are_the_same_in_every_export_and_differ_between_projects(tmp_path: Path) -> None:
    framework = Framework([Code("c001", "A"), Code("c002", "B", guid="6f9619ff-8b86-d011-b42d-00c04fc964ff")])
    for name in ("one.qdc", "two.qdc"):
        write_framework(framework, tmp_path / name, project="p")
    assert (tmp_path / "one.qdc").read_bytes() == (tmp_path / "two.qdc").read_bytes()
    assert guid_of(framework["c001"], "p") != guid_of(framework["c001"], "q")
    assert "6f9619ff-8b86-d011-b42d-00c04fc964ff" in (tmp_path / "one.qdc").read_text()
    elsewhere = read_framework(tmp_path / "one.qdc", known=Known(project="q"))
    assert [guid_of(code, "q") for code in elsewhere] == [guid_of(code, "p") for code in framework]


def test_a_tree_indented_over_merged_cells_is_read_whole(tmp_path: Path) -> None:
    rows = [
        ["Code", "", "", "Groundedness", "Comment"],
        ["○ Planning", "", "", "3", "All of it"],
        ["", "○ Evaluating", "", "2", ""],
        ["", "", "○ Surveys / forms", "1", "On paper"],
        ["", "○ Setting up", "", "1", ""],
        ["○ Training", "", "", "1", ""],
    ]
    merged = ["A1:C1", "A2:C2", "B3:C3", "B5:C5", "A6:C6"]
    framework = read_framework(write(tmp_path / "tree.xlsx", rows, merged))
    assert listed(framework) == [
        "Planning",
        "Planning / Evaluating",
        "Planning / Evaluating / Surveys \\/ forms",
        "Planning / Setting up",
        "Training",
    ]
    assert framework.find("Planning / Evaluating / Surveys \\/ forms").definition == "On paper"


@pytest.mark.parametrize(
    "rows",
    [
        [["Level 1", "Level 2"], ["Planning", ""], ["", "Surveys"], ["Planning", "Staff"], ["Training", ""]],
        [["Code", "Sub-code"], ["Planning", "Surveys"], ["", "Staff"], ["Training", ""]],
        [["Code", "Parent"], ["Staff", "Planning"], ["Planning", ""], ["Surveys", "planning"], ["Training", ""]],
        [["Code"], ["Planning / Surveys"], ["Planning / Staff"], ["Training"]],
    ],
)
def test_levels_parents_and_paths_say_the_same(rows: list[list[str]], tmp_path: Path) -> None:
    framework = read_framework(write(tmp_path / "f.xlsx", rows))
    assert sorted(listed(framework)) == ["Planning", "Planning / Staff", "Planning / Surveys", "Training"]


def test_a_list_in_markdown_written_by_hand_is_read(tmp_path: Path) -> None:
    (tmp_path / "f.md").write_text(
        "# Our codes\n\n* Planning\n  How services are planned\n"
        "  * Surveys\n\n    **When to use:** Only on paper\n* Training\n"
    )
    framework = read_framework(tmp_path / "f.md")
    assert listed(framework) == ["Planning", "Planning / Surveys", "Training"]
    assert framework.find("Planning").definition == "How services are planned"
    assert framework.find("Planning / Surveys").when_to_use == "Only on paper"


def test_all_problems_of_a_bad_framework_are_told_with_their_cells(tmp_path: Path) -> None:
    rows = [
        ["Code", "Defintion", "Origin", "", "Example", "Example"],
        ["Planning", "", "deductive", "", "", ""],
        ["planning ", "", "deductive", "", "", ""],
        ["Planning / Staff", "", "inductiv", "moved here", "", ""],
        ["Planning / ", "", "", "", "", ""],
        ["PLANNING / Surveys", "", "", "", "", ""],
        ["Planning / Staff", "", "", "", "", ""],
    ]
    told = "\n".join(problems(write(tmp_path / "bad.xlsx", rows)))
    for cell, said in {
        "B1": 'Did you mean "Definition"',
        "F1": 'the heading "Example" comes twice',
        "A3": '"planning" differs from "Planning"',
        "D4": "holds texts but has no heading",
        "A4": 'Did you mean "inductive"',
        "A5": "has no name",
        "A6": '"PLANNING" differs from "Planning"',
    }.items():
        assert any(f"cell {cell}" in line and said in line for line in told.split("\n")), (cell, said, told)


def test_a_cycle_of_parents_is_told_with_its_cells(tmp_path: Path) -> None:
    rows = [["Code", "Parent"], ["A", "B"], ["B", "A"], ["C", "D"], ["E", ""]]
    told = problems(write(tmp_path / "cycle.xlsx", rows))
    assert any("cell A2" in line and 'own ancestor: "A" under "B" under "A"' in line for line in told), told
    assert any("cell A4" in line and 'there is no parent "D" in the file' in line for line in told)


def test_a_doubled_code_names_both_cells(tmp_path: Path) -> None:
    (told,) = problems(write(tmp_path / "twice.xlsx", [["Code"], ["A"], ["B"], ["A"]]))
    assert "cell A4" in told
    assert "first in" in told
    assert "cell A2" in told


def test_a_file_without_the_definitions_that_codes_had_is_refused(tmp_path: Path) -> None:
    before = Framework([Code("c001", "A", definition="About A")])
    (told,) = problems(write(tmp_path / "f.xlsx", [["Code", "Notes"], ["A", "About A"]]), before)
    assert 'there is no column "Definition", which 1 codes' in told


def test_a_level_that_is_left_out_is_told(tmp_path: Path) -> None:
    rows = [["Level 1", "Level 2", "Level 3"], ["A", "", ""], ["", "", "B"]]
    (told,) = problems(write(tmp_path / "f.xlsx", rows))
    assert "cell C3" in told
    assert "a level above the code is empty" in told


BAD_QDC = """<?xml version="1.0"?>
<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>
<Code guid="nonsense" name="A" isCodable="true" color="blue"><Code guid="6f9619ff-8b86-d011-b42d-00c04fc964ff"
name="" isCodable="maybe"/><Description>late</Description></Code></Codes><Sets/></CodeBook>"""


def test_everything_in_which_a_codebook_is_not_valid_is_told(tmp_path: Path) -> None:
    (tmp_path / "bad.qdc").write_text(BAD_QDC)
    told = "\n".join(problems(tmp_path / "bad.qdc"))
    for said in (
        "not a GUID",
        "not a colour",
        "whether it is codable",
        "description after",
        "Sets is empty",
        "no name",
    ):
        assert said in told


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<Project/>", "begins with Project"),
        ("no xml", "cannot be read as XML"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><CodeBook>&b;</CodeBook>', "cannot be read as XML"),
    ],
)
def test_what_is_no_codebook_is_refused(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "f.qdc").write_text(text)
    assert said in problems(tmp_path / "f.qdc")[0]


def test_a_codebook_of_another_tool_is_read(tmp_path: Path) -> None:
    (tmp_path / "f.qdc").write_text(
        '<CodeBook xmlns="urn:QDA-XML:codebook:0:4"><Codes><Code name="A" isCodable="false" color="#F00" '
        'guid="6F9619FF-8B86-D011-B42D-00C04FC964FF"><Description>About A</Description><Code name="B" isCodable="true" '
        'guid="7F9619FF-8B86-D011-B42D-00C04FC964FF"/></Code></Codes></CodeBook>'
    )
    framework = read_framework(tmp_path / "f.qdc")
    assert listed(framework) == ["A", "A / B"]
    first = framework.find("A")
    assert (first.definition, first.colour, first.applicable) == ("About A", "#ff0000", False)
    assert first.guid == "6f9619ff-8b86-d011-b42d-00c04fc964ff"


def test_a_misspelt_field_in_yaml_is_told(tmp_path: Path) -> None:
    (tmp_path / "f.yaml").write_text("codes:\n- name: A\n  definiton: x\n- name: a\n")
    told = "\n".join(problems(tmp_path / "f.yaml"))
    assert 'Did you mean "definition"' in told
    assert "only by case or spaces" in told


def test_another_kind_of_file_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"Known: \.xlsx"):
        write_framework(Framework([Code("c001", "A")]), tmp_path / "f.pdf")


def test_an_empty_codebook_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="at least one code"):
        write_framework(Framework(), tmp_path / "f.qdc")
    assert not (tmp_path / "f.qdc").exists()


@pytest.mark.parametrize("kind", [".qdc", ".yaml", ".md"])
def test_what_is_nested_without_end_is_refused(kind: str, tmp_path: Path) -> None:
    deep = 3000
    code = '<Code guid="6f9619ff-8b86-d011-b42d-00c04fc964ff" name="A" isCodable="true">'
    text = {
        ".qdc": f"<CodeBook><Codes>{code * deep}{'</Code>' * deep}</Codes></CodeBook>",
        ".yaml": "codes: " + '[{"name": A, "codes": ' * deep + "[]" + "}]" * deep,
        ".md": "\n".join("  " * at + "- A" for at in range(200)),
    }[kind]
    (tmp_path / f"deep{kind}").write_text(text)
    assert any(
        said in problems(tmp_path / f"deep{kind}")[0] for said in ("nested too deeply", "levels deep", "cannot be read")
    )


def test_columns_that_are_not_read_are_told(tmp_path: Path) -> None:
    rows = [["Code", "Team", "Definition", "Description", "Empty"], ["A", "x", "is a", "too", ""], ["B", "", "is b"]]
    log = RepairLog()
    read_framework(write(tmp_path / "more.xlsx", rows), log=log)
    (told,) = map(str, log.listed())
    assert 'not read: "Team", "Description"; the columns of a framework are headed Code, Definition, When to' in told
    for name, rows in (
        ("levels.xlsx", [["Level 1", "Level 2", "Definition"], ["A", "B", "is b"]]),
        ("tree.xlsx", [["Code", "", "Why"], ["A", "", ""], ["", "B", "asked"]]),
        ("nvivo.xlsx", [["Name", "Description", "Files", "References"], ["A", "is a", "3", "9"]]),
    ):
        log = RepairLog()
        read_framework(write(tmp_path / name, rows), log=log)
        assert log.listed() == (), name


def test_who_reads_a_framework_into_a_project_is_told_each_time(tmp_path: Path) -> None:
    path = write(tmp_path / "codes.xlsx", [["Code", "Team"], ["Planning", "A"]])
    with Project.create(tmp_path / "new") as fresh:
        assert ['not read: "Team"' in str(fresh.framework_read(path)) for _ in range(2)] == [True, True]
