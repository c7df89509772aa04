"""Text files: every encoding and delimiter found on real disks gives the same cells."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoder.errors import InputError
from intercoder.exchange.delimited import decode, find_delimiter, read_delimited

ROWS = [["unit", "text"], ["P01", 'Früh – „gut“, "ja"; so'], ["P02", "two\nlines"], ["P03", "£5"]]


def saved(path: Path, rows: list[list[str]], *, encoding: str, delimiter: str = ",", mark: bytes = b"") -> Path:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    path.write_bytes(mark + buffer.getvalue().encode(encoding))
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
        ("cp1252", b""),
    ],
)
def test_encodings_and_delimiters(tmp_path: Path, encoding: str, mark: bytes, delimiter: str) -> None:
    found = read_delimited(saved(tmp_path / "a.csv", ROWS, encoding=encoding, delimiter=delimiter, mark=mark))
    assert found.rows == ROWS
    assert (found.encoding, found.delimiter) == (encoding, delimiter)


def test_utf_8_is_tried_before_windows_1252() -> None:
    assert decode("é".encode(), where="a") == ("é", "utf-8")
    assert decode(b"caf\xe9", where="a") == ("café", "cp1252")


@pytest.mark.parametrize("content", [b"\x81\x8d\x8f", b"a\0b,c", b"\xff\xfea", bytes(range(256))])
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(InputError, match="not a text file"):
        decode(content, where="a.csv")


def test_a_line_that_declares_the_delimiter_is_believed_and_rows_keep_their_numbers(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("sep=;\na;b,c\n1;2,3\n")
    assert read_delimited(tmp_path / "a.csv").rows == [[], ["a", "b,c"], ["1", "2,3"]]


def test_lists_in_cells_do_not_pass_for_a_delimiter() -> None:
    assert find_delimiter("unit,codes\nu1,a;b\nu2,b;c\nu3,a;c\n", where="a") == ","


def test_commas_in_prose_do_not_pass_for_a_delimiter() -> None:
    assert find_delimiter("unit;what, and why\nu1;this, that\nu2;so, too\n", where="a") == ";"


def test_two_delimiters_that_do_equally_well_are_both_named() -> None:
    with pytest.raises(InputError, match="comma or the semicolon"):
        find_delimiter("a;b,c\n1;2,3\n", where="a")


def test_one_column_needs_no_delimiter(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("text\nfirst\nsecond\n")
    assert read_delimited(tmp_path / "a.txt").rows == [["text"], ["first"], ["second"]]


def test_old_line_ends(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"a,b\r1,2\r")
    assert read_delimited(tmp_path / "a.csv").rows == [["a", "b"], ["1", "2"]]


@pytest.mark.parametrize("broken", ['a,b\n1,"never closed\n2,3\n', 'a,b\n1,"he said "so" again"\n'])
def test_a_stray_quotation_mark_is_refused_with_the_row(tmp_path: Path, broken: str) -> None:
    (tmp_path / "a.csv").write_text(broken)
    with pytest.raises(InputError, match="from row 2 on"):
        read_delimited(tmp_path / "a.csv")


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\r\0", exclude_categories=["Cs"]), max_size=8)


@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=3, max_size=6))
def test_what_is_written_quoted_comes_back(rows: list[tuple[str, str, str]]) -> None:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([("a", "b", "c"), *rows])
    text = buffer.getvalue()
    assert find_delimiter(text, where="a") == ","
    assert list(csv.reader(io.StringIO(text, newline=""), strict=True))[1:] == [list(row) for row in rows]
