"""The words for a paper follow from the account of what was done, for every kind of study."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from intercoder.coding.sampling import draw_sample
from intercoder.findings.saturation import Saturation
from intercoder.reliability.agreement import agreement
from intercoder.report.account import Account, RoundAccount, VersionAccount
from intercoder.report.checklists import checklist
from intercoder.report.methods import methods_of
from intercoder.tables import CODINGS, COVERAGE

if TYPE_CHECKING:
    from intercoder.reliability.result import Reliability
    from intercoder.report.methods import Methods


@pytest.fixture
def account() -> Account:
    """Return the account of 20 interviews in 300 paragraphs, coded by one person with an inductive framework."""
    return Account(
        title="Study",
        n_cases=20,
        n_units=300,
        units=("paragraph",),
        versions=(VersionAccount(1, 5, "draft", "Read in full."), VersionAccount(2, 9, "stable")),
        origins={"inductive": 8, "member check": 1},
        n_branches=3,
        rounds=(RoundAccount("main", ("Anna",), 300, 2),),
        software="intercoder 1.0",
    )


def test_one_coder_has_no_agreement_to_tell(account: Account) -> None:
    said = methods_of(account).full
    assert "The notes on 20 cases (300 units) were coded, with the paragraph as unit of analysis." in said
    assert "One coder (Anna) coded all 300 units with version 2 of the framework." in said
    assert "workbook of their own" not in said
    assert "kappa" not in said


def test_growth_origins_and_state_of_the_framework_are_told(account: Account) -> None:
    said = methods_of(account).full
    assert "began with 5 codes (read in full) and was developed in 2 versions: 9 in version 2." in said
    assert "The newest version had 9 codes (8 inductive and 1 from member checks)." in said
    assert "Version 2 was judged stable." in said


def test_what_was_not_finished_is_not_told_as_done(account: Account) -> None:
    ours = RoundAccount("main", ("Anna", "Ben"), 300, 2, n_finished=(290, 256))
    assert (
        "Two coders (Anna and Ben) coded 290 and 256 of the 300 units with"
        in methods_of(replace(account, rounds=(ours,))).full
    )
    drawn = draw_sample([f"P{n}" for n in range(20)], fraction=0.2, seed=1)
    third = RoundAccount("check", ("Cem",), 60, 2, sample=drawn, n_finished=(58,))
    said = methods_of(replace(account, rounds=(replace(ours, n_finished=(300, 300)), third)))
    assert "Two coders (Anna and Ben) coded all 300 units with" in said.full
    assert "One coder (Cem) coded 58 of the 60 units in the sample of 4 cases (20 %) with the same" in said.short


def test_parts_of_the_units_and_further_rounds_are_told(account: Account) -> None:
    rounds = (*account.rounds, RoundAccount("second", ("Ben", "Cem"), 60, 1))
    said = methods_of(replace(account, rounds=rounds))
    assert "Two coders (Ben and Cem) coded 60 of 300 units with version 1 of the framework, each in a" in said.full
    assert "Two coders (Ben and Cem) coded 60 of 300 units with version 1 of the framework (5 codes)." in said.short


def test_strata_and_floors_of_a_sample_are_told(account: Account) -> None:
    ids = [f"P{number}" for number in range(10)]
    sample = draw_sample(ids, fraction=0.4, seed=11)
    stratified = replace(
        sample,
        stratify="site",
        floors=(("Training", 2),),
        frame=tuple((case, ("North" if case < "P5" else "South",)) for case in sorted(ids)),
    )
    said = methods_of(replace(account, rounds=(RoundAccount("check", ("Ben",), 60, 2, stratified),))).full
    drawn = {stratum.label[0]: stratum.n_drawn for stratum in stratified.strata}
    assert "A random sample of 4 of 10 cases (40 %) was drawn by computer with seed 11" in said
    assert f"stratified by site (North {drawn['North']} of 5, South {drawn['South']} of 5)" in said
    assert "with at least 2 with Training." in said


def test_a_checklist_says_so_when_participants_were_asked(account: Account) -> None:
    frame = checklist("COREQ", account, methods_of(account)).to_frame().set_index("item")
    assert frame.loc["28", "answer"] == "Yes: 1 code of the framework was added after member checks."
    assert frame.loc["22", "by"] == "authors"  # saturation was not computed
    assert frame.loc["26", "answer"].startswith("Origin of the codes: 8 inductive and 1 member check.")


def test_numbers_of_items_are_complete_and_in_order(account: Account) -> None:
    methods = methods_of(account)
    assert list(checklist("COREQ", account, methods).to_frame()["item"]) == [str(n) for n in range(1, 33)]
    assert list(checklist("SRQR", account, methods).to_frame()["item"]) == [f"S{n}" for n in range(1, 22)]


def agreed(*rows: tuple[str, str]) -> Reliability:
    """The agreement of A and B on the code Training: a row per unit, "x" where one applied it."""
    marks = [(f"u{at}", coder, mark) for at, row in enumerate(rows) for coder, mark in zip("AB", row, strict=True)]
    return agreement(
        CODINGS.of((unit, coder, "Training") for unit, coder, mark in marks if mark == "x"),
        COVERAGE.of((unit, coder) for unit, coder, _ in marks),
        codes=["Training"],
    )


def compared(account: Account, result: Reliability, **options: int) -> Methods:
    return methods_of(replace(account, rounds=(RoundAccount("main", ("A", "B"), 300, 2, result=result, **options),)))


def test_agreement_without_a_low_kappa_is_told_as_such(account: Account) -> None:
    said = compared(account, agreed(*[("x", "x")] * 10, *[("", "")] * 10))
    assert "No code had a kappa below .60." in said.full
    assert "flagged" not in said.short


def test_kappa_that_is_undefined_everywhere_is_told_as_such(account: Account) -> None:
    said = compared(account, agreed(*[("", "")] * 10)).full
    assert "Kappa was undefined for every code." in said
    assert "Mean kappa" not in said


def test_what_was_decided_of_the_flagged_codes_is_told(account: Account) -> None:
    low = agreed(*[("x", "")] * 6, *[("x", "x")] * 5, *[("", "x")] * 5, *[("", "")] * 4)
    none = compared(account, low, n_disagreements=11, n_flagged=11).full
    assert "Kappa was below .60 for 1 code, which was flagged (Training)." in none
    assert "The 11 disagreements on flagged codes were not decided." in none
    every = compared(account, low, n_disagreements=11, n_flagged=11, n_decided=11, n_flagged_decided=11)
    assert "In discussion all 11 disagreements on flagged codes were decided" in every.full
    assert "disagreements on 1 code below .60 were discussed until resolved" in every.short


def test_summaries_saturation_and_an_extended_sample_are_told(account: Account) -> None:
    drawn = draw_sample([f"P{number}" for number in range(20)], fraction=0.5, seed=11)
    sample = replace(drawn, fractions=(0.2, 0.5))
    frame = pd.DataFrame({"position": [1], "case": ["P"], "new": [3], "total": [3], "in_run": [0], "share": [0.0]})
    told = replace(
        account,
        rounds=(RoundAccount("check", ("Ben",), 60, 2, sample),),
        n_summaries=14,
        saturation=Saturation(frame, 4, 2, 0.05, 9, "the notes", None),
    )
    said = methods_of(told).full
    assert "it was extended from 20 % to 50 %." in said
    assert "In a framework matrix (cases by categories) 14 cells were summarised." in said
    assert "with a base of 4 cases, runs of 2 and a threshold of 5 %; it was not reached." in said
