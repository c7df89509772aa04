"""REFI-QDA projects that intercoder writes: what stands in them, in the order of the schema, and what comes back."""

from __future__ import annotations

import io
import tempfile
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intercoder.errors import InputError
from intercoder.exchange.refi.project import RefiProject, read_qdpx
from intercoder.exchange.refi.writing import Outgoing, to_qdpx
from intercoder.framework.codes import Code, Framework
from intercoder.tables import CODINGS, UNITS

FRAMEWORK = Framework(
    [
        Code("c001", "Planning", definition="How.", applicable=False),
        Code("c002", "Groups / panels", "c001", when_to_use="They sit on one.", colour="#1f4e79"),
        Code("c003", "Training", guid="11111111-2222-4333-8444-555555555555"),
    ]
)
CASES = pd.DataFrame({"case": ["P1", "P2", "P3"], "Site": ["North & East", "", None]}, dtype=object)
UNITS_ROWS = [
    ("u1", "P1", 1, "Families 👪 sit on the group."),
    ("u2", "P2", 1, "Nothing <of> the kind."),
    ("u3", "P1", 2, "Staff were\r\ntrained."),
    ("u4", "P2", 2, ""),
]
CODED = [("u1", "A", "c002"), ("u1", "B", "c002"), ("u3", "A", "c003"), ("u3", "A", "c002"), ("u2", "B", "c003")]
MEMOS = {("u1", "A"): "It says so.\nTwice.", ("u2", "A"): "=Unclear \x01"}


def study(coded: list[tuple[str, str, str]] = CODED, **changed: object) -> Outgoing:
    given = {"title": "Study & co", "project": "p", "framework": FRAMEWORK, "cases": CASES, "memos": MEMOS}
    tables = {"units": UNITS.of(UNITS_ROWS), "codings": CODINGS.of(coded)}
    return Outgoing(**{**given, **tables, **changed})  # type: ignore[arg-type]


def back(outgoing: Outgoing) -> RefiProject:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.qdpx"
        path.write_bytes(to_qdpx(outgoing))
        return read_qdpx(path)


def coded_texts(found: RefiProject) -> set[tuple[str, str, str, str]]:
    rows = found.spans[["source", "coder", "code", "start", "end"]].itertuples(index=False, name=None)
    return {(source, coder, code, found.texts[source][start:end]) for source, coder, code, start, end in rows}


def document(outgoing: Outgoing) -> ET.Element:
    with zipfile.ZipFile(io.BytesIO(to_qdpx(outgoing))) as archive:
        return ET.fromstring(archive.read("project.qde"))  # noqa: S314 (our own)


def names(elements: ET.Element) -> list[str]:
    return [each.tag.rpartition("}")[2] for each in elements]


def test_what_is_written_comes_back() -> None:
    found = back(study())
    assert (found.name, found.origin, found.coders) == ("Study & co", "intercoder", ("A", "B"))
    assert coded_texts(found) == {
        ("P1", "A", "Planning / Groups \\/ panels", "Families 👪 sit on the group."),
        ("P1", "B", "Planning / Groups \\/ panels", "Families 👪 sit on the group."),
        ("P1", "A", "Training", "Staff were\ntrained."),
        ("P1", "A", "Planning / Groups \\/ panels", "Staff were\ntrained."),
        ("P2", "B", "Training", "Nothing <of> the kind."),
    }
    assert found.cases.to_dict("records") == [
        {"case": "P1", "Site": "North & East"},
        {"case": "P2", "Site": ""},
        {"case": "P3", "Site": ""},
    ]
    memos = found.memos[["source", "coder", "text"]].itertuples(index=False, name=None)
    assert set(memos) == {("P1", "A", "It says so.\nTwice."), ("P2", "A", "=Unclear \ufffd")}
    assert found.unverified == found.remarks == ()
    assert [
        (code.name, code.definition, code.when_to_use, code.colour, code.applicable) for code in found.framework
    ] == [(code.name, code.definition, code.when_to_use, code.colour, code.applicable) for code in FRAMEWORK]
    assert found.framework.codes[2].guid == FRAMEWORK.codes[2].guid


def test_the_parts_stand_in_the_order_of_the_schema() -> None:
    root = document(study())
    assert root.tag == "{urn:QDA-XML:project:1.0}Project"
    assert names(root) == ["Users", "CodeBook", "Variables", "Cases", "Sources", "Notes"]
    for selection in root.iter("{urn:QDA-XML:project:1.0}PlainTextSelection"):
        assert names(selection) in (["Coding"], ["Coding", "NoteRef"], ["NoteRef"])
    for case in root.iter("{urn:QDA-XML:project:1.0}Case"):
        assert names(case) in (["VariableValue", "SourceRef"], ["SourceRef"], [])


def test_parts_that_would_be_empty_are_left_out() -> None:
    root = document(study([], cases=CASES[["case"]], memos={}))
    assert names(root) == ["CodeBook", "Cases", "Sources"]


def test_every_reference_points_to_something_and_no_guid_comes_twice() -> None:
    root = document(study())
    guids = [element.get("guid") for element in root.iter() if element.get("guid")]
    assert len(guids) == len(set(guids))
    for element in root.iter():
        for name in ("targetGUID", "creatingUser"):
            assert element.get(name) is None or element.get(name) in guids
    with zipfile.ZipFile(io.BytesIO(to_qdpx(study()))) as archive:
        for element in root.iter():
            if path := element.get("plainTextPath"):
                assert path.replace("internal://", "sources/") in archive.namelist()


def test_the_same_study_gives_the_same_bytes() -> None:
    assert to_qdpx(study()) == to_qdpx(study())
    assert to_qdpx(study(project="q")) != to_qdpx(study())


def test_codings_of_units_without_text_are_counted() -> None:
    outgoing = study([*CODED, ("u4", "A", "c003")])
    assert outgoing.left_out == 1
    assert coded_texts(back(outgoing)) == coded_texts(back(study()))


def test_without_codes_or_texts_there_is_no_project() -> None:
    with pytest.raises(InputError, match="no codes"):
        to_qdpx(study(framework=Framework()))
    with pytest.raises(InputError, match="no texts"):
        to_qdpx(study(units=UNITS.empty()))


TEXT = st.text(
    st.sampled_from(["a", "B", " ", "\n", "\r", "\t", "😀", "é", "\ufeff", "\x00", "&", "<", "日", "'"]), max_size=12
)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.sampled_from(["P1", "P2"]), TEXT), min_size=1, max_size=6),
    st.sets(
        st.tuples(st.integers(0, 5), st.sampled_from(["A", "B 😀"]), st.sampled_from(["c002", "c003"])), min_size=1
    ),
)
def test_every_coding_comes_back_in_its_place(texts: list[tuple[str, str]], marks: set[tuple[int, str, str]]) -> None:
    units = UNITS.of((f"u{at}", case, at, text) for at, (case, text) in enumerate(texts))
    coded = sorted((f"u{at}", coder, code) for at, coder, code in marks if at < len(texts) and texts[at][1])
    outgoing = study(coded, units=units, memos={})
    if not coded:
        return
    found = back(outgoing)
    expected = {
        (place[0], coder, FRAMEWORK.path(code), *place[1:])
        for unit, coder, code in coded
        for place in [outgoing.places[unit]]
    }
    columns = ["source", "coder", "code", "start", "end"]
    assert set(found.spans[columns].itertuples(index=False, name=None)) == expected
    assert found.texts == outgoing.texts
