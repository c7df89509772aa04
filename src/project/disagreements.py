"""The disagreements of coders, side by side: marks, memos, the notes, the definition, and what was decided."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal, get_args

from ..coding.consensus import find_disagreements
from ..coding.discussions import APPLIES, DOES_NOT
from ..errors import no_such
from .comparisons import agreement_of
from .storage import records

if TYPE_CHECKING:
    import pandas as pd
    import sqlalchemy as sa

    from .layers import Comparison

Order = Literal["code", "unit"]
APPLIED, NOT_APPLIED, NOT_CODED = "applied", "–", ""
COLUMNS = ("code", "unit", "case", "kappa", "applied_by", "not_applied_by", "memos", "decision", "rationale")


def disagreements_of(connection: sa.Connection, compared: Comparison, *, order: Order = "code") -> pd.DataFrame:
    """Return a row per disagreement: COLUMNS, question, text, definition, code_id, each coder's mark and memo.

    In the order "code" the codes with the lowest kappa come first, among equal ones those with most disagreements; in
    the order "unit" the units with most disagreements. Raises InputError for another order.
    """
    import pandas as pd

    if order not in get_args(Order):
        raise no_such("order", order, get_args(Order), where="--order")
    found = find_disagreements(compared.codings, compared.coverage, compared.coders)
    rows = list(_rows(connection, compared, found))
    of_code, of_unit = found["code"].value_counts(), found["unit"].value_counts()
    rank = {code.id: at for at, code in enumerate(compared.version.framework)}
    place = {unit: at for at, unit in enumerate(compared.units["unit"])}

    def place_of(row: dict[str, Any]) -> tuple[float, ...]:
        code, unit = row["code_id"], row["unit"]
        if order == "unit":
            return -int(of_unit[unit]), place[unit], rank[code]
        kappa = math.inf if math.isnan(row["kappa"]) else row["kappa"]
        return kappa, -int(of_code[code]), rank[code], place[unit]

    rows.sort(key=place_of)
    return pd.DataFrame(rows) if rows else pd.DataFrame(columns=[*COLUMNS, "question", "text", "definition", "code_id"])


def _rows(connection: sa.Connection, compared: Comparison, found: pd.DataFrame) -> Iterator[dict[str, Any]]:
    if found.empty:
        return
    rounds = [compared.round.name, *([compared.round.against] if compared.round.against else [])]
    decided, remarks = records.decided(connection, compared.round.name), records.remarks(connection, *rounds)
    result = agreement_of(compared).to_frame()
    kappa = dict(zip(result["code"], result["kappa"], strict=True))
    units = {row["unit"]: row for row in compared.units.to_dict("records")}
    asked = records.questions(connection)
    framework = compared.version.framework
    for unit, code, yes, no in found.itertuples(index=False, name=None):
        path = framework.path(code)
        applied, why = decided.get((unit, code), (None, ""))
        memos = {coder: remarks.get((unit, coder), ("", ""))[0] for coder in compared.coders}
        yield {
            "code": path,
            "unit": unit,
            "case": units[unit]["case"],
            "kappa": kappa.get(path, math.nan),
            "applied_by": ", ".join(yes),
            "not_applied_by": ", ".join(no),
            "memos": "\n".join(f"{coder}: {memo}" for coder, memo in memos.items() if memo),
            "decision": "" if applied is None else APPLIES if applied else DOES_NOT,
            "rationale": why,
            "question": asked.text(unit),
            "text": units[unit]["text"],
            "definition": framework[code].definition,
            "code_id": code,
            **{f"mark:{coder}": _mark(coder, yes, no) for coder in compared.coders},
            **{f"memo:{coder}": memo for coder, memo in memos.items()},
        }


def _mark(coder: str, yes: tuple[str, ...], no: tuple[str, ...]) -> str:
    return APPLIED if coder in yes else NOT_APPLIED if coder in no else NOT_CODED
