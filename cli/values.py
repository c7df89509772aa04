"""What options hold beside a text or a number: `A,B`, `NAME=VALUE`, and both together."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

from intercoder.errors import InputError

if TYPE_CHECKING:
    import click

Key = TypeVar("Key", str, int)
Value = TypeVar("Value", str, int, float)


def names(_: click.Context, __: click.Parameter, value: str | None) -> tuple[str, ...] | None:
    """Turn `A,B` into its names."""
    return None if value is None else tuple(name.strip() for name in value.split(",") if name.strip())


def pairs(
    key: Callable[[str], Key],
    value: Callable[[str], Value],
    example: str,
    *,
    last: bool = False,
    form: str = "",
    alone: str = "",
) -> Callable[[click.Context, click.Parameter, Iterable[str]], dict[Key, Value]]:
    """Return what turns the texts of an option, each `NAME=VALUE`, into names and values.

    A text is divided at its first =, or with `last` at its last, for numbers of codes that may have one in their names.
    `form` is what an error calls the form (by default as the help does), `alone` the pair that a text without = stands
    for, with {} in place of the text. A text of another form, and a name that comes twice, are refused.
    """

    def taken_apart(_: click.Context, parameter: click.Parameter, texts: Iterable[str]) -> dict[Key, Value]:
        option, found = parameter.opts[0], {}
        for text in texts:
            whole = alone.replace("{}", text) if alone and "=" not in text else text
            name, _sign, said = whole.rpartition("=") if last else whole.partition("=")
            try:
                at, what = key(name), value(said)
            except ValueError:
                problem = f'"{text}" is not of the form {form or parameter.metavar}.'
                raise InputError(problem, where=option, fix=f"Write {option} {example}") from None
            if at in found:
                raise InputError(f'"{name.strip()}" is named twice.', where=option, fix="Name it once.")
            found[at] = what
        return found

    return taken_apart


def word(text: str) -> str:
    """Return a text without the spaces around it; raises ValueError when nothing is left."""
    if not text.strip():
        raise ValueError(text)
    return text.strip()


def whole_number(text: str) -> int:
    """Return a number of 0 or more; raises ValueError for anything else."""
    if not text.strip().isdecimal():
        raise ValueError(text)
    return int(text)


def share(text: str) -> float:
    """Return a number, such as 0.1; raises ValueError for anything else."""
    if not math.isfinite(number := float(text)):
        raise ValueError(text)
    return number


columns = pairs(word, word, "service_model=Q2", alone="{}={}")
speakers = pairs(word, word, "INT=Interviewer", alone="{}={}")
conditions = pairs(word, word, "co_production=Yes")
groups = pairs(whole_number, word, '1="Steering groups"')
shares = pairs(word, share, "Recruitment=0.1", last=True)
numbers = pairs(word, whole_number, "Recruitment=5", last=True)
prevalences = pairs(word, share, "Recruitment=0.4", last=True, alone="code with prevalence {}={}")
_of_variables = pairs(word, word, "severity=ordinal,age=ratio", form="VARIABLE=WORD,...")


def by_variable(context: click.Context, parameter: click.Parameter, text: str | None) -> str | dict[str, str] | None:
    """Turn `severity=ordinal,age=ratio` into what is said of each variable; a word alone is said of all."""
    return text if text is None or "=" not in text else _of_variables(context, parameter, text.split(","))


def categories(
    context: click.Context, parameter: click.Parameter, texts: tuple[str, ...]
) -> tuple[str, ...] | dict[str, tuple[str, ...] | None] | None:
    """Turn `LOW,HIGH`, or for each variable `severity=LOW,HIGH`, into the categories."""
    of_variable = [text for text in texts if "=" in text.partition(",")[0]]
    if len(of_variable) < len(texts) and len(texts) > 1:
        fix = "Write --categories severity=low,high for each variable."
        raise InputError("is for all variables when given without a name, so only once.", where="--categories", fix=fix)
    if of_variable:
        listed = _categories(context, parameter, of_variable)
        return {name: names(context, parameter, text) for name, text in listed.items()}
    return names(context, parameter, texts[0]) if texts else None


_categories = pairs(word, word, "severity=low,high", form="VARIABLE=LOW,HIGH")
