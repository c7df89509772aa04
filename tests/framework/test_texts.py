"""Groups in a code and a second look at it: found where the texts say so, and nothing where they do not."""

from __future__ import annotations

import pytest

from intercoder.errors import InputError
from intercoder.framework.texts import find_groups, second_look

TOPICS = {
    "survey": [
        "paper survey form families returned",
        "online survey form families completed",
        "survey form outcome families",
    ],
    "panel": [
        "interview panel young person questions",
        "panel young person scored interview",
        "young person interview panel",
    ],
    "leaflet": ["leaflet pictures easy words", "leaflet words pictures printed", "easy leaflet pictures"],
}
TEXTS = {f"{topic}{at}": text for topic, texts in TOPICS.items() for at, text in enumerate(texts * 2)}


def test_units_that_read_alike_come_together_with_the_words_that_set_them_apart() -> None:
    found = find_groups({unit: f"{text} number{unit}" for unit, text in TEXTS.items()}, groups=3, seed=1)
    assert {frozenset(unit.rstrip("0123456789") for unit in group.units) for group in found.groups} == {
        frozenset({topic}) for topic in TOPICS
    }
    assert "survey" in found.groups[0].words
    assert set(found.groups[0].typical) <= set(found.groups[0].units)


def test_the_same_seed_gives_the_same_groups() -> None:
    assert find_groups(TEXTS, seed=3) == find_groups(TEXTS, seed=3)


def test_too_little_text_is_said() -> None:
    few = find_groups({f"P{at}": "a survey" for at in range(5)})
    assert few.groups == ()
    assert "Too little text: 5 units" in few.said[0]
    alike = find_groups({f"P{at}": "survey" for at in range(20)})
    assert alike.groups == ()
    assert "Too little text" in alike.said[0]


def test_more_groups_than_units_are_refused() -> None:
    with pytest.raises(InputError, match="99 groups"):
        find_groups(TEXTS, groups=99)


def coded(wrong: int | None = None) -> tuple[dict[str, str], dict[str, bool], dict[str, str]]:
    with_code = {f"P{at}": f"interview panel young person candidate {at}" for at in range(20)}
    without = {f"Q{at}": f"leaflet pictures printed words booklet {at}" for at in range(20)}
    texts = with_code | without
    applied = {unit: unit.startswith("P") for unit in texts}
    if wrong is not None:
        applied[f"P{wrong}"], applied[f"Q{wrong}"] = False, True
    return texts, applied, {unit: unit for unit in texts}


def test_a_coding_that_reads_wrong_is_found_both_ways_with_its_words() -> None:
    found = second_look(*coded(wrong=7), seed=1)
    assert [(doubt.unit, doubt.applied) for doubt in found.doubts] == [("P7", False), ("Q7", True)]
    assert set(found.doubts[0].words) & {"interview", "panel", "young", "person", "candidate"}
    assert found.auc is not None
    assert found.auc > 0.9
    assert found == second_look(*coded(wrong=7), seed=1)


def test_where_all_fits_nothing_is_listed() -> None:
    assert second_look(*coded(), seed=1).doubts == ()


def test_texts_that_do_not_tell_the_code_are_said_not_to() -> None:
    texts = {f"P{at}": "the same words about services each time" for at in range(40)}
    found = second_look(texts, {unit: at % 2 == 0 for at, unit in enumerate(texts)}, {unit: unit for unit in texts})
    assert found.doubts == ()
    assert "do not tell" in found.said[-1] or "Too little text" in found.said[-1]


def test_too_few_units_with_the_code_are_said() -> None:
    texts, _, cases = coded()
    found = second_look(texts, {unit: unit == "P1" for unit in texts}, cases)
    assert found.said == ("Too little to learn from: 1 unit with the code and 39 without; 8 of each are needed.",)
