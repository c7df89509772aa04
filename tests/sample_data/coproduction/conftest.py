"""The figures of the content analysis of interviewer notes on co-production (TLDR-07-2025-0020), as published."""

from __future__ import annotations

import pytest

EVALUATING = "Service planning / Evaluating and modifying the existing service"
SETTING_UP = "Service planning / Setting up the initial service model"
RECRUITMENT = "Recruitment processes and decisions"
CASE_WORK = "Individual case work"
RESOURCES = "Resources used within the service"
TRAINING = "Running training, workshops and groups"
ENVIRONMENT = "The service's physical environment"
REASONS = "Reasons for not undertaking co-production"
LIMITATIONS = "Limitations within co-production"


@pytest.fixture(scope="session")
def published_counts() -> dict[str, int]:
    """The number of services with each code."""
    return {
        EVALUATING: 31,
        f"{EVALUATING} / Consultation with groups / Pre-existing groups": 10,
        f"{EVALUATING} / Consultation with groups / Groups brought together for this purpose": 5,
        f"{EVALUATING} / Feedback processes / Formal (surveys, outcome measures)": 13,
        f"{EVALUATING} / Feedback processes / Informal": 3,
        f"{EVALUATING} / Steering groups": 3,
        f"{EVALUATING} / Specific staffing (roles for people with lived experience)": 3,
        SETTING_UP: 8,
        f"{SETTING_UP} / Consultation with groups / Pre-existing parent groups or fora": 3,
        f"{SETTING_UP} / Consultation with groups / Groups brought together for this purpose": 3,
        f"{SETTING_UP} / Groups identifying the need for a new service": 1,
        f"{SETTING_UP} / Designing the business case": 1,
        f"{SETTING_UP} / Stakeholder meetings for a funding bid": 1,
        RECRUITMENT: 25,
        f"{RECRUITMENT} / Children and young people": 16,
        f"{RECRUITMENT} / Families": 12,
        f"{RECRUITMENT} / People from other organisations or departments": 4,
        CASE_WORK: 23,
        f"{CASE_WORK} / Support or care plans": 18,
        f"{CASE_WORK} / Treatment goals": 10,
        RESOURCES: 19,
        f"{RESOURCES} / Leaflets": 6,
        f"{RESOURCES} / Videos": 3,
        f"{RESOURCES} / Letters": 2,
        f"{RESOURCES} / Easy-read information": 2,
        f"{RESOURCES} / Outcome measures": 2,
        f"{RESOURCES} / One-page profiles": 2,
        f"{RESOURCES} / Presentation slides": 1,
        f"{RESOURCES} / Feedback forms": 1,
        TRAINING: 5,
        ENVIRONMENT: 5,
        REASONS: 16,
        f"{REASONS} / Impact of COVID-19": 7,
        f"{REASONS} / Level of intellectual disability": 4,
        f"{LIMITATIONS} / Those with greater needs could not be included": 7,
        f"{LIMITATIONS} / Impact of COVID-19": 3,
        f"{LIMITATIONS} / Interest from families": 1,
        f"{LIMITATIONS} / Staffing problems": 1,
        f"{LIMITATIONS} / Multi-agency working": 1,
        f"{LIMITATIONS} / Lack of time": 1,
        f"{LIMITATIONS} / Avoiding tokenism": 1,
    }


@pytest.fixture(scope="session")
def less_frequent_reasons() -> set[str]:
    """The reasons named as less frequent than the intellectual disability's 4, without a number."""
    names = ("Interest from families", "Lack of time", "Being a new service", "Rarely having vacancies")
    return {f"{REASONS} / {name}" for name in names}


@pytest.fixture(scope="session")
def models_of_the_54() -> dict[str, int]:
    """The service models of the services with co-production."""
    return {
        "CAMHS": 21,
        "ID-CAMHS": 10,
        "Children and young people's disability service": 4,
        "Specialist service for behaviours that challenge": 14,
        'Broader age range ("all-age") service': 5,
    }


@pytest.fixture(scope="session")
def table_ii() -> dict[str, list[int]]:
    """Services per activity and category: three levels, participation or co-production, and so on, in its order."""
    return {
        EVALUATING: [0, 28, 3, 28, 3, 28, 3, 0, 0, 0, 0, 31],
        SETTING_UP: [0, 7, 1, 7, 1, 7, 1, 0, 8, 0, 0, 0],
        RECRUITMENT: [0, 25, 0, 25, 0, 25, 0, 0, 0, 25, 0, 0],
        CASE_WORK: [23, 0, 0, 23, 0, 23, 0, 23, 0, 0, 0, 0],
        RESOURCES: [0, 19, 0, 19, 0, 19, 0, 19, 0, 0, 0, 0],
        TRAINING: [0, 2, 3, 2, 3, 2, 3, 0, 0, 0, 5, 0],
        ENVIRONMENT: [0, 5, 0, 5, 0, 5, 0, 5, 0, 0, 0, 0],
    }


@pytest.fixture(scope="session")
def transformative() -> list[tuple[str, frozenset[str]]]:
    """The model and the transformative activities of each of the six services that had any."""
    return sorted(
        [
            ("CAMHS", frozenset({EVALUATING})),
            ("CAMHS", frozenset({TRAINING})),
            ("CAMHS", frozenset({SETTING_UP})),
            ("Children and young people's disability service", frozenset({EVALUATING, TRAINING})),
            ('Broader age range ("all-age") service', frozenset({EVALUATING})),
            ('Broader age range ("all-age") service', frozenset({TRAINING})),
        ],
        key=str,
    )
