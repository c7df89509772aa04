"""Build the wheel, install it into a fresh environment, and run the demonstration there: `make wheel-check`.

An editable install works even when a package is missing from pyproject.toml; a wheel does not.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).parent.parent


def run(*command: str | Path, folder: Path) -> str:
    """Run a command in `folder`, away from the sources, and return what it prints."""
    done = subprocess.run([str(word) for word in command], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout


def build(folder: Path) -> Path:
    """Build the wheel from a copy of the sources, so that nothing is left in them."""
    sources = folder / "sources"
    shutil.copytree(
        ROOT, sources, ignore=shutil.ignore_patterns(".*", "build", "dist", "*.egg-info", "__pycache__", "demo")
    )
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", folder / "wheel", sources, folder=folder)
    return next((folder / "wheel").glob("intercoder-*.whl"))


def main() -> None:
    """Build, install, run, and compare with what the sources say."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wheel = build(folder)
        venv.create(folder / "env", with_pip=True)
        programs = folder / "env" / ("Scripts" if sys.platform == "win32" else "bin")
        run(programs / "python", "-m", "pip", "install", "--quiet", wheel, folder=folder)
        places = json.loads(run(programs / "intercoder", "demo", "study", "--json", folder=folder))
        project = folder / places["project"]
        found = json.loads(run(programs / "intercoder", "--project", project, "reliability", "--json", folder=folder))
        assert round(found["average"]["kappa"], 2) == 0.83, found["average"]
        assert all((folder / places[key]).stat().st_size for key in ("report", "tables"))
    print(f"wheel-check: {wheel.name} runs the demo in a fresh environment.")  # noqa: T201


if __name__ == "__main__":
    main()
