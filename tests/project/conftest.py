"""A small study, as any team would set it up: six services, four codes, two coders."""

from __future__ import annotations

import datetime as dt
import functools
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import openpyxl
import pytest

from intercoder.project import Project

NOTES = {
    "P1": ("CAMHS", "Families sit on the steering group."),
    "P2": ("CAMHS", "Staff were trained by parents."),
    "P3": ("ID", "Nothing of the kind."),
    "P4": ("ID", "Young people chose the staff, and sit on a group."),
    "P5": ("ID", "They would like to."),
    "P6": ("CAMHS", "A leaflet was written together."),
}
CODES = {"Planning": "no", "Planning / Steering groups": "yes", "Training": "yes", "Leaflets": "yes"}
Marks = Mapping[str, tuple[str, ...]]
Fill = Callable[..., Path]


def ticking() -> Callable[[], dt.datetime]:
    """Return a clock that goes on by a second each time that it is read."""
    at = dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC)

    def now() -> dt.datetime:
        nonlocal at
        at += dt.timedelta(seconds=1)
        return at

    return now


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """Two projects, made once: one with notes and a framework, and one after two coders have coded everything."""
    folder = tmp_path_factory.mktemp("study")
    notes = ["case,model,text", *(f'{case},{model},"{text}"' for case, (model, text) in NOTES.items())]
    (folder / "notes.csv").write_text("\n".join(notes), encoding="utf-8")
    codes = ["Code,Definition,May be applied", *(f"{path},About {path},{yes}" for path, yes in CODES.items())]
    (folder / "codes.csv").write_text("\n".join(codes), encoding="utf-8")
    with Project.create(folder / "study", id="study", who="Lead", clock=ticking()) as made:
        made.notes_read(folder / "notes.csv", case="case", text="text", attributes={"model": "model"})
        made.framework_read(folder / "codes.csv")
        blank = Path(shutil.copyfile(made.path, folder / "blank.intercoder"))
        made.round_start("main", coders=("A", "B"))
        a = {"P1": ("Steering groups",), "P2": ("Training",), "P3": (), "P4": ("Steering groups", "Training")}
        b = {"P1": (), "P2": ("Training",), "P3": (), "P4": ("Steering groups",)}
        a_marks, b_marks = {**a, "P5": (), "P6": ("Leaflets",)}, {**b, "P5": (), "P6": ()}
        made.workbook_read(filled(made, folder, "A", a_marks, memo={"P1": "It says so."}))
        made.workbook_read(filled(made, folder, "B", b_marks))
    return {"blank": blank, "coded": made.path}


def again(path: Path, folder: Path) -> Project:
    """Open a copy of a project that was made before."""
    return Project.open(Path(shutil.copyfile(path, folder / "study.intercoder")), who="Lead", clock=ticking())


@pytest.fixture
def project(kept: Mapping[str, Path], tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Project]:
    """The project with the notes of six services and a framework of three codes, and no coding yet."""
    with again(kept["coded" if "coded" in request.fixturenames else "blank"], tmp_path) as opened:
        yield opened


@pytest.fixture
def coded(project: Project) -> Project:
    """The project after two coders have coded everything: they differ on P1, P4 and P6."""
    return project


@pytest.fixture
def fill(project: Project, tmp_path: Path) -> Fill:
    """Fill in a coder's workbook with {unit: names of codes}; a unit without any is marked "no code applies"."""
    return functools.partial(filled, project, tmp_path / "workbooks")


@pytest.fixture(name="filled")
def filled_fixture() -> Fill:
    return filled


def filled(
    project: Project, folder: Path, coder: str, marks: Marks, *, round: str = "main", **texts: Mapping[str, str]
) -> Path:
    """Write a coder's workbook and fill it in: the marks, and further texts by key of the column and unit."""
    (path,) = project.workbook_write(folder, round=round, coders=[coder], replace=True)
    ids = {code["name"]: code["id"] for code in project.framework_show().to_dict()["codes"]}
    cells = {unit: {f"code:{ids[name]}": "x" for name in names} or {"none": "x"} for unit, names in marks.items()}
    for key, of_unit in texts.items():
        for unit, text in of_unit.items():
            cells.setdefault(unit, {})[key] = text
    type_in(path, "Coding", {(unit,): given for unit, given in cells.items()}, ("unit",))
    return path


def type_in(path: Path, sheet: str, typed: Mapping[tuple[str, ...], Mapping[str, str]], by: tuple[str, ...]) -> None:
    """Type texts into a form, as a person would: {names of the row: {key of the column: text}}."""
    book = openpyxl.load_workbook(path)
    form = book[sheet]
    column = {cell.value: cell.column for cell in form[1]}
    for row in range(4, form.max_row + 1):
        name = tuple(str(form.cell(row, column[key]).value) for key in by)
        for key, text in typed.get(name, {}).items():
            form.cell(row, column[key]).value = text
    book.save(path)
