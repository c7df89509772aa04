"""Codings of pages, pictures, sound and film in REFI-QDA projects: kept with their places, counted for documents."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from intercoder.cli import main
from intercoder.errors import InputError
from intercoder.exchange.refi.project import read_qdpx

from ..refi_files import Coded, Made, guid

TEXTS = {"P1": "Families sit on the steering group."}
CODED = [
    Coded("P1", "A", "Steering", "Families sit"),
    Coded("P1", "B", "Steering", "steering group"),
    Coded("P1", "A", "Training", "Families"),
]


def coding(coder: str, code: str) -> str:
    return f'<Coding guid="x" creatingUser="{guid(coder)}"><CodeRef targetGUID="{guid(code)}"/></Coding>'


def rectangle(kind: str, codings: str, more: str = "", corners: str = "10 20 110.5 40") -> str:
    places = " ".join(
        f'{name}="{at}"' for name, at in zip(("firstX", "firstY", "secondX", "secondY"), corners.split(), strict=True)
    )
    return f'<{kind} guid="y" name="" {places} {more}>{codings}</{kind}>'


PAGE = 'page="1"'
PICTURE = (
    f'<PictureSource guid="{guid("Map")}" name="Map" path="internal://m.png">'
    + rectangle("PictureSelection", coding("A", "Steering") + coding("B", "Training"))
    + "</PictureSource>"
)
SCAN = (
    f'<PDFSource guid="{guid("Scan")}" name="Scan" path="internal://s.pdf">'
    + rectangle("PDFSelection", coding("A", "Training"), 'page="3"')
    + rectangle("PDFSelection", coding("B", "Training"), 'page="4"')
    + "</PDFSource>"
)
SOUND = (
    f'<AudioSource guid="{guid("Talk")}" name="Talk" path="internal://t.mp3">'
    f'<AudioSelection guid="z" begin="0" end="1500">{coding("A", "Steering")}</AudioSelection>'
    f"{coding('B', 'Steering')}</AudioSource>"
)


def save(path: Path, *sources: str, made: Made | None = None) -> Path:
    made = made or Made(TEXTS, CODED)
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("project.qde", made.xml().replace("</Sources>", f"{''.join(sources)}</Sources>"))
        for name, raw in made.texts.items():
            out.writestr(f"sources/{guid(name)}.txt", raw.encode())
    return path


def run(*arguments: object) -> Any:
    return CliRunner().invoke(main, ["reliability", *map(str, arguments)])


def test_places_are_kept_and_called_as_people_read_them(tmp_path: Path) -> None:
    found = read_qdpx(save(tmp_path / "a.qdpx", PICTURE, SCAN, SOUND))
    assert list(found.places.itertuples(index=False, name=None)) == [
        ("Map", "A", "Steering", "rectangle 10,20 to 110.5,40"),
        ("Map", "B", "Training", "rectangle 10,20 to 110.5,40"),
        ("Scan", "A", "Training", "page 3, rectangle 10,20 to 110.5,40"),
        ("Scan", "B", "Training", "page 4, rectangle 10,20 to 110.5,40"),
        ("Talk", "A", "Steering", "0 to 1500 ms"),
        ("Talk", "B", "Steering", "the whole"),
    ]
    assert set(found.texts) == {"P1"}
    assert set(found.case_of) == {"P1", "Map", "Scan", "Talk"}
    assert "6 codings of pages, pictures, sound or film" in found.description
    assert len(found.spans) == 3


def test_they_count_where_documents_are_compared(tmp_path: Path) -> None:
    path = save(tmp_path / "a.qdpx", PICTURE, SCAN, SOUND)
    ran = run(path, "--spans", "document", "--json")
    rows = {row["code"]: row for row in json.loads(ran.stdout)["codes"]}
    cells = ("both", "only_a", "only_b", "neither")
    assert [rows["Steering"][name] for name in cells] == [2, 1, 0, 1]  # P1 and Talk; Map; none; Scan
    assert [rows["Training"][name] for name in cells] == [1, 1, 1, 1]  # Scan; P1; Map; Talk
    assert "left out" not in ran.stderr


@pytest.mark.parametrize("view", ["characters", "paragraph", "alpha-u"])
def test_they_are_told_where_texts_are_compared(view: str, tmp_path: Path) -> None:
    options = ["--coders", "A,B", "--spans", view]
    with_places, without = (
        run(save(tmp_path / name, *more), *options) for name, more in (("a.qdpx", (PICTURE, SCAN)), ("b.qdpx", ()))
    )
    assert with_places.exit_code == 0, with_places.output
    assert with_places.stdout == without.stdout
    assert (
        "4 codings of pages, pictures, sound or film left out; they count with --spans document" in with_places.stderr
    )


def test_a_text_with_selections_on_its_pages(tmp_path: Path) -> None:
    text = "Families sit on the steering group."
    scan = (
        f'<PDFSource guid="{guid("Scan")}" name="Scan"><Representation guid="r"><PlainTextContent>{text}'
        f'</PlainTextContent><PlainTextSelection guid="s" name="" startPosition="0" endPosition="8">'
        f"{coding('A', 'Steering')}</PlainTextSelection></Representation>"
        f"{rectangle('PDFSelection', coding('B', 'Steering'), PAGE)}</PDFSource>"
    )
    found = json.loads(run(save(tmp_path / "a.qdpx", scan), "--spans", "document", "--json").stdout)
    assert {row["code"]: row["both"] for row in found["codes"]} == {"Steering": 2, "Training": 0}


def test_a_project_of_pictures_alone(tmp_path: Path) -> None:
    made = Made({}, [], codes="".join(f'<Code guid="{guid(c)}" name="{c}"/>' for c in ("Steering", "Training")))
    path = save(tmp_path / "a.qdpx", PICTURE, SCAN, made=made)
    found = json.loads(run(path, "--spans", "document", "--json").stdout)
    assert {row["code"]: row["both"] for row in found["codes"]} == {"Steering": 0, "Training": 1}
    refused = run(path)
    assert (refused.exit_code, "there is no text in which all of A, B coded anything" in refused.output) == (2, True)


def test_what_is_coded_nowhere_is_told_or_refused(tmp_path: Path) -> None:
    bare = f'<PictureSource guid="{guid("pic")}" name="Bare" path="internal://x.png"/>'
    found = read_qdpx(save(tmp_path / "a.qdpx", bare))
    assert 'source "Bare" (PictureSource) has no text in the file' in found.remarks
    assert found.places.empty
    unknown = PICTURE.replace(guid("Training"), guid("Other"))
    found = read_qdpx(save(tmp_path / "b.qdpx", unknown))
    assert 'source "Map": a coding with a code that is not in the codebook' in found.remarks
    with pytest.raises(InputError, match="holds no coding"):
        read_qdpx(save(tmp_path / "c.qdpx", bare, made=Made(TEXTS, [], codes=f'<Code guid="{guid("S")}" name="S"/>')))


@pytest.mark.parametrize("corners", ["1 2 3 x", "-1 +2.5 3 4", "1e9 nan 3 4"])
def test_places_that_are_no_numbers_are_the_whole(corners: str, tmp_path: Path) -> None:
    source = (
        f'<PictureSource guid="{guid("Map")}" name="Map">'
        + rectangle("PictureSelection", coding("A", "Steering"), corners=corners)
        + "</PictureSource>"
    )
    (place,) = read_qdpx(save(tmp_path / "a.qdpx", source)).places["place"]
    assert place == ("rectangle -1,+2.5 to 3,4" if corners.startswith("-1") else "the whole")
