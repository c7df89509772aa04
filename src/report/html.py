"""Pages of HTML that stand alone: no network, everything escaped, and no style or script but our own let in."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from .display import grid, visible

if TYPE_CHECKING:
    from jinja2 import Environment

    from ..results import Result

_TEMPLATES = Path(__file__).parent / "templates"


def tables_page(results: Sequence[Result]) -> str:
    """Return a page with one table for each of `results`, notes beneath."""
    shown = [grid(result) for result in results]
    title = shown[0].title if len(shown) == 1 else "Tables"
    return fill("tables.html", title=title, tables=shown)


def fill(template: str, **values: object) -> str:
    """Return the page that `template` makes of `values`, with style, script and their policy in it."""
    style, script = _asset("style.css"), _asset("page.js")
    return (
        _environment().get_template(template).render(values, style=style, script=script, policy=_policy(style, script))
    )


def _policy(style: str, script: str) -> str:
    """Return the Content-Security-Policy: nothing from anywhere, but this style, this script and embedded pictures."""
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _asset(name: str) -> str:
    from markupsafe import Markup

    return Markup((_TEMPLATES / name).read_text(encoding="utf-8"))  # noqa: S704 - our own file, not data


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_safe,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _safe(value: object) -> object:
    """Return `value` as it may stand in a page; what is markup already is ours and stays."""
    return value if hasattr(value, "__html__") or not isinstance(value, str) else visible(value)
