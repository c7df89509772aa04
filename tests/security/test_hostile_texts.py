"""Texts meant to act: in a terminal, on a page, in a spreadsheet, as the name of a file, wherever people name things.

One study in which every name and note is an attack goes through every command that shows or writes something.
"""

from __future__ import annotations

import csv
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from intercoder.project import Project

from .conftest import mark

if TYPE_CHECKING:
    from .conftest import Run

ESCAPES = "\x1b[2J\x1b]0;title\x07\x9b31m\x07\u202e\u2066"
PAGE = "</script></style></title><script>alert(1)</script><img src=x onerror=alert(1)>\"' onload='x"
FORMULA = '=HYPERLINK("http://a.example","x")'
OUTSIDE = "../../outside/CON"
ATTACK = f"{FORMULA} {PAGE} {ESCAPES} {OUTSIDE}"
SHOWING = (
    "project status", "project check", "notes show", "framework show", "framework log", "framework growth",
    "framework used", "round status", "workbook revisions", "reliability", "disagreements", "counts", "quotes show",
    "history --verify", "methods", "checklist", "suggestion list", "cooccurrence", "saturation", "matrix show",
    "search They", "sample show",
)  # fmt: skip
OWN = re.compile(r"<f>[^<>]*\b(COUNTA|COUNTIF)\((?:(?!HYPERLINK|http).)*</f>")  # how far a coder is: places, no data
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def hostile(name: str) -> str:
    return f"{name} {ATTACK}"


def code(number: str) -> str:
    return hostile(f"C{number}").replace("/", "|")  # a slash parts levels


@pytest.fixture
def attacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Path:
    """A coded study in which every name is an attack."""
    folder = tmp_path / "study"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.delenv("INTERCODER_PROJECT", raising=False)
    notes = [["Case", "Notes", "Model"], *([hostile(f"P{n}"), hostile("They asked."), hostile(f"m{n}")] for n in "12")]
    codes = [
        ["Code", "Definition", "When to use", "Example"],
        *([hostile(f"C{n}").replace("/", "|"), *[ATTACK] * 3] for n in "12"),
    ]
    for name, rows in (("notes.csv", notes), ("codes.csv", codes)):
        with Path(name).open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
    coders = (hostile("A"), hostile("B"))
    with Project.create("study", title=ATTACK, who=ATTACK) as project:
        project.notes_read("notes.csv", case="Case", text="Notes", attributes={hostile("model"): "Model"})
        project.framework_read("codes.csv", why=ATTACK)
        project.round_start(ATTACK, coders=coders)
        for row, path in enumerate(project.workbook_write("books"), start=4):
            assert path.parent == Path("books")
            mark(path, row)
            project.workbook_read(path, why=ATTACK)
        project.sample_draw("sample", fraction=0.5, seed=1, why=ATTACK)
    return folder


@pytest.mark.parametrize("command", SHOWING)
def test_nothing_steers_the_terminal(attacked: Path, run: Run, command: str) -> None:
    result = run(*command.split())
    assert result.exit_code in (0, 1, 2)
    assert not STEERING.search(result.output), repr(STEERING.search(result.output))


@pytest.mark.parametrize("command", [
    "round start {} --coders A", "counts --by {}", "reliability --round {}", "framework show --version 1 --nope {}",
    "notes show {}", "notes read {}.csv --case a --text b", "report {}", "project new x{}", "workbook write {}",
    "quotes show --code {}", "{}", "sample show {}", "project backup {}", "consensus read {}.xlsx",
    "reliability {}.csv",
])  # fmt: skip
def test_nothing_that_is_typed_or_named_steers_the_terminal(attacked: Path, run: Run, command: str) -> None:
    name = f"a{ESCAPES}b"
    result = run(*[part.replace("{}", name) for part in command.split()])
    assert not STEERING.search(result.output), repr(result.output)


class _Page(HTMLParser):
    """What a browser would find on a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attributes


def test_pages_and_figures_run_nothing_of_the_data(attacked: Path, run: Run) -> None:
    assert run("report", "report.html", "--by", hostile("model")).exit_code == 0
    assert run("counts", "-o", "counts.html").exit_code == 0
    assert (done := run("manuscript", "kit")).exit_code == 0, done.output
    pages = [*attacked.rglob("*.html"), *attacked.rglob("*.svg")]
    assert len(pages) > 4
    for path in pages:
        page = _Page()
        page.feed(path.read_text(encoding="utf-8"))
        assert page.tags.count("script") == (path.suffix == ".html")
        assert "img" not in page.tags
        assert not [name for name, _ in page.attributes if name.startswith("on")]
        links = [value or "" for name, value in page.attributes if name in ("href", "src", "action", "xlink:href")]
        assert all(link.startswith(("#", "data:image/")) for link in links), links
        if path.suffix == ".html":
            policy = next(value for name, value in page.attributes if name == "content" and "default-src" in str(value))
            assert str(policy).startswith("default-src 'none'")
            assert "unsafe" not in str(policy)


def test_workbooks_hold_no_formula_and_documents_no_field(attacked: Path, run: Run) -> None:
    for command in (
        "workbook write again",
        "project export out", "counts -o counts.xlsx", "counts -o counts.docx", "report tables.xlsx tables.docx",
        "framework write codes.xlsx", "framework write codes.docx", "consensus write meeting.xlsx", "manuscript kit",
        "history -o history.xlsx", "disagreements -o d.xlsx",
    ):  # fmt: skip
        assert (done := run(*command.split())).exit_code == 0, done.output
    books = [path for path in attacked.rglob("*.xlsx") if path.parent.name != "books"]  # those went through a person
    assert len(books) > 8
    for path in books:
        with zipfile.ZipFile(path) as archive:
            sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        formulas = {formula for sheet in sheets for formula in re.findall(r"<f[ />].*?</f>", sheet.decode())}
        assert not [formula for formula in formulas if not OWN.fullmatch(formula)], path
    documents = list(attacked.rglob("*.docx"))
    assert len(documents) > 4
    for path in documents:
        with zipfile.ZipFile(path) as archive:
            text = archive.read("word/document.xml").decode()
            links = [name for name in archive.namelist() if name.endswith(".rels")]
            outside = [name for name in links if b'TargetMode="External"' in archive.read(name)]
        assert "HYPERLINK" not in re.sub(r"<w:t[ >].*?</w:t>", "", text, flags=re.DOTALL)
        assert not outside


def test_a_csv_that_would_be_taken_for_formulas_says_so(attacked: Path, run: Run) -> None:
    result = run("notes", "show", "-o", "notes.csv")
    assert result.exit_code == 0
    codes = run("framework", "write", "again.csv")
    assert codes.exit_code == 0
    with Path("again.csv").open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.DictReader(file))["Definition"].strip().startswith("=HYPERLINK")


def test_no_name_leads_out_of_a_folder(attacked: Path, run: Run) -> None:
    before = {path for path in attacked.parent.rglob("*") if attacked not in path.parents}
    for command in (
        "workbook write again",
        "project export out",
        "project bundle b.zip",
        "manuscript kit",
        "figures f",
    ):
        assert (done := run(*command.split())).exit_code == 0, done.output
    assert {path for path in attacked.parent.rglob("*") if attacked not in path.parents} == before
    with zipfile.ZipFile("b.zip") as archive:
        for name in archive.namelist():
            assert ".." not in Path(name).parts
            assert not name.startswith("/")
            assert not STEERING.search(name)
    written = [path for folder in ("again", "out", "kit", "f") for path in Path(folder).rglob("*")]
    for path in written:
        assert not re.search(r'[<>:"|?*\\\x00-\x1f]|[. ]$', path.name), path.name
        assert path.stem.split(".")[0].upper() not in {"CON", "NUL", "AUX", "PRN"}
        assert len(path.name.encode()) < 255
    assert len({str(path).casefold() for path in written}) == len(written)


def test_coders_whose_names_make_the_same_file_name_have_a_workbook_each(study: Path) -> None:
    with Project.open(study) as project:
        project.round_start("next", coders=("a/b", "a:b", "x" * 300, "x" * 299))
        written = project.workbook_write("books")
    assert len({path.name.casefold() for path in written}) == 4
    assert all(path.exists() and len(path.name) < 120 for path in written)


def test_a_result_is_not_written_over_what_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    monkeypatch.chdir(tmp_path)
    content = "unit,coder,Code\n" + "".join(f"u{n},{c},{n % 2}\n" for n in range(4) for c in "AB")
    Path("coded.csv").write_text(content)
    result = run("reliability", "coded.csv", "-o", "./coded.csv")
    assert result.exit_code == 2
    assert "is what is read" in result.stderr
    assert Path("coded.csv").read_text() == content
    assert run("reliability", "coded.csv", "-o", "other.csv").exit_code == 0
