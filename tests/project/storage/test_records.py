"""What is read out of the project file: the same as the tidy tables say, however it is asked for."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from intercoder.project import layers
from intercoder.project.storage import records

if TYPE_CHECKING:
    import pytest

    from intercoder.project import Project


def test_what_all_coders_of_a_unit_applied(coded: Project, fill: Any) -> None:
    coded.round_start("check", coders=("C",), cases=["P1", "P2"])
    coded.workbook_read(fill("C", {"P1": ("Steering groups",), "P2": ()}, round="check"))
    with coded._store.reading() as connection:
        for names in (["main"], ["check"], ["main", "check"]):
            codings = records.codings(connection, *names).drop_duplicates()
            coverage = records.coverage(connection, *names).drop_duplicates()
            n_coders = Counter(coverage["unit"])
            n_applied = Counter(zip(codings["unit"], codings["code"], strict=True))
            expected = {pair for pair, n in n_applied.items() if n == n_coders[pair[0]]}
            assert records.agreed(connection, *names) == expected
        assert records.finished(connection, "main") == dict.fromkeys(("P1", "P2", "P3", "P4", "P5", "P6"), 2)


def test_final_codings_are_made_once_for_the_examples(coded: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []
    whole = layers.final_codings
    monkeypatch.setattr(layers, "final_codings", lambda *given, **options: made.append(1) or whole(*given, **options))
    assert len(coded.quotes_show().to_frame())
    assert len(made) == 1
