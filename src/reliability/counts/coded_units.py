"""Who applied which code to which unit, in numbers: tidy codings and coverage, checked, ready to be counted.

Not applied is not the same as not coded: what a coder finished stands in `coded`, what was applied in the triples.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from ...errors import InputError, no_such
from ...tables import CODINGS, COVERAGE, Table

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

Group = TypeVar("Group")
PATH = " / "


@dataclass(frozen=True)
class CodedUnits:
    """Codings and coverage as positions in lists of units, coders and codes.

    units, coders, codes   the names that the positions point to (n, r, m)
    unit, coder, code      one entry per coding: coder applied code to unit
    coded                  (n, r) which coder finished which unit
    """

    units: NDArray[Any]
    coders: tuple[str, ...]
    codes: tuple[str, ...]
    unit: NDArray[np.int64]
    coder: NDArray[np.int64]
    code: NDArray[np.int64]
    coded: NDArray[np.bool_]

    def of_coders(self, coders: Sequence[str]) -> CodedUnits:
        """Return what some of the coders did, in that order, on all units."""
        places = np.full(len(self.coders), -1)
        chosen = [self.coders.index(coder) for coder in coders]
        places[chosen] = np.arange(len(chosen))
        kept = places[self.coder] >= 0
        return replace(
            self,
            coders=tuple(coders),
            unit=self.unit[kept],
            coder=places[self.coder[kept]],
            code=self.code[kept],
            coded=self.coded[:, chosen],
        )

    def of_units(self, wanted: NDArray[np.bool_]) -> CodedUnits:
        """Return what was done on the units where `wanted` (n,) is true."""
        places = np.cumsum(wanted) - 1
        kept = wanted[self.unit]
        return replace(
            self,
            units=self.units[wanted],
            unit=places[self.unit[kept]],
            coder=self.coder[kept],
            code=self.code[kept],
            coded=self.coded[wanted],
        )

    def coded_by_all(self) -> CodedUnits:
        """Return what was done on the units that every coder finished."""
        return self.of_units(np.asarray(self.coded.all(1)))

    def rolled_up(self, rollup: bool | Mapping[str, Iterable[str]]) -> CodedUnits:
        """Return the codings with every ancestor of an applied code counted as applied too.

        `rollup` names the ancestors of each code; those that are not among the codes are left out. With True they are
        those of paths "Parent / Child", and stand among the codes, each before its first child; with False nothing is
        rolled up.
        """
        if not rollup:
            return self
        if rollup is True:
            whole = self._with_parents()
            return whole.rolled_up(ancestors_of(whole.codes))
        place = {code: number for number, code in enumerate(self.codes)}
        pairs = [
            (place[code], place[ancestor])
            for code, above in rollup.items()
            for ancestor in above
            if code in place and ancestor in place
        ]
        added = [(self.code == below, above) for below, above in pairs]
        unit = np.concatenate([self.unit, *(self.unit[rows] for rows, _ in added)])
        coder = np.concatenate([self.coder, *(self.coder[rows] for rows, _ in added)])
        code = np.concatenate([self.code, *(np.full(int(rows.sum()), above) for rows, above in added)])
        return replace(self, unit=unit, coder=coder, code=code)._once()

    def _with_parents(self) -> CodedUnits:
        named = (ancestor for code in self.codes for ancestor in (*ancestors_of([code])[code], code))
        return _with_codes(self, tuple(dict.fromkeys(named)))

    def by_case(self, case_of: Mapping[Hashable, Hashable]) -> CodedUnits:
        """Return the codings with cases for units: applied to a case when applied to any of its units.

        A coder coded a case when the coder finished all its units that are here; what others applied in it is left
        out. Raises InputError for a unit without a case.
        """
        import pandas as pd

        case, cases = pd.factorize(pd.Series(groups_of_units(self.units, case_of, "case"), dtype=object))
        unfinished = np.zeros((len(cases), len(self.coders)), bool)
        for place in range(len(self.coders)):
            unfinished[case[~self.coded[:, place]], place] = True
        kept = ~unfinished[case[self.unit], self.coder]
        unit, coder, code = case[self.unit[kept]], self.coder[kept], self.code[kept]
        return replace(self, units=np.asarray(cases), unit=unit, coder=coder, code=code, coded=~unfinished)._once()

    def marks(self) -> NDArray[np.bool_]:
        """Return the codings as a dense array (n, r, m): true where the coder applied the code to the unit."""
        marks = np.zeros((len(self.units), len(self.coders), len(self.codes)), bool)
        marks[self.unit, self.coder, self.code] = True
        return marks

    def keys(self) -> NDArray[np.int64]:
        """Return one number per coding, the same for the same unit, coder and code."""
        keys: NDArray[np.int64] = (self.code * len(self.coders) + self.coder) * max(len(self.units), 1) + self.unit
        return keys

    def _once(self) -> CodedUnits:
        _, first = np.unique(self.keys(), return_index=True)
        return replace(self, unit=self.unit[first], coder=self.coder[first], code=self.code[first])


def read_codings(
    codings: pd.DataFrame,
    coverage: pd.DataFrame,
    *,
    codes: Sequence[str] | None = None,
    coders: Sequence[str] | None = None,
    units: Iterable[Hashable] | None = None,
) -> CodedUnits:
    """Return the tidy tables `codings` (unit, coder, code) and `coverage` (unit, coder) in numbers.

    codes    the codes to compare, also those that nobody applied; by default those that were applied
    coders   who is compared, in that order; by default all of the coverage
    units    only these; by default all of the coverage

    Raises InputError when a column or an id is missing, for a coder who finished nothing, for a coding with a code that
    is not among `codes`, and for a coding of a unit that its coder did not finish. Codings that come twice are found
    when they are counted.
    """
    who_finished, all_coders = numbered(coverage, COVERAGE, "coder")
    finished, all_units = numbered(coverage, COVERAGE, "unit")
    coded = np.zeros((len(all_units), len(all_coders)), bool)
    coded[finished, who_finished] = True
    if int(coded.sum()) != len(coverage):
        COVERAGE.check(coverage)
    unit = _places(codings, "unit", all_units)
    coder = _places(codings, "coder", all_coders)
    code, applied_codes = numbered(codings, CODINGS, "code")
    _check_finished(codings, coded, unit, coder)
    whole = CodedUnits(np.asarray(all_units), tuple(all_coders), tuple(applied_codes), unit, coder, code, coded)
    if codes is not None:
        whole = _with_codes(whole, tuple(codes))
    if coders is not None:
        check_coders(coders, whole.coders)
        whole = whole.of_coders(tuple(coders))
    wanted = np.asarray(whole.coded.any(1))
    if units is not None:
        wanted &= np.isin(whole.units, np.asarray(list(units), dtype=whole.units.dtype))
    return whole if wanted.all() else whole.of_units(wanted)


def groups_of_units(units: Iterable[Hashable], group_of: Mapping[Hashable, Group], what: str) -> list[Group]:
    """Return the case or group (`what`) of each unit; raises InputError for a unit that has none."""
    units = list(units)
    homeless = [unit for unit in units if unit not in group_of]
    if homeless:
        raise InputError(f'unit "{homeless[0]}" belongs to no {what}.', fix=f"Give the {what} of every unit.")
    return [group_of[unit] for unit in units]


def ancestors_of(codes: Iterable[str]) -> dict[str, list[str]]:
    """Return the ancestors of every code that is a path "Parent / Child".

    >>> ancestors_of(["Planning / Reviewing / Surveys"])
    {'Planning / Reviewing / Surveys': ['Planning', 'Planning / Reviewing']}
    """
    paths = {code: code.split(PATH) for code in codes}
    return {code: [PATH.join(path[:depth]) for depth in range(1, len(path))] for code, path in paths.items()}


def numbered(frame: pd.DataFrame, table: Table, column: str) -> tuple[NDArray[np.int64], Any]:
    """Return the place of each entry of a column among its distinct entries, and these in the order they come.

    Raises InputError when the column is missing from the frame of a tidy `table`, or an entry is.
    """
    import pandas as pd

    if column not in frame.columns:
        table.check(frame)
    places, names = pd.factorize(frame[column])
    if (places < 0).any():
        table.check(frame)
    return places.astype(np.int64, copy=False), names


def _places(codings: pd.DataFrame, column: str, known: Any) -> NDArray[np.int64]:
    """Return the place of each entry of the column among `known`, -1 for one that is not there."""
    import pandas as pd

    if column not in codings.columns:
        CODINGS.check(codings)
    entries = codings[column]
    if isinstance(entries.dtype, pd.CategoricalDtype):
        table = pd.Index(known).get_indexer(entries.cat.categories)
        places = np.append(table, -1)[entries.cat.codes]
    elif np.asarray(known).dtype.kind == entries.dtype.kind == "i" and 0 < np.ptp(known) < 4 * len(known):
        places = _place_of_numbers(entries.to_numpy(), np.asarray(known))
    elif getattr(entries.dtype, "storage", "") == "pyarrow":
        places = _place_of_arrow_texts(entries, known)
    else:
        places = pd.Index(known).get_indexer(pd.Index(entries))
    if (places < 0).any() and entries.isna().any():
        CODINGS.check(codings)
    return np.asarray(places, np.int64)


def _place_of_arrow_texts(entries: pd.Series, known: Any) -> NDArray[np.int64]:
    """Return the place of each entry among `known`, -1 for one that is not there, in one pass over all of them.

    Arrow numbers texts four times as fast as an index, which makes Python's texts of them first, looks them up; texts
    that are Python's already are better looked up.
    """
    import pandas as pd

    places, _ = pd.factorize(pd.concat([pd.Series(known), entries], ignore_index=True))
    found = places[len(known) :]
    return np.where(found < len(known), found, -1)


def _place_of_numbers(entries: NDArray[np.int64], known: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the place of each entry among `known`, -1 for one that is not there, by a table instead of a search."""
    lowest, highest = int(known.min()), int(known.max())
    table = np.full(highest - lowest + 2, -1)
    table[known - lowest] = np.arange(len(known))
    within = (entries >= lowest) & (entries <= highest)
    return np.asarray(table[np.where(within, entries - lowest, -1)])


def _check_finished(
    codings: pd.DataFrame, coded: NDArray[np.bool_], unit: NDArray[np.int64], coder: NDArray[np.int64]
) -> None:
    outside = (unit < 0) | (coder < 0)
    if not coded.all():
        known = np.flatnonzero(~outside)
        outside[known] = ~coded[unit[known], coder[known]]
    if not outside.any():
        return
    first = codings.iloc[int(np.argmax(outside))]
    raise not_finished(first["unit"], first["coder"], first["code"], int(outside.sum()))


def not_finished(unit: object, coder: object, code: object, number: int) -> InputError:
    """Return the error that names the first of a number of codings of units that their coders did not finish."""
    more = number - 1
    others = f" So it is with {more} more coding{'s' if more > 1 else ''}." if more else ""
    return InputError(
        f'coder "{coder}" applied "{code}" to unit "{unit}", '
        f"but that unit is not among those the coder finished.{others}",
        where="table codings",
        fix="Mark the unit as finished by this coder, or take the coding out.",
    )


class ComeTwice(InputError):
    """Codings, or rows of the coverage, come more than once."""


def coming_twice(unit: object, coder: object, code: object, number: int) -> ComeTwice:
    """Return the error that names the first of a number of codings that come twice."""
    return ComeTwice(
        f'{number} codings come twice, the first is "{code}" by coder "{coder}" on unit "{unit}".',
        where="table codings",
        fix="Keep each coding once.",
    )


def check_coders(coders: Sequence[str], known: Sequence[str]) -> None:
    """Raise InputError when one of the `coders` is not `known` to have finished anything, or is named twice."""
    for coder in coders:
        if coder not in known:
            raise no_such("coder", coder, known, among="who finished any unit", where="coders")
    if len(set(coders)) != len(coders):
        raise InputError("a coder is named twice.", where="coders", fix="Name each coder once.")


def _with_codes(coded_units: CodedUnits, codes: tuple[str, ...]) -> CodedUnits:
    new = places_of_codes(coded_units.codes, codes)
    return replace(coded_units, codes=codes, code=new[coded_units.code] if len(new) else coded_units.code)


def places_of_codes(applied: Iterable[str], codes: Sequence[str]) -> NDArray[np.int64]:
    """Return the place of each `applied` code among the `codes`; raises InputError for one that is not among them."""
    place = {code: number for number, code in enumerate(codes)}
    places = []
    for code in applied:
        if code not in place:
            fix = "Add it to the codes, or take its codings out."
            raise no_such(
                "code", code, codes, among="among the codes, but it was applied", where="table codings", fix=fix
            )
        places.append(place[code])
    return np.array(places, np.int64)
