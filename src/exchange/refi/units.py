"""Coded stretches of text as codings of units: of every sentence, paragraph or whole text."""

from __future__ import annotations

import bisect
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ...coding.units import segment
from ...tables import CODINGS, COVERAGE, UNITS

if TYPE_CHECKING:
    import pandas as pd

    from ...coding.units import Unit

TextUnit = Literal["sentence", "paragraph", "document"]


@dataclass(frozen=True)
class UnitCodings:
    """Codings of units: tables.UNITS with `start` and `end` in the text, tables.CODINGS and tables.COVERAGE."""

    units: pd.DataFrame
    codings: pd.DataFrame
    coverage: pd.DataFrame


def units_with_places(text: str, unit: TextUnit) -> list[tuple[int, int]]:
    """Return where each unit of a text begins and ends, the end not included.

    >>> units_with_places("They sit. They vote.", "sentence")
    [(0, 9), (10, 20)]
    """
    kind: Unit = "response" if unit == "document" else unit
    found, at = [], 0
    for piece in segment(text, kind):
        at = text.index(piece, at)
        found.append((at, at + len(piece)))
        at += len(piece)
    return found


def codings_of_units(
    texts: Mapping[str, str], spans: pd.DataFrame, unit: TextUnit, *, case_of: Mapping[str, str] | None = None
) -> UnitCodings:
    """Return the codings of the units that `texts` are cut into, from `spans` (reliability.spans.SPANS).

    A coder applied a code to a unit when a stretch that the coder gave the code has any character in common with it.
    Who coded anything in a text has coded all units of it: a file of coded stretches does not say what else was read.
    """
    places = {source: units_with_places(text, unit) for source, text in texts.items()}
    rows = [
        (f"{source} #{number}", (case_of or {}).get(source, source), number, texts[source][start:end], start, end)
        for source, found in places.items()
        for number, (start, end) in enumerate(found, 1)
    ]
    codings: dict[tuple[str, str, str], None] = {}
    for source, coder, code, begin, end in spans[["source", "coder", "code", "start", "end"]].itertuples(index=False):
        first = bisect.bisect_right(places[source], begin, key=lambda place: place[1])
        last = bisect.bisect_left(places[source], end, key=lambda place: place[0])
        codings.update(dict.fromkeys((f"{source} #{number + 1}", coder, code) for number in range(first, last)))
    who = spans[["source", "coder"]].drop_duplicates().itertuples(index=False, name=None)
    covered = [(f"{source} #{number + 1}", coder) for source, coder in who for number in range(len(places[source]))]
    units = _frame(rows)
    return UnitCodings(units, CODINGS.of(codings), COVERAGE.of(covered))


def with_places(found: UnitCodings, places: pd.DataFrame, *, case_of: Mapping[str, str] | None = None) -> UnitCodings:
    """Return codings of documents with those of their pages, pictures, sound and film (places.PLACES).

    A document without a text becomes a unit whose text says which places in it were coded.
    """
    import pandas as pd

    known = set(found.units["unit"])
    here: dict[str, dict[str, None]] = {}
    for source, place in places[["source", "place"]].itertuples(index=False, name=None):
        here.setdefault(source, {})[place] = None
    rows = [
        (f"{source} #1", (case_of or {}).get(source, source), 1, f"[{'; '.join(held)}]", 0, 0)
        for source, held in here.items()
        if f"{source} #1" not in known
    ]
    units = [f"{source} #1" for source in places["source"]]
    codings = pd.concat([found.codings, places[["coder", "code"]].assign(unit=units)], ignore_index=True)
    coverage = pd.concat([found.coverage, places[["coder"]].assign(unit=units)], ignore_index=True)
    return UnitCodings(
        pd.concat([found.units, _frame(rows)], ignore_index=True) if rows else found.units,
        codings[list(CODINGS.columns)].drop_duplicates(ignore_index=True),
        coverage[list(COVERAGE.columns)].drop_duplicates(ignore_index=True),
    )


def _frame(rows: list[tuple[str, str, int, str, int, int]]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(rows, columns=[*UNITS.columns, "start", "end"])
