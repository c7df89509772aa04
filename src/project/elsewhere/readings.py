"""Which rounds hold codings that were made elsewhere, as the history says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ..storage import store, trail

if TYPE_CHECKING:
    from collections.abc import Iterator


def files_read(connection: sa.Connection) -> dict[str, tuple[str, ...]]:
    """Return the names of the files of codings that were read into each round; other rounds are not in it.

    How such codings were made, and whether before a discussion, the project does not know.
    """
    found: dict[str, dict[str, None]] = {}
    for options in _readings(connection):
        found.setdefault(options["round"], {}).update(dict.fromkeys(options["files"]))
    return {name: tuple(files) for name, files in found.items()}


def made_of_files(connection: sa.Connection, name: str) -> bool:
    """Return whether a round was made when codings were read, not begun for certain coders and units."""
    return any(options["round"] == name and options.get("made_round") for options in _readings(connection))


def _readings(connection: sa.Connection) -> Iterator[Mapping[str, Any]]:
    table = store.history
    query = sa.select(table.c.number, table.c.options).where(table.c.verb == "codings_read").order_by(table.c.number)
    undone = trail.undone(connection)
    yield from (options for number, options in connection.execute(query) if number not in undone)
