"""A sample depends on the seed and the ids alone."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from fractions import Fraction
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoder.coding.sampling import Sample, draw_sample
from intercoder.errors import InputError

SERVICES = [f"P{number:02}" for number in range(1, 61)]


def test_twelve_of_sixty_services_with_seed_2026() -> None:
    drawn = draw_sample(SERVICES, fraction=0.2, seed=2026)
    assert drawn.cases == ("P46", "P21", "P50", "P34", "P53", "P51", "P35", "P16", "P27", "P04", "P25", "P57")
    assert drawn.n_frame == 60
    assert drawn.frame_hash == "3e72b5d97e4ab96eb15014984e3d491324272bd9e7a6e3fab938353c54946a13"
    assert drawn.method == "cases in ascending order of SHA-256(seed:case), the first n"


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


MODELS = {case: ("CAMHS" if at < 21 else "ID" if at < 31 else "other") for at, case in enumerate(SERVICES)}


class TestStrata:
    """Each value of an attribute has its share; what is drawn within it depends on the seed and the ids alone."""

    def test_shares_by_largest_remainder(self) -> None:
        """Of 21, 10 and 29 cases a fifth is 4.2, 2.0 and 5.8: the last gets the seat that is left."""
        drawn = draw_sample(SERVICES, fraction=0.2, seed=1, strata=MODELS, stratify="model")
        assert {s.label[0]: s.n_drawn for s in drawn.strata} == {"CAMHS": 4, "ID": 2, "other": 6}
        assert drawn.weights[drawn.cases[0]] == pytest.approx(21 / 4 if MODELS[drawn.cases[0]] == "CAMHS" else 29 / 6)

    @given(st.integers(), st.fractions(min_value=0.01, max_value=1))
    def test_no_share_is_off_by_a_case_or_more(self, seed: int, share: Fraction) -> None:
        fraction = round(float(share), 4)
        drawn = draw_sample(SERVICES, fraction=fraction, seed=seed, strata=MODELS, stratify="model")
        assert len(drawn.cases) == len(draw_sample(SERVICES, fraction=fraction, seed=seed).cases)
        for stratum in drawn.strata:
            assert abs(stratum.n_drawn - fraction * stratum.n_frame) < 1 + 1e-9

    def test_within_a_stratum_the_plain_draw(self) -> None:
        drawn = draw_sample(SERVICES, fraction=0.2, seed=2026, strata=MODELS, stratify="model")
        camhs = [case for case in SERVICES if MODELS[case] == "CAMHS"]
        alone = draw_sample(camhs, fraction=0.2, seed=2026).cases
        assert [case for case in drawn.cases if MODELS[case] == "CAMHS"] == list(alone)

    def test_one_stratum_is_the_plain_draw(self) -> None:
        same = draw_sample(SERVICES, fraction=0.2, seed=9, strata=dict.fromkeys(SERVICES, "all"), stratify="x")
        assert same.cases == draw_sample(SERVICES, fraction=0.2, seed=9).cases


class TestFloors:
    """A rare code is in the sample as often as was asked, and the weights undo it."""

    RARE: ClassVar = {"P07": ["rare"], "P33": ["rare"], "P59": ["rare", "rarer"]}

    def drawn(self, seed: int, floors: dict[str, int]) -> Sample:
        return draw_sample(SERVICES, fraction=0.2, seed=seed, floors=floors, known=self.RARE)

    @given(st.integers(), st.integers(0, 5), st.integers(0, 3))
    def test_the_floor_is_kept_as_far_as_there_are_cases(self, seed: int, rare: int, rarer: int) -> None:
        cases = self.drawn(seed, {"rare": rare, "rarer": rarer}).cases
        assert len(set(cases) & {"P07", "P33", "P59"}) >= min(rare, 3)
        assert ("P59" in cases) or rarer == 0

    @given(st.integers())
    def test_the_weights_of_the_sample_add_up_to_the_frame(self, seed: int) -> None:
        drawn = self.drawn(seed, {"rare": 2})
        assert sum(drawn.weights.values()) == pytest.approx(60)
        assert drawn.holds()


class TestExtension:
    """An extended sample begins with the first part, and can be drawn again from its certificate."""

    @given(st.integers(), st.integers(1, 59), st.booleans(), st.booleans())
    def test_the_first_part_is_kept(self, seed: int, size: int, stratified: bool, floored: bool) -> None:
        more: dict[str, Any] = {"strata": MODELS, "stratify": "model"} if stratified else {}
        more |= {"floors": {"rare": 2}, "known": TestFloors.RARE} if floored else {}
        first = draw_sample(SERVICES, fraction=size / 60, seed=seed, **more)
        second = first.extended((size + 1) / 60)
        assert second.cases[: len(first.cases)] == first.cases
        assert len(second.cases) >= len(first.cases)
        assert second.holds()
        assert Sample.of_certificate(json.loads(json.dumps(second.certificate()))) == second

    def test_a_plain_sample_extended_is_the_larger_plain_sample(self) -> None:
        first = draw_sample(SERVICES, fraction=0.2, seed=2026)
        assert first.extended(0.5).cases == draw_sample(SERVICES, fraction=0.5, seed=2026).cases

    def test_it_must_be_larger(self) -> None:
        with pytest.raises(InputError, match=r"is not larger than 0\.2"):
            draw_sample(SERVICES, fraction=0.2, seed=1).extended(0.2)

    def test_another_seed_does_not_hold(self) -> None:
        drawn = draw_sample(SERVICES, fraction=0.2, seed=1)
        assert drawn.holds()
        assert not replace(drawn, seed=2).holds()
