"""REFI-QDA projects as the tools write them: in every dialect of positions, with their habits and their faults."""

from __future__ import annotations

import itertools
import random
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intercoder.errors import InputError, IntercoderError
from intercoder.exchange.refi.offsets import DIALECTS, Dialect, Positions, Selection, canonical, locate, usual_dialect
from intercoder.exchange.refi.project import RefiProject, read_qdpx
from intercoder.exchange.refi.units import codings_of_units, units_with_places
from intercoder.reliability.unitizing.spans import SPANS

from ..refi_files import Coded, Made, guid, position

# Everything that tools count differently, before the passages that are coded.
RAW = "\ufeffInterview 😀 one.\r\n\r\nFamilies sit 👪 on the steering group.\r\nStaff were trained by parents.\r\n"
CODED = [
    Coded("P1", "A", "Steering", "Families sit 👪 on the steering group"),
    Coded("P1", "B", "Steering", "sit 👪 on the steering group"),
    Coded("P1", "A", "Training", "trained by parents"),
    Coded("P2", "B", "Training", "Nobody was trained"),
]
TEXTS = {"P1": RAW, "P2": "\ufeffNothing 😀 of the kind.\r\nNobody was trained."}


def quotes(found: RefiProject) -> list[tuple[str, str, str, str]]:
    rows = found.spans[["source", "coder", "code", "start", "end"]].itertuples(index=False, name=None)
    return [(source, coder, code, found.texts[source][start:end]) for source, coder, code, start, end in rows]


def as_coded(coded: list[Coded]) -> list[tuple[str, str, str, str]]:
    return [(each.source, each.coder, each.code, each.quote.replace("\r\n", "\n")) for each in coded]


@pytest.mark.parametrize("dialect", DIALECTS, ids=str)
@pytest.mark.parametrize("origin", ["NVivo 14", "MAXQDA 2022", ""])
def test_every_dialect_is_found_whatever_tool_is_named(tmp_path: Path, dialect: Dialect, origin: str) -> None:
    found = read_qdpx(Made(TEXTS, CODED, dialect, origin).save(tmp_path / "a.qdpx"))
    assert found.offsets.dialect == dialect
    assert quotes(found) == as_coded(CODED)
    assert found.unverified == ()
    assert found.texts["P1"] == canonical(RAW)
    assert found.coders == ("A", "B")
    assert str(dialect) in found.description


def test_a_dialect_that_was_not_expected_is_told(tmp_path: Path) -> None:
    found = read_qdpx(Made(TEXTS, CODED, Dialect(), "NVivo").save(tmp_path / "a.qdpx"))
    assert any("expected in UTF-16" in remark for remark in found.remarks)


def test_names_of_selections_settle_what_word_boundaries_cannot(tmp_path: Path) -> None:
    texts = {"P1": "😀 a a a a a a"}
    there = Selection("P1", 3, 6, "a a")
    assert locate(texts, [there], "NVivo").dialect.utf16  # "a a" by its own way of counting
    assert not locate({"P1": "😀 ab ab xy"}, [Selection("P1", 5, 7, "ab")], "NVivo").dialect.utf16


def test_where_two_dialects_fit_alike_the_tool_decides_and_the_doubt_is_told(tmp_path: Path) -> None:
    made = Made({"P1": "😀 日日日日日"}, [Coded("P1", "A", "X", "日日")], Dialect(utf16=True), "NVivo")
    found = read_qdpx(made.save(tmp_path / "a.qdpx"))
    assert found.spans[["start", "end"]].to_numpy().tolist() == [[2, 4]]
    assert [doubt.utf16 for doubt in found.offsets.doubts] == [False]
    assert any("as well, by which some lie elsewhere" in remark for remark in found.remarks)


def test_the_usual_dialect_is_nvivos_or_the_standards() -> None:
    assert usual_dialect("QSR NVivo for Windows") == Dialect(utf16=True)
    assert usual_dialect("MAXQDA") == Dialect()


@settings(deadline=None)
@given(
    st.text(st.sampled_from(["a", " ", "\n", "\r", "😀", "é", "\ufeff"]), max_size=20),
    st.booleans(),
    st.sampled_from(DIALECTS),
)
def test_a_place_is_where_the_position_was_counted(text: str, bom: bool, dialect: Dialect) -> None:
    raw = ("\ufeff" if bom else "") + text
    way = Positions(raw, dialect)
    inside_break = {at + 1 for at in range(len(raw)) if raw[at : at + 2] == "\r\n"}
    for at in range(len(raw.removeprefix("\ufeff")) + 1):
        whole = at + len(raw) - len(raw.removeprefix("\ufeff"))
        if whole not in inside_break:
            assert way.place(position(raw, whole, dialect)) == len(canonical(raw[:whole]))
    assert way.place(position(raw, len(raw), dialect) + 1) is None
    assert way.place(-1) is None


def test_a_position_within_a_character_is_no_place() -> None:
    assert Positions("a😀b", Dialect(utf16=True)).place(2) is None


HABITS: Mapping[str, Mapping[str, object]] = {
    "NVivo on Windows": {"folder": "Sources", "dialect": Dialect(utf16=True), "origin": "NVivo"},
    "NVivo on a Mac": {"more": {"sources/" + guid("picture") + ".docx": b"", "sources/empty.txt": b""}},
    "MAXQDA": {"upper": True, "origin": "MAXQDA 2022"},
    "ATLAS.ti": {"document": "Study of care.qde", "origin": "ATLAS.ti"},
    "packed anew on a Mac": {"more": {"__MACOSX/._project.qde": b"\0\1", "__MACOSX/sources/._a.txt": b"\0"}},
    "packed with its folder": {"document": "study/project.qde", "folder": "study/Sources"},
    "texts inside": {"inside": True},
}


@pytest.mark.parametrize("habit", HABITS)
def test_the_habits_of_tools_make_no_difference(tmp_path: Path, habit: str) -> None:
    plain = {name: text.removeprefix("\ufeff").replace("\r\n", "\n") for name, text in TEXTS.items()}
    made = replace(Made(plain, CODED), **HABITS[habit])  # type: ignore[arg-type]
    found = read_qdpx(made.save(tmp_path / "a.qdpx"))
    assert quotes(found) == as_coded(CODED)
    assert found.texts == plain
    assert [code.guid for code in found.framework] == [guid("Steering"), guid("Training")]


def test_sources_without_a_name_are_named_and_told(tmp_path: Path) -> None:
    found = read_qdpx(Made(TEXTS, CODED, named=False).save(tmp_path / "a.qdpx"))
    assert list(found.texts) == [f"source {guid(name)[:8]}" for name in TEXTS]
    assert sum("source without a name" in remark for remark in found.remarks) == 2


def test_codes_and_users_that_share_a_name_are_kept_apart(tmp_path: Path) -> None:
    codes = "".join(
        f'<Code guid="{guid(code)}" name="{name}" isCodable="true"/>'
        for code, name in (("Steering", "Care"), ("Training", "care"))
    )
    found = read_qdpx(Made(TEXTS, CODED, codes=codes).save(tmp_path / "a.qdpx"))
    assert found.codes == ("Care", "care (2)")
    assert {code for _, _, code, _ in quotes(found)} == {"Care", "care (2)"}
    assert any('"care (2)"' in remark for remark in found.remarks)


def test_a_tree_of_codes_keeps_its_paths_descriptions_and_ids(tmp_path: Path) -> None:
    codes = (
        f'<Code guid="{{{guid("top").upper()}}}" name="Planning" isCodable="false"><Description>How.</Description>'
        f'<Code guid="{guid("Steering")}" name="Groups / panels" isCodable="true" color="#1F4E79"/>'
        f'<Code guid="{guid("Training")}" name="Training" isCodable="true"/></Code>'
    )
    found = read_qdpx(Made(TEXTS, CODED, codes=codes).save(tmp_path / "a.qdpx"))
    assert found.codes == ("Planning", "Planning / Groups \\/ panels", "Planning / Training")
    assert found.framework.codes[0].definition == "How."
    assert {code for _, _, code, _ in quotes(found)} == {"Planning / Groups \\/ panels", "Planning / Training"}


def test_cases_variables_and_document_groups(tmp_path: Path) -> None:
    value = '<VariableValue><VariableRef targetGUID="{}"/><{}>{}</{}></VariableValue>'
    site = value.format(guid("v1").upper(), "TextValue", "North &amp; East", "TextValue")
    beds = value.format(guid("v2"), "IntegerValue", "12", "IntegerValue")
    before = (
        f'<Variables><Variable guid="{guid("v1")}" name="Site" typeOfVariable="Text"/>'
        f'<Variable guid="{guid("v2")}" name="Beds" typeOfVariable="Integer"/></Variables>'
        f'<Cases><Case guid="{guid("c")}" name="Ward"><Description/>{site}{beds}'
        f'<SourceRef targetGUID="{guid("P1").upper()}"/></Case></Cases>'
    )
    after = f'<Sets><Set guid="{guid("s")}" name="Wave 1"><MemberSource targetGUID="{guid("P2")}"/></Set></Sets>'
    found = read_qdpx(Made(TEXTS, CODED, rest_before=before, rest_after=after).save(tmp_path / "a.qdpx"))
    assert found.cases.to_dict("records") == [
        {"case": "Ward", "Site": "North & East", "Beds": "12", "document group": ""},
        {"case": "P2", "Site": "", "Beds": "", "document group": "Wave 1"},
    ]
    assert found.case_of == {"P1": "Ward", "P2": "P2"}


def test_what_cannot_be_verified_and_what_lies_outside_is_listed(tmp_path: Path) -> None:
    coded = [*CODED, Coded("P1", "A", "Training", "rained by paren")]
    path = Made(TEXTS, coded).save(tmp_path / "a.qdpx")
    far = Made(TEXTS, coded).xml().replace('startPosition="', 'startPosition="9', 1)
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("project.qde", far)
        for name, raw in TEXTS.items():
            out.writestr(f"sources/{guid(name)}.txt", raw.encode())
    found = read_qdpx(path)
    assert len(found.spans) == len(coded) - 1
    assert len(found.unverified) == 2
    assert "not in the text, left out" in found.unverified[0]
    assert 'read as "rained by paren"' in found.unverified[1]


def test_the_coder_of_a_coding_without_one_is_the_selections(tmp_path: Path) -> None:
    made = Made(TEXTS, CODED, users=("A", "B", "who made the selection"))
    path = made.save(tmp_path / "a.qdpx")
    xml = made.xml().replace(f' creatingUser="{guid("A")}"', "").replace(f' creatingUser="{guid("B")}"', "", 1)
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("project.qde", xml)
        for name, raw in TEXTS.items():
            out.writestr(f"sources/{guid(name)}.txt", raw.encode())
    assert set(read_qdpx(path).coders) == {"B", "who made the selection"}


def test_a_picture_in_which_nothing_is_coded_is_told(tmp_path: Path) -> None:
    made = Made(TEXTS, CODED)
    picture = f'<PictureSource guid="{guid("pic")}" name="Map" path="internal://x.png"/></Sources>'
    with zipfile.ZipFile(tmp_path / "a.qdpx", "w") as out:
        out.writestr("project.qde", made.xml().replace("</Sources>", picture))
        for name, raw in TEXTS.items():
            out.writestr(f"sources/{guid(name)}.txt", raw.encode())
    found = read_qdpx(tmp_path / "a.qdpx")
    assert any('"Map" (PictureSource)' in remark for remark in found.remarks)
    assert len(found.texts) == 2


def test_whole_texts_and_memos(tmp_path: Path) -> None:
    made = Made(TEXTS, CODED[:1])
    whole = (
        f'<Coding guid="{guid("w")}" creatingUser="{guid("B")}"><CodeRef targetGUID="{guid("Steering")}"/></Coding>'
        "</TextSource>"
    )
    memo = f'</Coding><NoteRef targetGUID="{guid("note")}"/></PlainTextSelection>'
    notes = (
        f'<Notes><Note guid="{guid("note")}" name="m" creatingUser="{guid("A")}">'
        "<PlainTextContent>It says so.</PlainTextContent></Note></Notes></Project>"
    )
    xml = made.xml().replace("</TextSource>", whole, 1).replace("</Coding></PlainTextSelection>", memo, 1)
    with zipfile.ZipFile(tmp_path / "a.qdpx", "w") as out:
        out.writestr("project.qde", xml.replace("</Project>", notes))
        for name, raw in TEXTS.items():
            out.writestr(f"sources/{guid(name)}.txt", raw.encode())
    found = read_qdpx(tmp_path / "a.qdpx")
    assert ("P1", "B", "Steering", canonical(RAW)) in quotes(found)
    assert found.memos[["source", "coder", "text"]].to_numpy().tolist() == [["P1", "A", "It says so."]]


# --- units


@settings(deadline=None)
@given(st.text(st.sampled_from(["A", "b", " ", ".", "\n", "😀", "?"]), max_size=40))
def test_units_lie_where_their_text_is(text: str) -> None:
    for unit in ("sentence", "paragraph", "document"):
        places = units_with_places(text, unit)  # type: ignore[arg-type]
        assert all(text[start:end] == text[start:end].strip() != "" for start, end in places)
        assert all(first[1] <= second[0] for first, second in itertools.pairwise(places))
        assert sum(end - start for start, end in places) >= len("".join(text.split())) - (text.count(" "))


def test_a_coder_who_touches_a_unit_has_coded_it(tmp_path: Path) -> None:
    found = read_qdpx(Made(TEXTS, CODED).save(tmp_path / "a.qdpx"))
    units = codings_of_units(found.texts, found.spans, "paragraph", case_of=found.case_of)
    assert set(units.codings.itertuples(index=False, name=None)) == {
        ("P1 #2", "A", "Steering"),
        ("P1 #2", "B", "Steering"),
        ("P1 #3", "A", "Training"),
        ("P2 #2", "B", "Training"),
    }
    covered = set(units.coverage.itertuples(index=False, name=None))
    assert ("P1 #1", "B") in covered
    assert not any(unit.startswith("P2") and coder == "A" for unit, coder in covered)
    assert list(units.units["text"])[1] == "Families sit 👪 on the steering group."


@pytest.mark.parametrize(
    ("start", "end", "touched"),
    [(0, 10, [1]), (9, 10, []), (8, 10, [1]), (0, 11, [1, 2]), (10, 20, [2]), (3, 12, [1, 2])],
)
def test_a_stretch_touches_the_units_that_it_has_a_character_of(start: int, end: int, touched: list[int]) -> None:
    spans = SPANS.of([("P", "A", "X", start, end)])
    found = codings_of_units({"P": "They sit. They vote."}, spans, "sentence")
    assert list(found.codings["unit"]) == [f"P #{number}" for number in touched]


# --- files that are broken or meant to harm

ENTITIES = '<!DOCTYPE a [<!ENTITY b "lol"><!ENTITY c "&b;&b;&b;">]><Project name="&c;"/>'


def packed(path: Path, **entries: str | bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in entries.items():
            out.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("entries", "word"),
    [
        ({"project.qde": ENTITIES}, "cannot be read as XML"),
        ({"project.qde": "<Project>"}, "cannot be read as XML"),
        ({"project.qde": "<CodeBook/>"}, "begins with CodeBook"),
        ({"project.qde": "<a>" * 200 + "</a>" * 200}, "nested more than"),
        ({"project.qde": "<a>" + "<b/>" * 3_100_000 + "</a>"}, "more elements"),
        ({"project.qde": "<a " + " ".join(f'b{at}=""' for at in range(3_100_000)) + "/>"}, "more elements"),
        ({"project.qde": '<Project name="x"/>'}, "holds no codes"),
        ({"a.txt": "x"}, "holds no .qde"),
        ({"a.qde": "<Project/>", "b.qde": "<Project/>"}, "several projects: a.qde, b.qde"),
        ({"../project.qde": "<Project/>"}, "leads outside"),
        ({"project.qde": "<Project/>", "/etc/passwd": "x"}, "leads outside"),
        ({"project.qde": "<Project/>", "C:\\a.txt": "x"}, "leads outside"),
        ({"project.qde": " " * (65 << 20)}, "unpacks to more"),
    ],
)
def test_hostile_and_foreign_archives_are_refused(tmp_path: Path, entries: dict[str, str], word: str) -> None:
    path = packed(tmp_path / "a.qdpx", **entries)
    with pytest.raises(InputError, match=word):
        read_qdpx(path)
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.qdpx").write_bytes(b"<html>not found</html>")
    for name in ("a.qdpx", "b.qdpx"):
        with pytest.raises(InputError):
            read_qdpx(tmp_path / name)


def test_mutated_files_never_give_a_traceback(tmp_path: Path) -> None:
    path = Made(TEXTS, CODED).save(tmp_path / "a.qdpx")
    whole = path.read_bytes()
    document = Made(TEXTS, CODED).xml().encode()
    chance = random.Random(7)  # noqa: S311
    for turn in range(300):
        bent = bytearray(whole if turn % 2 else document)
        for _ in range(chance.randint(1, 6)):
            bent[chance.randrange(len(bent))] = chance.randrange(256)
        if turn % 2:
            path.write_bytes(bent)
        else:
            packed(path, **{"project.qde": bytes(bent), f"sources/{guid('P1')}.txt": RAW.encode()})
        try:
            read_qdpx(path)
        except IntercoderError:
            continue
