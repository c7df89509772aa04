"""A path names a code by its place in the tree, whatever its name holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoder.framework import paths

NAMES = st.text(alphabet="ab/\\ -&", min_size=1, max_size=8).map(paths.tidy).filter(bool)


@given(st.lists(NAMES, min_size=1, max_size=4))
def test_split_is_the_inverse_of_join(names: list[str]) -> None:
    assert paths.split(paths.join(names)) == names


@given(st.lists(NAMES, min_size=1, max_size=3), st.lists(NAMES, min_size=1, max_size=3))
def test_different_names_have_different_paths(some: list[str], others: list[str]) -> None:
    assert (paths.join(some) == paths.join(others)) == (some == others)


@pytest.mark.parametrize("path", ["A / B", " A /  B ", "A  /\tB"])
def test_spaces_around_the_separator_do_not_matter(path: str) -> None:
    assert paths.split(path) == ["A", "B"]


def test_a_slash_inside_a_word_is_no_separator() -> None:
    assert paths.split("and/or") == ["and/or"]
