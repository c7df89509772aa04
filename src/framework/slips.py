"""What in a framework just read looks like a slip, though it may be meant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from . import paths

if TYPE_CHECKING:
    from .codes import Framework


def slips(framework: Framework, before: Framework | None = None) -> Iterator[str]:
    """Yield what to look at in a framework, in sentences: no definition at all, and levels without spaces at the slash.

    What the version `before` had already is not told again.
    """
    known = {code.name for code in before or ()}
    if len(framework) and not any(code.definition for code in [*framework, *(before or ())]):
        yield 'No code has a definition. If the file has them, head their column "Definition" and read it again.'
    for code in framework:
        above = next((other for other in framework.children(code.parent) if _begins_with(code.name, other.name)), None)
        if above is not None and code.name not in known:
            rest = code.name.split("/", 1)[1].strip()
            below = paths.join([above.name, rest])
            yield f'"{code.name}" is one name. For a code below "{above.name}", write "{below}", with spaces.'


def _begins_with(name: str, other: str) -> bool:
    first, slash, rest = name.partition("/")
    return bool(slash and rest.strip()) and paths.tidy(first).casefold() == paths.tidy(other).casefold()
