"""How the pages are built: `make docs`. Nothing is fetched, neither while they are built nor when they are read."""

import re
from importlib.metadata import version as installed

project = "intercoder"
author = "The intercoder developers"
copyright = author  # noqa: A001 - Sphinx reads this name
release = version = installed("intercoder")

extensions = ["myst_parser", "sphinx.ext.autodoc"]
exclude_patterns = ["build"]
nitpicky = False
default_role = "literal"  # docstrings write `name` for code

myst_heading_anchors = 3
myst_enable_extensions = ["deflist"]

autodoc_member_order = "alphabetical"
autodoc_typehints_format = "short"
autodoc_class_signature = "separated"
autodoc_preserve_defaults = True

html_theme = "furo"
html_title = "intercoder"
html_static_path = ["_static"]
html_css_files = ["wide.css"]
html_show_sphinx = False
html_show_copyright = False
html_copy_source = False
pygments_style = "tango"

ARGUMENT = re.compile(r"(?P<name>[\w.|-]+(?:, [\w.|-]+)*) {2,}(?P<text>\S.*)")


def list_arguments(_app, _what, _name, _object, _options, lines: list[str]) -> None:
    """Make a definition list of paragraphs in which docstrings set names and their meanings in two columns."""
    text: list[str] = []
    for paragraph in "\n".join(lines).split("\n\n"):
        rows = paragraph.split("\n")
        listed = ARGUMENT.match(rows[0]) and all(ARGUMENT.match(row) or row.startswith("  ") for row in rows)
        text += [*(_defined(rows) if listed else rows), ""]
    lines[:] = text


def _defined(rows: list[str]) -> list[str]:
    found: list[str] = []
    for row in rows:
        if match := ARGUMENT.match(row):
            found += [f"``{match['name']}``", f"    {match['text']}"]
        else:
            found.append(f"    {row.strip()}")
    return found


def setup(app) -> None:
    """Take part in the build."""
    app.connect("autodoc-process-docstring", list_arguments)
