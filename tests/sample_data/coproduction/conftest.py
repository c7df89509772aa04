"""The figures of the content analysis of interviewer notes on co-production (TLDR-07-2025-0020), as published."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

EVALUATING = "Service planning / Evaluating and modifying the existing service"
SETTING_UP = "Service planning / Setting up the initial service model"
RECRUITMENT = "Recruitment processes and decisions"
CASE_WORK = "Individual case work"
RESOURCES = "Resources used within the service"
TRAINING = "Running training, workshops and groups"
ENVIRONMENT = "The service's physical environment"
REASONS = "Reasons for not undertaking co-production"


@pytest.fixture(scope="session")
def published_counts() -> dict[str, int]:
    """The number of services with each code."""
    file = Path(__file__).parents[2] / "published_counts.json"
    found: dict[str, int] = json.loads(file.read_text(encoding="utf-8"))
    return found


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
