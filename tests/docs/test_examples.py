"""What the pages show, works: every command and every line of Python runs, in order, and prints what is shown."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent.parent
DOCS = ROOT / "docs"

NOTHING_TO_TYPE = {
    "benchmarks.md",
    "commands.md",
    "formats.md",
    "interval_coverage.md",
    "interval_simulation.md",
    "mutation.md",
    "scale.md",
    "speed_of_commands.md",
}
"""Pages of figures, or that a program writes."""


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"docs_{name}", DOCS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


examples = _load("examples")
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]


def _name(path: Path) -> str:
    return str(path.relative_to(DOCS if path.is_relative_to(DOCS) else ROOT))


@pytest.fixture(scope="module")
def demonstrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = examples.demonstrate(tmp_path_factory.mktemp("demonstrated"))
    return folder


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_its_examples_work(path: Path, demonstrated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    page = examples.Page(path, demonstrated)
    page.run()
    assert bool(page.ran) != (_name(path) in NOTHING_TO_TYPE), "only the pages named there have no examples"


def test_what_a_command_prints_is_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    page = tmp_path / "page.md"
    page.write_text("```console\n$ intercoder project new study\nMade another.intercoder.\n```\n", encoding="utf-8")
    with pytest.raises(examples.ExampleError, match=r"prints\nMade study\.intercoder\.\n"):
        examples.Page(page).run()


@pytest.mark.parametrize(
    "block",
    [
        "```console\n$ intercoder nonsense\n```\n",
        "```console\n$ other program\n```\n",
        "```console\nno command\n```\n",
        "```python\n>>> 1 + 1\n3\n```\n",
    ],
)
def test_what_fails_is_an_error(block: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    page = tmp_path / "page.md"
    page.write_text(block, encoding="utf-8")
    with pytest.raises(examples.ExampleError):
        examples.Page(page).run()


def test_what_was_left_out_stays_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    page = tmp_path / "page.md"
    page.write_text("```console\n$ intercoder --help\nusage:\n...\nlast\n```\n", encoding="utf-8")
    lines = examples.Page(page).run(write=True).splitlines()
    assert lines[2].startswith("Usage: intercoder")
    assert lines[3] == "..."
    assert len(lines) == 6


def test_what_is_printed_is_written_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    page = tmp_path / "page.md"
    page.write_text("Before\n\n```console\n$ intercoder project new study\n?\n```\n\nAfter\n", encoding="utf-8")
    written = examples.Page(page).run(write=True)
    printed = "Made study.intercoder.\nNext: Read the notes: intercoder notes read FILE"
    assert written == page.read_text(encoding="utf-8").replace("?", printed)
