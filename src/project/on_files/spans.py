"""Agreement on stretches of text that coders chose themselves, from REFI-QDA projects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast, get_args

from ...errors import InputError, no_such, option_named
from ...exchange.readers import reads_all, unread
from ...exchange.refi.places import PLACES
from ...exchange.refi.units import TextUnit, UnitCodings, codings_of_units, with_places
from ...exchange.repairs import Repair
from ...exchange.sheets.answers import check_blanks, refuse_for_codes
from ...exchange.sheets.coding_sheets import CodingSheets, column_beside, kept_coders
from ...tables import COVERAGE
from ...wording import number_of, some_of
from .agreement import is_spans

if TYPE_CHECKING:
    import pandas as pd

    from ...exchange.refi.project import RefiProject
    from ...framework.codes import Framework
    from ...results import Result

UNITS: tuple[str, ...] = get_args(TextUnit)
VIEWS = ("characters", *UNITS, "alpha-u")

_SHOWN = 5  # selections that a remark names


@dataclass(frozen=True)
class Stretches:
    """The coded stretches of one or several REFI-QDA projects, of the coders who are compared.

    texts by source; spans as in reliability.spans.SPANS; cases with their attributes; the case of each source; memos
    (source, coder, start, end, text); the frameworks of the files; codings of pages, pictures, sound and film, which
    count where whole documents are compared. `read_all` says that a coder who coded nothing in a text has read it, and
    that nothing applied.
    """

    where: str
    coders: tuple[str, ...]
    codes: tuple[str, ...]
    texts: Mapping[str, str]
    spans: pd.DataFrame
    cases: pd.DataFrame
    case_of: Mapping[str, str]
    description: str
    repairs: tuple[Repair, ...]
    memos: pd.DataFrame
    frameworks: tuple[Framework, ...] = ()
    places: pd.DataFrame | None = None
    read_all: bool = False

    def by_unit(self, unit: TextUnit) -> CodingSheets:
        """Return the codings of sentences, paragraphs or whole texts, as a coding sheet would hold them."""
        found = codings_of_units(self.texts, self.spans, unit, case_of=self.case_of)
        if unit == "document" and self.places is not None and len(self.places):
            found = with_places(found, self.places, case_of=self.case_of)
        known = found.coverage["coder"].nunique()
        if known < len(self.coders):
            raise InputError("one of the coders coded nothing.", where=self.where, fix="Name others with --coders.")
        told = self._not_read(found)
        coverage = found.coverage
        if self.read_all:
            coverage = COVERAGE.of((unit, coder) for unit in found.units["unit"] for coder in self.coders)
        return CodingSheets(
            kind="codes",
            layout="long",
            arrangement="coder column",
            description=f"{self.description}; {number_of(len(found.units), unit)}, each with the codes that touch it",
            coders=self.coders,
            units=found.units.merge(
                self.cases.rename(columns=column_beside), on="case", how="left", suffixes=("", " of the case")
            ),
            codings=found.codings,
            coverage=coverage,
            codes=self.codes,
            repairs=(*self.repairs, *told, *(() if unit == "document" else self._without_text())),
        )

    def _not_read(self, found: UnitCodings) -> tuple[Repair, ...]:
        """Return, as a remark, the texts in which not every coder coded anything: a file does not say who read them."""
        coders_of = found.coverage.groupby("unit")["coder"].nunique()
        few = [unit for unit in found.units["unit"] if coders_of.get(unit, 0) < len(self.coders)]
        texts = list(dict.fromkeys(unit.rpartition(" #")[0] for unit in few))
        return (Repair(self.where, unread(texts, read_all=self.read_all)),) if few else ()

    def over_characters(self) -> Result:
        """Return the agreement of two coders over characters. Raises InputError for more coders."""
        from ...reliability.unitizing.characters import character_agreement
        from ...reliability.unitizing.spans import continuum

        if len(self.coders) != 2:
            problem = f"characters are compared between two coders; here are {', '.join(self.coders)}."
            raise InputError(problem, where="--spans", fix="Name two with --coders A,B, or use --spans paragraph.")
        laid_out = continuum(self.spans, self._lengths(), coders=self.coders, codes=self._codes_in_texts())
        return character_agreement(laid_out, *self.coders)

    def of_boundaries(self) -> Result:
        """Return alpha_U and the u-alpha family: whether coders marked the same stretches with the same codes."""
        from ...reliability.unitizing.agreement import unitizing_agreement
        from ...reliability.unitizing.spans import continuum

        return unitizing_agreement(
            continuum(self.spans, self._lengths(), coders=self.coders, codes=self._codes_in_texts())
        )

    def left_out(self) -> tuple[Repair, ...]:
        """Return, as remarks, codings without a text, and texts in which not every coder coded anything.

        A file does not say who read those.
        """
        lost = [source for source in self.texts if source not in self._coded_by_all()]
        told = (Repair(self.where, unread(lost, read_all=self.read_all, left_out=True)),) if lost else ()
        return (*told, *self._without_text())

    def _without_text(self) -> tuple[Repair, ...]:
        if self.places is None or self.places.empty:
            return ()
        counted = number_of(len(self.places), "coding")
        told = f"{counted} of pages, pictures, sound or film left out; they count with --spans document"
        return (Repair(self.where, told),)

    def _codes_in_texts(self) -> tuple[str, ...]:
        used = set(self.spans["code"])
        return tuple(code for code in self.codes if code in used)

    def _coded_by_all(self) -> set[str]:
        coders_of = self.spans.groupby("source")["coder"].nunique()
        return {str(source) for source, number in coders_of.items() if number == len(self.coders)}

    def _lengths(self) -> dict[str, float]:
        common = set(self.texts) if self.read_all else self._coded_by_all()
        if not common:
            problem = f"there is no text in which all of {', '.join(self.coders)} coded anything."
            raise InputError(problem, where=self.where, fix="Name others with --coders, or export them together.")
        return {source: float(len(text)) for source, text in self.texts.items() if source in common}


def without_units(reading: Mapping[str, Any]) -> bool:
    """Return whether coded stretches are compared as they are, not as codings of units."""
    return reading.get("spans") not in UNITS


def read_spans(
    paths: Sequence[Path | str], *, view: str, coders: Sequence[str] | None = None, blanks: str = "auto"
) -> Stretches:
    """Read the coded stretches of REFI-QDA projects; texts of one name in several files must be the same text.

    Raises InputError for another kind of file, a `view` that is none of VIEWS, unknown coders and fewer than two.
    """
    check_view(view)
    found = read_stretches(paths, coders=coders, blanks=blanks)
    if len(found.coders) < 2:
        problem = f"holds the codings of {' and '.join(found.coders)} alone."
        raise InputError(problem, where=found.where, fix="Give the files of all coders, or export them together.")
    return found


def check_view(view: str) -> None:
    """Raise InputError for a view that is none of VIEWS."""
    if view not in VIEWS:
        raise no_such("way", view, VIEWS, among="to compare coded stretches", where="--spans")


def read_stretches(
    paths: Sequence[Path | str], *, coders: Sequence[str] | None = None, blanks: str = "auto"
) -> Stretches:
    """Read the coded stretches of REFI-QDA projects, of any number of coders; raises as `read_spans` does.

    With `blanks` "not applied" a coder who coded nothing in a text has read it, and nothing applied.
    """
    from ...exchange.refi.project import read_qdpx

    check_blanks(blanks)
    refuse_for_codes(blanks)
    for path in paths:
        if not is_spans(path):
            raise InputError("is no REFI-QDA project (.qdpx).", where=str(path), fix="Leave --spans or the file out.")
    found = [read_qdpx(path) for path in paths]
    where = ", ".join(Path(path).name for path in paths)
    chosen = kept_coders(list(dict.fromkeys(coder for each in found for coder in each.coders)), coders, where=where)
    return replace(_together(found, paths, tuple(chosen), where), read_all=reads_all(blanks))


def _together(
    found: Sequence[RefiProject], paths: Sequence[Path | str], coders: tuple[str, ...], where: str
) -> Stretches:
    import pandas as pd

    texts: dict[str, str] = {}
    for each, path in zip(found, paths, strict=True):
        for source, text in each.texts.items():
            if texts.setdefault(source, text) != text:
                problem = f'the text of "{source}" is another than in the files before.'
                raise InputError(problem, where=str(path), fix="Compare codings of the same text.")
    spans = pd.concat([each.spans for each in found], ignore_index=True).drop_duplicates(ignore_index=True)
    spans = spans[spans["coder"].isin(coders)].reset_index(drop=True)
    places = pd.concat([each.places for each in found], ignore_index=True).drop_duplicates(ignore_index=True)
    places = places.loc[places["coder"].isin(coders), list(PLACES)].reset_index(drop=True)
    used = {*spans["code"], *places["code"]}
    cases = pd.concat([each.cases for each in found], ignore_index=True).drop_duplicates("case", ignore_index=True)
    return Stretches(
        where=where,
        coders=coders,
        codes=tuple(dict.fromkeys(code for each in found for code in each.codes if code in used)),
        texts=texts,
        spans=spans,
        cases=cases,
        case_of={source: case for each in reversed(found) for source, case in each.case_of.items()},
        description="; ".join(each.description for each in found),
        repairs=tuple(
            Repair(Path(path).name, told) for each, path in zip(found, paths, strict=True) for told in _told(each)
        ),
        memos=pd.concat([each.memos for each in found], ignore_index=True).drop_duplicates(ignore_index=True),
        frameworks=tuple(each.framework for each in found),
        places=places,
    )


def _told(found: RefiProject) -> Iterator[str]:
    yield from found.remarks
    if found.unverified:
        yield (
            f"{number_of(len(found.unverified), 'selection')} not verified, for they begin or end within a word or lie "
            f"outside of the text: {some_of(found.unverified, _SHOWN)}; look them up in the tool that exported the "
            "project: if other words are marked there, export it again, with the texts as they are now"
        )


def agreement_on_spans(
    paths: Sequence[Path | str], reading: Mapping[str, Any], options: Mapping[str, Any]
) -> tuple[Result, str, tuple[str, ...]]:
    """Return the agreement over characters or boundaries in REFI-QDA projects, how they were read, what was left out.

    `reading` may hold `spans`, `coders` and `blanks`. Raises InputError for other options, which are for units or for
    sheets.
    """
    view, stretches = _read(paths, reading, "characters")
    result = agreement_of_stretches(stretches, view, options)
    repairs = (*stretches.repairs, *stretches.left_out())
    return result, stretches.description, tuple(map(str, repairs))


def agreement_of_stretches(stretches: Stretches, view: str, options: Mapping[str, Any]) -> Result:
    """Return the agreement over characters or boundaries; raises InputError for any of `options`, all for units."""
    for name, value in options.items():
        if value not in (None, False):
            fix = "Leave it out, or use --spans sentence, paragraph or document."
            raise InputError("is for units.", where=option_named(name), fix=fix)
    return stretches.over_characters() if view == "characters" else stretches.of_boundaries()


def read_units(paths: Sequence[Path | str], reading: Mapping[str, Any]) -> CodingSheets:
    """Return the codings of units in REFI-QDA projects, by default of paragraphs.

    `reading` may hold `spans`, `coders`, `blanks` and `beside`, the attributes of cases that are needed. Raises
    InputError for options that are for sheets, and for an attribute that is not there.
    """
    view, stretches = _read(paths, reading, "paragraph")
    sheets = stretches.by_unit(cast("TextUnit", view))
    for name in reading.get("beside", ()):
        if column_beside(name) not in sheets.units.columns:
            known = [str(column) for column in sheets.units.columns[2:]]
            raise no_such("attribute", name, known, where=stretches.where)
    return sheets


def _read(paths: Sequence[Path | str], reading: Mapping[str, Any], default: str) -> tuple[str, Stretches]:
    refuse_for_stretches(reading, "spans", "coders", "blanks", "beside")
    view = reading.get("spans") or default
    return view, read_spans(paths, view=view, coders=reading.get("coders"), blanks=reading.get("blanks") or "auto")


def refuse_for_stretches(options: Mapping[str, Any], *fitting: str) -> None:
    """Raise InputError for an option that is set and none of the `fitting` ones: it is for sheets."""
    for name, value in options.items():
        if name not in fitting and value is not None:
            fix = "Say with --spans into what texts are cut." if name == "unit" else "Leave it out."
            raise InputError("is for sheets, not for REFI-QDA projects.", where=option_named(name), fix=fix)
