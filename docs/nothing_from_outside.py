"""See that pages load nothing from elsewhere: `python docs/nothing_from_outside.py build/docs`, part of `make docs`."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

LOADING = {"src", "srcset", "data", "poster"}  # attributes whose address a browser fetches by itself
LINKED = {"stylesheet", "preload", "preconnect", "dns-prefetch", "icon", "modulepreload", "manifest"}
ELSEWHERE = re.compile(r"^\s*(https?:)?//", re.IGNORECASE)
IN_STYLE = re.compile(r"(?:@import\s*|url\(\s*)[\"']?((?:https?:)?//[^\"')\s]+)", re.IGNORECASE)


class _Loads(HTMLParser):
    """The addresses that a browser fetches when it shows a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.found += [value for name, value in given.items() if name in LOADING]
        if tag == "link" and LINKED & set(given.get("rel", "").split()):
            self.found.append(given.get("href", ""))


def loaded_from_elsewhere(folder: Path) -> Iterator[tuple[Path, str]]:
    """Yield each page or style sheet below `folder` with an address elsewhere that it loads."""
    for page in sorted(folder.rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        parser = _Loads()
        parser.feed(text)
        found = [*(address for address in parser.found if ELSEWHERE.match(address)), *IN_STYLE.findall(text)]
        yield from ((page, address) for address in found)
    for sheet in sorted(folder.rglob("*.css")):
        yield from ((sheet, address) for address in IN_STYLE.findall(sheet.read_text(encoding="utf-8")))


if __name__ == "__main__":
    sys.exit("\n".join(f"{page} loads {address}" for page, address in loaded_from_elsewhere(Path(sys.argv[1]))) or 0)
