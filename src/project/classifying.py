"""Activities and their classifications seen through edits of the framework: carried over, or to be made again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ..errors import ProjectError
from ..findings.activities import CONSENSUS, MAIN
from ..framework.paths import join, split, tidy
from ..framework.schemes import Scheme, scheme_from
from ..wording import number_of, some_of
from . import carrying
from .storage import records, store

if TYPE_CHECKING:
    from ..framework.codes import Framework
    from .carrying import Document

Row = tuple[str, str, str, str]
"""Case, id of the code, dimension, category."""
Place = tuple[str, str]
"""Case and id of the code."""

_NAMED = 5  # activities that a remark names


@dataclass
class Carried:
    """What a classifier said, as it stands after the edits made since.

    rows, memos   what holds: classified alike in all that an activity was merged from, or in the only one that was
    again         activities that must be classified again, with what was said before: merged from several that were
                  classified otherwise, or split
    gone          classified activities (case, and the code's id then) of which nothing is left
    """

    rows: list[Row] = field(default_factory=list)
    memos: dict[Place, str] = field(default_factory=dict)
    again: dict[Place, str] = field(default_factory=dict)
    gone: tuple[Place, ...] = ()


def successors(code: str, steps: Iterable[Document]) -> tuple[str, ...]:
    """Return the ids of the codes that an activity has become: one, its parts where it was split, none when taken out.

    >>> successors("c1", [{"kind": "merge", "revived": [], "mapping": {"c1": "c2"}, "about": ["c1", "c2"]}])
    ('c2',)
    """
    now: tuple[str, ...] = (code,)
    for step in steps:
        if code in step["revived"]:
            now = (code,)
        else:
            now = tuple(dict.fromkeys(after for one in now for after in _after(one, step)))
    return now


def _after(code: str, step: Document) -> tuple[str, ...]:
    target = step["mapping"].get(code, code)
    if target is not None:
        return (target,)
    parts = step["about"][1:] if step["kind"] == "split" and step["about"][:1] == [code] else []
    return tuple(parts)


def carry(
    rows: Sequence[Row], memos: Mapping[Place, str], steps: Sequence[Document], named: Mapping[str, str]
) -> Carried:
    """Return what was classified as it is after these edits; `named` gives the name of every code there ever was."""
    said: dict[Place, dict[str, dict[str, str]]] = {}
    for case, code, dimension, category in rows:
        said.setdefault((case, code), {}).setdefault(code, {})[dimension] = category
    found = Carried()
    after = {code: successors(code, steps) for _, code in said}
    sources: dict[Place, list[str]] = {}
    for case, code in said:
        for target in after[code]:
            sources.setdefault((case, target), []).append(code)
    for (case, target), codes in sources.items():
        answers = [said[case, code][code] for code in codes]
        if all(answer == answers[0] for answer in answers) and not any(len(after[code]) > 1 for code in codes):
            found.rows += [(case, target, dimension, category) for dimension, category in answers[0].items()]
        else:
            was = (f"{named[code]}: {', '.join(answer.values())}" for code, answer in zip(codes, answers, strict=True))
            found.again[case, target] = f"Before: {'; '.join(was)}."
    for (case, code), memo in memos.items():
        for target in successors(code, steps):
            found.memos[case, target] = "; ".join(filter(None, [found.memos.get((case, target), ""), memo]))
    found.gone = tuple((case, code) for case, code in said if not after[code])
    return found


def carried(connection: sa.Connection, revision: int, steps: Sequence[Document] | None = None) -> Carried:
    """Return what a reading of a classifier's workbook said, as it is after `steps`, by default after all edits."""
    made, memos = store.classifications, store.classification_memos
    rows = sa.select(made.c.case, made.c.code, made.c.dimension, made.c.category).where(made.c.revision == revision)
    beside = sa.select(memos.c.case, memos.c.code, memos.c.memo).where(memos.c.revision == revision)
    named = {code.id: code.name for version in records.versions(connection) for code in version.framework}
    return carry(
        [(case, code, dimension, category) for case, code, dimension, category in connection.execute(rows)],
        {(case, code): memo for case, code, memo in connection.execute(beside)},
        all_edits(connection) if steps is None else steps,
        named,
    )


def all_edits(connection: sa.Connection) -> list[Document]:
    """Return every edit of the framework, in the order in which they were made."""
    return carrying.between(connection, 0, records.version(connection).number)


def revisions(connection: sa.Connection, scheme: int) -> dict[str, tuple[int, int]]:
    """Return the newest reading of each classifier's workbook with this scheme: its id and number, by classifier."""
    table = store.classification_revisions
    query = sa.select(table.c.classifier, table.c.id, table.c.revision).where(table.c.scheme == scheme)
    return {who: (id, number) for who, id, number in connection.execute(query.order_by(table.c.id))}


def leading_classifier(known: Mapping[str, Any]) -> str | None:
    """Return whose classification findings are made from: the consensus, or else the main one, or the first."""
    return next((who for who in (CONSENSUS, MAIN, *known) if who in known), None)


def leading_rows(connection: sa.Connection, scheme: int) -> list[Row]:
    """Return what the leading classifier said last with this scheme, after all edits; nothing when nobody did."""
    known = revisions(connection, scheme)
    whose = leading_classifier(known)
    return carried(connection, known[whose][0]).rows if whose is not None else []


def scheme(connection: sa.Connection) -> tuple[int, Scheme]:
    """Return the newest classification scheme and its number, its activities as they are after the edits since.

    Raises ProjectError when there is none.
    """
    row = connection.execute(sa.select(store.schemes).order_by(store.schemes.c.number.desc())).mappings().first()
    if row is None:
        raise ProjectError(
            "has no classification scheme yet.", where="project", fix="Read one: intercoder scheme read FILE"
        )
    found = scheme_from(row["document"])
    return row["number"], replace(found, activities=_current(connection, found.activities, row["at"]))


def _current(connection: sa.Connection, paths: Iterable[str], at: str) -> tuple[str, ...]:
    """Return the newest paths of the codes that were at `paths` at the time `at`; those that are gone drop out."""
    known = records.versions(connection)
    newest = known[-1].framework if known else None
    if newest is None:
        return ()
    then = sorted(known, key=lambda version: (version.at > at, -version.number))
    steps = carrying.between(connection, 0, known[-1].number)
    ids = [_id_of(path, [version.framework for version in then]) for path in paths]
    became = dict.fromkeys(after for id in ids if id is not None for after in successors(id, steps))
    return tuple(newest.path(id) for id in became if id in newest)


def _id_of(path: str, frameworks: Iterable[Framework]) -> str | None:
    """Return the id of the code at `path` in the first of the frameworks that has one there."""
    wanted = _folded(path)
    for framework in frameworks:
        for code in framework:
            if _folded(framework.path(code.id)) == wanted:
                return code.id
    return None


def _folded(path: str) -> str:
    return join([tidy(name) for name in split(path)]).casefold()


def told(connection: sa.Connection, before: Sequence[Document], after: Sequence[Document]) -> tuple[str, ...]:
    """Return what happens to the classifications between some edits and more of them, in words."""
    try:
        number, _ = scheme(connection)
    except ProjectError:
        return ()
    said: list[str] = []
    for who, (revision, _) in revisions(connection, number).items():
        then, now = carried(connection, revision, before), carried(connection, revision, after)
        held, holds = ({(case, code) for case, code, *_ in one.rows} for one in (then, now))
        again = sorted({case for case, _ in now.again.keys() - then.again.keys()})
        gone = sorted({case for case, _ in set(now.gone) - set(then.gone)})
        if holds - held:
            said.append(f"Classifications by {who} carried over: {_listed(sorted({c for c, _ in holds - held}))}.")
        if again:
            why = "split, or merged from what was classified otherwise"
            said.append(f"To be classified again by {who}, {why}: {_listed(again)}.")
        if gone:
            said.append(f"Classifications by {who} that no longer count, as the activity is gone: {_listed(gone)}.")
    return tuple(said)


def state(connection: sa.Connection) -> list[tuple[str, str]]:
    """Return what each classifier has classified, and what must be classified again, in words."""
    try:
        number, _ = scheme(connection)
    except ProjectError:
        return []
    facts = []
    for who, (revision, _) in revisions(connection, number).items():
        found = carried(connection, revision)
        done = len({(case, code) for case, code, *_ in found.rows})
        again = f"; {len(found.again)} to be classified again" if found.again else ""
        gone = f"; {len(found.gone)} of codes that were taken out" if found.gone else ""
        facts.append((f"classification by {who}", f"{number_of(done, 'activity')}{again}{gone}"))
    return facts


def _listed(cases: Sequence[str]) -> str:
    return f"cases {some_of(cases, _NAMED)}"
