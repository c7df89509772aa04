"""Classification schemes of a project: read, written, shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ...errors import no_such
from ...framework.schemes import Scheme, example_schemes, scheme_from
from ...wording import number_of
from .. import classifying
from ..file import Outcome, ProjectFile, free_path
from ..storage import records, store
from ..views import SchemeView, scheme_view


class SchemeVerbs(ProjectFile):
    """The verbs of `intercoder scheme`."""

    def scheme_read(self, path: Path | str, *, activities: Sequence[str] = ()) -> Outcome:
        """Read a classification scheme from a YAML file, or one that comes with intercoder by its name.

        Its activities must be codes of the framework; `activities` replaces them. Where neither names any, the codes at
        the top of the framework are classified.
        """
        scheme = _read_scheme(path)
        where = Path(path).name
        with self._step("scheme_read", file=where, activities=list(activities) or None) as step:
            framework = records.version(step.connection).framework
            named = activities or scheme.activities or [code.name for code in framework.children(None)]
            found = tuple(framework.path(framework.find(activity, where=where).id) for activity in named)
            scheme = replace(scheme, activities=found)
            step.connection.execute(store.schemes.insert().values(document=scheme.to_dict(), at=step.at))
            categories = sum(len(dimension.categories) for dimension in scheme.dimensions)
            size = (
                f"{number_of(len(found), 'activity')}, {number_of(len(scheme.dimensions), 'dimension')}, "
                f"{number_of(categories, 'category')}"
            )
            step.summary = f'Read the scheme "{scheme.name}": {size}.'
        return Outcome(step.summary)

    def scheme_write(self, path: Path | str, *, example: str | None = None, replace: bool = False) -> Outcome:
        """Write the project's scheme, or an `example` that comes with intercoder, to a YAML file, to be edited."""
        import yaml

        from ...atomic import replacing

        path = free_path(path, replace=replace)
        if example is not None:
            text = _example(example)
        else:
            with self._store.reading() as connection:
                _, scheme = classifying.scheme(connection)
            text = yaml.safe_dump(_plain(scheme), sort_keys=False, allow_unicode=True, width=100)
        with replacing(path) as temporary:
            temporary.write_text(text, encoding="utf-8", newline="\n")
        return Outcome(f"Wrote {path}.")

    def scheme_show(self, example: str | None = None) -> SchemeView:
        """Show the dimensions and categories of the project's scheme, or of one that comes with intercoder."""
        if example is not None:
            return scheme_view(_read_scheme(example))
        with self._store.reading() as connection:
            return scheme_view(classifying.scheme(connection)[1])


def _read_scheme(path: Path | str) -> Scheme:
    """Read a scheme from a file, or one that comes with intercoder when there is no such file."""
    import yaml

    from ...exchange.frameworks.files import read_scheme

    if Path(path).exists() or Path(path).suffix:
        return read_scheme(Path(path))
    return scheme_from(yaml.safe_load(_example(str(path))), where=str(path))


def _example(name: str) -> str:
    known = example_schemes()
    if name not in known:
        raise no_such("scheme", name, known, among="that comes with intercoder")
    return known[name]


def _plain(scheme: Scheme) -> dict[str, object]:
    """Return a scheme as it is written to a file: lists instead of tuples."""
    dimensions = [
        {"name": d.name, "definition": d.definition, "categories": [dict(vars(category)) for category in d.categories]}
        for d in scheme.dimensions
    ]
    return {"name": scheme.name, "activities": list(scheme.activities), "dimensions": dimensions}
