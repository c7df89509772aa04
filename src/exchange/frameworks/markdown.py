r"""Frameworks in Markdown: a nested list, each code in bold, with its texts in paragraphs beneath.

    - **Service planning**

      Definition: Planning the service as a whole

      - **Steering groups**

A list that someone wrote by hand, without bold names or texts, is read as well.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ...errors import InputError, IntercoderError
from ...framework import paths
from ...framework.headings import HEADINGS, plain
from ...framework.rows import Row, texts_of

if TYPE_CHECKING:
    from ...framework.codes import Framework

_LABELS = {heading: name for heading, name in HEADINGS.items() if name != "path"}
_BY_LABEL = {plain(label): name for label, name in _LABELS.items()}
_BULLET = re.compile(r"( *)[-*+] +(.*)")
_LABELLED = re.compile(r"(?:\*\*|__|\*|_)?([A-Za-z ]{2,20}):(?:\*\*|__|\*|_)?(?: (.*))?")
_SPECIAL = re.compile(r"[\\`*_<>\[\]&]|^[-+#=~|]|(?<=\d)[.)](?=\s)")
_INDENT = re.compile(r"^[ \t]+")
_EDGES = re.compile(r"^\s+|\s+$")
_ENCODED = re.compile(r"\\([!-/:-@\[-`{-~])|&#(\d+);")
_WITHOUT = {"origin": "deductive", "applicable": "yes"}
"""What needs no paragraph, because it is what a code is unless something else is said."""


def to_markdown(framework: Framework, *, title: str = "Framework", project: str = "") -> str:
    """Return a framework as Markdown: a nested list of its codes with their texts."""
    lines = [f"# {_encode(title)}", ""]
    for code in framework:
        indent = "  " * framework.depth(code.id)
        lines += [f"{indent}- **{_encode(code.name)}**", ""]
        texts = texts_of(framework, code, project)
        for label, name in _LABELS.items():
            if texts[name] and _WITHOUT.get(name) != texts[name]:
                lines += [*_paragraph(label, texts[name], indent + "  "), ""]
    return "\n".join(lines)


def _paragraph(label: str, text: str, indent: str) -> list[str]:
    """Return a labelled text; a backslash at the end of a line says that the text goes on in the next one."""
    first, *others = map(_encode, text.split("\n"))
    lines = [f"{label}: {first}", *others]
    return [f"{indent}{line}\\" for line in lines[:-1]] + [f"{indent}{lines[-1]}"]


def _encode(text: str) -> str:
    """Return a line of text in which nothing means anything to Markdown; spaces at its ends become entities."""
    escaped = _SPECIAL.sub(lambda match: "\\" + match[0], text)
    return _EDGES.sub(lambda match: "".join(f"&#{ord(sign)};" for sign in match[0]), escaped)


def _decode(text: str) -> str:
    return _ENCODED.sub(lambda match: match[1] or chr(int(match[2])), text)


def markdown_rows(text: str, where: str) -> tuple[list[Row], list[IntercoderError]]:
    """Return the codes of a Markdown list as rows, and the problems found: texts that belong to no code."""
    rows: list[Row] = []
    problems: list[IntercoderError] = []
    levels: list[tuple[int, str]] = []  # the indents and names of the codes that the current one stands under
    values: dict[str, str] = {}
    field, going = "", False
    for number, given in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        line = _INDENT.sub(lambda match: match[0].expandtabs(4), given)
        place = f"{where}, line {number}"
        bullet = None if going else _BULLET.match(line)
        if bullet:
            levels = [level for level in levels if level[0] < len(bullet[1])]
            levels.append((len(bullet[1]), _name(bullet[2])))
            values, field = {"path": paths.join([name for _, name in levels])}, ""
            rows.append(Row(values, place))
        elif not line.strip() or (line.startswith("#") and not values):
            going = False
        elif not values:
            problems.append(InputError("stands above the first code.", where=place, fix="Begin each code with a -."))
        else:
            text_of_line, goes_on = _without_break(line.strip(" "))
            field = _add(values, field, text_of_line, going=going)
            going = goes_on
    return rows, problems


def _without_break(line: str) -> tuple[str, bool]:
    """Return a line without the backslash at its end, and whether it had one that is not itself escaped."""
    goes_on = (len(line) - len(line.rstrip("\\"))) % 2 == 1
    return (line[:-1], True) if goes_on else (line, False)


def _add(values: dict[str, str], field: str, line: str, *, going: bool) -> str:
    """Add a line to the texts of a code; return the field that it belongs to."""
    label = None if going else _LABELLED.fullmatch(line)
    if label and plain(label[1]) in _BY_LABEL:
        field = _BY_LABEL[plain(label[1])]
        values[field] = _decode(label[2] or "")
        return field
    field = field or "definition"
    values[field] = f"{values[field]}\n{_decode(line)}" if field in values else _decode(line)
    return field


def _name(text: str) -> str:
    bold = re.fullmatch(r"(\*\*|__)(.*)\1", text.strip())
    return _decode(bold[2] if bold else text.strip())
