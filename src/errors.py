"""The errors that a user sees: what is wrong, where, and how to put it right."""

from __future__ import annotations

import difflib
import heapq
from collections.abc import Callable, Iterable, Sequence

from .wording import number_of, some_of

_SHOWN = 50  # problems told one by one
_NAMED = 40  # names to choose from
_COMPARED = 500  # names with which a word is compared letter by letter
_LONGEST = 200  # characters of a name that is compared


class IntercoderError(Exception):
    """Something the user can put right.

    `problem` says what is wrong, `where` names the file, sheet and cell (or the option), `fix` says what to do.
    The command line prints the three and exits with 2.
    """

    def __init__(self, problem: str, *, where: str = "", fix: str = "") -> None:
        super().__init__(problem, where, fix)
        self.problem = problem
        self.where = where
        self.fix = fix

    def __str__(self) -> str:
        text = f"{self.where}: {self.problem}" if self.where else self.problem
        return f"{text} {self.fix}" if self.fix else text


class InputError(IntercoderError):
    """What was given (a file, a cell, a column, an option) cannot be used as it is."""


class OptionError(InputError, TypeError):
    """An option that does not exist: a TypeError too, as Python raises for an unknown keyword."""


class ProjectError(IntercoderError):
    """The project is not in a state that allows this step."""


class SeveralErrors(InputError):
    """All the problems found in one go, so that the user can put them all right before trying again."""

    def __init__(self, problems: Sequence[IntercoderError], *, where: str = "", fix: str = "") -> None:
        count = number_of(len(problems), "problem")
        super().__init__(f"{count} found; nothing was changed.", where=where, fix=fix)
        self.problems = tuple(problems)

    def __str__(self) -> str:
        shown = [f"  - {problem}" for problem in self.problems[:_SHOWN]]
        if len(self.problems) > _SHOWN:
            shown.append(f"  and {len(self.problems) - _SHOWN:,} more")
        return "\n".join([super().__str__(), *shown])


def raise_all(problems: Sequence[IntercoderError], *, where: str = "", fix: str = "") -> None:
    """Raise nothing for no problem, the problem itself for one, and `SeveralErrors` for more."""
    if len(problems) == 1:
        raise problems[0]
    if problems:
        raise SeveralErrors(problems, where=where, fix=fix)


def check_options(given: Iterable[str], *takers: Callable[..., object], but: Iterable[str] = ()) -> None:
    """Raise OptionError for an option in `given` that none of the functions `takers` takes as a keyword.

    `but` are those of their keywords that are not for the user.
    """
    known = sorted({name for taker in takers for name in _keywords(taker)} - set(but))
    for name in given:
        if name not in known:
            fix = f"{did_you_mean(name, known)} Options: {', '.join(known)}.".strip()
            raise OptionError(f'there is no option "{name}".', fix=fix)


def option_named(keyword: str) -> str:
    """Return what the command line calls the option that a function takes as `keyword`.

    >>> option_named("at_least"), option_named("compare_with")
    ('--at-least', '--compare')
    """
    return "--compare" if keyword == "compare_with" else f"--{keyword.replace('_', '-')}"


def _keywords(function: Callable[..., object]) -> list[str]:
    from inspect import Parameter, signature

    keywords = (Parameter.KEYWORD_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
    return [name for name, parameter in signature(function).parameters.items() if parameter.kind in keywords]


def refuse_beside(option: str, others: Iterable[str]) -> None:
    """Raise InputError when there are options that `option` does not take."""
    for name in others:
        raise InputError(f"does not go with {option}.", where=option_named(name), fix="Leave one out.")


def no_such(
    kind: str,
    name: object,
    known: Iterable[object],
    *,
    among: str = "",
    where: str = "",
    fix: str = "",
    error: type[IntercoderError] = InputError,
) -> IntercoderError:
    """Return the error for a name that none of its kind has, with the nearest of those that are `known`.

    `among` says what it was looked for in; `fix` what to do when no name is near, where a list of those to choose from
    is no help.

    >>> print(no_such("round", "mian", ["main", "check"], where="--round"))
    --round: there is no round "mian". Did you mean "main"?
    >>> print(no_such("coder", "D", ["A", "B"], among="in round main"))
    there is no coder "D" in round main. Choose one of: A, B.
    """
    names = list(dict.fromkeys(filter(None, map(str, known))))
    problem = f'there is no {kind} "{name}" {among}'.rstrip() + "."
    return error(problem, where=where, fix=did_you_mean(str(name), names) or fix or _to_choose_from(names))


def _to_choose_from(names: Sequence[str]) -> str:
    if len(names) > 1:
        return f"Choose one of: {some_of(names, _NAMED)}."
    return f'There is only "{names[0]}".' if names else "There is none at all."


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """Return a question naming the nearest of `choices`, or an empty text when none is near.

    >>> did_you_mean("Recruitement", ["Recruitment", "Individual case work"])
    'Did you mean "Recruitment"?'
    >>> did_you_mean("Recruitement", ["Recruitment of staff", "Recruitment of staff / Families"])
    'Did you mean "Recruitment of staff"?'
    """
    word = word[:_LONGEST].casefold()
    by_folded = _likely(word, {choice[:_LONGEST].casefold(): choice for choice in choices})
    near = difflib.get_close_matches(word, by_folded, n=2, cutoff=0.6) or _that_begin_alike(word, by_folded)
    named = " or ".join(f'"{by_folded[match]}"' for match in near)
    return f"Did you mean {named}?" if near else ""


def _likely(word: str, names: dict[str, str]) -> dict[str, str]:
    """Return of very many names only those that share most pairs of letters with a word: to compare all takes long."""
    if len(names) <= _COMPARED:
        return names
    pairs = {word[at : at + 2] for at in range(len(word) - 1)}
    shared = heapq.nlargest(_COMPARED, names, key=lambda name: sum(pair in name for pair in pairs) / (len(name) + 1))
    return {name: names[name] for name in shared}


def _that_begin_alike(word: str, names: Iterable[str]) -> list[str]:
    """Return the names whose beginning is near a word that is much shorter; of those that begin alike, the shortest."""
    beginnings = {name[: len(word)]: name for name in sorted(names, key=len, reverse=True)}
    near = difflib.get_close_matches(word, beginnings, n=2, cutoff=0.8) if len(word) > 3 else []
    return [beginnings[match] for match in near]
