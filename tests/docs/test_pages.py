"""The pages hold together: links lead to files, nothing is loaded from elsewhere, shells are set up as they say."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner

from intercoder.cli import main
from intercoder.reliability.agreement import STATISTICS
from intercoder.reliability.rating_coefficients import COEFFICIENTS

ROOT = Path(__file__).parent.parent.parent
DOCS = ROOT / "docs"
PAGES = [*ROOT.glob("*.md"), *sorted(DOCS.rglob("*.md"))]
BLOCK = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")


def _outside() -> ModuleType:
    spec = importlib.util.spec_from_file_location("nothing_from_outside", DOCS / "nothing_from_outside.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


outside = _outside()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_to_files(path: Path) -> None:
    prose = BLOCK.sub("", path.read_text(encoding="utf-8"))
    targets = [target for target in LINK.findall(prose) if "://" not in target]
    assert [target for target in targets if not (path.parent / target).exists()] == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("page.html", '<script src="https://example.org/a.js"></script>'),
        ("page.html", '<link rel="stylesheet" href="//example.org/a.css">'),
        ("page.html", '<img src="http://example.org/a.png">'),
        ("page.html", "<style>@import 'https://example.org/a.css';</style>"),
        ("sheet.css", "body { background: url(https://example.org/a.png) }"),
    ],
)
def test_what_is_loaded_from_elsewhere_is_found(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert len(list(outside.loaded_from_elsewhere(tmp_path))) == 1


def test_links_to_elsewhere_load_nothing(tmp_path: Path) -> None:
    text = '<a href="https://example.org">x</a><script src="a.js"></script><link rel="next" href="https://example.org">'
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
    assert list(outside.loaded_from_elsewhere(tmp_path)) == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_set_up_as_the_page_says(shell: str) -> None:
    assert f"_INTERCODER_COMPLETE={shell}_source intercoder" in (DOCS / "start" / "install.md").read_text("utf-8")
    made = CliRunner().invoke(main, [], prog_name="intercoder", env={"_INTERCODER_COMPLETE": f"{shell}_source"})
    assert made.exit_code == 0
    assert "_intercoder_completion" in made.output


def test_the_program_runs_as_a_module_as_the_page_says() -> None:
    assert "py -m intercoder.cli --help" in (DOCS / "start" / "install.md").read_text("utf-8")
    command = [sys.executable, "-m", "intercoder.cli", "--help"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert printed.startswith("Usage: intercoder [OPTIONS]")


def test_the_page_on_statistics_names_every_coefficient_that_can_be_asked_for() -> None:
    page = (DOCS / "explanation" / "statistics.md").read_text(encoding="utf-8")
    assert [name for name in {*STATISTICS, *COEFFICIENTS} if f"`{name}`" not in page] == []
