"""What coders have coded, kept reading by reading; the history keeps a digest of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .storage import records, store

if TYPE_CHECKING:
    from ..coding.revisions import Revision
    from .file import Step


def keep_revision(step: Step, round: str, coder: str, revision: Revision, *, file: str, sha256: str) -> int:
    """Keep what a coder has coded as a further revision in a round, and return its number."""
    number = records.revision_numbers(step.connection, round).get(coder, 0) + 1
    row = {"round": round, "coder": coder, "revision": number, "file": file, "sha256": sha256, "at": step.at}
    id = step.connection.execute(store.revisions.insert().values(row)).lastrowid
    spans = [dict(zip(("document", "code", "start", "end"), span, strict=True)) for span in sorted(revision.spans)]
    memos = [dict(zip(("document", "start", "end", "memo"), memo, strict=True)) for memo in sorted(revision.span_memos)]
    for table, rows in (
        (store.codings, [{"unit": unit, "code": code} for unit, code in sorted(revision.codings)]),
        (store.coverage, [{"unit": unit} for unit in sorted(revision.covered)]),
        (store.remarks, [{"unit": u, "memo": m, "suggestion": s} for u, (m, s) in sorted(revision.remarks.items())]),
        (store.examples, [{"unit": unit, "code": code} for unit, code in sorted(revision.examples)]),
        (store.spans, spans),
        (store.span_memos, memos),
    ):
        if rows:
            step.connection.execute(table.insert(), [{"revision": id, **row} for row in rows])
    sealed = {"round": round, "coder": coder, "revision": number, "sha256": revision.digest}
    step.facts.setdefault("revisions", []).append(sealed)
    return number
