"""What people write to say that a code applies."""

from __future__ import annotations

import pytest

from intercoder.coding.marks import APPLIED, NOT_APPLIED, mark


@pytest.mark.parametrize("text", ["x", "X", " x ", "1", "Yes", "TRUE", "✓"])
def test_marks_for_applied(text: str) -> None:
    assert mark(text) is True


@pytest.mark.parametrize("text", ["0", "No", "FALSE"])
def test_marks_for_not_applied(text: str) -> None:
    assert mark(text) is False


@pytest.mark.parametrize("text", ["", "  ", "\n"])
def test_an_empty_cell_is_neither(text: str) -> None:
    assert mark(text) is None


@pytest.mark.parametrize("text", ["?", "maybe", "2", "see memo"])
def test_anything_else_is_no_mark(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        mark(text)


def test_no_mark_means_both() -> None:
    assert not APPLIED & NOT_APPLIED
