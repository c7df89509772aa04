"""Names in a REFI-QDA project, made to be there and to differ: of users, sources, and codes beside each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ...framework import paths
from .xml import children_of, guid_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


def distinct(named: Iterable[tuple[str, str]], kind: str, remarks: list[str]) -> list[str]:
    """Return names that are there and differ, given GUIDs and names; what was changed is added to `remarks`."""
    given: dict[str, None] = {}
    for guid, name in named:
        plain = name or f"{kind} {guid[:8]}"
        new = next(new for new in _numbered(plain) if new not in given)
        if new != name:
            remarks.append(f'a {kind} {f"also called {name}" if name else "without a name"} is "{new}"')
        given[new] = None
    return list(given)


def name_codes(above: Element, remarks: list[str]) -> None:
    """Give every code below an element a name of its own among those beside it, and add the changes to `remarks`."""
    taken: set[str] = set()
    for code in children_of(above, "Code"):
        name = paths.tidy(code.get("name", ""))
        plain = name or f"code {guid_of(code)[:8]}"
        new = next(new for new in _numbered(plain) if new.casefold() not in taken)
        if new != name:
            remarks.append(f'a code {f"also called {name}" if name else "without a name"} is "{new}"')
        taken.add(new.casefold())
        code.set("name", new)
        name_codes(code, remarks)


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name} ({number})"
        number += 1
