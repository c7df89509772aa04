"""The authored content adds up to the published figures, by plain counting without the rest of the package."""

from __future__ import annotations

import hashlib
import re
from collections import Counter

import pytest

from intercoder.sample_data.coproduction.study import Pair, Study, load

CODERS = ("A", "B", "C")


@pytest.fixture(scope="module")
def study() -> Study:
    return load()


@pytest.fixture(scope="module")
def cases_with(study: Study) -> dict[str, set[str]]:
    """The services with each code or any code below it, by path."""
    having: dict[str, set[str]] = {code.path: set() for code in study.codes}
    for case, key in study.final:
        names = study.path(key).split(" / ")
        for depth in range(1, len(names) + 1):
            having[" / ".join(names[:depth])].add(case)
    return having


@pytest.fixture(scope="module")
def sample(study: Study) -> list[str]:
    cases = [service.case for service in study.services]
    return sorted(cases, key=lambda case: hashlib.sha256(f"2026:{case}".encode()).hexdigest())[:12]


def kappas(study: Study, one: frozenset[Pair], other: frozenset[Pair], cases: list[str]) -> dict[str, float | None]:
    """Cohen's kappa of each code that may be applied; None where both are constant and the same."""
    found: dict[str, float | None] = {}
    for code in (code.key for code in study.codes if code.applicable(4)):
        pairs = [((case, code) in one, (case, code) in other) for case in cases]
        n, first, second = len(pairs), sum(a for a, _ in pairs), sum(b for _, b in pairs)
        observed = sum(a == b for a, b in pairs) / n
        expected = (first * second + (n - first) * (n - second)) / n**2
        found[code] = None if expected == 1 else (observed - expected) / (1 - expected)
    return found


def mean_of_defined(values: dict[str, float | None]) -> float:
    defined = [value for value in values.values() if value is not None]
    return sum(defined) / len(defined)


def test_sixty_services_of_which_six_report_no_co_production(
    study: Study, models_of_the_54: dict[str, int], cases_with: dict[str, set[str]]
) -> None:
    assert [service.case for service in study.services] == [f"P{number:02}" for number in range(1, 61)]
    having = [service for service in study.services if service.co_production]
    assert len(having) == 54
    assert Counter(service.model for service in having) == models_of_the_54
    kinds = [study.path(key) for key in study.classification["activities"]]
    assert set().union(*(cases_with[kind] for kind in kinds)) == {service.case for service in having}


def test_every_published_count(cases_with: dict[str, set[str]], published_counts: dict[str, int]) -> None:
    assert {path: len(cases_with[path]) for path in published_counts} == published_counts
    assert len(cases_with["Service planning"]) > 30


def test_the_reasons_cover_four_services_without_and_twelve_with_co_production(
    study: Study, cases_with: dict[str, set[str]], less_frequent_reasons: set[str]
) -> None:
    without = {service.case for service in study.services if not service.co_production}
    given = cases_with["Reasons for not undertaking co-production"]
    assert (len(given & without), len(given - without)) == (4, 12)
    assert all(0 < len(cases_with[path]) < 4 for path in less_frequent_reasons)
    named = [
        found for path, found in cases_with.items() if path.startswith("Reasons for not undertaking") if " / " in path
    ]
    assert set().union(*named) == given


def test_a_general_code_stands_only_where_no_sub_code_does(study: Study) -> None:
    for case, key in study.final:
        assert not any(other.startswith(f"{key}.") for found, other in study.final if found == case), (case, key)


def test_seven_transformative_activities_of_six_services(
    study: Study, transformative: list[tuple[str, frozenset[str]]]
) -> None:
    models = {service.case: service.model for service in study.services}
    activities: dict[str, set[str]] = {}
    for case, key in study.classification["transformative"]:
        activities.setdefault(case, set()).add(study.path(key))
    found = [(models[case], frozenset(paths)) for case, paths in activities.items()]
    assert sorted(found, key=str) == transformative


def test_a_and_b_differ_as_independent_coders_do(study: Study) -> None:
    cases = [service.case for service in study.services]
    found = kappas(study, study.marks("A"), study.marks("B"), cases)
    assert 0.70 < mean_of_defined(found) < 0.85
    assert len(study.discussion) == len(study.marks("A") ^ study.marks("B")) > 50


def test_kappa_of_the_consensus_and_c_is_point_83_on_the_sample(study: Study, sample: list[str]) -> None:
    found = kappas(study, study.consensus, study.marks("C"), sample)
    assert round(mean_of_defined(found), 2) == 0.83
    flagged = {code for code, kappa in found.items() if kappa is not None and kappa < 0.6}
    assert flagged == {"evaluating.roles", "evaluating.formal", "evaluating.informal"}
    assert sum(kappa is None for kappa in found.values()) > 0


def test_only_flagged_codes_were_discussed_in_the_check(study: Study, sample: list[str]) -> None:
    found = kappas(study, study.consensus, study.marks("C"), sample)
    for difference in study.check:
        kappa = found[difference.code]
        assert kappa is not None
        assert bool(difference.why) == (kappa < 0.6), difference
        assert difference.case in sample


def test_the_check_changed_what_a_and_b_had_agreed_on(study: Study) -> None:
    assert study.final - study.consensus == {("P04", "evaluating.roles"), ("P53", "evaluating.formal")}
    assert study.consensus <= study.final


def test_every_difference_is_about_a_code_that_was_not_agreed_otherwise(study: Study) -> None:
    for difference in study.discussion:
        assert (difference.pair in study.consensus) == difference.applies, difference
        assert difference.marked in {"A", "B"}
        assert len(difference.why.split()) >= 4
    for difference in study.check:
        assert (difference.pair in study.final) == difference.applies, difference
        assert difference.marked in {"consensus", "C"}


def test_marks_are_codes_that_may_be_applied(study: Study) -> None:
    applicable = {code.key for code in study.codes if code.applicable(4)}
    for coder in CODERS:
        assert {key for _, key in study.marks(coder)} <= applicable


def test_notes_are_free_text_of_very_different_length(study: Study) -> None:
    words = sorted(len(service.notes.split()) for service in study.services)
    assert words[0] < 20
    assert words[-1] > 120
    assert len({service.notes for service in study.services}) == 60
    assert not any(re.search(r"[{}|]", service.notes) for service in study.services)
    assert sum("\n" in service.notes for service in study.services) >= 10


def test_every_code_has_its_texts_and_comes_after_its_parent(study: Study) -> None:
    seen: set[str] = set()
    for code in study.codes:
        parent = code.path.rpartition(" / ")[0]
        assert not parent or parent in seen
        seen.add(code.path)
        assert all(code.texts.values()), code.key
        assert code.path.count(" / ") <= 3
        assert (code.texts["origin"] == "deductive") == (code.since == 1)
