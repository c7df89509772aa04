"""Cutting notes into units: nothing is lost but white space, and a full stop does not always end a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoder.coding.units import UNIT_KINDS, Unit, segment
from intercoder.errors import InputError

LIKELY = st.text(alphabet="ab AB.!?…\"'”(1 \n\r\t•-。\u00a0\u2028é", max_size=80)


def without_space(text: str) -> str:
    return "".join(text.split())


@given(st.one_of(LIKELY, st.text()), st.sampled_from(UNIT_KINDS))
def test_units_lose_nothing_but_white_space_and_keep_the_order(text: str, unit: Unit) -> None:
    pieces = segment(text, unit)
    assert without_space("".join(pieces)) == without_space(text)
    at = 0
    for piece in pieces:
        at = text.index(piece, at) + len(piece)


@given(LIKELY, st.sampled_from(UNIT_KINDS))
def test_no_unit_is_empty_and_none_is_cut_twice(text: str, unit: Unit) -> None:
    for piece in segment(text, unit):
        assert piece == piece.strip() != ""
        if unit != "sentence":
            assert segment(piece, unit) == [piece]


@given(LIKELY)
def test_sentences_lie_within_paragraphs(text: str) -> None:
    paragraphs = segment(text, "paragraph")
    assert segment(text, "sentence") == [piece for paragraph in paragraphs for piece in segment(paragraph, "sentence")]


def test_a_response_is_one_unit_with_its_line_breaks() -> None:
    assert segment("  First.\n\nSecond. ", "response") == ["First.\n\nSecond."]


@pytest.mark.parametrize("nothing", ["", "  ", "\n\u00a0\t\r\n"])
@pytest.mark.parametrize("unit", UNIT_KINDS)
def test_white_space_alone_has_no_units(nothing: str, unit: Unit) -> None:
    assert segment(nothing, unit) == []


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\n\n \n", "\u2028", "\x0b"])
def test_every_kind_of_line_break_ends_a_paragraph(line_break: str) -> None:
    assert segment(f"One. Two.{line_break}Three", "paragraph") == ["One. Two.", "Three"]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("We ask families. They help! Do they? Yes.", ["We ask families.", "They help!", "Do they?", "Yes."]),
        ("Dr. Lee and Prof. Ahmed met Mrs. Gray.", ["Dr. Lee and Prof. Ahmed met Mrs. Gray."]),
        ("Tools, e.g. Talking Mats, i.e. pictures.", ["Tools, e.g. Talking Mats, i.e. pictures."]),
        ("About 3.5 posts. 12 families came.", ["About 3.5 posts.", "12 families came."]),
        ("It cost £2.50 per head, see no. 5 and fig. 2.", ["It cost £2.50 per head, see no. 5 and fig. 2."]),
        ("They said no. We stopped.", ["They said no.", "We stopped."]),
        ("He met J. R. Smith in the U.S. office.", ["He met J. R. Smith in the U.S. office."]),
        ("It was me and I. Then we left.", ["It was me and I.", "Then we left."]),
        ("She asked “why?” and left. “Because.” Fine.", ["She asked “why?” and left.", "“Because.”", "Fine."]),
        ('He said: "No." Then he went (as before). End', ['He said: "No."', "Then he went (as before).", "End"]),
        ("Well... maybe. Hm… Perhaps not.", ["Well... maybe.", "Hm…", "Perhaps not."]),
        ("approx. ten. and then more", ["approx. ten. and then more"]),
        ("1. Panels. 2. Forums", ["1. Panels.", "2. Forums"]),
        ("- panels\n- forums. • Letters", ["- panels", "- forums.", "• Letters"]),
        ("Groups: • panels • forums", ["Groups:", "• panels", "• forums"]),
        ("No full stop\nnext line", ["No full stop", "next line"]),
        ("Das gilt z.B. für Eltern. Ja.", ["Das gilt z.B. für Eltern.", "Ja."]),
        ("¿Por qué? Porque sí. ¡Claro!", ["¿Por qué?", "Porque sí.", "¡Claro!"]),
        ("家庭参与。很好。是吗\uff1f是", ["家庭参与。", "很好。", "是吗\uff1f", "是"]),
        ("Visit www.example.org today. Thanks.", ["Visit www.example.org today.", "Thanks."]),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert segment(text, "sentence") == sentences


@pytest.mark.parametrize("piece", ["e.g. ", "!?", '."', " •", "\n", "   ", ". A", "J. "])
def test_a_long_text_of_anything_is_cut_as_any_other(piece: str) -> None:
    text = "x" + piece * (400_000 // len(piece)) + "y"  # quadratic searching would take minutes
    assert without_space("".join(segment(text, "sentence"))) == without_space(text)


def test_another_kind_of_unit_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match='Did you mean "sentence"') as caught:
        segment("text", "sentense")  # type: ignore[arg-type]
    assert caught.value.where == "--unit"
