"""A project as other tools read it: REFI-QDA."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from ...atomic import replacing
from ...coding.consensus import CONSENSUS
from ...errors import InputError
from ...exchange.refi.stretches import Memo, Place, Stretch
from ...tables import CODINGS, rows_of
from ...wording import number_of
from .. import carrying, layers
from ..elsewhere.stretches import remarks_of
from ..file import Outcome, ProjectFile, free_path
from ..storage import records

if TYPE_CHECKING:
    import pandas as pd
    import sqlalchemy as sa

    from ...exchange.refi.writing import Outgoing


class RefiVerbs(ProjectFile):
    """The verb `project qdpx`."""

    def project_qdpx(self, path: Path | str, *, consensus: bool = False, replace: bool = False) -> Outcome:
        """Write notes, codes, codings of all coders, cases and memos for NVivo, MAXQDA, ATLAS.ti and QualCoder.

        Codings are those of the newest framework version, made before any discussion; with `consensus`, the final
        codings stand beside them as those of a coder of that name. Raises InputError when the file is there already and
        `replace` is not set, and when it is not named .qdpx; ProjectError when there is no framework yet.
        """
        from ...exchange.refi.writing import to_qdpx

        path = free_path(path, replace=replace)
        if path.suffix.lower() != ".qdpx":
            raise InputError("a REFI-QDA project is named .qdpx.", where=str(path), fix="Write FILE.qdpx.")
        with self._store.reading() as connection:
            study = _outgoing(connection, consensus=consensus)
        content = to_qdpx(study)
        with replacing(path) as temporary:
            temporary.write_bytes(content)
        lost = (f"{study.left_out} codings of units without text are left out.",) if study.left_out else ()
        who = f" by {', '.join(study.coders)}" if study.coders else ""
        return Outcome(
            f"Wrote {number_of(len(study.texts), 'text')} with {number_of(study.n_stretches, 'coding')}{who} to "
            f"{path}.",
            lost,
        )


def _outgoing(connection: sa.Connection, *, consensus: bool) -> Outgoing:
    from ...exchange.refi.writing import Outgoing

    about, version = records.about(connection), records.version(connection)
    rounds = [found.name for found in records.rounds(connection)]
    codings = _codings(connection, version, consensus=consensus)
    known = {code.id for code in version.framework}
    documents = records.documents(connection)
    located = records.unit_places(connection)
    memos = {key: memo for key, (memo, _) in sorted(records.remarks(connection, *rounds).items()) if memo}
    on_spans = records.span_memos(connection, *rounds)
    for coder in {coder for coder, *_ in on_spans}:
        mine = [(document, start, end, text) for who, document, start, end, text in on_spans if who == coder]
        for unit, (memo, _) in remarks_of(mine, located).items():
            if memos.get((unit, coder)) == memo:
                del memos[unit, coder]
    return Outgoing(
        title=about["title"],
        project=about["id"],
        framework=version.framework,
        cases=records.cases(connection),
        units=records.units(connection),
        codings=codings[codings["code"].isin(known)].reset_index(drop=True),
        memos=memos,
        documents=dict(zip(documents["document"], documents["text"], strict=True)),
        case_of=dict(zip(documents["document"], documents["case"], strict=True)),
        located={unit: Place(*place) for unit, place in located.items()},
        spans=_spans(connection, version, known),
        on_spans=[Memo(document, start, end, coder, text) for coder, document, start, end, text in on_spans],
        order=list(dict.fromkeys(coder for found in records.rounds(connection) for coder in found.coders)),
    )


def _spans(connection: sa.Connection, version: records.Version, known: Collection[str]) -> list[Stretch]:
    """Return the stretches that coders chose in any round, with the codes that the newest version has for theirs."""
    found: dict[Stretch, None] = {}
    for each in records.rounds(connection):
        steps = carrying.between(connection, each.version, version.number)
        for row in rows_of(carrying.carried_pairs(records.spans(connection, each.name), steps)):
            if row["code"] in known:
                found[Stretch(row["source"], row["start"], row["end"], row["coder"], row["code"])] = None
    return list(found)


def _codings(connection: sa.Connection, version: records.Version, *, consensus: bool) -> pd.DataFrame:
    """Return what everybody coded, as the newest version of the framework has it, in a settled order."""
    import pandas as pd

    parts = [CODINGS.empty(), carrying.effective(connection, version.number).codings]
    for check in [found for found in records.rounds(connection) if found.against is not None]:
        steps = carrying.between(connection, check.version, version.number)
        parts.append(carrying.carried_pairs(records.codings(connection, check.name), steps))
    if consensus:
        parts.append(layers.final(connection)[0].codings.assign(coder=CONSENSUS))
    columns = list(CODINGS.columns)
    together = pd.concat([part[columns] for part in parts], ignore_index=True).drop_duplicates(columns)
    return together.sort_values(columns, ignore_index=True)
