"""REFI-QDA projects (.qdpx) of NVivo, MAXQDA, ATLAS.ti, QualCoder and others: who coded which stretch of which text.

Standard: REFI-QDA (2019), Project exchange format 1.0. The coder is who made the coding (`Coding@creatingUser`), not
who made the selection. Only texts are read, and what was coded in them; everything else is left out and told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import InputError
from ...framework.rows import framework_from_rows
from ...reliability.unitizing.spans import SPANS
from ...wording import number_of
from . import offsets
from .archive import Packed, open_project
from .cases import cases_of
from .codebook import code_rows
from .names import distinct, name_codes
from .places import PLACES, selections
from .xml import child_of, children_of, guid_of, local, parsed, plain_guid, target_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    import pandas as pd

    from ...framework.codes import Framework

_TEXTS = ("TextSource", "PDFSource")
UNKNOWN = "unknown coder"


@dataclass(frozen=True)
class RefiProject:
    """A REFI-QDA project, read.

    name, origin  what the project and the tool that wrote it are called
    coders        who coded anything, in the order of the file's users
    framework     the codes; `Code.guid` is the one in the file
    texts         by the name of the source, without byte order mark and with plain line feeds
    spans         reliability.spans.SPANS: source, coder, path of the code, start, end (code points, end not included)
    memos         source, coder, start, end, text
    cases         tables.CASES; the variables are attributes
    case_of       the case of each source
    offsets       the dialect of the positions, and how it was found
    unverified    the selections whose place nothing in the file bears out
    places        places.PLACES: codings that have a place, but none in a text
    remarks       what was put right or left out
    """

    name: str
    origin: str
    coders: tuple[str, ...]
    framework: Framework
    texts: Mapping[str, str]
    spans: pd.DataFrame
    memos: pd.DataFrame
    cases: pd.DataFrame
    case_of: Mapping[str, str]
    offsets: offsets.Reading
    unverified: tuple[str, ...]
    remarks: tuple[str, ...]
    places: pd.DataFrame

    @property
    def codes(self) -> tuple[str, ...]:
        """The paths of all codes, in order."""
        return tuple(self.framework.path(code.id) for code in self.framework)

    @property
    def description(self) -> str:
        """What was read, in one line."""
        verified = sum(located.verified for located in self.offsets.located)
        return (
            f"read as: REFI-QDA project{f' of {self.origin}' if self.origin else ''}, "
            f"{number_of(len(self.texts), 'text')}, coders "
            f"{', '.join(self.coders)}, {number_of(len(self.framework), 'code')}, "
            f"{number_of(len(self.spans), 'coded stretch')}; positions in "
            f"{self.offsets.dialect} ({verified} of {len(self.offsets.located)} selections verified)"
            + (f"; {len(self.places)} codings of pages, pictures, sound or film" if len(self.places) else "")
        )


def read_qdpx(path: Path | str) -> RefiProject:
    """Read a REFI-QDA project.

    Raises InputError for a file that is none, is damaged or hostile, holds no coding, or whose codes cannot make a
    framework.
    """
    path = Path(path)
    packed = open_project(path)
    root = parsed(packed.document, f"{path}, {packed.named}")
    if local(root) != "Project":
        problem = f"is no REFI-QDA project; it begins with {local(root)}."
        raise InputError(problem, where=str(path), fix="Export the whole project, as .qdpx.")
    return _Reader(root, packed, path).project()


@dataclass
class _Source:
    """A source: its element, name, and the text as it stands in the file, if it has any."""

    element: Element
    name: str
    raw: str | None


@dataclass
class _Applied:
    """A selection, by number, and who applied which code to it."""

    selection: int
    coder: str
    code: str


@dataclass
class _Reader:
    root: Element
    packed: Packed
    path: Path
    remarks: list[str] = field(default_factory=list)
    selections: list[offsets.Selection] = field(default_factory=list)
    applied: list[_Applied] = field(default_factory=list)
    noted: list[_Applied] = field(default_factory=list)
    placed: list[tuple[str, str, str, str]] = field(default_factory=list)

    def project(self) -> RefiProject:
        self.users = self._users()
        self.code_of, framework = self._codes()
        self.notes = {
            guid_of(note): (note.get("creatingUser", ""), self._content(note) or "")
            for note in self._all("Notes", "Note")
        }
        sources = self._sources()
        for source in sources:
            self._read(source)
        if not self.applied and not self.placed:
            raise InputError("holds no coding.", where=str(self.path), fix="Export the sources with their codings.")
        texts = {source.name: source.raw for source in sources if source.raw is not None}
        origin = self.root.get("origin", "").strip()
        found = offsets.locate(texts, self.selections, origin)
        canonical = {name: offsets.canonical(raw) for name, raw in texts.items()}
        self._tell_dialect(found)
        source_guids = {guid_of(source.element): source.name for source in sources}
        cases, case_of = cases_of(self.root, source_guids, self.remarks)
        return RefiProject(
            name=self.root.get("name", "").strip() or self.path.stem,
            origin=origin,
            coders=self._coders(),
            framework=framework,
            texts=canonical,
            spans=self._spans(found),
            memos=self._memos(found),
            cases=cases,
            case_of=case_of,
            offsets=found,
            unverified=tuple(self._unverified(found, canonical)),
            remarks=tuple(dict.fromkeys(self.remarks)),
            places=self._places(),
        )

    def _all(self, group: str, name: str) -> list[Element]:
        return list(children_of(child_of(self.root, group), name))

    def _users(self) -> dict[str, str]:
        users = self._all("Users", "User")
        named = [(guid_of(user), user.get("name", "").strip() or user.get("id", "").strip()) for user in users]
        return dict(zip([guid for guid, _ in named], distinct(named, "user", self.remarks), strict=True))

    def _codes(self) -> tuple[dict[str, str], Framework]:
        codes = child_of(child_of(self.root, "CodeBook"), "Codes")
        if codes is None or not len(codes):
            raise InputError("holds no codes.", where=str(self.path), fix="Export the project with its codes.")
        name_codes(codes, self.remarks)
        rows = list(code_rows(codes, self.path.name))
        framework = framework_from_rows(rows)
        fields = [row.values for row in rows]  # noqa: PD011 (no frame)
        found = {each["guid"].casefold(): framework.find(each["path"]) for each in fields}
        return {guid: framework.path(code.id) for guid, code in found.items()}, framework

    def _sources(self) -> list[_Source]:
        """Return the sources with a text, and the others in which anything is coded."""
        with_text, without = [], []
        for source in self._all_sources():
            holder = child_of(source, "Representation") if local(source) == "PDFSource" else source
            raw = self._content(holder) if holder is not None and local(source) in _TEXTS else None
            codings = sum(1 for each in source.iter() if local(each) == "Coding")
            if raw is not None:
                with_text.append((source, raw))
                continue
            called = source.get("name") or guid_of(source)
            self.remarks.append(f'source "{called}" ({local(source)}) has no text in the file')
            if codings:
                without.append((source, None))
            if lost := codings - sum(1 for each, _ in selections(source, has_text=False) for _ in _codings(each)):
                self.remarks.append(f'source "{called}": {lost} codings without a place left out')
        found = [*with_text, *without]
        named = [(guid_of(source), source.get("name", "").strip()) for source, _ in found]
        names = distinct(named, "source", self.remarks)
        return [_Source(source, name, raw) for (source, raw), name in zip(found, names, strict=True)]

    def _all_sources(self) -> Iterator[Element]:
        sources = child_of(self.root, "Sources")
        yield from (sources if sources is not None else ())

    def _content(self, holder: Element) -> str | None:
        """Return the text of a source or note, from the file that it names or from within; None when it has none."""
        file = holder.get("plainTextPath", "").replace("\\", "/").rpartition("/")[2].casefold()
        if file.removeprefix("internal:") in self.packed.texts:
            return self._decoded(file.removeprefix("internal:"))
        inside = child_of(holder, "PlainTextContent")
        return None if inside is None else inside.text or ""

    def _decoded(self, file: str) -> str:
        content = self.packed.texts[file]
        encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8", "cp1252", "latin-1")
        for encoding in encodings:
            try:
                text = content.decode(encoding)
            except UnicodeDecodeError:
                continue
            if encoding != "utf-8":
                self.remarks.append(f"{file} is not in UTF-8; read as {encoding}")
            return text
        raise InputError("is not text in UTF-8.", where=f"{self.path}, {file}", fix="Export the project again.")

    def _read(self, text: _Source) -> None:
        """Note the selections of a source with their codings and memos."""
        element = text.element
        for each, place in selections(element, has_text=text.raw is not None):
            for coding in _codings(each):
                code, coder = target_of(child_of(coding, "CodeRef")), coding.get("creatingUser", "")
                if code in self.code_of:
                    who = self._coder(coder or each.get("creatingUser", ""))
                    self.placed.append((text.name, who, self.code_of[code], place))
                else:
                    self.remarks.append(f'source "{text.name}": a coding with a code that is not in the codebook')
        if text.raw is None:
            return
        holder = child_of(element, "Representation") if local(element) == "PDFSource" else element
        for each in children_of(holder, "PlainTextSelection"):
            ends = (_whole_number(each.get("startPosition")), _whole_number(each.get("endPosition")))
            self._take(each, offsets.Selection(text.name, *ends, each.get("name", "")))
        if child_of(element, "Coding") is not None:
            self.remarks.append(f'source "{text.name}" is coded as a whole')
            self._take(element, offsets.Selection(text.name, 0, offsets.WHOLE))

    def _take(self, element: Element, selection: offsets.Selection) -> None:
        number = len(self.selections)
        self.selections.append(selection)
        own = element.get("creatingUser", "")
        for coding in children_of(element, "Coding"):
            code, coder = target_of(child_of(coding, "CodeRef")), coding.get("creatingUser") or own
            if code in self.code_of:
                self.applied.append(_Applied(number, self._coder(coder), self.code_of[code]))
            else:
                self.remarks.append(f'source "{selection.source}": a coding with a code that is not in the codebook')
            self._note(number, coder, coding)
        if local(element) not in _TEXTS:
            self._note(number, own, element)

    def _note(self, number: int, coder: str, element: Element) -> None:
        for reference in children_of(element, "NoteRef"):
            author, text = self.notes.get(target_of(reference), ("", ""))
            if text:
                self.noted.append(_Applied(number, self._coder(author or coder), text))

    def _coder(self, guid: str) -> str:
        return self.users.get(plain_guid(guid)) or (f"user {plain_guid(guid)[:8]}" if guid else UNKNOWN)

    def _coders(self) -> tuple[str, ...]:
        found = dict.fromkeys([*(applied.coder for applied in self.applied), *(coder for _, coder, *_ in self.placed)])
        return tuple(sorted(found, key=[*self.users.values(), *found].index))

    def _spans(self, found: offsets.Reading) -> pd.DataFrame:
        rows = self._placed(self.applied, found)
        return SPANS.of(dict.fromkeys((source, each.coder, each.code, *ends) for source, each, ends in rows))

    def _places(self) -> pd.DataFrame:
        import pandas as pd

        return pd.DataFrame(list(dict.fromkeys(self.placed)), columns=list(PLACES), dtype=object)

    def _memos(self, found: offsets.Reading) -> pd.DataFrame:
        import pandas as pd

        rows = [(source, each.coder, *ends, each.code) for source, each, ends in self._placed(self.noted, found)]
        return pd.DataFrame(rows, columns=["source", "coder", "start", "end", "text"])

    def _placed(
        self, given: Iterable[_Applied], found: offsets.Reading
    ) -> Iterator[tuple[str, _Applied, tuple[int, int]]]:
        for each in given:
            place = found.located[each.selection]
            if place.start is not None and place.end is not None:
                yield self.selections[each.selection].source, each, (place.start, place.end)

    def _tell_dialect(self, found: offsets.Reading) -> None:
        if found.dialect != found.expected:
            self.remarks.append(f"positions were expected in {found.expected}, but the selections fit better as read")
        for other in found.doubts:
            self.remarks.append(f"the selections fit {other} as well, by which some lie elsewhere")

    def _unverified(self, found: offsets.Reading, texts: Mapping[str, str]) -> Iterator[str]:
        for selection, place in zip(self.selections, found.located, strict=True):
            here = f'source "{selection.source}", positions {selection.start} to {selection.end}'
            if place.start is None or place.end is None:
                yield f"{here}: not in the text, left out"
            elif not place.verified:
                yield f'{here}: read as "{_shown(texts[selection.source][place.start : place.end])}"'


def _codings(selection: Element) -> Iterator[Element]:
    return children_of(selection, "Coding")


def _shown(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= 60 else f"{plain[:40]} ... {plain[-15:]}"


def _whole_number(text: str | None) -> int:
    try:
        return int((text or "")[:12])
    except ValueError:
        return offsets.NOWHERE
