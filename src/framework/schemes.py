"""Classification schemes: one or several dimensions, each with mutually exclusive categories."""

from __future__ import annotations

import importlib.resources
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ..errors import InputError, IntercoderError, raise_all

NO_FIT = "no fit"


@dataclass(frozen=True)
class Category:
    """One category of a dimension."""

    name: str
    definition: str = ""


@dataclass(frozen=True)
class Dimension:
    """One question about an activity, whose answer is exactly one of `categories`."""

    name: str
    categories: tuple[Category, ...]
    definition: str = ""

    def label(self, category: str) -> str:
        """Return how a category of this dimension is named in tables, such as `1 transformative`."""
        return f"{self.name} {category}"


@dataclass(frozen=True)
class Scheme:
    """How coded activities are classified: `activities` are the paths of the codes whose cases are classified.

    A scheme without activities is for whatever a project has: reading it into a project names them.
    """

    name: str
    activities: tuple[str, ...]
    dimensions: tuple[Dimension, ...]

    def labels(self) -> Iterator[str]:
        """Return the labels of all categories, dimension by dimension."""
        return (dimension.label(c.name) for dimension in self.dimensions for c in dimension.categories)

    def to_dict(self) -> dict[str, Any]:
        """Return the scheme as plain values: what `scheme_from` reads."""
        return asdict(self)


def scheme_from(document: object, *, where: str = "") -> Scheme:
    """Return the scheme in a document (as read from YAML or JSON).

    The document has a name, a list of dimensions with name, definition and categories (name, definition), and possibly
    a list of activities (paths of codes). A dimension with `no_fit` (yes, or what it means) has the category "no fit"
    before the others. Raises all problems together: what is missing, empty, or named twice.
    """
    if not isinstance(document, Mapping):
        raise InputError("is no classification scheme.", where=where, fix="It needs name and dimensions.")
    problems: list[IntercoderError] = []
    dimensions = tuple(_dimension(entry, where, problems) for entry in _list(document, "dimensions", where, problems))
    activities = tuple(str(path) for path in _activities(document, where, problems))
    problems += _doubled([dimension.name for dimension in dimensions], "dimension", where)
    problems += _doubled(activities, "activity", where)
    raise_all(problems, where=where)
    return Scheme(str(document.get("name", "Classification")), activities, dimensions)


def _list(document: Mapping[str, Any], key: str, where: str, problems: list[IntercoderError]) -> Sequence[Any]:
    found = document.get(key)
    if not isinstance(found, list | tuple) or not found:
        problems.append(InputError(f'has no list "{key}".', where=where, fix=f"Add {key}: with at least one entry."))
        return ()
    return found


def _activities(document: Mapping[str, Any], where: str, problems: list[IntercoderError]) -> Sequence[Any]:
    return _list(document, "activities", where, problems) if document.get("activities") else ()


def _dimension(entry: object, where: str, problems: list[IntercoderError]) -> Dimension:
    if not isinstance(entry, Mapping):
        problems.append(InputError(f'"{entry}" is no dimension.', where=where, fix="It needs name and categories."))
        return Dimension("", ())
    name = str(entry.get("name", "")).strip()
    categories = tuple(_category(found) for found in _list(entry, "categories", f"{where}, dimension {name}", problems))
    categories = (*_no_fit(entry.get("no_fit")), *categories)
    named = [category.name for category in categories]
    if not name or not all(named):
        problems.append(InputError(f'dimension "{name}" or one of its categories has no name.', where=where))
    problems += _doubled(named, f'category of dimension "{name}"', where)
    return Dimension(name, categories, str(entry.get("definition", "")))


def _no_fit(entry: object) -> tuple[Category, ...]:
    """Return the category "no fit" where a dimension asks for it: with yes, or with a definition."""
    if not entry:
        return ()
    return (Category(NO_FIT, entry if isinstance(entry, str) else "None of the other categories describes it."),)


def _category(entry: object) -> Category:
    if isinstance(entry, Mapping):
        return Category(str(entry.get("name", "")).strip(), str(entry.get("definition", "")))
    return Category(str(entry).strip())


def _doubled(names: Sequence[str], what: str, where: str) -> Iterator[IntercoderError]:
    folded = [name.casefold() for name in names]
    for at, name in enumerate(names):
        if folded[at] in folded[:at]:
            yield InputError(f'the {what} "{name}" comes twice.', where=where, fix="Rename one of them.")


def example_schemes() -> dict[str, str]:
    """Return the text (YAML) of each scheme that comes with intercoder, by its name.

    >>> sorted(example_schemes())
    ['four-definitions', 'stages']
    """
    folder = importlib.resources.files(__package__).joinpath("examples")
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".yaml")), key=lambda file: file.name)
    return {file.name.removesuffix(".yaml"): file.read_text(encoding="utf-8") for file in files}
