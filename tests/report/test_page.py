"""The page says all that the study holds, stands alone, and lets nothing in the data run."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from intercoder.errors import InputError
from intercoder.report.html import tables_page
from intercoder.report.page import render, write_page
from intercoder.report.study import Mark, Study

VOID = {"meta", "img", "br", "hr", "link", "input"}


class Page(HTMLParser):
    """The elements of a page with their attributes, its text, and whether every element is closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if not set(self.open) & {"style", "script"}:
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.texts).split())

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture
def page(study) -> Page:
    return Page(render(study))


def test_every_element_is_closed_and_every_id_is_there_once(page) -> None:
    assert page.open == []
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_nothing_in_the_data_becomes_an_element(page) -> None:
    assert len(page.named("script")) == len(page.named("style")) == 1
    assert not page.named("img")
    assert "<script>alert(1)</script>" in page.text
    assert "{{ 7 * 7 }}" in page.text


def test_no_attribute_runs_or_styles_anything(page) -> None:
    for _, attributes in page.elements:
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]


def test_the_policy_lets_only_our_style_and_script_run(study) -> None:
    text = render(study)
    policy = next(m["content"] for m in Page(text).named("meta") if m.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'; ")
    for tag in ("style", "script"):
        content = re.search(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)[1]
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy


def test_nothing_is_loaded_from_anywhere(page) -> None:
    for _, attributes in page.elements:
        for name in ("src", "href", "action", "data", "srcset"):
            assert attributes.get(name, "#").startswith("#"), attributes
    assert not page.named("link")


def test_links_lead_to_something_on_the_page(page) -> None:
    ids = {attributes.get("id") for _, attributes in page.elements}
    for link in page.named("a") + page.named("use"):
        assert link["href"].removeprefix("#") in ids


def test_headings_go_down_one_level_at_a_time(page) -> None:
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_tables_have_captions_and_headers_with_a_scope(page) -> None:
    assert len(page.named("caption")) == len(page.named("table"))
    assert {header.get("scope") for header in page.named("th")} == {"col", "row"}


def test_tables_and_figures_are_numbered_in_order(page) -> None:
    for word, tag in (("Table", "caption"), ("Figure", "figcaption")):
        numbers = [int(number) for number in re.findall(rf"{word} (\d+)\.", page.text)]
        assert numbers == list(range(1, len(page.named(tag)) + 1))


def test_figures_have_a_title_and_a_description_that_names_the_flagged_codes(page) -> None:
    for svg in page.named("svg"):
        assert svg["role"] == "img"
        assert len(svg["aria-labelledby"].split()) == 2
    assert "Flagged, with kappa below .60: Consultation with groups, =HYPERLINK(x)." in page.text


def test_the_page_says_the_average_and_what_undefined_codes_would_make_of_it(page) -> None:
    assert "Mean kappa .68 over 4 of 5 codes, substantial." in page.text
    assert "With the undefined codes read as 1 the mean would be .75" in page.text


def test_an_undefined_code_stands_with_its_reason(page, result) -> None:
    assert page.text.count(result.frame["reason"].iloc[-1]) >= 1


def test_the_remark_on_a_flagged_code_stands_beside_its_numbers(study) -> None:
    result = study.checks[0].result
    remarked = replace(result, frame=result.frame.assign(remark="C never applied it."))
    page = Page(render(replace(study, checks=(replace(study.checks[0], result=remarked),))))
    assert "Why this kappa. C never applied it." in page.text


def test_flagged_codes_come_lowest_kappa_first_with_their_disagreements(study) -> None:
    result = study.checks[0].result
    result.frame.loc[3, "kappa"] = 0.5  # =HYPERLINK(x), above the .47 of Consultation with groups
    page = Page(render(study))
    titles = re.findall(r"Units on which the coders differ: (=HYPERLINK|Consultation)", page.text)
    assert titles == ["Consultation", "=HYPERLINK"]
    assert page.text.count("quoted <script>") == 2  # the two flagged codes, not the other three
    assert "because <script>" in page.text


def test_each_comparison_has_its_own_disagreements(study) -> None:
    check = study.checks[0]
    a_and_b = replace(check, coders=("A", "B"))
    marks = (Mark("A", applied=True), Mark("B", applied=None))
    more = tuple(replace(each, marks=marks, text="seen by A and B") for each in study.disagreements)
    page = Page(render(replace(study, checks=(check, a_and_b), disagreements=(*study.disagreements, *more))))
    assert page.text.count("seen by A and B") == page.text.count("quoted <script>") == 2
    assert page.text.rindex("quoted <script>") < page.text.index("seen by A and B")
    assert "did not code it" in page.text
    assert page.open == []


def test_without_quotes_no_text_of_participants_is_on_the_page(study) -> None:
    text = render(study, quotes=False)
    assert "quoted" not in text
    assert "memo &lt;" not in text
    assert "All text of participants has been left out." in text
    assert "because" in text  # the team's decisions stay


def test_a_study_with_nothing_but_a_title_is_a_page(study) -> None:
    page = Page(render(Study("Only begun")))
    assert page.open == []
    assert "Only begun" in page.text
    assert "Reliability" not in page.text


def test_many_disagreements_of_a_code_are_cut_and_counted(study) -> None:
    flagged = study.checks[0].result.frame["code"].iloc[1]
    many = tuple(replace(study.disagreements[1], unit=f"u{number}", code=flagged) for number in range(100))
    assert "60 more disagreements on this code are not shown here." in render(replace(study, disagreements=many))


def test_the_same_study_gives_the_same_bytes(study, tmp_path) -> None:
    for name in ("one.html", "two.html"):
        write_page(study, tmp_path / name)
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()


def test_a_missing_folder_is_an_error_in_plain_words(study, tmp_path) -> None:
    with pytest.raises(InputError, match="there is no folder"):
        write_page(study, tmp_path / "nowhere" / "report.html")


def test_a_page_of_tables_shows_each_as_an_outline_with_its_notes(result) -> None:
    page = Page(tables_page([result, result]))
    assert page.open == []
    assert len(page.named("table")) == 2
    assert "Note. Mean kappa .68 over 4 of 5 codes" in page.text
    assert [row.get("class") for row in page.named("tr")].count("flagged") == 4
