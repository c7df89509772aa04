"""Cases and their variables in a REFI-QDA project."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from .xml import child_of, children_of, guid_of, local, target_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    import pandas as pd

GROUP = "document group"
"""The attribute of a case that names the sets (document groups) that its sources are members of."""


def cases_of(root: Element, source_names: Mapping[str, str], remarks: list[str]) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return the cases with their attributes (tables.CASES) and the case of each source.

    `source_names` are the names of the sources by GUID. A source that belongs to no case is a case of its own; one that
    belongs to several is the first one's. Variables of a source are attributes of its case. What is put right is added
    to `remarks`.
    """
    import pandas as pd

    variables = {guid_of(each): each.get("name", "") for each in _all(root, "Variables")}
    attributes: dict[str, dict[str, str]] = {}
    case_of: dict[str, str] = {}
    for case in _all(root, "Cases"):
        name = case.get("name", "").strip() or f"case {guid_of(case)[:8]}"
        if name in attributes:
            remarks.append(f'two cases are called "{name}"; read as one')
        attributes.setdefault(name, {}).update(_values(case, variables))
        for reference in children_of(case, "SourceRef"):
            source = source_names.get(target_of(reference))
            if source is not None and case_of.setdefault(source, name) != name:
                remarks.append(f'source "{source}" belongs to several cases; counted for "{case_of[source]}"')
    for source in source_names.values():
        attributes.setdefault(case_of.setdefault(source, source), {})
    for element, source in _elements(root, source_names):
        attributes[case_of[source]] = {**dict(_values(element, variables)), **attributes[case_of[source]]}
    for group, source in _groups(root, source_names):
        mine = attributes[case_of[source]]
        known = mine.get(GROUP, "").split("; ")
        mine[GROUP] = "; ".join(dict.fromkeys([*filter(None, known), group]))
    rows = [{"case": name, **given} for name, given in attributes.items()]
    return pd.DataFrame(rows, dtype=object).fillna(""), case_of


def _all(root: Element, group: str) -> Iterator[Element]:
    found = child_of(root, group)
    yield from (found if found is not None else ())


def _elements(root: Element, source_names: Mapping[str, str]) -> Iterator[tuple[Element, str]]:
    for source in _all(root, "Sources"):
        if guid_of(source) in source_names:
            yield source, source_names[guid_of(source)]


def _groups(root: Element, source_names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for group in _all(root, "Sets"):
        for member in children_of(group, "MemberSource"):
            if target_of(member) in source_names:
                yield group.get("name", ""), source_names[target_of(member)]


def _values(element: Element, variables: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the name and value of every variable that an element has a value of."""
    for value in children_of(element, "VariableValue"):
        name = variables.get(target_of(child_of(value, "VariableRef")), "").strip()
        given = next((each.text or "" for each in value if local(each).endswith("Value")), "")
        if name and given.strip():
            yield ("case attribute" if name == "case" else name), given.strip()
