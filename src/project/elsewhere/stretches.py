"""The stretches of text that coders chose themselves: into the project, and out of it again."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ...errors import ProjectError, no_such
from ..on_files.spans import Stretches
from ..storage import records, store

if TYPE_CHECKING:
    import sqlalchemy as sa

    from ...coding.revisions import Span, SpanMemo
    from .incoming import Incoming

Places = Mapping[str, tuple[str, int, int]]
"""Document, start and end of each unit that was cut from a document."""


def keep_documents(
    connection: sa.Connection, found: Incoming, new: Sequence[str], source: int, units: Collection[str]
) -> None:
    """Keep the documents that are `new`, and where the new `units` begin and end in theirs."""
    if found.stretches is None:
        return
    first = len(records.documents(connection))
    documents = [
        {"document": name, "source": source, "case": found.stretches.case_of[name], "position": first + at,
         "text": found.stretches.texts[name]}
        for at, name in enumerate(new)
    ]  # fmt: skip
    if documents:
        connection.execute(store.documents.insert(), documents)
    kept = set(units)
    places = [
        {"unit": unit, "document": document, "start": start, "end": end}
        for unit, (document, start, end) in found.places.items()
        if unit in kept
    ]
    if places:
        connection.execute(store.unit_places.insert(), places)


def stretches_of(found: Incoming, coder: str, codes: Mapping[str, str]) -> dict[str, Any]:
    """Return the fields of a Revision that hold what a coder marked and wrote in documents, where there are any.

    `codes` gives the ids of codes by their paths. A memo is also a remark on the unit that its stretch begins in.
    """
    if found.stretches is None:
        return {}
    spans, memos = found.stretches.spans, found.stretches.memos
    mine = spans[spans["coder"] == coder][["source", "code", "start", "end"]].itertuples(index=False, name=None)
    own = memos[memos["coder"] == coder][["source", "start", "end", "text"]].itertuples(index=False, name=None)
    kept: frozenset[SpanMemo] = frozenset((document, int(a), int(b), text) for document, a, b, text in own)
    placed: frozenset[Span] = frozenset((document, codes[code], int(a), int(b)) for document, code, a, b in mine)
    return {"spans": placed, "span_memos": kept, "remarks": remarks_of(kept, found.places)}


def remarks_of(memos: Collection[SpanMemo], places: Places) -> dict[str, tuple[str, str]]:
    """Return memos on stretches as remarks on the units that the stretches begin in."""
    found: dict[str, list[str]] = {}
    ends: dict[str, list[tuple[int, str]]] = {}
    for end, unit, document in sorted((end, unit, document) for unit, (document, _, end) in places.items()):
        ends.setdefault(document, []).append((end, unit))
    for document, start, _, text in sorted(memos):
        if units := ends.get(document):
            at = bisect_right(units, start, key=lambda each: each[0])
            found.setdefault(units[min(at, len(units) - 1)][1], []).append(text)
    return {unit: ("\n\n".join(texts), "") for unit, texts in found.items()}


def stretches_of_round(connection: sa.Connection, name: str | None, coders: Sequence[str] | None) -> Stretches:
    """Return the stretches that the coders of a round chose, the newest round by default.

    Raises ProjectError for an unknown coder, and for a round whose coders coded units alone.
    """
    chosen = records.round_named(connection, name)
    wanted = tuple(coders or chosen.coders)
    spans = records.spans(connection, chosen.name)
    coded = set(spans["coder"])
    for coder in wanted:
        if coder not in chosen.coders:
            among = f"in round {chosen.name}"
            raise no_such("coder", coder, chosen.coders, among=among, where="--coders", error=ProjectError)
        if coder not in coded:
            raise ProjectError(
                f"{coder} coded no stretches of text in round {chosen.name}.",
                where="--spans",
                fix="Leave --spans out: what is compared is the coding of units.",
            )
    framework = records.version(connection, chosen.version).framework
    documents = records.documents(connection)
    spans = spans[spans["coder"].isin(wanted)].reset_index(drop=True)
    used = set(spans["code"])
    return Stretches(
        where=f"round {chosen.name}",
        coders=wanted,
        codes=tuple(framework.path(code.id) for code in framework if code.id in used),
        texts=dict(zip(documents["document"], documents["text"], strict=True)),
        spans=spans.assign(code=[framework.path(code) for code in spans["code"]]),
        cases=records.cases(connection),
        case_of=dict(zip(documents["document"], documents["case"], strict=True)),
        description=f"round {chosen.name}, framework version {chosen.version}",
        repairs=(),
        memos=spans.iloc[:0].assign(text=""),
    )
