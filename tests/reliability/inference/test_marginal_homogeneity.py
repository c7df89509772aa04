"""Do coders use each category equally often: tests on published tables, against R irr, R stats and statsmodels."""

from __future__ import annotations

import numpy as np
import pytest

from intercoder.reliability.inference.marginal_homogeneity import marginal_homogeneity

# source, table, Stuart-Maxwell, its p, Bhapkar, its p, Bowker, its degrees of freedom and p
CASES = [
    (
        "Fleiss, Cohen & Everitt 1969, Psychol Bull 72:323-327 (N=200",
        [[106, 10, 4], [22, 28, 10], [2, 12, 6]],
        (2.72373540856, 0.256181857901),
        (2.76134122288, 0.251409898161),
        (5.34848484848, 3, 0.147987041915),
    ),
    (
        "SAS PROC FREQ printout used by statsmodels test_inter_rater.py (table1",
        [[0, 4, 1], [0, 8, 0], [0, 1, 5]],
        (5.55555555556, 0.0621765240221),
        (7.85123966942, 0.0197299038014),
        (6.0, 3, 0.111610225095),
    ),
    (
        "Landis & Koch 1977 Biometrics 33:159-174 (Westlund & Kurland MS data,",
        [[38, 5, 0, 1], [33, 11, 3, 0], [10, 14, 5, 6], [3, 7, 3, 10]],
        (41.991180008, 4.02945487743e-09),
        (58.4688796836, 1.24822399452e-12),
        (46.7492260062, 6, 2.09947346422e-08),
    ),
    (
        "Artstein & Poesio 2008 Comput Linguist 34:555-596 p.558 (dkpro Artstei",
        [[20, 20], [10, 50]],
        (3.33333333333, 0.0678891548618),
        (3.44827586207, 0.06331778683),
        (3.33333333333, 1, 0.0678891548618),
    ),
    (
        "Artstein & Poesio 2008 p.568 (Stat/IReq/Chck)",
        [[46, 0, 0], [6, 32, 6], [0, 0, 10]],
        (12.0, 0.00247875217667),
        (13.6363636364, 0.001093707675),
        (12.0, 2, 0.00247875217667),
    ),
    (
        "Krippendorff 2004 Content Analysis 2nd ed. p.246 left (dkpro Krippendo",
        [[12, 9, 9], [9, 14, 9], [9, 9, 20]],
        (0.0, 1.0),
        (0.0, 1.0),
        (0.0, 3, 1.0),
    ),
    ("Brennan & Prediger 1981 p.691", [[50, 0, 10], [0, 10, 10], [10, 10, 0]], (0.0, 1.0), (0.0, 1.0), (0.0, 2, 1.0)),
    (
        "Feinstein & Cicchetti 1990, paradox 1, skewed table (po=.85, kappa=.32",
        [[80, 10], [5, 5]],
        (1.66666666667, 0.196705602459),
        (1.69491525424, 0.192954295769),
        (1.66666666667, 1, 0.196705602459),
    ),
    (
        "Feinstein & Cicchetti 1990, paradox 2, symmetrical imbalance (po=.60,",
        [[45, 15], [25, 15]],
        (2.5, 0.113846298007),
        (2.5641025641, 0.109314576209),
        (2.5, 1, 0.113846298007),
    ),
    (
        "Sim & Wright 2005 Phys Ther 85:257-268 (2x2 N=39",
        [[22, 2], [4, 11]],
        (0.666666666667, 0.414216178243),
        (0.678260869565, 0.410186231409),
        (0.666666666667, 1, 0.414216178243),
    ),
    (
        "dkpro-statistics gwet/fixture_01_paradox_2x2.json (generated with R ir",
        [[80, 7], [8, 5]],
        (0.0666666666667, 0.796253414738),
        (0.0667111407605, 0.796186962581),
        (0.0666666666667, 1, 0.796253414738),
    ),
    (
        "dkpro-statistics gwet/fixture_04_likert_4x4.json (generated with R irr",
        [[20, 5, 1, 0], [4, 15, 6, 1], [0, 5, 18, 4], [0, 1, 3, 12]],
        (0.696118909992, 0.874116438901),
        (0.701257421061, 0.872908151126),
        (1.34487734488, 5, 0.93024679586),
    ),
    (
        "dkpro-statistics gwet/fixture_05_likert_5x5.json (generated with R irr",
        [[15, 4, 1, 0, 0], [3, 12, 4, 1, 0], [1, 3, 14, 3, 1], [0, 1, 3, 10, 2], [0, 0, 1, 2, 8]],
        (0.170846394984, 0.99655271281),
        (0.171174986325, 0.996539815924),
        (0.285714285714, 7, 0.999915199568),
    ),
    (
        "R irr dataset vision (Stuart 1953",
        [[1520, 266, 124, 66], [234, 1512, 432, 78], [117, 362, 1772, 205], [36, 82, 179, 492]],
        (11.956569623, 0.0075334250548),
        (11.9757201555, 0.00746679746972),
        (19.1065502153, 6, 0.00398741984043),
    ),
    (
        "Fleiss, Levin & Paik 2003 sec. 18.1, three independent agreement studi",
        [[12, 1], [4, 3]],
        (1.8, 0.179712494879),
        (1.97802197802, 0.159598942443),
        (1.8, 1, 0.179712494879),
    ),
    (
        "Fleiss, Levin & Paik 2003 sec. 18.1, three independent agreement studi",
        [[15, 2], [1, 2]],
        (0.333333333333, 0.563702861651),
        (0.338983050847, 0.560416813196),
        (0.333333333333, 1, 0.563702861651),
    ),
    (
        "Fleiss, Levin & Paik 2003 sec. 18.1, three independent agreement studi",
        [[15, 6], [3, 6]],
        (1.0, 0.317310507863),
        (1.03448275862, 0.309108117147),
        (1.0, 1, 0.317310507863),
    ),
    (
        "McKenzie et al. 1996 J Psychiatr Res 30:483-492 depression diagnosis x",
        [[7, 6], [2, 35]],
        (2.0, 0.15729920705),
        (2.08333333333, 0.148914673179),
        (2.0, 1, 0.15729920705),
    ),
]


@pytest.mark.parametrize(("table", "maxwell", "bhapkar", "bowker"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_published_tables(
    table: list[list[int]], maxwell: tuple[float, float], bhapkar: tuple[float, float], bowker: tuple[float, int, float]
) -> None:
    found = marginal_homogeneity(np.array(table))
    assert (found.stuart_maxwell.statistic, found.stuart_maxwell.p) == pytest.approx(maxwell, abs=1e-6)
    assert found.stuart_maxwell.df == len(table) - 1
    assert (found.bhapkar.statistic, found.bhapkar.p) == pytest.approx(bhapkar, abs=1e-6)
    assert (found.bowker.statistic, found.bowker.df, found.bowker.p) == pytest.approx(bowker, abs=1e-6)


def test_an_unused_category_does_no_harm() -> None:
    found = marginal_homogeneity(np.array([[20, 5, 0], [10, 30, 0], [0, 0, 0]]))
    without = marginal_homogeneity(np.array([[20, 5], [10, 30]]))
    assert found.stuart_maxwell.statistic == pytest.approx(without.stuart_maxwell.statistic)
    assert found.bowker == without.bowker


def test_coders_who_never_agree_in_direction() -> None:
    assert marginal_homogeneity(np.array([[0, 9], [0, 0]])).bhapkar.p == 0
