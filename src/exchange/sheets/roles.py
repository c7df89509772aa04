"""What the columns of a coding sheet are for: which one names the unit, the coder, the code, and which hold answers."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from ..cells import folded, is_error, is_missing
from .marks import is_mark

if TYPE_CHECKING:
    from ..headers import Column, HeadedTable

_UNIT_WORDS = (
    "unit", "unit id", "segment id", "segment no", "excerpt id", "item id", "statement id", "quote id", "response id",
    "comment id", "sentence id", "text id", "post id", "row id", "record id", "id", "uid", "uuid", "key", "item",
    "statement", "segment", "excerpt", "case", "case id", "participant", "participant id", "respondent",
    "respondent id", "pid", "interview", "document", "document name", "doc", "file", "nr", "no", "number", "einheit",
    "fall", "unit\u00e9", "unidad",
)  # fmt: skip


def _set(listed: str) -> frozenset[str]:
    return frozenset(listed.split(","))


_CODER_WORDS = _set(
    "coder,coders,coder id,coder name,coded by,rater,rater id,rater name,annotator,annotator id,annotated by,reviewer"
    ",reviewer id,judge,judge id,worker,worker id,labeler,labeller,codierer,codierer in,kodierer,bewerter,codeur"
    ",codificador,codificatore"
)
_CODE_WORDS = frozenset({"code", "codes", "code name", "codename", "tag", "theme", "node", "kode", "codigo", "codice"})
_VALUE_WORDS = frozenset({"value", "applied", "present", "mark", "marked", "coded", "assigned", "wert", "valeur"})
_TEXT_WORDS = _set(
    "text,segment,excerpt,quote,quotation,answer,response,statement,utterance,sentence,paragraph,content,passage,reason"
    ",question,zitat,texte,texto"
)
_REMARK_WORDS = _set(
    "note,notes,comment,comments,memo,memos,remark,remarks,rationale,justification,reasoning,explanation,mention"
    ",bemerkung,bemerkungen,kommentar,notiz,notizen"
)
_SIDE_WORDS = _REMARK_WORDS | _set("date,time,timestamp,created,updated,confidence,duration,example,link,url")
_MAY_BE_CODES = _set("time,example,link")
_ANSWER_WORDS = _set(
    "code,codes,tag,tags,theme,themes,label,labels,category,categories,rating,ratings,score,class,kode,kodes,coding"
    ",codings,annotation,annotations,judgement,judgment,decision,value,node,nodes,subcode,subcodes,kategorie"
)
RATER_WORDS = _set("coder,rater,annotator,reviewer,judge,codierer,kodierer,codeur,worker,labeler,person")
_JOINT_WORDS = _set("final,consensus,agreed,gold,merged,resolved,agreement,match,disagreement,same")
_ORDER_WORDS = _set("round,wave,batch,version,position,order,index,row,page,line,year,month,day,age")


@lru_cache(maxsize=4096)
def words(heading: str) -> tuple[str, ...]:
    """Return the words of a heading in lower case.

    >>> words("reasonCode1"), words("Coder_A codes"), words("Unit ID")
    (('reason', 'code', '1'), ('coder', 'a', 'codes'), ('unit', 'id'))
    """
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[^\W\d_])(?=\d)|[\W_]+", " ", heading)
    return tuple(folded(spaced).split())


def is_side_column(column: Column, *, marked: bool = False) -> bool:
    """Return whether the heading says that the column holds remarks, dates or the like, and no answers.

    A column of marks is one only when the heading says nothing else: "Lack of time" may be a code, and so may "Time".
    """
    said = words(column.heading)
    side = _SIDE_WORDS - _MAY_BE_CODES if marked else _SIDE_WORDS
    if set(said) & side and all(word in _SIDE_WORDS | RATER_WORDS or len(word) == 1 for word in said):
        return True
    return not marked and bool(_REMARK_WORDS & {*said[:1], *said[-1:]})


@dataclass(frozen=True)
class Profile:
    """What a column holds: how often each text occurs that is neither missing nor a failed formula."""

    column: Column
    counts: Counter[str]

    @property
    def name(self) -> str:
        """The heading as it is compared with the headings of other tables."""
        return folded(self.column.heading)

    @property
    def filled(self) -> int:
        """How many cells hold something."""
        return self.counts.total()

    @property
    def marks(self) -> float:
        """The share of the filled cells that hold a mark."""
        return sum(count for text, count in self.counts.items() if is_mark(text)) / (self.filled or 1)

    @property
    def length(self) -> float:
        """The mean number of characters in a filled cell."""
        return sum(len(text) * count for text, count in self.counts.items()) / (self.filled or 1)


def profile(table: HeadedTable, column: Column) -> Profile:
    """Return what a column of `table` holds."""
    counts = Counter(table.values(column))
    held = {text: count for text, count in counts.items() if not (is_missing(text) or is_error(text))}
    return Profile(column, Counter(held))


def coder_column(table: HeadedTable) -> Column | None:
    """Return the column that says who coded, or None."""
    return next((c for c in table.columns if " ".join(words(c.heading)) in _CODER_WORDS), None)


def code_column(table: HeadedTable) -> Column | None:
    """Return the column that holds one code per row, by its heading, or None."""
    return next((c for c in table.columns if " ".join(words(c.heading)) in _CODE_WORDS), None)


def value_column(table: HeadedTable) -> Column | None:
    """Return the column of marks in a sheet with a row per unit, coder and code, or None."""
    return next((c for c in table.columns if " ".join(words(c.heading)) in _VALUE_WORDS), None)


def unit_column(table: HeadedTable, coder: Column | None) -> Column | None:
    """Return the column that names the unit: known by its heading, and best if it names each unit of a coder once."""
    known = {word: rank for rank, word in enumerate(_UNIT_WORDS)}
    ranked = [
        (rank, column) for column in table.columns if (rank := known.get(" ".join(words(column.heading)))) is not None
    ]
    found = [column for _, column in sorted(ranked, key=lambda each: each[0])]
    whole = [column for column in found if not any(map(is_missing, table.values(column)))]
    shared = [column for column in whole if coder is None or _is_shared(table, column, coder)] or whole
    once = [column for column in shared if "unit" in words(column.heading) or _names_once(table, column, coder)]
    if once or shared or found:
        return (once or shared or found)[0]
    first = next((column for column in table.columns if column != coder), None)
    by_coder = [group for group in coder_groups(table.columns) if first in group and names_raters(group)]
    return first if first and not by_coder and _is_key(table, first, coder) else None


def says_unit(column: Column) -> bool:
    """Return whether the heading is a word for units."""
    return " ".join(words(column.heading)) in _UNIT_WORDS


def _names_once(table: HeadedTable, column: Column, coder: Column | None) -> bool:
    coders = table.values(coder) if coder else [""] * len(table.rows)
    pairs = list(zip(table.values(column), coders, strict=True))
    return len(set(pairs)) == len(pairs)


def _is_shared(table: HeadedTable, column: Column, coder: Column) -> bool:
    """Return whether two coders have a value of this column in common, as they have units in common."""
    by_coder: defaultdict[str, set[str]] = defaultdict(set)
    for value, name in zip(table.values(column), table.values(coder), strict=True):
        by_coder[name].add(value)
    return sum(map(len, by_coder.values())) > len(set().union(*by_coder.values()))


def _is_key(table: HeadedTable, column: Column, coder: Column | None) -> bool:
    held = profile(table, column)
    ordered = len(held.counts) > 2 and held.filled == len(table.rows)
    return ordered and held.length <= 50 and held.marks < 0.5 and _names_once(table, column, coder)


def text_column(table: HeadedTable, others: Iterable[Column | None]) -> Column | None:
    """Return the column with the text of the units, or None: it has such a heading and longer texts than labels are."""
    taken = {column.index for column in others if column}
    profiles = [
        profile(table, column)
        for column in table.columns
        if column.index not in taken and _TEXT_WORDS & set(words(column.heading)) and not is_side_column(column)
    ]
    long = [held for held in profiles if held.length >= 15]
    return max(long, key=lambda held: held.length).column if long else None


def coder_groups(columns: Sequence[Column]) -> list[tuple[Column, ...]]:
    """Return the columns that hold the same thing by different coders: `coder1` and `coder2`, `codes_A` and `codes_B`.

    Columns for remarks and for what was agreed in the end belong to no group.
    """
    groups: defaultdict[tuple[str, ...], list[Column]] = defaultdict(list)
    for column in columns:
        if is_side_column(column) or _JOINT_WORDS & set(words(column.heading)):
            continue
        for stem in _stems(words(column.heading)):
            groups[stem].append(column)
    found = sorted((tuple(group) for group in groups.values() if len(group) > 1), key=len, reverse=True)
    chosen: list[tuple[Column, ...]] = []
    for group in found:
        if not any(set(group) & set(other) for other in chosen):
            chosen.append(group)
    return sorted(chosen, key=lambda group: group[0].index)


def _stems(heading: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return what is left of a heading without the coder in it: ("code",) for code A, A code and coder 1 code."""
    stems: list[tuple[str, ...]] = []
    if len(heading) == 2 and heading[0] in RATER_WORDS:
        stems.append(heading[:1])
    for rest, coder in ((heading[:-1], heading[-1:]), (heading[1:], heading[:1]), (heading[:-2], heading[-2:]),
                        (heading[2:], heading[:2])):  # fmt: skip
        whole = len(coder) == 1 or (len(coder) == 2 and coder[0] in RATER_WORDS)
        if rest and whole and _ANSWER_WORDS & set(rest):
            stems.append(rest)
    return stems


def is_numbered(columns: Sequence[Column]) -> bool:
    """Return whether the headings end in the numbers 1, 2, ..., as slots for codes do."""
    ends = [words(column.heading)[-1:] for column in columns]
    return [end for (end,) in ends] == [str(number) for number in range(1, len(columns) + 1)] if all(ends) else False


def is_slots(table: HeadedTable, columns: Sequence[Column]) -> bool:
    """Return whether numbered columns look like slots of one coder: filled from the left, never the same code twice."""
    if not is_numbered(columns) or names_raters(columns):
        return False
    for row in table.rows:
        missing = [is_missing(table.cell(row, column)) for column in columns]
        filled = [folded(table.cell(row, column)) for column in columns if not is_missing(table.cell(row, column))]
        if missing != sorted(missing) or len(set(filled)) < len(filled):
            return False
    return True


def names_raters(columns: Sequence[Column]) -> bool:
    """Return whether the headings speak of coders: `Coder 1`, `rater_A`."""
    return all(RATER_WORDS & set(words(column.heading)) for column in columns)


def may_hold_answers(held: Profile) -> bool:
    """Return whether a column may hold codes or a variable: it has a heading, is no remark, and counts no rounds."""
    marked = held.filled > 0 and held.marks == 1
    said = words(held.column.heading)
    counts_rounds = bool(said) and set(said) <= _ORDER_WORDS and not (marked and len(held.counts) > 1)
    return bool(held.column.heading) and not counts_rounds and not is_side_column(held.column, marked=marked)
