"""A bundle holds the whole study, and every number in it can be computed again."""

from __future__ import annotations

import json
import re
import sqlite3
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from intercoder.errors import InputError
from intercoder.project import Project

from ..conftest import NOTES

Change = Callable[[dict[str, bytes]], None]


@pytest.fixture
def bundle(kept: Mapping[str, Path], tmp_path: Path) -> Path:
    with Project.open(kept["coded"]) as project:
        project.project_bundle(tmp_path / "study.zip")
    return tmp_path / "study.zip"


def entries(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rewritten(path: Path, change: Change, *, forge: bool = False) -> Path:
    """Write the bundle anew after `change`; with `forge`, with a manifest that fits what is in it."""
    import hashlib

    files = entries(path)
    change(files)
    if forge:
        manifest = json.loads(files["manifest.json"])
        named = {
            name: hashlib.sha256(content).hexdigest() for name, content in files.items() if name != "manifest.json"
        }
        files["manifest.json"] = json.dumps(manifest | {"sha256": named}).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def found(path: Path) -> dict[str, str]:
    frame = Project.project_verify(path).to_frame()
    return {row["file"]: row["found"] for row in frame.to_dict("records") if row["found"] != "the same"}


def test_a_bundle_holds_data_framework_results_and_versions(bundle: Path) -> None:
    files = entries(bundle)
    assert {"data/codings.csv", "framework/version-1.json", "results/agreement-main.json", "README.txt"} <= set(files)
    assert json.loads(files["manifest.json"])["versions"].keys() >= {"intercoder", "numpy", "Python"}
    assert "main,A,P1" in files["data/codings.csv"].decode()


def test_no_two_files_of_a_bundle_have_the_same_name_on_any_machine(coded: Project, tmp_path: Path) -> None:
    odd = "a/b?c*d|e:f" * 20
    names = ["check", "Check", "CHECK", f"{odd}1", f"{odd}2"]
    for name in names:
        coded.sample_draw(name, fraction=0.5, seed=1)
    coded.project_bundle(tmp_path / "study.zip")
    samples = [name.casefold() for name in entries(tmp_path / "study.zip") if name.startswith("samples/")]
    assert len(samples) >= len(names)
    assert len(set(samples)) == len(samples)
    assert max(map(len, samples)) < 100
    assert Project.project_verify(tmp_path / "study.zip").ok


def test_no_file_of_a_bundle_is_a_device_of_windows(coded: Project, tmp_path: Path) -> None:
    names = ["con", "_con", "AUX", "nul.a", "Com\u00b9", "lpt9", "conin$", "prn.", "prn ", "consent"]
    for name in names:
        coded.sample_draw(name, fraction=0.5, seed=1)
    coded.project_bundle(tmp_path / "study.zip")
    files = [name.rpartition("/")[2] for name in entries(tmp_path / "study.zip") if name.startswith("samples/")]
    devices = re.compile(r"(con|prn|aux|nul|conin\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])\s*(\..*)?", re.IGNORECASE)
    assert not list(filter(devices.fullmatch, files))
    assert "consent.json" in files
    assert len({name.casefold() for name in files}) >= len(names) - 1  # a name may be kept without spaces at its end
    assert Project.project_verify(tmp_path / "study.zip").ok


def test_an_untouched_bundle_is_the_same(bundle: Path) -> None:
    checked = Project.project_verify(bundle)
    assert checked.ok
    assert found(bundle) == {}
    assert "Every number is the same." in checked.notes()


def test_the_same_project_gives_the_same_bundle(kept: Mapping[str, Path], bundle: Path, tmp_path: Path) -> None:
    with Project.open(kept["coded"]) as project:
        project.project_bundle(tmp_path / "again.zip")
    assert entries(bundle).keys() == entries(tmp_path / "again.zip").keys()
    assert (tmp_path / "again.zip").read_bytes() == bundle.read_bytes()


def test_a_changed_file_is_named(bundle: Path) -> None:
    def change(files: dict[str, bytes]) -> None:
        files["data/cases.csv"] += b"P9,ID\n"

    assert found(rewritten(bundle, change)) == {"data/cases.csv": "not as it was written"}


def test_a_forged_number_is_found_though_the_manifest_fits(bundle: Path) -> None:
    def change(files: dict[str, bytes]) -> None:
        result = json.loads(files["results/agreement-main.json"])
        result["average"]["kappa"] = 0.99
        files["results/agreement-main.json"] = json.dumps(result).encode()

    told = found(rewritten(bundle, change, forge=True))
    assert list(told) == ["results/agreement-main.json"]
    assert told["results/agreement-main.json"].startswith("average/kappa: 0.99 in the bundle, ")


def test_changed_codings_in_the_project_are_found(bundle: Path, tmp_path: Path) -> None:
    def change(files: dict[str, bytes]) -> None:
        place = tmp_path / "changed.intercoder"
        place.write_bytes(files["project.intercoder"])
        connection = sqlite3.connect(place)
        connection.execute("DELETE FROM codings WHERE unit = 'P1'")
        connection.commit()
        connection.close()
        files["project.intercoder"] = place.read_bytes()

    told = found(rewritten(bundle, change, forge=True))
    assert {"data/codings.csv", "results/agreement-main.json", "project.intercoder: codings"} <= set(told)


def test_a_rounding_error_is_no_difference(bundle: Path) -> None:
    def change(files: dict[str, bytes]) -> None:
        result = json.loads(files["results/agreement-main.json"])
        result["average"]["kappa"] += 1e-13
        files["results/agreement-main.json"] = json.dumps(result).encode()

    assert found(rewritten(bundle, change, forge=True)) == {}


def test_missing_and_added_files_are_named(bundle: Path) -> None:
    def change(files: dict[str, bytes]) -> None:
        del files["results/counts.json"]
        files["more.txt"] = b"?"

    assert found(rewritten(bundle, change)) == {"results/counts.json": "is missing", "more.txt": "was added later"}


def test_without_texts_no_note_and_no_memo_is_anywhere_in_it(kept: Mapping[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "public.zip"
    with Project.open(kept["coded"]) as project:
        project.project_bundle(path, texts=False)
    everything = b"".join(entries(path).values())
    for _, text in NOTES.values():
        assert text.encode() not in everything
    assert b"It says so." not in everything
    assert Project.project_verify(path).ok


def test_the_numbers_do_not_depend_on_the_texts(kept: Mapping[str, Path], bundle: Path, tmp_path: Path) -> None:
    with Project.open(kept["coded"]) as project:
        project.project_bundle(tmp_path / "public.zip", texts=False)
    public, full = entries(tmp_path / "public.zip"), entries(bundle)
    results = [name for name in full if name.startswith("results/")]
    assert len(results) >= 4
    assert all(public[name] == full[name] for name in results)


def test_a_project_without_codings_has_a_bundle_too(kept: Mapping[str, Path], tmp_path: Path) -> None:
    with Project.open(kept["blank"]) as project:
        project.project_bundle(tmp_path / "blank.zip")
    assert Project.project_verify(tmp_path / "blank.zip").ok


def test_an_existing_file_is_kept(kept: Mapping[str, Path], bundle: Path) -> None:
    with Project.open(kept["coded"]) as project, pytest.raises(InputError, match="is there already"):
        project.project_bundle(bundle)


@pytest.mark.parametrize("content", [b"", b"no archive", None])
def test_what_is_no_bundle_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "other.zip"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError):
        Project.project_verify(path)


def test_another_archive_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("a.txt", "b")
    with pytest.raises(InputError, match="is not a bundle"):
        Project.project_verify(tmp_path / "other.zip")
