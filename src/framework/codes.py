"""The coding framework: an immutable tree of codes."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from ..errors import InputError, IntercoderError, no_such, raise_all
from ..wording import number_of
from . import paths

Origin = Literal["deductive", "inductive", "member check"]
ORIGINS: tuple[Origin, ...] = get_args(Origin)


@dataclass(frozen=True)
class Code:
    """A node of the framework. `id` stays the same when the code is renamed or moved; `parent` is the parent's id."""

    id: str
    name: str
    parent: str | None = None
    definition: str = ""
    when_to_use: str = ""
    when_not_to_use: str = ""
    example: str = ""
    origin: Origin = "deductive"
    added_in: int = 1
    added_by: str = ""
    reason: str = ""
    applicable: bool = True
    """Whether coders may apply the code itself; a code that may not only groups others."""
    colour: str = ""
    """As `#rrggbb`, or nothing."""
    guid: str = ""
    """The GUID by which other tools know the code, when it came from one of them."""


_LATER = ("colour", "guid")  # fields that count for the hash only where they say something: old hashes stay true
_COLOUR = re.compile("#[0-9a-f]{6}")


class Framework:
    """An immutable tree of codes, in the order in which they are shown: each parent before its children.

    Raises the problems of a bad tree all together: an empty name, a parent that does not exist, a cycle, two codes
    under one parent whose names are the same but for case and spaces.
    """

    def __init__(self, codes: Iterable[Code] = ()) -> None:
        given = list(codes)
        self._by_id = {code.id: code for code in given}
        self._children: dict[str | None, list[Code]] = {}
        for code in given:
            self._children.setdefault(code.parent, []).append(code)
        raise_all(list(self._problems(given)), where="framework")
        self.codes: tuple[Code, ...] = tuple(self._walk(None))
        reached = {code.id for code in self.codes}
        raise_all([InputError(f'"{code.name}" is its own ancestor.') for code in given if code.id not in reached])
        self._paths = {code.id: paths.join([c.name for c in self.line(code.id)]) for code in self.codes}
        self._by_path = {_folded(path): self._by_id[code] for code, path in self._paths.items()}

    def _problems(self, given: list[Code]) -> Iterator[IntercoderError]:
        if len(self._by_id) < len(given):
            yield InputError("two codes have the same id.")
        for code in given:
            if not code.name.strip():
                yield InputError("a code has no name.", fix="Give every code a name.")
            if code.colour and not _COLOUR.fullmatch(code.colour):
                yield InputError(f'"{code.colour}" is no colour of "{code.name}".', fix="Write it as #1f4e79.")
            if code.parent is not None and code.parent not in self._by_id:
                yield InputError(f'the parent of "{code.name}" is not in the framework.')
        for siblings in self._children.values():
            names: dict[str, str] = {}
            for code in siblings:
                if (other := names.get(_folded(code.name))) is not None:
                    alike = f'"{code.name}" and "{other}" are the same name'
                    said = f'two codes have the same name, "{other}",' if other == code.name else alike
                    yield InputError(f"{said} under one parent.", fix="Rename one of them, or delete it.")
                names[_folded(code.name)] = code.name

    def _walk(self, parent: str | None) -> Iterator[Code]:
        for code in self._children.get(parent, []):
            yield code
            yield from self._walk(code.id)

    def __len__(self) -> int:
        return len(self.codes)

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes)

    def __contains__(self, code: str) -> bool:
        return code in self._by_id

    def __getitem__(self, code: str) -> Code:
        return self._by_id[code]

    def __repr__(self) -> str:
        return f"<Framework of {number_of(len(self), 'code')}, {self.hash[:8]}>"

    def path(self, code: str) -> str:
        """Return the path of the code with this id, such as `Service planning / Steering groups`."""
        return self._paths[code]

    def find(self, path: str, *, where: str = "") -> Code:
        """Return the code at `path`, whatever its case and spaces.

        Raises InputError with the nearest paths when there is none.
        """
        found = self._by_path.get(_folded(paths.join(paths.split(path))))
        if found is None:
            named = [*self._paths.values(), *(paths.join([code.name]) for code in self.codes)]
            fix = "`intercoder framework show` lists the codes."
            raise no_such("code", path, named, among="in the framework", where=where, fix=fix)
        return found

    def line(self, code: str) -> list[Code]:
        """Return the codes on the way from the top of the tree to this one, which is the last."""
        line: list[Code] = []
        here: str | None = code
        while here is not None:
            line.append(self._by_id[here])
            here = self._by_id[here].parent
        return line[::-1]

    def depth(self, code: str) -> int:
        """Return how many levels the code is below the top: 0 for a code without a parent."""
        return len(self.line(code)) - 1

    def children(self, code: str | None) -> tuple[Code, ...]:
        """Return the codes directly under this one, or those at the top for None."""
        return tuple(self._children.get(code, ()))

    def below(self, code: str) -> tuple[Code, ...]:
        """Return the codes anywhere below this one, in order, without itself."""
        return tuple(self._walk(code))

    @property
    def applicable(self) -> tuple[Code, ...]:
        """The codes that coders may apply."""
        return tuple(code for code in self.codes if code.applicable)

    @property
    def hash(self) -> str:
        """The SHA-256 of everything in the framework: two frameworks have the same one only if nothing differs."""
        document = json.dumps(self.to_list(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(document.encode()).hexdigest()

    def to_list(self) -> list[dict[str, Any]]:
        """Return the codes as plain values, for the project file and for JSON."""
        return [
            {field: value for field, value in asdict(code).items() if value or field not in _LATER}
            for code in self.codes
        ]

    @classmethod
    def from_list(cls, codes: Iterable[Mapping[str, Any]]) -> Framework:
        """Return the framework that `to_list` described."""
        return cls(Code(**code) for code in codes)


def _folded(name: str) -> str:
    return paths.tidy(name).casefold()
