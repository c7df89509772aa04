"""A few of the bent files of benchmarks/fuzz.py: each is read or refused in plain words."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def fuzz() -> ModuleType:
    place = Path(__file__).parents[2] / "benchmarks" / "fuzz.py"
    spec = importlib.util.spec_from_file_location("fuzz", place)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["fuzz"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.filterwarnings("ignore")
def test_bent_files_are_read_or_refused(fuzz: ModuleType, tmp_path: Path) -> None:
    counts, faults = fuzz.run(tmp_path, 8, seed=1)
    assert faults == {}
    assert sum(n for (_, what), n in counts.items() if what == "read") > 10
    assert sum(n for (_, what), n in counts.items() if what == "refused") > 10


def test_a_reader_that_breaks_is_a_fault(fuzz: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(path: Path) -> None:
        if b"They asked" not in path.read_bytes():
            raise KeyError("asked")

    study = fuzz.Kind("notes.csv", b"They asked", breaks)
    (tmp_path / "notes.csv").write_bytes(b"They asked")
    monkeypatch.setattr(fuzz, "kinds", lambda _: [study])
    counts, faults = fuzz.run(tmp_path, 20, seed=1)
    assert counts["notes.csv", "fault"] > 0
    assert all("KeyError" in said and kept.exists() for said, kept in faults.items())
