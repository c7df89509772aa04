"""What an edit of the framework does to the codings made so far, seen before it is made, or told afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from ..errors import ProjectError
from ..findings.counts import cases_by_code
from ..framework.codes import Framework
from ..results import Column
from ..wording import number_of
from . import carrying, classifying, layers
from .comparisons import agreement_of
from .storage import records
from .views import View

if TYPE_CHECKING:
    import pandas as pd
    import sqlalchemy as sa

    from ..framework.edits import Edit
    from .file import Step

NOTHING_YET = records.Version(0, Framework(), "draft", "", "", "")
"""What stands for the newest version before there is one."""
_COUNTED = ("cases_before", "cases_after")


@dataclass(frozen=True, repr=False)
class EditPreview(View):
    """What an edit would do: per code the units and codings it touches, cases and kappa before and after.

    `recode` holds (why, units, coders): which units would have to be looked at again, and by whom. `classifications`
    says what would become of those.
    """

    title: ClassVar[str] = "Preview of an edit"
    key: ClassVar[str] = "codes"
    edit: str
    recode: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]
    classifications: tuple[str, ...] = ()

    def columns(self) -> tuple[Column, ...]:
        """Return code, what it becomes, units, codings by coder, cases and kappa before and after."""
        return (
            Column("code", "Code"),
            Column("becomes", "Becomes"),
            Column("units", "Units", "count"),
            Column("codings", "Codings"),
            Column("cases_before", "Cases before", "count"),
            Column("cases_after", "After", "count"),
            Column("kappa_before", "Kappa before", "coefficient"),
            Column("kappa_after", "After", "coefficient"),
        )

    def notes(self) -> tuple[str, ...]:
        """Return the edit in words, and who must look again at which units."""
        told = [f"{self.edit} This is a preview; nothing was changed."]
        for why, units, coders in self.recode:
            who = " and ".join(coders) or "the coders"
            told.append(f"To be looked at again by {who}: {number_of(len(units), 'unit')} ({', '.join(units)}). {why}")
        if not self.recode:
            told.append("No unit has to be looked at again.")
        return (*told, *self.classifications)

    def to_dict(self) -> dict[str, Any]:
        """Return {"edit", "codes", "recode", "classifications"}."""
        recode = [{"why": why, "units": list(units), "coders": list(coders)} for why, units, coders in self.recode]
        frame = self.frame.astype(object).where(self.frame.notna(), None)
        return {"edit": self.edit, "codes": frame.to_dict("records"), "recode": recode} | {
            "classifications": list(self.classifications)
        }


def preview_of(connection: sa.Connection, newest: records.Version, edit: Edit) -> EditPreview:
    """Return what `edit` of the newest version (NOTHING_YET when there is none) would do."""
    import pandas as pd

    step = edit.document()
    now = carrying.effective(connection, newest.number)
    then = replace(now, codings=carrying.carried_pairs(now.codings, [step]))
    before = _numbers(connection, now, newest, newest.framework, None)
    after = _numbers(connection, then, newest, edit.framework, step)
    codes = [code.id for code in newest.framework]
    codes += [code.id for code in edit.framework if code.id not in newest.framework]
    rows = []
    for code in codes:
        row = _row(code, newest.framework, edit.framework, step, now.codings)
        row |= {"cases_before": before[0].get(code), "cases_after": after[0].get(code)}
        row |= {"kappa_before": before[1].get(code), "kappa_after": after[1].get(code)}
        if code in edit.about or _differs(row):
            rows.append(row)
    columns = ["code", "becomes", "units", "codings", *_COUNTED, "kappa_before", "kappa_after"]
    frame = pd.DataFrame(rows, columns=columns)
    frame[["kappa_before", "kappa_after"]] = frame[["kappa_before", "kappa_after"]].astype(float)
    frame[list(_COUNTED)] = frame[list(_COUNTED)].astype(object)
    made = carrying.between(connection, 0, newest.number)
    classified = classifying.told(connection, made, [*made, step])
    return EditPreview(frame, edit.summary, tuple(_recode(connection, edit, now)), classified)


def _differs(row: dict[str, Any]) -> bool:
    pairs = [(row["cases_before"], row["cases_after"]), (row["kappa_before"], row["kappa_after"])]
    return any(one != other and not (one != one and other != other) for one, other in pairs)  # noqa: PLR0124 - NaN


def _row(code: str, old: Framework, new: Framework, step: carrying.Document, codings: pd.DataFrame) -> dict[str, Any]:
    mine = codings[codings["code"] == code]
    target = carrying.become(code, [step])
    becomes = new.path(target) if target is not None and target in new else "–"
    counted = mine["coder"].value_counts(sort=False)
    return {
        "code": old.path(code) if code in old else new.path(code),
        "becomes": becomes if code in old else "(new)",
        "units": int(mine["unit"].nunique()),
        "codings": ", ".join(f"{coder} {count}" for coder, count in counted.items()),
    }


def _numbers(
    connection: sa.Connection, codings: carrying.Carried, newest: records.Version, framework: Framework,
    step: carrying.Document | None,
) -> tuple[dict[str, int], dict[str, float]]:  # fmt: skip
    """Return cases and kappa by id of the code, as they are before an edit, or (with `step`) after it."""
    units = records.units(connection)
    try:
        final = layers.final(connection)[0]
    except ProjectError:  # nothing is coded yet
        return {}, {}
    found = carrying.carried_final(final, [step] if step else []).codings
    found = found[found["code"].isin({code.id for code in framework})]
    counts = {code: len(cases) for code, cases in cases_by_code(found, units, framework).items()}
    return counts, _kappas(connection, codings, replace(newest, framework=framework), units)


def _kappas(
    connection: sa.Connection, codings: carrying.Carried, version: records.Version, units: pd.DataFrame
) -> dict[str, float]:
    coders = tuple(dict.fromkeys(codings.coverage["coder"]))
    applicable = {code.id for code in version.framework.applicable}
    both = codings.coverage.groupby("unit")["coder"].nunique()
    if len(coders) < 2 or not applicable or not (both > 1).any():
        return {}
    base = carrying.bases(connection, version.number)[0]
    made = codings.codings[codings.codings["code"].isin(applicable)]
    compared = layers.Comparison(base, coders, made, codings.coverage, units, version)
    frame = agreement_of(compared).to_frame()
    return {version.framework.find(code).id: kappa for code, kappa in zip(frame["code"], frame["kappa"], strict=True)}


def _recode(
    connection: sa.Connection, edit: Edit, now: carrying.Carried
) -> Sequence[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    order = {unit: at for at, unit in enumerate(records.units(connection)["unit"])}
    told = []
    for one in edit.document()["recode"]:
        finished = set(now.coverage["unit"])
        units = sorted({unit for unit in carrying.asked(one, now) if unit in finished}, key=lambda unit: order[unit])
        if units:
            coders = now.coverage.loc[now.coverage["unit"].isin(units), "coder"]
            told.append((one["why"], tuple(units), tuple(dict.fromkeys(coders))))
    return told


def told(step: Step, made: Edit) -> tuple[str, ...]:
    """Return what a person has to do after an edit, in words."""
    steps = classifying.all_edits(step.connection)
    said = classifying.told(step.connection, steps[:-1], steps)
    waiting = {unit for unit, why in carrying.pending(step.connection) if why in {one.why for one in made.recode}}
    if not waiting:
        return said
    return (
        *said,
        f"{number_of(len(waiting), 'unit')} must be looked at again: intercoder framework pending lists them, and "
        "intercoder framework recode NAME starts a round of just those.",
    )
