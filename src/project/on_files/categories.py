"""Agreement on the categories of one or several variables in files, without any project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from ...errors import InputError, did_you_mean, no_such, refuse_beside
from ...exchange.cells import folded
from ...exchange.sheets.answers import EMPTY
from ...exchange.sheets.category_tables import is_table, read_categories
from ...reliability.counts.value_counts import is_long, patterns_of_ratings
from ...reliability.weights import numeric

if TYPE_CHECKING:
    from collections.abc import Hashable

    import pandas as pd

    from ...exchange.sheets.coding_sheets import CodingSheets
    from ...results import Result

T = TypeVar("T")
Listed = Mapping[str, Sequence[str]] | Sequence[str]
UNLISTED = ("refuse", "leave out", "add")


def agreement_on_categories(
    sheets: CodingSheets,
    options: dict[str, Any],
    *,
    empty: bool = False,
    case_of: Mapping[Any, Any] | None = None,
    group_of: Mapping[Any, str] | None = None,
) -> Result:
    """Compute agreement on one variable, coefficient by coefficient, or on several, variable by variable.

    `options` are those of reliability.agreement_of_ratings or agreement_of_variables, where `categories` may be a table
    (variable, category) and `unlisted` says what answers beside them are; or `units_coded_by`, `compare_with`, `show`.
    `empty` says that being empty is one of the categories, beside those that are named. Raises InputError for an option
    that does not fit.
    """
    tool, show = options.pop("compare_with", None), options.pop("show", None)
    variables = _variables(sheets, options, empty=empty)
    if tool:
        refuse_beside("--compare", [*options, *(["show"] if show else [])])
        from ...reliability.explaining.comparison import compare

        return compare(tool, patterns_of_ratings(sheets.ratings)[0])
    if show or group_of is not None:
        beside = {"case_of": case_of, "group_of": group_of, "text_of": sheets.text_of}
        return _look(show or "groups", variables, {**options, **beside})
    if case_of is not None:
        refuse_beside("categories", ["case"])
    if len(variables) > 1:
        from ...reliability.variables import agreement_of_variables

        return agreement_of_variables(variables, **options)
    from ...reliability.ratings import agreement_of_ratings

    name, ratings = next(iter(variables.items()))
    for_codes = [f"--{option}" for option in ("threshold", "bands") if option in options]
    if for_codes:
        problem = "is for codes or several variables; the files hold categories of one."
        raise InputError(problem, where=for_codes[0], fix="Leave it out, or set --layout.")
    alone = {key: value.get(name) if isinstance(value, Mapping) else value for key, value in options.items()}
    return agreement_of_ratings(ratings, **{key: value for key, value in alone.items() if value is not None})


def _look(show: str, variables: Mapping[str, pd.DataFrame], options: dict[str, Any]) -> Result:
    from ...reliability.explaining.category_views import look_at_variables

    return look_at_variables(show, variables, **options)


def _variables(sheets: CodingSheets, options: dict[str, Any], *, empty: bool) -> dict[str, pd.DataFrame]:
    """Return the variables as they are compared, and put into `options` what these say of single variables."""
    variables = dict(sheets.variables)
    if options.pop("units_coded_by", "pair") == "all":
        variables = {name: ratings.dropna() for name, ratings in variables.items()}
    for option in ("scale", "weights"):
        if option in options:
            options[option] = _by_variable(options[option], variables, option)
    unlisted = options.pop("unlisted", "refuse")
    if "categories" in options:
        listed = _listed(options["categories"], variables)
        possible: dict[str, Sequence[Hashable]] = {}
        for name, categories in listed.items():
            variables[name], possible[name] = _among(
                variables[name], [*categories, *([EMPTY] if empty else [])], unlisted
            )
        options["categories"] = possible
    elif unlisted != "refuse":
        raise InputError("needs the categories.", where="--unlisted", fix="Name them with --categories.")
    _refuse_order_of_empty(variables, options)
    return variables


def _by_variable(option: Mapping[str, T] | T, variables: Mapping[str, Any], name: str) -> dict[str, T] | T:
    """Return an option with the variables that it names spelt as in the files; raises InputError for unknown ones."""
    if not isinstance(option, Mapping):
        return option
    known = {folded(variable): variable for variable in variables}
    for variable in option:
        if folded(variable) not in known:
            fix = "" if any(variables) else "The only one has no name: leave the name out."
            raise no_such("variable", variable, variables, where=f"--{name}", fix=fix)
    return {known[folded(variable)]: value for variable, value in option.items()}


def _listed(categories: Listed, variables: Mapping[str, Any]) -> dict[str, Sequence[str]]:
    """Return the categories said of each variable: for all, by name, or in a table, which may list more variables."""
    if not isinstance(categories, Mapping) and len(categories) == 1 and is_table(categories[0]):
        known = {folded(name): name for name in variables}
        read = read_categories(Path(categories[0]))
        found: dict[str, Sequence[str]] = {known[folded(n)]: held for n, held in read.items() if folded(n) in known}
        if not found:
            fix = f"Variables: {', '.join(variables)}."
            raise InputError("lists none of the variables.", where=str(categories[0]), fix=fix)
        return found
    by_name = _by_variable(categories, variables, "categories")
    return dict(by_name) if isinstance(by_name, Mapping) else dict.fromkeys(variables, by_name)


def _among(ratings: pd.DataFrame, names: Sequence[str], unlisted: str) -> tuple[pd.DataFrame, Sequence[Hashable]]:
    """Return a variable and its possible categories, with the answers that are none of them left out or added."""
    if unlisted not in UNLISTED:
        raise no_such("choice", unlisted, UNLISTED, among="for unlisted answers", where="--unlisted")
    answers = ratings[["category"]] if is_long(ratings) else ratings
    given = list(dict.fromkeys(answer for column in answers for answer in answers[column].dropna()))
    possible = list(_as_answered(names, given))
    beside = [answer for answer in given if answer not in possible]
    if unlisted == "refuse" and beside:
        hint = did_you_mean(str(beside[0]), map(str, possible))
        fix = f'{hint} Add it, or say --unlisted "leave out" or --unlisted add.'.strip()
        raise InputError(f'there is no category "{beside[0]}".', where="--categories", fix=fix)
    if unlisted == "add":
        return ratings, [*possible, *beside]
    if unlisted == "leave out" and beside:
        kept = answers.where(~answers.isin(beside), None)
        ratings = ratings.assign(category=kept["category"]) if is_long(ratings) else kept
    return ratings, possible


def _as_answered(names: Sequence[str], given: Sequence[Any]) -> Sequence[Hashable]:
    """Return the categories that `names` mean: numbers where the answers are, texts as the answers spell them."""
    answers = [answer for answer in given if answer != EMPTY]
    if not answers or not numeric(answers):
        spelt = {folded(str(answer)): answer for answer in answers}
        return [name if name in given else spelt.get(folded(name), name) for name in names]
    try:
        return [EMPTY if name == EMPTY else float(name) for name in names]
    except ValueError:
        fix = "Write numbers, as in the files."
        raise InputError("the answers are numbers, the categories are not.", where="--categories", fix=fix) from None


def _refuse_order_of_empty(variables: Mapping[str, pd.DataFrame], options: Mapping[str, Any]) -> None:
    """Raise InputError where being empty is a category and categories are to be in an order."""
    for name, ratings in variables.items():
        for option, usual in (("scale", "nominal"), ("weights", "identity")):
            asked = options.get(option)
            chosen = asked.get(name) if isinstance(asked, Mapping) else asked
            if chosen not in (None, usual) and ratings.isin([EMPTY]).any(axis=None):
                fix = "Leave one out."
                raise InputError("being empty has no place in an order.", where=f"--{option} {chosen}", fix=fix)
