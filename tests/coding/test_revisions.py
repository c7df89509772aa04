"""What has changed between two readings of a coder's workbook is said in words, unit by unit."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from intercoder.coding.revisions import Revision, changes

PATHS = {"c1": "Planning", "c2": "Planning / Steering"}
UNITS = ("P1", "P2", "P3")
PAIRS = st.frozensets(st.tuples(st.sampled_from(UNITS), st.sampled_from(list(PATHS))))
REVISIONS = st.builds(
    Revision,
    PAIRS,
    st.frozensets(st.sampled_from(UNITS)),
    st.dictionaries(st.sampled_from(UNITS), st.tuples(st.text(max_size=2), st.text(max_size=2))),
    PAIRS,
)


def test_every_kind_of_change() -> None:
    before = Revision(
        frozenset({("P1", "c1"), ("P2", "c1")}),
        frozenset({"P1", "P2"}),
        {"P1": ("unsure", "")},
        frozenset({("P2", "c1")}),
    )
    after = Revision(frozenset({("P1", "c2")}), frozenset({"P1", "P3"}), {"P1": ("sure", "Boards")})
    assert changes(before, after, UNITS, PATHS) == [
        'P1: "Planning" taken out; "Planning / Steering" added; memo changed; proposal of a new code added.',
        'P2: no longer finished; "Planning" taken out; "Planning" no longer a good example.',
        "P3: now finished, no code applies.",
    ]


@given(REVISIONS, REVISIONS)
def test_nothing_is_said_only_when_nothing_has_changed(before: Revision, after: Revision) -> None:
    same_texts = {u: t for u, t in before.remarks.items() if any(t)} == {
        u: t for u, t in after.remarks.items() if any(t)
    }
    same = (before.codings, before.covered, before.examples) == (after.codings, after.covered, after.examples)
    assert (changes(before, after, UNITS, PATHS) == []) == (same and same_texts)


@given(REVISIONS, REVISIONS)
def test_the_digest_tells_revisions_apart(one: Revision, other: Revision) -> None:
    assert (one.digest == other.digest) == (one == other)
