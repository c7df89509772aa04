"""A survey with several questions, from its export to the report: whoever reads notes sees what was asked."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from intercoder.cli import main
from intercoder.coding import questions
from intercoder.project import Project
from intercoder.spreadsheet import put_text
from intercoder.tables import rows_of

OWN = ["StartDate", "Status", "Finished", "ResponseId"]
OWN_LABELS = ["Start Date", "Response Type", "Finished", "Response ID"]
OWN_IMPORTS = ["startDate", "status", "finished", "_recordId"]
HELPED = "What helped families to say what they wanted?"
HINDERED = "What got in the way?"
ANSWERS = {"R_1": ("We met at their homes.", "No."), "R_2": ("A parent on the panel.", "Time."), "R_3": ("No.", "No.")}

Run = Callable[..., Result]


def survey(path: Path, answers: dict[str, tuple[str, ...]], questions: dict[str, str]) -> Path:
    """Write an export of Qualtrics: ids, questions and ImportIds, then the responses."""
    own = [["2026-01-05 10:00:00", "IP Address", "True", case] for case in answers]
    rows = [
        [*OWN, *questions],
        [*OWN_LABELS, *questions.values()],
        [json.dumps({"ImportId": name}) for name in (*OWN_IMPORTS, *(f"QID{name}_TEXT" for name in questions))],
        *([*head, *texts] for head, texts in zip(own, answers.values(), strict=True)),
    ]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows(rows)
    return path


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)

    def command(*words: str, fails: bool = False) -> Result:
        done = CliRunner().invoke(main, ["--who", "Lead", *words])
        assert done.exit_code == (2 if fails else 0), done.output
        return done

    return command


@pytest.fixture
def study(run: Run, tmp_path: Path) -> Path:
    """A project with a survey of two questions, a framework and a round."""
    survey(tmp_path / "survey.csv", ANSWERS, {"Q5": HELPED, "Q6": HINDERED})
    (tmp_path / "codes.csv").write_text("Code,Definition\nHome,At home\nTime,Lack of time\n")
    run("project", "new", "study")
    read = run("notes", "read", "survey.csv", "--case", "ResponseId", "--text", "Q5", "--text", "Q6")
    assert f"Questions, shown beside the notes (2): Q5 ({HELPED}), Q6 ({HINDERED})." in read.output
    run("framework", "read", "codes.csv")
    run("round", "start", "main", "--coders", "A,B")
    return tmp_path / "study.intercoder"


def shown(path: Path, sheet: str) -> dict[str, list[str]]:
    """Return the columns of a form by their headings."""
    columns = openpyxl.load_workbook(path)[sheet].iter_cols(min_row=3, values_only=True)
    return {str(head): [str(cell or "") for cell in cells] for head, *cells in columns}


def mark(path: Path, marks: dict[str, str]) -> None:
    """Put an x for every unit: under the code named for it, else under "No code applies"."""
    book = openpyxl.load_workbook(path)
    sheet = book["Coding"]
    heads = {str(cell.value): cell.column for cell in sheet[3]}
    for row in range(4, sheet.max_row + 1):
        unit = str(sheet.cell(row, heads["Unit"]).value)
        put_text(sheet, row, heads[marks.get(unit, "No code applies")], "x")
    book.save(path)


def coded(run: Run) -> None:
    run("workbook", "write", "out")
    mark(Path("out/main_A.xlsx"), {"R_1/Q5": "Home", "R_2/Q6": "Time"})
    mark(Path("out/main_B.xlsx"), {"R_1/Q5": "Home", "R_2/Q5": "Home"})
    run("workbook", "read", "out/main_A.xlsx", "out/main_B.xlsx")


def test_a_coder_and_a_meeting_see_the_question_beside_the_notes(run: Run, study: Path) -> None:
    coded(run)
    form = shown(Path("out/main_A.xlsx"), "Coding")
    assert form["Unit"][:2] == ["R_1/Q5", "R_1/Q6"]
    assert form["Question"] == [HELPED, HINDERED] * 3
    assert list(form).index("Question") + 1 == list(form).index("Notes")
    run("consensus", "write", "meeting.xlsx")
    meeting = shown(Path("meeting.xlsx"), "Discussion")
    expected = {"R_2/Q5": HELPED, "R_2/Q6": HINDERED}
    assert dict(zip(meeting["Unit"], meeting["Question"], strict=True)) == expected


def test_lists_of_notes_have_the_question(run: Run, study: Path) -> None:
    coded(run)
    rows = json.loads(run("notes", "show", "R_2", "--json").output)["units"]
    assert [(row["unit"], row["question"]) for row in rows] == [("R_2/Q5", HELPED), ("R_2/Q6", HINDERED)]
    assert "What got in the way?" in run("notes", "show").output


def test_findings_show_the_question_where_they_show_notes(run: Run, study: Path) -> None:
    coded(run)
    run("consensus", "write", "meeting.xlsx")
    rows = json.loads(run("disagreements", "--json").output)["disagreements"]
    assert {row["unit"]: row["question"] for row in rows} == {"R_2/Q5": HELPED, "R_2/Q6": HINDERED}
    (unit,) = json.loads(run("counts", "--code", "Home", "--show", "--json").output)["units"]
    assert (unit["unit"], unit["question"]) == ("R_1/Q5", HELPED)
    (place,) = json.loads(run("search", "time", "--json").output)["places"]
    assert (place["unit"], place["question"]) == ("R_2/Q6", HINDERED)
    (still_open,) = json.loads(run("code", "profile", "Time", "--json").output)["open_disagreements"]
    assert still_open["text"] == f"[{HINDERED}] Time."


def test_charting_and_classifying_show_the_questions(run: Run, study: Path) -> None:
    coded(run)
    run("matrix", "write", "matrix.xlsx")
    told = shown(Path("matrix.xlsx"), "Matrix")["Quotations"]
    assert f"R_1/Q5: [{HELPED}] We met at their homes." in told
    (Path.cwd() / "scheme.yaml").write_text(
        "name: How\ndimensions:\n- name: Place\n  categories:\n  - name: near\n  - name: far\n"
    )
    run("scheme", "read", "scheme.yaml")
    run("classification", "write", "classify.xlsx")
    (notes, *_) = shown(Path("classify.xlsx"), "Classification")["Notes"]
    assert notes == f"[{HELPED}] We met at their homes.\n\n[{HINDERED}] No."
    run("classification", "read", "classify.xlsx")


def test_one_question_is_told_once(run: Run, tmp_path: Path) -> None:
    survey(tmp_path / "one.csv", {case: texts[:1] for case, texts in ANSWERS.items()}, {"Q5": HELPED})
    run("project", "new", "study")
    run("notes", "read", "one.csv", "--case", "ResponseId", "--text", "Q5")
    listed = run("notes", "show").output
    assert listed.count(HELPED) == 1
    assert f"The question: {HELPED}" in listed


def test_questions_go_through_export_bundle_backup_and_undo(run: Run, study: Path, tmp_path: Path) -> None:
    run("project", "export", "plain")
    with (tmp_path / "plain" / "unit_questions.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["(readable) wording"] for row in csv.DictReader(file)] == [HELPED, HINDERED] * 3
    run("project", "backup", "copy")
    run("project", "bundle", "public.zip", "--no-texts")
    assert "Every number is the same." in run("project", "verify", "public.zip").output
    run("project", "import", "plain", "plain/again")
    for path in (tmp_path / "copy", tmp_path / "plain" / "again.intercoder"):
        with Project.open(path) as opened:
            assert set(opened.notes_show().to_frame()["question"]) == {HELPED, HINDERED}
            assert opened.project_check().ok
    for _ in range(3):
        run("undo")
    with sqlite3.connect("study.intercoder") as connection:
        for table in ("units", "questions", "unit_questions"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)  # noqa: S608
    connection.close()


def test_without_texts_the_questions_stay_and_the_answers_go(study: Path, run: Run, tmp_path: Path) -> None:
    """What was asked is the researchers' own wording, not what a participant said."""
    import zipfile

    run("project", "bundle", "public.zip", "--no-texts")
    with zipfile.ZipFile("public.zip") as archive:
        archive.extract("project.intercoder", tmp_path / "public")
    content = (tmp_path / "public" / "project.intercoder").read_bytes()
    assert HINDERED.encode() in content
    assert b"at their homes" not in content


def test_a_long_question_is_kept_and_cut_once_however_many_units_answer_it(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = {f"R_{at}": ("Yes.", "No.") for at in range(50)}
    survey(tmp_path / "survey.csv", answers, {"Q5": "Why? " * 20_000, "Q6": "How? " * 20_000})
    (tmp_path / "codes.csv").write_text("Code\nHome\n")
    run("project", "new", "study")
    run("notes", "read", "survey.csv", "--case", "ResponseId", "--text", "Q5", "--text", "Q6")
    run("framework", "read", "codes.csv")
    run("round", "start", "main", "--coders", "A")
    cuts: list[str] = []

    def cut(text: str, *_: object, **__: object) -> str:
        cuts.append(text[:4])
        return text[:9]

    monkeypatch.setattr(questions, "shorten", cut)
    run("workbook", "write", "out")
    assert cuts == ["Why?", "How?"]
    assert shown(Path("out/main_A.xlsx"), "Coding")["Question"] == ["Why? Why?", "How? How?"] * 50


def test_an_older_project_goes_on_working(study: Path, run: Run, tmp_path: Path) -> None:
    """A project that was made before questions were kept has no tables for them."""
    with sqlite3.connect(study) as connection:
        connection.execute("DROP TABLE unit_questions")
        connection.execute("DROP TABLE questions")
        connection.execute("DELETE FROM reversals")
    connection.close()
    run("workbook", "write", "out")
    assert "Question" not in shown(Path("out/main_A.xlsx"), "Coding")
    more = {case.replace("R", "S"): texts for case, texts in ANSWERS.items()}
    survey(tmp_path / "more.csv", more, {"Q5": HELPED, "Q6": HINDERED})
    run("notes", "read", "more.csv", "--case", "ResponseId", "--text", "Q5", "--text", "Q6")
    run("round", "start", "second", "--coders", "A,B")
    run("workbook", "write", "out")
    assert shown(Path("out/second_A.xlsx"), "Coding")["Question"] == [""] * 6 + [HELPED, HINDERED] * 3
    run("workbook", "read", "out/main_A.xlsx", "out/second_A.xlsx")
    assert run("project", "check").exit_code == 0


def test_attributes_may_be_called_as_the_columns_of_units_are(run: Run, tmp_path: Path) -> None:
    (tmp_path / "notes.csv").write_text("case,a,b\nP1,Home?,yes\nP2,no,yes\n")
    run("project", "new", "study")
    named = [word for name in ("unit", "text", "question") for word in ("--attribute", f"{name}=b")]
    run("notes", "read", "notes.csv", "--case", "case", "--text", "a", *named)
    (tmp_path / "codes.csv").write_text("Code\nHome\n")
    run("framework", "read", "codes.csv")
    run("round", "start", "main", "--coders", "A,B")
    run("workbook", "write", "out")
    assert shown(Path("out/main_A.xlsx"), "Coding")["Question"] == ["yes", "yes"]
    run("sample", "draw", "s", "--fraction", "0.5", "--seed", "1", "--unit-of-sampling", "unit")


def test_cases_of_two_files_may_have_different_attributes(run: Run, tmp_path: Path) -> None:
    for name, attribute in (("a", "site"), ("b", "role")):
        (tmp_path / f"{name}.csv").write_text(f"case,text,{attribute}\n{name}1,They met.,here\n")
    run("project", "new", "study")
    for name, attribute in (("a", "site"), ("b", "role")):
        given = ("--case", "case", "--text", "text", "--attribute", f"{attribute}={attribute}")
        run("notes", "read", f"{name}.csv", *given)
    (tmp_path / "codes.csv").write_text("Code\nHome\n")
    run("framework", "read", "codes.csv")
    run("round", "start", "main", "--coders", "A,B")
    run("workbook", "write", "out")
    form = shown(Path("out/main_A.xlsx"), "Coding")
    assert (form["Site"], form["Role"]) == (["here", ""], ["", "here"])


def test_all_faulty_workbooks_are_told_and_none_is_read(run: Run, study: Path) -> None:
    run("workbook", "write", "out")
    sound, doubled, other = (Path(f"out/{name}.xlsx") for name in ("main_A", "main_B", "other"))
    mark(sound, {})
    mark(doubled, {"R_1/Q5": "Home"})
    book = openpyxl.load_workbook(doubled)
    heads: dict[Any, int] = {str(cell.value): cell.column for cell in book["Coding"][3]}
    book["Coding"].cell(4, heads["No code applies"]).value = "x"
    book["Coding"].cell(5, heads["Time"]).value = "?"
    book.save(doubled)
    other.write_text("no workbook")
    told = run("workbook", "read", str(sound), str(doubled), str(other), fails=True).output
    assert "2 workbooks: 3 problems found; nothing was changed." in told
    assert told.count("main_B.xlsx, sheet Coding, cell") == 2
    assert "other.xlsx: cannot be read as a workbook" in told
    with Project.open(study) as opened:
        assert {row["revision"] for row in rows_of(opened.round_status().to_frame())} == {0}
        assert "workbook_read" not in set(opened.history().to_frame()["verb"])
