"""A sample depends on the seed and the ids alone."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoder.coding.sampling import draw_sample
from intercoder.errors import InputError

SERVICES = [f"P{number:02}" for number in range(1, 61)]


def test_twelve_of_sixty_services_with_seed_2026() -> None:
    drawn = draw_sample(SERVICES, fraction=0.2, seed=2026)
    assert drawn.cases == ("P46", "P21", "P50", "P34", "P53", "P51", "P35", "P16", "P27", "P04", "P25", "P57")
    assert drawn.n_frame == 60


@given(st.randoms(use_true_random=False), st.integers())
def test_the_order_of_the_cases_does_not_matter(shuffler: random.Random, seed: int) -> None:
    shuffled = SERVICES.copy()
    shuffler.shuffle(shuffled)
    assert draw_sample(shuffled, fraction=0.2, seed=seed) == draw_sample(SERVICES, fraction=0.2, seed=seed)


@given(st.integers(1, 60), st.integers(1, 60))
def test_a_larger_sample_contains_the_smaller(some: int, more: int) -> None:
    small, large = (draw_sample(SERVICES, fraction=size / 60, seed=7).cases for size in sorted((some, more)))
    assert large[: len(small)] == small


@pytest.mark.parametrize(("n", "fraction", "size"), [(60, 0.2, 12), (5, 0.5, 3), (5, 0.1, 1), (3, 1, 3), (10, 0.25, 3)])
def test_halves_are_rounded_up_and_nobody_draws_nothing(n: int, fraction: float, size: int) -> None:
    assert len(draw_sample(SERVICES[:n], fraction=fraction, seed=1).cases) == size


@pytest.mark.parametrize("fraction", [0, -0.2, 20, 1.01, float("nan")])
def test_what_is_no_fraction_is_refused(fraction: float) -> None:
    with pytest.raises(InputError, match="fraction"):
        draw_sample(SERVICES, fraction=fraction, seed=1)


def test_nothing_to_draw_from_is_refused() -> None:
    with pytest.raises(InputError, match="no cases"):
        draw_sample([], fraction=0.2, seed=1)


def test_seeds_give_different_samples() -> None:
    assert len({draw_sample(SERVICES, fraction=0.2, seed=seed).cases for seed in range(20)}) == 20
