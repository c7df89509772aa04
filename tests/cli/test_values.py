"""`NAME=VALUE`: one grammar and one wording of errors for every option of that form."""

from __future__ import annotations

from typing import Any

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoder.cli import values
from intercoder.errors import InputError

CONTEXT = click.Context(click.Command("any"))
LETTERS = st.text("abcäöü =", min_size=1).map(str.strip).filter(bool)


def taken(read: Any, *texts: str, metavar: str = "NAME=VALUE") -> Any:
    return read(CONTEXT, click.Option(["--it"], metavar=metavar), texts)


@pytest.mark.parametrize(
    ("read", "text", "found"),
    [
        (values.columns, "service_model=Q2", {"service_model": "Q2"}),
        (values.columns, " site ", {"site": "site"}),
        (values.conditions, "co_production= Yes ", {"co_production": "Yes"}),
        (values.conditions, "formula=a=b", {"formula": "a=b"}),
        (values.groups, "2=Boards", {2: "Boards"}),
        (values.shares, "x=y=0.1", {"x=y": 0.1}),
        (values.numbers, "Recruitment=5", {"Recruitment": 5}),
        (values.prevalences, "0.1", {"code with prevalence 0.1": 0.1}),
        (values.prevalences, "Trust=0.25", {"Trust": 0.25}),
    ],
)
def test_a_text_is_taken_apart(read: Any, text: str, found: dict[Any, Any]) -> None:
    assert taken(read, text) == found


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (values.columns, "=Q2"),
        (values.columns, "site="),
        (values.conditions, "site"),
        (values.conditions, "site= "),
        (values.groups, "one=Boards"),
        (values.groups, "-1=Boards"),
        (values.shares, "0.1"),
        (values.shares, "Trust=nan"),
        (values.shares, "Trust=half"),
        (values.numbers, "Trust=0.5"),
        (values.prevalences, "many"),
    ],
)
def test_another_form_is_refused_with_an_example(read: Any, text: str) -> None:
    with pytest.raises(InputError) as caught:
        taken(read, text, metavar="A=B")
    assert caught.value.where == "--it"
    assert caught.value.problem == f'"{text}" is not of the form A=B.'
    assert caught.value.fix.startswith("Write --it ")


def test_what_is_said_twice_is_refused() -> None:
    with pytest.raises(InputError, match='--it: "site" is named twice'):
        taken(values.conditions, "site=North", "site=South")


@given(LETTERS, st.floats(0, 1))
def test_a_code_may_have_an_equals_sign_in_its_name(name: str, share: float) -> None:
    assert taken(values.shares, f"{name}={share!r}") == {name: share}


@given(LETTERS.filter(lambda name: "=" not in name), LETTERS)
def test_a_text_may_have_an_equals_sign(name: str, text: str) -> None:
    assert taken(values.conditions, f"{name}={text}") == {name: text}


def test_of_single_variables() -> None:
    option = click.Option(["--scale"], metavar="nominal|ordinal")
    assert values.by_variable(CONTEXT, option, "ordinal") == "ordinal"
    assert values.by_variable(CONTEXT, option, "a=ordinal, b=ratio") == {"a": "ordinal", "b": "ratio"}
    with pytest.raises(InputError, match=r'--scale: "ratio" is not of the form VARIABLE=WORD,\.\.\.'):
        values.by_variable(CONTEXT, option, "a=ordinal,ratio")
