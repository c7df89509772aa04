"""Reading a coding framework from .xlsx, .csv or .yaml, and a classification scheme from .yaml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError
from ..framework import paths
from ..framework.rows import HEADINGS, Row, fields, framework_from_rows
from ..framework.schemes import Scheme, scheme_from
from .headers import headed
from .tabular import read_table

if TYPE_CHECKING:
    from ..framework.codes import Framework

YAML = {".yaml", ".yml"}


def read_framework(path: Path, *, previous: Framework | None = None, version: int = 1) -> Framework:
    """Read the framework in a file; codes at the same path as in `previous` stay the same codes.

    A spreadsheet has a row per code, with the headings of framework.rows.HEADINGS; YAML has a list `codes` of mappings
    with name, the other fields, and `codes` again for the codes below. Raises all problems together, with their places.
    """
    rows = list(_yaml_rows(_read_yaml(path), path.name) if path.suffix.lower() in YAML else _table_rows(path))
    if not rows:
        raise InputError("has no codes.", where=str(path), fix="Write one code per row, its path under Code.")
    return framework_from_rows(rows, previous=previous, version=version)


def _table_rows(path: Path) -> Iterator[Row]:
    table = headed(read_table(path), names=["Code"])
    places = {
        field: table.columns[at] for field, at in fields([c.heading for c in table.columns], where=str(path)).items()
    }
    for row in table.rows:
        values = {field: table.cell(row, column).strip() for field, column in places.items()}
        if any(values.values()):
            yield Row(values, table.where(row, places["path"]))


def _read_yaml(path: Path) -> object:
    import yaml

    try:
        text = path.read_text(encoding="utf-8-sig")
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text)):
            raise InputError("uses references (* and &).", where=str(path), fix="Write every entry out.")
        return yaml.safe_load(text)
    except FileNotFoundError as error:
        raise InputError("there is no such file.", where=str(path), fix="Check the name and the folder.") from error
    except (yaml.YAMLError, UnicodeDecodeError, OSError, RecursionError) as error:
        problem = " ".join(str(error).split())
        raise InputError(
            f"cannot be read as YAML: {problem}.", where=str(path), fix="Check the indentation."
        ) from error


def _yaml_rows(document: object, where: str, above: tuple[str, ...] = ()) -> Iterator[Row]:
    entries = document.get("codes", []) if isinstance(document, Mapping) else document
    if not isinstance(entries, list):
        raise InputError("has no list of codes.", where=where, fix="Begin with codes: and a list of names.")
    for entry in entries:
        given = entry if isinstance(entry, Mapping) else {"name": entry}
        names = (*above, str(given.get("name") or ""))
        values = {field: _yaml_text(given.get(field)) for field in HEADINGS.values() if field != "path"}
        yield Row({"path": paths.join(names), **values}, f"{where}, code {paths.join(names)}")
        if given.get("codes"):
            yield from _yaml_rows(given, where, names)


def _yaml_text(value: object) -> str:
    if value is None:
        return ""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value).strip()


def read_scheme(path: Path) -> Scheme:
    """Read a classification scheme from a YAML file; raises all problems together."""
    return scheme_from(_read_yaml(path), where=path.name)
