"""The rules of the house: what is packaged, who imports whom, what start-up costs, and that commands are documented."""

from __future__ import annotations

import ast
import importlib.util
import inspect
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from intercoder.cli import main
from intercoder.cli.reliability import FILES_ONLY, LARGE, READING
from intercoder.cli.there import THERE
from intercoder.findings.counts import Extras
from intercoder.project import Project
from intercoder.reliability.agreement import agreement
from intercoder.reliability.further_units import more_units

ROOT = Path(__file__).parent.parent
FOLDERS = {"intercoder": "src", "intercoder.cli": "cli", "intercoder.sample_data": "sample_data"}

# A package may import from those to its right (and from itself).
BENEATH = ["errors", "wording"]
ORDER = ["cli", "project", "report", "exchange", "findings", "coding", "reliability", "framework", "bottom", *BENEATH]
BESIDE = {("report", "exchange"), ("exchange", "report"), ("reliability", "framework"), ("framework", "reliability")}
HEAVY = {"pandas", "numpy", "openpyxl", "sqlalchemy", "matplotlib", "scipy", "sklearn", "statsmodels", "docx", "rich"}


def packages() -> Iterator[str]:
    for package, folder in FOLDERS.items():
        for file in (ROOT / folder).rglob("__init__.py"):
            below = file.parent.relative_to(ROOT / folder).parts
            yield ".".join([package, *below])


def test_every_folder_is_packaged_by_name() -> None:
    named = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]
    assert sorted(named) == sorted(packages())


def modules() -> Iterator[tuple[str, Path]]:
    for folder in ("src", "cli"):
        for file in (ROOT / folder).rglob("*.py"):
            yield room(file.relative_to(ROOT).parts), file


def test_the_map_names_modules_that_are_there() -> None:
    """What ARCHITECTURE.md says is where is there, and nothing of the two largest packages is left out."""
    told = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").split("## What is where")[1].split("## Decisions")[0]
    named = {name.rpartition("/")[2] for name in re.findall(r"`([\w/]+\.py)`", told)}
    there = {file.name: file for folder in ("src", "cli", "docs") for file in (ROOT / folder).rglob("*.py")}
    assert not named - there.keys()
    large = {file.name for name in ("exchange", "project") for file in (ROOT / "src" / name).rglob("*.py")}
    verbs = {file.name for file in (ROOT / "src" / "project" / "verbs").iterdir()}
    assert not large - named - verbs - {"__init__.py"}


def room(parts: tuple[str, ...]) -> str:
    """Return the package that a file belongs to: `src/coding/units.py` is in coding, `src/tables.py` at the bottom."""
    if parts[0] == "cli":
        return "cli"
    if len(parts) > 2:
        return parts[1]
    name = parts[1].removesuffix(".py")
    return name if name in BENEATH else "front" if name == "__init__" else "bottom"


def imported_rooms(file: Path) -> Iterator[str]:
    """Yield the rooms that a module imports from, wherever in the module the import stands."""
    here = file.relative_to(ROOT).parts
    package = ["intercoder", *(here[1:-1] if here[0] == "src" else here[:-1])]
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            target = [*base, *(node.module.split(".") if node.module else [])]
            if target[0] != "intercoder":
                continue
            rest = target[1:] or [alias.name for alias in node.names]
            yield rest[0] if rest[0] in ORDER else "bottom"


@pytest.mark.parametrize(("here", "file"), [m for m in modules() if m[0] != "front"], ids=str)
def test_a_module_imports_only_from_its_right(here: str, file: Path) -> None:
    for there in imported_rooms(file):
        allowed = here == there or ORDER.index(there) > ORDER.index(here)
        assert allowed, f"{file} ({here}) imports from {there}"
        if here != there:
            assert (here, there) not in BESIDE, f"{here} and {there} stand side by side"


def test_only_the_project_and_other_verbs_import_verbs() -> None:
    for file in (ROOT / "src" / "project").glob("**/*.py"):
        here = file.relative_to(ROOT / "src" / "project").as_posix()
        if here != "project.py" and not here.startswith("verbs/"):
            imports = [node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.ImportFrom)]
            assert not [node for node in imports if "verbs" in (node.module or "").split(".")], here


def test_help_loads_no_heavy_library() -> None:
    code = "import sys; from intercoder.cli import main; main(['--help'], standalone_mode=False); print(*sys.modules)"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    loaded = {name.split(".")[0] for name in printed.splitlines()[-1].split()}
    assert not loaded & HEAVY


def test_importing_the_package_loads_no_heavy_library() -> None:
    code = "import sys, intercoder; print(*sys.modules)"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert not {name.split(".")[0] for name in printed.split()} & HEAVY


def leaves(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from leaves(below, (*path, name))
    else:
        yield path, command


@pytest.mark.parametrize(("path", "command"), list(leaves(main)), ids=str)
def test_every_command_and_option_has_help(path: tuple[str, ...], command: click.Command) -> None:
    assert command.help, path
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, (path, parameter.name)


def test_the_page_of_commands_is_up_to_date() -> None:
    spec = importlib.util.spec_from_file_location("generate_commands", ROOT / "docs" / "generate_commands.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.page() == (ROOT / "docs" / "commands.md").read_text(encoding="utf-8"), "run `make docs`"


def test_the_help_calls_numbers_numbers() -> None:
    assert not re.search("INTEGER|FLOAT", (ROOT / "docs" / "commands.md").read_text(encoding="utf-8"))


def test_every_verb_is_a_method_and_every_method_a_verb() -> None:
    without_project = {"demo"}  # it makes its own
    verbs = {"_".join(path) for path, _ in leaves(main)} - without_project
    methods = {name for name, _ in inspect.getmembers(Project, inspect.isfunction) if not name.startswith("_")}
    assert verbs == (methods - {"close"}) | {"project_new"}  # `project new` is Project.create


def keywords(function: Callable[..., object]) -> set[str]:
    """Return the names of what a method takes by name, and of its further options where others compute with them."""
    parameters = list(inspect.signature(function).parameters.values())
    named = {one.name for one in parameters if one.kind is inspect.Parameter.KEYWORD_ONLY}
    if any(one.kind is inspect.Parameter.VAR_KEYWORD for one in parameters):
        further = inspect.signature(TAKERS[function.__name__]).parameters.values()
        named |= {one.name for one in further if one.default is not inspect.Parameter.empty}
    return named


def options(command: click.Command) -> set[str]:
    return {one.name or "" for one in command.params if isinstance(one, click.Option)} - SHARED


TAKERS: dict[str, Callable[..., object]] = {"reliability": agreement, "plan": more_units, "counts": Extras}
SHARED = {"project_file", "who", "as_json", "as_csv", "outputs"}  # of all commands, in cli/plumbing.py
OF_FILES = set(READING) | {"spans"} | set(FILES_ONLY)
BEFORE_CODING = {"kappa", "lower_limit", "null_kappa", "power", "prevalences", "sample"}
ON_ONE_SIDE: dict[str, tuple[set[str], str]] = {
    "project_new": ({"identifier", "id", "clock", "who"}, "another word than Python's `id`; the clock is for tests"),
    "project_bundle": ({"no_texts", "texts"}, "a flag that leaves out says no"),
    "report": ({"no_quotes", "quotes", "more"}, "a flag that leaves out says no; --more adds to FILES"),
    "manuscript": ({"no_quotes", "quotes"}, "a flag that leaves out says no"),
    "reliability": (OF_FILES | set(LARGE) | {"cases", "units"}, "of files, or of frames in a notebook"),
    "counts": (set(THERE), "of files"),
    "cooccurrence": (set(THERE), "of files"),
    "plan": (OF_FILES | BEFORE_CODING, "of files, or before there are any"),
    "codings_read": (OF_FILES | {"reading", "coders"}, "how files are read is one option in Python"),
    "framework_show": ({"version"}, "may be given without its name"),
    "framework_log": ({"code"}, "may be given without its name"),
    "framework_growth": ({"figure"}, "may be given without its name"),
    "scheme_show": ({"example"}, "may be given without its name"),
}


@pytest.mark.parametrize(("path", "command"), [found for found in leaves(main) if found[0] != ("demo",)], ids=str)
def test_a_command_and_its_method_have_the_same_options(path: tuple[str, ...], command: click.Command) -> None:
    verb = "_".join(path)
    method = Project.create if verb == "project_new" else getattr(Project, verb)
    apart, _why = ON_ONE_SIDE.get(verb, (set(), ""))
    assert options(command) ^ keywords(method) <= apart
