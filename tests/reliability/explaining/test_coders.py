"""The table of coders: leave-one-out agreement as its definition says, and careless coders found."""

import json

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from intercoder.cli import main
from intercoder.errors import InputError
from intercoder.reliability.agreement import agreement
from intercoder.reliability.aspects import in_context, look_at
from intercoder.reliability.counts.coded_units import CodedUnits
from intercoder.reliability.explaining.coder_sums import coder_sums, common_answers
from intercoder.reliability.explaining.coders import coder_table


def coded_units(coded: np.ndarray, applied: np.ndarray) -> CodedUnits:
    n, r, m = applied.shape
    unit, coder, code = np.nonzero(applied & coded[..., None])
    names = tuple(f"w{place}" for place in range(r)), tuple(f"code {place}" for place in range(m))
    return CodedUnits(np.arange(n), *names, unit, coder, code, coded)


def crowd(n=3000, r=60, m=6, per_unit=3, seed=2):
    """Coders w0 and w1 answer by chance, w2 always applies code 0 alone, w3 never applies code 1; the rest try."""
    rng = np.random.default_rng(seed)
    coded = np.zeros((n, r), bool)
    np.put_along_axis(coded, np.argsort(rng.random((n, r)), 1)[:, :per_unit], True, 1)
    truth = rng.random((n, m)) < 0.25
    applied = truth[:, None] ^ (rng.random((n, r, m)) < 0.06)
    applied[:, :2] = rng.random((n, 2, m)) < 0.25
    applied[:, 2] = np.arange(m) == 0
    applied[:, 3, 1] = False
    return coded_units(coded, applied)


@given(st.integers(0, 10_000), st.integers(2, 6), st.integers(1, 3), st.sampled_from([0.4, 1.0]))
def test_the_sums_are_those_of_the_definition(seed, r, m, share):
    rng = np.random.default_rng(seed)
    coded, applied = rng.random((9, r)) < share, rng.random((9, r, m)) < 0.4
    units = coded_units(coded, applied)
    sums, common = coder_sums(units), common_answers(units)
    for g in range(r):
        met = [(i, [h for h in range(r) if h != g and coded[i, h]]) for i in range(9) if coded[i, g]]
        met = [(i, others) for i, others in met if others]
        assert sums.n[g] == len(met)
        if not met:
            assert np.isnan(sums.kappa[g])
            continue
        x = np.array([applied[i, g] for i, _ in met], float)
        s = np.array([applied[i, others].mean(0) for i, others in met])
        agreed = np.mean([(applied[i, g] == applied[i, others]).mean() for i, others in met])
        assert sums.agreement[g] == pytest.approx(agreed)
        np.testing.assert_allclose(sums.own[g], x.sum(0))
        np.testing.assert_allclose(sums.others[g], s.sum(0), atol=1e-12)
        np.testing.assert_allclose(sums.squares[g], ((x - s) ** 2).sum(0), atol=1e-12)
        mine = [tuple(np.flatnonzero(applied[i, g])) for i, _ in met]
        assert common.n[g] == mine.count(common.codes[g]) == max(map(mine.count, mine))
        same = [np.mean([tuple(np.flatnonzero(applied[i, h])) == common.codes[g] for h in others]) for i, others in met]
        assert common.others[g] == pytest.approx(sum(same))


def test_with_two_coders_it_is_the_pooled_kappa_and_with_one_code_cohens_with_its_error():
    rng = np.random.default_rng(5)
    truth = rng.random((200, 1, 4)) < 0.3
    units = coded_units(np.ones((200, 2), bool), truth ^ (rng.random((200, 2, 4)) < 0.1))
    names = {"unit": units.units[units.unit], "coder": np.array(units.coders, object)[units.coder]}
    codings = pd.DataFrame({**names, "code": np.array(units.codes, object)[units.code]})
    coverage = pd.DataFrame({"unit": np.tile(np.arange(200), 2), "coder": np.repeat(units.coders, 200)})
    sums, found = coder_sums(units), agreement(codings, coverage, codes=units.codes)
    np.testing.assert_allclose(sums.kappa, found.average.pooled_kappa)
    only = units.code == 2
    alone = CodedUnits(
        units.units, units.coders, ("code 2",), units.unit[only], units.coder[only], units.code[only] * 0, units.coded
    )
    np.testing.assert_allclose(coder_sums(alone).kappa, found.frame["kappa"][2])
    np.testing.assert_allclose(coder_sums(alone).se * np.sqrt(199 / 200), found.frame["se"][2])


def test_careless_coders_of_a_crowd_are_found():
    found = coder_table(crowd())
    frame = found.to_frame()
    assert set(frame["coder"][:3]) == {"w0", "w1", "w2"}
    assert frame["flagged"].tolist() == [True] * 3 + [False] * 57
    why = dict(zip(frame["coder"], frame["why"], strict=True))
    assert why["w0"] == "agrees little with the others"
    assert why["w2"] == "agrees little with the others; nearly always code 0"
    assert frame.set_index("coder").loc["w2", "same_percent"] == 100
    by_coder = frame.set_index("coder")
    assert by_coder.loc["w3", "under_used"].startswith("code 1 (0 for ")
    assert by_coder.loc["w2", "over_used"].startswith("code 0 (")
    assert (by_coder.drop(["w0", "w1", "w2", "w3"])["over_used"] == "").all()
    assert "3 of 60 coders flagged" in " ".join(found.notes())
    codes = found.codes.set_index(["coder", "code"])
    assert codes.loc[("w3", "code 1"), "use"] == "under"
    assert codes.loc[("w3", "code 1"), "p_adjusted"] < 0.001
    json.dumps(found.to_dict())


def test_coders_who_all_try_are_not_flagged():
    rng = np.random.default_rng(3)
    applied = (rng.random((1500, 1, 5)) < 0.2) ^ (rng.random((1500, 40, 5)) < 0.05)
    frame = coder_table(coded_units(rng.random((1500, 40)) < 0.1, applied)).to_frame()
    assert not frame["flagged"].any()
    assert (frame[["over_used", "under_used"]] == "").all(axis=None)


def test_one_answer_is_no_fault_where_the_others_give_it_too():
    applied = np.zeros((100, 3, 2), bool)
    applied[:3] = True
    found = coder_table(coded_units(np.ones((100, 3), bool), applied)).to_frame()
    assert found["same_percent"].tolist() == [97, 97, 97]
    assert not found["flagged"].any()


def test_nobody_met_anybody():
    with pytest.raises(InputError, match="no unit was coded by two coders"):
        coder_table(coded_units(np.eye(3, dtype=bool), np.ones((3, 3, 2), bool)))


def test_a_coding_that_comes_twice():
    units = coded_units(np.ones((3, 3), bool), np.ones((3, 3, 2), bool))
    doubled = CodedUnits(
        units.units,
        units.coders,
        units.codes,
        np.append(units.unit, units.unit[0]),
        np.append(units.coder, units.coder[0]),
        np.append(units.code, units.code[0]),
        units.coded,
    )
    with pytest.raises(InputError, match="come twice"):
        coder_table(doubled)


def test_as_an_aspect_of_three_coders():
    rng = np.random.default_rng(1)
    truth = rng.random((300, 1, 4)) < 0.3
    applied = truth ^ (rng.random((300, 3, 4)) < 0.05)
    applied[:, 1] = rng.random((300, 4)) < 0.3
    found = look_at("coders", in_context(coded_units(np.ones((300, 3), bool), applied), confidence=0.9))
    assert found.to_frame()["coder"][0] == "w1"
    assert found.to_frame()["flagged"].tolist() == [True, False, False]
    assert "90 % interval" in found.summary()


def test_from_the_command_line(tmp_path):
    units = crowd(n=400, r=12, per_unit=4)
    unit, coder = np.nonzero(units.coded)
    marks = units.marks()[unit, coder].astype(int)
    frame = pd.DataFrame(marks, columns=list(units.codes))
    frame.insert(0, "coder", [f"w{place}" for place in coder])
    frame.insert(0, "unit", [f"u{place}" for place in unit])
    frame.to_csv(tmp_path / "crowd.csv", index=False)
    asked = CliRunner().invoke(main, ["reliability", str(tmp_path / "crowd.csv"), "--show", "coders", "--json"])
    assert asked.exit_code == 0, asked.output
    told = json.loads(asked.stdout)
    assert {one["coder"] for one in told["coders"] if one["flagged"]} == {"w0", "w1", "w2"}
    table = CliRunner().invoke(main, ["reliability", str(tmp_path / "crowd.csv")])
    assert "12 coders" in table.stdout


def test_what_compares_coders_by_name_is_refused_for_a_crowd():
    for aspect in ("pairs", "gold", "diagnosis"):
        with pytest.raises(InputError, match="--show coders"):
            look_at(aspect, in_context(crowd(n=200)))
    assert len(look_at("drift", in_context(crowd(n=200))).to_frame()) == 4
