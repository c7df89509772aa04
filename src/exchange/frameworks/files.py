"""Framework files of every kind, and classification schemes in .yaml."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ...atomic import replacing
from ...errors import InputError, IntercoderError, no_such
from ...framework import paths
from ...framework.headings import HEADINGS, missing_fields
from ...framework.rows import Known, Row, framework_from_rows, rows_from_framework, texts_of
from ...framework.schemes import Scheme, scheme_from
from ...opening import content_of
from ..qda.qualcoder import database_of, qualcoder_rows
from ..qda.taguette import SUFFIXES as TAGUETTE
from ..qda.taguette import is_taguette, taguette_rows
from ..refi.codebook import qdc_rows, to_qdc
from .markdown import markdown_rows, to_markdown
from .tables import table_rows, write_csv, write_xlsx

if TYPE_CHECKING:
    from yaml import Token

    from ...framework.codes import Code, Framework
    from ..repairs import RepairLog

YAML, MARKDOWN, QDC = {".yaml", ".yml"}, {".md", ".markdown"}, {".qdc"}
DATABASES = {".qda", *TAGUETTE}
WRITTEN = (".xlsx", ".csv", ".yaml", ".yml", ".md", ".markdown", ".qdc")
"""The kinds of files that a framework is written to and read back from."""

SIZE_LIMIT = 16 << 20  # bytes of a framework in YAML or Markdown
DEPTH_LIMIT = 200  # levels of YAML; a level of codes takes two

_YAML_KEYS = {"name", "codes", *(name for name in HEADINGS.values() if name != "path")}


def read_framework(
    path: Path,
    *,
    version: int = 1,
    known: Known | None = None,
    sheet: str | None = None,
    log: RepairLog | None = None,
) -> Framework:
    """Read the framework in a file; a code with the GUID or at the path of one that is `known` stays the same.

    A spreadsheet (.xlsx, .csv) has a row per code with the headings of headings.HEADINGS: its path under Code, or
    its name under the heading of its level (Level 1, Level 2, or Code, Sub-code), or a tree that is indented over
    several columns, or a column Parent. YAML has a list `codes` of mappings with name, the other fields, and `codes`
    again for the codes below. Markdown has a nested list. NVivo's codebook is a table in .xlsx or .docx. A .qdc comes
    from another tool, as do the databases of QualCoder and Taguette (`sheet` is then the project). Columns that are
    not read are listed in `log`. Raises all problems together, with their places.
    """
    try:
        return _read(path, known or Known(), version, sheet, log)
    except RecursionError as error:
        fix = "Check where the levels begin and end."
        raise InputError("is nested too deeply.", where=str(path), fix=fix) from error


def _read(path: Path, known: Known, version: int, sheet: str | None, log: RepairLog | None) -> Framework:
    suffix = path.suffix.lower()
    if suffix in YAML:
        rows, problems = _yaml(path)
    elif suffix in MARKDOWN:
        rows, problems = markdown_rows(_text(path), path.name)
    elif suffix in QDC:
        rows, problems = qdc_rows(path)
    elif database := database_of(path):
        rows, problems = qualcoder_rows(database)
    elif is_taguette(path):
        rows, problems = taguette_rows(path, project=sheet)
    else:
        rows, problems = table_rows(path, known.previous, sheet=sheet, log=log)
    if not rows and not problems:
        raise InputError("has no codes.", where=str(path), fix="Write one code per row, its path under Code.")
    if suffix in YAML | MARKDOWN | QDC | DATABASES:
        have = {name for row in rows for name, text in row.values.items() if text}
        problems += missing_fields(have, path.name, known.previous)
    return framework_from_rows(rows, version=version, known=known, problems=problems)


def write_framework(framework: Framework, path: Path, *, project: str = "", title: str = "Framework") -> None:
    """Write a framework to .xlsx, .csv, .yaml, .md or .qdc; reading the file gives the same framework back.

    `project` makes the GUIDs of its codes its own. Raises InputError for another kind of file.
    """
    suffix = path.suffix.lower()
    if suffix not in WRITTEN:
        known = f"Known: {', '.join(WRITTEN)}, .docx."
        raise InputError(f'"{suffix}" is not a kind of framework file.', where=str(path), fix=known)
    if suffix == ".xlsx":
        write_xlsx(rows_from_framework(framework, project=project), path)
    elif suffix == ".csv":
        write_csv(rows_from_framework(framework, project=project), path)
    else:
        with replacing(path) as temporary:
            temporary.write_bytes(_document(framework, suffix, project, title))


def _document(framework: Framework, suffix: str, project: str, title: str) -> bytes:
    if suffix in QDC:
        return to_qdc(framework, project=project)
    if suffix in MARKDOWN:
        return to_markdown(framework, title=title, project=project).encode()
    return to_yaml(framework, project=project).encode()


def to_yaml(framework: Framework, *, project: str = "") -> str:
    """Return a framework as YAML: a list `codes`, each with its texts and the codes below it."""
    import yaml

    document = {"codes": [_entry(framework, code, project) for code in framework.children(None)]}
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=100)


def _entry(framework: Framework, code: Code, project: str) -> dict[str, object]:
    texts = texts_of(framework, code, project)
    entry: dict[str, object] = {"name": code.name}
    entry |= {name: texts[name] for name in HEADINGS.values() if name != "path" and texts[name]}
    entry["applicable"] = code.applicable
    below = [_entry(framework, child, project) for child in framework.children(code.id)]
    return entry | ({"codes": below} if below else {})


def _text(path: Path) -> str:
    try:
        return content_of(path, limit=SIZE_LIMIT).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("is not a text file in UTF-8.", where=str(path), fix="Save it as UTF-8.") from error


def _read_yaml(path: Path) -> object:
    import yaml

    text = _text(path)
    try:
        _refuse_knots(yaml.scan(text), path)
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # ValueError: a date or number that is none
        problem = " ".join(str(error).split())
        raise InputError(
            f"cannot be read as YAML: {problem}.", where=str(path), fix="Check the indentation."
        ) from error


def _refuse_knots(tokens: Iterable[Token], path: Path) -> None:
    """Raise InputError for references, which could unfold without end, and for levels without end."""
    from yaml import tokens as kinds

    opening = (
        kinds.FlowSequenceStartToken | kinds.FlowMappingStartToken
        | kinds.BlockSequenceStartToken | kinds.BlockMappingStartToken
    )  # fmt: skip
    closing = kinds.FlowSequenceEndToken | kinds.FlowMappingEndToken | kinds.BlockEndToken
    depth = 0
    for token in tokens:
        if isinstance(token, kinds.AliasToken):
            raise InputError("uses references (* and &).", where=str(path), fix="Write every entry out.")
        depth += isinstance(token, opening) - isinstance(token, closing)
        if depth > DEPTH_LIMIT:
            raise InputError("is nested too deeply.", where=str(path), fix="Check where the levels begin and end.")


def _yaml(path: Path) -> tuple[list[Row], list[IntercoderError]]:
    problems: list[IntercoderError] = []
    return list(_yaml_rows(_read_yaml(path), path.name, problems)), problems


def _yaml_rows(
    document: object, where: str, problems: list[IntercoderError], above: tuple[str, ...] = ()
) -> Iterator[Row]:
    entries = document.get("codes", []) if isinstance(document, Mapping) else document
    place = f"{where}, code {paths.join(above)}" if above else where
    if not isinstance(entries, list):
        problems.append(InputError("has no list of codes.", where=place, fix="Write codes: and a list of names."))
        return
    for entry in entries:
        given = entry if isinstance(entry, Mapping) else {"name": entry}
        names = (*above, "" if given.get("name") is None else str(given["name"]))
        here = f"{where}, code {paths.join(names)}"
        problems += [
            no_such("field", key, sorted(_YAML_KEYS), among="of a code", where=here)
            for key in given
            if key not in _YAML_KEYS
        ]
        values = {name: _yaml_text(given.get(name)) for name in HEADINGS.values() if name != "path"}
        yield Row({"path": paths.join(names), **values}, here)
        if given.get("codes"):
            yield from _yaml_rows(given, where, problems, names)


def _yaml_text(value: object) -> str:
    if value is None:
        return ""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value).strip()


def read_scheme(path: Path) -> Scheme:
    """Read a classification scheme from a YAML file; raises all problems together."""
    return scheme_from(_read_yaml(path), where=path.name)
