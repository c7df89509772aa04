"""Which of the layouts a coding sheet has, and which columns hold the answers."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...errors import InputError, no_such
from ..cells import folded
from ..headers import matching
from .attributes import known_of_units
from .layouts import LAYOUTS, MEANING, Arrangement, Layout, lines_of_codes
from .lists import find_separator, given_signs
from .marks import is_mark, mark
from .roles import Profile, coder_groups, is_numbered, may_hold_answers, profile, value_column, words
from .sources import coder_columns

if TYPE_CHECKING:
    from ..headers import Column
    from .source import Source

AUTO = "auto"
TURNED: Layout = "turned"
_LONGEST = 60  # characters of a category, on average
_HALF, _MOST = 0.5, 0.75  # shares of marks among the filled cells of a column


@dataclass(frozen=True)
class Reading:
    """How a coding sheet is to be read: its layout, and per source the columns with answers.

    `code` and `value` are the columns of a row per unit, coder and code; `signs` stand between codes in a cell.
    `left_alone` are the columns that hold no answers, `known` those that say what is known of the units.
    """

    layout: Layout
    answers: tuple[tuple[Column, ...], ...]
    code: tuple[Column | None, ...] = ()
    value: tuple[Column | None, ...] = ()
    signs: tuple[str, ...] = ()
    left_alone: tuple[str, ...] = ()
    known: tuple[str, ...] = ()


def check_layout(layout: str) -> None:
    """Raise InputError when there is no layout of this name."""
    if layout != AUTO and layout not in LAYOUTS:
        raise no_such("layout", layout, (AUTO, *LAYOUTS), where="--layout")


@dataclass
class Detection:
    """Finds the reading of some sources; options that are set narrow it down."""

    sources: Sequence[Source]
    arrangement: Arrangement
    layout: str = AUTO
    coders: Sequence[str] | None = None
    codes: Sequence[str] | None = None
    separator: str | None = None

    @property
    def where(self) -> str:
        """The first of the sources, as messages name it."""
        return self.sources[0].table.raw.where

    def reading(self) -> Reading:
        """Return the one reading. Raises InputError when none is possible, or when two differ, with both named."""
        found = self._readings()
        if self.layout != AUTO:
            found = [reading for reading in found if reading.layout == self.layout]
        if not found:
            asked = "" if self.layout == AUTO else f' as "{self.layout}" ({MEANING[self.layout]})'  # type: ignore[index]
            raise InputError(
                f"there are no codings that can be read{asked}.",
                where=self.where,
                fix="Check the file; --layout, --unit, --coders and --codes say how to read it.",
            )
        if len(found) > 1:
            named = " or ".join(f'"{reading.layout}" ({MEANING[reading.layout]})' for reading in found)
            raise InputError(
                f"this can be read as {named}, with different results.",
                where=self.where,
                fix="Say which with --layout; or name the codes with --codes, and the columns that name the units with "
                "--unit, such as --unit Interview,Segment.",
            )
        return found[0]

    def _readings(self) -> list[Reading]:
        if self.arrangement == "columns":
            return self._by_coder_columns()
        for read in (self._long, self._slots, self._lists):
            if found := read():
                return [found, *self._tables()] if self.layout != AUTO else [found]
        return self._tables()

    # --- a column per coder

    def _by_coder_columns(self) -> list[Reading]:
        source = self.sources[0]
        groups = coder_columns(source, self.coders, self.layout)
        if len(groups) > 1:
            named = " or ".join(" and ".join(f'"{column.name}"' for column in group) for group in groups)
            example = ",".join(column.name for column in groups[0])
            raise InputError(
                f"the coders' answers may be in {named}.", where=self.where, fix=f"Say which: --coders {example}"
            )
        answers = tuple(coder_columns(each, self.coders, self.layout)[0] for each in self.sources)
        cells = self._cells(answers)
        codes = tuple(each.code() for each in self.sources)
        if all(codes) and self.layout in (AUTO, "long"):
            return [Reading("long", answers, code=codes)]
        signs = self._signs(cells) if self.layout in (AUTO, "lists") else ()
        lists = Reading("lists", answers, signs=signs)
        categories = Reading("categories", answers)
        if self.layout != AUTO:
            return [lists, categories]
        plural = all({"codes", "tags", "themes", "labels"} & set(words(column.heading)) for column in groups[0])
        return [lists if signs or plural or self.codes else categories]

    # --- the coder is known for each row

    def _long(self) -> Reading | None:
        codes = [source.code() for source in self.sources]
        if self.layout not in (AUTO, "long") or not all(codes):
            return None
        values = [value_column(source.table) for source in self.sources]
        if self.layout == AUTO and not any(values) and not self._repeats():
            return None
        signs = () if any(values) else self._signs(self._cells([(code,) for code in codes if code]))
        return Reading("long", ((),) * len(codes), tuple(codes), tuple(values), signs)

    def _repeats(self) -> bool:
        """Return whether it is usual here that a coder has several rows for a unit."""
        pairs = [pair for source in self.sources for pair in zip(source.units(), source.coders(), strict=True)]
        return len(set(pairs)) < 0.9 * len(pairs)

    def _slots(self) -> Reading | None:
        if self.layout not in (AUTO, "slots"):
            return None
        answers = []
        for source in self.sources:
            groups = [group for group in coder_groups(source.answers()) if is_numbered(group)]
            if self.layout == AUTO:
                groups = [group for group in groups if not _all_marks(source, group)]
            if self.codes and not groups:
                return None
            if len(groups) > 1:
                named = " or ".join(f'"{group[0].name}" to "{group[-1].name}"' for group in groups)
                raise InputError(
                    f"the codes may be in {named}.", where=self.where, fix="Delete the columns of the others."
                )
            if not groups:
                return None
            answers.append(groups[0])
        return Reading("slots", tuple(answers), signs=self._signs(self._cells(answers)))

    def _lists(self) -> Reading | None:
        if self.layout not in (AUTO, "lists"):
            return None
        answers = []
        for source in self.sources:
            found = source.code()
            if found is None:
                return None
            answers.append((found,))
        return Reading("lists", tuple(answers), signs=self._signs(self._cells(answers)))

    def _cells(self, answers: Sequence[Sequence[Column]]) -> list[str]:
        tables = [source.table for source in self.sources]
        return [cell for at, columns in enumerate(answers) for c in columns for cell in tables[at].values(c)]

    def _signs(self, cells: Sequence[str]) -> tuple[str, ...]:
        if self.separator is not None:
            return given_signs(self.separator, cells, self.where, self.sources[0].table.raw.repairs)
        found = find_separator(cells, codes=self.codes or (), where=self.where)
        return (found,) if found else ()

    # --- a column per code or per variable

    def _tables(self) -> list[Reading]:
        profiles = [self._asked(source) for source in self.sources]
        if self.layout == TURNED:
            return [self._turned(profiles)]
        wide = self._wide(profiles)
        variables = self._variables(profiles)
        if self.layout != AUTO:
            return [reading for reading in (wide, variables) if reading]
        if wide and variables and self._differ_by_coder(variables, wide):
            return [wide, variables]
        return [reading for reading in (wide or variables,) if reading]

    def _asked(self, source: Source) -> list[Profile]:
        """Return the columns that may be codes or variables: those of `codes`, else all that are not remarks."""
        if not self.codes:
            return [held for held in (profile(source.table, c) for c in source.answers()) if may_hold_answers(held)]
        found = [(name, matching(source.answers(), name)) for name in self.codes]
        columns = [columns[0] if columns else source.table.find(name, what="a code") for name, columns in found]
        return [profile(source.table, column) for column in columns]

    def _wide(self, profiles: Sequence[Sequence[Profile]]) -> Reading | None:
        if self.layout not in (AUTO, "wide"):
            return None
        held = [p for each in profiles for p in each if p.filled]
        clean = {p.name for p in held if p.marks == 1}
        asked = bool(self.codes) or self.layout == "wide"
        known = set() if asked else known_of_units(self.sources, profiles, of_codes=True)
        wrong = {p.name for p in held if p.marks < _HALF} | known
        shared = set.intersection(*({p.name for p in each} for each in profiles))
        slips = bool(held) and all(p.marks >= _MOST for p in held)  # marks everywhere, with a slip in each column
        if not (clean & shared - wrong or slips or self.layout == "wide" or (asked and held and not wrong)):
            return None
        names = [p.name for p in profiles[0] if asked]
        if not asked:
            first = next((at for at, p in enumerate(profiles[0]) if p.name in clean), 0)
            names = [p.name for at, p in enumerate(profiles[0]) if p.name not in wrong and (p.filled or at >= first)]
            names += [p.name for each in profiles[1:] for p in each if p.name in clean - wrong]
        return self._of_headings("wide", dict.fromkeys(names), required=True, known=known)

    def _turned(self, profiles: Sequence[Sequence[Profile]]) -> Reading:
        """Return the reading of turned sheets: the rows of marks.

        Where coders also write 0, a row that is empty in all tables is a heading above codes, and no code.
        """
        held: dict[str, list[Profile]] = {}
        for each in profiles:
            for one in each:
                held.setdefault(one.name, []).append(one)
        says_no = any(mark(text) is False for each in held.values() for p in each for text in p.counts if is_mark(text))
        wrong = {name for name, mine in held.items() if any(p.filled and p.marks < _HALF for p in mine)}
        empty = {name for name, mine in held.items() if says_no and not any(p.filled for p in mine)}
        names = [name for name in held if self.codes or name not in wrong | empty]
        return self._of_headings(TURNED, names, required=True, known=())

    def _variables(self, profiles: Sequence[Sequence[Profile]]) -> Reading | None:
        if self.layout not in (AUTO, "variables"):
            return None
        shared = set.intersection(*({p.name for p in held} for held in profiles))
        filled = {p.name for held in profiles for p in held if p.filled}
        asked = bool(self.codes) or self.layout == "variables"
        overlong = {p.name for held in profiles for p in held if p.filled and p.length > _LONGEST}
        wanted = shared & filled if asked else shared & filled - overlong
        known = set() if asked else known_of_units(self.sources, profiles, of_codes=False)
        names = [p.name for p in profiles[0] if p.name in (wanted - known or wanted)]
        return self._of_headings("variables", dict.fromkeys(names), required=False, known=known) if names else None

    def _of_headings(
        self, layout: Layout, names: Collection[str], *, required: bool, known: Collection[str]
    ) -> Reading:
        answers, alone = [], []
        for source in self.sources:
            by_name = {folded(column.heading): column for column in source.answers()}
            missing = [name for name in names if name not in by_name]
            if missing and required:
                raise self._without(source, missing)
            answers.append(tuple(by_name[name] for name in names if name in by_name))
            alone += [c.name for c in source.others() if folded(c.heading) not in names]
        others, about = (
            tuple(dict.fromkeys(name for name in alone if (folded(name) in known) is of_units))
            for of_units in (False, True)
        )
        return Reading(layout, tuple(answers), left_alone=others, known=about)

    def _without(self, source: Source, missing: Sequence[str]) -> InputError:
        """Return the problem of a table that lacks columns which another coder has, with what they may be called."""
        headings = [{folded(c.heading): c.heading for c in each.answers()} for each in self.sources]
        named = {name: heading for each in headings for name, heading in each.items()}
        shared = set(headings[0]).intersection(*headings[1:])
        own = set(headings[self.sources.index(source)]) - shared
        near = {name: difflib.get_close_matches(name, own, 1, 0.75) for name in missing}
        like = [f'"{named[found[0]]}" for "{named[name]}"' for name, found in near.items() if found]
        spelt = f" Spelt differently? Here stands {', '.join(like)}." if like else ""
        line = lines_of_codes(self.layout)
        one = len(missing) == 1
        listed = ", ".join(f'"{named[name]}"' for name in missing)
        return InputError(
            f"there {f'is no {line[:-1]}' if one else f'are no {line}'} {listed} here, but another coder has "
            f"{'it' if one else 'them'}.{spelt}",
            where=source.table.raw.where,
            fix=f"Give {line} of one code one name, add what is missing, or name the codes to compare with --codes.",
        )

    def _differ_by_coder(self, variables: Reading, wide: Reading) -> bool:
        """Return whether the coders differ in a variable that is no code: what is the same for all is an attribute."""
        codes = {folded(column.heading) for column in wide.answers[0]}
        units = [source.units() for source in self.sources]
        for place in range(len(variables.answers[0])):
            if folded(variables.answers[0][place].heading) in codes:
                continue
            values: dict[str, str] = {}
            for source, columns, coded in zip(self.sources, variables.answers, units, strict=True):
                for unit, value in zip(coded, source.table.values(columns[place]), strict=True):
                    if values.setdefault(unit, folded(value)) != folded(value):
                        return True
        return False


def _all_marks(source: Source, columns: Sequence[Column]) -> bool:
    """Return whether numbered columns hold only marks: `Theme 1`, `Theme 2`, ... are codes, not slots for codes."""
    held = [profile(source.table, column) for column in columns]
    return any(each.filled for each in held) and all(each.marks == 1 for each in held if each.filled)
