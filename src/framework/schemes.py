"""Classification schemes: one or several dimensions, each with mutually exclusive categories."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ..errors import InputError, IntercoderError, raise_all


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
    """How coded activities are classified: `activities` are the paths of the codes whose cases are classified."""

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

    The document has a name, a list of activities (paths of codes) and a list of dimensions with name, definition and
    categories (name, definition). Raises all problems together: what is missing, empty, or named twice.
    """
    if not isinstance(document, Mapping):
        raise InputError("is no classification scheme.", where=where, fix="It needs name, activities and dimensions.")
    problems: list[IntercoderError] = []
    dimensions = tuple(_dimension(entry, where, problems) for entry in _list(document, "dimensions", where, problems))
    activities = tuple(str(path) for path in _list(document, "activities", where, problems))
    problems += _doubled([dimension.name for dimension in dimensions], "dimension", where)
    raise_all(problems, where=where)
    return Scheme(str(document.get("name", "Classification")), activities, dimensions)


def _list(document: Mapping[str, Any], key: str, where: str, problems: list[IntercoderError]) -> Sequence[Any]:
    found = document.get(key)
    if not isinstance(found, list | tuple) or not found:
        problems.append(InputError(f'has no list "{key}".', where=where, fix=f"Add {key}: with at least one entry."))
        return ()
    return found


def _dimension(entry: object, where: str, problems: list[IntercoderError]) -> Dimension:
    if not isinstance(entry, Mapping):
        problems.append(InputError(f'"{entry}" is no dimension.', where=where, fix="It needs name and categories."))
        return Dimension("", ())
    name = str(entry.get("name", "")).strip()
    categories = tuple(_category(found) for found in _list(entry, "categories", f"{where}, dimension {name}", problems))
    named = [category.name for category in categories]
    if not name or not all(named):
        problems.append(InputError(f'dimension "{name}" or one of its categories has no name.', where=where))
    problems += _doubled(named, f'category of dimension "{name}"', where)
    return Dimension(name, categories, str(entry.get("definition", "")))


def _category(entry: object) -> Category:
    if isinstance(entry, Mapping):
        return Category(str(entry.get("name", "")).strip(), str(entry.get("definition", "")))
    return Category(str(entry).strip())


def _doubled(names: Sequence[str], what: str, where: str) -> Iterator[IntercoderError]:
    folded = [name.casefold() for name in names]
    for at, name in enumerate(names):
        if folded[at] in folded[:at]:
            yield InputError(f'the {what} "{name}" comes twice.', where=where, fix="Rename one of them.")
