"""What a reproducibility bundle holds beside the project: data, frameworks and results, computed from it."""

from __future__ import annotations

import hashlib
import importlib.metadata
import io
import json
import platform
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ..errors import ProjectError
from ..findings.classification import CLASSIFICATIONS, classification_table
from ..findings.cooccurrence import co_occurrence
from ..findings.counts import count_cases
from ..findings.saturation import saturation
from ..report.files import json_text
from . import layers
from .comparisons import agreement_of
from .material import material
from .storage import records, store, trail

if TYPE_CHECKING:
    import pandas as pd

PACKAGES = ("intercoder", "numpy", "pandas", "SQLAlchemy")
_LONGEST = 60  # characters of a name in the name of a file
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin|conout|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])(?:\.|\Z)", re.IGNORECASE)
CLOSE = 1e-9  # how far numbers of two machines may be apart, as a share of the larger


def contents(connection: sa.Connection) -> dict[str, bytes]:
    """Return the files of a bundle by name: everything that can be computed again from the project."""
    named: dict[str, str] = {}
    for name, frame in _data(connection):
        buffer = io.StringIO()
        frame.to_csv(buffer, index=False, lineterminator="\n")
        named[f"data/{name}.csv"] = buffer.getvalue()
    for version in records.versions(connection):
        document = {"version": version.number, "status": version.status, "hash": version.framework.hash}
        document |= {"why": version.why, "who": version.who, "at": version.at, "codes": version.framework.to_list()}
        named[f"framework/version-{version.number}.json"] = _json(document)
    for name, file in _file_names(connection.execute(sa.select(store.samples.c.name)).scalars()).items():
        named[f"samples/{file}.json"] = _json(records.sample(connection, name).certificate())
    named |= {f"results/{name}.json": text for name, text in _results(connection)}
    return {name: text.encode("utf-8", "backslashreplace") for name, text in named.items()}


def _data(connection: sa.Connection) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the tidy tables: what was coded, by whom, what was decided, and every step."""
    import pandas as pd

    yield "cases", records.cases(connection)
    yield "units", records.units(connection)
    coded, covered, decided = [], [], []
    for found in records.rounds(connection):
        framework = records.version(connection, found.version).framework
        path_of = {code.id: framework.path(code.id) for code in framework}
        codings, decisions = records.codings(connection, found.name), records.decisions(connection, found.name)
        coded.append(codings.assign(round=found.name, path=[path_of.get(code, code) for code in codings["code"]]))
        covered.append(records.coverage(connection, found.name).assign(round=found.name))
        paths = [path_of.get(code, code) for code in decisions["code"]]
        decided.append(decisions.assign(round=found.name, path=paths))
    if coded:
        order = ["round", "coder", "unit", "code"]
        yield "codings", pd.concat(coded, ignore_index=True)[[*order, "path"]].sort_values(order)
        yield "coverage", pd.concat(covered, ignore_index=True)[order[:3]].sort_values(order[:3])
        yield "decisions", pd.concat(decided, ignore_index=True)[["round", "unit", "path", "applied", "rationale"]]
    history = trail.read_history(connection).to_frame()
    yield "history", history[["number", "at", "who", "verb", "summary"]]


def _results(connection: sa.Connection) -> Iterator[tuple[str, str]]:
    """Yield every result by name, as JSON."""
    rounds = records.rounds(connection)
    called = _file_names(chosen.name for chosen in rounds)
    for chosen in rounds:
        try:
            result = agreement_of(layers.compare(connection, chosen.name, None))
        except ProjectError:  # a round with one coder, or with nothing read yet
            continue
        if len(result.coders) > 1:
            yield f"agreement-{called[chosen.name]}", json_text(result)
    try:
        found = material(connection)
    except ProjectError:  # nothing is coded yet
        return
    yield "counts", json_text(found.told(count_cases(*found.tables, **found.coverage)))
    for attribute, file in _file_names(found.cases.columns.drop("case")).items():
        yield f"counts-by-{file}", json_text(found.told(count_cases(*found.tables, by=attribute, **found.coverage)))
    yield "cooccurrence", json_text(found.told(co_occurrence(*found.tables)))
    if len(found.cases) > 6:  # base and run of the usual method
        yield "saturation", json_text(found.told(saturation(*found.tables)))
    if connection.execute(sa.select(store.classifications.c.case).limit(1)).first():
        scheme, rows = layers.classified(connection)
        yield "classification", json_text(found.told(classification_table(CLASSIFICATIONS.of(rows), scheme)))


def versions() -> dict[str, str]:
    """Return the versions of everything that the results were computed with."""
    named = {package: importlib.metadata.version(package) for package in PACKAGES}
    return {**named, "Python": platform.python_version(), "system": f"{platform.system()} {platform.machine()}"}


def differences(name: str, before: bytes, after: bytes) -> list[str]:
    """Return in words where two contents of the file `name` differ; numbers may be apart by a rounding error."""
    if before == after:
        return []
    if not name.endswith(".json"):
        return ["is not as it is computed now"]
    return list(_different(json.loads(before), json.loads(after), ""))


def _different(before: Any, after: Any, where: str) -> Iterator[str]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys([*before, *after]):
            yield from _different(before.get(key), after.get(key), f"{where}/{key}")
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for place, (one, other) in enumerate(zip(before, after, strict=True), start=1):
            yield from _different(one, other, f"{where}/{place}")
    elif not _same(before, after):
        yield f"{where[1:]}: {before} in the bundle, {after} now"


def _same(before: Any, after: Any) -> bool:
    numbers = (int, float)
    if isinstance(before, numbers) and isinstance(after, numbers) and type(before) is not bool:
        return abs(before - after) <= CLOSE * max(1.0, abs(before), abs(after))
    return bool(before == after)


def _json(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _file_names(names: Iterable[str]) -> dict[str, str]:
    """Return for each name what it is called in a file's name: no two the same, on any machine.

    >>> _file_names(["main", "check", "Check"])
    {'main': 'main', 'check': 'check~20f65c28671b4093', 'Check': 'Check~9d60841e0a7891df'}
    """
    plain = {name: _unreserved(re.sub(r"[^\w.-]+", ".", name)[:_LONGEST]) for name in names}
    taken = Counter(map(str.casefold, plain.values()))
    return {
        name: short if short == name and taken[short.casefold()] == 1 else f"{short}~{_digest(name)}"
        for name, short in plain.items()
    }


def _unreserved(name: str) -> str:
    """Return a name that is no device of Windows, which takes `con`, `con.json` and `CON.x.json` all for the same one.

    >>> _unreserved("con"), _unreserved("Aux.2"), _unreserved("consent")
    ('_con', '_Aux.2', 'consent')
    """
    return f"_{name}" if _DEVICE.match(name) else name


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:16]
