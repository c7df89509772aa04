"""Which example a code gets: pinned, marked, spread over cases, and the sentence that shows it."""

from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from intercoder.findings.names import Replacements
from intercoder.findings.passages import Vocabulary, best_passage, excerpt, stems
from intercoder.findings.quotes import QuoteChoices, Quotes, quotes
from intercoder.framework.codes import Code, Framework
from intercoder.tables import UNITS

FRAMEWORK = Framework(
    [
        Code("g", "Working with families", applicable=False),
        Code("r", "Recruitment", parent="g", definition="Families take part in interviews."),
        Code("l", "Leaflets", parent="g", definition="Families write leaflets."),
        Code("n", "Never used"),
    ]
)
CASES = pd.DataFrame({"case": ["P", "Q", "R"], "model": ["A", "A", "B"]})
TABLE = UNITS.of(
    [
        (
            "P",
            "P",
            0,
            "Tea first. Dr. Sam Hill says families do interviews with us. Then lunch. They also wrote leaflets.",
        ),
        ("Q", "Q", 1, "Families wrote two leaflets. Interviews, yes, with families on every panel."),
        ("R", "R", 2, "Nothing to say."),
    ]
)
CODINGS = pd.DataFrame(
    [("P", "r"), ("P", "l"), ("Q", "r"), ("Q", "l"), ("R", "l")], columns=["unit", "code"], dtype=object
)


def chosen(choices: QuoteChoices | None = None, **options: object) -> Quotes:
    return quotes(CODINGS, TABLE, CASES, FRAMEWORK, choices or QuoteChoices(), **options)  # type: ignore[arg-type]


def cases_of(found: Quotes) -> dict[str, list[str]]:
    rows = found.to_dict()["quotes"]
    return {
        code: [row["case"] for row in rows if row["code"] == code] for code in dict.fromkeys(r["code"] for r in rows)
    }


RECRUITMENT, LEAFLETS = "Working with families / Recruitment", "Working with families / Leaflets"


def test_examples_are_spread_over_cases() -> None:
    assert cases_of(chosen()) == {RECRUITMENT: ["P"], LEAFLETS: ["Q"]}


def test_the_sentence_that_shows_the_code_is_cut_out_with_ellipses() -> None:
    rows = {row["code"]: row["quote"] for row in chosen(limit=10).to_dict()["quotes"]}
    assert rows[RECRUITMENT] == "… Dr. Sam Hill says families do interviews with us. …"
    assert rows[LEAFLETS] == "Families wrote two leaflets. …"


def test_a_good_example_of_more_coders_goes_first() -> None:
    assert cases_of(chosen(QuoteChoices(marked={("Q", "r"): 1})))[RECRUITMENT] == ["Q"]
    both = QuoteChoices(marked={("Q", "r"): 1, ("P", "r"): 2})
    assert cases_of(chosen(both))[RECRUITMENT] == ["P"]


def test_a_pin_goes_before_all_and_may_name_its_passage() -> None:
    found = chosen(QuoteChoices(pinned={("R", "l"): "to say"}, marked={("P", "l"): 2}))
    row = found.to_dict()["quotes"][1]
    assert (row["case"], row["quote"], row["chosen"]) == ("R", "… to say …", "pinned")


def test_a_veto_keeps_a_unit_out() -> None:
    assert cases_of(chosen(QuoteChoices(vetoed={("P", "r"), ("Q", "r")}))) == {LEAFLETS: ["Q"]}
    assert chosen(QuoteChoices(vetoed={("P", "r"), ("Q", "r")})).without == (RECRUITMENT, "Never used")


def test_where_all_coders_agreed_goes_before_where_they_did_not() -> None:
    assert cases_of(chosen(QuoteChoices(agreed={("Q", "r")})))[RECRUITMENT] == ["Q"]


def test_more_examples_come_from_as_many_cases() -> None:
    assert sorted(cases_of(chosen(each=3))[LEAFLETS]) == ["P", "Q", "R"]
    assert cases_of(chosen(each=5, where={"model": "B"})) == {LEAFLETS: ["R"]}


def test_a_count_stands_beside_each_code_and_a_group_has_no_example_of_its_own() -> None:
    found = chosen()
    assert {row["code"]: row["n"] for row in found.to_dict()["quotes"]} == {RECRUITMENT: 2, LEAFLETS: 3}
    assert found.without == ("Never used",)


def test_names_are_replaced_and_it_is_said() -> None:
    found = chosen(names=Replacements({"Sam Hill": "[psychologist]"}))
    assert "Dr. [psychologist] says" in found.to_dict()["quotes"][0]["quote"]
    assert "Names were replaced in 1 examples." in found.notes()


def test_names_are_whole_words_as_spelt_or_in_capitals() -> None:
    names = Replacements({"Will": "[carer]", "May": "[nurse]"})
    assert (
        names.applied("Will will come in MAY, not Maybe; WILL's")
        == "[carer] will come in [nurse], not Maybe; [carer]'s"
    )
    assert Replacements({}).applied("as it is") == "as it is"


def test_words_are_compared_without_their_endings() -> None:
    assert stems("worked") == stems("working") == stems("work")
    assert stems("the and of") == set()


def test_a_long_sentence_is_cut_at_the_limit() -> None:
    text = "one two three four five six seven, eight nine ten."
    assert best_passage(text, set(), Vocabulary([text]), limit=7).text == "one two three four five six seven …"


def test_an_excerpt_says_where_the_notes_go_on() -> None:
    assert excerpt("First. Second. Third.", "Second.") == "… Second. …"
    assert excerpt("All of it.", "All of it.") == "All of it."


WORDS = st.lists(st.sampled_from(["Families", "wrote.", "leaflets!", "Then", "we", "met.", "e.g.", "tea"]), min_size=1)


@given(WORDS, st.integers(1, 12))
def test_a_passage_is_verbatim_and_within_the_limit(words: list[str], limit: int) -> None:
    text = " ".join(words)
    passage = best_passage(text, {"leaflet"}, Vocabulary([text]), limit=limit).text.strip("… ")
    assert passage in text
    assert len(passage.split()) <= limit


def test_where_no_sentence_names_the_code_the_text_is_kept_as_far_as_it_goes() -> None:
    """The first sentence alone may be about something else: "No money for the bus" is what was coded."""
    text = "Fear of being judged. No money for the bus."
    others = Vocabulary([text, "Transport is dear."])
    assert best_passage(text, {"transport"}, others, limit=40).text == text
    assert best_passage(text, {"transport"}, others, limit=4).text == "Fear of being judged. …"
    assert best_passage(text, {"bus"}, others, limit=40).text == "… No money for the bus."
