"""SECURITY.md names the test that holds each promise; each of them is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SAID = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`((?:tests|benchmarks|src|docs)/[^`]*)`")


def test_every_file_that_is_named_is_there() -> None:
    named = NAMED.findall(SAID)
    assert len(named) > 10
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_every_test_that_is_named_is_there() -> None:
    named = re.findall(r"`(test_\w+)`", SAID)
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")]
    assert named
    assert [name for name in named if not any(f"def {name}(" in text for text in texts)] == []
