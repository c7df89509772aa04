"""The reproducibility bundle: a project with its data and results in one archive, to be computed again."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...archives import damaged, unpacked
from ...atomic import replacing
from ...errors import InputError
from ...wording import number_of
from ..bundle_contents import contents, differences, versions
from ..file import Outcome, ProjectFile, free_path
from ..storage import checks
from ..storage.database import Store
from ..views import BundleCheck

if TYPE_CHECKING:
    from collections.abc import Sequence

PROJECT, MANIFEST, README = "project.intercoder", "manifest.json", "README.txt"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_SHOWN = 5  # differences of one file that are told

_WITHOUT_TEXTS = (
    "UPDATE units SET text = ''",
    "UPDATE documents SET text = ''",
    "DELETE FROM span_memos",
    "UPDATE remarks SET memo = '', suggestion = ''",
    "UPDATE quote_choices SET passage = ''",
    "UPDATE classification_memos SET memo = ''",
    "UPDATE summaries SET text = ''",
    "UPDATE syntheses SET text = ''",
    "DELETE FROM name_replacements",
    "DELETE FROM reversals",
    "UPDATE history SET options = json_remove(options, '$.passage', '$.text', '$.memo')",
    "VACUUM",
)


class BundleVerbs(ProjectFile):
    """The verbs `project bundle` and `project verify`."""

    def project_bundle(self, path: Path | str, *, texts: bool = True, replace: bool = False) -> Outcome:
        """Write data, framework versions, decisions, results and versions of everything to a .zip at `path`.

        Without `texts`, the notes, coders' memos, chosen passages and summaries are left out; every number can be
        computed all the same. Raises InputError when there is such a file and `replace` is not set.
        """
        path = free_path(path, replace=replace)
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / PROJECT
            self._copy(copy, texts=texts)
            files = {PROJECT: copy.read_bytes(), **_contents_of(copy), README: _readme(texts=texts).encode()}
        manifest = {"texts": texts, "versions": versions(), "sha256": {name: _digest(files[name]) for name in files}}
        files[MANIFEST] = (json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode()
        with replacing(path) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
        how = "with" if texts else "without"
        remark = f"Compute everything in it again: intercoder project verify {path}"
        return Outcome(f"Wrote {number_of(len(files), 'file')} {how} the notes to {path}.", (remark,))

    @staticmethod
    def project_verify(path: Path | str) -> BundleCheck:
        """Compute every number of a bundle again, from the data in it, and say whether it is the same.

        Raises InputError when the file is no bundle, or is damaged.
        """
        import pandas as pd

        path = Path(path)
        files = _read(path)
        manifest = _manifest(files, path)
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / PROJECT
            copy.write_bytes(files[PROJECT])
            now, troubles = _contents_of(copy), _troubles(copy) if manifest["texts"] else []
        rows = [*_checked(files, manifest, now), *troubles]
        frame = pd.DataFrame(rows, columns=["file", "found"], dtype=object)
        return BundleCheck(frame, bool((frame["found"] == SAME).all()), *_versions_then_and_now(manifest))

    def _copy(self, path: Path, *, texts: bool) -> None:
        """Copy the project to `path`, and take the texts out of the copy where they are not wanted."""
        with self._store.reading() as connection:
            source = connection.connection.driver_connection
            assert isinstance(source, sqlite3.Connection)  # noqa: S101 - the store has no other kind
            copy = sqlite3.connect(path, isolation_level=None)
            source.backup(copy)
        for statement in () if texts else _WITHOUT_TEXTS:
            copy.execute(statement)
        copy.close()


SAME, OTHER = "the same", "not as it was written"


def _contents_of(path: Path) -> dict[str, bytes]:
    store = Store.open(path)
    try:
        with store.reading() as connection:
            return contents(connection)
    finally:
        store.close()


def _troubles(path: Path) -> list[tuple[str, str]]:
    """Return what `intercoder project check` finds wrong in the project of a bundle."""
    store = Store.open(path)
    try:
        with store.reading() as connection:
            found = checks.check(connection)
    finally:
        store.close()
    return [(f"{PROJECT}: {what}", "; ".join(problems)) for what, problems in found.items() if problems]


def _read(path: Path) -> dict[str, bytes]:
    return {name: b"".join(pieces) for name, pieces in unpacked(path)}


def _manifest(files: Mapping[str, bytes], path: Path) -> dict[str, Any]:
    if MANIFEST not in files or PROJECT not in files:
        fix = "Make one with `intercoder project bundle FILE.zip`."
        raise InputError("is not a bundle of intercoder.", where=str(path), fix=fix)
    try:
        manifest = json.loads(files[MANIFEST])
        return {
            "texts": bool(manifest["texts"]),
            "sha256": dict(manifest["sha256"]),
            "versions": dict(manifest["versions"]),
        }
    except (ValueError, KeyError, TypeError) as error:
        raise damaged(path, MANIFEST) from error


def _checked(
    files: Mapping[str, bytes], manifest: Mapping[str, Any], now: Mapping[str, bytes]
) -> Iterator[tuple[str, str]]:
    """Yield each file with what was found: whether it is what was written, and what is computed now."""
    for name in dict.fromkeys([*manifest["sha256"], *now, *files]):
        if name == MANIFEST:
            continue
        if name not in files or name not in manifest["sha256"]:
            yield name, "is missing" if name not in files else "was added later"
        elif _digest(files[name]) != manifest["sha256"][name]:
            yield name, OTHER
        elif name in now:
            found = differences(name, files[name], now[name])
            yield name, _told(found) if found else SAME
        else:
            yield name, SAME if name in (PROJECT, README) else "is not computed from the data any more"


def _told(found: Sequence[str]) -> str:
    more = f"; and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return "; ".join(found[:_SHOWN]) + more


def _versions_then_and_now(manifest: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    return {str(key): str(value) for key, value in manifest["versions"].items()}, versions()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _readme(*, texts: bool) -> str:
    left_out = (
        ""
        if texts
        else (
            "\nLeft out: the notes, coders' memos, chosen passages, summaries and lists of names. Reasons for "
            "decisions, the questions that were asked, definitions and examples of codes, and attributes of cases "
            "are in it: read them before you share it. The seals of the history do not hold for steps whose options "
            "held a text.\n"
        )
    )
    return (
        "A study coded with intercoder, with everything that its results were computed from.\n\n"
        f"{PROJECT}   the project itself; open it with intercoder\n"
        "data/                cases, units, codings (before discussion), coverage, decisions, history, as .csv\n"
        "framework/           every version of the coding framework\n"
        "samples/             each random sample, with its seed and what it was drawn from\n"
        "results/             agreement, counts, co-occurrence, saturation, classification, as .json\n"
        f"{MANIFEST}        SHA-256 of every file, and the versions of the software\n\n"
        "Compute every number again and compare:\n\n"
        "    pip install intercoder\n"
        "    intercoder project verify FILE.zip\n" + left_out
    )
