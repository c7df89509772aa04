"""REFI-QDA projects made on the spot, with the habits of any tool; real exports hold people's data."""

from __future__ import annotations

import uuid
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from intercoder.exchange.refi.offsets import Dialect

_SPACE = uuid.UUID("00000000-0000-4000-8000-000000000000")


def guid(name: str) -> str:
    return str(uuid.uuid5(_SPACE, name))


def position(raw: str, at: int, dialect: Dialect) -> int:
    """Count the position of the `at`-th character of a text as it stands in a file, the way a tool would."""
    before = raw[:at]
    if not dialect.bom:
        before = before.removeprefix("\ufeff")
    if not dialect.crlf:
        before = before.replace("\r\n", "\n")
    return len(before.encode("utf-16-le")) // 2 if dialect.utf16 else len(before)


@dataclass
class Coded:
    """A coder's coding of the passage that `quote` is, in a source; `name` is the selection's."""

    source: str
    coder: str
    code: str
    quote: str
    name: str | None = None


@dataclass
class Made:
    """What is in a project, and how its tool writes it."""

    texts: Mapping[str, str]
    coded: Sequence[Coded]
    dialect: Dialect = field(default_factory=Dialect)
    origin: str = "Some tool"
    users: Sequence[str] = ("A", "B")
    codes: str = ""
    folder: str = "sources"
    document: str = "project.qde"
    upper: bool = False
    inside: bool = False
    named: bool = True
    rest_before: str = ""
    rest_after: str = ""
    more: Mapping[str, bytes] = field(default_factory=dict)

    def guid(self, name: str) -> str:
        return guid(name).upper() if self.upper else guid(name)

    def xml(self) -> str:
        users = "".join(f"<User guid={quoteattr(self.guid(u))} name={quoteattr(u)}/>" for u in self.users)
        sources = "".join(self._source(name) for name in self.texts)
        codes = self.codes or "".join(
            f'<Code guid="{self.guid(code)}" name={quoteattr(code)} isCodable="true"/>'
            for code in dict.fromkeys(each.code for each in self.coded)
        )
        return (
            f'<?xml version="1.0" encoding="utf-8"?><Project xmlns="urn:QDA-XML:project:1.0" name="Study" '
            f"origin={quoteattr(self.origin)}><Users>{users}</Users><CodeBook><Codes>{codes}</Codes></CodeBook>"
            f"{self.rest_before}<Sources>{sources}</Sources>{self.rest_after}</Project>"
        )

    def _source(self, name: str) -> str:
        raw = self.texts[name]
        content = f"<PlainTextContent>{escape(raw)}</PlainTextContent>" if self.inside else ""
        file = "" if self.inside else f' plainTextPath="internal://{self.guid(name)}.txt"'
        selections = "".join(
            self._selection(each, number) for number, each in enumerate(self.coded) if each.source == name
        )
        shown = quoteattr(name if self.named else "")
        return f'<TextSource guid="{self.guid(name)}" name={shown}{file}>{content}{selections}</TextSource>'

    def _selection(self, each: Coded, number: int) -> str:
        raw = self.texts[each.source]
        start = raw.index(each.quote)
        ends = [position(raw, at, self.dialect) for at in (start, start + len(each.quote))]
        name = each.name if each.name is not None else ""
        somebody_else = self.guid("who made the selection")
        return (
            f'<PlainTextSelection guid="{self.guid(f"selection {number}")}" name={quoteattr(name)} '
            f'startPosition="{ends[0]}" endPosition="{ends[1]}" creatingUser="{somebody_else}">'
            f'<Coding guid="{self.guid(f"coding {number}")}" creatingUser="{self.guid(each.coder)}">'
            f'<CodeRef targetGUID="{self.guid(each.code)}"/></Coding></PlainTextSelection>'
        )

    def save(self, path: Path) -> Path:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
            out.writestr(self.document, self.xml())
            for name, raw in self.texts.items():
                if not self.inside:
                    out.writestr(f"{self.folder}/{self.guid(name)}.txt", raw.encode())
            for name, content in self.more.items():
                out.writestr(name, content)
        return path
