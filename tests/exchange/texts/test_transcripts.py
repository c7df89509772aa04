"""Interview transcripts: a file per case, by paragraph, sentence or turn; nothing but white space is lost."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoder.errors import InputError, SeveralErrors
from intercoder.exchange.texts.note_files import note_files
from intercoder.exchange.texts.transcripts import read_transcript, read_transcripts
from intercoder.exchange.texts.turns import cut_into_turns

INTERVIEW = "I: How do you ask?\nP01: We asked 😀. Twice.\nNote: by post.\n\nI: Whom?\nP01: =All of them."
TURNS = ["I: How do you ask?", "P01: We asked 😀. Twice.\nNote: by post.", "I: Whom?", "P01: =All of them."]


def texts(path: Path, unit: str) -> list[str]:
    return list(read_transcript(path, unit=unit).units["text"])  # type: ignore[arg-type]


def word(path: Path, *paragraphs: str) -> Path:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(str(path))
    return path


@pytest.fixture(params=["docx", "utf-8", "utf-8-sig", "utf-16", "old Mac"])
def interview(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Return the same interview in a Word file and in text files of several encodings."""
    if request.param == "docx":
        return word(tmp_path / "0012.docx", *INTERVIEW.split("\n"))
    path = tmp_path / "0012.txt"
    if request.param == "old Mac":
        path.write_bytes(INTERVIEW.replace("\n", "\r").encode())
    else:
        path.write_bytes(INTERVIEW.replace("\n", "\r\n").encode(request.param))
    return path


def test_turns_paragraphs_and_the_whole(interview: Path) -> None:
    assert texts(interview, "turn") == TURNS
    assert texts(interview, "paragraph") == [line for line in INTERVIEW.split("\n") if line]
    assert texts(interview, "sentence")[1:3] == ["P01: We asked 😀.", "Twice."]
    assert texts(interview, "response") == [INTERVIEW]


def test_the_case_is_the_name_of_the_file(interview: Path) -> None:
    notes = read_transcript(interview, unit="turn")
    assert list(notes.cases["case"]) == ["0012"]
    assert list(notes.units["unit"]) == ["0012.1", "0012.2", "0012.3", "0012.4"]
    assert list(read_transcript(interview, unit="response").units["unit"]) == ["0012"]


def test_who_speaks_is_told(interview: Path) -> None:
    told = [repair.what for repair in read_transcript(interview, unit="turn").repairs]
    assert told == ["speakers: I, P01", 'taken for text, for it comes once and others speak more often: "Note:"']


@pytest.mark.parametrize(
    ("text", "turns"),
    [
        ("[00:01:02] Anna: Hm.\n(0:02) Ben: Ja.", 2),
        ("Anna (00:01): Hm.\nBen [12:30]: Ja.", 2),
        ("Anna Smith  0:01\nHm.\nBen  0:02:10\nJa.", 2),
        ("Interview 7\n\nI: Hm.\nR: Ja.", 3),
        ("I:\nHm.\nR:\nJa.", 2),
        ("I: See http://x.org\nat 12:30: noon\nR: Ja.", 2),
        ("Dr. Lee: Hm.\nthen she said: Ja.", 1),
        ("I\uff1a \u55ef\nR\uff1a \u662f", 2),
        ("What we then did in all of it: nothing.\nWhat we then did in all of it: nothing.", 1),
    ],
)
def test_what_begins_a_turn(text: str, turns: int) -> None:
    assert len(cut_into_turns(text).pieces) == turns


@given(st.text(alphabet="aAB: \n\t1[]().é", max_size=60) | st.text())
def test_turns_lose_nothing_but_white_space(text: str) -> None:
    assert "".join("".join(cut_into_turns(text).pieces).split()) == "".join(text.split())


def test_a_text_without_speakers_has_no_turns(tmp_path: Path) -> None:
    (tmp_path / "P1.txt").write_text("We talked.\nAnd talked.")
    with pytest.raises(InputError, match="nobody speaks in it"):
        read_transcript(tmp_path / "P1.txt", unit="turn")


# --- Word


def test_tables_and_line_breaks_in_a_word_file(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Anna: One\nline\tmore")
    table = document.add_table(rows=2, cols=2)
    for row, cells in zip(table.rows, [("Ben:", "Yes"), ("Anna", "No")], strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    wide = document.add_table(rows=1, cols=3)
    for cell, text in zip(wide.rows[0].cells, "xyz", strict=True):
        cell.text = text
    document.save(str(tmp_path / "P1.docx"))
    assert texts(tmp_path / "P1.docx", "response") == ["Anna: One\nline\tmore\nBen: Yes\nAnna: No\nx | y | z"]


BODY = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'


def packed(path: Path, text: str, name: str = "word/document.xml") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text)
    return path


def test_tracked_changes_and_what_is_left_out(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t>We </w:t></w:r><w:ins><w:r><w:t>do </w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>never </w:delText></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>moved </w:t></w:r></w:moveFrom>"
        "<w:r><w:t>ask</w:t><w:footnoteReference/></w:r>"
        "<w:r><w:txbxContent><w:p><w:r><w:t>boxed</w:t></w:r></w:p></w:txbxContent></w:r></w:p>"
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>held</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    notes = read_transcript(packed(tmp_path / "P1.docx", BODY.format(body)))
    assert list(notes.units["text"]) == ["We do ask", "held"]
    assert [repair.what for repair in notes.repairs] == [
        "1 footnote left out; the running text is read",
        "1 text box left out; the running text is read",
        "1 piece of text deleted with changes tracked left out",
    ]


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'


@pytest.mark.parametrize(
    "content",
    [
        ENTITIES + BODY.format("<w:p><w:r><w:t>&b;</w:t></w:r></w:p>"),
        BODY.format("<w:p>"),
        "<other/>",
        BODY.format("<w:sdt>" * 3000 + "</w:sdt>" * 3000),
        "",
    ],
)
def test_a_hostile_or_broken_word_file_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(InputError, match="damaged"):
        read_transcript(packed(tmp_path / "P1.docx", content))


def test_what_is_no_word_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "P1.docx").write_text("plain text")
    with pytest.raises(InputError, match="damaged"):
        read_transcript(tmp_path / "P1.docx")
    with pytest.raises(InputError, match="is not a Word document"):
        read_transcript(packed(tmp_path / "P2.docx", "x", name="other.xml"))
    with pytest.raises(InputError, match="more text than is read"):
        read_transcript(packed(tmp_path / "P3.docx", " " * (1 << 26) + " "))


# --- folders


def test_the_problems_of_all_files_come_together(tmp_path: Path, text_file: Callable[..., Path]) -> None:
    files = [text_file("P1.txt", " "), text_file("P2.txt", "I: Hm."), word(tmp_path / "P2.docx", "I: Ja.")]
    with pytest.raises(SeveralErrors) as caught:
        read_transcripts(files)
    assert "P1.txt: holds no text" in str(caught.value)
    assert 'a second file of the case "P2"' in str(caught.value)


def test_what_a_folder_holds(tmp_path: Path, text_file: Callable[..., Path]) -> None:
    for name in ("b.txt", "notes.csv", "~$a.docx", ".c.txt"):
        text_file(name, "x")
    word(tmp_path / "a.docx", "x")
    (tmp_path / "map.png").write_bytes(b"")
    found = note_files([tmp_path], as_table=False)
    assert [file.name for file in found.files] == ["a.docx", "b.txt"]
    assert [file.name for file in found.left_out] == ["map.png", "notes.csv"]
    tables = note_files([tmp_path], as_table=True)
    assert [file.name for file in tables.files] == ["notes.csv"]
    assert tables.tables


def test_files_that_do_not_go_together_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"P1.docx: is a transcript, while notes.csv is a table"):
        note_files(["P1.docx", "notes.csv"], as_table=True)
    with pytest.raises(InputError, match="notes are not read from files of the kind"):
        note_files(["P1.pdf"], as_table=False)
    with pytest.raises(InputError, match="there is no transcript"):
        note_files([tmp_path], as_table=False)
