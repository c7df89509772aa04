"""Notes: Qualtrics exports in all their shapes, and plain tables, become cases and units."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from intercoder.coding.questions import Question
from intercoder.errors import InputError, SeveralErrors
from intercoder.exchange.texts.notes import columns_to_choose, read_notes

SaveText = Callable[..., Path]
SaveBook = Callable[..., Path]

IDS = ["StartDate", "Status", "IPAddress", "Progress", "Finished", "ResponseId", "RecipientEmail", "Q1", "Q5"]
LABELS = ["Start Date", "Response Type", "IP Address", "Progress", "Finished", "Response ID", "Recipient Email"]
GERMAN = ["Anfangsdatum", "Antworttyp", "IP-Adresse", "Fortschritt", "Beendet", "Antwort-ID", "E-Mail"]
QUESTIONS = ["Which model?", "How do you co-produce?"]
IMPORTS = [
    "startDate",
    "status",
    "ipAddress",
    "progress",
    "finished",
    "_recordId",
    "recipientEmail",
    "QID1",
    "QID5_TEXT",
]
FIRST = ["2024-05-01 10:00:00", "0", "192.0.2.1", "100", "1", "R_1", "a@example.org", "CAMHS", "Panels.\nForums."]
SECOND = ["2024-05-02 10:00:00", "0", "192.0.2.2", "40", "0", "R_2", "", "camhs ", "We do not."]
PREVIEW = ["2024-04-01 10:00:00", "1", "", "100", "1", "R_0", "", "CAMHS", "test"]
WORDED = [["2024-05-01", "IP Address", "", "100", "True", "R_1", "", "CAMHS", "Panels."],
          ["2024-05-01", "Survey Preview", "", "100", "True", "R_0", "", "CAMHS", "test"],
          ["2024-05-01", "IP Address", "", "40", "False", "R_2", "", "CAMHS", "We do not."]]  # fmt: skip


def import_row() -> list[str]:
    return [json.dumps({"ImportId": each}, separators=(",", ":")) for each in IMPORTS]


@pytest.fixture
def export(tmp_path: Path, workbook: SaveBook) -> Callable[..., Path]:
    def save(*rows: Sequence[str]) -> Path:
        return workbook("export.xlsx", {"Sheet0": rows})

    return save


@pytest.mark.parametrize(
    "head",
    [
        [IDS, [*LABELS, *QUESTIONS], import_row()],
        [IDS, [*GERMAN, *QUESTIONS], import_row()],
        [IDS, import_row()],
        [IDS, [*LABELS, *QUESTIONS]],
        [IDS, [*GERMAN, *QUESTIONS]],
        [IDS],
    ],
    ids=["three", "three, German", "ids and ImportIds", "two", "two, German", "one"],
)
def test_however_many_header_rows_there_are_the_responses_are_the_same(
    export: Callable[..., Path], head: list[list[str]]
) -> None:
    notes = read_notes(export(*head, FIRST, SECOND, PREVIEW), case="ResponseId", text="Q5", attributes={"model": "Q1"})
    assert notes.cases.to_dict("list") == {"case": ["R_1", "R_2"], "model": ["CAMHS", "CAMHS"]}
    assert notes.units.to_dict("list") == {
        "unit": ["R_1", "R_2"],
        "case": ["R_1", "R_2"],
        "position": [1, 2],
        "text": ["Panels.\nForums.", "We do not."],
    }
    assert notes.previews == (f"row {len(head) + 3}",)
    assert notes.unfinished == ("R_2",)
    assert notes.left_out == ("IPAddress", "RecipientEmail")


def test_status_and_finished_may_be_words(export: Callable[..., Path]) -> None:
    notes = read_notes(export(IDS, import_row(), *WORDED), case="ResponseId", text="Q5")
    assert (notes.previews, notes.unfinished) == (("row 4",), ("R_2",))
    assert list(notes.cases["case"]) == ["R_1", "R_2"]


@pytest.mark.parametrize("name", ["How do you co-produce?", "how do you  co-produce?", "Q5", "QID5_TEXT"])
def test_a_column_is_named_by_id_question_or_import_id(export: Callable[..., Path], name: str) -> None:
    notes = read_notes(export(IDS, [*GERMAN, *QUESTIONS], import_row(), FIRST), case="Antwort-ID", text=name)
    assert list(notes.units["text"]) == ["Panels.\nForums."]


def test_the_legacy_export_names_its_own_columns_in_the_second_row(text_file: SaveText) -> None:
    path = text_file(
        "old.csv",
        "V1,V2,V3,V5,V6,V8,V10,Q2,LocationLatitude,",
        "ResponseID,ResponseSet,Name,EmailAddress,IPAddress,StartDate,Finished,Free text?,LocationLatitude,",
        "R_2Y,Default,Anonymous,,192.0.2.1,2017-07-18 08:28:09,1,Hello World!,0.0,",
        encoding="utf-8-sig",
    )
    notes = read_notes(path, case="ResponseID", text="Free text?")
    assert notes.units.to_dict("list") == {
        "unit": ["R_2Y"],
        "case": ["R_2Y"],
        "position": [1],
        "text": ["Hello World!"],
    }
    assert notes.left_out == ("V3", "V5", "V6", "LocationLatitude")


def test_personal_columns_are_read_only_when_named(export: Callable[..., Path]) -> None:
    notes = read_notes(export(IDS, import_row(), FIRST), case="ResponseId", text="Q5", attributes=["RecipientEmail"])
    assert list(notes.cases["RecipientEmail"]) == ["a@example.org"]
    assert notes.left_out == ("IPAddress",)


def test_a_first_response_is_not_taken_for_a_header(export: Callable[..., Path]) -> None:
    bare = ["2024-05-01", "", "", "", "", "", "", "a", "Text"]
    assert len(read_notes(export(IDS, [*bare[:5], "R_1", *bare[6:]], [*FIRST[:5], "R_2", *FIRST[6:]]),
                          case="ResponseId", text="Q5").cases) == 2  # fmt: skip


PLAIN = ["Service,Model,Notes on co-production,Other notes", "S1,CAMHS,Panels. Forums.,n/a", "S2,ID,,Letters."]


def test_a_status_column_of_a_plain_table_is_nothing_special(text_file: SaveText) -> None:
    path = text_file("plain.csv", "Service,Status,Finished,Notes", "S1,1,0,Panels.")
    notes = read_notes(path, case="Service", text="Notes")
    assert (list(notes.cases["case"]), notes.previews, notes.unfinished) == (["S1"], (), ())


def test_units_of_several_columns_have_the_column_in_their_id(text_file: SaveText) -> None:
    notes = read_notes(text_file("plain.csv", *PLAIN), case="Service", text=["Notes on co-production", "Other notes"])
    assert list(notes.units["unit"]) == ["S1/Notes on co-production", "S2/Other notes"]
    assert notes.empty == ('S1/Other notes ("n/a")', "S2/Notes on co-production")
    assert list(notes.cases["case"]) == ["S1", "S2"]


def test_a_long_question_stands_in_unit_ids_as_its_column_letter(text_file: SaveText) -> None:
    question = "In what ways are families involved in planning?"
    path = text_file("plain.csv", f"id,{question},b", "S1,Yes.,No.")
    assert list(read_notes(path, case="id", text=[question, "b"]).units["unit"]) == ["S1/B", "S1/b"]


@pytest.mark.parametrize(
    ("unit", "ids", "texts"),
    [
        ("response", ["S1", "S2"], ["One. Two.\nThree.", "Four"]),
        ("paragraph", ["S1.1", "S1.2", "S2.1"], ["One. Two.", "Three.", "Four"]),
        ("sentence", ["S1.1", "S1.2", "S1.3", "S2.1"], ["One.", "Two.", "Three.", "Four"]),
    ],
)
def test_units_are_numbered_within_their_case(text_file: SaveText, unit: str, ids: list[str], texts: list[str]) -> None:
    path = text_file("plain.csv", "id,notes", '"S1","One. Two.', 'Three."', "S2,Four")
    notes = read_notes(path, case="id", text="notes", unit=unit)  # type: ignore[arg-type]
    assert [text.replace("\r", "") for text in notes.units["text"]] == texts
    assert list(notes.units["unit"]) == ids
    assert list(notes.units["position"]) == list(range(1, len(ids) + 1))


@pytest.mark.parametrize("note", ["=1+1", "+44 1", "-5", "@home", "👍 ok", "_x0041_", "a" * 32_767, "tab\there"])
def test_awkward_notes_and_ids_come_through_unchanged(tmp_path: Path, note: str) -> None:
    from intercoder.spreadsheet import put_text, save_workbook

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row, cells in enumerate([("id", "notes"), ("0012", note), ("1-2", "b")], start=1):
        for column, text in enumerate(cells, start=1):
            put_text(sheet, row, column, text)
    save_workbook(book, tmp_path / "a.xlsx")
    notes = read_notes(tmp_path / "a.xlsx", case="id", text="notes")
    assert list(notes.units["text"]) == [note, "b"]
    assert list(notes.cases["case"]) == ["0012", "1-2"]


def test_forty_thousand_characters_are_read_from_text(text_file: SaveText) -> None:
    path = text_file("a.csv", "id,notes", f"S1,{'Families help. ' * 2700}")
    assert len(read_notes(path, case="id", text="notes", unit="sentence").units) == 2700


def test_the_sheet_with_the_columns_is_found(workbook: SaveBook) -> None:
    sheets = {"About": [["made", "by"], ["a", "b"]], "Data": [["A title"], ["id", "notes"], ["1", "x"]]}
    assert list(read_notes(workbook("a.xlsx", sheets), case="id", text="notes").units["text"]) == ["x"]


def test_two_sheets_with_the_columns_are_refused(workbook: SaveBook) -> None:
    rows = [["id", "notes"], ["1", "x"]]
    path = workbook("a.xlsx", {"One": rows, "Two": rows})
    with pytest.raises(InputError, match='2 sheets have these columns: "One", "Two"'):
        read_notes(path, case="id", text="notes")
    assert len(read_notes(path, case="id", text="notes", sheet="Two").units) == 1


def test_all_missing_columns_are_named_with_the_nearest(text_file: SaveText) -> None:
    with pytest.raises(SeveralErrors) as caught:
        read_notes(text_file("a.csv", *PLAIN), case="Servce", text="Notes", attributes=["Modell"])
    problems = caught.value.problems
    assert [problem.fix for problem in problems] == [
        'Did you mean "Service"?',
        'Did you mean "Notes on co-production"?',
        'Did you mean "Model"?',
    ]


def test_empty_and_double_case_ids_and_failed_formulas_are_named_all_together(text_file: SaveText) -> None:
    path = text_file("a.csv", "id,notes", "S1,a", ",b", "S1 ,c", "S2,#REF!", "S1,d")
    with pytest.raises(SeveralErrors) as caught:
        read_notes(path, case="id", text="notes")
    assert [(p.problem, p.where.rsplit(", ", 1)[1]) for p in caught.value.problems] == [
        ('the formula gives "#REF!".', "cell B5"),
        ("the case id is empty.", "cell A3"),
        ('the case id "S1" comes 3 times.', "cell A2"),
    ]
    assert "A4, A6" in caught.value.problems[2].fix


def test_units_that_would_have_the_same_id_are_refused(text_file: SaveText) -> None:
    path = text_file("a.csv", "id,q,q.1", "S,One. Two.,x", "S/q,y,z")
    with pytest.raises(InputError, match="would be called"):
        read_notes(text_file("b.csv", "id,q,q/q", "S,a,b", "S/q,c,d"), case="id", text=["q", "q/q"])
    assert len(read_notes(path, case="id", text="q", unit="sentence").units) == 3


def test_totals_and_blank_rows_below_the_data_are_no_cases(workbook: SaveBook) -> None:
    rows = [["id", "notes", "n"], ["S1", "a", 1], ["S2", "b", 2], [], ["Total", None, 3]]
    notes = read_notes(workbook("a.xlsx", {"S": rows}), case="id", text="notes")
    assert list(notes.cases["case"]) == ["S1", "S2"]
    assert any("row 5 at the end taken for totals" in remark for remark in notes.remarks)


def test_attributes_are_tidied_spelt_alike_and_listed(text_file: SaveText) -> None:
    path = text_file("a.csv", "id,model,notes", "1,CAMHS,a", "2,camhs,b", "3,CAMHS ,c", "4,n/a,d")
    notes = read_notes(path, case="id", text="notes", attributes=["model"])
    assert list(notes.cases["model"]) == ["CAMHS", "CAMHS", "CAMHS", ""]
    assert [repair.what for repair in notes.repairs] == [
        "stray spaces or invisible characters removed",
        '"camhs" read as "CAMHS"',
    ]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"unit": "word"}, 'there is no kind of unit "word"'),
        ({"text": []}, "no column of notes"),
        ({"text": ["notes", "Notes"]}, "named twice"),
        ({"attributes": {"case": "id"}}, 'cannot be called "case"'),
    ],
)
def test_options_that_make_no_sense_are_refused(text_file: SaveText, options: dict[str, object], says: str) -> None:
    given = {"case": "id", "text": "notes", **options}
    with pytest.raises(InputError, match=says):
        read_notes(text_file("a.csv", "id,notes", "1,a"), **given)  # type: ignore[arg-type]


def test_the_columns_to_choose_from_are_the_questions(export: Callable[..., Path], text_file: SaveText) -> None:
    path = export(IDS, [*LABELS, *QUESTIONS], import_row(), FIRST)
    named = columns_to_choose(path)
    assert named[0] == f"ResponseId ({LABELS[IDS.index('ResponseId')]})"
    assert [name.split(" (")[0] for name in named[1:]] == IDS[-len(QUESTIONS) :]
    assert columns_to_choose(text_file("a.csv", "id,note", "P1,x")) == ("id", "note")


SEVERAL = "ResponseId,StartDate,Status,Q5,Q6\nResponse ID,Start Date,Response Type,What  helped?,What hindered?\n"


@pytest.mark.parametrize("unit", ["response", "sentence"])
def test_the_questions_of_a_survey_are_kept_with_their_answers(text_file: SaveText, unit: Any) -> None:
    path = text_file("a.csv", SEVERAL + "R_1,2026-01-05,IP Address,They met. They ate.,No time.\n")
    notes = read_notes(path, case="ResponseId", text=["Q5", "Q6"], unit=unit)
    assert notes.questions.asked == (Question("Q5", "What helped?"), Question("Q6", "What hindered?"))
    assert [notes.questions.text(name) for name in notes.units["unit"]] == (
        ["What helped?"] * (len(notes.units) - 1) + ["What hindered?"]
    )
    assert "Questions, shown beside the notes (2): Q5 (What helped?), Q6 (What hindered?)." in notes.remarks


def test_the_question_of_a_survey_with_one_is_kept_too(export: Callable[..., Path]) -> None:
    notes = read_notes(export(IDS, [*LABELS, *QUESTIONS], import_row(), FIRST), case="ResponseId", text="Q5")
    assert notes.questions.of_unit == {"R_1": Question("Q5", "How do you co-produce?")}
    assert not any(remark.startswith("Questions") for remark in notes.remarks)


@pytest.mark.parametrize(
    ("heads", "kept"),
    [
        (["Notes"], [""]),
        (["What helped?"], ["What helped?"]),
        (["Tell us about the team in your own words"], ["Tell us about the team in your own words"]),
        (["Helped", "Hindered"], ["Helped", "Hindered"]),
        (["Q5", "Q6_1"], ["", ""]),
        (["Q5", "What hindered?"], ["", "What hindered?"]),
    ],
)
def test_the_heading_of_a_plain_column_is_its_question_where_it_says_something(
    text_file: SaveText, heads: list[str], kept: list[str]
) -> None:
    path = text_file("a.csv", "\n".join([",".join(["Case", *heads]), ",".join(["P1", *("yes" for _ in heads)])]))
    notes = read_notes(path, case="Case", text=heads)
    assert [notes.questions.text(unit) for unit in notes.units["unit"]] == kept
